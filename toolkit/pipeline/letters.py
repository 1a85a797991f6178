"""Letters after an ingest and after a deadline: 退回 copies, receipts, reminders."""

from collections.abc import Sequence

from toolkit.docket import Docket, FileRow
from toolkit.judge.world import World
from toolkit.ledger import Ledger
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.report import Written
from toolkit.plan.model import Period


def copies_for(office: Office, world: World, rows: Sequence[FileRow], ledger: Ledger, *, tell: Tell) -> tuple[str, ...]:
    """Write what goes back to the units for these files, and return sentences about it."""
    del office, world, rows, ledger, tell
    return ()


def reminders_after(office: Office, dockets: Sequence[Docket], period: Period, *, dry_run: bool, tell: Tell) -> list[Written]:
    """Draft what reminds the units that still owe something."""
    del office, dockets, period, dry_run, tell
    return []
