"""Which items say what: looked for by 实事内容. Pure."""

from collections.abc import Iterator

from toolkit.intake.recognise.folding import bare
from toolkit.nouns.hashed_places import HashedPlaces, dumped_places
from toolkit.nouns.shelf import Places, each, joined
from toolkit.plan.model import Plan

CONTENTS = "contents"
"""Of the tables kept beside a plan."""


class ItemsByContent:
    """实事内容, folded → the items that have it; held are places by hash, of a country's texts a quarter of what they take."""

    def __init__(self, plan: Plan) -> None:
        self._items = plan.items
        self._kept = HashedPlaces(plan.kept[CONTENTS]) if CONTENTS in plan.kept else None
        self._places: dict[int, Places] = {}
        for content, place in _contents(plan) if self._kept is None else ():
            self._places[hash(content)] = joined(self._places.get(hash(content)), place)

    def of(self, content: str) -> tuple[str, ...]:
        """Return their ids, in the plan's order."""
        places = self._kept.of(content) if self._kept else each(self._places.get(hash(content)))
        items = (self._items[place] for place in places)
        return tuple(item.id for item in items if content and bare(item.content) == content)

    def __contains__(self, content: str) -> bool:
        return bool(self.of(content))


def _contents(plan: Plan) -> Iterator[tuple[str, int]]:
    """Yield (实事内容 folded, place of its item), in the plan's order."""
    return ((content, place) for place, item in enumerate(plan.items) if (content := bare(item.content)))


def dumped_contents(plan: Plan) -> bytes:
    """Return where items stand by what they say, to be kept beside a plan."""
    return dumped_places(_contents(plan))
