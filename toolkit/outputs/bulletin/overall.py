"""一、总体情况: 件, 项 and 承办任务, each counted by its own name, and where they stand. Pure."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import rate
from toolkit.outputs.letter_phrases import tame
from toolkit.outputs.merge import AssignmentRow, Light, shares
from toolkit.values.meaning import BUILT, DONE, NOT_BEGUN, PREPARING, RUNNING, STATUS
from toolkit.words import dates
from toolkit.words.lights import light_words

_ORDER = (BUILT, RUNNING, PREPARING, NOT_BEGUN)
"""办理状态 as shipped, after 已完成; other words follow as they come."""


def overall(data: BulletinData) -> list[str]:
    """Count what there is and what is finished, by 办理状态, by light."""
    said = [_finished(data), _by_status(data.lines), _lights(data)]
    return [text for text in said if text]


def _finished(data: BulletinData) -> str:
    whole = shares(data.lines)
    projects = [list(group) for _, group in groupby(whole, key=lambda share: share.item.project_number)]
    there = (len(projects), len(whole), len(data.lines))
    done = (
        sum(all(share.done for share in group) for group in projects),
        sum(share.done for share in whole),
        sum(line.done for line in data.lines),
    )
    year = data.plan.settings.text("年度")
    first = (
        f"{f'{year}年' if year else ''}{data.plan.subject}共{there[0]}件、{there[1]}项，分为{there[2]}个承办任务"
        f"（一项由几个单位承办的，每个单位为一个）。数据截至{dates.day(data.period.data_as_of)}，"
    )
    if not any(done):
        return f"{first}尚没有完成的承办任务。"
    left = tuple(a - b for a, b in zip(there, done, strict=True))
    rest = f"尚未完成的{left[0]}件、{left[1]}项、{left[2]}个承办任务" if any(left) else "已全部完成"
    return (
        f"{first}已完成{done[0]}件、{done[1]}项、{done[2]}个承办任务，{rest}。"
        f"按承办任务计，完成率{rate(done[2], there[2])}；一项的承办单位都完成的，该项才计为完成。"
    )


def _by_status(lines: Sequence[AssignmentRow]) -> str:
    """Say how many are in which state; "" = the form does not ask."""
    open_ = [line for line in lines if line.counted and not line.done]
    states = Counter(_state(line) for line in open_ if _state(line))
    if not states:
        return ""
    known = [state for state in _ORDER if state in states] + [state for state in states if state not in _ORDER]
    told = "，".join(f"{'报已完成但未达到100%的' if state == DONE else state}{states[state]}个" for state in known)
    return f"尚未完成且本期有合格填报的承办任务{len(open_)}个，按办理状态分：{told}。"


def _state(line: AssignmentRow) -> str:
    value = line.entry.fields.get(STATUS) if line.entry else None
    return tame(value) if isinstance(value, str) else ""


def _lights(data: BulletinData) -> str:
    counts = {light: sum(line.light is light for line in data.lines) for light in Light}
    known = sum(counts.values())
    if not known:
        return "本期尚没有可以对照序时进度的合格填报。"
    words = light_words(data.plan.policy.yellow, data.plan.policy.red)
    before = sum(line.done and line.entry is not None and _before(data, line) for line in data.lines)
    with_before = f"（含以前各期已完成的{before}个）" if before else ""
    silent = len(data.lines) - known
    between = f"{words.yellow}的（黄）{counts[Light.YELLOW]}个，" if words.yellow else ""
    return (
        f"对照序时进度：有合格填报的承办任务{known}个{with_before}，其中{words.green}的（绿）{counts[Light.GREEN]}个，"
        f"{between}{words.red}的（红）{counts[Light.RED]}个。"
        + (f"另有{silent}个本期没有合格填报，进度不明，未计。" if silent else "")
    )


def _before(data: BulletinData, line: AssignmentRow) -> bool:
    return (line.item.id, line.unit) in data.docket.complete
