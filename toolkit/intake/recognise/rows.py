"""Which row of a returned table answers which item: by 编号, by 实事内容, by 序号; never by place alone. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.form.stamp import RowId
from toolkit.intake.recognise.folding import alike, bare, folded
from toolkit.intake.recognise.identity import Marks, owner
from toolkit.intake.recognise.item_contents import ItemsByContent
from toolkit.intake.recognise.placing import PlacedTable
from toolkit.intake.recognise.printed import is_foot
from toolkit.intake.recognise.slots import answers, slot
from toolkit.nouns.cells import Cell, CellKind, address
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import Row, Slot
from toolkit.plan.model import Item, Plan
from toolkit.values.texts import quotable

_FLOOR = 0.75
_MARGIN = 0.1
_ELSEWHERE = 0.5
_LISTED = 5
_COUNTED_SO = re.compile(r"^第|[项件]$")
_PLACE_IN_PROJECT = re.compile(r"(\d+)(?:[-‐-―－.．·_]|[(\[〔])(\d+)[)\]〕]?")


@dataclass(frozen=True, slots=True)
class Match:
    """What one row came to."""

    row: int
    item: str | None
    problem: Problem | None = None
    doubtful: tuple[str, ...] = ()
    """Items that this row may be: they are not to be called missing."""


@dataclass(frozen=True, slots=True)
class RowClues:
    """What a row says of itself."""

    row: int
    id: RowId | None
    id_cell: Cell | None
    content: str
    number: str
    shown: str
    """实事内容 as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItems:
    """Items to match against."""

    plan: Plan
    unit: str | None
    own: tuple[Item, ...]
    """Items that the unit hosts, or once hosted."""
    claimed: bool = False
    """The clerk said whose sheet it is: other units' 编号 count for nothing."""
    jobs: frozenset[str] = frozenset()
    """任务号 of this workspace's forms."""

    @classmethod
    def of(cls, plan: Plan, unit: str | None, period: str, *, claimed: bool, jobs: frozenset[str]) -> "KnownItems":
        known = plan.period(period)
        own = _hosted(plan, unit, known.deadline if known else None) if unit else ()
        return cls(plan=plan, unit=unit, own=own, claimed=claimed, jobs=jobs)

    def owns(self, item_id: str) -> bool:
        return any(item.id == item_id for item in self.own)

    def called(self, item_id: str) -> str:
        """Return how the form numbers an item: 事项6（2）."""
        item = self.plan.item(item_id)
        return f"事项{item.number if item else item_id}"

    def equal(self, content: str) -> tuple[str, ...]:
        """Return the items with exactly this folded text, the unit's own first where it has one."""
        ids = self.plan.derived(ItemsByContent).of(content)
        return tuple(i for i in ids if self.owns(i)) or ids

    def nearest(self, content: str) -> str | None:
        """Return the item whose text is nearest, if it is near enough and no other comes close."""
        scores = sorted(((alike(content, bare(i.content), _FLOOR - _MARGIN), i.id) for i in self.plan.items), reverse=True)
        if not content or not scores or scores[0][0] < _FLOOR:
            return None
        return scores[0][1] if len(scores) == 1 or scores[0][0] - scores[1][0] >= _MARGIN else None

    def numbered(self, number: str) -> str | None:
        """Return the unit's item that a 序号 names; a bare project number only where it can mean one item."""
        ids = [item.id for item in self.own if number and number in {item.id, _number(item.number)}]
        ids = ids or [item.id for item in self.own if number and number == item.project_number]
        return ids[0] if len(ids) == 1 else None


def _hosted(plan: Plan, unit: str, day: date | None) -> tuple[Item, ...]:
    """Return the items that a unit hosts on a day (None = of no period), or hosted by the notice, in the plan's order."""
    now = plan.duties(day).held_by(unit) if day else ()
    return plan.in_order({*now, *plan.duties(date.min).held_by(unit)})


def read_facts(table: PlacedTable, marks: Marks, plan: Plan) -> tuple[RowClues, ...]:
    """Return what every row below the header says, blank rows, repeated headers, foot rows and notes left out."""
    content, number = table.column("事项", "实事内容"), table.column("事项", "序号")
    places = {column for _, column in table.fields} | {column for column, _ in table.combined}
    contents = plan.derived(ItemsByContent)
    facts = []
    continuing = table.continuing
    for row in (row for row in table.data if row not in continuing):
        id_, cell = marks.ids.get(row, (None, None))
        text = table.grid.text(row, content) if content else ""
        said = id_ is not None or (bare(text) in contents and _speaks(table, row, places))
        if not said and (not _speaks(table, row, places) or _is_note(table, row)):
            continue
        facts.append(RowClues(row, id_, cell, bare(text), _number(table.grid.text(row, number)) if number else "", text))
    return tuple(facts)


def match_rows(table: PlacedTable, facts: Sequence[RowClues], known: KnownItems) -> tuple[Match, ...]:
    """Match every row; contradictions are S10, what nobody asked for S05."""
    times = Counter(f.id.item for f in facts if f.id)
    matches = (_match(table, fact, known, times) for fact in facts if fact.id or fact.content or _says(table, fact))
    return tuple(_asked(table, match, known) for match in matches if not _leftover(table, match))


