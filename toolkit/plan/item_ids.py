"""What an item's id tells by itself: "8-1" is the first item (项) of project (件) 8. Pure."""

from array import array
from collections.abc import Iterable, Sequence


def project_of(item_id: str) -> str:
    """Return the number of an item's project."""
    return item_id.split("-", 1)[0]


def project_ends(item_ids: Iterable[str]) -> Sequence[int]:
    """Return how many ids there are up to the end of each project, its items standing together."""
    ends, count, last = array("q"), 0, None
    for item_id in item_ids:
        if (number := project_of(item_id)) != last:
            ends.append(count)
            last = number
        count += 1
    ends.append(count)
    return ends[1:]
