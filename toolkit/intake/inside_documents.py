"""What documents hold besides their text: workbooks embedded in them, scanned pages pasted into them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from toolkit.intake.formats.compound import Compound
from toolkit.intake.sniff import sniff
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import main_part
from toolkit.ooxml.xml import OWN, feed

_EMBEDDED = re.compile(r"(^|/)(embeddings|object \d+)/[^/]+$")
_PICTURE = re.compile(r"(^|/)(media|pictures)/[^/]+\.(jpe?g|png|tiff?|bmp|gif|heic|webp|emf|wmf)$")
_MEDIA = re.compile(r"(^|/)media/")
_BOOKS = frozenset({"xlsx", "xlsm", "xlsb", "xls", "et", "ods"})
_MOST = 20
SCANNED_BYTES = 50 * 1024
"""Bytes of a picture that may be a scanned page."""


def with_embedded(book: Book, data: bytes, limits: Limits) -> Book:
    """Return the book with the sheets of the workbooks that are embedded in its document; one that is broken is left out."""
    sheets, properties = list(book.sheets), dict(book.properties)
    for inner in _embedded(data, limits):
        sheets += inner.sheets
        properties |= inner.properties
    return replace(book, sheets=tuple(sheets), properties=properties) if len(sheets) > len(book.sheets) else book


def _embedded(data: bytes, limits: Limits) -> Iterator[Book]:
    from toolkit.intake.sheets import read_book

    try:
        package = GuardedPackage(data, limits)
    except Unreadable:
        return
    for name in [name for name in package.names if _EMBEDDED.search(name)][:_MOST]:
        try:
            content = _unwrapped(package.read(name))
            if sniff(content) in _BOOKS | {"encrypted"}:
                yield read_book(content, "", limits)
        except Unreadable as error:
            if error.problem.code is Code.F03:
                raise


def _unwrapped(content: bytes) -> bytes:
    """Return the workbook in an OLE object: a whole file in a stream of it, or the object itself."""
    if sniff(content) != "ole":
        return content
    try:
        compound = Compound(content)
        return next((compound.read(name) for name in ("Package", "CONTENTS") if compound.has(name)), content)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return content


def only_pictures(data: bytes, kind: str, limits: Limits) -> bool:
    """Tell a workbook without a table that a scanned page was pasted into."""
    if kind in {"xls", "et"}:
        pictures = [match.start() for match in re.finditer(rb"\xff\xd8\xff[\xe0-\xee]|\x89PNG\r\n\x1a\n", data)]
        return bool(pictures) and len(data) > SCANNED_BYTES
    try:
        entries = GuardedPackage(data, limits).entries
    except Unreadable:
        return False
    return any(_PICTURE.search(entry.folded) and entry.size > SCANNED_BYTES for entry in entries)


def only_pages(data: bytes, limits: Limits, letters: int) -> bool:
    """Tell a Word file of scanned pages: pictures, and no more than so many letters of a caption."""
    package = GuardedPackage(data, limits)
    part = main_part(package, "word/document.xml")
    if part not in package or not any(_MEDIA.search(name) for name in package.names):
        return False
    taking, seen = False, 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal taking
        taking = tag == "w:t"

    def end(_: str) -> None:
        nonlocal taking
        taking = False

    def text(piece: str) -> None:
        nonlocal seen
        seen += len(piece.strip()) if taking else 0

    feed(package.pieces(part), start, end, text, spaces=OWN)
    return seen <= letters