def _match(table: PlacedTable, fact: RowClues, known: KnownItems, times: Mapping[str, int]) -> Match:
    if fact.id is None or known.plan.item(fact.id.item) is None:
        return _by_content(table, fact, known)
    if fact.id.job and fact.id.job not in known.jobs:
        return _of_other_job(table, fact, known)
    foreign = owner(fact.id, known.plan)
    if known.unit and foreign and not known.claimed and not _same_unit(foreign, fact.id.item, known):
        detail = f"本行编号是“{foreign}”的"
        return _contradicted(table, fact, detail, (fact.id.item,))
    if foreign and foreign != known.unit and known.claimed:
        return _by_content(table, fact, known)
    return _by_id(table, fact, fact.id.item, known, repeated=times[fact.id.item] > 1)


def _of_other_job(table: PlacedTable, fact: RowClues, known: KnownItems) -> Match:
    """Read a row whose 编号 is another job's by its content alone: a number dragged down counts up (#K7Q2, #K7Q3)."""
    dragged = not fact.content and not fact.number and table.column("事项", "实事内容")
    if known.equal(fact.content) or dragged:
        return _by_content(table, fact, known)
    item = fact.id.item if fact.id else ""
    return _contradicted(table, fact, "本行编号是另一项工作的", (item,))


def _by_id(table: PlacedTable, fact: RowClues, item: str, known: KnownItems, *, repeated: bool) -> Match:
    equal = known.equal(fact.content)
    if item in equal:
        return Match(fact.row, item)
    if equal:
        if repeated:
            return Match(fact.row, equal[0])
        return _contradicted(table, fact, f"编号属于{known.called(item)}，实事内容属于{known.called(equal[0])}", (item, equal[0]))
    if fact.content:
        return _of_changed_text(table, fact, item, known)
    numbered = known.numbered(fact.number)
    if numbered and numbered != item:
        if repeated:
            return Match(fact.row, numbered)
        return _contradicted(table, fact, f"编号属于{known.called(item)}，序号属于{known.called(numbered)}", (item, numbered))
    return Match(fact.row, item)


def _by_content(table: PlacedTable, fact: RowClues, known: KnownItems) -> Match:
    equal = known.equal(fact.content)
    numbered = known.numbered(fact.number)
    if equal:
        return Match(fact.row, numbered if numbered in equal else equal[0])
    if not fact.content:
        return Match(fact.row, numbered)
    near = known.nearest(fact.content)
    if near and numbered and near != numbered:
        return _contradicted(table, fact, f"序号属于{known.called(numbered)}，实事内容近于{known.called(near)}", (near, numbered))
    return Match(fact.row, near)


def _clearly_other(content: str, item: str, known: KnownItems) -> str | None:
    """Return the item whose text this clearly is, when it is not the one that the 编号 names."""
    near = known.nearest(content)
    if near is None or near == item:
        return None
    named = known.plan.item(item)
    return near if named and alike(content, bare(named.content)) < _ELSEWHERE else None


def _of_changed_text(table: PlacedTable, fact: RowClues, item: str, known: KnownItems) -> Match:
    """Match a row by its 编号 although its 实事内容 is not quite any item's, unless it is plainly about something else."""
    other = _clearly_other(fact.content, item, known)
    if other:
        return _contradicted(table, fact, f"编号属于{known.called(item)}，实事内容属于{known.called(other)}", (item, other))
    if _nothing_alike(table, fact, item, known):
        return _contradicted(table, fact, f"编号属于{known.called(item)}，预填的内容却都不是这一事项的", (item,))
    return Match(fact.row, item)


def _nothing_alike(table: PlacedTable, fact: RowClues, item: str, known: KnownItems) -> bool:
    """Tell whether every prefilled text that says what the row is about is clearly not the item's (DESIGN §7).

    序号 and 承办单位 say nothing here: another job's first item has the same number and the same unit.
    """
    named = known.plan.item(item)
    if named is None or alike(fact.content, bare(named.content)) >= _FLOOR:
        return False
    column = table.column("事项", "立项名称")
    project = bare(table.grid.text(fact.row, column)) if column else ""
    return not project or (project != bare(named.project) and alike(project, bare(named.project)) < _FLOOR)


def _same_unit(foreign: str, item: str, known: KnownItems) -> bool:
    """Tell whether a 编号's unit is the sheet's own, or the one from which it took this item over."""
    if foreign == known.unit:
        return True
    asked = known.plan.item(item)
    return bool(asked and known.unit and foreign in asked.hosts and known.unit not in asked.hosts and known.owns(item))


def _contradicted(table: PlacedTable, fact: RowClues, detail: str, items: tuple[str, ...]) -> Match:
    content = table.column("事项", "实事内容")
    visible = address(fact.row, content) if content else (fact.id_cell.address if fact.id_cell else None)
    s10 = problem(Code.S10, table.grid.sheet.name, visible or _first(table, fact.row), detail=detail)
    return Match(fact.row, None, s10.concerning(*items), items)


