"""Read XML Spreadsheet 2003 (SpreadsheetML), which office systems export and name .xls or .xml."""

from datetime import datetime
from math import isfinite

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.grid import COLUMNS, ROWS, CellGrid, is_picture
from toolkit.nouns.cells import Aside, Book, CellKind, Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.asides import LETTERS, NOTE
from toolkit.ooxml.relations import unescape
from toolkit.ooxml.xml import XML_2003, parse

_NAMED = {
    "General": "", "General Number": "", "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00",
    "Scientific": "0.00E+00", "General Date": "yyyy/m/d h:mm", "Long Date": 'yyyy"年"m"月"d"日"',
    "Medium Date": "d-mmm-yy", "Short Date": "yyyy/m/d", "Long Time": "h:mm:ss", "Medium Time": "h:mm AM/PM",
    "Short Time": "h:mm", "Currency": "#,##0.00", "@": "@",
}  # fmt: skip

_STRUCK = {"html:S", "html:Del", "html:Strike"}


def read_xmlss(data: bytes, limits: Limits) -> Book:
    """Return the workbook.

    Raises:
        Unreadable: F01 damaged, F03 unsafe.
    """
    made = _Pass(limits)
    parse(data, made.start, made.end, made.text, spaces=XML_2003)
    return Book(format="xls", sheets=tuple(made.sheets), properties=made.properties)


