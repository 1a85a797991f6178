"""Plan sheets → 附件1.xlsx, laid out as an office expects; same values, same bytes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

from toolkit.nouns.problems import Code
from toolkit.plan import shipped

_ROWS = 300
"""Rows of an empty sheet that have drop-downs."""
_CONTENT_LINE = 26
"""Chinese characters in one line of 实事内容."""
_NAME_LINE = 9
_TITLE_LINE = 24
_TITLE_HEIGHT = 104.0
_PAGE = 700.0
"""Points of table rows on an A4 page, below the repeated header, with some to spare for other printers."""
_WARNED = {"error_type": "warning", "error_title": "请核对"}
_DATE: dict[str, Any] = {
    **_WARNED, "validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31),
    "error_message": "请写日期，如 2022-04-05。",
}  # fmt: skip
_HOLIDAYS = "程序自带2004年至2026年的安排；其他年份，或安排有变时在此填写，以此表为准。"


@dataclass(frozen=True, slots=True)
class Head:
    """One column: label, width, what the clerk writes there."""

    label: str
    width: float
    hint: str = ""
    kind: str = ""
    """day | code | "" = text."""


_UNIT_HEADS = (
    Head("单位", 14, "与附件1里写的一致。", "code"),
    Head("全称", 28, "印在函件上。"),
    Head("别名", 36, "各单位自称的其他写法，几个名称用顿号隔开；一个名称只能指一个单位。"),
    Head("类别", 8, "县直或乡镇。", "code"),
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
    dated: date = date(2022, 2, 21)
    """Of the notice; the workbook's own date, so that the same values give the same bytes."""
    period_note: str = ""
    """说明 beside every period, for dates that the clerk has to look at."""


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


