"""领导任务清单: what each 分管领导 and 责任领导 of 附件1 answers for, and how it stands. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.outputs.brief.figures import Position, group_of
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import item_name, last_known
from toolkit.outputs.bulletin.warning import LEADERS
from toolkit.outputs.letter_phrases import settings_facts, tame
from toolkit.outputs.merge import AssignmentRow
from toolkit.words import dates
from toolkit.words.numbers import percent

_TITLE = re.compile("(长|书记|主任|主席|委员|调研员|负责人|经理|总)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One leader with the assignments that 附件1 gives him."""

    role: str
    """分管领导 or 责任领导."""
    name: str
    lines: tuple[AssignmentRow, ...]


def charges(data: BulletinData) -> tuple[Charge, ...]:
    """Return the leaders in the order in which 附件1 first names them; several in one cell share its items."""
    rows: dict[tuple[str, str], list[AssignmentRow]] = {}
    for role in LEADERS:
        for line in data.lines:
            for name in leaders_of(line, role):
                rows.setdefault((role, name), []).append(line)
    return tuple(Charge(role=role, name=name, lines=tuple(lines)) for (role, name), lines in rows.items())


def leaders_of(line: AssignmentRow, role: str) -> tuple[str, ...]:
    given = line.item.own.get(role)
    names = [name for name in map(tame, re.split(r"[；;\n]", given)) if name] if isinstance(given, str) else []
    return tuple(dict.fromkeys(one for name in names for one in _apart(name)))


def _apart(name: str) -> list[str]:
    """Return several persons in a row one by one; 党组书记、局长 is one person's title."""
    parts = [part.strip() for part in re.split("[、，,]", name) if part.strip()]
    return [name] if any(_TITLE.search(part) for part in parts) else parts


def charge_facts(data: BulletinData, charge: Charge) -> dict[str, object]:
    """Return 设置 期次 and 清单."""
    counts = {group: sum(group_of(line) is group for line in charge.lines) for group in Position}
    told = "，".join(f"{group.value}{count}个" for group, count in counts.items() if count)
    return {
        "设置": settings_facts(data.plan),
        "期次": {"期次": data.period.id, "名称": tame(data.period.name), "数据截至": dates.day(data.period.data_as_of)},
        "清单": {
            "角色": charge.role,
            "领导": charge.name,
            "统计时点": dates.moment(data.docket.as_of, data.zone),
            "总数": f"共{len({line.item.id for line in charge.lines})}项、{len(charge.lines)}个承办任务：{told}。",
            "表": [_row(data, number, line) for number, line in enumerate(charge.lines, start=1)],
        },
    }


def _row(data: BulletinData, number: int, line: AssignmentRow) -> Mapping[str, object]:
    told = line.counted
    return {
        "序号": number,
        "事项": item_name(line.item),
        "单位": tame(line.unit),
        "时限": dates.day(data.plan.limit(line.item.id, line.unit)),
        "序时进度": percent(line.schedule),
        "完成比例": percent(line.percent) if told else last_known(line),
        "位置": group_of(line).value,
        "问题": (tame(line.trouble) or "无") if told else "本期没有合格填报",
    }
