"""What `status` shows and what the ledger comes to, with every row opened: tests look when the ledger is closed again."""

from dataclasses import replace

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import judge
from toolkit.nouns.docket import Docket
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import snapshot_of
from toolkit.pipeline.status import StatusResult, status


def looked(there: Office, what: str | None, *, year: bool) -> StatusResult:
    with status(there, what, year=year) as found:
        return replace(found, dockets=tuple(docket.whole() for docket in found.dockets))


def dockets_of(there: Office) -> tuple[Docket, ...]:
    with there.reading() as ledger:
        return tuple(docket.whole() for docket in judge(snapshot_of(there, ledger)))


def readings_of(ledger: Ledger) -> dict[int, bytes]:
    """Return receipt → what is kept of its reading, without those to be read again."""
    return {number: body for number, body in ledger.each_reading() if body is not None}
