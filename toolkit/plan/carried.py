"""What an office has in its 附件1 and keeps when the tasks change: units with their mailboxes, settings, holidays. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.problems import Code
from toolkit.plan import shipped
from toolkit.plan.opening import plan_sheets
from toolkit.plan.sheets import PlanTable, fold, table
from toolkit.values.names import name_key, split_names

UNIT_COLUMNS = ("单位", "全称", "别名", "类别", "邮箱", "联系人", "电话", "生效日期", "接替", "事项")
YEARLY = frozenset({"年度", "通知文号", "完成时限", "延期申报截止", "不公开事项", "任务号", "任务名称"})
"""Settings that belong to one job of one year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The parts of an 附件1 that outlive its tasks, as texts; a sheet that is missing or headless holds nothing."""

    units: tuple[tuple[str, ...], ...] = ()
    """As UNIT_COLUMNS."""
    settings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """项 → (值, 说明)."""
    holidays: tuple[tuple[str, str, str], ...] = ()
    scores: tuple[tuple[str, float, str], ...] = ()
    extensions: int = 0
    """Rows of 延期调整, which belong to the old tasks."""

    @property
    def county(self) -> str:
        return self.setting("县名")

    def setting(self, name: str) -> str:
        return self.settings.get(name, ("", ""))[0]

    def switches(self) -> dict[str, str]:
        """Return the rules that the office set otherwise than shipped."""
        return {
            code.name: self.setting(code.name)
            for code in Code
            if self.setting(code.name) and self.setting(code.name) != code.severity.value
        }

    def gone(self, kept: Iterable[Sequence[str]]) -> tuple[str, ...]:
        """Return the units of ours that none of the new rows is."""
        names = {key for row in kept for key in _keys(row)}
        return tuple(row[0] for row in self.units if not names & _keys(row))


def _keys(row: Sequence[str]) -> set[str]:
    return {name_key(name) for name in (row[0], row[1], *split_names(row[2])) if name}


def carried(data: bytes) -> Carried:
    """Read what outlives the tasks; mistakes in cells are left for `plan` to tell."""
    try:
        book = plan_sheets(data, "附件1.xlsx")
    except ToolkitError:
        return Carried()
    sheets = {fold(sheet.title): sheet for sheet in book}

    def of(name: str, *wanted: str) -> PlanTable | None:
        try:
            return table(sheets[name], "附件1.xlsx", wanted) if name in sheets else None
        except ToolkitError:
            return None

    return Carried(
        units=_units(of("单位", "单位")),
        settings=_settings(of("设置", "项", "值")),
        holidays=tuple((a, b, c) for a, b, c in _texts(of("节假日", "日期", "类型"), ("日期", "类型", "说明")) if a and b),
        scores=_scores(of("评分", "情形", "分值")),
        extensions=sum(bool(row[0]) for row in _texts(of("延期调整", "事项", "单位"), ("事项",))),
    )


def _texts(table: PlanTable | None, columns: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(line.text(column) for column in columns) for line in table.lines] if table else []


def _units(table: PlanTable | None) -> tuple[tuple[str, ...], ...]:
    return tuple(row for row in _texts(table, UNIT_COLUMNS) if row[0])


def _settings(table: PlanTable | None) -> dict[str, tuple[str, str]]:
    return {fold(name): (value, hint) for name, value, hint in _texts(table, ("项", "值", "说明")) if name}


def _scores(table: PlanTable | None) -> tuple[tuple[str, float, str], ...]:
    rows = []
    for line in table.lines if table else ():
        points = line["分值"].number
        if line.text("情形") and points is not None:
            rows.append((line.text("情形"), float(points), line.text("说明")))
    return tuple(rows)


def settings_of(said: Mapping[str, str], had: Carried | None) -> tuple[tuple[str, str, str], ...]:
    """Return sheet 设置: what is said now, else what the office had, else as shipped; never the shipped county's own."""
    had = had or Carried()
    names = {name for name, _value, _hint in shipped.SETTINGS}
    rows = []
    for name, value, hint in shipped.SETTINGS:
        ours = "" if name in YEARLY else had.setting(name)
        plain = "" if name in shipped.OWN_SETTINGS else value
        rows.append((name, said.get(name, "") or ours or plain, hint))
    own = [(name, value, hint) for name, (value, hint) in had.settings.items() if name not in names and not _rule(name)]
    return (*rows, *own)


def _rule(name: str) -> bool:
    return name.upper() in Code.__members__
