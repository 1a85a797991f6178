"""What the edition says of itself, in sentences that page, workbook and document share. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from toolkit.nouns.answer import Answer
from toolkit.nouns.fields import Type
from toolkit.outputs.public.facts import PublicEdition, PublicItem, PublicTask
from toolkit.outputs.public.fields import Edition, PublicColumn
from toolkit.values.meaning import DONE, PERCENT, STATUS
from toolkit.values.numbers import mean
from toolkit.words.dates import day
from toolkit.words.numbers import figure, percent

NOTHING = "暂无数据"
OPEN = "尚未完成"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of something are in one state."""

    name: str
    count: int


def moment(value: datetime) -> str:
    clock = f"{value.hour}时{value.minute}分" if value.minute else f"{value.hour}时"
    return f"{day(value)}{clock}"


def answer(value: Answer, column: PublicColumn) -> str:
    """Return one answer as it is printed; "" = blank."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return percent(value) if column.type is Type.PERCENT else figure(value)
    return day(value) if isinstance(value, date) else value


def item_tallies(edition: PublicEdition) -> tuple[Tally, ...]:
    """Return how many 项 are finished, unfinished, without data."""
    done = sum(item.done for item in edition.items)
    nothing = sum(not item.known for item in edition.items)
    return (Tally(DONE, done), Tally(OPEN, len(edition.items) - done - nothing), Tally(NOTHING, nothing))


def task_tallies(edition: PublicEdition) -> tuple[Tally, ...]:
    """Return how many 任务 are in each 办理状态, from the finished ones down."""
    counted = Counter(task.status or NOTHING for task in edition.tasks)
    choices = next((column.choices for column in edition.columns if column.key == STATUS), ())
    order = [*reversed(choices), *sorted(set(counted) - set(choices) - {NOTHING}), NOTHING]
    return tuple(Tally(name, counted[name]) for name in order if counted[name])


def shared_status(item: PublicItem) -> str:
    """Return what stands over the units' own states; "" = the item has one unit only."""
    units, done = len(item.tasks), sum(task.done for task in item.tasks)
    if units == 1:
        return ""
    return f"{units}个单位均已完成" if done == units else f"{units}个单位中{done}个已完成，本项{OPEN}"


def shared_percent(item: PublicItem) -> str:
    """Return the mean with what it is the mean of; "" = the item has one unit only, or no percent is known."""
    known = sum(task.percent is not None for task in item.tasks)
    if len(item.tasks) == 1 or item.mean is None:
        return ""
    of = f"{known}个单位" if known == len(item.tasks) else f"{len(item.tasks)}个单位中有数据的{known}个"
    return f"{of}简单平均 {percent(item.mean)}"


def scope(edition: PublicEdition) -> str:
    """Return what is published: 件, 项, 任务, 单位."""
    units = f"，由{len(edition.units)}个单位承办" if edition.units else ""
    tasks = f"承办任务{len(edition.tasks)}个（一个单位承办一项为一个任务）"
    text = f"本次公布{len(edition.projects)}件{len(edition.items)}项{units}，{tasks}。"
    return text + (f"另有{edition.withheld}项按规定不在此公布。" if edition.withheld else "")


def state(edition: PublicEdition) -> tuple[str, ...]:
    """Return where things stand, as far as that is public."""
    if not any(column.answer for column in edition.columns):
        return ()
    if edition.data_as_of is None:
        return (f"截至{moment(edition.as_of)}，尚无经审核的进展情况可以公布。",)
    until = f"本次公布{edition.until}。" if edition.until else ""
    return tuple(text for text in (until, _finished(edition), _average(edition)) if text)


def _finished(edition: PublicEdition) -> str:
    if not edition.shows(STATUS) or edition.data_as_of is None:
        return ""
    done, unfinished, nothing = item_tallies(edition)
    parts = [f"已完成{done.count}项", f"{OPEN}{unfinished.count}项"]
    parts += [f"{NOTHING}{nothing.count}项"] if nothing.count else []
    projects = sum(project.done for project in edition.projects)
    tasks = sum(task.done for task in edition.tasks)
    return (
        f"截至{day(edition.data_as_of)}，{len(edition.items)}项中{'，'.join(parts)}；"
        f"{len(edition.projects)}件中全部完成的{projects}件；{len(edition.tasks)}个承办任务中已完成{tasks}个。"
    )


def _average(edition: PublicEdition) -> str:
    known = [item.mean for item in edition.items if item.mean is not None]
    average = mean(known)
    if average is None:
        return ""
    of = f"{len(known)}项" if len(known) == len(edition.items) else f"{len(edition.items)}项中有完成比例的{len(known)}项"
    stale = sum(any(map(_stale, item.tasks)) for item in edition.items)
    older = f"，其中{stale}项有单位没有报来最新材料，按此前最近一次的数据计" if stale else ""
    return f"{of}的平均完成比例为{percent(average)}（各项简单平均{older}）。"


def basis(edition: PublicEdition) -> tuple[str, ...]:
    """Return how the figures were made."""
    if edition.data_as_of is None:
        return ()
    notes = [f"进展情况数据截至{day(edition.data_as_of)}，依据{moment(edition.as_of)}前收到并审核合格的报送材料。"]
    stale, before = sum(map(_stale, edition.tasks)), sum(task.older is not None and task.done for task in edition.tasks)
    if stale:
        told = f"{len(edition.tasks)}个承办任务中{stale}个没有报来最新材料，公布的是此前最近一次的情况，已注明其数据截至日期。"
        notes.append(told)
    if before:
        notes.append(f"此前已完成的{before}个承办任务，公布的是完成时报送的情况，已注明其数据截至日期。")
    notes += _sharing(edition)
    if edition.withheld and edition.shows(STATUS):
        notes.append("各件是否全部完成，按本次公布的事项计算。")
    return tuple(notes)


def _stale(task: PublicTask) -> bool:
    """Tell whether what is published of it is older than the edition, though it is not finished."""
    return task.older is not None and not task.done


def _sharing(edition: PublicEdition) -> Sequence[str]:
    if not any(len(item.tasks) > 1 for item in edition.items):
        return ()
    done = "几个单位共同承办的事项，各单位全部完成才算完成" if edition.shows(STATUS) else ""
    averaged = "几个单位共同承办的事项，完成比例为各承办单位的简单平均" if edition.shows(PERCENT) else ""
    if done and averaged:
        averaged = "完成比例为各承办单位的简单平均"
    text = "；".join(part for part in (done, averaged) if part)
    return (f"{text}。",) if text else ()


def objection(edition: PublicEdition) -> tuple[str, ...]:
    """Return until when and where the public can object; () = the office has set neither."""
    first = edition.as_of.date()
    last = first + timedelta(days=max(edition.objection_days - 1, 0))
    span = f"公示期{edition.objection_days}天，自{day(first)}至{day(last)}。" if edition.objection_days else ""
    to = edition.office or "本单位"
    when = "请在公示期内" if span else "请"
    reach = f"，联系方式：{edition.contact.rstrip('。')}" if edition.contact else ""
    asked = f"对公布内容有意见或者异议的，{when}向{to}反映{reach}。" if span or reach else ""
    return tuple(text for text in (span, asked) if text)


def kind(edition: Edition) -> str:
    return f"{edition.value}公布"
