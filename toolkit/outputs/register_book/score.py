"""What the year's reporting comes to in points, each with its ground. Only where the clerk has switched it on. Pure.

The notice gives no figures (鹿政发〔2022〕1号 三): they are the clerk's (sheet 评分), who also names basis and approver.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.nouns.docket import Docket, UnitRow
from toolkit.nouns.outcomes import Status
from toolkit.plan.model import Plan, Score
from toolkit.words.states import ground

PERIOD_CAP, YEAR_CAP, RETURNS = "每期扣分上限", "全年扣分上限", "退回"
_CAPS = (PERIOD_CAP, YEAR_CAP)
_UNSCORED = "未计分"
_BY_STATUS = (Status.ON_TIME, Status.LATE, Status.INCOMPLETE, Status.RETURNED, Status.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One line of the reckoning."""

    unit: str
    period: str
    case: str
    times: int
    each: Decimal
    ground: str

    @property
    def points(self) -> Decimal:
        return self.times * self.each


def wanted(plan: Plan) -> bool:
    """Tell whether the clerk has switched scoring on and named basis and approver."""
    said = plan.settings.text
    return plan.settings.flag("评分启用", default=False) and bool(said("评分依据")) and bool(said("评分批准人"))


def scored(plan: Plan, dockets: Sequence[Docket]) -> tuple[ScoreLine, ...]:
    """Return every point of the year: units in the plan's order, periods in theirs. 时间待核 is never scored."""
    scores = {score.case: score for score in plan.scores}
    rows = {(docket.period, row.unit): row for docket in dockets for row in docket.units}
    return tuple(
        point
        for unit in plan.units
        for docket in dockets
        if (row := rows.get((docket.period, unit.name))) is not None and not row.doubtful
        for point in _points(row, docket.period, scores)
    )


def _points(row: UnitRow, period: str, scores: dict[str, Score]) -> Iterator[ScoreLine]:
    score = scores.get(row.status.value) if row.status in _BY_STATUS else None
    if score is not None and score.points:
        yield ScoreLine(unit=row.unit, period=period, case=score.case, times=1, each=score.points, ground=ground(row))
    returned = scores.get(RETURNS)
    times = counted_returns(row, returned) if returned else 0
    if returned is not None and times and returned.points:
        told = f"退回 {row.returns} 次" + ("，首次不计" if times < row.returns else "")
        yield ScoreLine(unit=row.unit, period=period, case=RETURNS, times=times, each=returned.points, ground=told)


def unscored(plan: Plan, row: UnitRow) -> str:
    """Return what of a period nobody scores, though it was not in order: 0 points are no praise; "" = nothing."""
    if row.doubtful:
        return f"收到时间待核，{_UNSCORED}"
    cases = {score.case: score for score in plan.scores}
    free = RETURNS in cases and row.returns > 0 and not counted_returns(row, cases[RETURNS])
    told = row.status is Status.RETURNED and row.returns > 0 and RETURNS in cases and not free
    ill = row.status in _BY_STATUS and row.status is not Status.ON_TIME
    said = [row.status.value] if ill and row.status.value not in cases and not told else []
    said += [f"退回{row.returns}次（首次不计）"] if free else []
    return f"{'、'.join(said)}，{_UNSCORED}" if said else ""


def counted_returns(row: UnitRow, score: Score) -> int:
    """Return how many returns count: the first of a period is free where the clerk's 说明 says 首次退回不扣."""
    return max(0, row.returns - 1) if "首次" in score.note else row.returns


def cap(plan: Plan, name: str) -> Decimal | None:
    """Return a limit of deductions as a negative number; None = none."""
    points = next((score.points for score in plan.scores if score.case == name), None)
    return None if not points else -abs(points)


def strange(plan: Plan) -> tuple[str, ...]:
    """Return 情形 of sheet 评分 that nothing here reckons by."""
    known = {*_CAPS, RETURNS, *(status.value for status in _BY_STATUS)}
    return tuple(score.case for score in plan.scores if score.case not in known)


def capped(points: Sequence[Decimal], limit: Decimal | None) -> Decimal:
    """Return the sum of deductions, no lower than the limit."""
    total = sum((point for point in points if point < 0), Decimal(0))
    return total if limit is None else max(total, limit)
