"""What a unit has to correct, each at the cell of the form that goes back to it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.nouns.cells import address, row_and_column
from toolkit.nouns.docket import Entry, FileRow
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, Problem, Severity
from toolkit.plan.model import Item, Plan

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


def findings(desk: FindingPlaces, rows: Sequence[FileRow], kept: Sequence[Entry]) -> tuple[Finding, ...]:
    """Return every problem of a return: those of its files, and of earlier answers (`kept`) still standing wrong in it.

    The file's own come first, then by cell, as one reads the form.
    """
    found = [f for row in rows for p in row.problems for f in _of_row(desk, row, p)]
    found += [_at(desk, p, entry, p.about.key) for entry in kept for p in entry.problems if p.about.key in entry.fields]
    return tuple(sorted(dict.fromkeys(found), key=_order))


def _order(found: Finding) -> tuple[bool, int, int, bool]:
    row, column = row_and_column(found.here) or (0, 0)
    return (row > 0, row, column, not found.must)


def _of_row(desk: FindingPlaces, row: FileRow, found: Problem) -> Iterator[Finding]:
    if found.code in _SPREAD:
        yield from _SPREAD[found.code](desk, found)
        return
    own = [(entry, one) for entry in row.entries for one in entry.problems if one == found]
    if own:
        yield from (_of_entry(desk, one, entry) for entry, one in own)
        return
    entry = next((e for e in row.entries if e.item in found.about.items), None)
    yield _of_entry(desk, found, entry) if entry else _plain(desk, found)


def _of_entry(desk: FindingPlaces, found: Problem, entry: Entry) -> Finding:
    """Return a problem of one row: at the answer it is about, else beside it (a prefilled cell: ours is printed again)."""
    key = found.about.key
    if key in entry.fields:
        return _at(desk, found, entry, key)
    prefilled = next((f for f in desk.form.prefilled if f"{f.source}.{f.key}" == key), None)
    row = _row(desk, entry.item)
    here = address(row, prefilled.column) if prefilled and row else ""
    header = prefilled.header if prefilled else dict(found.facts).get("header", "")
    return replace(_plain(desk, found), header=header, item=desk.plan.item(entry.item), here=here)


def _plain(desk: FindingPlaces, found: Problem) -> Finding:
    spoken = _spoken(found, desk.plan)
    return Finding(
        code=found.code,
        severity=found.severity,
        message=spoken.message,
        fix=spoken.fix,
        theirs=found.cell or "",
    )


def _at(desk: FindingPlaces, found: Problem, entry: Entry, key: str) -> Finding:
    """Return a problem of one answer."""
    cell = desk.places.get(entry.item, {}).get(key, "")
    asked = desk.form.field(key)
    return replace(
        _plain(desk, found),
        item=desk.plan.item(entry.item),
        header=asked.header if asked else key,
        here=cell,
        spread=(cell,) if cell else (),
    )


def _whole_rows(desk: FindingPlaces, found: Problem) -> Iterator[Finding]:
    """Yield S04 and S09 once per item: its row is there, and empty."""
    yield from (_whole_row(desk, found, item_id) for item_id in found.about.items)


def _whole_row(desk: FindingPlaces, found: Problem, item_id: str) -> Finding:
    cells = required_cells(desk.form, desk.places, item_id)
    return replace(_plain(desk, found), item=desk.plan.item(item_id), here=cells[0] if cells else "", spread=cells)


def _missing_column(desk: FindingPlaces, found: Problem) -> Iterator[Finding]:
    """Yield S07 once, with all cells of the column; they are empty."""
    asked = desk.form.field(found.about.key)
    cells = tuple(cells[asked.key] for cells in desk.places.values()) if asked else ()
    header = asked.header if asked else found.about.key
    yield replace(_plain(desk, found), header=header, here=cells[0] if cells else "", spread=cells)


_SPREAD = {Code.S04: _whole_rows, Code.S07: _missing_column, Code.S09: _whole_rows}


def required_cells(form: Form, places: Places, item_id: str) -> tuple[str, ...]:
    """Return the cells of an item's row that must be filled."""
    cells = places.get(item_id, {})
    return tuple(cells[field.key] for field in form.asked if field.required and field.key in cells)


def _spoken(found: Problem, plan: Plan) -> Problem:
    """Return the problem with items named as the form prints them: 8（1）, not 8-1."""
    facts = tuple((name, _numbers(text, plan) if name in {"item", "items"} else text) for name, text in found.facts)
    return replace(found, facts=facts)


def _numbers(text: str, plan: Plan) -> str:
    return "、".join(item.number if (item := plan.item(part)) else part for part in text.split("、"))


def _row(desk: FindingPlaces, item_id: str) -> int | None:
    place = next(iter(desk.places.get(item_id, {}).values()), "")
    found = row_and_column(place)
    return found[0] if found else None
