"""预警督办单: one unit's assignments that are far behind schedule. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from toolkit.outputs.answer_day import days_set
from toolkit.outputs.bulletin.demands import following
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import item_name, last_known, lit, silent
from toolkit.outputs.bulletin.trouble import schedule_words
from toolkit.outputs.letter_phrases import common_facts, day_words, sentence, tame
from toolkit.outputs.merge import AssignmentRow, Light
from toolkit.plan.deadlines import working_day_after
from toolkit.plan.model import Unit
from toolkit.values.meaning import NEXT
from toolkit.words import dates
from toolkit.words.numbers import hundredths, percent, points

SETTING = "预警反馈天数"
LEADERS = ("分管领导", "责任领导")
"""Columns of 附件1 that say who answers for an item."""
_LONGEST = 200
_ROOM = 10
"""Lines that the one-page form has for the assignments and what the unit says of them."""
_WIDE, _WIDER = 16, 29
"""Characters a line of an assignment, and of what the unit says."""


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
            "未报": _unreported(lines),
            "阈值": points(data.plan.policy.red),
            **_fitted(data, lines, _ROOM - _head(unit, lines)),
            "各条": [text for number, line in enumerate(lines, start=1) for text in _said(data, number, line, len(lines))],
            "序时": schedule_words(data),
            "反馈期限": day_words(by),
            "下期": tame(after.name) if (after := following(data)) else "",
            "联系": contact,
            "日期": dates.day(data.today),
        },
    }


def _fitted(data: BulletinData, lines: Sequence[AssignmentRow], room: int) -> dict[str, object]:
    """Return the form's rows and the unit's own words as fully as one page allows."""
    for whole, longest in ((True, _LONGEST), (False, _LONGEST), (False, 60), (False, 0)):
        rows = [_row(data, line, whole=whole) for line in lines]
        told = _told(lines, longest)
        if _height(rows, told) <= room:
            return {"表": rows, "反映": told}
    shown = next(n for n in range(len(rows), 0, -1) if n == 1 or _height(rows[:n], told) <= room)
    more = [{**dict.fromkeys(rows[0], "—"), "事项": f"另有{len(rows) - shown}个，见督查通报附件1"}] if shown < len(rows) else []
    return {"表": [*rows[:shown], *more], "反映": told}


def _head(unit: Unit, lines: Sequence[AssignmentRow]) -> int:
    """Return how many lines more than one the form's first row takes."""
    return max(len(tame(unit.full_name or unit.name)), len(_leader(lines))) // 11


def _height(rows: Sequence[Mapping[str, str]], told: str) -> int:
    cells = sum(max(-(-len(row["事项"]) // _WIDE), 3 if len(row["填报"]) > 5 else 2) for row in rows)
    return cells + sum(-(-len(text) // _WIDER) for text in told.split("\n"))


def _row(data: BulletinData, line: AssignmentRow, *, whole: bool) -> Mapping[str, str]:
    limit = data.plan.limit(line.item.id, line.unit)
    return {
        "事项": sentence(f"{line.item.number} {line.item.content}") if whole else item_name(line.item),
        "时限": f"{limit.year}年\n{dates.short_day(limit)}{'（已过）' if limit < data.today else ''}",
        "序时": percent(line.schedule),
        "填报": percent(line.percent) if line.counted else f"未报，{last_known(line)}",
        "落后": hundredths(line.behind) if line.behind is not None else "—",
    }


def _told(lines: Sequence[AssignmentRow], longest: int) -> str:
    """Return what the unit says of each, a line each; what is longer than `longest` stands where it was written."""
    said = [(line, _words(line)) for line in lines]
    if not any(line.counted for line in lines):
        return "本期没有合格填报。"
    if not any(text for _, text in said):
        return "没有反映存在的问题。"
    if any(len(text) > longest for _, text in said):
        return "原文较长，见贵单位所报的《进展情况表》。" if not longest else "\n".join(_short(*one, longest) for one in said)
    return "\n".join(_short(*one, longest) for one in said)


def _short(line: AssignmentRow, text: str, longest: int) -> str:
    nothing = "没有反映存在的问题。" if line.counted else "本期没有合格填报。"
    own = f"原文{len(text)}字，见贵单位所报的《进展情况表》。" if len(text) > longest else text or nothing
    return f"{line.item.number}：{own}"


def _words(line: AssignmentRow) -> str:
    """Return the problem that the unit names and what it will do, as sentences; "" = it names none."""
    stood = f"（已连续{line.stood}期反映）" if line.stood > 1 else ""
    following = line.entry.fields.get(NEXT) if line.entry and line.counted else None
    after = f"下一步：{sentence(following)}" if isinstance(following, str) and tame(following) else ""
    trouble = f"{sentence(line.trouble)}{stood}" if line.trouble else ""
    return f"{trouble}{after}"


def _number(data: BulletinData, unit: Unit) -> str:
    """Return 〔2022〕4-03: the year, the period's month, the unit's place among all units."""
    place = data.plan.units.index(unit) + 1
    year = tame(data.plan.settings.text("年度")) or data.period.id[:4]
    return f"〔{year}〕{data.period.deadline.month}-{place:02d}"


def _unreported(lines: Sequence[AssignmentRow]) -> str:
    """Say of which of them only the last report tells that they are far behind."""
    count = sum(not line.counted for line in lines)
    if not count:
        return ""
    return "（本期没有合格填报，按上次填报计）" if count == len(lines) else f"（其中{count}个本期没有合格填报，按上次填报计）"


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
