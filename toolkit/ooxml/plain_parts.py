"""The fast look at a worksheet or string table: plain cells by one regular expression, or None = take the precise look.

It gives exactly what the precise pass gives or nothing at all: every cell of the XML must be of the plain shape that
office programs write for values, counted; a formula, rich text, a comment, an unusual prefix or order ends it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from toolkit.ooxml.relations import unescape
from toolkit.ooxml.xml import parse
from toolkit.ooxml.zip_guard import KEPT_UP_TO

LONGEST = 4 << 20
"""A longer part is streamed instead."""
_LONGEST_ROW = 4 << 10
"""Bytes of a row that is remembered."""

_CELL = re.compile(
    r'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"(?: s="([0-9]{1,6})")?(?: t="(s|n|b|e|inlineStr)")?'
    r'(?: ?/>|>(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
_FILLED = re.compile(_CELL.pattern.replace(" ?/>|>(?:<v>", ">(?:<v>").replace(")?</c>)", ")</c>)"))
"""The same with something in it."""
_ROW = re.compile(
    r'(?: [A-Za-z][A-Za-z0-9:]*="[^"<>&]*")*+ ?'
    rf"(?:/>|>(?:{re.sub(r'[(](?![?])', '(?:', _CELL.pattern)})*+</row>)"
)
"""What stands behind "<row" up to the next one: a row of plain cells, all of it."""
_NUMBERED = re.compile(r' r="[0-9]+"')
_BEGIN, _NEXT = b"<sheetData>", b"<row"
_NO_SIGN = bytes(code for code in range(32) if chr(code) not in "\t\n\r")
"""What no XML may hold."""
_ITEM = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t>(?:<phoneticPr(?: [A-Za-z]+="[A-Za-z0-9]*"){0,4} ?/>)?</si>')
"""A text of one piece; Chinese Excel adds to many how their pinyin would look."""
_LOOK = re.compile(r'(?:<(?!strike)[A-Za-z]+(?: [A-Za-z]+="[^"<>&]*"){0,4} ?/>)*')
"""How a run of a text looks, where that says nothing: what is struck out is withdrawn."""
_REFERENCE = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|[a-z]+);")
_FAR = re.compile("&#([1-9][0-9]{2,6});")
"""A sign by its number, as openpyxl writes Chinese: no such sign is a part of XML itself."""
_USUAL = re.compile("&(?:lt|gt|amp|quot|apos|#9|#10|#13);")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_MERGE = re.compile(r'<mergeCell ref="([A-Za-z0-9:$]+)" ?/>')
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?(?: standalone=["'](?:yes|no)["'])?\s*\?>\s*)?"""
    rb"<(worksheet|sst)[ >]"
)
"""UTF-8 by name or by silence; any other encoding is expat's to decode."""
_SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

Plain = tuple[str, str, str, str]
"""Address, style, type, value of one plain cell; "" = it has none."""


PlainRow = tuple[Plain, ...]


class PlainSheet(NamedTuple):
    """What a worksheet of plain cells holds."""

    rows: tuple[PlainRow, ...]
    """Cells in order; where they were not told by rows, all in one."""
    merges: tuple[str, ...]


def plain_cells(xml: bytes) -> PlainSheet | None:
    """Return the cells and merges of a worksheet that has only plain ones; None = it needs the precise look."""
    return _in_rows(xml) or _anywhere(xml)


def _in_rows(xml: bytes) -> PlainSheet | None:
    """Return what a worksheet holds whose rows are of the shape that office programs write; None = look at it as a whole.

    Each row is told sign by sign, by one expression; what stands around them by expat: both once for copies that have it alike.
    """
    begin, end = xml.find(_BEGIN) + len(_BEGIN), xml.rfind(b"</sheetData>")
    if not len(_BEGIN) <= begin <= end:
        return None
    rows, around = xml[begin:end], xml[:begin] + xml[end:]
    merges = _around_again(around) if len(around) <= KEPT_UP_TO else _around(around)
    if merges is None:
        return None
    before, *each = rows.split(_NEXT)
    read: list[PlainRow] = []
    for xml_row in each:
        row = _row_again(xml_row) if len(xml_row) <= _LONGEST_ROW else _row(xml_row)
        if row is None:
            return None
        read.append(row)
    return None if before else PlainSheet(tuple(read), merges)


def _row(xml: bytes) -> PlainRow | None:
    """Return the cells of one row that hold something; `xml`: what stands behind its "<row". None = it is of another shape."""
    if b"]]>" in xml or b"XInclude" in xml or len(xml.translate(None, _NO_SIGN)) != len(xml):
        return None
    text = _decoded(xml)
    if not _ROW.fullmatch(text) or ("&" in text and "&" in _USUAL.sub("", text)) or 't="inlineStr"><v>' in text:
        return None
    if not _is_tag(_NUMBERED.sub(' r="1"', text.partition(">")[0])):
        return None  # the rows of a long table differ in their numbers alone
    read = _text if "\r" in text or "&" in text else str
    cells = _FILLED.findall(text)
    return tuple([(place, style, kind, read(value or inline)) for place, style, kind, value, inline in cells if value or inline])


_row_again = lru_cache(maxsize=512)(_row)
"""The header, the foot and the page of explanations are the same in all copies of a form."""


