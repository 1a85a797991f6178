"""督查通报 of one period: overall, reporting, problems, what next; two tables. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby

from toolkit.deadlines import working_day_after, zone
from toolkit.docket import Docket, Status, UnitRow
from toolkit.merge import Light, Line, Share, shares, threshold
from toolkit.outputs import words
from toolkit.outputs.bulletin.phrases import lit, percent, rate, status_words, tasks
from toolkit.outputs.wording import day_words, sentence, short, tame
from toolkit.plan.model import Period, Plan

_OPEN = frozenset({Status.MISSING, Status.RETURNED, Status.INCOMPLETE})
_NOT_ASKED = frozenset({Status.EXEMPT, Status.EXTENDED, Status.PENDING})
_PROBLEMS, _LISTED = 15, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What the bulletin is about."""

    plan: Plan
    period: Period
    docket: Docket
    lines: tuple[Line, ...]

    @property
    def zone(self) -> tzinfo:
        return zone(self.plan)


def bulletin_facts(matter: Matter, number: int) -> dict[str, object]:
    """Return 设置 期次 and 通报 (DESIGN §4: placeholders as in 附件2)."""
    plan, period, docket = matter.plan, matter.period, matter.docket
    return {
        "设置": {key: tame(value) for key, value in plan.settings.values.items()},
        "期次": {
            "期次": period.id,
            "名称": tame(period.name),
            "截止日期": words.day(period.deadline),
            "数据截至": words.day(period.data_as_of),
        },
        "通报": {
            "期号": number,
            "日期": words.day(docket.as_of.astimezone(matter.zone).date()),
            "统计时点": words.moment(docket.as_of, matter.zone),
            "总体": overall(matter),
            "报送": reporting(matter),
            "滞后": behind(matter),
            "困难": troubles(matter),
            "要求": demands(matter),
            "滞后表": behind_table(matter),
            "报送表": reporting_table(matter),
        },
    }


# -- 一 ----------------------------------------------------------------------------------------------------------------


def overall(matter: Matter) -> list[str]:
    """Count 件, 项 and 承办任务, each by its own name, and how they stand against the schedule."""
    whole = shares(matter.lines)
    projects = [list(group) for _, group in groupby(whole, key=lambda share: share.item.project_number)]
    done = (
        sum(all(share.done for share in group) for group in projects),
        sum(share.done for share in whole),
        sum(line.done for line in matter.lines),
    )
    year = matter.plan.settings.text("年度")
    first = (
        f"{f'{year}年' if year else ''}为民办实事共{len(projects)}件、{len(whole)}项，分为{len(matter.lines)}条承办任务"
        f"（一项由几个单位承办的，每个单位为一条）。数据截至{words.day(matter.period.data_as_of)}，"
    )
    if any(done):
        first += f"已完成{done[0]}件、{done[1]}项、{done[2]}条承办任务，任务完成率{rate(done[2], len(matter.lines))}。"
    else:
        first += "尚没有完成的承办任务。"
    return [first, _lights(matter, whole)]


def _lights(matter: Matter, whole: Sequence[Share]) -> str:
    counts = {light: sum(line.light is light for line in matter.lines) for light in Light}
    known = sum(counts.values())
    if not known:
        return "本期尚没有可以对照序时进度的合格填报。"
    limit = percent(threshold(matter.plan))[:-1]
    said = (
        f"有合格填报可以对照序时进度的承办任务{known}条：达到或超过序时进度的（绿）{counts[Light.GREEN]}条，"
        f"落后不到{limit}个百分点的（黄）{counts[Light.YELLOW]}条，落后{limit}个百分点以上的（红）{counts[Light.RED]}条。"
    )
    silent = len(matter.lines) - known
    return f"{said}另有{silent}条因未报、退回等未计。" if silent else said


# -- 二 ----------------------------------------------------------------------------------------------------------------


def reporting(matter: Matter) -> list[str]:
    """Count units by status as the register does."""
    rows = matter.docket.units
    asked = [row for row in rows if row.status not in _NOT_ASKED]
    on_time = sum(row.status is Status.ON_TIME for row in rows)
    when = words.moment(matter.docket.as_of, matter.zone)
    said = [f"本期报送截止：{matter.docket.deadline_reason}。至{when}，{len(rows)}个单位中{'，'.join(status_words(rows))}。"]
    if asked:
        said.append(f"应报送单位{len(asked)}个（不含免报、缓报和待报），按时率{rate(on_time, len(asked))}。")
    doubtful = [row.unit for row in rows if row.provisional and row.status is not Status.TIME_UNKNOWN]
    if doubtful:
        said.append(f"其中{len(doubtful)}个单位的收到时间只有文件或发件方自带的时间为据，待核实。")
    returned = [row.unit for row in rows if row.returns]
    if returned:
        said.append(f"因填写问题被退回过的单位{len(returned)}个：{'、'.join(returned)}。")
    return said


# -- 三 ----------------------------------------------------------------------------------------------------------------


