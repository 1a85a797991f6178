"""三、存在问题 and 附件1: what is behind, what the units name, what has stood for long. Pure."""

from collections.abc import Mapping, Sequence

from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import behind_lines, item_name, last_known, lit, numbered, quoted, silent, tasks
from toolkit.outputs.letter_phrases import tame
from toolkit.outputs.merge import AssignmentRow, Light, State
from toolkit.words.dates import short_day
from toolkit.words.lights import light_words
from toolkit.words.numbers import hundredths, percent, points

_PROBLEMS, _LISTED, _STANDING, _FAR = 6, 6, 2, 8
LONG = 400
"""Characters from which a row of an annex may be torn by the end of a page."""
_SHORT = 120
"""Characters of a unit's own text that stand in the bulletin; a longer one stands in the annex, whole."""


def behind(data: BulletinData) -> list[str]:
    """Tell which assignments are behind schedule, red ones with how far, and which are silent: silence is no progress."""
    words = light_words(data.plan.policy.yellow, data.plan.policy.red)
    said = []
    for light, what in ((Light.RED, f"{words.red}（红）"), (Light.YELLOW, f"{words.yellow}（黄）")):
        mine = lit(data.lines, light)
        if mine:
            said.append(f"{what}的承办任务{len(mine)}个：{tasks(_far(mine, light), room=_FAR, more='见附件1')}。")
    known = sum(line.light is not None for line in data.lines)
    if not known and not data.over:
        return ["本期尚没有可以对照序时进度的合格填报。"]
    if known and not said:
        near = any(line.behind is not None and line.behind > 0 for line in data.lines if line.light is Light.GREEN)
        stands = words.green if near else "达到序时进度"
        said.append(f"本期有合格填报的{known}个承办任务{'均' if known > 1 else ''}{stands}。")
    return [*said, *_silent(data)] or ["本期尚没有可以对照序时进度的合格填报。"]


def lagging(data: BulletinData) -> bool:
    """Tell whether 进度落后 has anything to say: somebody is behind, or nobody knows how far he is."""
    known = any(line.light is not None for line in data.lines)
    return bool(behind_lines(data.lines)) or ((known or data.over) and bool(silent(data.lines)))


def _silent(data: BulletinData) -> list[str]:
    """Say of how many assignments nobody knows how they stand, and which of them were red when last heard of."""
    mine = silent(data.lines)
    if not mine:
        return []
    also = "另有" if len(mine) < len(data.lines) else ""
    red = [line for line in mine if line.standing_light is Light.RED]
    if not red:
        last = "上次填报的情况见附件1" if any(line.known for line in mine) else "此前也没有报过，见附件1"
        return [f"{also}{len(mine)}个承办任务本期没有合格填报，进度不明，{last}。"]
    kept = tasks([(line, last_known(line)) for line in red], more="见附件1")
    return [f"{also}{len(mine)}个承办任务本期没有合格填报，进度不明，其中上次填报时已为红的{len(red)}个：{kept}。"]


def _far(lines: Sequence[AssignmentRow], light: Light) -> list[tuple[AssignmentRow, str]]:
    told = light is Light.RED
    return [(line, f"落后{points(line.behind)}" if told and line.behind is not None else "") for line in lines]


# -- named by the units ------------------------------------------------------------------------------------------------


def named_now(data: BulletinData) -> list[AssignmentRow]:
    """Return the lines whose unit names a problem in this period."""
    return [line for line in data.lines if line.trouble and line.state is not State.BEFORE]


def troubles(data: BulletinData) -> list[str]:
    """Tell the problems that the units name, each once: those that have stood longest and concern most first."""
    same: dict[str, list[AssignmentRow]] = {}
    for line in named_now(data):
        same.setdefault(tame(line.trouble), []).append(line)
    groups = sorted(same.items(), key=lambda pair: (-max(line.stood for line in pair[1]), -len(pair[1])))
    if not groups:
        return []
    if not in_annex(data):
        return numbered([_trouble(text, lines) for text, lines in groups])
    count = sum(len(lines) for _, lines in groups)
    units = {line.unit for _, lines in groups for line in lines}
    return [f"本期{len(units)}个单位就{count}个承办任务反映了问题，各单位原文见{annexes(data)['问题']}。"]


def in_annex(data: BulletinData) -> bool:
    """Tell whether what the units name stands in an annex: there is much of it, or some of it is long."""
    lines = named_now(data)
    texts = {tame(line.trouble) for line in lines}
    return max(len(texts), sum(line.stood >= _STANDING for line in lines)) > _PROBLEMS or any(
        len(text) > _SHORT for text in texts
    )


def trouble_table(data: BulletinData) -> list[Mapping[str, object]]:
    """Return the annex with the units' own words, whole; empty = they stand in the bulletin."""
    lines = named_now(data) if in_annex(data) else []
    return [
        {
            "序号": number,
            "事项": item_name(line.item),
            "单位": tame(line.unit),
            "事项和单位": f"{item_name(line.item)}\n{tame(line.unit)}",
            "问题": tame(line.trouble),
            "自": _since(data, line) if line.stood > 1 else "本期",
            "长": len(line.trouble) > LONG,
        }
        for number, line in enumerate(lines, start=1)
    ]


