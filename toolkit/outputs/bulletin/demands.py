"""四、下步要求: what follows from the counts, nothing else. Pure."""

from collections.abc import Sequence
from datetime import date

from toolkit.nouns.outcomes import Status
from toolkit.outputs.answer_day import answer_by
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import behind_lines, named, numbered
from toolkit.outputs.bulletin.trouble import named_now
from toolkit.outputs.letter_phrases import aside, day_words, materials, tame
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Period

_NAMED = 12
"""Units that a demand names; all of them stand in the annexes."""


def demands(data: BulletinData) -> list[str]:
    """Ask of those behind, those who owe, and all: numbered, if there are several."""
    said = [*_behind(data), *_owing(data), *_next(data)]
    return numbered(said or ["请各单位继续抓好落实。"])


def _behind(data: BulletinData) -> list[str]:
    units = list(dict.fromkeys(line.unit for line in behind_lines(data.lines)))
    sheet, said = materials(data.plan)["表名"], []
    if units:
        said.append(
            f"进度落后的单位{aside(named(units, _NAMED))}要逐条查明原因，倒排时间节点，明确责任人和完成时间，"
            f"{f'在下期{sheet}中写明' if following(data) else '书面报告'}整改情况。"
        )
    standing = list(dict.fromkeys(line.unit for line in named_now(data) if line.stood > 1))
    if standing:
        said.append(
            f"久拖未决的问题，有关单位{aside(named(standing, _NAMED))}要逐个提出解决办法和时限；"
            f"自身解决不了的，及时报告{tame(data.plan.policy.office) or '督查室'}。"
        )
    return said


def _owing(data: BulletinData) -> list[str]:
    rows = data.docket.units
    owing = [row.unit for row in rows if row.status in {Status.MISSING, Status.INCOMPLETE}]
    returned = [row.unit for row in rows if row.status is Status.RETURNED]
    delayed = [row.unit for row in rows if row.status is Status.EXTENDED]
    said = []
    if owing:
        said.append(f"未报和报送不齐的单位要补齐材料：{_by_day(data, owing)}。")
    if delayed:
        said.append(f"经批准缓报的单位{aside(named(delayed))}要在批准的期限内报送。")
    if returned:
        said.append(f"退回待重报的单位要对照退回说明逐处改正，重新报送：{_by_day(data, returned)}。")
    return said


def asked_by(data: BulletinData) -> tuple[str, ...]:
    """Return the units that the bulletin gives a day to: nobody asks them again before it."""
    rows = data.docket.units if data.over else ()
    return tuple(row.unit for row in rows if row.status in {Status.MISSING, Status.INCOMPLETE, Status.RETURNED})


def _by_day(data: BulletinData, units: Sequence[str]) -> str:
    """Return 四排镇、拉沟乡在2022年4月12日（星期二）24时前；…: the day that each unit was given."""
    days: dict[date, list[str]] = {}
    for unit in units:
        letters = data.letters.to(unit, data.docket.period)
        days.setdefault(answer_by(data.plan, data.docket, unit, letters=letters).day, []).append(unit)
    return "；".join(f"{named(mine)}在{day_words(day)}24时前" for day, mine in sorted(days.items()))


def following(data: BulletinData) -> Period | None:
    """Return the next period that is collected; None = this was the last one."""
    return next((period for period in data.plan.periods if period.deadline > data.period.deadline), None)


def _next(data: BulletinData) -> list[str]:
    """Ask for this period's report while it is being collected, else for the next one's."""
    waiting = [row.unit for row in data.docket.units if row.status is Status.PENDING]
    if waiting:
        limit = data.docket.effective_deadline.astimezone(data.zone).date()
        names = "" if len(waiting) == len(data.docket.units) else aside(named(waiting))
        return [f"尚未报送的单位{names}要在{day_words(limit)}24时前报送。"]
    after = following(data)
    if after is None or all(line.done for line in data.lines):
        return []
    sheet, last = materials(data.plan)["表名"], effective(data.plan, after).day
    return [f"各单位要如实、按时报送，{tame(after.name)}{sheet}请于{day_words(last)}24时前报送。"]
