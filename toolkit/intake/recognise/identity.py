"""Whose sheet it is, and of which period: stamps, printed lines, names, sender; what contradicts what. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.form.stamp import PERIOD_PROPERTY, UNIT_PROPERTY, RowId, parse_form_number, parse_row_id
from toolkit.intake.recognise.folding import bare, folded
from toolkit.intake.recognise.placing import PlacedTable
from toolkit.intake.recognise.printed import labelled
from toolkit.intake.recognise.unit_names import (
    Clues,
    file_name,
    name_units,
    suggested,
    unit_by_name,
    unit_of_path,
    unit_of_sender,
)
from toolkit.nouns.cells import Cell
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.stamp import Stamp
from toolkit.plan.model import Plan
from toolkit.values.texts import quotable

_UNIT_LABELS = ("填报单位", "报送单位", "填表单位", "上报单位", "单位名称")
_PERIOD_LABELS = ("期次", "填报期次", "报送期次")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Everything that a table says of itself."""

    ids: Mapping[int, tuple[RowId, Cell]] = field(default_factory=dict)
    """Row → its 编号 and the cell it stands in."""
    number: Stamp | None = None
    number_cell: str | None = None
    printed_unit: str = ""
    unit_cell: str | None = None
    printed_period: str = ""
    period_cell: str | None = None

    @property
    def stamped(self) -> bool:
        return bool(self.ids or self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the marks come to."""

    unit: str | None
    period: str | None
    basis: str = ""
    suggestion: str = ""
    problems: tuple[Problem, ...] = ()
    contradicted: bool = False
    """The stamps disagree on unit or period: nothing is merged."""


def read_marks(table: PlacedTable) -> Marks:
    """Collect the stamps and printed lines of one table."""
    ids = {row: row_mark for row in table.data if (row_mark := _row_id(table.grid.rows[row]))}
    number, number_cell = _number(table)
    unit_label = table.form.unit_label
    unit, unit_cell = labelled(table, (unit_label, *_UNIT_LABELS))
    period, period_cell = labelled(table, (table.form.period_label, *_PERIOD_LABELS))
    return Marks(
        ids=ids,
        number=number,
        number_cell=number_cell,
        printed_unit=unit,
        unit_cell=unit_cell,
        printed_period=period,
        period_cell=period_cell,
    )


def identify(table: PlacedTable, marks: Marks, properties: Mapping[str, str], clues: Clues, plan: Plan) -> Identity:
    """Decide unit and period (DESIGN §7). `properties` is empty where they are another sheet's."""
    unit = _unit(table, marks, properties, clues, plan)
    period, clash = _period(table, marks, properties, clues, plan)
    return Identity(
        unit=unit.unit,
        period=period,
        basis=unit.basis,
        suggestion=unit.suggestion,
        problems=(*unit.problems, *clash),
        contradicted=unit.contradicted or bool(clash),
    )


def owner(row: RowId, plan: Plan) -> str | None:
    """Return the unit that a 编号 names; None = none of the plan's."""
    return unit_by_name(row.unit, plan)


def _row_id(cells: Iterable[Cell]) -> tuple[RowId, Cell] | None:
    for cell in cells:
        if isinstance(cell.value, str) and len(cell.value) < 80 and ("@" in cell.value or "＠" in cell.value):
            row_mark = parse_row_id(cell.value.strip())
            if row_mark:
                return row_mark, cell
    return None


def _number(table: PlacedTable) -> tuple[Stamp | None, str | None]:
    rows = (*range(table.above, table.top), *range(table.bottom + 1, table.end + 1))
    for row in rows:
        for cell in table.grid.rows.get(row, ()):
            if isinstance(cell.value, str) and "督办表" in cell.value and len(cell.value) < 200:
                form_number = parse_form_number(cell.value)
                if form_number:
                    return form_number, cell.address
    for line in table.grid.sheet.text_around:
        form_number = parse_form_number(line) if "督办表" in line else None
        if form_number:
            return form_number, None
    return None, None


# -- unit ---------------------------------------------------------------------------------------------------------


def _unit(table: PlacedTable, marks: Marks, properties: Mapping[str, str], clues: Clues, plan: Plan) -> Identity:
    if clues.claimed:
        claimed = plan.unit(clues.claimed)
        return Identity(unit=claimed.name if claimed else None, period=None, basis="认领")
    voices = dict(_voices(marks, properties, plan))
    named = set(voices.values())
    own = {owner(row, plan) for row, _ in marks.ids.values()} - {None}
    if own and not named & own:
        named |= {str(name) for name in own}
    if len(named) > 1:
        return _contradiction(table, marks, voices, named, clues, plan)
    if named:
        unit = next(iter(named))
        stamped = bool(own or set(voices) - {"填报单位"})
        return Identity(
            unit=unit,
            period=None,
            basis="标识" if stamped else "填报单位",
            problems=tuple(_renamed(table, unit, clues, plan)),
        )
    return _unstamped(table, marks, clues, plan)


def _voices(marks: Marks, properties: Mapping[str, str], plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield (what speaks, unit) for the stamps that speak for the whole sheet."""
    for what, text in (
        ("文档属性", properties.get(UNIT_PROPERTY, "")),
        ("表号", marks.number.unit if marks.number else ""),
        ("填报单位", marks.printed_unit),
    ):
        unit = unit_by_name(text, plan) if text else None
        if unit:
            yield what, unit


def _contradiction(
    table: PlacedTable, marks: Marks, voices: Mapping[str, str], named: set[str], clues: Clues, plan: Plan
) -> Identity:
    ids = Counter(name for row, _ in marks.ids.values() if (name := owner(row, plan)))
    said = [*(f"{what}为“{unit}”" for what, unit in voices.items()), *(f"编号为“{unit}”" for unit in sorted(ids))]
    in_name = set(name_units(file_name(clues), plan))
    votes = Counter(voices.values()) + Counter(dict.fromkeys(ids, 1)) + Counter(in_name & named)
    best = sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
    cell = marks.unit_cell or marks.number_cell or table.header_address
    s10 = problem(Code.S10, table.grid.sheet.name, cell, detail="，".join(dict.fromkeys(said)))
    return Identity(unit=None, period=None, suggestion=best[0][0], problems=(s10,), contradicted=True)


def _renamed(table: PlacedTable, unit: str, clues: Clues, plan: Plan) -> Iterator[Problem]:
    """Yield S12 where the file's name says another unit."""
    named = name_units(file_name(clues), plan)
    if named and unit not in named:
        yield problem(Code.S12, table.grid.sheet.name, None, named="、".join(named), unit=unit)


def _unstamped(table: PlacedTable, marks: Marks, clues: Clues, plan: Plan) -> Identity:
    unit, basis = unit_of_path(clues, plan)
    if unit is None and not basis:
        unit, basis = unit_of_sender(clues, plan), "发件人"
    sheet = table.grid.sheet.name
    if unit:
        warning = problem(Code.S11, sheet, marks.unit_cell, basis=basis, unit=unit)
        return Identity(unit=unit, period=None, basis=basis, problems=(warning,))
    printed = marks.printed_unit.strip()
    detail = f"填报单位写的是“{quotable(printed)}”" if printed else "填报单位为空"
    guess = suggested((printed, file_name(clues)), plan) or unit_of_sender(clues, plan) or ""
    warning = problem(Code.S02, sheet, marks.unit_cell, detail=detail)
    return Identity(unit=None, period=None, suggestion=guess, problems=(warning,))


# -- period -------------------------------------------------------------------------------------------------------


def _period(
    table: PlacedTable, marks: Marks, properties: Mapping[str, str], clues: Clues, plan: Plan
) -> tuple[str | None, tuple[Problem, ...]]:
    if clues.claimed_period:
        return clues.claimed_period, ()
    voices = {
        what: period
        for what, text, read in (
            ("文档属性", properties.get(PERIOD_PROPERTY, ""), _stamped),
            ("表号", marks.number.period if marks.number else "", _stamped),
            ("期次", marks.printed_period, _printed),
        )
        if text and (period := read(text, plan))
    }
    if (unlisted := _stamp_unlisted(marks.printed_period, voices, plan)) and "期次" in voices:
        voices["期次"] = unlisted
    named = set(voices.values())
    own = Counter(period for row, _ in marks.ids.values() if (period := period_by_name(row.period, plan)))
    own = own or Counter(_stamped(row.period, plan) for row, _ in marks.ids.values())
    if not named:
        return _of_ids(own, clues), ()
    if own and not named & set(own):
        named |= set(own)
    if len(named) == 1 or clues.claimed:
        return (next(iter(named)) if len(named) == 1 else None), ()
    said = [*(f"{what}为 {p}" for what, p in voices.items()), *(f"编号为 {p}" for p in sorted(own))]
    cell = marks.period_cell or marks.number_cell or table.header_address
    return None, (problem(Code.S10, table.grid.sheet.name, cell, detail="，".join(said)),)


def _stamped(text: str, plan: Plan) -> str:
    """Return the period that a stamp names; one that the plan does not list is kept as it stands."""
    return period_by_name(text, plan) or text.strip()


def _printed(text: str, plan: Plan) -> str | None:
    """Return the period that a printed 期次 names; one of a year, or of a year and month, that no period is of, as it stands.

    Who writes the month of the data (2022年3月 for the period that is due on 5 April) means the period.
    """
    period = period_by_name(text, plan)
    wanted = folded(text)
    dated = re.search(r"(?<!\d)((?:19|20)\d{2})(?:年|[\-./])(?:第\d+[期次][(]?)?(\d{1,2})?(?!\d)", wanted)
    if period or dated is None:
        return period
    year, month = int(dated[1]), int(dated[2] or 0)
    data = [p.id for p in plan.periods if (p.data_as_of.year, p.data_as_of.month) == (year, month)]
    if len(data) == 1:
        return data[0]
    known = any(p.deadline.year == year for p in plan.periods)
    return None if known and not month else quotable(text, 20)


def _stamp_unlisted(printed: str, voices: Mapping[str, str], plan: Plan) -> str | None:
    """Return the stamped period that the plan lists no more, where the printed 期次 names its year and month too."""
    dated = re.search(r"((?:19|20)\d{2})(?:年|[\-./])(?:第\d+[期次][(]?)?(\d{1,2})(?!\d)", folded(printed))
    month = f"{dated[1]}-{int(dated[2]):02d}" if dated else None
    stamped = (voice for what, voice in voices.items() if what != "期次" and plan.period(voice) is None)
    return next((voice for voice in stamped if month and voice.startswith(month)), None)


def _of_ids(own: Counter[str], clues: Clues) -> str | None:
    """Return the period of the 编号 alone; ids that were dragged count the month up, so the first by count decides."""
    if len(own) <= 1:
        return next(iter(own), None)
    (first, most), (_, second) = own.most_common(2)
    if most > second:
        return first
    return clues.collecting if clues.collecting in own else None


def period_by_name(text: str, plan: Plan) -> str | None:
    """Return the period that a stamp or printed 期次 means: its id, name, month or date; None = none or several."""
    known = plan.derived(_read_periods)
    if text not in known:
        if len(known) >= _MOST_TEXTS:
            known.clear()
        known[text] = _period_by_name(text, plan)
    return known[text]


_MOST_TEXTS = 1000


def _read_periods(_plan: Plan) -> dict[str, str | None]:
    """Return what texts were read as, so far: thousands of sheets print the same few."""
    return {}


def _period_by_name(text: str, plan: Plan) -> str | None:
    wanted, plain = folded(text), bare(text)
    for period in plan.periods:
        if wanted == folded(period.id) or plain == bare(period.name):
            return period.id
    ids = {p.id for p in plan.periods if _means(wanted, p.id, p.deadline.year, p.deadline.month)}
    ids = ids or {p.id for p in plan.periods if plain and len(plain) > 2 and plain in bare(p.name)}
    return ids.pop() if len(ids) == 1 else None


def _means(text: str, period: str, year: int, month: int) -> bool:
    if re.search(rf"(?<!\d){re.escape(folded(period))}(?!\d)", text):
        return True
    dated = re.search(r"(\d{4})[年\-./](\d{1,2})(?!\d)", text)
    if dated:
        return (int(dated[1]), int(dated[2])) == (year, month)
    months = {int(m) for m in re.findall(r"(?<!\d)(\d{1,2})月", text)}
    years = {int(y) for y in re.findall(r"(\d{4})年", text)}
    return months == {month} and years <= {year}
