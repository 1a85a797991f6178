"""A hash of all that a judgement says of one unit in one period, told without opening what was judged before. Pure.

Beside it count the plan, the form and this program, and what is the same for all units of the period (`common_print`).
"""

from toolkit.judge.dockets import Dockets
from toolkit.nouns.docket import Docket, UnitRow
from toolkit.pipeline.made_from import hashed
from toolkit.pipeline.products import Judged


def common_print(docket: Docket) -> str:
    """Return a hash of what a period's docket says of all units alike, but for its moment and the chain's head."""
    return hashed(
        docket.period,
        docket.deadline,
        docket.effective_deadline,
        docket.deadline_reason,
        docket.rules,
        docket.closed,
        docket.later_notes,
    )


def unit_print(judged: Judged, docket: Docket, row: UnitRow) -> str:
    """Return a hash of a unit's row, its files, its answers and what is due; "" = it cannot be told: look at them.

    What it said in other periods stands in those periods' prints.
    """
    if not isinstance(judged.dockets, Dockets) or docket.closed is not None:
        return ""
    judgement = judged.dockets.judgement
    beside = judgement.beside.get(docket.period, {})
    files = []
    for place in judgement.rows.places_of_unit(row.unit, docket.period):
        file = judgement.rows.marks()[place]
        key = judgement.rows.key_of(file.receipt)
        files.append([file.receipt, file.sheet, key, file.outcome] if key else [file.receipt, judgement.rows[place]])
    held = judgement.snapshot.plan.duties(docket.deadline).held.get(row.unit, ())
    said = [(item, more) for item in held if (more := beside.get((item, row.unit)))]
    return hashed(row, files, said, docket.due_of(row.unit))
