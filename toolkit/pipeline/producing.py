"""Products made and written, letters put on record first; what was written is remembered, to make the very same again.

`rebuild` makes each cell for cell the same (DESIGN §3), from the moment and the last record it was made from.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import Dockets, examined
from toolkit.judge.judgement import Judgement
from toolkit.nouns.docket import Docket, Outcome, VerdictChange
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Drafted, Output
from toolkit.pipeline.catalogue import product
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.products import File, Judged, Wanted, made
from toolkit.pipeline.snapshots import keep_recognitions, recognitions_of, snapshot_of
from toolkit.pipeline.standing import Standing
from toolkit.pipeline.verdict_changes import REGISTERS, printed_anew, verdict_changes
from toolkit.pipeline.written_files import NOTHING, PathsBelow, WrittenFiles
from toolkit.words import remarks
from toolkit.workspace.many_files import written_at_once
from toolkit.workspace.writing import remove, settle

_TELLING = frozenset({"退回"})
"""Products that say what letters of this very moment said."""
Before = Callable[[Office, Ledger, Tell], WrittenFiles]
"""What is still to be done before."""
After = Callable[[Judged, Ledger], tuple[str, ...]]
"""What else is done with a judgement once it is written; returns sentences."""


def judged_now(office: Office, ledger: Ledger, until: int | None = None) -> Judged:
    """Judge as of the office's moment; drafts of that very moment do not count, so that a second run says the same."""
    known = recognitions_of(ledger)
    judgement = examined(snapshot_of(office, ledger, until, known))
    keep_recognitions(ledger, known, judgement, whole=until is None)
    return judged_from(office, judgement)


def judged_then(office: Office, ledger: Ledger, until: int) -> Judged:
    """Judge as when something was printed, after the record `until`; `office` is that of then."""
    judged = judged_now(office, ledger, until)
    return judged.knowing(verdict_changes(judged, ledger, until))


def judged_from(office: Office, judgement: Judgement) -> Judged:
    drafted = tuple(draft for draft in judgement.snapshot.drafted if draft.at < office.as_of)
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
            judged = judged_now(office, ledger)
        return rehearsed(judged, what, wanted)
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
    titles = _titles(one for one, mine in zip(wanted, files, strict=True) if mine)
    return WrittenFiles(what=what, paths=tuple(path for mine in files for path in mine), titles=titles, dry_run=True)


def produced(judged: Judged, ledger: Ledger, what: str, wanted: Sequence[Wanted], *, tell: Tell) -> WrittenFiles:
    """Write products for one who holds the lock: letters go on record first, for registers print the chain's head.

    One that cannot be made (its template is held by another program) does not stop the others: see `undone`.
    """
    put_on_record(judged, ledger, wanted)
    return _Counter(judged, ledger).written(what, wanted, tell)


class _Counter:
    """Products being written, from one judgement and the records that there are now."""

    def __init__(self, judged: Judged, ledger: Ledger) -> None:
        self.ledger = ledger
        self.outbox = judged.office.workspace.outbox
        self.standing = Standing(judged.office, ledger)
        self.moved: list[str] = []
        self.undone: list[str] = []
        self.fresh: set[Path] = set()
        """Folders that files were put into and that are still to be synced."""
        self._judged = judged.printing(ledger.head())

    @cached_property
    def changes(self) -> tuple[VerdictChange, ...]:
        return verdict_changes(self._judged, self.ledger)

    def written(self, what: str, wanted: Sequence[Wanted], tell: Tell) -> WrittenFiles:
        names: list[str] = []
        outputs, there = [], []
        for number, one in enumerate(wanted):
            tell(what, number, len(wanted))
            former = self.ledger.outputs(one.kind, one.place)
            before = next((output for output in former if output.detail == one.detail), None)
            try:
                sums, now = self._made(one)
            except ToolkitError as error:
                self.undone.append(str(error))
                continue
            names += now
            there += [one] if now else []
            _sweep(self.outbox, set(before.files if before else ()) - set(sums))
            output = self._output(one, sums)
            if output != before:
                outputs.append(output)
        tell(what, len(wanted), len(wanted))
        self.moved += _unfinished(self._judged, wanted)
        settle(self.fresh)
        if outputs:
            self.ledger.put_outputs(outputs)
        self.standing.keep()
        return WrittenFiles(
            what=what,
            paths=PathsBelow(self.outbox, names),
            moved=tuple(self.moved),
            undone=tuple(dict.fromkeys(self.undone)),
            titles=_titles(there),
        )

    def _made(self, wanted: Wanted) -> tuple[dict[str, str], list[str]]:
        """Return name below outbox/ → sha256 of a product's files, and where they are: made only where they do not stand."""
        files = self.standing.files(wanted)
        if files is not None:
            return {file.name: file.sum for file in files}, [file.name for file in files]
        judged = self._judged.knowing(self.changes) if wanted.kind in REGISTERS else self._judged
        if wanted.kind in _TELLING:
            judged = judged.telling(self.ledger.drafted())
        sums: dict[str, str] = {}
        fresh: deque[Path] = deque()
        beside: dict[str, str] = {}
        for now in written_at_once(self._to_write(wanted, made(judged, wanted), sums, fresh)):
            if now != (path := fresh.popleft()):
                self.moved.append(remarks.written_beside(path.name, now.name))
                beside[self._name(path)] = self._name(now)
        self.standing.made(wanted, sums)
        return sums, [beside.get(name, name) for name in sums] if beside else list(sums)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.outbox).as_posix()

    def _to_write(
        self, wanted: Wanted, files_of: Mapping[Path, File], sums: dict[str, str], fresh: deque[Path]
    ) -> Iterator[tuple[Path, bytes]]:
        """Yield the files that may not stand as they would be made; note the sha256 of each, and which are yielded."""
        parts, kept = self.standing.parts(wanted), dict[str, tuple[str, str]]()
        for path, file in files_of.items():
            name, inputs = self._name(path), file.inputs()
            before, sha = parts.pop(name, ("", ""))
            if not inputs or before != inputs or not self.standing.stands(name, sha):
                data = file.make()
                sha = hashlib.sha256(data).hexdigest()
                self.fresh.add(path.parent)
                fresh.append(path)
                yield path, data
            if inputs:
                kept[name] = (inputs, sha)
            sums[name] = sha
        self.standing.made_of(wanted, kept)

    def _output(self, wanted: Wanted, sums: dict[str, str]) -> Output:
        office = self._judged.office
        return Output(
            kind=wanted.kind,
            period=wanted.place,
            detail=wanted.detail,
            at=office.as_of,
            seq=self.ledger.next_number - 1,
            files=tuple(sums),
            later=office.with_later_notes,
            sums=tuple(sums.values()),
        )


