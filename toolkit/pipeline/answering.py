"""What is written for the units after their files were judged: by an ingest, or by the clerk's word whose a file is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.docket_marks import file_mark
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.records import NoteKind
from toolkit.nouns.shelf import marks_of
from toolkit.pipeline.answers_owed import LEARNED, all_answered, answered_periods, answered_up_to
from toolkit.pipeline.catalogue import CATALOGUE
from toolkit.pipeline.errands import Errands
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.written_files import NOTHING, WrittenFiles
from toolkit.plan.deadlines import collecting
from toolkit.plan.model import Period

if TYPE_CHECKING:
    from toolkit.judge.judgement import Judgement
    from toolkit.nouns.docket import FileRow
    from toolkit.pipeline.hashed_names import InTurn
    from toolkit.pipeline.making import Making
    from toolkit.pipeline.products import Judged, Wanted

WHAT = "退回与回执"
Answer = Callable[["Judged", "Judgement", Ledger, Tell], WrittenFiles]
"""Writes what goes back to the units, and returns what is written already."""


def _wanted(judged: "Judged", rows: "Sequence[FileRow]") -> "list[Wanted]":
    """Return what goes back to the units in every period that these files touch.

    Who sent another period's form (S03) gets the form of the period being collected.
    """
    from toolkit.pipeline.products import Wanted

    office = judged.office
    touched = set()
    for place, mark in enumerate(marks_of(rows, file_mark)):
        if mark.unit:
            touched.add(mark.period)
        if mark.unit and mark.outcome is Outcome.RETURNED:
            touched.add(collecting(office.plan, rows[place].received or office.as_of).id)
    periods = [period for period in office.plan.periods if period.id in touched]
    return [Wanted(kind=line.kind, period=p) for p in periods for line in CATALOGUE if line.follows_ingest]


def answer_owed(judged: "Judged", judgement: "Judgement", ledger: Ledger, tell: Tell) -> WrittenFiles:
    """Write all that goes back to units of files taken in or claimed since everything had been answered."""
    from toolkit.pipeline.producing import produced

    wanted = _wanted(judged, judgement.rows.chosen(owing(judgement, ledger)))
    return _ended(ledger, produced(judged, ledger, WHAT, wanted, tell=tell) if wanted else NOTHING)


def _ended(ledger: Ledger, written: WrittenFiles) -> WrittenFiles:
    if not written.undone:
        all_answered(ledger)
    return written


class AnswersBeside:
    """What goes back to many units, made by a twin of this process while it makes the books."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        self._making: Making | None = None
        self._wanted: list[Wanted] = []
        self._seen: Callable[[], Iterable[str]] = tuple
        self._known: dict[Wanted, InTurn] = {}
        """What was kept of the answers written before."""

    def look(self, office: Office, ledger: Ledger, period: Period) -> None:
        """Have it seen, while files are taken in, which of the answers written before stand as they were written.

        Nothing of that hangs on what comes, and another core has nothing to do.
        """
        from toolkit.pipeline.products import Wanted
        from toolkit.pipeline.standing import Standing

        standing = Standing(office, ledger)
        if self._errands.worth_while:
            wanted = [Wanted(kind=line.kind, period=period) for line in CATALOGUE if line.follows_ingest]
            self._known = {one: standing.parts(one) for one in wanted}
        blocks = [(one, block) for one, parts in self._known.items() for block in parts.keyed()]

        def seen() -> Iterator[str]:
            signs = ((block.key, standing.stand_as(one, block)) for one, block in blocks)
            return (f"{key} {sign}" for key, sign in signs if sign is not None)

        if blocks:
            self._seen = self._errands.at_once(seen)

    def begin(self, judged: "Judged", judgement: "Judgement", ledger: Ledger, tell: Tell) -> WrittenFiles:
        """Put on record who is answered, and give the twin the answers; return what is written already: of few units all."""
        from toolkit.pipeline.making import Making
        from toolkit.pipeline.producing import put_on_record

        if not self._errands.worth_while:
            return answer_owed(judged, judgement, ledger, tell)
        self._wanted = _wanted(judged, judgement.rows.chosen(owing(judgement, ledger)))
        put_on_record(judged, ledger, self._wanted)
        stood = {key: sign for key, _, sign in (line.partition(" ") for line in self._seen())}
        self._making = Making(judged, ledger, stood, self._known)
        self._making.begin(WHAT, self._wanted, self._errands, many=True)
        return NOTHING

    @property
    def begun(self) -> bool:
        """Tell whether there is anything to finish."""
        return self._making is not None

    def finish(self, ledger: Ledger, tell: Tell) -> WrittenFiles:
        """Wait for what was begun, and make what is missing."""
        assert self._making is not None
        return _ended(ledger, self._making.written(WHAT, self._wanted, tell) if self._wanted else NOTHING)


def owing(judgement: "Judgement", ledger: Ledger) -> list[int]:
    """Return where the rows stand of what was taken in or claimed since everything had been answered."""
    return [*_unanswered(judgement, ledger), *_claimed(judgement, answered_up_to(ledger))]


def _unanswered(judgement: "Judgement", ledger: Ledger) -> list[int]:
    """Return where the rows of units' files stand that came after the last answers of their period."""
    done, rows = answered_periods(ledger), enumerate(judgement.rows.marks())
    return [place for place, row in rows if row.unit and row.receipt > done.get(str(row.period), 0)]


def _claimed(judgement: "Judgement", number: int) -> list[int]:
    """Return where the rows stand of files claimed, or whose name was learned, after this record: they are like any other now."""
    notes = judgement.bound.by_receipt
    learned = {note.unit for note in judgement.snapshot.notes if note.kind in LEARNED and note.number > number}
    if not (notes or learned):
        return []
    return [
        place
        for place, row in enumerate(judgement.rows.marks())
        if row.unit in learned
        or any((n.unit or n.kind is NoteKind.WORDS) and n.number > number for n in notes.get(row.receipt, ()))
    ]
