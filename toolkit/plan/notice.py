"""A notice in Word → 附件1.xlsx: its table as it stands, its dates and names as settings; what it lacks is told. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.nouns.errors import ToolkitError
from toolkit.plan import shipped
from toolkit.plan.notice_facts import NoticeFacts, read_facts
from toolkit.plan.notice_table import TaskTable, find_tasks
from toolkit.plan.read_units import is_town
from toolkit.plan.word_tables import read_word
from toolkit.plan.write import Draft, write_plan
from toolkit.values.names import name_key, split_names

_PATTERN = ((4, 5), (6, 5), (8, 5), (10, 8), (12, 5))
"""Month and day of the shipped notice's deadlines, for a notice that names none."""
_NAMED = re.compile(r"附件\d*[:：.、]?")
_SEATS = ("人民政府", "政府", "办事处")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What was found, and what the clerk has to look at."""

    draft: Draft
    doubts: tuple[str, ...]


def plan_from_notice(docx: bytes) -> bytes:
    """Return a complete 附件1.xlsx for a notice.

    Raises:
        ToolkitError: not a Word document, no task table, no year, or a row that nobody can place.
    """
    return write_plan(read_notice(docx).draft)


def read_notice(docx: bytes) -> Notice:
    """Read the notice's table and text. Raises: ToolkitError."""
    blocks = read_word(docx)
    tasks = find_tasks(blocks)
    title = _title(tasks.above)
    facts = read_facts([block for block in blocks if isinstance(block, str)] + list(tasks.above), title, tasks.remark)
    if facts.year is None:
        raise ToolkitError("这份通知里没有找到年份，请在标题里写明（如“2022年”）后再导入。")
    units, aliases = _units(tasks, facts.county)
    days = facts.deadlines or tuple(date(facts.year, month, day) for month, day in _PATTERN)
    if len({(day.year, day.month) for day in days}) < len(days):
        raise ToolkitError("这份通知里有两个报送日期在同一个月，一个月只能有一期；请直接在附件1.xlsx的“期次”表里填写。")
    doubts = tuple(_doubts(tasks, facts, aliases))
    draft = Draft(
        title=title or f"{facts.county}{facts.year}年为民办实事事项表",
        table=tasks.rows,
        remark=tasks.remark,
        units=units,
        deadlines=days,
        settings=_settings(facts),
        dated=date(facts.year, 1, 1),
        period_note="" if facts.deadlines else "通知没有写明报送日期，这里按双月暂填，请改成通知的日期",
    )
    return Notice(draft=draft, doubts=doubts)


def _title(above: Sequence[str]) -> str:
    """Return the table's title: what stands between 附件1 and the table, else the line just above it."""
    lines = [re.sub(r"\s+", "", text) for text in above if text.strip()]
    near = lines[-3:]
    for place in range(len(near) - 1, -1, -1):
        if _NAMED.fullmatch(near[place]):
            return "".join(near[place + 1 :])
    return near[-1] if near else ""


def _settings(facts: NoticeFacts) -> tuple[tuple[str, str, str], ...]:
    """Return the shipped settings with what the notice says; what it does not say is left blank, never 鹿寨's."""
    said: Mapping[str, str] = {
        "县名": facts.county,
        "年度": str(facts.year),
        "督查室": facts.office,
        "通知文号": facts.number,
        "邮箱": facts.mailbox,
        "完成时限": (facts.limit or date(facts.year or 1, 12, 31)).isoformat(),
        "延期申报截止": facts.extension.isoformat() if facts.extension else "",
    }
    hints = {"延期申报截止": "延期、调整要在这一天以前（含当天）上报；空 = 不限"}
    return tuple((name, said.get(name, value), hints.get(name, hint)) for name, value, hint in shipped.SETTINGS)


def _doubts(tasks: TaskTable, facts: NoticeFacts, strange: Sequence[str]) -> list[str]:
    """Return one sentence for each thing that the clerk has to look at, in the order of the sheets."""
    told = []
    if tasks.left_out:
        told.append(f"任务表里的“{'”“'.join(tasks.left_out)}”一栏没有带过来，需要的请补在附件1的右边。")
    if strange:
        told.append(f"承办单位“{'”“'.join(strange)}”不像一个具体单位，请在附件1里写明是哪些单位，并改“单位”表。")
    if not facts.deadlines:
        told.append("通知里没有找到报送日期，“期次”表按双月暂填了五期，请改成通知的日期。")
    if facts.limit is None:
        told.append(f"通知里没有找到完成时限，“设置”里暂填 {facts.year}-12-31，请核对。")
    lacking = [n for n, v in (("县名", facts.county), ("邮箱", facts.mailbox), ("延期申报截止", facts.extension)) if not v]
    if lacking:
        told.append(f"通知里没有找到{'、'.join(lacking)}，请在“设置”里填写。")
    return told


# -- units -----------------------------------------------------------------------------------------------------------


def _units(tasks: TaskTable, county: str) -> tuple[tuple[tuple[str, str, str, str], ...], tuple[str, ...]]:
    """Return (rows of sheet 单位, names that mean no single unit); 县直 first, each in the notice's order."""
    known = {name_key(row[0]): row for row in shipped.UNITS} if county == "鹿寨县" else {}
    rows: list[tuple[str, str, str, str]] = []
    taken: set[str] = set()
    for name in dict.fromkeys(name for row in tasks.rows for name in split_names(row[3])):
        if name_key(name) in taken:
            continue
        row = known.get(name_key(name)) or _unit(name, county)
        # A name means one unit only: what another unit bears already is not its alias.
        free = [alias for alias in split_names(row[2]) if name_key(alias) not in taken]
        full = row[1] if name_key(row[1]) not in taken else ""
        rows.append((row[0], full, "、".join(free), row[3]))
        taken |= {name_key(n) for n in (row[0], full, *free) if n}
    strange = tuple(row[0] for row in rows if row[0].startswith(("各", "全县", "有关", "相关")))
    return tuple(sorted(rows, key=lambda row: row[3] != "县直")), strange


def _unit(name: str, county: str) -> tuple[str, str, str, str]:
    """Return a unit with the names that follow from its own; a full name that must be guessed is left to the clerk."""
    if is_town(name):
        bare = name
        for seat in _SEATS:
            bare = bare.removesuffix(seat)
        seat = "办事处" if bare.endswith("街道") else "人民政府"
        others = [bare, f"{bare}{seat}", f"{bare}政府"]
        return name, f"{county}{bare}{seat}", "、".join(n for n in others if n != name), "乡镇"
    bare = name.removeprefix(county) if county else name
    bare = bare[1:] if bare.startswith(("县", "市", "区")) and len(bare) > 2 else bare
    level = county[-1:] if county[-1:] in {"县", "市", "区"} else "县"
    others = [bare, f"{level}{bare}"]
    return name, f"{county}{bare}" if bare != name or county else "", "、".join(n for n in others if n != name), "县直"
