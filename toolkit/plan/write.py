"""Plan sheets → 附件1.xlsx, laid out as an office expects; same values, same bytes. Pure."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from toolkit.nouns.problems import Code
from toolkit.plan.draft import Draft, period_ids
from toolkit.plan.pen import Head, Pen
from toolkit.plan.write_items import write_items
from toolkit.words.dates import short_day

_ROWS = 300
"""Rows of an empty sheet that have drop-downs."""
_WARNED = {"error_type": "warning", "error_title": "请核对"}
_DATE: dict[str, Any] = {
    **_WARNED, "validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31),
    "error_message": "请写日期，如 2022-04-05。",
}  # fmt: skip
_HOLIDAYS = "程序自带2004年至2026年的安排；其他年份，或安排有变时在此填写，以此表为准。"


_UNIT_HEADS = (
    Head("单位", 14, "与附件1里写的一致。", "code"),
    Head("全称", 28, "印在函件上。"),
    Head("别名", 36, "各单位自称的其他写法，几个名称用顿号隔开；一个名称只能指一个单位。"),
    Head("类别", 8, "县直、乡镇或下级。", "code"),
    Head("邮箱", 24, "几个邮箱用分号隔开；用来认出是谁发来的。"),
    Head("联系人", 12, "写岗位，如“办公室”；可空。"),
    Head("电话", 14, "可空。"),
    Head("生效日期", 12, "年中更名、合并或移交的单位另起一行，写明从哪天起接手。", "day"),
    Head("接替", 16, "接替哪个单位。"),
    Head("事项", 12, "只移交部分事项的，写事项编号，如 8-1；全部移交的不写。"),
)
_PERIOD_HEADS = (
    Head("期次", 12, "写成 2022-04 的样式，不能重复。"),
    Head("名称", 26, "印在表上；可空。"),
    Head("截止日期", 14, "照通知写，含当天。"),
    Head("数据截至", 14, "报的是到哪天为止的进展；空 = 上月末。"),
    Head("说明", 40),
)
_EXTENSION_HEADS = (
    Head("事项", 10, "写成 8-1 的样式（第8件第1项）。", "code"),
    Head("单位", 14, "空 = 这一项的所有承办单位。", "code"),
    Head("类型", 8, "延期或调整。", "code"),
    Head("申请日期", 14, "", "day"),
    Head("批准文号", 24, "没有批准文号的不生效。"),
    Head("新时限", 14, "延期到哪天。", "day"),
    Head("说明", 40),
)


def write_plan(draft: Draft) -> bytes:
    """Return a complete 附件1.xlsx."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": draft.title, "created": datetime(draft.dated.year, draft.dated.month, draft.dated.day)})  # noqa: DTZ001
    pen = Pen(book)
    write_items(pen, draft)
    _units(pen, draft)
    _periods(pen, draft)
    _settings(pen, draft)
    _extensions(pen, draft)
    _scores(pen, draft)
    _holidays(pen, draft)
    _checks(pen, draft)
    book.close()
    return out.getvalue()


def _units(pen: Pen, draft: Draft) -> None:
    page = pen.sheet("单位", _UNIT_HEADS, "各表和函件按此顺序排列")
    for row, values in enumerate(draft.units, start=1):
        for column, head in enumerate(_UNIT_HEADS):
            ink = {"day": pen.day, "code": pen.code}.get(head.kind, pen.text)
            value = values[column] if column < len(values) else ""
            ink = pen.tinted if ("单位", values[0], head.label) in draft.tinted else ink
            page.write_string(row, column, value, ink) if value else page.write_blank(row, column, None, ink)
        page.set_row(row, 34 if len(values[2]) > 17 or len(values[1]) > 13 else 22)
    pen.blanks(page, _UNIT_HEADS, len(draft.units) + 1, len(draft.units) + 5)
    page.data_validation(1, 3, _ROWS, 3, _choice("县直", "乡镇", "下级"))
    page.data_validation(1, 7, _ROWS, 7, _DATE)


def _periods(pen: Pen, draft: Draft) -> None:
    page = pen.sheet("期次", _PERIOD_HEADS, "截止日期照通知写；遇节假日由程序顺延")
    ids = period_ids(draft.deadlines)
    tinted = any(sheet == "期次" for sheet, _, _ in draft.tinted)
    for row, (id_, day) in enumerate(zip(ids, draft.deadlines, strict=True), start=1):
        several = id_ == day.isoformat()
        month = short_day(day) if several else f"{day.month}月"
        page.write_string(row, 0, id_, pen.code)
        page.write_string(row, 1, f"{day.year}年第{row}期（{month}）", pen.cell)
        ink = pen.day_tinted if tinted else pen.day
        page.write_datetime(row, 2, datetime(day.year, day.month, day.day), ink)  # noqa: DTZ001 - a bare date
        before = day if several else date.fromordinal(day.replace(day=1).toordinal() - 1)
        page.write_datetime(row, 3, datetime(before.year, before.month, before.day), pen.day)  # noqa: DTZ001
        page.write_string(row, 4, draft.period_note, pen.cell)
        page.set_row(row, 22)
    page.data_validation(1, 2, _ROWS, 3, _DATE)


