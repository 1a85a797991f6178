"""附件1.xlsx → Plan. Every mistake is the clerk's to fix: one sentence with sheet and cell, nothing half-read. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.ids import item_id, months_with_days, period_id
from toolkit.plan.mistakes import Mistakes
from toolkit.plan.model import Extension, Item, Period, Plan, Score, Unit
from toolkit.plan.opening import plan_sheets
from toolkit.plan.plain_book import PlanSheet
from toolkit.plan.read_items import ItemSheet, hosted, read_items
from toolkit.plan.read_matches import read_matches
from toolkit.plan.read_settings import read_settings, with_words
from toolkit.plan.read_units import Roster, read_units
from toolkit.plan.settings import Settings
from toolkit.plan.sheets import PlanRow, PlanTable, fold, table

SHEETS = ("附件1", "单位", "期次", "设置", "延期调整", "评分", "节假日")


def read_plan(data: bytes, name: str = "附件1.xlsx") -> Plan:
    """Read and check the plan.

    Raises:
        ToolkitError: not a workbook, a sheet or column is missing, or a cell is wrong; the sentence names it.
    """
    return plan_of(plan_sheets(data, name), name, hashlib.sha256(data).hexdigest())


def plan_of(book: Sequence[PlanSheet], name: str = "附件1.xlsx", sha256: str = "") -> Plan:
    """Read and check the sheets of a plan. Raises: ToolkitError that tells every mistake."""
    sheets = {fold(sheet.title): sheet for sheet in book}
    mistakes = Mistakes()
    for wanted in SHEETS:
        with mistakes.kept():
            if wanted not in sheets:
                raise ToolkitError(f"{name} 缺少工作表“{wanted}”，请从原表中补上。")
    mistakes.stop()
    settings, units, periods = Settings({}), tuple[Unit, ...](), tuple[Period, ...]()
    with mistakes.kept():
        settings = read_settings(sheets["设置"], name, mistakes)
        if "词表" in sheets:
            settings = with_words(settings, sheets["词表"], name, mistakes)
    year = settings.year
    with mistakes.kept():
        units = read_units(table(sheets["单位"], name, ("单位",), mistakes=mistakes), mistakes)
    with mistakes.kept():
        periods = _periods(table(sheets["期次"], name, ("期次", "截止日期"), mistakes=mistakes), year, mistakes)
    due = settings.day("完成时限") or date(periods[0].deadline.year if periods else year or 1, 12, 31)
    tasks = ItemSheet()
    with mistakes.kept():
        tasks = read_items(sheets["附件1"], name, units, periods, due, mistakes)
        if settings.flag("配合单位填报", default=False):
            tasks = replace(tasks, items=tuple(hosted(item, units) for item in tasks.items))
    plan = Plan(
        title=tasks.title, settings=settings, items=tasks.items, units=units, periods=periods, columns=tasks.columns,
        sha256=sha256,
    )  # fmt: skip
    return _with_rest(plan, sheets, name, mistakes)


def _with_rest(plan: Plan, sheets: Mapping[str, PlanSheet], name: str, mistakes: Mistakes) -> Plan:
    """Read the sheets that speak of items and units. Raises: ToolkitError that tells every mistake of the book."""
    whole = not mistakes.errors  # a row that could not be read is missing here: no second sentence about it
    year = plan.settings.year
    extensions, scores, holidays = tuple[Extension, ...](), tuple[Score, ...](), dict[date, str]()
    if whole:
        with mistakes.kept():
            _check_items(plan.units, {item.id for item in plan.items}, name)
    with mistakes.kept():
        rows = table(sheets["延期调整"], name, ("事项", "单位"), mistakes=mistakes)
        known = {item.id: item for item in plan.items}
        extensions = _extensions(rows, known, plan.units, year, mistakes) if whole else ()
    with mistakes.kept():
        scores = _scores(table(sheets["评分"], name, ("情形", "分值"), mistakes=mistakes), mistakes)
    with mistakes.kept():
        holidays = _holidays(table(sheets["节假日"], name, ("日期", "类型"), mistakes=mistakes), year, mistakes)
    matches = read_matches(plan, sheets["对照"], name, mistakes) if whole and "对照" in sheets else ()
    mistakes.stop()
    return replace(plan, extensions=extensions, scores=scores, holidays=holidays, matches=matches)


def _check_items(units: Sequence[Unit], known: set[str], name: str) -> None:
    for unit in units:
        strange = [item for item in unit.items if item not in known]
        if strange:
            raise ToolkitError(f"{name} 工作表“单位”：{unit.name}的“事项”写了{strange[0]}，附件1里没有这一项。")


def _periods(table: PlanTable, year: int | None, mistakes: Mistakes) -> tuple[Period, ...]:
    periods: list[Period] = []
    daily = months_with_days(line["期次"] for line in table.lines)
    for number, line in enumerate(table.lines, start=1):
        with mistakes.kept():
            id_ = period_id(line["期次"], daily)
            if not id_ and _hint(line, "期次"):
                continue
            if not id_:
                raise line["期次"].wrong("期次为空，请写成 2022-04 的样式。")
            if any(period.id == id_ for period in periods):
                raise line["期次"].wrong(f"期次 {id_} 重复，请只留一行；一个月有几期的写成 2022-04-15 或 2022-04-第2期 的样式。")
            periods.append(_period(line, id_, number, year))
    if not periods and not mistakes.errors:
        raise ToolkitError(f"{table.where}没有一个期次，请至少填一行。")
    return tuple(sorted(periods, key=lambda period: (period.deadline, period.id)))


def _period(line: PlanRow, id_: str, number: int, year: int | None) -> Period:
    deadline = line.day("截止日期", year)
    if deadline is None:
        raise line["截止日期"].wrong("截止日期为空，请写成 2022-04-05 的样式。")
    several = len(id_) > len("2022-04")
    data_as_of = line.day("数据截至", year) or (deadline if several else _month_before(deadline))
    if data_as_of > deadline:
        raise line["数据截至"].wrong(f"数据截至 {data_as_of} 晚于截止日期 {deadline}，请改正。")
    name = line.text("名称") or f"{deadline.year}年第{number}期（{deadline.month}月{f'{deadline.day}日' if several else ''}）"
    return Period(id=id_, name=name, deadline=deadline, data_as_of=data_as_of)


def _month_before(day: date) -> date:
    return date.fromordinal(day.replace(day=1).toordinal() - 1)


def _hint(line: PlanRow, label: str) -> bool:
    """Tell whether only cells right of the table's own columns (说明) hold something."""
    return not any(line.text(name) for name in line.columns if name not in {"说明", "备注"} or name == label)


