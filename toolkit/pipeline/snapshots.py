"""The ledger at one moment, as the snapshot that a judgement is made from."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

from toolkit.evidence.ledger import Ledger
from toolkit.intake.kept_readings import KeptReadings
from toolkit.judge.issued_records import IssuedRecords
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.statements_bound import LOG
from toolkit.nouns.fields import Form
from toolkit.nouns.letters_on_record import Letters
from toolkit.nouns.records import Drafted, Issued, Note, issued_mark, receipt_mark
from toolkit.nouns.shelf import Picked, marks_of, those
from toolkit.pipeline.ledger_readings import LedgerReadings
from toolkit.pipeline.office import Office
from toolkit.plan.model import Period, Plan

if TYPE_CHECKING:
    from toolkit.judge.dockets import Dockets
    from toolkit.judge.judgement import Judgement
    from toolkit.judge.settled import Chunks, SettledBefore
    from toolkit.judge.snapshot import Snapshot
    from toolkit.nouns.docket import Docket

Named = TypeVar("Named", Note, Drafted)
"""Records that name a unit."""


def forms_of(office: Office, ledger: Ledger) -> Mapping[str, Form]:
    """Return every form ever issued, by version, and the one in force. A missing snapshot is `verify`'s business."""
    forms: dict[str, Form] = {}
    for snapshot in ledger.templates():
        path = office.workspace.archive / snapshot.archived
        if snapshot.name == office.workspace.form.name and path.is_file():
            form = office.form if snapshot.sha256 == office.form.sha256 else _former(path.read_bytes(), path.name)
            forms[form.version] = form
    return {**forms, office.form.version: office.form}


@lru_cache(maxsize=16)
def _former(data: bytes, name: str) -> Form:
    from toolkit.form.read import read_form

    return read_form(data, name, None)


RECOGNITION_CACHE = "judged"
"""Kind of the derived cache: forms as recognised, rows as read and checked."""
SETTLED_CACHE = "settled"
"""Kind of the derived cache: the marks of sheets that need no judging while their units send nothing."""

UNITS_CACHE = "units"
"""Kind of the derived cache: how units stand of which nothing has changed."""


def recognitions_of(ledger: Ledger) -> Recognitions:
    keep = partial(ledger.keep_derived, RECOGNITION_CACHE) if ledger.writable else None
    return Recognitions(partial(ledger.derived, RECOGNITION_CACHE), keep)


def keep_recognitions(ledger: Ledger, known: Recognitions, judgement: "Judgement", *, whole: bool) -> None:
    """Keep what this command recognised first. `whole`: all records were known, so what none asked for can go.

    Who looks back at an earlier moment asks only for what had come and was noted by then: nothing goes for that.
    """
    if not ledger.writable:
        return
    from toolkit.judge.closed_judgements import known_before

    whole = whole and _all_known(judgement)
    asked = whole and not known_before(judgement)  # what is settled asks for nothing, and is kept all the same
    fresh = {key: body for key, body in known.fresh.items() if key in known.used} if asked else known.fresh
    drop = [key for key in ledger.derived_keys(RECOGNITION_CACHE) if key not in known.used] if asked else []
    if fresh or drop:
        ledger.keep_derived(RECOGNITION_CACHE, fresh, drop)
    settled = judgement.to_keep if whole else {}
    now = {key: body for key, body in settled.items() if body}
    if now or drop:
        old = [key for key in ledger.derived_keys(SETTLED_CACHE) if key not in settled]
        ledger.keep_derived(SETTLED_CACHE, now, old)


def _all_known(judgement: "Judgement") -> bool:
    """Tell whether nothing on record was received or noted after the moment judged by."""
    from toolkit.judge.snapshot import later_notes

    seen = judgement.snapshot
    return len(judgement.collected) == len(seen.receipts) and not later_notes(seen)


def fresh_units(ledger: Ledger, dockets: "Dockets") -> dict[str, bytes]:
    """Return how the units stand in the dockets that were put together, by the key of `keep_units`, where it is not kept yet."""
    if not dockets.judgement.setting or not _all_known(dockets.judgement):
        return {}
    return {key: rows for key, rows in dockets.kept_units() if rows != ledger.derived(UNITS_CACHE, key)}


def keep_units(ledger: Ledger, dockets: "Dockets", beside: Mapping[str, bytes]) -> None:
    """Keep how the units stand in the dockets that were put together, where all is known; forget what was kept by other rules.

    `beside`: what a twin found to be fresh of those that it put together.
    """
    if not dockets.judgement.setting or not _all_known(dockets.judgement):
        return
    fresh = {**beside, **fresh_units(ledger, dockets)}
    from toolkit.judge.closed_judgements import settings_of

    settings = settings_of(dockets.judgement)
    old = [key for key in ledger.derived_keys(UNITS_CACHE) if key.rpartition("|")[2] not in settings]
    if fresh or old:
        ledger.keep_derived(UNITS_CACHE, fresh, old)