def _settings(pen: Pen, draft: Draft) -> None:
    heads = (Head("项", 22, "项的名称不要改；可以增加自己的项，供附件2使用。"), Head("值", 42), Head("说明", 50))
    page = pen.sheet("设置", heads, "只改“值”这一栏", landscape=False)
    switches = [(code.name, draft.switch(code), f"规则：{code.value.meaning}") for code in Code]
    for row, (name, value, hint) in enumerate((*draft.settings, *switches), start=1):
        page.write_string(row, 0, name, pen.text)
        page.write_string(row, 1, value, pen.tinted if ("设置", name, "值") in draft.tinted else pen.text)
        page.write_string(row, 2, hint, pen.cell)
        page.set_row(row, 36 if len(value) > 19 or len(hint) > 23 else 22)
        choices = _choices(name)
        if choices:
            page.data_validation(row, 1, row, 1, _choice(*choices))


def _choices(name: str) -> tuple[str, ...]:
    from toolkit.plan.read_settings import CHOICES, SWITCHES

    return SWITCHES if name in Code.__members__ else CHOICES.get(name, ())


def _choice(*values: str) -> dict[str, Any]:
    wrong = f"请选择：{'、'.join(values)}。"
    return {"validate": "list", "source": list(values), "error_title": "请从列表中选择", "error_message": wrong}


def _extensions(pen: Pen, draft: Draft) -> None:
    page = pen.sheet("延期调整", _EXTENSION_HEADS, "没有批准文号的不生效")
    pen.blanks(page, _EXTENSION_HEADS, 1, 20)
    page.data_validation(1, 1, _ROWS, 1, {**_WARNED, "validate": "list", "source": f"=单位!$A$2:$A${len(draft.units) + 30}"})
    page.data_validation(1, 2, _ROWS, 2, _choice("延期", "调整"))
    for column in (3, 5):
        page.data_validation(1, column, _ROWS, column, _DATE)


def _scores(pen: Pen, draft: Draft) -> None:
    heads = (Head("情形", 18), Head("分值", 10, "扣分写负数。"), Head("说明", 60))
    page = pen.sheet("评分", heads, "示例分值：通知没有规定，须经批准后在“设置”里启用")
    for row, (case, points, hint) in enumerate(draft.scores, start=1):
        page.write_string(row, 0, case, pen.cell)
        page.write_number(row, 1, points, pen.points)
        page.write_string(row, 2, hint, pen.cell)
        page.set_row(row, 22)


def _holidays(pen: Pen, draft: Draft) -> None:
    heads = (Head("日期", 16, _HOLIDAYS, "day"), Head("类型", 10, "休：放假；班：调休上班。", "code"), Head("说明", 44))
    page = pen.sheet("节假日", heads, "2004年至2026年程序自带，其他年份请填写")
    for row, values in enumerate(draft.holidays, start=1):
        for column, value in enumerate(values):
            page.write_string(row, column, value, pen.text)
    pen.blanks(page, heads, len(draft.holidays) + 1, len(draft.holidays) + 20)
    page.data_validation(1, 0, _ROWS, 0, _DATE)
    page.data_validation(1, 1, _ROWS, 1, _choice("休", "班"))


def _checks(pen: Pen, draft: Draft) -> None:
    """Add sheet 请核对 where something was inferred: it is for reading, and may be deleted."""
    if not draft.checks:
        return
    heads = (Head("工作表", 10), Head("位置", 20), Head("现在填的", 40), Head("依据（通知原文）", 60), Head("说明", 50))
    page = pen.sheet("请核对", heads, "底色标出的格都在这里；核对后可以删去这张表")
    for row, check in enumerate(draft.checks, start=1):
        values = (check.sheet, check.place, check.value, check.source, check.note)
        for column, value in enumerate(values):
            page.write_string(row, column, value, pen.cell)
        lines = max(-(-len(value) * 2 // int(heads[column].width)) for column, value in enumerate(values))
        page.set_row(row, 16.0 * max(lines, 1) + 6)
