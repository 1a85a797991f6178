"""What is kept only to save work, against what it was worked out from: for `verify`. Effects: reads.

A seal tells a spoilt byte; whoever seals anew what he changed is found here, by working all of it out again.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from toolkit.evidence.ledger import Ledger
from toolkit.judge.dockets import judge
from toolkit.judge.recognitions import Recognitions
from toolkit.pipeline.kept_plan import PLAN_CACHE
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import RECOGNITION_CACHE, snapshot_of
from toolkit.words import remarks

_LATER_THAN_ALL = 2999
WORKED_OUT = (PLAN_CACHE, RECOGNITION_CACHE)


def bent_caches(anew: Office, ledger: Ledger) -> Iterator[str]:
    """Name what is kept and is not what comes out now. `anew`: an office whose plan and form were read, not looked up."""
    known = Recognitions()
    whole = replace(anew, as_of=datetime(_LATER_THAN_ALL, 1, 1, tzinfo=anew.zone))
    tuple(judge(snapshot_of(whole, ledger, recognitions=known)))
    made = {PLAN_CACHE: anew.kept_plan.used if anew.kept_plan else {}, RECOGNITION_CACHE: known.fresh}
    told = {PLAN_CACHE: remarks.PLANS_KEPT, RECOGNITION_CACHE: remarks.TABLES_KEPT}
    for kind in WORKED_OUT:
        bent = sum(ledger.derived(kind, key) not in {None, body} for key, body in made[kind].items())
        if bent:
            yield remarks.bent(told[kind], bent)
