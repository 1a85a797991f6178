"""A workbook on paper: faces, page set-up, and tables whose rows are as high as their text. Pure: values in, bytes out.

xlsxwriter writes it. Everything that came from outside goes in as a string, never as a formula or a link.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from toolkit.ooxml.cell_text import for_cell
from toolkit.outputs.banners import line_points, title_points, titled
from toolkit.outputs.book_faces import BookFaces
from toolkit.outputs.cell_values import (
    CellLink,
    CellValue,
    ChangedText,
    Figure,
    Formula,
    Marked,
    Timed,
    cached,
    height,
    storable,
)
from toolkit.outputs.page_flow import PageFlow

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from toolkit.ooxml.quick_sheet import Cell, QuickSheet
    from toolkit.outputs.kept_blocks import BookBlocks

TITLE, HEAD, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
NORMAL = {"font_name": "Arial", "font_size": 10}
"""The font by whose digits columns are as wide as they are: as wide in every office program, unlike Calibri."""
A3, A4 = 8, 9
MOMENT, DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
ROOM = {A3: 320.0, A4: 190.0}
"""Digits across a lying sheet printed one page wide: with more, 10-point type would shrink to less than six or seven points."""
HOLDS = 900_000
"""Records of a list on one sheet, which ends at 1,048,576 rows; some take two, and something stands below them."""
LINKS = 60_000
"""Records with a link each: a sheet has 65,530 at most."""
LEAST = 20.0
"""Points of a row with little text."""
TINT = "#DDEBF7"
LIGHTS = {"绿": ("#C6EFCE", "#006100"), "黄": ("#FFEB9C", "#7F6000"), "红": ("#FFC7CE", "#9C0006")}
_BANNERS = 100
"""Different texts across a sheet that are remembered."""
MARK = {"font_color": "#C00000", "underline": 1}
_DIGIT, _SIDES = 5.6, 4.0
"""Points of a digit of a column's width, and beside its text, in whatever program is widest."""
_GONE = {"font_color": "#7F7F7F", "font_strikeout": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageColumn:
    """One column of a table."""

    header: str
    width: float
    align: str = "left"
    number_format: str = "General"
    most: float = 0.0
    """How wide it may become for the names in it; 0 = it holds no names."""


class WorkbookPages:
    """One workbook being written."""

    def __init__(self, title: str, as_of: datetime, zone: tzinfo, holds: int = HOLDS, blocks: "BookBlocks | None" = None) -> None:
        """`holds`: records that one sheet takes; lists of more go on in further sheets. `blocks`: of the book before."""
        from toolkit.ooxml.quick_book import QuickBook
        from toolkit.outputs.kept_blocks import BookBlocks

        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": dict(NORMAL),  # it writes into it
        }
        self.zone = zone
        self.holds = holds
        self.blocks = blocks or BookBlocks()
        self.book = QuickBook(options, self.blocks.spool)
        self.faces = BookFaces(self.book, font_name=BODY, font_size=10, valign="vcenter", text_wrap=True)
        made = as_of.astimezone(zone).replace(tzinfo=None, microsecond=0)
        self.book.set_properties({"title": for_cell(title), "created": made})

    def face(self, **look: Any) -> "Format":
        """Return the cell format with these xlsxwriter properties over the house's own."""
        return self.faces.of(**look)

    def page(self, name: str, *, paper: int = A4, size: float = 10, landscape: bool = True, fit: bool = False) -> "Page":
        """Add a sheet with page numbers; `size` is the body's font size in points.

        A landscape sheet is printed one page wide, an upright one as it is, so that its page breaks hold, unless `fit`.
        """
        sheet = self.book.add_sheet(name)
        sheet.set_paper(paper)
        if landscape:
            sheet.set_landscape()
        if landscape or fit:
            sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.center_horizontally()
        made = Page(self, sheet, size)
        made.room = ROOM[paper]
        made.flow = PageFlow(paper)
        made.another = partial(self.page, paper=paper, size=size, landscape=landscape, fit=fit)
        return made

    def finish(self) -> bytes:
        """Return the file."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """Return the file piece by piece, once: each is read from where it was laid aside, or from the book before."""
        self.book.close()
        return iter(self.book.pieces)


class Page:
    """One sheet: writes cells of every kind, and tables whose long rows run over several sheet rows."""

    def __init__(self, paper: WorkbookPages, sheet: "QuickSheet", size: float) -> None:
        self.paper, self.sheet, self.size = paper, sheet, size
        self.least = LEAST
        self.room = ROOM[A4]
        """How wide its columns may be together."""
        self.flow = PageFlow(A4)
        self.head = 26.0
        """Points of the header that each page repeats."""
        self.another: Callable[[str], Page]
        """Adds a sheet of the same kind under another name."""
        self.followed: list[Sequence[float]] | None = None
        """Heights of records, where they are taken note of."""
        self.more: list[Page] = []
        """The sheets in which a list of this one goes on."""
        self.values_only = False
        """Figures are written as values, for no formula here could count what stands in several sheets."""
        self.widths: dict[int, float] = {}
        self._breadth = 0.0
        """The points across the sheet, in whatever program makes it widest."""
        self.heights: dict[int, float] = {}
        self.noting = False
        """The heights of all records are noted there."""
        self.faces: dict[tuple[object, ...], Format] = {}
        """Faces of table cells on this page, by what they depend on."""
        self._banners: dict[tuple[object, ...], Sequence[str]] = {}
        self.filters = True
        """A table written here gets filter buttons, unless one above it has them: a sheet can have them once."""

    @property
    def name(self) -> str:
        name: str = self.sheet.get_name()
        return name

    def go_on(self, columns: "Sequence[PageColumn]") -> "Page":
        """Return a further sheet for a list that this one cannot hold; figures are values from now on."""
        self.values_only = True
        page = self.another(volume_name(self.name, len(self.more) + 2))
        self.more.append(page)
        page.columns(columns)
        page.least = self.least
        page.line(0, f"接工作表“{self.name if len(self.more) == 1 else self.more[-2].name}”。", max(len(columns) - 1, 1))
        return page

    def columns(self, columns: Sequence[PageColumn]) -> None:
        for index, column in enumerate(columns):
            self.widths[index] = column.width
            self.sheet.set_column(index, index, column.width)
        self._breadth = sum(self.widths.values()) * _DIGIT + len(self.widths) * _SIDES

    def larger(self) -> None:
        """Print it on A3."""
        self.sheet.set_paper(A3)
        self.room, self.flow.paper = ROOM[A3], A3

    def follow(self, row: int, heights: "Sequence[float]") -> None:
        """Set the heights of a record's rows, and see on which page it comes."""
        for offset, points in enumerate(heights):
            self.sheet.set_row(row + offset, points)
        if self.followed is not None:
            self.followed.append(heights)
        self.follow_again(row, (heights,))

    def follow_again(self, row: int, records: "Sequence[Sequence[float]]") -> None:
        """See on which pages records come that stand here already."""
        self.flow.add(row, records, self._breadth, self.head)
        if self.noting:
            self.heights.update(enumerate(chain.from_iterable(records), row))

    def follow_together(self, row: int, records: "Sequence[Sequence[float]]") -> None:
        """Follow records that stay on one page, if one holds them."""
        whole = [points for heights in records for points in heights]
        if sum(whole) + self.head <= self.flow.room(self._breadth):
            self.follow(row, whole)
            return
        for heights in records:
            self.follow(row, heights)
            row += len(heights)

    def settle(self) -> None:
        """End the pages between records where one is too tall for a row; lying sheets only."""
        if self.flow.tall:
            self.sheet.set_print_scale(self.flow.scale(self._breadth))
            self.sheet.set_h_pagebreaks(self.flow.breaks)

    def row(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self.heights[row] = points
        self.sheet.set_row(row, points)

    def look(self, **look: Any) -> "Format":
        return self.paper.face(**{"font_size": self.size, **look})

    def boxed(self, **look: Any) -> "Format":
        return self.look(border=1, **look)

    def filter(self, top: int, bottom: int, right: int) -> None:
        """Give the header row `top` filter buttons over the rows down to `bottom`; the first table of a sheet gets them."""
        if self.filters and bottom > top:
            self.sheet.autofilter(top, 0, bottom, right)
            self.filters = False

    def title(self, row: int, text: str, last: int) -> None:
        """Write a title on one line, in smaller type if it must be; else on lines of about the same length."""
        lines, size = titled(for_cell(text), self.width_to(last))
        self.across(row, "\n".join(lines), last, font_name=TITLE, font_size=size, align="center")
        self.sheet.set_row(row, title_points(lines, size))

    def line(self, row: int, text: str, last: int, **look: Any) -> None:
        """Write one sentence across the sheet, as high as it needs."""
        self.across(row, text, last, **look)
        self.sheet.set_row(row, line_points(text, self.width_to(last), look.get("font_size", self.size)))

    def width_to(self, last: int) -> float:
        """Return how wide the columns up to the last are together."""
        return sum(self.widths.get(column, 8.43) for column in range(last + 1))

    def across(self, row: int, text: str, last: int, **look: Any) -> None:
        """Write a text over the columns up to the last; what a thousand pages say is made ready once."""
        key = (text, last, *look.items())
        cells = self._banners.get(key)
        if cells is None:
            if len(self._banners) >= _BANNERS:
                self._banners.clear()
            face = self.look(**look)
            said = self.sheet.head_cell(for_cell(text), face) if row == 0 and text else self.cell(text, face)
            cells = self._banners[key] = self.sheet.row_of((said, *[self.sheet.blank_cell(face)] * last))
        self.sheet.set_whole(row, tuple(range(last + 1)), cells)
        if last:
            self.sheet.add_merge((row, 0, row, last))

    def note(self, row: int, column: int, text: str) -> None:
        """Attach a comment, as large as its text."""
        said = for_cell(text)
        tall = height(said, 32, 9) * 96 / 72 + 12
        self.sheet.write_comment(row, column, said, {"author": "", "x_scale": 1, "width": 240, "height": tall, "font_size": 9})

    # -- one cell ----------------------------------------------------------------------------------------------------

    def put(self, row: int, column: int, ink: CellValue, face: "Format") -> None:
        """Write one cell as what it is."""
        self.sheet.set_cell(row, column, self.cell(ink, face))
        if isinstance(ink, CellLink):
            self.sheet.set_link(row, column, ink.path)

    def cell(self, ink: CellValue, face: "Format") -> "Cell":
        """Return a value made ready for wherever it comes to stand.

        A link is only its text: `QuickSheet.set_link` lets it lead somewhere.
        """
        if isinstance(ink, str):
            return self.sheet.text_cell(for_cell(ink), face) if ink else self.sheet.blank_cell(face)
        if ink is None:
            return self.sheet.blank_cell(face)
        if isinstance(ink, Formula):
            value = cached(ink.value)
            if not self.values_only:
                return self.sheet.formula_cell(ink.text, face, value)
            return self.cell(value, face) if isinstance(value, str) else self.sheet.number_cell(value, face)
        if isinstance(ink, CellLink):
            return self.sheet.text_cell(for_cell(ink.text)[:255], face)
        if isinstance(ink, ChangedText):
            return self.cell(ink.value, face)
        return self._marked(ink, face) if isinstance(ink, Marked) else self._value(ink, face)

    def _value(self, ink: float | Decimal | date | Figure | Timed, face: "Format") -> "Cell":
        value = ink.value if isinstance(ink, Figure | Timed) else ink
        if isinstance(value, datetime):
            return self.sheet.moment_cell(value.astimezone(self.paper.zone).replace(tzinfo=None, microsecond=0), face)
        if isinstance(value, date):
            day = datetime(value.year, value.month, value.day)  # noqa: DTZ001
            return self.sheet.text_cell(value.isoformat(), face) if value.year < 1900 else self.sheet.moment_cell(day, face)
        if isinstance(value, int | float) or storable(value):
            return self.sheet.number_cell(float(value), face)
        return self.sheet.text_cell(str(value), face)

    def _marked(self, ink: Marked, face: "Format") -> "Cell":
        mark = _GONE if ink.gone else MARK
        plain, marked = self.look(), self.look(**mark)
        runs = [(marked if run.changed else plain, for_cell(run.text)) for run in ink.runs]
        runs = [(look, text) for look, text in runs if text]
        if len(runs) < 2 or len(for_cell(ink.text)) != len(ink.text):
            whole = self.boxed(**mark) if runs and runs[0][0] is marked else face
            return self.sheet.text_cell(for_cell(ink.text), whole)
        return self.sheet.rich_cell(runs, face)


def volume_name(name: str, number: int) -> str:
    """Return the name of the sheet in which another goes on: 明细（2）."""
    return name if number == 1 else f"{name}（{number}）"
