"""What each placeholder stands for, for one unit, period and item. Pure."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from toolkit.form import stamp
from toolkit.form.paper_code import TITLE_ALONE, PaperCode, issue_mark, job_mark, period_mark, unit_mark
from toolkit.form.placeholder import NAMES, PER_ROW, Name, Part
from toolkit.nouns.answer import Answer
from toolkit.nouns.fields import Form
from toolkit.ooxml.cell_text import LONGEST, ODD, clean
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.values import texts
from toolkit.words.dates import day

_DEADLINE = Name("期次", "截止日期")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile(f"{ODD.pattern[:-1]}&<>_]")
"""What `escaped` may have to change."""
_OF_PERIOD = frozenset({"设置", "期次", "二维码"})
"""Sources whose values are the same in every form of a period."""
_OF_ROW = {key: Name("事项", key) for key in sorted(NAMES["事项"])}
_NUMBER, _PROJECT, _CONTENT, _HOSTS = (_OF_ROW[key] for key in ("序号", "立项名称", "实事内容", "承办单位"))
_LIMIT, _ID, _HELPERS = _OF_ROW["完成时限"], _OF_ROW["编号"], Name("事项", "配合单位")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """Every value of one issued form."""

    common: Mapping[Name, Answer]
    rows: tuple[Mapping[Name, Answer], ...]
    percents: frozenset[str]
    """KEYs whose numbers are percents."""
    code: PaperCode
    """What the printed codes say, but for their places."""
    by: date | None = None
    """By when the unit is to answer: what a sentence says for 截止日期; a cell of its own says the notice's date."""

    def value(self, name: Name, row: int | None) -> Answer:
        if row is not None and name.source in PER_ROW:
            return self.rows[row].get(name)
        return self.common.get(name)

    def text(self, name: Name, row: int | None) -> str:
        """Return the value as it is printed inside a text."""
        return show(self.by, percent=False) if name == _DEADLINE else self.alone(name, row)

    def alone(self, name: Name, row: int | None) -> str:
        """Return the value as it is printed in a cell of its own that shows texts."""
        value = self.value(name, row)
        return value if isinstance(value, str) else show(value, percent=name.key in self.percents)

    def joined(self, parts: tuple[Part, ...], row: int | None) -> str:
        """Return a cell's text with its placeholders filled."""
        return clean("".join(part if isinstance(part, str) else self.text(part, row) for part in parts))


def steady(name: Name, row: int | None, absent: frozenset[str]) -> bool:
    """Tell whether a value is the same in all forms of a period that have no values of these sources.

    `row`: which of the table's the value is in, None = none.
    """
    return name.source in _OF_PERIOD or name.source in absent or (row is None and name.source in PER_ROW)


def absent_from(plan: Plan, answers: "Answers") -> frozenset[str]:
    """Return the sources that have no values in a form."""
    past = answers.last or any(column.startswith("上期") for column in plan.columns)
    given = {"上期": past, "填报": answers.now, "表尾": answers.foot}
    return frozenset(source for source, values in given.items() if not values)


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """What all forms of a period have in common, but for those of units with a last day of their own."""

    values: Mapping[Name, Answer]
    by: date


def of_period(plan: Plan, period: Period, until: date | None) -> OfPeriod:
    common: dict[Name, Answer] = {Name("设置", key): value for key, value in plan.settings.values.items()}
    common[Name("设置", "任务名称")] = plan.subject
    common[Name("期次", "期次")] = period.id
    common[Name("期次", "名称")] = period.name
    common[_DEADLINE] = until or period.deadline
    common[Name("期次", "数据截至")] = period.data_as_of
    return OfPeriod(common, until or effective(plan, period).day)