def _around(xml: bytes) -> tuple[str, ...] | None:
    """Return the merges of a worksheet whose rows were taken out; None = it is of an unusual kind."""
    path: list[str] = []
    above: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        above[:] = path if tag == "sheetData" else above
        path.append(tag)

    def end(_: str) -> None:
        path.pop()

    if b"<c " in xml or b"<c>" in xml or b"<?" in xml[len("\ufeff".encode()) + 1 :]:
        return None
    try:
        if not _is_plain(xml, b"worksheet"):
            return None
        parse(xml, start, end)
    except ExpatError:
        return None  # it may be whole with its rows
    merges = _MERGE.findall(xml.decode())
    return tuple(merges) if above == ["worksheet"] and len(merges) == xml.count(b"<mergeCell ") else None


_around_again = lru_cache(maxsize=64)(_around)


def _decoded(rows: bytes) -> str:
    """Return UTF-8 that XML may hold as text, most signs for their numbers; "<" = it is none."""
    try:
        text = _signs_for_numbers(rows.decode())
        text.encode()  # a number may be that of half a sign
    except (UnicodeError, ValueError, OverflowError):
        return "<"
    return "<" if "\ufffe" in text or "\uffff" in text else text


def _signs_for_numbers(text: str) -> str:
    """Return a text with the signs that stand in it by number, all at once: one by one they took longer than all else.

    Raises: ValueError, there is no such sign.
    """
    if "&#" not in text:
        return text
    pieces = _FAR.split(text)
    pieces[1::2] = map(chr, map(int, pieces[1::2]))
    return "".join(pieces)


@lru_cache(maxsize=1024)
def _is_tag(attributes: str) -> bool:
    """Tell whether a row's attributes are XML, none of them twice, and its number is one."""
    rows: list[str] = []
    try:
        parse(f"<row{attributes.removesuffix('/')}/>".encode(), lambda _, said: rows.append(said.get("r", "1")))
    except ExpatError:
        return False
    return rows[0].isdecimal() and "xmlns" not in attributes


def _anywhere(xml: bytes) -> PlainSheet | None:
    if not _is_plain(xml, b"worksheet"):
        return None
    whole = _signs_for_numbers(xml.decode())
    pieces = _CELL.findall(whole)
    merges = _MERGE.findall(whole)
    if len(pieces) != xml.count(b"<c ") or b"<c>" in xml or len(merges) != xml.count(b"<mergeCell "):
        return None
    if xml.rfind(b"<c ") > xml.find(b"</sheetData>") >= 0:
        return None
    if any(kind == "inlineStr" and value for _, _, kind, value, _ in pieces):
        return None
    cells = [(place, style, kind, _text(value or inline)) for place, style, kind, value, inline in pieces if value or inline]
    return PlainSheet((tuple(cells),), tuple(merges))


def plain_strings(xml: bytes) -> Sequence[str] | None:
    """Return the shared strings of a table that has only plain ones; None = it needs the precise look."""
    return _strings_again(xml) if len(xml) <= KEPT_UP_TO else _strings(xml)


def _strings(xml: bytes) -> Sequence[str] | None:
    texts = plain_texts(xml)
    return None if texts is None else tuple([unescape(text) for text in texts])


_strings_again = lru_cache(maxsize=4)(_strings)


def plain_texts(xml: bytes) -> list[str] | None:
    """Return the same as they stand there: `_x000D_` not decoded."""
    if not _is_plain(xml, b"sst"):
        return None
    text = _signs_for_numbers(xml.decode())
    pieces = _ITEM.findall(_in_one_piece(text) if "<r>" in text else text)
    if len(pieces) != xml.count(b"<si"):
        return None
    return [_text(item) for item in pieces]


def _in_one_piece(text: str) -> str:
    """Return texts of several fonts, as LibreOffice writes Chinese beside digits, as texts of one; others as they are."""
    before, *looks = text.split("<rPr>")
    told = [look.partition("</rPr>") for look in looks]
    if "\r" in text or not all(map(_LOOK.fullmatch, {look for look, _, _ in told})):
        return text
    plain = "".join([before, *[behind for _, _, behind in told]]).replace('<t xml:space="preserve">', "<t>")
    return plain.replace("</t></r><r><t>", "").replace("<si><r><t>", "<si><t>").replace("</t></r>", "</t>")


def _is_plain(xml: bytes, root: bytes) -> bool:
    """Tell UTF-8 without comments or sections; that it is XML at all, expat says at its full speed."""
    head = _HEAD.match(xml)
    if head is None or head[1] != root or b"<!" in xml or b"XInclude" in xml:
        return False
    if _SPACE not in xml[: xml.find(b">", head.end() - 1)] or xml.count(b" xmlns=") != 1:
        return False
    parse(xml, None)
    return True


def _text(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_letter, text) if "&" in text else text


def _letter(reference: "re.Match[str]") -> str:
    """Return what &#8212; &#x2014; or &amp; stands for; without a DTD there are no others."""
    name = reference[1]
    if name.startswith("#x"):
        return chr(int(name[2:], 16))
    return chr(int(name[1:])) if name.startswith("#") else _NAMED[name]
