"""A notice's bytes → paragraphs and tables: Word, a workbook, or text with tables pasted into it. Pure."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.plan.labels import CONTENT, HOST, parts
from toolkit.plan.word_tables import Row, WordCell, WordTable, read_word
from toolkit.words.dates import day

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Block = str | WordTable
BOOKS = frozenset({"xlsx", "xlsm"})
TEXTS = frozenset({"txt", "tsv", "csv", "md", "text"})
_MOST_CELLS = 200_000
_FEWEST_COLUMNS = 3


def read_blocks(data: bytes, extension: str) -> tuple[Block, ...]:
    """Return what stands in the notice, in reading order. Raises: ToolkitError."""
    if extension in TEXTS:
        return _text(data, "," if extension == "csv" else "\t")
    if extension in BOOKS:
        return tuple(_book(data))
    return read_word(data)


# -- a workbook --------------------------------------------------------------------------------------------------------


def _book(data: bytes) -> Iterator[Block]:
    from toolkit.plan.opening import opened

    book = opened(data, "这份通知")
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and hasattr(sheet, "_cells") and len(sheet._cells) <= _MOST_CELLS:
            yield sheet.title
            rows = tuple(row for row in _rows(sheet) if row)
            if rows:
                yield WordTable(rows)
                # What stands above or below a sheet's table is the notice's text.
                yield from (row[0].text for row in rows if len(row) == 1 and row[0].text)


def _rows(sheet: "Worksheet") -> Iterator[Row]:
    wide, lower = {}, set()
    for merge in sheet.merged_cells.ranges:
        if merge.max_row - merge.min_row > _MOST_CELLS:
            continue
        for row in range(merge.min_row, merge.max_row + 1):
            wide[row, merge.min_col] = merge.max_col - merge.min_col + 1
            if row > merge.min_row:
                lower.add((row, merge.min_col))
    held: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(sheet._cells.items()):
        text = _shown(cell.value)
        if text or (row, column) in lower:
            held.setdefault(row, {})[column] = text
    for row, texts in held.items():
        yield tuple(
            WordCell(column=column, span=wide.get((row, column), 1), text=text, continued=(row, column) in lower)
            for column, text in texts.items()
        )


def _shown(value: object) -> str:
    from datetime import datetime

    if value is None:
        return ""
    if isinstance(value, datetime):
        return day(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("_x000D_", "").strip()


# -- text ---------------------------------------------------------------------------------------------------------------


def _text(data: bytes, mark: str) -> tuple[Block, ...]:
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if mark == "\t" and "\t" not in text and re.search(r"^\s*\|.*\|\s*$", text, re.MULTILINE):
        text = re.sub(r"^\s*\|?[\s:|-]+\|\s*$\n?", "", text, flags=re.MULTILINE)
        text = re.sub(r"^\s*\|(.*)\|\s*$", lambda row: row[1].replace("|", "\t"), text, flags=re.MULTILINE)
    if mark == "\t" and re.search(r"^\t[^\t\n]*\n\t[^\t\n]*\n\t[^\t\n]*\n", text, re.MULTILINE):
        return tuple(_one_cell_a_line(text))
    return tuple(_lines(text, mark))


def _decoded(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise ToolkitError("这份通知不是文本文件，请另存为 .docx、.xlsx 或 .txt 再导入。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ToolkitError("这份通知的文字编码认不出来，请用记事本另存为 UTF-8 编码再导入。")


def _lines(text: str, mark: str) -> Iterator[Block]:
    """Lines that hold several cells are a table's rows; a quoted cell may hold line breaks."""
    rows: list[Row] = []
    lines = list(csv.reader(StringIO(_closed(text)), delimiter=mark, strict=False))
    for place, cells in enumerate(lines):
        heads = rows and len(cells) == 1 and _heads_part(cells[0], lines[place + 1 : place + 2])
        if len(cells) >= _FEWEST_COLUMNS or (rows and (len(cells) > 1 or heads)):
            rows.append(_row(cells))
            continue
        if rows and any(cell.strip() for cell in cells):
            yield WordTable(tuple(rows))
            rows = []
        yield "".join(cells).strip()
    if rows:
        yield WordTable(tuple(rows))


def _heads_part(text: str, after: Sequence[Sequence[str]]) -> bool:
    """Tell whether a line alone inside a table heads its next rows: 一、就业（6项）."""
    return bool(text.strip()) and not text.strip().endswith("。") and any(len(cells) >= _FEWEST_COLUMNS for cells in after)


def _closed(text: str) -> str:
    """Keep quotation marks that no spreadsheet wrote from swallowing the rest of the text."""
    return text if text.count('"') % 2 == 0 else text.replace('"', "”")


def _row(cells: Sequence[str]) -> Row:
    return tuple(WordCell(column=place, span=1, text=cell.strip()) for place, cell in enumerate(cells, start=1))


def _one_cell_a_line(text: str) -> Iterator[Block]:
    """Read a Word table saved as text: each cell begins a line behind a tab; a blank line ends each row."""
    before, *pieces = re.split(r"^\t", text, flags=re.MULTILINE)
    cells = [re.sub(r"\s*\n\s*", "\n", piece).strip() for piece in pieces]
    start, width = _head(pieces, cells)
    yield from (line.strip() for line in "\n".join([before, *cells[:start]]).split("\n"))
    if width:
        yield WordTable(tuple(_row(cells[place : place + width]) for place in range(start, len(cells), width)))


def _head(pieces: Sequence[str], cells: Sequence[str]) -> tuple[int, int]:
    """Return (first cell of the header, number of its cells); (all, 0) = no header."""
    for start in range(len(cells)):
        stop = next((n for n in range(start, len(cells)) if re.search(r"\n\s*\n\s*$", pieces[n])), len(cells) - 1) + 1
        labels = parts(cells[start:stop]).values()
        if {CONTENT, HOST} <= set(labels):
            return start, stop - start
    return len(cells), 0
