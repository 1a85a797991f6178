"""Bytes → Book: tell the format by its content, read it fully or not at all. Pure, but for LibreOffice (office.py)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from toolkit.cells import Book
from toolkit.checks.problems import Code
from toolkit.intake.formats.faults import guarded
from toolkit.intake.limits import Limits, Unreadable
from toolkit.intake.sniff import sniff

_EXTENSIONS = {
    "xlsx": {"xlsx", "xltx"},
    "xlsm": {"xlsm", "xltm"},
    "xlsb": {"xlsb"},
    "xls": {"xls", "et", "xlt", "ett"},
    "ods": {"ods", "ots"},
    "fods": {"fods"},
    "csv": {"csv", "txt"},
    "tsv": {"tsv", "txt", "csv", "tab"},
    "text": {"csv", "txt", "tsv"},
    "html": {"html", "htm"},
    "mhtml": {"mht", "mhtml"},
    "xmlss": {"xml"},
    "docx": {"docx", "dotx", "docm"},
    "doc": {"doc", "wps", "dot", "wpt"},
    "wps": {"wps", "doc"},
    "rtf": {"rtf", "doc"},
    "wordml": {"xml", "doc"},
    "odt": {"odt"},
}
"""Kind of content → the extensions that tell no lie about it."""
_NAMED = {"xmlss": "xml", "et": "xls", "text": "csv"}


def read_book(data: bytes, name: str, limits: Limits) -> Book:
    """Return the tables in a file.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe, F04 not a table that can be read here.
    """
    if len(data) > limits.file_bytes:
        raise Unreadable(Code.F03, detail=f"文件超过 {limits.file_bytes >> 20} MB")
    with guarded():
        kind = sniff(data)
        kind = "xls" if kind == "et" else kind
        book = _reader(kind, name)(data, limits)
    return _with_extension(book, kind, name)


def _with_extension(book: Book, kind: str, name: str) -> Book:
    """Add F06 when the extension says something else than the content."""
    extension = PurePath(name).suffix.lower().lstrip(".")
    if not extension or extension in _EXTENSIONS.get(kind, {extension}):
        return book
    return replace(book, warnings=("F06", *book.warnings), details={"F06": _NAMED.get(kind, kind), **book.details})


def _reader(kind: str, name: str) -> Callable[[bytes, Limits], Book]:
    """Return the reader for a kind of content; each loads its libraries only now."""
    if kind in {"xlsx", "xlsm"}:
        from toolkit.intake.formats.xlsx import read_xlsx  # noqa: PLC0415

        return lambda data, limits: read_xlsx(data, limits, kind)
    if kind == "xls":
        from toolkit.intake.formats.xls import read_xls  # noqa: PLC0415

        return read_xls
    if kind == "ods":
        from toolkit.intake.formats.ods import read_ods  # noqa: PLC0415

        return read_ods
    if kind == "fods":
        from toolkit.intake.formats.ods import read_fods  # noqa: PLC0415

        return read_fods
    if kind in {"csv", "tsv", "text"}:
        from toolkit.intake.formats.text import read_csv  # noqa: PLC0415

        return read_csv
    raise Unreadable(Code.F04, detail=_described(kind, name))


def _described(kind: str, name: str) -> str:
    return kind
