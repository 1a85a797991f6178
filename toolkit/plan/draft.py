"""What goes into a new 附件1.xlsx. Data only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from toolkit.nouns.problems import Code
from toolkit.plan import shipped
from toolkit.plan.labels import LABELS, NAME

ItemLine = tuple[str, str, str, str]
"""序号, 立项名称, 实事内容, 承办单位; blank where the notice is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that the clerk has to look at, with the words that it was read from."""

    sheet: str
    place: str
    """A setting's name, an item's 序号, a unit …"""
    value: str
    source: str = ""
    """The notice's own sentence; "" = the notice does not say."""
    note: str = ""

    def line(self) -> str:
        """Return it as one line for the screen."""
        source = f"，依据“{_short(self.source)}”" if self.source else ""
        note = f"；{self.note}" if self.note else ""
        return f"{self.sheet}·{self.place}：{_short(self.value)}{source}{note}"


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What goes into 附件1.xlsx."""

    title: str
    table: Sequence[ItemLine]
    named: bool = True
    """False = the notice has no 立项名称; the content names the item."""
    columns: Sequence[str] = ()
    """Further columns of sheet 附件1: 完成时限, 配合单位, the office's own."""
    more: Sequence[Sequence[str]] = ()
    """Their values, row by row as `table`."""
    remark: str
    units: Sequence[tuple[str, ...]]
    """单位, 全称, 别名, 类别, and what else the office had in that row."""
    deadlines: Sequence[date]
    settings: Sequence[tuple[str, str, str]]
    switches: Mapping[str, str] = field(default_factory=dict)
    """Rule → 退回, 提示 or 停用, where the office had it otherwise than shipped."""
    scores: Sequence[tuple[str, float, str]] = field(default=shipped.SCORES)
    holidays: Sequence[tuple[str, str, str]] = ()
    dated: date = date(2022, 2, 21)
    """Of the notice; the workbook's own date, so that the same values give the same bytes."""
    period_note: str = ""
    """说明 beside every period, for dates that the clerk has to look at."""
    checks: Sequence[Check] = ()
    """Sheet 请核对."""
    tinted: frozenset[tuple[str, str, str]] = frozenset()
    """(sheet, row, column) of every cell that was inferred: 序号 of the row in `table` from 0, a unit, a setting; label."""

    @property
    def heads(self) -> tuple[str, ...]:
        """Labels of sheet 附件1."""
        return (*(label for label in LABELS if self.named or label != NAME), *self.columns)

    def values(self, index: int) -> Mapping[str, str]:
        """Return one row of sheet 附件1, label → text."""
        more = self.more[index] if self.more else ()
        return {**dict(zip(LABELS, self.table[index], strict=True)), **dict(zip(self.columns, more, strict=False))}

    def setting(self, name: str) -> str:
        return next((value for setting, value, _hint in self.settings if setting == name), "")

    def switch(self, code: Code) -> str:
        return self.switches.get(code.name, code.severity.value)


def period_ids(deadlines: Sequence[date]) -> tuple[str, ...]:
    """Return the periods' ids: the month, or the day where a month has several."""
    months = [f"{day:%Y-%m}" for day in deadlines]
    several = len(set(months)) < len(months)
    return tuple(f"{day:%Y-%m-%d}" for day in deadlines) if several else tuple(months)


def shipped_draft(job: str = shipped.JOB) -> Draft:
    """Return the plan of 鹿政发〔2022〕1号, for a job of its own."""
    return Draft(
        title=shipped.TITLE,
        table=shipped.ROWS,
        remark=shipped.REMARK,
        units=shipped.UNITS,
        deadlines=tuple(date.fromisoformat(day) for day in shipped.DEADLINES),
        settings=for_job(shipped.SETTINGS, job),
    )


def for_job(settings: Sequence[tuple[str, str, str]], job: str) -> tuple[tuple[str, str, str], ...]:
    """Return the rows of 设置 with this 任务号."""
    return tuple((name, job if name == "任务号" else value, hint) for name, value, hint in settings)
