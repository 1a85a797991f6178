"""Formats and page set-up of one 附件1.xlsx. Effects: none but on the workbook being written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TINT = "#FFF2CC"
"""Ground of a cell that was inferred."""


@dataclass(frozen=True, slots=True)
class Head:
    """One column: label, width, what the clerk writes there."""

    label: str
    width: float
    hint: str = ""
    kind: str = ""
    """day | code | "" = text."""


class Pen:
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
        shade = {"bg_color": TINT}
        self.tinted = book.add_format({**lined, "indent": 1, "num_format": "@", **shade})
        self.day_tinted = book.add_format({**lined, "align": "center", "num_format": "yyyy-mm-dd", **shade})
        self.task_tinted = book.add_format({**lined, "font_size": 12, "align": "center", **shade})
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
