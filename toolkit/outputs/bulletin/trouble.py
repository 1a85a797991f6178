"""三、存在问题 and 附件1: what is behind, what the units name, what has stood for long. Pure."""

from collections.abc import Mapping, Sequence

from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import last_known, late, lit, numbered, silent, tasks
from toolkit.outputs.letter_phrases import sentence, short, tame
from toolkit.outputs.merge import AssignmentRow, Bands, Light, State
from toolkit.words.numbers import hundredths, percent, points

_PROBLEMS, _LISTED, _STANDING = 15, 6, 2


def behind(matter: BulletinData) -> list[str]:
    """Tell which assignments are behind schedule, red ones with how far, and which are silent: silence is no progress."""
    bands = Bands.of(matter.plan)
    red, yellow = hundredths(bands.red), hundredths(bands.yellow)
    between = f"落后{yellow}至{red}个百分点（黄）" if bands.yellow else f"落后不到{red}个百分点（黄）"
    said = []
    for light, what in ((Light.RED, f"落后{red}个百分点以上（红）"), (Light.YELLOW, between)):
        mine = lit(matter.lines, light)
        if mine:
            said.append(f"{what}的承办任务{len(mine)}条：{tasks(_far(mine, light), more='，见附件1')}。")
    known = sum(line.light is not None for line in matter.lines)
    if not known and not matter.over:
        return ["本期尚没有可以对照序时进度的合格填报。"]
    if known and not said:
        said.append(f"本期有合格填报的{known}条承办任务均达到序时进度。")
    return [*said, *_silent(matter)] or ["本期尚没有可以对照序时进度的合格填报。"]


def _silent(matter: BulletinData) -> list[str]:
    """Say of how many assignments nobody knows how they stand, and which of them were red when last heard of."""
    mine = silent(matter.lines)
    if not mine:
        return []
    also = "另有" if len(mine) < len(matter.lines) else ""
    red = [line for line in mine if line.standing_light is Light.RED]
    if not red:
        return [f"{also}{len(mine)}条承办任务本期没有合格填报，进度不明，上次填报的情况见附件1。"]
    kept = tasks([(line, last_known(line)) for line in red], more="，见附件1")
    return [f"{also}{len(mine)}条承办任务本期没有合格填报，进度不明，其中上次填报时已为红的{len(red)}条：{kept}。"]


def _far(lines: Sequence[AssignmentRow], light: Light) -> list[tuple[AssignmentRow, str]]:
    told = light is Light.RED
    return [(line, f"，落后{points(line.behind)}" if told and line.behind is not None else "") for line in lines]


# -- named by the units ------------------------------------------------------------------------------------------------


def named_now(matter: BulletinData) -> list[AssignmentRow]:
    """Return the lines whose unit names a problem in this period."""
    return [line for line in matter.lines if line.trouble and line.state is not State.BEFORE]


def troubles(matter: BulletinData) -> list[str]:
    """Tell the problems that the units name, each once: those that have stood longest and concern most first."""
    same: dict[str, list[AssignmentRow]] = {}
    for line in named_now(matter):
        same.setdefault(tame(line.trouble), []).append(line)
    if not same:
        nothing = not any(line.counted and line.state is not State.BEFORE for line in matter.lines)
        return ["本期尚没有合格填报。" if nothing else "各单位本期没有反映存在的问题。"]
    groups = sorted(same.items(), key=lambda pair: (-max(line.stood for line in pair[1]), -len(pair[1])))
    said = [_trouble(text, lines) for text, lines in groups[:_PROBLEMS]]
    rest = len(groups) - _PROBLEMS
    return [*numbered(said), *([f"其余{rest}个问题见汇总表“滞后与问题清单”。"] if rest > 0 else [])]


def _trouble(text: str, lines: Sequence[AssignmentRow]) -> str:
    items = len({line.item.id for line in lines})
    count = f"涉及{items}项、{len(lines)}条承办任务：" if len(lines) > 1 else "涉及"
    return f"{sentence(short(text, 100))}{count}{tasks([(line, '') for line in lines], room=_LISTED)}。"


def standing(matter: BulletinData) -> list[str]:
    """Tell which problems have been named for two periods and more (久拖未决), the longest first."""
    mine = sorted((line for line in named_now(matter) if line.stood >= _STANDING), key=lambda line: -line.stood)
    if not mine:
        return ["没有连续两期以上反映同一问题的承办任务。"]
    told = tasks([(line, f"，连续{line.stood}期") for line in mine], more="，见汇总表“滞后与问题清单”")
    return [f"连续两期以上反映同一问题、尚未解决的承办任务{len(mine)}条：{told}。"]


# -- 附件1 -------------------------------------------------------------------------------------------------------------


def behind_table(matter: BulletinData) -> list[Mapping[str, object]]:
    """Return red, then yellow assignments, the farthest behind first; then the silent ones with what was last known."""
    lines = [*late(matter.lines), *silent(matter.lines)]
    return [_behind_row(number, line) for number, line in enumerate(lines, start=1)]


def _behind_row(number: int, line: AssignmentRow) -> Mapping[str, object]:
    told = line.light is not None
    light = line.standing_light
    return {
        "序号": number,
        "事项": f"{line.item.number} {short(line.item.content, 60)}",
        "单位": tame(line.unit),
        "完成比例": percent(line.percent) if told else last_known(line),
        "序时进度": percent(line.schedule),
        "落后": hundredths(line.behind) if told and line.behind is not None else "—",
        "灯": light.value if told and light else f"{light.value}（上次）" if light else "未计",
        "问题": (short(line.trouble, 80) or "无") if told else "本期没有合格填报，进度不明",
    }


def schedule_words(matter: BulletinData) -> str:
    """Say what 序时进度 is reckoned from."""
    days = "1月1日至完成时限的天数中到数据截至日已过的比例"
    planned = any(line.item.milestones.get(matter.period.id) is not None for line in matter.lines)
    return f"附件1定有本期节点的按节点，其余为{days}" if planned else days
