"""Forms sent back for correction, made again once a later letter has given their units another day: no two papers differ."""

from toolkit.evidence.ledger import Ledger
from toolkit.nouns.records import Output
from toolkit.pipeline.producing import produced
from toolkit.pipeline.products import Judged, Wanted
from toolkit.plan.model import Period
from toolkit.words import remarks

_RETURNED, _GIVING = "退回", frozenset({"催报", "通报"})


def renew_returned(judged: Judged, ledger: Ledger, period: Period) -> tuple[str, ...]:
    """Make the period's returns again if letters of this very moment went on record; return what there is to say.

    `judged`: as it was before they went on record.
    """
    before = _output(ledger, period)
    if before is None or not before.files:
        return ()
    if not _sent_back(ledger, period) & _given_since(judged, ledger, period):
        return ()
    wanted = Wanted(kind=_RETURNED, period=period)
    written = produced(judged, ledger, _RETURNED, [wanted], tell=lambda _what, _done, _total: None)
    after = _output(ledger, period)
    changed = after is not None and after.sums != before.sums
    return (*((remarks.RETURNED_ANEW,) if changed else ()), *written.moved, *written.undone)


def _sent_back(ledger: Ledger, period: Period) -> set[str]:
    """Return the units that were told what to correct."""
    return {one.unit for one in ledger.drafted() if (one.kind, one.period) == (_RETURNED, period.id)}


def _given_since(judged: Judged, ledger: Ledger, period: Period) -> set[str]:
    """Return the units that letters gave a day since."""
    known = {one.number for one in judged.told}
    fresh = (one for one in ledger.drafted() if one.number not in known and one.period == period.id)
    return {one.unit for one in fresh if one.kind in _GIVING}


def _output(ledger: Ledger, period: Period) -> Output | None:
    return next(iter(ledger.outputs(_RETURNED, period.id)), None)
