"""What an item's id tells by itself: "8-1" is the first item (项) of project (件) 8. Pure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise


def project_of(item_id: str) -> str:
    """Return the number of an item's project."""
    return item_id.split("-", 1)[0]


def project_ends(item_ids: Iterable[str]) -> Sequence[int]:
    """Return how many ids there are up to the end of each project, its items standing together."""
    numbers = list(map(project_of, item_ids))
    ends = [place for place, (one, after) in enumerate(pairwise(numbers), 1) if one != after]
    return [*ends, len(numbers)] if numbers else []
