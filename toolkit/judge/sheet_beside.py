"""What is to be said of a sheet beside its answers: what stands outside the table or was changed, rows of others. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from toolkit.intake.recognise.altered import altered
from toolkit.judge.judged_sheet import Stray
from toolkit.judge.outside_cells import outside_cells
from toolkit.judge.snapshot import Arrival, Snapshot
from toolkit.nouns.answer import Answer
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import Row, Submission
from toolkit.plan.model import Period, Plan
from toolkit.values.foot import dated_ahead


def beside(snapshot: Snapshot, arrival: Arrival, submission: Submission, form: Form) -> Iterator[Problem]:
    """Yield what the sheet says outside the table: in notes and text boxes (S15) and at the foot (V10)."""
    book = arrival.reading.book
    for sheet in book.sheets if book else ():
        if sheet.name == submission.sheet:
            yield from outside_cells(sheet, submission, form, snapshot.plan.policy.office)
    if arrival.taken is not None:
        today = arrival.taken.astimezone(snapshot.zone).date()
        yield from dated_ahead(submission.foot, submission.foot_cells, sheet=submission.sheet, today=today)


def changed_cells(
    plan: Plan, submission: Submission, row: Row, form: Form, printed: Sequence[Mapping[str, Answer]]
) -> tuple[Problem, ...]:
    """Return S06 of the cells that say none of what may have been issued: a correction may have come since."""
    item = str(row.item)
    left = altered(submission, row, form, plan, {item: printed[0]} if printed else {})
    for one in printed[1:]:
        if not left:
            break
        cells = {p.cell for p in altered(submission, row, form, plan, {item: one})}
        left = tuple(p for p in left if p.cell in cells)
    return left


def handed_over(plan: Plan, form: Submission, held: Collection[str], period: Period) -> Iterator[Problem]:
    """Yield S05 for each row of an item that another unit holds by now: its answers are not this unit's to give."""
    for row in form.rows:
        if row.item and row.item not in held:
            yield _handed_over(plan, form, row, period)


def _handed_over(plan: Plan, form: Submission, row: Row, period: Period) -> Problem:
    item = str(row.item)
    holder = plan.holder(item, str(form.unit), period.deadline)
    named = holder if holder != form.unit else "、".join(plan.duties(period.deadline).hosts.get(item, ()))
    slots, known = {**row.prefilled, **row.answers}, plan.item(item)
    first = min((slot.address for slot in slots.values()), key=lambda at: (len(at), at), default=None)
    return problem(Code.S05, form.sheet, first, what="行", detail=f"事项{known.number if known else item}由{named}承办")


def alien_words(arrival: Arrival, unit: str, period: str) -> tuple[Stray, ...]:
    """Return what the unit's reason says of another job's form."""
    words = f"收到的“{arrival.receipt.name}”是另一项工作的表，未计入"
    return tuple(((unit, place_of), words) for place_of in sorted({period, arrival.collecting.id}))
