"""Products made and written, letters put on record first; what was written is remembered, to make the very same again.

`rebuild` makes each cell for cell the same (DESIGN §3), from the moment and the last record it was made from.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import Dockets, examined
from toolkit.judge.judgement import Judgement
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.letters_on_record import Letters
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.records import Drafted
from toolkit.pipeline.catalogue import product
from toolkit.pipeline.judged_by_many import judged_by_many
from toolkit.pipeline.making import Making, titles_of
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.products import Judged, UnitFiles, Wanted, made
from toolkit.pipeline.snapshots import keep_recognitions, keep_units, recognitions_of, snapshot_of
from toolkit.pipeline.verdict_changes import REGISTERS, printed_anew, verdict_changes
from toolkit.pipeline.written_files import NOTHING, WrittenFiles

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket

Before = Callable[[Office, Ledger, Tell], WrittenFiles]
"""What is still to be done before."""
Mark = tuple[object, ...]
"""What tells a letter on record from others: kind, period, unit, and what it answers or when it was drafted."""
After = Callable[[Judged, Ledger], tuple[str, ...]]
"""What else is done with a judgement once it is written; returns sentences."""


def judged_now(office: Office, ledger: Ledger, until: int | None = None) -> Judged:
    """Judge as of the office's moment; drafts of that very moment do not count, so that a second run says the same."""
    known = recognitions_of(ledger)
    judgement = examined(judged_by_many(office, ledger, snapshot_of(office, ledger, until, known)))
    keep_recognitions(ledger, known, judgement, whole=until is None)
    return judged_from(office, judgement)


def judged_then(office: Office, ledger: Ledger, until: int) -> Judged:
    """Judge as when something was printed, after the record `until`; `office` is that of then."""
    judged = judged_now(office, ledger, until)
    return judged.knowing(verdict_changes(judged, ledger, until))


def judged_from(office: Office, judgement: Judgement) -> Judged:
    drafted = Letters(draft for draft in judgement.snapshot.drafted if draft.at < office.as_of)
    return Judged(office=office, dockets=Dockets(judgement), drafted=drafted, told=judgement.snapshot.drafted)


def produce(
    office: Office,
    what: str,
    wanted: Sequence[Wanted],
    *,
    dry_run: bool,
    tell: Tell,
    before: Before | None = None,
    after: After | None = None,
) -> WrittenFiles:
    """Make and write products as of the office's moment.

    `before` makes up what a crash left undone, `after` keeps up what hangs on the same judgement.

    Raises:
        ToolkitError: something could not be made or written; all else was.
    """
    if dry_run:
        with office.reading() as ledger:
            return rehearsed(judged_now(office, ledger), what, wanted)
    with office.writing(what) as ledger:
        owed = before(office, ledger, tell) if before else NOTHING
        judged = judged_now(office, ledger)
        written = produced(judged, ledger, what, wanted, tell=tell)
        left = after(judged, ledger) if after else ()
        if undone := tuple(dict.fromkeys((*owed.undone, *written.undone))):
            raise ToolkitError("\n".join(undone))
        return replace(written, moved=(*written.moved, *left))


def rehearsed(judged: Judged, what: str, wanted: Sequence[Wanted]) -> WrittenFiles:
    """Say what would be written."""
    files = [tuple(made(judged, one)) for one in wanted]
    titles = titles_of(one for one, mine in zip(wanted, files, strict=True) if mine)
    return WrittenFiles(what=what, paths=tuple(path for mine in files for path in mine), titles=titles, dry_run=True)


def produced(judged: Judged, ledger: Ledger, what: str, wanted: Sequence[Wanted], *, tell: Tell) -> WrittenFiles:
    """Write products for one who holds the lock: letters go on record first, for registers print the chain's head."""
    put_on_record(judged, ledger, wanted)
    return of_record(judged, ledger, what, wanted, tell=tell)


def of_record(
    judged: Judged, ledger: Ledger, what: str, wanted: Sequence[Wanted], *, tell: Tell, begun: Making | None = None
) -> WrittenFiles:
    """Write products of which all was put on record.

    One that cannot be made (its template is held by another program) does not stop the others: see `undone`.
    `begun`: their making, where a twin began with it.
    """
    written = (begun or Making(judged, ledger)).written(what, wanted, tell)
    if isinstance(judged.dockets, Dockets):
        keep_units(ledger, judged.dockets, {})
    return written


# -- on record -------------------------------------------------------------------------------------------------------


def put_on_record(judged: Judged, ledger: Ledger, wanted: Sequence[Wanted]) -> None:
    """Put on record who is being written to, once: a reminder a moment, a 退回 letter for each file sent back."""
    letters = [one for one in wanted if (line := product(one.kind)) and line.recorded]
    registers = [one for one in wanted if one.kind in REGISTERS]
    if not (letters or registers):
        return
    drafted = ledger.drafted()
    known = {_mark(draft) for draft in drafted}
    fresh = [draft for one in letters for draft in _drafts(judged, one, known) if _mark(draft) not in known]
    fresh += [printed for one in registers if (printed := printed_anew(judged, one, drafted))]
    if fresh:
        ledger.append(*fresh)


def _mark(draft: Drafted) -> Mark:
    answered = draft.detail.get("收文")
    return (draft.kind, draft.period, draft.unit, answered or draft.at)


def _drafts(judged: Judged, wanted: Wanted, known: Collection[Mark]) -> Iterator[Drafted]:
    """Yield one record for each unit that is written to, in the plan's order.

    `known`: marks of what is on record: whose files sent back are all among it is not made out once more.
    """
    first: dict[str, str] = {}
    returned = _returned(judged.docket(wanted.its_period)) if wanted.kind == "退回" else None
    files = made(judged, wanted)
    if isinstance(files, UnitFiles):
        told = {unit: "、".join(codes) for unit, codes in (returned or {}).items()}
        files = files.to_record(lambda unit: bool(told.get(unit)) and (wanted.kind, wanted.place, unit, told[unit]) in known)
    for path, file in files.items():
        for name in (file.unit, *file.asks) if file.unit else file.asks:
            first[name] = min(path.stem, first.get(name, path.stem))
    for unit in judged.office.plan.unit_names if first else ():
        if unit in first:
            detail = {"文件": first[unit]}
            if returned is not None:
                detail["收文"] = "、".join(returned.get(unit, ()))
            yield Drafted(at=judged.office.as_of, kind=wanted.kind, period=wanted.place, unit=unit, detail=detail)


def _returned(docket: "Docket") -> dict[str, list[str]]:
    """Return unit → the numbers of its receipts that were sent back."""
    codes: dict[str, list[str]] = {}
    for row in docket.file_marks:
        if row.unit and (row.outcome is Outcome.RETURNED or row.formless):
            codes.setdefault(row.unit, []).append(f"#{row.receipt}")
    return codes
