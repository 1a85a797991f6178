"""A whole `run` that comes to what stands there already: nothing arrived, nothing was decided, nothing is to be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.outcomes import Status
from toolkit.pipeline.catalogue import CATALOGUE, Product
from toolkit.pipeline.desk_book import DeskBook
from toolkit.pipeline.office import Office
from toolkit.pipeline.products import Judged, Wanted
from toolkit.pipeline.standing import Standing
from toolkit.pipeline.unchanged import remembered
from toolkit.pipeline.written_files import PathsBelow, WrittenFiles
from toolkit.plan.model import Period

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket


@dataclass(frozen=True, slots=True)
class StandingRun:
    """What a run at the same moment, from the same records, had come to."""

    written: tuple[WrittenFiles, ...]
    counts: Mapping[Status, int]


def in_run() -> tuple[Product, ...]:
    return tuple(line for line in CATALOGUE if line.in_run)


def wanted_of(line: Product, period: Period) -> Wanted:
    return Wanted(kind=line.kind, period=period)


def counts_of(docket: "Docket") -> dict[Status, int]:
    return {status: docket.count(status) for status in Status if docket.count(status)}


def remember_run(judged: Judged, ledger: Ledger, period: Period, written: Sequence[WrittenFiles]) -> None:
    """Keep how a run ended and what was said of its products, after everything was written and put on record."""
    office, docket = judged.office, judged.docket(period)
    standing = Standing(office, ledger)
    todo = sha256(office.workspace.todo.read_bytes()).hexdigest() if office.workspace.todo.is_file() else ""
    counts = {status.value: number for status, number in counts_of(docket).items()}
    moved = {part.what: part.moved for part in written}
    standing.say(_name(docket.period), {"counts": counts, "todo": todo, "moved": moved})
    standing.remember_rules()
    remembered(judged, period, standing)
    standing.keep()


def standing_run(office: Office, ledger: Ledger, period: Period, desk: DeskBook) -> StandingRun | None:
    """Return what stands there of all that a run makes; None = something is to be judged or made."""
    standing = Standing(office, ledger)
    said = standing.said(_name(period.id))
    if said is None or not desk.sha256 or said.get("todo") != desk.sha256:
        return None
    try:
        counts = {Status(status): int(number) for status, number in said["counts"].items()}
        moved = {line.title: tuple(said["moved"][line.title]) for line in in_run()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    written = []
    for line in in_run():
        files = standing.files(wanted_of(line, period))
        if files is None:
            return None
        paths = PathsBelow(office.workspace.outbox, files.column(0))
        written.append(WrittenFiles(what=line.title, paths=paths, moved=moved[line.title]))
    return StandingRun(tuple(written), counts)


def _name(period: str) -> str:
    return f"run|{period}|"
