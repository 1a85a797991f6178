"""预警督办单: one unit's assignments that are far behind schedule. Pure."""

from collections.abc import Iterator, Sequence

from toolkit.outputs.answer_day import days_set
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import last_known, lit, silent
from toolkit.outputs.bulletin.trouble import schedule_words
from toolkit.outputs.letter_phrases import common_facts, day_words, sentence, tame
from toolkit.outputs.merge import AssignmentRow, Light, threshold
from toolkit.plan.deadlines import working_day_after
from toolkit.plan.model import Unit
from toolkit.values.meaning import NEXT
from toolkit.words import dates
from toolkit.words.numbers import percent, points

SETTING = "预警反馈天数"
LEADERS = ("分管领导", "责任领导")
"""Columns of 附件1 that say who answers for an item."""
_LONGEST = 200


def red_units(data: BulletinData) -> tuple[tuple[Unit, tuple[AssignmentRow, ...]], ...]:
    """Return the units with red assignments, in the plan's order, the farthest behind first; silence puts out no red light."""
    red: dict[str, list[AssignmentRow]] = {}
    unheard = [line for line in silent(data.lines) if line.standing_light is Light.RED]
    for line in (*lit(data.lines, Light.RED), *unheard):
        red.setdefault(line.unit, []).append(line)
    return tuple((unit, tuple(red[unit.name])) for unit in data.plan.units if unit.name in red)


def warning_facts(data: BulletinData, unit: Unit, lines: Sequence[AssignmentRow], contact: str) -> dict[str, object]:
    """Return 设置 单位 期次 and 预警.

    Raises: ToolkitError, when 预警反馈天数 is no sensible number.
    """
    by = working_day_after(data.plan, data.today, days_set(data.plan, SETTING, 5))
    return {
        **common_facts(data.plan, unit, data.period),
        "预警": {
            "编号": _number(data, unit),
            "级别": "红",
            "责任领导": _leader(lines),
            "条数": len(lines),
            "阈值": points(threshold(data.plan)),
            "各条": [text for number, line in enumerate(lines, start=1) for text in _said(data, number, line, len(lines))],
            "序时": schedule_words(data),
            "反馈期限": day_words(by),
            "联系": contact,
            "日期": dates.day(data.today),
        },
    }


def _number(data: BulletinData, unit: Unit) -> str:
    """Return 〔2022〕4-03: the year, the period's month, the unit's place among all units."""
    place = data.plan.units.index(unit) + 1
    year = tame(data.plan.settings.text("年度")) or data.period.id[:4]
    return f"〔{year}〕{data.period.deadline.month}-{place:02d}"


def _leader(lines: Sequence[AssignmentRow]) -> str:
    """Return who answers for them by 附件1's columns 责任领导, 分管领导; "" = it has neither."""
    known = (line.item.own.get(column) for column in ("责任领导", "分管领导") for line in lines)
    return "、".join(dict.fromkeys(tame(name) for name in known if isinstance(name, str) and name))


def _said(data: BulletinData, number: int, line: AssignmentRow, count: int) -> Iterator[str]:
    """Yield what it is, how far it should be and is, what the unit itself says."""
    mark = f"{number}．" if count > 1 else ""
    yield f"{mark}事项{line.item.number}：{sentence(line.item.content)}"
    limit = data.plan.limit(line.item.id, line.unit)
    passed = "（已过）" if limit < data.today else ""
    behind = f"，落后{points(line.behind)}" if line.behind is not None else ""
    if not line.counted:
        silence = f"序时进度{percent(line.schedule)}，本期没有合格填报，上次填报为{last_known(line)}"
        yield f"完成时限{dates.day(limit)}{passed}；{silence}。"
        return
    stands = f"序时进度{percent(line.schedule)}，填报完成比例{percent(line.percent)}{behind}"
    yield f"完成时限{dates.day(limit)}{passed}；{stands}。"
    stood = f"该问题已连续{line.stood}期反映。" if line.stood > 1 else ""
    yield f"贵单位反映的问题：{_whole(line.trouble)}{stood}" if line.trouble else "贵单位没有反映存在的问题。"
    following = line.entry.fields.get(NEXT) if line.entry else None
    if isinstance(following, str) and tame(following):
        yield f"贵单位的下一步计划：{_whole(following)}"


def _whole(text: str) -> str:
    """Return the unit's own words, whole; very long ones are where they were written."""
    own = tame(text)
    return sentence(own) if len(own) <= _LONGEST else f"原文{len(own)}字，见贵单位本期所报的《进展情况表》。"
