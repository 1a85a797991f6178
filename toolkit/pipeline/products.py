"""What the office hands out, by kind: one way to make it, to write it, and to make the very same again.

Every kind is a function from dockets to files. What was written is remembered with its moment and the last record it
was made from, so that `rebuild` makes it cell for cell the same (DESIGN §3).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from toolkit import __version__
from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import judge
from toolkit.nouns.docket import Docket, Outcome
from toolkit.nouns.records import Drafted, Output
from toolkit.pipeline.office import Office, Tell, docket_of, snapshot_of
from toolkit.plan.model import Period
from toolkit.plan.schedule import schedules
from toolkit.workspace import YEAR, write_atomic

Files = dict[Path, Callable[[], bytes]]


class ProductKind(StrEnum):
    """What can stand in outbox/, beside the issued forms."""

    RETURNED = "退回"
    RECEIPTS = "回执"
    REMINDERS = "催报"
    CONSOLIDATED = "汇总表"
    REGISTER = "登记表"
    YEAR_REGISTER = "全年登记表"
    DASHBOARD = "看板"
    BULLETIN = "通报"
    WARNINGS = "预警"
    YEAR_BULLETIN = "年终通报"
    EDITION = "公布"


LETTERS = frozenset({ProductKind.RETURNED, ProductKind.REMINDERS, ProductKind.WARNINGS})
"""Kinds whose drafts go on record, unit by unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One product to make. `period` None = the year."""

    kind: ProductKind
    period: Period | None = None
    detail: str = ""

    @property
    def place(self) -> str:
        return self.period.id if self.period else YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What products are made from."""

    office: Office
    dockets: tuple[Docket, ...]
    drafted: tuple[Drafted, ...] = ()

    def docket(self, wanted: Wanted) -> Docket:
        assert wanted.period is not None
        return docket_of(self.dockets, wanted.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFiles:
    """Files that a command wrote (or, with --dry-run, would write)."""

    what: str
    paths: tuple[Path, ...]
    dry_run: bool = False
    moved: tuple[str, ...] = ()
    """Sentences about files written under a second name, because the first was open."""

    def as_json(self) -> dict[str, object]:
        return {"what": self.what, "files": [str(path) for path in self.paths], "dry_run": self.dry_run}

    def lines(self) -> tuple[str, ...]:
        verb = "将写入" if self.dry_run else "已写入"
        if len(self.paths) > 6:
            return (f"{self.what}：{verb} {len(self.paths)} 个文件，在 {self.paths[0].parent}。", *self.moved)
        return (*(f"{self.what}：{verb} {path}" for path in self.paths), *self.moved)


# -- makers ----------------------------------------------------------------------------------------------------------


def made(desk: Judged, wanted: Wanted) -> Files:
    """Return the product's files, as paths with the functions that make them."""
    return _MAKERS[wanted.kind](desk, wanted)


def _consolidated(desk: Judged, wanted: Wanted) -> Files:
    def make() -> bytes:
        from toolkit.outputs.consolidated import consolidated

        office, docket = desk.office, desk.docket(wanted)
        assert wanted.period is not None
        return consolidated(
            office.plan,
            office.form,
            docket,
            desk.dockets[: desk.dockets.index(docket)],
            schedules=schedules(office.plan, wanted.period),
            version=__version__,
            inputs=(("templates/附件1.xlsx", office.plan.sha256), ("templates/附件2.xlsx", office.form.sha256)),
        )

    return {desk.office.workspace.consolidated(wanted.place): make}


def _register(desk: Judged, wanted: Wanted) -> Files:
    def make() -> bytes:
        from toolkit.outputs.register_book import register

        return register(desk.office.plan, desk.docket(wanted))

    return {desk.office.workspace.register(wanted.place): make}


def _year_register(desk: Judged, wanted: Wanted) -> Files:
    def make() -> bytes:
        from toolkit.outputs.register_book import register_year

        return register_year(desk.office.plan, desk.dockets)

    return {desk.office.workspace.register(wanted.place): make}


def _returned(desk: Judged, wanted: Wanted) -> Files:
    from toolkit.pipeline.letters import returned_files

    assert wanted.period is not None
    return returned_files(desk.office, desk.dockets, wanted.period)


def _receipts(desk: Judged, wanted: Wanted) -> Files:
    from toolkit.pipeline.letters import receipt_files

    assert wanted.period is not None
    return receipt_files(desk.office, desk.dockets, wanted.period)


def _reminders(desk: Judged, wanted: Wanted) -> Files:
    from toolkit.pipeline.remind import reminder_files

    assert wanted.period is not None
    return reminder_files(desk.office, desk.dockets, wanted.period, desk.drafted)


def _bulletin(desk: Judged, wanted: Wanted) -> Files:
    from toolkit.pipeline.bulletin import bulletin_files

    assert wanted.period is not None
    number = int(wanted.detail) if wanted.detail else None
    return bulletin_files(desk.office, desk.dockets, wanted.period, number=number)


def _warnings(desk: Judged, wanted: Wanted) -> Files:
    from toolkit.pipeline.bulletin import warning_files

    assert wanted.period is not None
    return warning_files(desk.office, desk.dockets, wanted.period)


def _year_bulletin(desk: Judged, _wanted: Wanted) -> Files:
    from toolkit.pipeline.bulletin import year_files

    return year_files(desk.office, desk.dockets)


def _edition(desk: Judged, wanted: Wanted) -> Files:
    from toolkit.pipeline.pages import edition_files

    return edition_files(desk.office, desk.dockets, wanted.detail)


def _dashboard(desk: Judged, wanted: Wanted) -> Files:
    from toolkit.pipeline.pages import dashboard_files

    assert wanted.period is not None
    return dashboard_files(desk.office, desk.dockets, wanted.period)


_MAKERS: Mapping[ProductKind, Callable[[Judged, Wanted], Files]] = {
    ProductKind.CONSOLIDATED: _consolidated,
    ProductKind.REGISTER: _register,
    ProductKind.YEAR_REGISTER: _year_register,
    ProductKind.RETURNED: _returned,
    ProductKind.RECEIPTS: _receipts,
    ProductKind.REMINDERS: _reminders,
    ProductKind.BULLETIN: _bulletin,
    ProductKind.WARNINGS: _warnings,
    ProductKind.YEAR_BULLETIN: _year_bulletin,
    ProductKind.EDITION: _edition,
    ProductKind.DASHBOARD: _dashboard,
}


# -- writing ---------------------------------------------------------------------------------------------------------


def produce(office: Office, what: str, wanted: Sequence[Wanted], *, dry_run: bool, tell: Tell) -> WrittenFiles:
    """Make and write products as of the office's moment."""
    if dry_run:
        with office.reading() as ledger:
            desk = desk_of(office, ledger)
        paths = tuple(path for one in wanted for path in made(desk, one))
        return WrittenFiles(what=what, paths=paths, dry_run=True)
    with office.writing(what) as ledger:
        return produced(office, ledger, what, wanted, tell=tell)


def produced(office: Office, ledger: Ledger, what: str, wanted: Sequence[Wanted], *, tell: Tell) -> WrittenFiles:
    """Do the same for one who holds the lock: letters go on record first, for registers print the chain's head."""
    desk = desk_of(office, ledger)
    _record(desk, ledger, wanted)
    head = ledger.head()
    desk = replace(desk, dockets=tuple(replace(docket, fingerprint=head) for docket in desk.dockets))
    former = {(o.kind, o.period, o.detail): o.files for o in ledger.outputs()}
    paths: list[Path] = []
    moved: list[str] = []
    outputs = []
    for number, one in enumerate(wanted):
        tell(what, number, len(wanted))
        files = made(desk, one)
        outbox = office.workspace.outbox
        names = tuple(path.relative_to(outbox).as_posix() for path in files)
        for path, make in files.items():
            written = write_atomic(path, make())
            paths.append(written)
            if written != path:
                moved.append(f"{path.name} 正被别的程序打开，本次写成了 {written.name}。")
        _sweep(outbox, set(former.get((one.kind.value, one.place, one.detail), ())) - set(names))
        outputs.append(
            Output(
                kind=one.kind.value,
                period=one.place,
                detail=one.detail,
                at=office.as_of,
                seq=ledger.next_number - 1,
                files=names,
            )
        )
    tell(what, len(wanted), len(wanted))
    ledger.put_outputs(outputs)
    return WrittenFiles(what=what, paths=tuple(paths), moved=tuple(moved))


def desk_of(office: Office, ledger: Ledger, until: int | None = None) -> Judged:
    """Judge as of the office's moment; drafts of that very moment do not count, so that a second run says the same."""
    snapshot = snapshot_of(office, ledger, until)
    drafted = tuple(draft for draft in snapshot.drafted if draft.at < office.as_of)
    return Judged(office=office, dockets=judge(snapshot), drafted=drafted)


def _record(desk: Judged, ledger: Ledger, wanted: Sequence[Wanted]) -> None:
    """Put on record who is being written to, once: a reminder a moment, a 退回 letter for each file sent back."""
    known = {_mark(draft) for draft in ledger.drafted()}
    fresh = [draft for draft in _drafts(desk, wanted) if _mark(draft) not in known]
    if fresh:
        ledger.append(*fresh)


def _mark(draft: Drafted) -> tuple[object, ...]:
    answered = draft.detail.get("收文")
    return (draft.kind, draft.period, draft.unit, answered or draft.at)


def _drafts(desk: Judged, wanted: Sequence[Wanted]) -> Iterator[Drafted]:
    """Yield the units whose name a letter's file bears."""
    for one in wanted:
        if one.kind not in LETTERS:
            continue
        names = sorted({path.stem for path in made(desk, one)})
        for unit in desk.office.plan.units:
            mine = next((name for name in names if unit.name in name.split("-")), None)
            if mine is None:
                continue
            detail = {"文件": mine}
            if one.kind is ProductKind.RETURNED:
                detail["收文"] = _answered(desk.docket(one), unit.name)
            yield Drafted(at=desk.office.as_of, kind=one.kind.value, period=one.place, unit=unit.name, detail=detail)


def _answered(docket: Docket, unit: str) -> str:
    """Return the numbers of the unit's receipts that were sent back."""
    return "、".join(f"#{row.receipt}" for row in docket.files if row.unit == unit and row.outcome is Outcome.RETURNED)


def _sweep(outbox: Path, names: set[str]) -> None:
    """Remove what an earlier run wrote and this one does not: a unit that has corrected its sheet."""
    for name in names:
        path = outbox / name
        try:
            path.unlink(missing_ok=True)
            path.parent.rmdir()
        except OSError:
            continue
