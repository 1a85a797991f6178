"""What a unit has to correct, each at the cell of the form that goes back to it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from toolkit.nouns.cells import address, row_and_column
from toolkit.nouns.docket import Entry, FileRow
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, Problem, Severity
from toolkit.outputs.returned.causes import by_cause
from toolkit.plan.model import Item, Plan

_MANY = 4
"""Items that follow each other are told by the first and the last from so many on."""
Places = Mapping[str, Mapping[str, str]]
"""Item id → KEY → cell of the form that goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem, for people."""

    code: Code
    severity: Severity
    message: str
    fix: str
    item: Item | None = field(default=None, hash=False)
    """None = concerns the file as a whole."""
    header: str = ""
    """The column as printed; "" where it concerns the row or the file."""
    here: str = ""
    """Cell of the form that goes back, "" where there is none to change."""
    theirs: str = ""
    """Cell of the file that came, as its sender sees it."""
    spread: tuple[str, ...] = ()
    """All cells to look at, `here` included; () = nothing to tint."""

    @property
    def must(self) -> bool:
        return self.severity is Severity.RETURN


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPlaces:
    """What a problem's place is looked up in."""

    plan: Plan
    form: Form
    places: Places


def findings(where: FindingPlaces, rows: Sequence[FileRow], kept: Sequence[Entry]) -> tuple[Finding, ...]:
    """Return every problem of a return: those of its files, and of earlier answers (`kept`) still standing wrong in it.

    The file's own come first, then by cell, as one reads the form.
    """
    listed = [
        replace(f, fix=f.fix + t.more) for row in rows for t in by_cause(row.problems) for f in _of_row(where, row, t.problem)
    ]
    listed += [
        replace(_at(where, t.problem, entry, t.problem.about.key), fix=t.fix)
        for entry in kept
        for t in by_cause(entry.problems)
        if t.problem.about.key in entry.fields
    ]
    return tuple(sorted(dict.fromkeys(listed), key=_order))


def _order(finding: Finding) -> tuple[bool, int, int, bool]:
    row, column = row_and_column(finding.here) or (0, 0)
    return (row > 0, row, column, not finding.must)


def _of_row(where: FindingPlaces, row: FileRow, problem: Problem) -> Iterator[Finding]:
    if problem.code in _SPREAD:
        yield from _SPREAD[problem.code](where, problem)
        return
    own = [(entry, one) for entry in row.entries for one in entry.problems if one == problem]
    if own:
        yield from (_of_entry(where, one, entry) for entry, one in own)
        return
    entry = next((e for e in row.entries if e.item in problem.about.items), None)
    yield _of_entry(where, problem, entry) if entry else _plain(where, problem)


def _of_entry(where: FindingPlaces, problem: Problem, entry: Entry) -> Finding:
    """Return a problem of one row: at the answer it is about, else beside it (a prefilled cell: ours is printed again)."""
    key = problem.about.key
    if key in entry.fields:
        return _at(where, problem, entry, key)
    prefilled = next((f for f in where.form.prefilled if f"{f.source}.{f.key}" == key), None)
    row = _row(where, entry.item)
    here = address(row, prefilled.column) if prefilled and row else ""
    header = prefilled.header if prefilled else dict(problem.facts).get("header", "")
    return replace(_plain(where, problem), header=header, item=where.plan.item(entry.item), here=here)


def _plain(where: FindingPlaces, problem: Problem) -> Finding:
    spoken = _spoken(problem, where.plan)
    return Finding(
        code=problem.code,
        severity=problem.severity,
        message=spoken.message,
        fix=spoken.fix,
        theirs=problem.cell or "",
    )


def _at(where: FindingPlaces, problem: Problem, entry: Entry, key: str) -> Finding:
    """Return a problem of one answer."""
    cell = where.places.get(entry.item, {}).get(key, "")
    asked = where.form.field(key)
    return replace(
        _plain(where, problem),
        item=where.plan.item(entry.item),
        header=asked.header if asked else key,
        here=cell,
        spread=(cell,) if cell else (),
    )


def _whole_rows(where: FindingPlaces, problem: Problem) -> Iterator[Finding]:
    """Yield S04 and S09 once per item: its row is there, and empty."""
    yield from (_whole_row(where, problem, item_id) for item_id in problem.about.items)


def _whole_row(where: FindingPlaces, problem: Problem, item_id: str) -> Finding:
    cells = required_cells(where.form, where.places, item_id)
    return replace(_plain(where, problem), item=where.plan.item(item_id), here=cells[0] if cells else "", spread=cells)


def _missing_column(where: FindingPlaces, problem: Problem) -> Iterator[Finding]:
    """Yield S07 once, with all cells of the column; they are empty."""
    asked = where.form.field(problem.about.key)
    cells = tuple(cells[asked.key] for cells in where.places.values()) if asked else ()
    header = asked.header if asked else problem.about.key
    yield replace(_plain(where, problem), header=header, here=cells[0] if cells else "", spread=cells)


_SPREAD = {Code.S04: _whole_rows, Code.S07: _missing_column, Code.S09: _whole_rows}


def required_cells(form: Form, places: Places, item_id: str) -> tuple[str, ...]:
    """Return the cells of an item's row that must be filled."""
    cells = places.get(item_id, {})
    return tuple(cells[field.key] for field in form.asked if field.required and field.key in cells)


def _spoken(problem: Problem, plan: Plan) -> Problem:
    """Return the problem with items named as the form prints them: 8（1）, not 8-1."""
    facts = tuple((name, item_numbers(text, plan) if name in {"item", "items"} else text) for name, text in problem.facts)
    return replace(problem, facts=facts)


def item_numbers(text: str, plan: Plan) -> str:
    """Return a list of items as the form prints them; many that follow each other as 2（2）至2（30）."""
    said: list[str] = []
    for _, run in groupby(enumerate(text.split("、")), key=_follows):
        numbers = [item.number if (item := plan.item(part)) else part for _, part in run]
        said += numbers if len(numbers) < _MANY else [f"{numbers[0]}至{numbers[-1]}"]
    return "、".join(said)


def _follows(placed: tuple[int, str]) -> tuple[str, int | str]:
    """Return what is the same for items of one project whose numbers follow each other as they do in the list."""
    place, item_id = placed
    project, _, number = item_id.rpartition("-")
    return project, int(number) - place if number.isdecimal() else item_id


def _row(where: FindingPlaces, item_id: str) -> int | None:
    place = next(iter(where.places.get(item_id, {}).values()), "")
    address = row_and_column(place)
    return address[0] if address else None