class _Pass:
    """Handlers for the stream parser."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: list[Sheet] = []
        self.properties: dict[str, str] = {}
        self._limits = limits
        self._grid: CellGrid | None = None
        self._styles: dict[str, str] = {}
        self._style = ""
        self._struck_styles: set[str] = set()
        self._gone: list[str] = []
        self._author = ""
        self._row = self._column = 0
        self._cell: dict[str, str] = {}
        self._across = 0
        self._pieces: list[str] | None = None
        self._type = ""
        self._path: list[str] = []
        self._filled = False
        self._from_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name, plain = tag, attributes
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if name == "Style" and parent == "Styles":
            self._style = plain.get("ID", "")
            self._styles[self._style] = self._styles.get(plain.get("Parent", "Default"), "")
        elif name == "Font" and parent == "Style" and plain.get("StrikeThrough") == "1":
            self._struck_styles.add(self._style)
        elif name == "NumberFormat" and parent == "Style":
            code = plain.get("Format", "")
            self._styles[self._style] = _NAMED.get(code, numfmt.clean(code))
        elif name == "Worksheet" and parent == "Workbook":
            self._grid = CellGrid(plain.get("Name", ""), self._limits)
            self._row = 0
        elif self._grid is not None:
            self._start_inside(name, parent, plain)
        elif parent == "o:CustomDocumentProperties" or name == "x:Date1904":
            self._pieces = []

    def _start_inside(self, name: str, parent: str, plain: dict[str, str]) -> None:
        if name == "Row" and parent == "Table":
            self._row = _index(plain, self._row + 1, ROWS)
            self._column = 0
        elif name == "Cell" and parent == "Row":
            self._cell, self._filled = plain, False
            self._column = _index(plain, self._column + 1, COLUMNS)
            self._across = _number(plain, "MergeAcross", COLUMNS - 1)
        elif name == "Comment" and parent == "Cell":
            self._author = plain.get("Author", "")
        elif (name == "Data" and parent in {"Cell", "Comment"}) or (name == "x:Visible" and parent == "x:WorksheetOptions"):
            self._pieces, self._gone = [], []
            self._type = plain.get("Type", "String")

    def text(self, piece: str) -> None:
        if self._pieces is not None:
            self._pieces.append(piece)
            if "Data" in self._path and _STRUCK & set(self._path):
                self._gone.append(piece)

    def end(self, tag: str) -> None:
        name = tag
        self._path.pop()
        parent = self._path[-1] if self._path else ""
        if name == "Data" and parent == "Cell":
            self._put("".join(self._pieces or ()))
            self._strike("".join(self._pieces or ()), "".join(self._gone))
            self._pieces = None
        elif name == "Data" and parent == "Comment":
            self._note("".join(self._pieces or ()).strip())
            self._pieces = None
        elif name == "Cell" and parent == "Row":
            self._close_cell()
        elif name == "Worksheet" and parent == "Workbook" and self._grid is not None:
            self.sheets.append(self._grid.sheet())
            self._grid = None
        elif self._pieces is not None and self._path[-1:] != ["Data"] and "Data" not in self._path:
            self._keep_option(name, parent, "".join(self._pieces).strip())
            self._pieces = None

    def _keep_option(self, name: str, parent: str, value: str) -> None:
        if parent == "o:CustomDocumentProperties":
            self.properties[unescape(name.removeprefix("o:"))] = value
        elif name == "x:Date1904":
            self._from_1904 = True
        elif name == "x:Visible" and self._grid is not None:
            self._grid.hidden = value in {"SheetHidden", "SheetVeryHidden"}

    def _close_cell(self) -> None:
        if self._grid is None:
            return
        formula = self._cell.get("Formula")
        if formula and not self._filled:
            self._grid.put(self._row, self._column, CellKind.UNCALCULATED, formula)
        down = _number(self._cell, "MergeDown", ROWS - 1)
        if self._across or down:
            bottom, right = min(self._row + down, ROWS), min(self._column + self._across, COLUMNS)
            self._grid.merge(self._row, self._column, bottom, right)
        self._column += self._across

    def _put(self, value: str) -> None:
        if self._grid is None:
            return
        self._filled = True
        place = (self._row, self._column)
        code = self._styles.get(self._cell.get("StyleID", "Default"), "")
        if "DISPIMG(" in self._cell.get("Formula", "") or is_picture(value):
            self._grid.put(*place, CellKind.PICTURE, None)
        elif self._type == "Number":
            self._put_number(place, value, code)
        elif self._type == "Boolean":
            self._grid.put(*place, CellKind.BOOLEAN, value.strip() == "1")
        elif self._type == "Error":
            self._grid.put(*place, CellKind.ERROR, value)
        elif self._type == "DateTime":
            self._put_day(place, value, code)
        else:
            self._grid.put_text(*place, value.replace("\r\n", "\n").replace("\r", "\n"), code)

    def _strike(self, whole: str, gone: str) -> None:
        if self._grid is None:
            return
        if self._cell.get("StyleID", "Default") in self._struck_styles:
            self._grid.strike(self._row, self._column, whole, "")
        elif gone:
            self._grid.strike(self._row, self._column, gone, whole.replace(gone, "", 1))

    def _note(self, said: str) -> None:
        if self._grid is not None and said:
            said = said.removeprefix(f"{self._author}:").strip()[:LETTERS]
            self._grid.asides.append(Aside(NOTE, said, self._row, self._column, author=self._author))

    def _put_number(self, place: tuple[int, int], value: str, code: str) -> None:
        number = float(value)
        if self._grid is None or not isfinite(number):
            raise Unreadable(Code.F01, detail=f"数字单元格里不是数字：{value[:20]}")
        day = numfmt.moment(number, from_1904=self._from_1904) if numfmt.is_date(code) else None
        if day is None:
            self._grid.put_number(*place, number, code)
        else:
            self._grid.put_day(*place, day, code)

    def _put_day(self, place: tuple[int, int], value: str, code: str) -> None:
        day = datetime.fromisoformat(value.strip().removesuffix("Z"))
        if self._grid is not None:
            time_only = day.date().isoformat() in {"1899-12-31", "1899-12-30"}
            self._grid.put_day(*place, day.time() if time_only else day, code)


def _index(plain: dict[str, str], following: int, most: int) -> int:
    value = plain.get("Index", "")
    index = int(value) if value.isdecimal() else following
    if index > most:
        raise Unreadable(Code.F01, detail="单元格位置超出工作表")
    return index


def _number(plain: dict[str, str], name: str, most: int) -> int:
    value = plain.get(name, "0")
    return min(int(value), most) if value.isdecimal() and len(value) < 9 else 0
