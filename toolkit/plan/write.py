"""Plan sheets → 附件1.xlsx, laid out as an office expects; same values, same bytes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from toolkit.checks.problems import Code
from toolkit.plan import shipped

_ROWS = 300
"""Rows of an empty sheet that have drop-downs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What goes into 附件1.xlsx. `table`: 序号, 立项名称, 实事内容, 承办单位, blank where the notice is."""

    title: str
    table: Sequence[tuple[str, str, str, str]]
    remark: str
    units: Sequence[tuple[str, str, str, str]]
    """单位, 全称, 别名, 类别."""
    deadlines: Sequence[date]
    settings: Sequence[tuple[str, str, str]]
    scores: Sequence[tuple[str, float, str]] = field(default=shipped.SCORES)
    period_note: str = ""
    """说明 beside every period, for dates that the clerk has to look at."""


def shipped_draft() -> Draft:
    """Return the plan of 鹿政发〔2022〕1号."""
    return Draft(
        title=shipped.TITLE,
        table=shipped.ROWS,
        remark=shipped.REMARK,
        units=shipped.UNITS,
        deadlines=tuple(date.fromisoformat(day) for day in shipped.DEADLINES),
        settings=shipped.SETTINGS,
    )


def write_plan(draft: Draft) -> bytes:
    """Return a complete 附件1.xlsx."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": draft.title, "created": datetime(2022, 2, 21)})  # noqa: DTZ001 - a property, no moment
    pen = _Pen(book)
    _items(pen, draft)
    _units(pen, draft)
    _periods(pen, draft)
    _settings(pen, draft)
    _extensions(pen)
    _scores(pen, draft)
    _holidays(pen)
    book.close()
    return out.getvalue()


