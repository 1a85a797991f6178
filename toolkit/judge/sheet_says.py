"""What a sheet says: what could not be read, what was sent back, and all of it in a shape that tells a copy. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from toolkit.nouns.cells import CellKind
from toolkit.nouns.docket import Entry
from toolkit.nouns.problems import Problem, Severity, applied
from toolkit.nouns.submission import Row, Slot, Submission
from toolkit.values.rows import RowValues
from toolkit.values.texts import shown_cell

Answers = tuple[tuple[str, tuple[object, ...], frozenset[str]], ...]
"""What a sheet says, for telling a re-saved copy: (item, answers, codes of its 退回 problems) per row."""


def raw_of(row: Row, values: RowValues) -> dict[str, str]:
    """Return what stands in the cells that hold something, but no answer."""
    cells = {key: slot.cell for key, slot in row.answers.items() if slot.cell and values.fields.get(key) is None}
    return {key: text for key, cell in cells.items() if cell.kind is not CellKind.PICTURE and (text := shown_cell(cell))}


def failed_keys(values: RowValues, switches: Mapping[str, str]) -> frozenset[str]:
    """Return the KEYs whose value was sent back: rules across columns do not look at them."""
    kept = applied(values.problems, switches)
    return frozenset(p.about.key for p in kept if p.severity is Severity.RETURN)


def said_by(form: Submission, entries: Sequence[Entry], whole: Iterable[Problem]) -> Answers:
    """Return what the sheet says, so that a copy saved again is known as one; where no value was read, as written."""
    written = {row.item: row.answers for row in form.rows if row.item}
    rows = []
    for entry in sorted(entries, key=lambda e: e.item):
        slots = written[entry.item]
        answers = tuple((key, _written(slots.get(key)) if value is None else value) for key, value in entry.fields.items())
        codes = frozenset(p.code.name for p in entry.problems if p.severity is Severity.RETURN)
        rows.append((entry.item, answers, codes))
    rows.append(("", (), frozenset(p.code.name for p in whole if p.severity is Severity.RETURN)))
    return tuple(rows)


def _written(slot: Slot | None) -> str | None:
    return shown_cell(slot.cell) if slot and slot.cell else None
