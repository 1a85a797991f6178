"""预警督办单: one unit's assignments that are far behind schedule. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from toolkit.deadlines import working_day_after
from toolkit.errors import ToolkitError
from toolkit.merge import Light, Line, threshold
from toolkit.outputs import words
from toolkit.outputs.bulletin.period import Matter
from toolkit.outputs.bulletin.phrases import lit, percent, points
from toolkit.outputs.wording import common_facts, day_words, sentence, short
from toolkit.plan.model import Plan, Unit

SETTING = "预警反馈天数"


def red_units(matter: Matter) -> tuple[tuple[Unit, tuple[Line, ...]], ...]:
    """Return the units with red assignments, in the plan's order, the farthest behind first."""
    red = lit(matter.lines, Light.RED)
    found = ((unit, tuple(line for line in red if line.unit == unit.name)) for unit in matter.plan.units)
    return tuple((unit, lines) for unit, lines in found if lines)


def warning_facts(matter: Matter, unit: Unit, lines: Sequence[Line], contact: str) -> dict[str, object]:
    """Return 设置 单位 期次 and 预警.

    Raises: ToolkitError, when 预警反馈天数 is no sensible number.
    """
    today = matter.docket.as_of.astimezone(matter.zone).date()
    by = working_day_after(matter.plan, today, _days(matter.plan))
    return {
        **common_facts(matter.plan, unit, matter.period),
        "预警": {
            "条数": len(lines),
            "阈值": points(threshold(matter.plan)),
            "各条": [_said(matter.plan, number, line, many=len(lines) > 1) for number, line in enumerate(lines, start=1)],
            "反馈期限": day_words(by),
            "联系": contact,
            "日期": words.day(today),
        },
    }


def _said(plan: Plan, number: int, line: Line, *, many: bool) -> str:
    limit = plan.limit(line.item.id, line.unit)
    trouble = f"贵单位反映的问题：{sentence(short(line.trouble, 120))}" if line.trouble else "贵单位未反映存在的问题。"
    stood = f"该问题已连续{line.stood}期反映。" if line.stood > 1 else ""
    stands = f"序时进度{percent(line.schedule)}，填报完成比例{percent(line.percent)}，落后{points(line.behind or Decimal(0))}。"
    what = f"{line.item.number} {sentence(short(line.item.content, 80))}完成时限{words.day(limit)}，"
    said = f"{what}{stands}{trouble}{stood}"
    return f"{number}．{said}" if many else said


def _days(plan: Plan) -> int:
    days = plan.settings.number(SETTING, "5")
    if days != days.to_integral_value() or not 1 <= days <= 60:
        where = plan.settings.places.get(SETTING, "")
        raise ToolkitError(f"附件1.xlsx 工作表“设置”{where}：{SETTING}填的是“{days}”，请填 1 到 60 的整数。")
    return int(days)