class _Pen:
    """Formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.book = book
        base = {"font_name": "仿宋_GB2312", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        lined = {**base, "border": 1}
        self.plain = book.add_format(base)
        self.cell = book.add_format(lined)
        self.text = book.add_format({**lined, "num_format": "@"})
        self.centre = book.add_format({**lined, "align": "center"})
        self.day = book.add_format({**lined, "align": "center", "num_format": "yyyy-mm-dd"})
        self.head = book.add_format({**lined, "font_name": "黑体", "align": "center", "bg_color": "#E7EEF7"})
        self.mark = book.add_format({"font_name": "黑体", "font_size": 16})
        self.title = book.add_format({"font_name": "方正小标宋简体", "font_size": 20, "align": "center", "valign": "vcenter"})
        self.note = book.add_format({**base, "font_color": "#7F7F7F", "font_size": 10})

    def sheet(self, name: str, heads: Sequence[tuple[str, float]], note: str = "", *, landscape: bool = True) -> Any:
        """Add a sheet with a frozen header; a note for the clerk stands to the right of the table."""
        page = self.book.add_worksheet(name)
        for column, (head, width) in enumerate(heads):
            page.set_column(column, column, width)
            page.write_string(0, column, head, self.head)
        page.set_row(0, 24)
        page.freeze_panes(1, 0)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&C第 &P 页，共 &N 页")
        if landscape:
            page.set_landscape()
        if note:
            page.write_comment(0, 0, note, {"x_scale": 2.5, "y_scale": 1.5})
        return page


def _items(pen: _Pen, draft: Draft) -> None:
    page = pen.book.add_worksheet("附件1")
    page.set_paper(9)
    page.set_margins(left=0.8, right=0.7, top=0.9, bottom=0.9)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_footer("&C— &P —")
    for column, width in enumerate((6, 18, 58, 16)):
        page.set_column(column, column, width)
    page.write_string(0, 0, "附件1", pen.mark)
    page.merge_range(1, 0, 1, 3, draft.title, pen.title)
    page.set_row(1, 40)
    for column, head in enumerate(("序号", "立项名称", "实事内容", "承办单位")):
        page.write_string(3, column, head, pen.head)
    page.set_row(3, 26)
    page.repeat_rows(3)
    page.freeze_panes(4, 0)
    first = 4
    for index, (_number, _name, content, host) in enumerate(draft.table):
        row = first + index
        page.write_string(row, 2, content, pen.cell)
        page.write_string(row, 3, host, pen.centre) if host else page.write_blank(row, 3, None, pen.centre)
        lines = max(-(-len(content) * 2 // 54), host.count("\n") + 1)
        page.set_row(row, 17 * lines + 8)
    for start, stop in _blocks(draft.table):
        number, name = draft.table[start][:2]
        for column, value in ((0, int(number) if number.isdigit() else number), (1, name)):
            if stop > start:
                page.merge_range(first + start, column, first + stop, column, value, pen.centre)
            else:
                page.write(first + start, column, value, pen.centre)
    if draft.remark:
        page.merge_range(first + len(draft.table), 0, first + len(draft.table), 3, draft.remark, pen.cell)
        page.set_row(first + len(draft.table), 26)


def _blocks(table: Sequence[tuple[str, str, str, str]]) -> list[tuple[int, int]]:
    """Return (first, last) row of each project: a row without 序号 belongs to the one above."""
    starts = [index for index, row in enumerate(table) if row[0]]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), len(table) - 1], strict=True))


def _units(pen: _Pen, draft: Draft) -> None:
    heads = (
        ("单位", 14), ("全称", 30), ("别名", 40), ("类别", 8), ("邮箱", 26), ("联系人", 12), ("电话", 16),
        ("生效日期", 12), ("接替", 16), ("事项", 12),
    )  # fmt: skip
    note = "年中更名、合并或移交的单位另起一行：写明生效日期、接替哪个单位（只移交部分事项的，写事项编号，如 8-1）。"
    page = pen.sheet("单位", heads, note)
    for row, values in enumerate(draft.units, start=1):
        for column, value in enumerate(values):
            page.write_string(row, column, value, pen.text)
        for column in range(len(values), len(heads)):
            page.write_blank(row, column, None, pen.day if heads[column][0] == "生效日期" else pen.text)
        page.set_row(row, 32 if len(values[2]) > 18 else 20)
    page.data_validation(1, 3, _ROWS, 3, {"validate": "list", "source": ["县直", "乡镇"]})


def _periods(pen: _Pen, draft: Draft) -> None:
    page = pen.sheet("期次", (("期次", 12), ("名称", 26), ("截止日期", 14), ("数据截至", 14), ("说明", 44)))
    for row, day in enumerate(draft.deadlines, start=1):
        page.write_string(row, 0, f"{day:%Y-%m}", pen.text)
        page.write_string(row, 1, f"{day.year}年第{row}期（{day.month}月）", pen.cell)
        page.write_datetime(row, 2, datetime(day.year, day.month, day.day), pen.day)  # noqa: DTZ001 - a bare date
        before = date.fromordinal(day.replace(day=1).toordinal() - 1)
        page.write_datetime(row, 3, datetime(before.year, before.month, before.day), pen.day)  # noqa: DTZ001
        page.write_string(row, 4, draft.period_note, pen.cell)


def _settings(pen: _Pen, draft: Draft) -> None:
    page = pen.sheet("设置", (("项", 24), ("值", 40), ("说明", 56)), landscape=False)
    switches = [(code.name, code.severity.value, f"规则：{code.value.meaning}（退回、提示或停用）") for code in Code]
    for row, (name, value, hint) in enumerate((*draft.settings, *switches), start=1):
        page.write_string(row, 0, name, pen.text)
        page.write_string(row, 1, value, pen.text)
        page.write_string(row, 2, hint, pen.cell)
        page.set_row(row, 34 if len(value) > 20 or len(hint) > 28 else 20)
        choices = _choices(name)
        if choices:
            page.data_validation(row, 1, row, 1, {"validate": "list", "source": choices})


def _choices(name: str) -> list[str]:
    from toolkit.plan.read_settings import CHOICES, SWITCHES

    return list(SWITCHES) if name in Code.__members__ else list(CHOICES.get(name, ()))


def _extensions(pen: _Pen) -> None:
    heads = (("事项", 10), ("单位", 16), ("类型", 8), ("申请日期", 14), ("批准文号", 24), ("新时限", 14), ("说明", 40))
    page = pen.sheet("延期调整", heads, "事项写成 8-1 的样式；没有批准文号的不生效。")
    page.set_column(0, 0, 10, pen.book.add_format({"num_format": "@"}))
    page.data_validation(1, 2, _ROWS, 2, {"validate": "list", "source": ["延期", "调整"]})


def _scores(pen: _Pen, draft: Draft) -> None:
    page = pen.sheet("评分", (("情形", 18), ("分值", 10), ("说明", 60)), "通知没有分值，此处均为示例，须经批准后启用。")
    for row, (case, points, hint) in enumerate(draft.scores, start=1):
        page.write_string(row, 0, case, pen.cell)
        page.write_number(row, 1, points, pen.centre)
        page.write_string(row, 2, hint, pen.cell)


def _holidays(pen: _Pen) -> None:
    note = "程序自带2004年至2026年的安排；其他年份，或安排有变时在此填写，以此表为准。"
    page = pen.sheet("节假日", (("日期", 14), ("类型", 8), ("说明", 40)), note)
    page.data_validation(1, 1, _ROWS, 1, {"validate": "list", "source": ["休", "班"]})
