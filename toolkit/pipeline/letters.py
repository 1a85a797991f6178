"""What goes back to a unit after its file came: the 退回 copy with its letter, or a receipt."""

from collections.abc import Callable, Sequence
from pathlib import Path

from toolkit.docket import Docket
from toolkit.pipeline.office import Office
from toolkit.plan.model import Period


def returned_files(office: Office, dockets: Sequence[Docket], period: Period) -> dict[Path, Callable[[], bytes]]:
    """Return the 退回 copies of a period, one per unit that still has to correct."""
    del office, dockets, period
    return {}


def receipt_files(office: Office, dockets: Sequence[Docket], period: Period) -> dict[Path, Callable[[], bytes]]:
    """Return the 收件回执 of a period."""
    del office, dockets, period
    return {}
