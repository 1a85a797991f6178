"""附件1.xlsx → Plan. Every mistake is the clerk's to fix: one sentence with sheet and cell, nothing half-read. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.ids import item_id, period_id
from toolkit.plan.model import Extension, Item, Period, Plan, Score, Unit
from toolkit.plan.read_items import read_items
from toolkit.plan.read_settings import read_settings
from toolkit.plan.read_units import read_units, unit_named
from toolkit.plan.sheets import PlanRow, PlanTable, fold, table

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEETS = ("附件1", "单位", "期次", "设置", "延期调整", "评分", "节假日")


def read_plan(data: bytes, name: str = "附件1.xlsx") -> Plan:
    """Read and check the plan.

    Raises:
        ToolkitError: not a workbook, a sheet or column is missing, or a cell is wrong; the sentence names it.
    """
    return plan_of(_open(data, name), name, hashlib.sha256(data).hexdigest())


def plan_of(book: "Workbook", name: str = "附件1.xlsx", sha256: str = "") -> Plan:
    """Read and check an opened workbook. Raises: ToolkitError."""
    sheets = {fold(sheet.title): sheet for sheet in book.worksheets}
    for wanted in SHEETS:
        if wanted not in sheets:
            raise ToolkitError(f"{name} 缺少工作表“{wanted}”，请从原表中补上。")
    settings = read_settings(sheets["设置"], name)
    units = read_units(table(sheets["单位"], name, ("单位",)))
    periods = _periods(table(sheets["期次"], name, ("期次", "截止日期")))
    due = settings.day("完成时限") or date(periods[0].deadline.year, 12, 31)
    title, items = read_items(sheets["附件1"], name, units, periods, due)
    units = _checked_items(units, {item.id for item in items}, name)
    return Plan(
        title=title,
        settings=settings,
        items=items,
        units=units,
        periods=periods,
        extensions=_extensions(table(sheets["延期调整"], name, ("事项", "单位")), {i.id: i for i in items}, units),
        scores=_scores(table(sheets["评分"], name, ("情形", "分值"))),
        holidays=_holidays(table(sheets["节假日"], name, ("日期", "类型"))),
        sha256=sha256,
    )


def _open(data: bytes, name: str) -> "Workbook":
    import warnings
    import zipfile
    import zlib

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # openpyxl reads a stranger's XML with whatever its parsers raise.
    damaged = (
        InvalidFileException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, TypeError,
        SyntaxError, AttributeError, RuntimeError,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of other office programs that openpyxl leaves out
            return load_workbook(BytesIO(data), data_only=True)
    except damaged:
        raise ToolkitError(f"{name} 打不开：不是 .xlsx 工作簿或已损坏，请用 WPS 或 Excel 另存为 .xlsx。") from None


def _checked_items(units: tuple[Unit, ...], known: set[str], name: str) -> tuple[Unit, ...]:
    for unit in units:
        strange = [item for item in unit.items if item not in known]
        if strange:
            raise ToolkitError(f"{name} 工作表“单位”：{unit.name}的“事项”写了{strange[0]}，附件1里没有这一项。")
    return units


def _periods(found: PlanTable) -> tuple[Period, ...]:
    periods: list[Period] = []
    for number, line in enumerate(found.lines, start=1):
        id_ = period_id(line["期次"])
        if not id_:
            if _hint(line, "期次"):
                continue
            raise line["期次"].wrong("期次为空，请写成 2022-04 的样式。")
        if any(period.id == id_ for period in periods):
            raise line["期次"].wrong(f"期次 {id_} 重复，请只留一行。")
        deadline = line.day("截止日期")
        if deadline is None:
            raise line["截止日期"].wrong("截止日期为空，请写成 2022-04-05 的样式。")
        data_as_of = line.day("数据截至") or _month_before(deadline)
        if data_as_of > deadline:
            raise line["数据截至"].wrong(f"数据截至 {data_as_of} 晚于截止日期 {deadline}，请改正。")
        name = line.text("名称") or f"{deadline.year}年第{number}期（{deadline.month}月）"
        periods.append(Period(id=id_, name=name, deadline=deadline, data_as_of=data_as_of))
    if not periods:
        raise ToolkitError(f"{found.where}没有一个期次，请至少填一行。")
    return tuple(sorted(periods, key=lambda period: (period.deadline, period.id)))


def _month_before(day: date) -> date:
    return date.fromordinal(day.replace(day=1).toordinal() - 1)


def _hint(line: PlanRow, label: str) -> bool:
    """Tell whether only cells right of the table's own columns (说明) hold something."""
    return not any(spot.text for name, spot in line.spots.items() if name not in {"说明", "备注"} or name == label)


def _extensions(found: PlanTable, items: Mapping[str, Item], units: Sequence[Unit]) -> tuple[Extension, ...]:
    rows = []
    for line in found.lines:
        if _hint(line, "事项"):
            continue
        id_ = item_id(line["事项"])
        if id_ not in items:
            raise line["事项"].wrong(f"附件1里没有事项“{line.text('事项')}”，请核对。")
        kind = line.text("类型") or "延期"
        if kind not in {"延期", "调整"}:
            raise line["类型"].wrong(f"类型“{kind}”不对，请填“延期”或“调整”。")
        unit = unit_named(line["单位"], units) if line.text("单位") else None
        if unit and not unit.replaces and unit.name not in items[id_].hosts:
            raise line["单位"].wrong(f"{id_} 不是“{unit.name}”承办的，承办单位是“{'、'.join(items[id_].hosts)}”，请核对。")
        if kind == "延期" and line.text("批准文号") and line.day("新时限") is None:
            raise line["新时限" if "新时限" in line.spots else "类型"].wrong("批准的延期没有写新时限，请补上，如 2022-12-31。")
        rows.append(
            Extension(
                item=id_,
                unit=unit.name if unit else None,
                kind=kind,
                filed=line.day("申请日期"),
                approval=line.text("批准文号"),
                due=line.day("新时限"),
                note=line.text("说明"),
            )
        )
    return tuple(rows)


def _scores(found: PlanTable) -> tuple[Score, ...]:
    rows = []
    for line in found.lines:
        if not line.text("情形") or not line.text("分值"):
            continue
        points = line["分值"].number
        if points is None:
            raise line["分值"].wrong(f"分值“{line.text('分值')}”不是数字，请改正。")
        rows.append(Score(case=line.text("情形"), points=points, note=line.text("说明")))
    return tuple(rows)


def _holidays(found: PlanTable) -> Mapping[date, str]:
    days: dict[date, str] = {}
    for line in found.lines:
        if _hint(line, "日期"):
            continue
        day = line.day("日期")
        if day is None:
            raise line["日期"].wrong("日期为空，请写成 2027-01-01 的样式。")
        kind = line.text("类型")
        if kind not in {"休", "班"}:
            raise line["类型"].wrong(f"类型“{kind}”不对，请填“休”或“班”。")
        if days.get(day, kind) != kind:
            raise line["日期"].wrong(f"{day} 既写了“休”又写了“班”，请只留一行。")
        days[day] = kind
    return days
