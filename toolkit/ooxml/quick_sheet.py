"""xlsxwriter's sheet for many thousand cells: its rows are written as they come, and everything around them by the library.

A cell costs the library two wrappers, five function calls and thirty searches for functions that no formula of ours has; a
county pays nothing of note for that, a country pays minutes. Here what a cell says is made ready apart from where it stands,
so that it can stand in many, and its text stands in it (`inlineStr`): a table of all texts would grow with the country. What
stands at the head of a sheet is in the book's table: Excel makes a new one, and every cell anew, for a book without any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from html import unescape
from io import StringIO
from re import compile as pattern
from typing import Any

from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from toolkit.nouns.cells import column_letter, row_and_column
from toolkit.ooxml.blocks import GrowingBlock
from toolkit.ooxml.cell_text import LONGEST, ODD
from toolkit.ooxml.moved_rows import moves
from toolkit.ooxml.packing import PackedPiece
from toolkit.ooxml.row_stream import NUMBER, RowStream, Unkept
from toolkit.ooxml.spool import Spool

_ODD = pattern(r"[&<>]|_x|\A\s|\s\Z")
"""What has to be escaped in a text, or kept from being trimmed."""
_STRANGE, _SHORT = pattern(f"[&<>_{ODD.pattern[1:]}"), LONGEST // 2
_TAGS = pattern(r"[&<>]")
_SAID = pattern(r"<(?:v|t)[^>]*>([^<]*)<")
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
Cell = str
"""A cell as the file has it, from behind its address on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRows:
    """Rows of a sheet as they stand in the file, with all that the sheet says of their cells elsewhere."""

    bottom: int
    """The row below the last one."""
    left: int
    right: int
    """The first and the last column used, so far."""
    pixels: Sequence[int]
    counts: tuple[int, ...]
    """Of its links, drop-downs and merged blocks."""
    pieces: tuple[PackedPiece, ...]


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose cells are given by row and column, from above to below; no two blocks overlap, all links lead to files."""

    def __init__(self, spool: Spool | None = None) -> None:
        """`spool`: where its rows are laid until the book is whole; None = memory."""
        super().__init__()
        self.rows = self.row_sizes = RowStream(spool)
        self.links, self.targets = GrowingBlock(spool), GrowingBlock(spool)
        """The links of its cells, and where they lead."""
        self.link_count = 0
        self.lines = GrowingBlock(spool)
        """The lines drawn in its cells."""
        self.choices, self.choice_count = GrowingBlock(spool), 0
        """The drop-downs of its cells."""
        self._styles: dict[Any, str] = {None: ""}
        self._fonts: dict[Any, str] = {}
        """Faces as cells name them, and as stretches of a text do."""
        self.blocks, self.block_count = GrowingBlock(spool), 0
        """Its merged blocks."""
        self._top = 0
        """Where the rows begin that `cut` returns."""
        self.merged_cells = self.table_cells = Unkept()

    def _there(self, row: int, col: int) -> bool:
        """Tell whether the sheet has such a cell, and note how far it is used."""
        if self.dim_rowmin is None or self.dim_colmin is None:
            return not self._check_dimensions(row, col)
        inside = self.dim_rowmin <= row <= self.dim_rowmax and self.dim_colmin <= col <= self.dim_colmax
        return inside or not self._check_dimensions(row, col)

    # -- cells, made ready for wherever they come to stand ----------------------------------------------------------------

    def text_cell(self, text: str, face: Any) -> Cell:
        """Return a cell with a text that a cell can hold."""
        if _ODD.search(text) is None:
            return f'"{self._style(face)} t="inlineStr"><is><t>{text}</t></is></c>'
        return f'"{self._style(face)} t="inlineStr"><is>{self._told(text)}</is></c>'

    def head_cell(self, text: str, face: Any) -> Cell:
        """Return a cell with a text of the book's table; for what stands once on a sheet, and is in no chart."""
        return f'"{self._style(face)} t="s"><v>{self.str_table._get_shared_string_index(text)}</v></c>'

    def begun(self, column: int, face: Any) -> str:
        """Return what all cells of a column in one face begin with: what they say comes behind it."""
        return placed(column, f'"{self._style(face)}')

    def rich_cell(self, runs: Sequence[tuple[Any, str]], face: Any) -> Cell:
        """Return a cell with a text in stretches, each in a face of its own."""
        told = "".join(f"<r>{self._font(look)}{self._told(text)}</r>" for look, text in runs)
        return f'"{self._style(face)} t="inlineStr"><is>{told}</is></c>'

    def _font(self, look: Any) -> str:
        """Return a face's font as the library writes it for a stretch of text."""
        if look not in self._fonts:
            self.rstring = XMLwriter()
            self.rstring._set_xml_writer(StringIO())
            self._write_font(look)
            self._fonts[look] = self.rstring.fh.getvalue()
        return self._fonts[look]

    def _style(self, face: Any) -> str:
        """Return a face as a cell names it."""
        style = self._styles.get(face)
        if style is None:
            style = self._styles[face] = f' s="{face._get_xf_index()}"'
        return style

    def _told(self, text: str) -> str:
        kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
        return f"<t{kept}>{_escaped(self._escape_control_characters(text))}</t>"

    def number_cell(self, number: float, face: Any) -> Cell:
        return f'"{self._style(face)}><v>{number:.16G}</v></c>'

    def moment_cell(self, moment: datetime, face: Any) -> Cell:
        return self.number_cell(self._convert_date_time(moment), face)

    def blank_cell(self, face: Any) -> Cell:
        return f'"{self._style(face)}/>'

    def formula_cell(self, formula: str, face: Any, value: Any) -> Cell:
        """Return a cell with a formula and its value; of functions that every office program has always known."""
        return f'"{self._style(face)}{formula_told(formula, value)}'

    # -- where they stand -------------------------------------------------------------------------------------------------

    def set_cell(self, row: int, col: int, cell: Cell) -> int:
        """Put a cell where it stands."""
        if not self._there(row, col):
            return -1
        self.rows.put(row, col, placed(col, cell))
        return 0

    def set_whole(self, row: int, columns: tuple[int, ...], cells: Sequence[str]) -> None:
        """Put cells that have their columns already (`placed`) into a row, in order."""
        if self._there(row, columns[0]) and self._there(row, columns[-1]):
            self.rows.put_whole(row, columns, cells)

    def row_of(self, cells: Sequence[Cell]) -> Sequence[str]:
        """Return cells placed in the first columns."""
        return [placed(column, cell) for column, cell in enumerate(cells)]

    def set_block(self, area: tuple[int, int, int, int], cell: Cell, blank: Cell) -> None:
        """Put a cell into a merged block (top, left, bottom, right) of several."""
        top, left, bottom, right = area
        self.add_merge(area)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.set_cell(row, column, cell if (row, column) == (top, left) else blank)

    def add_merge(self, area: tuple[int, int, int, int]) -> None:
        """Merge cells (top, left, bottom, right) that are put by themselves."""
        top, left, bottom, right = area
        self.block_count += 1
        self.blocks.add(f'<mergeCell ref="{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"/>'.encode())

    def set_link(self, row: int, col: int, path: str) -> None:
        """Let a cell lead to a file, by a path that leads there from the book."""
        self.hlink_count += 1
        self.link_count += 1
        name = f"rId{self.link_count}"
        target = self._escape_attributes(path.replace("/", "\\"))
        self.links.add(f'<hyperlink ref="{_letters(col)}{row + 1}" r:id="{name}"/>'.encode())
        self.targets.add(f'<Relationship Id="{name}" Type="{_LINK}" Target="{target}" TargetMode="External"/>'.encode())

    def set_choice(self, row: int, col: int, source: str, said: Mapping[str, str]) -> None:
        """Let a cell have a drop-down, its words from the block `source`; `said`: its own attributes in the file's words."""
        self.choice_count += 1
        own = "".join(f' {name}="{self._escape_attributes(text)}"' for name, text in said.items())
        shown = 'type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
        cell = f'<dataValidation {shown}{own} sqref="{_letters(col)}{row + 1}"><formula1>{source}</formula1></dataValidation>'
        self.choices.add(cell.encode())

    def set_row(self, row: int, height: float) -> None:
        """Set how many points high a row is."""
        if self._there(row, self.dim_colmin or 0):
            self.rows.size(row, height)

    def draw_line(self, row: int, col: int, span: str) -> None:
        """Draw a line through a block of cells into one; all of a sheet look as `add_sparkline` says of the first."""
        self.lines.add(
            f"<x14:sparkline><xm:f>{_escaped(span)}</xm:f><xm:sqref>{_letters(col)}{row + 1}</xm:sqref></x14:sparkline>".encode()
        )

    # -- rows that are cut out, and put into another book ------------------------------------------------------------------

    @property
    def _streams(self) -> tuple[GrowingBlock, ...]:
        return self.rows.block, self.links, self.targets, self.choices, self.blocks, self.lines

    @property
    def counts(self) -> tuple[int, int, int]:
        return self.link_count, self.choice_count, self.block_count

    def cut(self, row: int) -> SheetRows:
        """End all streams above a row, in which nothing stands yet; return what came since they were ended before."""
        self.rows.close(row)
        top, self._top = self._top, row
        pieces = tuple(stream.cut() for stream in self._streams)
        return SheetRows(
            bottom=row,
            left=self.dim_colmin or 0,
            right=self.dim_colmax or 0,
            pixels=self.rows.sizes(top, row),
            counts=self.counts,
            pieces=pieces,
        )

    def take(self, rows: SheetRows) -> None:
        """Go on with rows that were cut out of a sheet which was as this one is: as far down, with as many links."""
        for stream, piece in zip(self._streams, rows.pieces, strict=True):
            stream.take(piece)
        self._stand(rows)

    def take_moved(self, rows: SheetRows, down: int, before: Sequence[int], numbers: int = 0) -> SheetRows:
        """Go on with cells, links and drop-downs from so many rows further up, below these counts; return them as they stand.

        `numbers`: by how many the number that each row begins with becomes larger.
        """
        links, choices, merged = (now - then for now, then in zip(self.counts, before, strict=True))
        if not (down or links or choices or merged or numbers):
            self.take(rows)
            return rows
        for stream, piece, moved in zip(self._streams, rows.pieces, moves(down, links, numbers), strict=False):
            stream.add(moved(piece.data()))
        counts = (rows.counts[0] + links, rows.counts[1] + choices, self.block_count)
        now = replace(rows, bottom=rows.bottom + down, counts=counts, pieces=tuple(stream.cut() for stream in self._streams))
        self._stand(now)
        return now

    def _stand(self, rows: SheetRows) -> None:
        """Take note of rows that stand in its streams."""
        self._there(self._top, rows.left)
        self._there(rows.bottom - 1, rows.right)
        links, self.choice_count, self.block_count = rows.counts
        self.hlink_count += links - self.link_count
        self.link_count = links
        self.rows.stand(rows.bottom, rows.pixels)
        self._top = rows.bottom

    def set_table(self, area: tuple[int, int, int, int], options: dict[str, Any]) -> None:
        """Make cells (top, left, bottom, right) a table; the library looks at each of them, to find two that overlap."""
        top, left, bottom, right = area
        self.add_table(top, left, top + 1, right, options)
        self.tables[-1] |= dict.fromkeys(("range", "a_range", "autofilter"), f"{_cell(top, left)}:{_cell(bottom, right)}")

    # -- what the library itself asks for ---------------------------------------------------------------------------------

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        return self.set_cell(row, col, self.text_cell(string, cell_format))

    def insert_chart(self, row: int, col: int, chart: Any, options: Any = None) -> Any:
        """Put a chart over the cells, which keeps the values of those that it draws: they lie open still."""
        for formula, place in chart.formula_ids.items():
            ends = [row_and_column(cell.replace("$", "")) for cell in formula.partition("!")[2].split(":")]
            (top, left), (bottom, right) = (end for end in (ends[0], ends[-1]) if end)
            area = ((row, column) for row in range(top - 1, bottom) for column in range(left - 1, right))
            chart.formula_data[place] = [_value(self.rows.cells(row).get(column, "")) for row, column in area]
        return super().insert_chart(row, col, chart, options)

    def _write_sheet_data(self) -> None:
        self._write_stream("sheetData", self.rows.end())

    def _write_data_validations(self) -> None:
        if self.choice_count:
            self._write_stream("dataValidations", self.choices, f' count="{self.choice_count}"')

    def _write_merge_cells(self) -> None:
        if self.block_count:
            self._write_stream("mergeCells", self.blocks, f' count="{self.block_count}"')

    def _write_sparklines(self, _sparkline: Any) -> None:
        self._write_stream("x14:sparklines", self.lines)

    def _write_hyperlinks(self) -> None:
        if self.link_count:
            self._write_stream("hyperlinks", self.links)
            self.rel_count += self.link_count

    def _write_stream(self, tag: str, content: GrowingBlock, said: str = "") -> None:
        self.fh.write(f"<{tag}{said}>")
        self.fh.stand(content)
        self.fh.write(f"</{tag}>")

    def _write_brk(self, brk_id: int, brk_max: int) -> None:
        self.fh.write(f'<brk id="{brk_id}" max="{brk_max}" man="1"/>')  # one a unit: plainly


