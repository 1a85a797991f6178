"""Read csv and tsv, in whatever encoding and with whatever separator the office program left; all cells are text."""

import csv
import io
import re
from collections.abc import Iterator

from toolkit.intake.formats.grid import CellGrid
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_KEPT_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_LOOK = 200
_FIELD = 4 << 20


def read_csv(data: bytes, limits: Limits) -> Book:
    """Return the one nameless sheet of a text table.

    Raises:
        Unreadable: F01 no known encoding, F03 too many cells.
    """
    text = decode(data)
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"sep=(.)\r?", first.strip("\r"))
    delimiter = declared[1] if declared else separator(text)
    grid = CellGrid("", limits)
    for row, fields in enumerate(_records(rest if declared else text, delimiter), 2 if declared else 1):
        for column, field in enumerate(fields, 1):
            if field:
                grid.put_plain(row, column, _plain(field))
    return Book(format="csv", sheets=(grid.sheet(),))


def decode(data: bytes, declared: str = "") -> str:
    """Return the text: by its byte order mark, by what it declares, as UTF-8, as UTF-16, as GB18030.

    Raises:
        Unreadable: F01 it is none of these.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    for encoding in (declared, "utf-8", _wide(data), "gb18030"):
        if encoding:
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
    raise Unreadable(Code.F01, detail="文字编码无法识别")


def separator(text: str) -> str:
    """Return the character that splits the first records most evenly: comma, tab or semicolon."""
    return max("\t,;", key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    """Rate a separator: in how many records it occurs, then how often the commonest width occurs."""
    widths = []
    for fields in _records(text[: 1 << 16], delimiter):
        if any(fields):
            widths.append(len(fields))
        if len(widths) >= _LOOK:
            break
    split = [width for width in widths if width > 1]
    return (len(split), max((split.count(width) for width in set(split)), default=0))


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_FIELD)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _wide(data: bytes) -> str:
    """Return the UTF-16 form of text without a byte order mark, by where its zero bytes are; "" = it is none."""
    head = data[:4096]
    if b"\x00" not in head:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _plain(field: str) -> str:
    """Return ="007" as 007 (programs write it so that a spreadsheet keeps the text), line breaks as \\n."""
    kept = _KEPT_AS_TEXT.fullmatch(field)
    text = kept[1].replace('""', '"') if kept else field
    return text.replace("\r\n", "\n").replace("\r", "\n")
