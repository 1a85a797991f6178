"""What came from a unit and is no form: a mail without one, a report in Word, a link. It is named and answered. Pure.

A unit that sent something is never told that nothing came; whatever lies beside a form is only its cover.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.intake.recognise import Clues, name_units, scan_unit
from toolkit.judge.file_rows import FileRows
from toolkit.judge.history import successor
from toolkit.judge.judgement import Judgement
from toolkit.judge.kept_sheets import SheetsRead
from toolkit.judge.non_forms import no_form, silent
from toolkit.judge.settled_bytes import Order
from toolkit.judge.siblings import Siblings
from toolkit.judge.snapshot import Arrival, Snapshot
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.problems import applied
from toolkit.nouns.records import NoteKind, Sort
from toolkit.nouns.submission import Submission

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow

_MAILS = frozenset({"eml", "msg"})
_WORDS = {"ppt": "（是演示文稿）", "pptx": "（是演示文稿）"}
_LONGEST = 20_000
_NO_LINK = "，并直接发附件，不要发链接"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """Everything that decides about one arrival."""

    snapshot: Snapshot
    siblings: Siblings
    speaking: frozenset[int]
    """Receipts of containers that hold anything which speaks for itself."""
    rows: FileRows
    order: Callable[[int], Order]
    """Returns where a receipt stands in the order of arrival."""
    copied: frozenset[int]
    """Receipts whose words the clerk wants in a form."""

    def first_form(self, unit: str, period: str) -> Order | None:
        """Return where a unit's first form for a period stands; None = it sent none."""
        marks = (self.rows.marks()[place] for place in self.rows.places_of_unit(unit, period))
        return min((self.order(mark.receipt) for mark in marks if mark.sheet and not mark.stray), default=None)


def name_formless(
    snapshot: Snapshot, seen: Sequence[Arrival], judgement: Judgement, siblings: Siblings, order: Callable[[int], Order]
) -> None:
    """Give S01 to what came instead of a form, and a unit to the mails among it. `order`: where a receipt stands as they came."""
    known = _Came(
        snapshot=snapshot,
        siblings=siblings,
        speaking=frozenset(_speaking(seen, judgement)),
        rows=judgement.rows,
        order=order,
        copied=frozenset(n for n in judgement.bound.by_receipt if judgement.bound.latest(n, NoteKind.WORDS)),
    )
    for arrival in seen:
        for at in judgement.rows.places(arrival.mark.number) if arrival.sort is not Sort.BOOK else ():
            row = judgement.rows[at]
            told = _told(known, arrival, row)
            if told is not row:
                judgement.rows[at] = told


def covers(seen: Sequence[Arrival], read: Mapping[int, SheetsRead]) -> frozenset[int]:
    """Return the mails' own texts whose table is no report: a blank form quoted, or one whose file is attached as well."""
    attached = {
        (arrival.mark.parent, owner.unit, owner.period)
        for arrival in seen
        if not arrival.mark.inline and (sheets := read.get(arrival.mark.number))
        for owner in sheets.owners
    }
    return frozenset(
        arrival.mark.number
        for arrival in seen
        if arrival.mark.inline and (sheets := read.get(arrival.mark.number))
        if all((arrival.mark.parent, sheet.unit, sheet.period) in attached or not _answered(sheet) for sheet in sheets.forms())
    )


def _answered(sheet: Submission) -> bool:
    return any(slot.cell for row in sheet.rows for slot in row.answers.values())


def _speaking(seen: Sequence[Arrival], judgement: Judgement) -> Iterator[int]:
    parents = {arrival.mark.number: arrival.mark.parent for arrival in seen}
    for arrival in seen:
        parent = arrival.mark.parent
        if parent is None:
            continue
        is_form = any(mark.sheet for mark in judgement.rows.marks_of(arrival.mark.number))
        parent = None if silent(arrival) and not is_form else parent
        while parent is not None:
            yield parent
            parent = parents.get(parent)


def _told(known: _Came, arrival: Arrival, row: "FileRow") -> "FileRow":
    sort, receipt = arrival.sort, arrival.receipt
    if sort is Sort.CONTAINER and row.outcome is Outcome.CONTAINER:
        if receipt.parent is not None or receipt.number in known.speaking:
            return row
        row = _owned(known, arrival, row)
        if row.unit is None and arrival.reading.kind not in _MAILS:
            return row
    elif sort is not Sort.OTHER or row.outcome is not Outcome.NOT_A_FORM or row.unit is None or silent(arrival):
        return row
    first = known.first_form(str(row.unit), str(row.period))
    if (first is not None and first <= known.order(row.receipt)) or row.unit in known.siblings.companions(receipt):
        return row
    told = applied((no_form(_detail(arrival), _NO_LINK if arrival.reading.link else ""),), known.snapshot.plan.settings.switches)
    confirming = row.receipt in known.copied
    return replace(row, problems=(*row.problems, *told), words=_words(arrival), confirming=confirming)


def _words(arrival: Arrival) -> str:
    """Return what it says: a mail's own text, or the lines of a document without a table."""
    book = arrival.book if arrival.sort is Sort.OTHER and not arrival.reading.link else None
    cells = (cell for sheet in (book.sheets if book else ()) for _, cell in sorted(sheet.cells.items()))
    return arrival.reading.words or "\n".join(str(cell.value) for cell in cells if cell.value is not None)[:_LONGEST]


def _owned(known: _Came, arrival: Arrival, row: "FileRow") -> "FileRow":
    """Return the row of a mail or archive without anything in it as its sender's; a subject only suggests."""
    plan, receipt = known.snapshot.plan, arrival.receipt
    claimed = plan.unit(arrival.claim.unit) if arrival.claim and arrival.claim.unit else None
    clues = Clues(name=receipt.path, inside=receipt.inside, sender=receipt.sender, collecting=arrival.collecting.id)
    unit, _basis, suggestion = scan_unit(clues, plan, ())
    unit = claimed.name if claimed else unit or arrival.stated_unit or None
    stated = (arrival.claim.period if arrival.claim else "") or arrival.stated_period
    period = plan.period(stated) or arrival.collecting
    if unit is None:
        named = name_units(receipt.subject, plan)
        likely = named[0] if len(named) == 1 else suggestion
        return replace(row, suggestion=likely)
    return replace(row, unit=successor(plan, unit, period) or unit, period=period.id)


def _detail(arrival: Arrival) -> str:
    if arrival.sort is Sort.CONTAINER:
        if arrival.reading.kind not in _MAILS:
            return "（压缩包里没有表格）"
        return "（邮件里只有链接，没有附件）" if arrival.reading.link else "（邮件里没有附件2，只有正文）"
    return "（只是一个链接）" if arrival.reading.link else _WORDS.get(arrival.reading.kind, "（是文字材料，不是附件2表格）")
