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
    known = {one.number for one in judged.told}
    if not any(one.number not in known and (one.kind, one.period) in _given(period) for one in ledger.drafted()):
        return ()
    wanted = Wanted(kind=_RETURNED, period=period)
    written = produced(judged, ledger, _RETURNED, [wanted], tell=lambda _what, _done, _total: None)
    after = _output(ledger, period)
    changed = after is not None and after.sums != before.sums
    return (*((remarks.RETURNED_ANEW,) if changed else ()), *written.moved, *written.undone)


def _given(period: Period) -> set[tuple[str, str]]:
    return {(kind, period.id) for kind in _GIVING}


def _output(ledger: Ledger, period: Period) -> Output | None:
    return next(iter(ledger.outputs(_RETURNED, period.id)), None)