def settled_ahead(ledger: Ledger) -> "Chunks":
    """Return what is kept of settled sheets, for `snapshot_of`: loaded while there is time."""
    from toolkit.judge.settled import loaded_ahead

    return loaded_ahead(partial(ledger.derived, SETTLED_CACHE), [*ledger.derived_keys(SETTLED_CACHE)])


def snapshot_of(
    office: Office,
    ledger: Ledger,
    until: int | None = None,
    recognitions: Recognitions | None = None,
    ahead: "Chunks | None" = None,
) -> "Snapshot":
    """Return the snapshot as of `office.as_of`; readings that the cache has lost are read again when they are asked for.

    `until`: know only the records up to this number, as when something was printed.
    `recognitions`: what this command knows already; None = what earlier ones kept. `ahead`: of `settled_ahead`.
    """
    from toolkit.judge.snapshot import Snapshot
    from toolkit.pipeline.past_rules import closed_rules

    last = ledger.next_number - 1 if until is None else until
    gone = frozenset(undo.run for undo in ledger.undos() if undo.number <= last)
    receipts = those(ledger.receipts(undone=True), lambda one: one.number <= last and one.run not in gone, receipt_mark)
    bodies = LedgerReadings(office, ledger, receipts)
    issued = those(ledger.issued(), lambda mark: mark.number <= last, issued_mark)
    return Snapshot(
        plan=office.plan,
        form=office.form,
        forms=forms_of(office, ledger),
        receipts=receipts,
        readings=KeptReadings(bodies),
        prints=bodies.prints,
        recognitions=recognitions_of(ledger) if recognitions is None else recognitions,
        runs={run.number: replace(run, undone=run.number in gone) for run in ledger.runs() if run.number <= last},
        notes=_present(office.plan, standing_notes(ledger, last)),
        issued=IssuedRecords(
            Picked(
                lambda place: _named_now(office.plan, issued[place]),
                range(len(issued)),
                [*marks_of(issued, issued_mark)].__getitem__,
            )
        ),
        drafted=Letters(_present(office.plan, [draft for draft in ledger.drafted() if draft.number <= last])),
        as_of=office.as_of,
        closed=closed_rules(office, ledger, last),
        with_later_notes=office.with_later_notes,
        settled=_settled_before(ledger, last, {} if ahead is None else ahead),
        fingerprint=ledger.head_at(last),
    )


def _settled_before(ledger: Ledger, last: int, ahead: "Chunks") -> "SettledBefore":
    from toolkit.judge.settled import SettledBefore

    look, units = partial(ledger.derived, SETTLED_CACHE), partial(ledger.derived, UNITS_CACHE)
    return SettledBefore(look, ledger.head_at, last, ledger.reader, units, ahead)


def _present(plan: Plan, records: Iterable[Named]) -> tuple[Named, ...]:
    """Return records with their units' names as the plan writes them today; no unit is opened whose name it writes so."""
    records = tuple(records)
    recorded = {one.unit for one in records}
    other = {name: _present_name(plan, name) for name in recorded.difference(plan.unit_names if recorded else ())}
    return tuple(replace(one, unit=other[one.unit]) if one.unit in other else one for one in records)


def _named_now(plan: Plan, one: Issued) -> Issued:
    name = _present_name(plan, one.unit)
    return one if name == one.unit else replace(one, unit=name)


def _present_name(plan: Plan, recorded: str) -> str:
    """Return a recorded unit's name as the plan writes it today: its brackets may have been recorded half-width."""
    unit = plan.unit(recorded) if recorded else None
    return unit.name if unit else recorded


def standing_notes(ledger: Ledger, until: int | None = None) -> tuple[Note, ...]:
    """Return the notes, without the log rows that came in with an ingest since taken back (`undo`)."""
    last = ledger.next_number - 1 if until is None else until
    gone = frozenset(undo.run for undo in ledger.undos() if undo.number <= last)
    runs = sorted(run.number for run in ledger.runs())

    def undone(note: Note) -> bool:
        place = bisect_left(runs, note.number)
        return note.source == LOG and place > 0 and runs[place - 1] in gone

    return tuple(note for note in ledger.notes() if note.number <= last and not undone(note))


def docket_from(office: Office, ledger: Ledger, period: Period) -> "Docket":
    """Return a period's docket as of the office's moment, from the records alone; look at it while the ledger is open."""
    from toolkit.judge.dockets import judge

    return judge(snapshot_of(office, ledger)).of(period.id)