def facts(
    plan: Plan,
    form: Form,
    unit: Unit,
    period: Period,
    items: tuple[Item, ...],
    answers: "Answers",
    known: OfPeriod | None = None,
    wanted: Container[Name] = frozenset(_OF_ROW.values()),
) -> FormFacts:
    """Gather the values of one form. `known`: what `of_period` gathered, where many forms of the period are made.

    `wanted`: the placeholders that the form has.
    """
    known = known or of_period(plan, period, answers.until)
    common: dict[Name, Answer] = {
        **known.values,
        Name("单位", "名称"): unit.name,
        Name("单位", "全称"): unit.full_name or unit.name,
        Name("单位", "类别"): unit.category,
        Name("表号", ""): stamp.form_number(unit.name, period.id, form.version, plan.job),
    }
    common |= {Name("表尾", key): value for key, value in answers.foot.items()}
    return FormFacts(
        common=common,
        rows=tuple([_row(plan, unit, period, item, answers, wanted) for item in items]),
        percents=form.percents,
        code=paper_code(plan, form, unit, period, [item.id for item in items], answers.returned),
        by=known.by,
    )


def paper_code(plan: Plan, form: Form, unit: Unit, period: Period, items: Sequence[str], returned: str) -> PaperCode:
    return PaperCode(
        job=job_mark(stamp.job_key(plan.job)),
        unit=unit_mark(unit.name),
        period=period_mark(period.id),
        issue=issue_mark(unit.name, period.id, form.version, items, returned),
        place=TITLE_ALONE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered before and now, item id → KEY → answer; and what stands at the foot."""

    last: Mapping[str, Mapping[str, Answer]]
    now: Mapping[str, Mapping[str, Answer]]
    foot: Mapping[str, str]
    until: date | None = None
    """The unit's own last day, where it is another than the period's."""
    returned: str = ""
    """Receipt that the form sends back, "#12"."""


def _row(plan: Plan, unit: Unit, period: Period, item: Item, answers: Answers, wanted: Container[Name]) -> Mapping[Name, Answer]:
    row: dict[Name, Answer] = {
        _NUMBER: _counted(item.number),
        _PROJECT: item.project,
        _CONTENT: item.content,
        _HOSTS: "、".join(plan.hosts(item, period.deadline)),
        _ID: stamp.row_id(item.id, unit.name, period.id, plan.job),
    }
    for column in plan.columns:
        row[Name("事项", column)] = item.own.get(column)
    if item.helpers:
        row[_HELPERS] = "、".join(item.helpers)
    if _LIMIT in wanted:
        row[_LIMIT] = _limit(plan, item, unit)
    if not (item.own or answers.last or answers.now):
        return row
    row |= {Name("上期", column.removeprefix("上期")): value for column, value in item.own.items() if column.startswith("上期")}
    row |= {Name("上期", key): value for key, value in answers.last.get(item.id, {}).items()}
    row |= {Name("填报", key): value for key, value in answers.now.get(item.id, {}).items()}
    return row


@lru_cache(maxsize=4096)
def _counted(number: str) -> Answer:
    """Return 3 as a number, for Excel marks a number that is kept as text; 8（1） and 007 as they are."""
    return Decimal(number) if re.fullmatch(r"[1-9][0-9]{0,5}", number) else number


def _limit(plan: Plan, item: Item, unit: Unit) -> date:
    return plan.limit(item.id, unit.name) if plan.item(item.id) else item.due


def show(value: Answer, *, percent: bool) -> str:
    """Return a value as people write it: 2022年4月5日, 85%, 12.5; blank is ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{texts.plain(value * 100)}%" if percent else texts.plain(value)
    return day(value)


def escaped(text: str) -> str:
    """Return cleaned text as XML; an innocent "_x0041_" is kept from being read as an escape."""
    if len(text) * 2 <= LONGEST and not _SPECIAL.search(text):
        return text
    text = clean(text)
    text = _ESCAPED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def serial(day: date, *, from_1904: bool) -> int:
    """Return a day's number in the workbook's calendar."""
    plain = day.date() if isinstance(day, datetime) else day
    epoch = date(1904, 1, 1) if from_1904 else texts.EPOCH
    return (plain - epoch).days