def _titles(wanted: Iterable[Wanted]) -> tuple[str, ...]:
    lines = (product(one.kind) for one in wanted)
    return tuple(dict.fromkeys(line.title for line in lines if line))


def _no_picture() -> list[str]:
    """Say that this computer makes no png."""
    from toolkit.outputs.brief.picture import able

    return [] if able() else [remarks.NO_PICTURE]


def _kept_letters(judged: Judged, wanted: Wanted) -> list[str]:
    """Say that letters drafted before stand as they were."""
    from toolkit.pipeline.remind import kept_letters

    now, kept = kept_letters(judged, wanted.its_period)
    return [remarks.letters_kept(now, kept)] if kept else []


def _unfinished(judged: Judged, wanted: Sequence[Wanted]) -> list[str]:
    """Say what a paper lacks: a year's one made before the year's periods are over, a picture without its png."""
    if any(one.kind == "一张图" for one in wanted):
        return _no_picture()
    if reminders := [one for one in wanted if one.kind == "催报"]:
        return _kept_letters(judged, reminders[0])
    if not any(one.kind == "年终通报" or (one.kind, one.detail) == ("公布", "年终") for one in wanted):
        return []
    over = sum(docket.as_of > docket.effective_deadline for docket in judged.dockets)
    whole = len(judged.dockets)
    return [] if over == whole else [remarks.year_unfinished(whole, over)]


# -- on record -------------------------------------------------------------------------------------------------------


def put_on_record(judged: Judged, ledger: Ledger, wanted: Sequence[Wanted]) -> None:
    """Put on record who is being written to, once: a reminder a moment, a 退回 letter for each file sent back."""
    letters = [one for one in wanted if (line := product(one.kind)) and line.recorded]
    registers = [one for one in wanted if one.kind in REGISTERS]
    if not (letters or registers):
        return
    drafted = ledger.drafted()
    known = {_mark(draft) for draft in drafted}
    fresh = [draft for one in letters for draft in _drafts(judged, one) if _mark(draft) not in known]
    fresh += [printed for one in registers if (printed := printed_anew(judged, one, drafted))]
    if fresh:
        ledger.append(*fresh)


def _mark(draft: Drafted) -> tuple[object, ...]:
    answered = draft.detail.get("收文")
    return (draft.kind, draft.period, draft.unit, answered or draft.at)


def _drafts(judged: Judged, wanted: Wanted) -> Iterator[Drafted]:
    """Yield one record for each unit that is written to, in the plan's order."""
    first: dict[str, str] = {}
    for path, file in sorted(made(judged, wanted).items(), key=lambda pair: pair[0].stem):
        for name in (file.unit, *file.asks) if file.unit else file.asks:
            first.setdefault(name, path.stem)
    returned = _returned(judged.docket(wanted.its_period)) if wanted.kind == "退回" else None
    for unit in judged.office.plan.units:
        if unit.name in first:
            detail = {"文件": first[unit.name]}
            if returned is not None:
                detail["收文"] = "、".join(returned.get(unit.name, ()))
            yield Drafted(at=judged.office.as_of, kind=wanted.kind, period=wanted.place, unit=unit.name, detail=detail)


def _returned(docket: Docket) -> dict[str, list[str]]:
    """Return unit → the numbers of its receipts that were sent back."""
    codes: dict[str, list[str]] = {}
    for row in docket.file_marks:
        if row.unit and (row.outcome is Outcome.RETURNED or row.formless):
            codes.setdefault(row.unit, []).append(f"#{row.receipt}")
    return codes


def _sweep(outbox: Path, names: set[str]) -> None:
    """Remove what an earlier run wrote and this one does not: a unit that has corrected its sheet."""
    for name in names:
        path = outbox / name
        try:
            remove(path)
            path.parent.rmdir()
        except OSError:
            continue