def _asked(table: PlacedTable, match: Match, known: KnownItems) -> Match:
    """Turn a row that is no item of this unit's into S05."""
    if match.problem or (match.item and known.owns(match.item)) or (match.item and known.unit is None):
        return match
    detail = quotable(_row_text(table, match.row))
    place = _first(table, match.row)
    return Match(match.row, None, problem(Code.S05, table.grid.sheet.name, place, what="行", detail=detail))


def as_row(table: PlacedTable, match: Match) -> Row:
    printed = {f"{f.source}.{f.key}": slot(table, match.row, c) for f, c in table.fields if not f.asked}
    return Row(row=match.row, item=match.item, answers=answers(table, match.row), prefilled=printed)


def doubles(table: PlacedTable, matches: Sequence[Match]) -> tuple[tuple[Match, ...], tuple[Problem, ...]]:
    """Keep one of rows that say the same of one item; where they differ none counts (S09)."""
    by_item: dict[str, list[Match]] = {}
    for match in matches:
        if match.item:
            by_item.setdefault(match.item, []).append(match)
    dropped: set[int] = set()
    blocked: dict[int, str] = {}
    problems = []
    for item, same in ((item, same) for item, same in by_item.items() if len(same) > 1):
        said = {m.row: said_by(answers(table, m.row)) for m in same}
        filled = [m for m in same if any(said[m.row])] or same[:1]
        dropped |= {m.row for m in same if m not in filled}
        if len({said[m.row] for m in filled}) == 1:
            dropped |= {m.row for m in filled[1:]}
            continue
        blocked |= {m.row: item for m in filled}
        rows = "、".join(str(m.row) for m in filled[:_LISTED])
        rows = f"第 {rows}……{filled[-1].row} 行（共 {len(filled)} 行）" if len(filled) > _LISTED else f"第 {rows} 行"
        place = _first(table, filled[1].row)
        twice = problem(Code.S09, table.grid.sheet.name, place, item=item, rows=rows)
        problems.append(twice.concerning(item))
    kept = tuple(Match(m.row, None, None, (blocked[m.row],)) if m.row in blocked else m for m in matches if m.row not in dropped)
    return kept, tuple(problems)


def said_by(slots: Mapping[str, Slot]) -> tuple[str, ...]:
    """Return the answers in a shape that tells whether two rows say the same."""
    return tuple(_said(slot.cell) for _, slot in sorted(slots.items()))


def _said(cell: Cell | None) -> str:
    if cell is None:
        return ""
    if cell.kind is CellKind.PICTURE:
        return "picture"
    return folded(str(cell.value.normalize() if cell.kind is CellKind.NUMBER and cell.value else cell.value))  # type: ignore[union-attr]


def _speaks(table: PlacedTable, row: int, places: Iterable[int]) -> bool:
    cells = table.grid.sheet.cells
    return any((row, column) in cells for column in places)


def _is_note(table: PlacedTable, row: int) -> bool:
    """Tell whether a row stands under the table: foot, a note across it, the row of column numbers."""
    cells = table.grid.rows[row]
    content = table.column("事项", "实事内容")
    if is_foot(table.grid, row):
        return True
    if len(cells) == 1 and (block := table.grid.blocks.get((row, cells[0].column))):
        return block.right - block.left + 1 > len(table.fields) // 2 and content != cells[0].column
    texts = [re.sub(r"\D", "", table.grid.text(row, c.column)) for c in cells]
    numbers = [int(t) for t in texts if t and len(t) <= 2]
    plain = all(len(folded(table.grid.text(row, c.column))) <= 4 for c in cells)
    return plain and len(numbers) == len(cells) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _says(table: PlacedTable, fact: RowClues) -> bool:
    return bool(fact.number) or any(slot.cell for slot in answers(table, fact.row).values())


def _leftover(table: PlacedTable, match: Match) -> bool:
    """Tell whether an unmatched row is only a prefilled-looking scrap without any answer or content: drop it."""
    return match.item is None and match.problem is None and not _row_text(table, match.row)


def _row_text(table: PlacedTable, row: int) -> str:
    texts = (table.grid.text(row, cell.column) for cell in table.grid.rows[row])
    return " ".join(text for text in texts if text)


def _first(table: PlacedTable, row: int) -> str:
    columns = [cell.column for cell in table.grid.rows[row] if cell.column >= table.left]
    return address(row, min(columns, default=table.left))


def _number(text: str) -> str:
    """Return a 序号 as project-place: 8（1） 8(1) 8-1 8.1 8—1 → 8-1; a bare 8 stays 8."""
    plain = _COUNTED_SO.sub("", folded(text))
    match = _PLACE_IN_PROJECT.fullmatch(plain)
    if match:
        return f"{int(match[1])}-{int(match[2])}"
    plain = plain.rstrip(".、")
    return str(int(plain)) if plain.isdecimal() else plain
