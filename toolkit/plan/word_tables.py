"""A Word document as paragraphs and tables in reading order; what was struck out or drawn twice is left out. Pure."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from toolkit.nouns.errors import ToolkitError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNSEEN = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_UNPACKED_MOST = 256 * 1024 * 1024
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, SyntaxError, RuntimeError, AttributeError,
)  # fmt: skip
"""What zipfile, lxml and python-docx raise over a stranger's bytes (NotImplementedError is a RuntimeError)."""
_NO_WORD = "这份通知打不开：不是 .docx 文档或已损坏；.doc、.wps、PDF 请先用 WPS 或 Word 另存为 .docx 再导入。"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCell:
    """One cell of a Word table row."""

    column: int
    """First grid column that it covers."""
    span: int
    text: str
    continued: bool = False
    """It is the lower part of a vertically merged cell."""
    counted: bool = False
    """Its number is Word's automatic numbering, which is nowhere in the text."""


Row = tuple[WordCell, ...]


@dataclass(frozen=True, slots=True)
class WordTable:
    rows: tuple[Row, ...]


def read_word(data: bytes) -> tuple[str | WordTable, ...]:
    """Return paragraphs (texts) and tables in reading order.

    Raises:
        ToolkitError: not a Word document.
    """
    return tuple(_blocks(_body(data)))


def _body(data: bytes) -> Any:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            if sum(member.file_size for member in package.infolist()) > _UNPACKED_MOST:
                raise ToolkitError("这份通知解开后太大，不像一份通知；请另存一份不带图片的 .docx 再导入。")
        return docx.Document(BytesIO(data)).element.body
    except (OpcError, *_DAMAGED):
        raise ToolkitError(_NO_WORD) from None


def _blocks(element: Any) -> Iterator[str | WordTable]:
    for child in element.iterchildren():
        if child.tag in _UNSEEN or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tbl":
            yield WordTable(tuple(_row(row) for row in _within(child, "tr")))
            # A table laid out inside a cell of another is a table too.
            for cell in child.iter(f"{_W}tc"):
                if cell.find(f"{_W}tbl") is not None and _outermost(cell) is child:
                    yield from (block for block in _blocks(cell) if isinstance(block, WordTable))
        else:
            yield from _blocks(child)


def _outermost(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tbl"))


def _within(element: Any, name: str) -> Iterator[Any]:
    """Yield the parts of that name, also inside content controls and insertions, not inside an inner table."""
    for child in element.iterchildren():
        if child.tag == f"{_W}{name}":
            if not _struck(child):
                yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"}:
            yield from _within(child, name)


def _struck(row: Any) -> bool:
    return row.find(f"{_W}trPr/{_W}del") is not None


def _row(row: Any) -> Row:
    column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    slots = []
    for cell in _within(row, "tc"):
        span = max(_number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1), 1)
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        text = "\n".join(filter(None, (_text(p).strip() for p in _within(cell, "p"))))
        slots.append(
            WordCell(
                column=column,
                span=span,
                text=text,
                continued=merge is not None and merge.get(f"{_W}val", "continue") == "continue",
                counted=not text and cell.find(f".//{_W}pPr/{_W}numPr") is not None,
            )
        )
        column += span
    return tuple(slots)


def _number(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return min(int(value), 1000) if value.isdecimal() else default


def _text(paragraph: Any) -> str:
    """Return what a reader sees: no deletions, field codes or second drawings; breaks as line breaks."""
    pieces: list[str] = []
    _gather(paragraph, pieces)
    return "".join(pieces)


def _gather(element: Any, pieces: list[str]) -> None:
    for child in element.iterchildren():
        if child.tag in _UNSEEN or not isinstance(child.tag, str) or child.tag == f"{_W}tbl":
            continue
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in {f"{_W}br", f"{_W}cr"} or (child.tag == f"{_W}p" and pieces):
            pieces.append("\n")
        elif child.tag == f"{_W}tab":
            pieces.append(" ")
        if child.tag not in {f"{_W}t", f"{_W}pPr", f"{_W}rPr"}:
            _gather(child, pieces)
