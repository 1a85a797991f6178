"""Dockets → what the public may know: only the whitelisted columns of the items not withheld. Pure.

An edition shows, per assignment (任务), the newest accepted answers up to the newest period that has any (年中: with its
deadline in the first half of the year); answers of an earlier period than that carry their own 数据截至. 年初 is the plan.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from toolkit.nouns.answer import Answer
from toolkit.nouns.docket import Docket, Entry
from toolkit.nouns.fields import Form
from toolkit.outputs.public.fields import CONTENT, HOSTS, LIMIT, NUMBER, PROJECT, Edition, PublicColumn, columns, shows, withheld
from toolkit.plan.model import Item, Period, Plan
from toolkit.values.meaning import PERCENT, STATUS, finished
from toolkit.values.numbers import mean
from toolkit.values.texts import clean

_TITLES = {Edition.START: "项目及承办单位", Edition.MIDDLE: "年中办理进展情况", Edition.END: "年终办理结果"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTask:
    """One unit's part of an item, as far as it is public."""

    unit: str
    """"" = 承办单位 is not public."""
    values: tuple[Answer, ...]
    """One per column of `PublicEdition.task_columns`."""
    percent: Decimal | None
    status: str
    """"" = no data, or 办理状态 is not public."""
    done: bool
    known: bool
    """An accepted answer exists."""
    older: date | None = None
    """数据截至 of its answers, when that is earlier than the edition's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """One 项; texts that are not public are ""."""

    number: str
    content: str
    tasks: tuple[PublicTask, ...]

    @property
    def done(self) -> bool:
        """All of its units have finished."""
        return all(task.done for task in self.tasks)

    @property
    def known(self) -> bool:
        return any(task.known for task in self.tasks)

    @property
    def mean(self) -> Decimal | None:
        return mean([task.percent for task in self.tasks])


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProject:
    """One 件 with its public items."""

    number: str
    name: str
    items: tuple[PublicItem, ...]

    @property
    def done(self) -> bool:
        return all(item.done for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEdition:
    """All that is published, and nothing else."""

    edition: Edition
    title: str
    county: str
    office: str
    year: str
    columns: tuple[PublicColumn, ...]
    projects: tuple[PublicProject, ...]
    withheld: int
    """How many items are not published."""
    period: str
    """名称 of the period whose state is shown; "" = the plan alone, or nothing accepted yet."""
    data_as_of: date | None
    as_of: datetime
    contact: str = ""
    """Where the public can object: 设置.联系方式 alone, for no other address of the office is meant for the public."""
    objection_days: int = 0
    """公示期; 0 = none is set."""
    until: str = ""
    """截至第3期，全年共5期: a year's edition while periods are still to come; "" = it is whole."""

    @property
    def items(self) -> tuple[PublicItem, ...]:
        return tuple(item for project in self.projects for item in project.items)

    @property
    def tasks(self) -> tuple[PublicTask, ...]:
        return tuple(task for item in self.items for task in item.tasks)

    @property
    def task_columns(self) -> tuple[PublicColumn, ...]:
        return tuple(column for column in self.columns if column.per_task)

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(task.unit for task in self.tasks if task.unit))

    def shows(self, key: str) -> bool:
        return shows(self.columns, key)


def edition_of(
    plan: Plan, form: Form, dockets: Sequence[Docket], edition: Edition, as_of: datetime, zone: tzinfo
) -> PublicEdition:
    """Return the edition as of a moment. Raises: ToolkitError for a setting that cannot be followed."""
    shown = columns(plan, form, edition)
    hidden = withheld(plan)
    told = _told(plan, dockets, edition)
    last = plan.period(told[-1].period) if told else None
    on = last.deadline if last else min((p.deadline for p in plan.periods), default=as_of.date())
    reader = _PublicReader(plan=plan, columns=shown, last=last, on=on, newest=_newest(plan, told, on))
    projects: dict[str, list[Item]] = {}
    for item in plan.items:
        if item.id not in hidden:
            projects.setdefault(item.project_number, []).append(item)
    return PublicEdition(
        edition=edition,
        title=_title(plan, edition),
        county=clean(plan.settings.text("县名")),
        office=clean(plan.settings.text("督查室")),
        year=plan.settings.text("年度"),
        columns=shown,
        projects=tuple(reader.project(number, items) for number, items in projects.items()),
        withheld=len(hidden),
        period=clean(last.name) if last else "",
        data_as_of=last.data_as_of if last else None,
        as_of=as_of.astimezone(zone),
        contact=clean(plan.settings.text("联系方式")),
        objection_days=max(int(plan.settings.number("公示期", "0")), 0),
        until=_until(plan, last) if edition is Edition.END else "",
    )