PLAIN, BEHIND = ' t="inlineStr"><is><t>', "</t></is></c>"
"""Around a `plain` text, behind a cell's beginning."""


def formula_told(formula: str, value: float | str) -> str:
    """Return what comes behind the beginning of a cell with a formula."""
    text = _escaped(formula[1:] if formula[0] == "=" else formula)
    if type(value) is str and value:
        return f' t="str"><f>{text}</f><v>{_escaped(value)}</v></c>'
    return f"><f>{text}</f><v>{value}</v></c>"


def plain(text: str) -> bool:
    """Tell whether a text of one sign or more can stand in a cell as it is; most can."""
    return len(text) <= _SHORT and _STRANGE.search(text) is None and not (text[0].isspace() or text[-1].isspace())


def placed(column: int, cell: Cell) -> str:
    """Return a cell with its column, `NUMBER` for its row."""
    return f'<c r="{_letters(column)}{NUMBER}{cell}'


def blank_like(cell: str) -> str:
    """Return a blank cell that looks like another one with a face; placed or not."""
    start = cell.index(' s="') + 4
    return f'{cell[: cell.index(chr(34), start)]}"/>'


def _value(cell: str) -> float | str:
    """Return what a cell holds, as a chart keeps it."""
    said = _SAID.findall(cell)
    text = unescape(said[-1]) if said else ""
    number = float(text) if text and "inlineStr" not in cell and ' t="str"' not in cell else None
    return text if number is None else int(number) if number.is_integer() else number


def _escaped(text: str) -> str:
    if _TAGS.search(text) is None:
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cell(row: int, column: int) -> str:
    return f"{_letters(column)}{row + 1}"


@cache
def _letters(column: int) -> str:
    return column_letter(column + 1)
