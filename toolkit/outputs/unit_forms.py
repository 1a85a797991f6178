"""延期（调整）申请表 and 验收清单: what a unit fills in for an item, with all that is known filled in already. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import item_name, last_known
from toolkit.outputs.bulletin.warning import LEADERS
from toolkit.outputs.letter_phrases import common_facts, sentence, tame
from toolkit.outputs.merge import AssignmentRow
from toolkit.plan.model import Unit
from toolkit.values.meaning import STATUS
from toolkit.words import dates
from toolkit.words.numbers import percent

_LONGEST = 150
"""Characters of a unit's own words that a form repeats; longer ones stand where they were written."""
_GOALS = 8
"""Rows of a 验收清单: more parts of an item's text stand together in the last one."""


def of_unit(data: BulletinData, unit: Unit) -> tuple[AssignmentRow, ...]:
    return tuple(line for line in data.lines if line.unit == unit.name)


def application_facts(data: BulletinData, unit: Unit, lines: Sequence[AssignmentRow]) -> dict[str, object]:
    """Return 设置 单位 期次 and 申请: a page for each assignment that is not finished."""
    until = data.plan.settings.day("延期申报截止")
    return {
        **common_facts(data.plan, unit, data.period),
        "申请": {
            "申报截止": dates.day(until) if until else "",
            "申报": _until(until, data.today),
            "各页": [_page(data, line) for line in lines if not line.done],
        },
    }


def _until(until: date | None, today: date) -> str:
    """Return by when extensions are to be applied for, or that this day is over: nobody is asked for what cannot be done."""
    if until is None:
        return ""
    if today > until:
        return f"延期和调整的申报期限{dates.day(until)}已过，确需申报的请在“理由和依据”栏说明逾期原因；"
    return f"延期和调整请在{dates.day(until)}前申报；"


def acceptance_facts(data: BulletinData, unit: Unit, lines: Sequence[AssignmentRow]) -> dict[str, object]:
    """Return 设置 单位 期次 and 验收: a page for each assignment, each part of what the item promises in a row."""
    pages = [{**_page(data, line), "目标": goals(line.item.content)} for line in lines]
    return {**common_facts(data.plan, unit, data.period), "验收": {"各页": pages}}


def goals(content: str) -> list[str]:
    """Return what an item promises, part by part: 新建6所“儿童之家”; a part without any figure goes with the one before."""
    told: list[str] = []
    for part in re.split("[，；。\n]", tame(content)):
        if not part.strip():
            continue
        if told and not re.search(r"\d", part):
            told[-1] = f"{told[-1]}，{part}"
        else:
            told.append(part)
    return [*told[: _GOALS - 1], "；".join(told[_GOALS - 1 :])] if len(told) > _GOALS else told


def _page(data: BulletinData, line: AssignmentRow) -> Mapping[str, object]:
    limit = data.plan.limit(line.item.id, line.unit)
    known = line.entry.fields.get(STATUS) if line.entry and line.counted else None
    state = tame(known) if isinstance(known, str) else ""
    leaders = (line.item.own.get(column) for column in LEADERS)
    return {
        "名称": item_name(line.item),
        "事项": sentence(line.item.content),
        "时限": dates.day(limit),
        "状态": state or "本期没有合格填报",
        "进度": f"{percent(line.percent)}（数据截至{dates.day(data.period.data_as_of)}）" if line.counted else last_known(line),
        "序时": percent(line.schedule),
        "问题": _words(line),
        "责任领导": "、".join(tame(name) for name in leaders if isinstance(name, str) and name),
        "配合单位": "、".join(map(tame, line.item.helpers)),
    }


def _words(line: AssignmentRow) -> str:
    own = tame(line.trouble)
    if not line.counted:
        return "本期没有合格填报"
    if not own:
        return "无"
    return sentence(own) if len(own) <= _LONGEST else f"原文{len(own)}字，见本期所报的《进展情况表》。"