def _until(plan: Plan, last: Period | None) -> str:
    place = plan.periods.index(last) + 1 if last else 0
    return f"截至第{place}期，全年共{len(plan.periods)}期" if place < len(plan.periods) else ""


def _title(plan: Plan, edition: Edition) -> str:
    """鹿寨县2022年县级为民办实事事项表 → 鹿寨县2022年县级为民办实事年中办理进展情况."""
    base = re.sub(r"(事项|项目|任务)*(一览表|清单|表)?$", "", clean(plan.title).replace("\n", ""))
    fallback = f"{plan.settings.text('县名')}{plan.settings.text('年度')}年{plan.subject}"
    return f"{base or clean(fallback)}{_TITLES[edition]}"


def _told(plan: Plan, dockets: Sequence[Docket], edition: Edition) -> tuple[Docket, ...]:
    """Return the dockets up to the one whose state is shown; () = none."""
    if edition is Edition.START:
        return ()
    ends = {period.id: period.deadline for period in plan.periods}
    year = plan.settings.text("年度")
    first = int(year) if year else min((day.year for day in ends.values()), default=1)
    until = date(first, 6, 30) if edition is Edition.MIDDLE else date.max
    known = sorted((d for d in dockets if d.period in ends and ends[d.period] <= until), key=lambda d: ends[d.period])
    places = [place for place, docket in enumerate(known) if any(entry.accepted for entry in docket.entries)]
    return tuple(known[: places[-1] + 1]) if places else ()


def _newest(plan: Plan, told: Sequence[Docket], on: date) -> Mapping[tuple[str, str], tuple[str, Entry]]:
    """Return (item, unit) → period and newest accepted answers; what a unit has taken over goes with it."""
    moved = any(unit.replaces for unit in plan.units)
    return {
        (entry.item, plan.holder(entry.item, entry.unit, on) if moved else entry.unit): (docket.period, entry)
        for docket in told
        for entry in docket.entries
        if entry.accepted
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _PublicReader:
    """Takes along what the columns name."""

    plan: Plan
    columns: tuple[PublicColumn, ...]
    newest: Mapping[tuple[str, str], tuple[str, Entry]]
    last: Period | None
    on: date

    def project(self, number: str, items: Sequence[Item]) -> PublicProject:
        return PublicProject(
            number=number if shows(self.columns, NUMBER) else "",
            name=clean(items[0].project) if shows(self.columns, PROJECT) else "",
            items=tuple(self._item(item) for item in items),
        )

    def _item(self, item: Item) -> PublicItem:
        units = self.plan.hosts(item, self.on)
        return PublicItem(
            number=item.number if shows(self.columns, NUMBER) else "",
            content=clean(item.content) if shows(self.columns, CONTENT) else "",
            tasks=tuple(self._task(item, unit, *self.newest.get((item.id, unit), ("", None))) for unit in units),
        )

    def _task(self, item: Item, unit: str, period: str, entry: Entry | None) -> PublicTask:
        fields = entry.fields if entry else {}
        percent, status = fields.get(PERCENT), fields.get(STATUS)
        then = self.plan.period(period)
        older = then.data_as_of if then and self.last and then.id != self.last.id and self._answers else None
        return PublicTask(
            unit=clean(unit) if shows(self.columns, HOSTS) else "",
            values=tuple(self._value(item, unit, column, fields.get(column.key)) for column in self.columns if column.per_task),
            percent=percent if shows(self.columns, PERCENT) and isinstance(percent, Decimal) else None,
            status=clean(status) if shows(self.columns, STATUS) and isinstance(status, str) else "",
            done=shows(self.columns, STATUS) and finished(fields),
            known=entry is not None and self._answers,
            older=older,
        )

    def _value(self, item: Item, unit: str, column: PublicColumn, answer: Answer) -> Answer:
        if column.key == LIMIT:
            return self.plan.limit(item.id, unit)
        return clean(answer) if isinstance(answer, str) else answer

    @property
    def _answers(self) -> bool:
        return any(column.answer for column in self.columns)
