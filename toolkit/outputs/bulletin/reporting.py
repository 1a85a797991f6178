"""二、报送情况 and 附件2: every unit's status as the register has it. Pure."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from toolkit.nouns.docket import UnitRow
from toolkit.nouns.outcomes import NOT_ASKED, Status
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import NAMES, named, rate
from toolkit.outputs.bulletin.trouble import annexes
from toolkit.outputs.letter_phrases import aside, tame
from toolkit.words import dates
from toolkit.words import states as words
from toolkit.words.states import MARK_SIGN, status_word


def reporting(data: BulletinData) -> list[str]:
    """Count the units by status; all but those on time are named."""
    rows = data.docket.units
    when = dates.moment(data.docket.as_of, data.zone)
    early = "" if data.over else "尚未到截止时间，"
    counted = "，".join(_counted(rows)) or "没有应报送的单位"
    said = [f"本期报送截止：{data.docket.deadline_reason}。至{when}，{early}{len(rows)}个单位中{counted}。"]
    asked = [row for row in rows if row.status not in NOT_ASKED]
    on_time = sum(row.status is Status.ON_TIME for row in rows)
    if asked and data.over:
        said.append(f"应报送单位{len(asked)}个（不含免报、缓报和待报），按时率{rate(on_time, len(asked))}。")
    doubtful = [row for row in rows if words.marked(row)]
    if doubtful:
        named_ones = any(row.status is not Status.ON_TIME for row in doubtful)
        said.append(_doubtful(len(doubtful), annexes(data)["报送"], named=named_ones))
    if data.unheard:
        names = named((f"{unit}连续{count}期" for unit, count in data.unheard), counted=True)
        said.append(f"连续两期以上未报的单位{len(data.unheard)}个：{names}。")
    returned = [row.unit for row in rows if row.returns]
    if returned:
        said.append(f"因填写问题被退回过的单位{len(returned)}个：{named(returned, counted=True)}。")
    return said


def _counted(rows: Iterable[UnitRow]) -> list[str]:
    """Return for each status that occurs how many units it holds, and which."""
    rows = tuple(rows)
    counted = []
    for status in Status:
        mine = [row for row in rows if row.status is status]
        names = "" if status is Status.ON_TIME else aside(named((_who(row) for row in mine), NAMES, counted=True))
        if mine:
            counted.append(f"{status.value}{len(mine)}个{names}")
    return counted


def _who(row: UnitRow) -> str:
    """Return a unit as the counts name it; a time that still has to be checked is marked where it is told."""
    name = f"{row.unit}{MARK_SIGN if words.marked(row) else ''}"
    if row.status is Status.LATE and row.days_late:
        return f"{name}迟{row.days_late}天"
    return f"{name}，缓报至{dates.day(row.deadline.date())}" if row.status is Status.EXTENDED and row.deadline else name


def _doubtful(count: int, annex: str, *, named: bool) -> str:
    told = "以上有{}个单位的收到时间只有文件或发件方自带的时间为据（{}{}中注明“{}”），须核实后方可采用。"
    return told.format(count, f"文中名称后注{MARK_SIGN}，" if named else "", annex, words.DOUBTFUL)


# -- 附件2 -------------------------------------------------------------------------------------------------------------


def reporting_table(data: BulletinData) -> list[Mapping[str, object]]:
    """Return every unit in the plan's order."""
    return [_row(number, row, data.zone) for number, row in enumerate(data.docket.units, start=1)]


def _row(number: int, row: UnitRow, here: tzinfo) -> Mapping[str, object]:
    return {
        "序号": number,
        "单位": tame(row.unit),
        "状态": status_word(row),
        "电子表": _two_lines(words.came(row.sheet, here, short=True)),
        "扫描件": _two_lines(words.came(row.scan, here, short=True)),
        "实报": f"{row.filled_rows}/{row.due_rows}",
        "迟报": row.days_late or "—",
        "退回": row.returns or "—",
        "理由": "" if row.status is Status.ON_TIME else tame(words.ground(row)),
    }


def _two_lines(came: str) -> str:
    """Break a moment between day and hour, for a narrow column."""
    day, mark, hour = came.partition("日")
    return f"{day}日\n{hour}" if mark and hour else came
