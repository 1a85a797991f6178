"""One file: what it is and what can be read of it. Never follows, never runs, never asks whose it is.

Pure but for programs that the machine may have (LibreOffice, unar), which run on a private copy.
"""

from toolkit.cells import Book
from toolkit.checks.problems import Code, Problem, problem
from toolkit.intake.containers import CONTAINERS, unpack
from toolkit.intake.limits import Limits, Unreadable
from toolkit.intake.names import extension, is_debris
from toolkit.intake.reading import Reading
from toolkit.intake.sheets import read_book
from toolkit.intake.sniff import sniff
from toolkit.records import Sort

SCANS = frozenset({"pdf", "jpg", "png", "tif", "heic", "gif", "bmp", "webp"})
PICTURES = SCANS - {"pdf"}
SIGNATURE_BYTES = 50 * 1024
_TABLES = frozenset({"csv", "tsv", "text", "html", "mhtml"})
"""Kinds that may just as well be a letter or a page."""
_WRITTEN = frozenset({"docx", "doc", "wps", "rtf", "odt", "wordml"})


def examine(data: bytes, name: str, limits: Limits, *, inline: bool = False) -> Reading:
    """Look at one file, without recursion: a container gives its members, a table its book. Never raises for content."""
    if is_debris(name):
        return Reading(sort=Sort.DEBRIS)
    if len(data) > limits.file_bytes:
        return _bad(problem(Code.F03, detail=f"文件超过 {limits.file_bytes >> 20} MB"))
    kind = sniff(data)
    if kind in PICTURES and inline and len(data) < SIGNATURE_BYTES:
        return Reading(sort=Sort.INLINE, kind=kind)
    if kind in SCANS:
        return Reading(sort=Sort.SCAN, kind=kind)
    try:
        if kind in CONTAINERS:
            return unpack(data, name, kind, limits)
        return _table(data, name, kind, limits)
    except Unreadable as fault:
        return _bad(fault.problem, kind)


def _bad(fault: Problem, kind: str = "") -> Reading:
    sort = Sort.REFUSED if fault.code is Code.F03 else Sort.UNREADABLE
    return Reading(sort=sort, problems=(fault,), kind=kind)


def _table(data: bytes, name: str, kind: str, limits: Limits) -> Reading:
    if kind == "unknown" and extension(name) in {"txt", "md", "log"}:
        return Reading(sort=Sort.OTHER, kind=kind)
    book = read_book(data, name, limits)
    filled = any(sheet.cells for sheet in book.sheets)
    if kind in _WRITTEN and not filled:
        return Reading(sort=Sort.SCAN if _pictures(data) else Sort.OTHER, kind=kind)
    if kind in _TABLES and not any(len({c for _, c in sheet.cells}) > 1 for sheet in book.sheets):
        return Reading(sort=Sort.OTHER, kind=kind)
    return Reading(sort=Sort.BOOK, book=book, problems=remarks(book, name), kind=kind)


def _pictures(data: bytes) -> bool:
    """Tell whether a Word file holds pictures: a scan pasted into a document."""
    import io
    import zipfile

    if not data.startswith(b"PK"):
        return b"\xff\xd8\xff" in data or b"\x89PNG\r\n" in data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any("/media/" in found.filename for found in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def remarks(book: Book, name: str) -> tuple[Problem, ...]:
    """Return a book's warnings as problems: F06 with what it claims and is, F07 with what was ignored."""
    found = []
    for code in book.warnings:
        detail = book.details.get(code, "")
        if code == Code.F06.name:
            claimed = extension(name)
            found.append(
                problem(Code.F06, extension=f".{claimed}" if claimed else "（无）", actual=detail or book.format)
            )
        else:
            found.append(problem(Code[code], detail=detail or "宏或外部链接"))
    return tuple(found)
