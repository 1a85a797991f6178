"""What a sheet says: what could not be read, what was sent back, and all of it in a shape that tells a copy. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING

from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.answer import Answer
from toolkit.nouns.cells import CellKind
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Problem, Severity, applied
from toolkit.nouns.submission import Row, Slot, Submission
from toolkit.values.row_values import RowValues
from toolkit.values.texts import shown_cell

if TYPE_CHECKING:
    from toolkit.nouns.docket import Entry

Said = bytes
"""A hash of what a sheet says, for telling a re-saved copy: item, answers and codes of its 退回 problems per row."""
SETTLED: Said = b""
"""What a sheet said that was settled before: nobody asks, for sheets of its unit are settled all, or none."""
_NONE: frozenset[str] = frozenset()
_EXACT = Context(prec=50_000)


def read_anew(row: Row, form: Form, sheet: str, snapshot: Snapshot, *, year: int) -> RowValues:
    """Read a row that nobody read before: only then what reads values is loaded."""
    from toolkit.values.rows import read_row

    return read_row(row, form, sheet, word_limit=snapshot.plan.policy.word_limit, year=year, lexicon=snapshot.words)


def raw_of(row: Row, values: RowValues) -> dict[str, str]:
    """Return what stands in the cells that hold something, but no answer."""
    cells = {key: slot.cell for key, slot in row.answers.items() if slot.cell and values.fields.get(key) is None}
    return {key: text for key, cell in cells.items() if cell.kind is not CellKind.PICTURE and (text := shown_cell(cell))}


def failed_keys(values: RowValues, switches: Mapping[str, str]) -> frozenset[str]:
    """Return the KEYs whose value was sent back: rules across columns do not look at them."""
    kept = applied(values.problems, switches)
    return frozenset(p.about.key for p in kept if p.severity is Severity.RETURN) or _NONE


def said_by(form: Submission, entries: "Sequence[Entry]", whole: Iterable[Problem]) -> Said:
    """Return a hash of what the sheet says, so that a copy saved again is known as one; where no value was read, as written.

    Rows that count for no item, because they contradict one another (S09, S10), say something all the same.
    """
    written = {row.item: row.answers for row in form.rows if row.item}
    rows = []
    for entry in sorted(entries, key=lambda e: e.item):
        slots = written[entry.item]
        answers = tuple((key, _written(slots.get(key)) if value is None else _same(value)) for key, value in entry.fields.items())
        rows.append((entry.item, answers, _sent_back(entry.problems)))
    for row in (row for row in form.rows if form.doubtful and not row.item):
        rows.append(("?", tuple((key, _written(slot)) for key, slot in sorted(row.answers.items())), []))
    rows.append(("", (), _sent_back(whole)))
    return blake2b(repr(rows).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _same(value: Answer) -> object:
    """Return 0.4 for 0.40 and 0.400: what is equal is written alike."""
    if not isinstance(value, Decimal):
        return value
    return _EXACT.normalize(value) if value else 0


def _sent_back(problems: Iterable[Problem]) -> list[str]:
    return sorted({p.code.name for p in problems if p.severity is Severity.RETURN})


def _written(slot: Slot | None) -> str | None:
    return shown_cell(slot.cell) if slot and slot.cell else None
