"""One sheet, or what is no sheet, as it was judged, with what it changed; as bytes and back, for the derived cache. Pure.

What the arrival itself says (its number, names, times, its place in the archive, what was seen on it) is not written down
but filled in from there. The bytes are plain JSON: whoever could write into the ledger could make them say something else,
never do anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from sys import intern
from typing import Any

from toolkit.intake.recognise.kept import packed, shared, unpacked
from toolkit.judge.snapshot import Arrival
from toolkit.nouns.answer import Answer
from toolkit.nouns.docket import Entry, FileRow, Source
from toolkit.nouns.outcomes import Outcome, Verdict
from toolkit.nouns.problems import About, Code, Problem, Severity
from toolkit.nouns.records import Receipt
from toolkit.nouns.submission import Submission

Key = tuple[str, str]
"""(unit, period)."""
Stray = tuple[Key, str]
"""(unit, period being collected), and what else came, in words."""
Addresses = dict[tuple[tuple[str, str], ...], Mapping[str, str]]
"""Where answers stand in a row, one object for all the sheets that have them there."""
_NOWHERE = About()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSheet:
    """A sheet's row, before anything replaced it, and what it adds to what is known of its unit."""

    row: FileRow
    form: str
    """Version of the form that it is read against."""
    says: bytes | None = None
    """A hash of what it says; None = it was set aside and changes nothing."""
    failed: tuple[frozenset[str], ...] = ()
    """For each of its entries the KEYs whose value was sent back."""
    strays: tuple[Stray, ...] = ()


def perhaps_theirs(form: Submission, period: str, arrival: Arrival) -> tuple[Stray, ...]:
    """Return what is said of a form that nobody has claimed to the unit that has probably sent it; () = no idea whose."""
    told = f"另有“{arrival.receipt.name}”待认领，可能是本单位的"
    return (((form.suggestion, period), told),) if form.suggestion else ()


def suggested_unit(form: Submission) -> str:
    """Return what is said of whose a form may be; "" = no idea."""
    return f"可能是“{form.suggestion}”报送的，核实后请在待办.xlsx 里认领（或 duban note claim）" if form.suggestion else ""


def dump_sheets(sheets: Sequence[JudgedSheet], keys: Sequence[str]) -> bytes:
    """Return an arrival's sheets as bytes. `keys`: of what else is kept of them.

    Raises:
        TypeError: they hold something that is not kept.
    """
    return packed([list(keys), [_sheet(sheet) for sheet in sheets]])


def load_sheets(data: bytes, arrival: Arrival, addresses: Addresses) -> tuple[tuple[JudgedSheet, ...], tuple[str, ...]]:
    """Return the sheets of an arrival, and the keys of what else is kept of them.

    Raises:
        ValueError, LookupError, TypeError, zlib.error: these are no such bytes.
    """
    keys, sheets = unpacked(data)
    return tuple(_load_sheet(plain, arrival, addresses) for plain in sheets), tuple(keys)


def _sheet(sheet: JudgedSheet) -> list[Any]:
    row = sheet.row
    if row.below:
        raise TypeError("books from below are not kept")
    known: dict[tuple[Problem, About], int] = {}
    for problem in (*row.problems, *(p for entry in row.entries for p in entry.problems)):
        known.setdefault((problem, problem.about), len(known))
    own = [known[p, p.about] for p in row.problems]
    says = sheet.says.hex() if sheet.says is not None else None
    head = [row.outcome.value, row.unit, row.period, row.sheet, dict(row.foot), row.note, row.suggestion, row.printed]
    entries = [_entry(e, failed, known) for e, failed in zip(row.entries, sheet.failed, strict=True)]
    strays = [[*key, words] for key, words in sheet.strays]
    told = [row.paper is not None, row.words, row.confirming]
    return [sheet.form, head, [_problem(p) for p, _ in known], own, entries, says, strays, told if any(told) else None]


def _entry(entry: Entry, failed: frozenset[str], known: Mapping[tuple[Problem, About], int]) -> list[Any]:
    fields = {key: _answer(value) for key, value in entry.fields.items()}
    problems = [known[p, p.about] for p in entry.problems]
    return [entry.item, entry.verdict.value, fields, dict(entry.source.cells), problems, dict(entry.raw), sorted(failed)]


def _answer(value: Answer) -> Any:
    kind = type(value)
    if value is None or kind is str:
        return value
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, date) and kind is date:
        return ["d", value.isoformat()]
    raise TypeError(f"{kind.__name__} is no answer that is kept")


def _problem(problem: Problem) -> list[Any]:
    about = problem.about
    where = [list(about.items), about.key, about.period] if about != _NOWHERE else None
    switched = problem.switched.value if problem.switched else None
    return [problem.code.name, problem.sheet, problem.cell, [list(fact) for fact in problem.facts], switched, where]


def _load_sheet(plain: list[Any], arrival: Arrival, addresses: Addresses) -> JudgedSheet:
    form, (outcome, unit, period, sheet, foot, note, suggestion, printed), known, own, entries, says, strays, told = plain
    problems = [_load_problem(problem) for problem in known]
    seen, words, confirming = told or (False, "", False)
    receipt, timing = arrival.receipt, arrival.timing
    unit, sheet = shared(unit), shared(sheet)
    row = FileRow(
        receipt=receipt.number,
        name=receipt.name,
        inside=receipt.inside,
        sha256=receipt.sha256,
        outcome=Outcome(outcome),
        unit=unit,
        period=shared(period),
        sheet=sheet,
        received=timing.received,
        evidence=timing.evidence,
        foot=foot,
        problems=tuple([problems[at] for at in own]),
        entries=tuple([_load_entry(entry, unit, sheet, receipt, problems, addresses) for entry in entries]),
        archived=receipt.archived,
        run=receipt.run,
        taken=arrival.taken,
        note=note,
        suggestion=suggestion,
        printed=printed,
        paper=arrival.reading.paper if seen else None,
        words=words,
        confirming=confirming,
    )
    return JudgedSheet(
        row=row,
        form=form,
        says=None if says is None else bytes.fromhex(says),
        failed=tuple(frozenset(entry[6]) for entry in entries),
        strays=tuple(((of_unit, collecting), words) for of_unit, collecting, words in strays),
    )


def _load_entry(
    plain: list[Any], unit: str, sheet: str, receipt: Receipt, problems: Sequence[Problem], addresses: Addresses
) -> Entry:
    item, verdict, fields, cells, own, raw, _failed = plain
    cells = addresses.setdefault(tuple(cells.items()), cells)
    return Entry(
        item=intern(item),
        unit=unit,
        verdict=Verdict(verdict),
        fields={intern(key): _load_answer(value) for key, value in fields.items()},
        source=Source(file=receipt.name, inside=receipt.inside, sheet=sheet, cells=cells, archived=receipt.archived),
        problems=tuple([problems[at] for at in own]),
        raw=raw,
    )


def _load_answer(value: Any) -> Answer:
    if type(value) is list:
        kind, text = value
        return Decimal(text) if kind == "n" else date.fromisoformat(text)
    answer: Answer = shared(value)
    return answer


def _load_problem(plain: list[Any]) -> Problem:
    code, sheet, cell, facts, switched, where = plain
    about = About(items=tuple(where[0]), key=where[1], period=where[2]) if where else _NOWHERE
    told = tuple([(intern(name), words) for name, words in facts])
    return Problem(Code[code], shared(sheet), shared(cell), told, Severity(switched) if switched else None, about)