def _extensions(
    table: PlanTable, items: Mapping[str, Item], units: Sequence[Unit], year: int | None, mistakes: Mistakes
) -> tuple[Extension, ...]:
    rows = []
    roster = Roster(units)
    for line in table.lines:
        with mistakes.kept():
            if not _hint(line, "事项"):
                rows.append(_extension(line, items, roster, year))
    return tuple(rows)


def _extension(line: PlanRow, items: Mapping[str, Item], units: Roster, year: int | None) -> Extension:
    id_ = item_id(line["事项"])
    if id_ not in items:
        raise line["事项"].wrong(f"附件1里没有事项“{line.text('事项')}”，请核对。")
    kind = line.text("类型") or "延期"
    if kind not in {"延期", "调整"}:
        raise line["类型"].wrong(f"类型“{kind}”不对，请填“延期”或“调整”。")
    unit = units.named(line["单位"]) if line.text("单位") else None
    if unit and not unit.replaces and unit.name not in items[id_].hosts:
        raise line["单位"].wrong(f"{id_} 不是“{unit.name}”承办的，承办单位是“{'、'.join(items[id_].hosts)}”，请核对。")
    due = line.day("新时限", year)
    if kind == "延期" and line.text("批准文号") and due is None:
        raise line["新时限" if "新时限" in line else "类型"].wrong("批准的延期没有写新时限，请补上，如 2022-12-31。")
    return Extension(
        item=id_,
        unit=unit.name if unit else None,
        kind=kind,
        filed=line.day("申请日期", year),
        approval=line.text("批准文号"),
        due=due,
        note=line.text("说明"),
    )


def _scores(table: PlanTable, mistakes: Mistakes) -> tuple[Score, ...]:
    rows = []
    for line in table.lines:
        if not line.text("情形") or not line.text("分值"):
            continue
        with mistakes.kept():
            points = line["分值"].number
            if points is None:
                raise line["分值"].wrong(f"分值“{line.text('分值')}”不是数字，请改正。")
            rows.append(Score(case=line.text("情形"), points=points, note=line.text("说明")))
    return tuple(rows)


def _holidays(table: PlanTable, year: int | None, mistakes: Mistakes) -> dict[date, str]:
    days: dict[date, str] = {}
    for line in table.lines:
        with mistakes.kept():
            if not _hint(line, "日期"):
                day, kind = _holiday(line, year)
                if days.get(day, kind) != kind:
                    raise line["日期"].wrong(f"{day} 既写了“休”又写了“班”，请只留一行。")
                days[day] = kind
    return days


def _holiday(line: PlanRow, year: int | None) -> tuple[date, str]:
    day = line.day("日期", year)
    if day is None:
        raise line["日期"].wrong("日期为空，请写成 2027-01-01 的样式。")
    kind = line.text("类型")
    if kind not in {"休", "班"}:
        raise line["类型"].wrong(f"类型“{kind}”不对，请填“休”或“班”。")
    return day, kind