def write_plan(draft: Draft) -> bytes:
    """Return a complete 附件1.xlsx."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": draft.title, "created": datetime(draft.dated.year, draft.dated.month, draft.dated.day)})  # noqa: DTZ001
    pen = _Pen(book)
    _items(pen, draft)
    _units(pen, draft)
    _periods(pen, draft)
    _settings(pen, draft)
    _extensions(pen, draft)
    _scores(pen, draft)
    _holidays(pen)
    book.close()
    return out.getvalue()


class _Pen:
    """Formats of one workbook. Where a font is missing, charset and family let the office program take 宋体."""

    def __init__(self, book: Any) -> None:
        self.book = book
        chinese = {"font_charset": 134, "font_family": 3, "valign": "vcenter"}
        base = {**chinese, "font_name": "仿宋", "font_size": 11, "text_wrap": True}
        lined = {**base, "border": 1}
        self.cell = book.add_format({**lined, "indent": 1})
        self.text = book.add_format({**lined, "indent": 1, "num_format": "@"})
        self.code = book.add_format({**lined, "align": "center", "num_format": "@"})
        self.centre = book.add_format({**lined, "align": "center"})
        self.points = book.add_format({**lined, "align": "center", "num_format": "0.0"})
        self.day = book.add_format({**lined, "align": "center", "num_format": "yyyy-mm-dd"})
        self.head = book.add_format({**lined, "font_name": "黑体", "align": "center", "bg_color": "#E7EEF7"})
        self.task = book.add_format({**lined, "font_size": 12})
        self.task_centre = book.add_format({**lined, "font_size": 12, "align": "center"})
        self.task_head = book.add_format({**lined, "font_name": "黑体", "font_size": 12, "align": "center"})
        self.mark = book.add_format({**chinese, "font_name": "黑体", "font_size": 16})
        self.title = book.add_format(
            {**chinese, "font_name": "方正小标宋简体", "font_size": 22, "align": "center", "text_wrap": True}
        )

    def sheet(self, name: str, heads: Sequence[Head], note: str = "", *, landscape: bool = True) -> Any:
        """Add a sheet with a frozen header; what a column holds is said on its header, the note is printed on top."""
        page = self.book.add_worksheet(name)
        for column, head in enumerate(heads):
            page.set_column(column, column, head.width)
            page.write_string(0, column, head.label, self.head)
            if head.hint:
                page.write_comment(0, column, head.hint, {"x_scale": 2, "y_scale": 1, "font_size": 10, "author": ""})
        page.set_row(0, 26)
        page.freeze_panes(1, 1)
        page.set_paper(9)
        page.set_margins(left=0.6, right=0.6, top=0.9, bottom=0.8)
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.repeat_rows(0)
        page.set_header(f"&L附件1 · {name}&R{note}")
        page.set_footer("&C第 &P 页，共 &N 页")
        if landscape:
            page.set_landscape()
        return page

    def blanks(self, page: Any, heads: Sequence[Head], first: int, last: int) -> None:
        """Draw empty rows to write into."""
        for row in range(first, last + 1):
            page.set_row(row, 20)
            for column, head in enumerate(heads):
                page.write_blank(row, column, None, {"day": self.day, "code": self.code}.get(head.kind, self.text))


def _items(pen: _Pen, draft: Draft) -> None:
    page = pen.book.add_worksheet("附件1")
    page.set_paper(9)
    page.set_margins(left=0.8, right=0.7, top=0.8, bottom=0.8)
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_footer("&C— &P —")
    for column, width in enumerate((6, 20, 54, 13)):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, 3, "附件1", pen.mark)
    page.merge_range(1, 0, 1, 3, draft.title, pen.title)
    page.set_row(0, 24)
    page.set_row(1, 44 if len(draft.title) <= _TITLE_LINE else 76)
    page.set_row(2, 8)
    for column, head in enumerate(("序号", "立项名称", "实事内容", "承办单位")):
        page.write_string(3, column, head, pen.task_head)
    page.set_row(3, 28)
    page.repeat_rows(3)
    page.freeze_panes(4, 0)
    first = 4
    blocks = _blocks(draft.table)
    alone = {start for start, stop in blocks if start == stop}
    heights = [_height(name if i in alone else "", text, host) for i, (_, name, text, host) in enumerate(draft.table)]
    for index, (_number, _name, content, host) in enumerate(draft.table):
        row = first + index
        page.write_string(row, 2, content, pen.task)
        page.write_string(row, 3, host, pen.task_centre) if host else page.write_blank(row, 3, None, pen.task_centre)
        page.set_row(row, heights[index])
    for start, stop in blocks:
        number, name = draft.table[start][:2]
        for column, value in ((0, int(number) if number.isdigit() else number), (1, name)):
            if stop > start:
                page.merge_range(first + start, column, first + stop, column, value, pen.task_centre)
            else:
                page.write(first + start, column, value, pen.task_centre)
    if draft.remark:
        page.merge_range(first + len(draft.table), 0, first + len(draft.table), 3, draft.remark, pen.task)
        page.set_row(first + len(draft.table), 28)
    page.set_h_pagebreaks([first + start for start in _page_starts(blocks, heights)])


def _height(name: str, content: str, host: str) -> float:
    """Return a row's height in points: all its text shows, also in a wider substitute font."""
    lines = max(-(-len(content) // _CONTENT_LINE), -(-len(name) // _NAME_LINE), host.count("\n") + 1)
    return 16.0 * lines + 7


def _page_starts(blocks: Sequence[tuple[int, int]], heights: Sequence[float]) -> list[int]:
    """Return the first rows of new pages, so that no project is cut in two where one page can hold it."""
    starts = []
    used = _TITLE_HEIGHT
    for start, stop in blocks:
        need = sum(heights[start : stop + 1])
        if used + need > _PAGE and start:
            starts.append(start)
            used = 0.0
        used += need
    return starts


def _blocks(table: Sequence[tuple[str, str, str, str]]) -> list[tuple[int, int]]:
    """Return (first, last) row of each project: a row without 序号 belongs to the one above."""
    starts = [index for index, row in enumerate(table) if row[0]]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), len(table) - 1], strict=True))


