"""Phrases of letters to units: what came when, strangers' text made tame, items, sentences. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, tzinfo
from decimal import Decimal

from toolkit.nouns.docket import FileRow
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.settings import SCAN
from toolkit.words import dates
from toolkit.words.names import base_name
from toolkit.words.numbers import figure


def tame(text: str) -> str:
    """Return a stranger's text as one line that shows all it says: no control, direction or invisible characters."""
    flat = re.sub(r"\s+", " ", text)
    if flat.isprintable():  # none of those, told without asking for each character
        return flat.strip()
    return "".join(c for c in flat if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}).strip()


def day_words(day: date) -> str:
    """Return 2022年4月12日（星期二）."""
    return f"{dates.day(day)}（{dates.weekday(day)}）"


def came_words(row: FileRow, zone: tzinfo) -> str:
    """Return when a file came and how that is known: 收到时间为2022年4月6日15:02（以邮件服务器收到时间为准）."""
    if row.received is None:
        return "收到时间不明（待核实）"
    return f"收到时间为{dates.moment(row.received, zone)}（{row.evidence.phrase}）"


def file_words(row: FileRow) -> str:
    """Return the name as received, with the mail or archive it came in."""
    name = tame(base_name(row.name))
    held = tame("/".join(row.inside))
    return f"“{name}”{aside(f'在“{held}”内')}" if row.inside else f"“{name}”"


def item_words(item: Item | None) -> str:
    """Return the item as letters list it: its number, then 简称 of 附件1 or what the notice says, whole."""
    given = item.own.get("简称") if item else None
    return f"{item.number} {tame(given if isinstance(given, str) and given else item.content)}" if item else "整份表"


def aside(text: str) -> str:
    """Return text in brackets; square ones where it holds round ones itself (GB/T 15834: none of one kind within its own)."""
    free = (pair for pair, held in _BRACKETS if not any(mark in text for mark in held))
    pair = next(free, "（）")
    return f"{pair[0]}{text}{pair[1]}"


_BRACKETS = (("（）", "（("), ("［］", "［["), ("〔〕", "〔"), ("【】", "【"))
"""Brackets to choose from, each with the marks of its kind."""


def sentence(text: str) -> str:
    """Return text that ends as a sentence does."""
    flat = tame(text).rstrip("，、；,;")
    return flat if flat.endswith(("。", "！", "？", "…")) else f"{flat}。"


def listed(names: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(name for name in names if name))


def settings_facts(plan: Plan) -> dict[str, str]:
    """Return 设置 as templates know it; what the shipped letters name is there even when the clerk removed its row."""
    known = {"县名": "", "年度": "", "督查室": "督查室", "通知文号": "", "任务名称": plan.subject, "抄送": "", **materials(plan)}
    return known | {key: tame(value) for key, value in plan.settings.values.items()}


def materials(plan: Plan) -> dict[str, str]:
    """Return what is collected by the names that it has here: from units a form and its scan, from below two books."""
    policy = plan.policy
    scan = policy.called("扫描件") if policy.scan_name == SCAN else policy.scan_name
    return {"表名": policy.called("《进展情况表》"), "电子表": policy.sheet_name, "扫描件": scan}


def common_facts(plan: Plan, unit: Unit, period: Period) -> dict[str, object]:
    """Return the placeholders that every letter knows, named as in 附件2: 设置 单位 期次."""
    return {
        "设置": dict(plan.derived(settings_facts)),
        "单位": {"名称": tame(unit.name), "全称": tame(unit.full_name or unit.name), "类别": tame(unit.category)},
        "期次": {
            "期次": period.id,
            "名称": tame(period.name),
            "截止日期": dates.day(period.deadline),
            "数据截至": dates.day(period.data_as_of),
        },
        "事项": item_facts(plan, unit, period),
    }


def item_facts(plan: Plan, unit: Unit, period: Period) -> dict[str, str]:
    """Return {{ 事项.X }} for a letter about all that a unit holds: each value once, in the notice's order."""
    items = plan.in_order(plan.duties(period.deadline).held_by(unit.name))
    known: dict[str, list[str]] = {
        "序号": [item.number for item in items],
        "立项名称": [item.project for item in items],
        "实事内容": [item.content for item in items],
        "承办单位": [name for item in items for name in plan.hosts(item, period.deadline)],
        "完成时限": [dates.day(plan.limit(item.id, unit.name)) for item in items],
        **{column: [_own(item.own.get(column)) for item in items] for column in plan.columns},
        "配合单位": [name for item in items for name in item.helpers],
    }
    return {name: tame(listed(values)) for name, values in known.items()}


def _own(value: str | Decimal | date | None) -> str:
    if isinstance(value, date):
        return dates.day(value)
    return "" if value is None else figure(value) if isinstance(value, Decimal) else value
