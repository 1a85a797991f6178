"""Which of our items a row from below is about: by the mapping sheet 对照, else the very same content; never guessed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from toolkit.plan.model import Item, Plan
from toolkit.tiers.book_tables import CONTENT, NUMBER, PROJECT, TableRow
from toolkit.values.likeness import normal
from toolkit.values.names import name_key

_LIKELY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The rows of one book by our items. `own`: rows of items that we do not have, with the item that is likely meant."""

    rows: Mapping[str, tuple[TableRow, ...]]
    own: tuple[tuple[TableRow, Item | None], ...]


def joined(plan: Plan, unit: str, rows: Sequence[TableRow]) -> Joined:
    """Sort the rows of a unit's book under our items, each group in the book's order."""
    names = plan.derived(_Names.of)
    by_item: dict[str, list[TableRow]] = {}
    own = []
    for row in rows:
        item = names.item(plan, unit, row)
        if item is not None:
            by_item.setdefault(item.id, []).append(row)
        else:
            own.append(row)
    return Joined(
        rows={item.id: tuple(by_item[item.id]) for item in plan.items if item.id in by_item},
        own=tuple((row, names.likely(row, (item for item in plan.items if item.id not in by_item))) for row in own),
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """How the plan's items may be written: made once a plan."""

    contents: Mapping[str, tuple[Item, ...]]
    mapped: Mapping[tuple[str, str], str]
    """(unit or "" for all, key of their item) → our item id."""

    @classmethod
    def of(cls, plan: Plan) -> "_Names":
        contents: dict[str, list[Item]] = {}
        for item in plan.items:
            contents.setdefault(normal(item.content), []).append(item)
        mapped = {(match.unit or "", _key(match.theirs)): match.item for match in plan.matches}
        return cls({key: tuple(items) for key, items in contents.items()}, mapped)

    def item(self, plan: Plan, unit: str, row: TableRow) -> Item | None:
        for said in (row.text(CONTENT), row.text(NUMBER)):
            for whose in (unit, ""):
                id_ = self.mapped.get((whose, _key(said))) if said else None
                if id_:
                    return plan.item(id_)
        same = self.contents.get(normal(row.text(CONTENT)), ())
        if len(same) > 1:
            project = name_key(row.text(PROJECT))
            same = tuple(item for item in same if name_key(item.project) == project)
        return same[0] if len(same) == 1 else None

    def likely(self, row: TableRow, items: Iterable[Item]) -> Item | None:
        wanted = normal(row.text(CONTENT))
        best, nearest = _LIKELY, None
        for item in items:
            matcher = SequenceMatcher(None, wanted, normal(item.content), autojunk=False)
            ratio = matcher.ratio() if matcher.quick_ratio() >= best else 0.0
            if ratio > best:
                best, nearest = ratio, item
        return nearest


def _key(text: str) -> str:
    return normal(text) or name_key(text)
