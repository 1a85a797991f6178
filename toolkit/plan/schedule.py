"""序时进度: how far an assignment should be when the data end (DESIGN §7). Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from toolkit.plan.model import Item, Period, Plan


def schedule(plan: Plan, item: Item, limit: date, period: Period) -> Decimal:
    """Return the plan's milestone, else the share of days from 1 January to `limit` that have passed at 数据截至.

    Both ends count: 2022-03-31 against 2022-10-31 is 90 of 304 days. Fraction of 1.
    """
    milestone = item.milestones.get(period.id)
    if milestone is not None:
        return milestone
    start = _first_day(plan, period)
    whole = (limit - start).days + 1
    passed = (period.data_as_of - start).days + 1
    if whole <= 0:
        return Decimal(1)
    return _passed(passed, whole)


@lru_cache(maxsize=1024)
def _passed(days: int, whole: int) -> Decimal:
    """Return a share of days; all who have the same limit hold the same number."""
    return min(max(Decimal(days) / Decimal(whole), Decimal(0)), Decimal(1))


class Schedules(Mapping[tuple[str, str], Decimal]):
    """(item, unit) → the share that ought to be done at 数据截至, a fraction of 1; worked out when it is asked for."""

    def __init__(self, plan: Plan, period: Period) -> None:
        self._plan, self._period = plan, period

    def __getitem__(self, pair: tuple[str, str]) -> Decimal:
        item = self._plan.item(pair[0])
        if item is None:
            raise KeyError(pair)
        return schedule(self._plan, item, self._plan.limit(*pair), self._period)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._plan.assignments(self._period.deadline))

    def __len__(self) -> int:
        return len(self._plan.assignments(self._period.deadline))


def request(plan: Plan, item: str, unit: str) -> str:
    """Return what 延期调整 says of the newest request for this assignment beside its limit, in Chinese; "" = nothing.

    A request after 设置.延期申报截止 is marked, approved or not; one without 批准文号 is no extension.
    """
    asked = plan.requests(item, unit)
    if not asked:
        return ""
    newest, latest = asked[-1], plan.policy.closes
    parts = []
    if not newest.approval:
        parts.append(f"{newest.kind}申请尚未批准")
    if newest.filed and latest and newest.filed > latest:
        parts.append(f"申请日期 {newest.filed} 晚于延期申报截止 {latest}")
    return "，".join(parts)


def _first_day(plan: Plan, period: Period) -> date:
    year = plan.settings.text("年度")
    first = plan.periods[0] if plan.periods else period
    return date(int(year) if year.isdigit() else first.deadline.year, 1, 1)