def _trouble(text: str, lines: Sequence[AssignmentRow]) -> str:
    items = len({line.item.id for line in lines})
    count = f"{items}项、{len(lines)}个承办任务：" if len(lines) > 1 else ""
    return f"{quoted(text)}，涉及{count}{tasks([(line, '') for line in lines], room=_LISTED)}。"


def standing(data: BulletinData) -> list[str]:
    """Tell which problems have been named for two periods and more (久拖未决), the longest first."""
    mine = sorted((line for line in named_now(data) if line.stood >= _STANDING), key=lambda line: -line.stood)
    if not mine:
        return []
    head = f"连续两期以上反映同一问题、尚未解决的承办任务{len(mine)}个"
    same: dict[tuple[str, int], list[AssignmentRow]] = {}
    for line in mine:
        same.setdefault((tame(line.trouble), line.stood), []).append(line)
    groups = [_stood(data, lines) for lines in same.values()]
    rest = sum(len(lines) for lines in [*same.values()][_PROBLEMS:])
    more = [f"其余{rest}个见{annexes(data)['问题']}。"] if rest else []
    return [f"{head}。", *numbered(groups[:_PROBLEMS]), *more]


def _stood(data: BulletinData, lines: Sequence[AssignmentRow]) -> str:
    """Name the problem and since when; what several name in the same words is said once."""
    own, stood = tame(lines[0].trouble), lines[0].stood
    annex = annexes(data)["问题"]
    told = f"反映{quoted(own)}" if len(own) <= _SHORT else f"反映的问题见{annex}"
    since = f"自{_since(data, lines[0])}起连续{stood}期{told}"
    if len(lines) == 1:
        return f"{item_name(lines[0].item)}，{tame(lines[0].unit)}{since}。"
    items = len({line.item.id for line in lines})
    names = tasks([(line, "") for line in lines], room=_LISTED, more=f"见{annex}" if annex else "")
    return f"{since}的有{items}项、{len(lines)}个承办任务：{names}。"


def _since(data: BulletinData, line: AssignmentRow) -> str:
    """Return the period in which the problem was first named, as far as it stood without a break."""
    known = [period for period in data.plan.periods if period.deadline <= data.period.deadline]
    return tame(known[max(0, len(known) - line.stood)].name) if known else ""


# -- 附件1 -------------------------------------------------------------------------------------------------------------


def behind_table(data: BulletinData) -> list[Mapping[str, object]]:
    """Return red, then yellow assignments, the farthest behind first; then the silent ones with what was last known."""
    annex = annexes(data)["问题"]
    return [_behind_row(number, line, annex) for number, line in enumerate(_behind_lines(data), start=1)]


def _behind_lines(data: BulletinData) -> list[AssignmentRow]:
    return [*behind_lines(data.lines), *silent(data.lines)]


def annexes(data: BulletinData) -> dict[str, str]:
    """Return 份数, and for each part its annex: 附件1, 附件 where there is but one, "" where there is nothing to put in it."""
    there = {"滞后": bool(_behind_lines(data)), "问题": bool(named_now(data)) and in_annex(data), "报送": True}
    names = [name for name, here in there.items() if here]
    numbers = {name: f"附件{place}" if len(names) > 1 else "附件" for place, name in enumerate(names, start=1)}
    kinds = [kind for kind, lines in (("进度落后", behind_lines(data.lines)), ("进度不明", silent(data.lines))) if lines]
    return {"份数": str(len(names)), "滞后名": f"{'和'.join(kinds)}的任务", **{name: numbers.get(name, "") for name in there}}


def _behind_row(number: int, line: AssignmentRow, annex: str) -> Mapping[str, object]:
    told = line.light is not None
    light = line.standing_light
    return {
        "序号": number,
        "事项": item_name(line.item),
        "单位": tame(line.unit),
        "完成比例": percent(line.percent) if told else _stood_at(line),
        "序时进度": percent(line.schedule),
        "落后": hundredths(line.behind) if told and line.behind is not None else "—",
        "灯": light.value if told and light else f"上次{light.value}" if light else "未计",
        "问题": _own_words(line, annex) if told else "本期没有合格填报，进度不明",
    }


def _stood_at(line: AssignmentRow) -> str:
    """Return what a silent assignment reported last, and when that was true, for a narrow column."""
    return f"{short_day(line.known.data_as_of)}\n{percent(line.known.percent)}" if line.known else "未报过"


def _own_words(line: AssignmentRow, annex: str) -> str:
    own = tame(line.trouble)
    return (own or "无") if len(own) <= _SHORT else f"见{annex}"


def colours(data: BulletinData) -> str:
    """Say what each light of the annex means."""
    words = light_words(data.plan.policy.yellow, data.plan.policy.red)
    yellow = f"；黄：{words.yellow}" if words.yellow else ""
    unknown = "；未计：本期没有合格填报，所列为上次填报的数据截至日和完成比例" if silent(data.lines) else ""
    return f"红：{words.red}{yellow}{unknown}"


def schedule_words(data: BulletinData) -> str:
    """Say what 序时进度 is reckoned from."""
    days = "1月1日至完成时限的天数中到数据截至日已过的比例"
    planned = any(line.item.milestones.get(data.period.id) is not None for line in data.lines)
    return f"附件1定有本期节点的按节点，其余为{days}" if planned else days