def _units(pen: _Pen, draft: Draft) -> None:
    page = pen.sheet("单位", _UNIT_HEADS, "各表和函件按此顺序排列")
    for row, values in enumerate(draft.units, start=1):
        for column, head in enumerate(_UNIT_HEADS):
            ink = {"day": pen.day, "code": pen.code}.get(head.kind, pen.text)
            value = values[column] if column < len(values) else ""
            page.write_string(row, column, value, ink) if value else page.write_blank(row, column, None, ink)
        page.set_row(row, 34 if len(values[2]) > 17 or len(values[1]) > 13 else 22)
    pen.blanks(page, _UNIT_HEADS, len(draft.units) + 1, len(draft.units) + 5)
    page.data_validation(1, 3, _ROWS, 3, _choice("县直", "乡镇"))
    page.data_validation(1, 7, _ROWS, 7, _DATE)


def _periods(pen: _Pen, draft: Draft) -> None:
    page = pen.sheet("期次", _PERIOD_HEADS, "截止日期照通知写；遇节假日由程序顺延")
    for row, day in enumerate(draft.deadlines, start=1):
        page.write_string(row, 0, f"{day:%Y-%m}", pen.code)
        page.write_string(row, 1, f"{day.year}年第{row}期（{day.month}月）", pen.cell)
        page.write_datetime(row, 2, datetime(day.year, day.month, day.day), pen.day)  # noqa: DTZ001 - a bare date
        before = date.fromordinal(day.replace(day=1).toordinal() - 1)
        page.write_datetime(row, 3, datetime(before.year, before.month, before.day), pen.day)  # noqa: DTZ001
        page.write_string(row, 4, draft.period_note, pen.cell)
        page.set_row(row, 22)
    page.data_validation(1, 2, _ROWS, 3, _DATE)


def _settings(pen: _Pen, draft: Draft) -> None:
    heads = (Head("项", 22, "项的名称不要改；可以增加自己的项，供附件2使用。"), Head("值", 42), Head("说明", 50))
    page = pen.sheet("设置", heads, "只改“值”这一栏", landscape=False)
    switches = [(code.name, code.severity.value, f"规则：{code.value.meaning}") for code in Code]
    for row, (name, value, hint) in enumerate((*draft.settings, *switches), start=1):
        page.write_string(row, 0, name, pen.text)
        page.write_string(row, 1, value, pen.text)
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


def _extensions(pen: _Pen, draft: Draft) -> None:
    page = pen.sheet("延期调整", _EXTENSION_HEADS, "没有批准文号的不生效")
    pen.blanks(page, _EXTENSION_HEADS, 1, 20)
    page.data_validation(1, 1, _ROWS, 1, {**_WARNED, "validate": "list", "source": f"=单位!$A$2:$A${len(draft.units) + 30}"})
    page.data_validation(1, 2, _ROWS, 2, _choice("延期", "调整"))
    for column in (3, 5):
        page.data_validation(1, column, _ROWS, column, _DATE)


def _scores(pen: _Pen, draft: Draft) -> None:
    heads = (Head("情形", 18), Head("分值", 10, "扣分写负数。"), Head("说明", 60))
    page = pen.sheet("评分", heads, "示例分值：通知没有规定，须经批准后在“设置”里启用")
    for row, (case, points, hint) in enumerate(draft.scores, start=1):
        page.write_string(row, 0, case, pen.cell)
        page.write_number(row, 1, points, pen.points)
        page.write_string(row, 2, hint, pen.cell)
        page.set_row(row, 22)


def _holidays(pen: _Pen) -> None:
    heads = (Head("日期", 16, _HOLIDAYS, "day"), Head("类型", 10, "休：放假；班：调休上班。", "code"), Head("说明", 44))
    page = pen.sheet("节假日", heads, "2004年至2026年程序自带，其他年份请填写")
    pen.blanks(page, heads, 1, 20)
    page.data_validation(1, 0, _ROWS, 0, _DATE)
    page.data_validation(1, 1, _ROWS, 1, _choice("休", "班"))