def behind(matter: Matter) -> list[str]:
    """Tell which assignments are behind schedule."""
    red, yellow = lit(matter.lines, Light.RED), lit(matter.lines, Light.YELLOW)
    said = []
    if red:
        said.append(f"严重滞后的承办任务{len(red)}条：{'；'.join(tasks(red, how_far=True))}。")
    if yellow:
        said.append(f"落后于序时进度的承办任务{len(yellow)}条：{'；'.join(tasks(yellow))}。")
    if not any(line.light for line in matter.lines):
        return ["本期尚没有可以对照序时进度的合格填报。"]
    return said or ["各单位合格填报的承办任务均达到序时进度。"]


def troubles(matter: Matter) -> list[str]:
    """Tell the problems that the units name, each once, those that have stood longest and concern most first."""
    same: dict[str, list[Line]] = {}
    for line in matter.lines:
        if line.trouble:
            same.setdefault(short(line.trouble, 80), []).append(line)
    if not same:
        return ["各单位本期没有反映存在的问题。"]
    groups = sorted(same.items(), key=lambda pair: (-max(line.stood for line in pair[1]), -len(pair[1])))
    said = [_trouble(text, lines) for text, lines in groups[:_PROBLEMS]]
    rest = len(groups) - _PROBLEMS
    more = [f"其余{rest}个问题见汇总表“滞后与问题清单”。"] if rest > 0 else []
    return [*(f"{n}．{text}" for n, text in enumerate(said, start=1)), *more] if len(groups) > 1 else said


def _trouble(text: str, lines: Sequence[Line]) -> str:
    longest = max(line.stood for line in lines)
    stood = f"，最长已连续{longest}期" if longest > 1 else ""
    listed = tasks(lines)
    shown = "；".join(listed[:_LISTED]) + (f"等{len(listed)}项" if len(listed) > _LISTED else "")
    return f"{sentence(text)}涉及承办任务{len(lines)}条{stood}：{shown}。"


# -- 四 ----------------------------------------------------------------------------------------------------------------


def demands(matter: Matter) -> list[str]:
    """Ask what follows from the counts, nothing else."""
    said = []
    late = [line for light in (Light.RED, Light.YELLOW) for line in lit(matter.lines, light)]
    if late:
        units = list(dict.fromkeys(line.unit for line in late))
        said.append(f"进度滞后的单位（{'、'.join(units)}）要逐条查明原因，倒排工期，明确责任人和完成时间，下期报告整改情况。")
    owing = [row.unit for row in matter.docket.units if row.status in _OPEN]
    if owing:
        today = matter.docket.as_of.astimezone(matter.zone).date()
        by = working_day_after(matter.plan, today, 2)
        said.append(f"未报、报送不齐和退回待重报的单位（{'、'.join(owing)}）要在{day_words(by)}前补齐材料。")
    following = next((p for p in matter.plan.periods if p.deadline > matter.period.deadline), None)
    if following:
        said.append(f"各单位要如实、按时报送，{following.name}附件2请于{words.day(following.deadline)}前报送。")
    return (
        [f"{number}．{text}" for number, text in enumerate(said, start=1)]
        if len(said) > 1
        else said or ["请各单位继续抓好落实。"]
    )


# -- 附件 --------------------------------------------------------------------------------------------------------------


def behind_table(matter: Matter) -> list[Mapping[str, object]]:
    """Return the rows of 附件1: red, then yellow, the farthest behind first."""
    late = [line for light in (Light.RED, Light.YELLOW) for line in lit(matter.lines, light)]
    return [
        {
            "序号": number,
            "事项": f"{line.item.number} {short(line.item.content, 60)}",
            "单位": line.unit,
            "完成比例": percent(line.percent),
            "序时进度": percent(line.schedule),
            "落后": percent(line.behind)[:-1],
            "灯": line.light.value if line.light else "",
            "问题": short(line.trouble, 80) or "无",
        }
        for number, line in enumerate(late, start=1)
    ]


def reporting_table(matter: Matter) -> list[Mapping[str, object]]:
    """Return the rows of 附件2: every unit in the plan's order, as the register has it."""
    return [_row(number, row, matter.zone) for number, row in enumerate(matter.docket.units, start=1)]


def _row(number: int, row: UnitRow, here: tzinfo) -> Mapping[str, object]:
    mark = f"（{words.DOUBTFUL}）" if row.provisional and row.status is not Status.TIME_UNKNOWN else ""
    return {
        "序号": number,
        "单位": row.unit,
        "状态": f"{row.status.value}{mark}",
        "电子表": _came(row.first_received, here, came=words.sheet_came(row)),
        "扫描件": _came(row.scan_received, here, came=words.scan_came(row)),
        "实报": f"{row.filled_rows}/{row.due_rows}",
        "迟报": row.days_late or "—",
        "退回": row.returns or "—",
        "理由": "" if row.status is Status.ON_TIME else short(row.reason, 80),
    }


def _came(when: datetime | None, here: tzinfo, *, came: bool) -> str:
    if when is not None:
        local = when.astimezone(here)
        return f"{local.month}月{local.day}日{local:%H:%M}"
    return "时间不明" if came else "未收到"
