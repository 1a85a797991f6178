"""Take back, prove, rebuild, check the set-up."""

import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from toolkit.clerk.receipt_log import SOURCE
from toolkit.evidence.ledger import Ledger, open_ledger
from toolkit.evidence.promises import Promises
from toolkit.evidence.proof import Proof, verify_against
from toolkit.evidence.proof import verify as prove
from toolkit.intake.reading import dump, load
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.paper import Paper
from toolkit.nouns.records import IngestRun, Receipt
from toolkit.pipeline.caches_proved import bent_caches
from toolkit.pipeline.desk_book import keep_desk, read_desk
from toolkit.pipeline.in_force import unrecorded
from toolkit.pipeline.made_up import make_up, sentences
from toolkit.pipeline.not_back import not_back
from toolkit.pipeline.office import Office, Tell, open_office, read_office_plan
from toolkit.pipeline.producing import judged_now
from toolkit.pipeline.proving import is_rules, printed_in
from toolkit.pipeline.rereading import reread
from toolkit.plan.deadlines import calendar_knows
from toolkit.scans import missing
from toolkit.words import checkup, refusals
from toolkit.workspace import Workspace, on_network
from toolkit.workspace.locking import left_behind, said

# -- undo ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """One ingest taken back, or one whose taking back had been cut off and was finished."""

    run: int
    files: int
    """How many of the inbox's own files went back."""
    cut_off: bool = False
    dry_run: bool = False
    left: tuple[str, ...] = ()
    """Sentences: what could not be kept in 待办."""


def undo(office: Office, *, by: str, dry_run: bool) -> Undone:
    """Take back the last ingest that took anything in: append, then give its files back to the inbox."""
    if dry_run:
        with office.reading() as ledger:
            run, receipts = _last_run(ledger)
            return Undone(run=run.number, files=_outer(receipts), dry_run=True)
    died = left_behind(office.workspace.holder)
    with office.writing("undo") as ledger:
        owed = make_up(office, ledger, lambda _what, _done, _total: None)
        promises = Promises(office.workspace, ledger)
        cut_off = promises.coming()
        if cut_off:
            left = _desk_kept(office, ledger)
            promises.keep()
            return Undone(run=ledger.undos()[-1].run, files=len(cut_off), cut_off=True, left=(*sentences(owed), *left))
        promises.keep()
        if unseen := _done_unseen(ledger, died):
            return Undone(run=unseen, files=_outer([r for r in ledger.receipts(undone=True) if r.run == unseen]), cut_off=True)
        run, receipts = _last_run(ledger)
        promises.back(receipts)
        ledger.undo(run.number, at=office.as_of, by=by)
        left = _desk_kept(office, ledger)
        promises.keep()  # last: a second undo after a crash finds them and takes nothing more back
    return Undone(run=run.number, files=_outer(receipts), left=(*sentences(owed), *left))


def _done_unseen(ledger: Ledger, died: tuple[str, str]) -> int:
    """Return the run that an undo took back whole before it died at its last step, so that nobody heard of it; 0 = none."""
    last = ledger.undos()[-1:]
    return next((undo.run for undo in last if died == ("undo", said(undo.clock or undo.at))), 0)


def _desk_kept(office: Office, ledger: Ledger) -> tuple[str, ...]:
    there = office.workspace.todo.is_file()
    return keep_desk(office, ledger, judged_now(office, ledger).dockets, read_desk(office, ledger)) if there else ()


def _outer(receipts: Sequence[Receipt]) -> int:
    return sum(receipt.parent is None for receipt in receipts)


def _last_run(ledger: Ledger) -> tuple[IngestRun, tuple[Receipt, ...]]:
    receipts = ledger.receipts()
    noted = {note.number for note in ledger.notes() if note.source == SOURCE}
    runs = [run for run in ledger.runs() if not run.undone]
    for place, run in reversed(list(enumerate(runs))):
        mine = tuple(receipt for receipt in receipts if receipt.run == run.number)
        until = runs[place + 1].number if place + 1 < len(runs) else ledger.next_number
        if mine or any(run.number < number < until for number in noted):
            return run, mine
    raise ToolkitError(refusals.NOTHING_TO_UNDO)


def _seen(stored: bytes) -> Paper | None:
    """Return what was seen on a scan, which is a help to the eye and not proven."""
    try:
        return load(stored).paper
    except (ValueError, KeyError, TypeError, zlib.error):
        return None


# -- verify ----------------------------------------------------------------------------------------------------------


