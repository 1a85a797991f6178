"""Which period each file of a batch belongs to, told from the batch alone: an original's folder hangs on nothing else. Pure."""

from collections.abc import Mapping

from toolkit.judge.aliases import with_aliases, with_matches
from toolkit.judge.dockets import examined, sheets_in
from toolkit.judge.kept_sheets import KeptSheets, SheetsRead
from toolkit.judge.recognitions import Recogniser
from toolkit.judge.registers_below import with_registers
from toolkit.judge.snapshot import Arrival, Snapshot, arrivals, bound_notes
from toolkit.plan.model import Plan


def batch_periods(snapshot: Snapshot) -> Mapping[int, str]:
    """Return receipt → period. What a file with a form says itself needs no judging; beside others each may speak for another."""
    plain = _of_forms_alone(snapshot)
    return {row.receipt: str(row.period) for row in reversed(examined(snapshot).rows)} if plain is None else plain


def _of_forms_alone(snapshot: Snapshot) -> Mapping[int, str] | None:
    """Return them where nothing but forms came, each in a file of its own; else None."""
    if len({receipt.sha256 for receipt in snapshot.receipts}) < len(snapshot.receipts):
        return None
    snapshot = with_matches(with_aliases(snapshot))
    bound = bound_notes(snapshot)
    seen = with_registers(snapshot, arrivals(snapshot, bound))
    if len(seen) < len(snapshot.receipts) or any(a.mark.parent is not None or a.mark.inline for a in seen):
        return None
    recogniser = Recogniser(snapshot)
    kept = KeptSheets(snapshot, bound, recogniser, {}, {})
    periods: dict[int, str] = {}
    for arrival in seen:
        sheets = sheets_in(kept, recogniser, arrival)
        if not sheets:
            return None
        periods[arrival.mark.number] = _period(snapshot.plan, arrival, sheets)
    return periods


def _period(plan: Plan, arrival: Arrival, sheets: SheetsRead) -> str:
    said = sheets.owners[0].period
    own = plan.period(said) if said else None
    return (own or arrival.collecting).id
