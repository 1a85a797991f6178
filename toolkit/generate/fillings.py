"""What each placeholder stands for, for one unit, period and item. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from toolkit.form import stamp
from toolkit.form.paper_code import TITLE_ALONE, PaperCode, issue_mark, job_mark, period_mark, unit_mark
from toolkit.form.placeholder import Name
from toolkit.nouns.docket import Answer
from toolkit.nouns.fields import Form, Type
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.values import texts
from toolkit.words.dates import day

_LONGEST = 32_767
_DEADLINE = Name("期次", "截止日期")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
BREAKS = re.compile("\r\n?|\u2028|\u2029|\u0085")
"""Whatever begins a new line."""
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


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
        if row is not None and name.source in {"事项", "上期", "填报"}:
            return self.rows[row].get(name)
        return self.common.get(name)

    def text(self, name: Name, row: int | None) -> str:
        """Return the value as it is printed inside a text."""
        if name == _DEADLINE:
            return show(self.by, percent=False)
        return self.alone(name, row)

    def alone(self, name: Name, row: int | None) -> str:
        """Return the value as it is printed in a cell of its own that shows texts."""
        return show(self.value(name, row), percent=name.key in self.percents)


def facts(plan: Plan, form: Form, unit: Unit, period: Period, items: tuple[Item, ...], answers: "Answers") -> FormFacts:
    """Gather the values of one form."""
    common: dict[Name, Answer] = {
        Name("单位", "名称"): unit.name,
        Name("单位", "全称"): unit.full_name or unit.name,
        Name("单位", "类别"): unit.category,
        Name("期次", "期次"): period.id,
        Name("期次", "名称"): period.name,
        _DEADLINE: answers.until or period.deadline,
        Name("期次", "数据截至"): period.data_as_of,
        Name("表号", ""): stamp.form_number(unit.name, period.id, form.version, plan.job),
    }
    common |= {Name("设置", key): value for key, value in plan.settings.values.items()}
    common[Name("设置", "任务名称")] = plan.subject
    common |= {Name("表尾", key): value for key, value in answers.foot.items()}
    return FormFacts(
        common=common,
        rows=tuple(_row(plan, unit, period, item, answers) for item in items),
        percents=frozenset(field.key for field in form.asked if field.type is Type.PERCENT),
        code=paper_code(plan, form, unit, period, [item.id for item in items], answers.returned),
        by=answers.until or effective(plan, period).day,
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


def _row(plan: Plan, unit: Unit, period: Period, item: Item, answers: Answers) -> Mapping[Name, Answer]:
    row: dict[Name, Answer] = {
        Name("事项", "序号"): _counted(item.number),
        Name("事项", "立项名称"): item.project,
        Name("事项", "实事内容"): item.content,
        Name("事项", "承办单位"): "、".join(plan.hosts(item, period.deadline)),
        Name("事项", "完成时限"): _limit(plan, item, unit),
        **{Name("事项", column): item.own.get(column) for column in plan.columns},
        Name("事项", "配合单位"): "、".join(item.helpers) or None,
        Name("事项", "编号"): stamp.row_id(item.id, unit.name, period.id, plan.job),
    }
    row |= {Name("上期", column.removeprefix("上期")): value for column, value in item.own.items() if column.startswith("上期")}
    row |= {Name("上期", key): value for key, value in answers.last.get(item.id, {}).items()}
    row |= {Name("填报", key): value for key, value in answers.now.get(item.id, {}).items()}
    return row


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


def clean(text: str) -> str:
    """Make text fit for a cell: no control characters, line breaks as \\n, at most 32,767 UTF-16 units."""
    text = _FORBIDDEN.sub("", BREAKS.sub("\n", text))
    if len(text) * 2 <= _LONGEST:
        return text
    units = text.encode("utf-16-le")
    return units[: _LONGEST * 2].decode("utf-16-le", "ignore") if len(units) > _LONGEST * 2 else text


def escaped(text: str) -> str:
    """Return cleaned text as XML; an innocent "_x0041_" is kept from being read as an escape."""
    text = _ESCAPED.sub("_x005F_", clean(text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def serial(day: date, *, from_1904: bool) -> int:
    """Return a day's number in the workbook's calendar."""
    plain = day.date() if isinstance(day, datetime) else day
    epoch = date(1904, 1, 1) if from_1904 else texts.EPOCH
    return (plain - epoch).days