def verify(root: Path, *, against: str | None, tell: Tell) -> Proof:
    """Prove ledger, originals and everything derived; with `against`, that a printed fingerprint is continued.

    `against`: the fingerprint, or the path of a book that bears it, whose figures are then reckoned again too.
    """
    workspace = Workspace.find(root)
    printed, wrong = printed_in(against) if against else ("", ())
    tell("核对", 0, 2)
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        try:
            office = open_office(root, lambda _zone: datetime.max.replace(tzinfo=_zone), anew=True)
        except ToolkitError as error:
            proof = prove(workspace, ledger)
            return replace(proof, ok=False, broken=(*proof.broken, str(error)))
        ledger.reader = office.reader

        def again(receipts: Sequence[Receipt]) -> Iterator[tuple[int, bytes]]:
            for number, reading in reread(office, ledger, receipts, look=False):
                yield number, dump(replace(reading, paper=_seen(ledger.reading(number) or b"")))

        proof = prove(workspace, ledger, again)
        if proof.ok and (bent := tuple(bent_caches(office, ledger))):
            proof = replace(proof, ok=False, broken=bent)
        if proof.ok:
            more = (*unrecorded(workspace, ledger), *(one.words for one in not_back(office, ledger)))
            proof = replace(proof, noticed=(*proof.noticed, *more))
        tell("核对", 1, 2)
        if not against:
            return proof
        since = verify_against(ledger, printed)
        if since.broken and is_rules(printed, ledger):
            since = replace(since, broken=(refusals.print_of_rules(printed),))
        return replace(
            proof,
            ok=proof.ok and since.ok and not wrong,
            proved=(*proof.proved, *since.proved),
            broken=tuple(dict.fromkeys((*proof.broken, *since.broken, *wrong))),
        )


# -- doctor ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One line of `doctor`."""

    what: str
    detail: str
    bad: bool = False
    warn: bool = False

    @property
    def mark(self) -> str:
        return "有问题" if self.bad else "注意" if self.warn else "正常"


_LIBRARIES = ("openpyxl", "pandas", "xlsxwriter", "python-calamine", "chinesecalendar", "python-docx", "docxtpl")


def doctor(root: Path, now: datetime) -> tuple[CheckResult, ...]:
    """Check this computer and this workspace; nothing is written."""
    return tuple(_doctor(root, now))


def _doctor(root: Path, now: datetime) -> Iterator[CheckResult]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield CheckResult(what="Python", detail=python, bad=sys.version_info < (3, 11))
    yield from _libraries()
    office = shutil.which("soffice") or shutil.which("libreoffice")
    yield CheckResult(what="LibreOffice", detail=office or checkup.NO_OFFICE, warn=not office)
    lacking = missing()
    yield CheckResult(what="看扫描件", detail=checkup.eye(lacking), warn=bool(lacking))
    unpack = next(filter(None, map(shutil.which, ("unar", "7z", "7zz"))), None)
    yield CheckResult(what=checkup.UNPACKING, detail=unpack or checkup.NO_UNPACKER, warn=not unpack)
    try:
        workspace = Workspace.find(root)
        plan = read_office_plan(root)
        opened = open_office(root, lambda _zone: now)
    except ToolkitError as error:
        yield CheckResult(what="工作文件夹", detail=str(error), bad=True)
        return
    yield CheckResult(what="附件1", detail=checkup.plan_size(len(plan.items), len(plan.units), len(plan.periods)))
    yield CheckResult(what="附件2", detail=checkup.form_size(len(opened.form.asked), opened.form.version))
    years = {period.deadline.year for period in plan.periods}
    stated = {day.year for day in plan.holidays}
    unknown = sorted(year for year in years if year not in stated and not calendar_knows(year))
    yield CheckResult(what="节假日", detail=checkup.holidays(unknown), warn=bool(unknown))
    network = on_network(workspace.root)
    yield CheckResult(what="存放位置", detail=checkup.storage(network=network), warn=network)
    free = shutil.disk_usage(workspace.root).free >> 20
    yield CheckResult(what="磁盘余量", detail=f"{free} MB", bad=free < 100, warn=free < 1024)
    yield from _ledger(workspace)


def _libraries() -> Iterable[CheckResult]:
    for name in _LIBRARIES:
        try:
            yield CheckResult(what=name, detail=version(name))
        except PackageNotFoundError:
            yield CheckResult(what=name, detail=checkup.NO_LIBRARY, bad=True)


def _ledger(workspace: Workspace) -> Iterator[CheckResult]:
    if not workspace.ledger.exists():
        yield CheckResult(what="台账", detail=checkup.NOTHING_YET)
        return
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        proof = prove(workspace, ledger)
    detail = checkup.ledger_whole(proof.head) if proof.ok else "；".join(proof.broken[:3])
    yield CheckResult(what="台账", detail=detail, bad=not proof.ok)
    for line in proof.noticed:
        yield CheckResult(what="请留意", detail=line, warn=True)
