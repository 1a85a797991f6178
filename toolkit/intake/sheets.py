"""Bytes → Book: tell the format by its content, read it fully or not at all. Pure, but for LibreOffice (office.py)."""

import struct
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from xml.parsers.expat import ExpatError

from toolkit.intake.formats.compound import is_cut
from toolkit.intake.formats.faults import guarded
from toolkit.intake.sniff import sniff
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_EXTENSIONS = {
    "xlsx": {"xlsx", "xltx"},
    "xlsm": {"xlsm", "xltm"},
    "xlsb": {"xlsb"},
    "xls": {"xls", "et", "xlt", "ett"},
    "et": {"xls", "et", "xlt", "ett"},
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
Reader = Callable[[bytes, Limits], Book]

_READERS = {
    "xlsx": ("xlsx", "read_xlsx"),
    "xlsm": ("xlsx", "read_xlsm"),
    "xlsb": ("xlsb", "read_xlsb"),
    "xls": ("xls", "read_xls"),
    "et": ("xls", "read_xls"),
    "ods": ("ods", "read_ods"),
    "fods": ("ods", "read_fods"),
    "csv": ("text", "read_csv"),
    "tsv": ("text", "read_csv"),
    "text": ("text", "read_csv"),
    "html": ("html", "read_html"),
    "mhtml": ("html", "read_mhtml"),
    "xmlss": ("xmlss", "read_xmlss"),
    "docx": ("word", "read_docx"),
}
_CONVERTED = {"doc", "wps", "rtf", "wordml", "odt"}
_DESCRIBED = {
    **dict.fromkeys(("jpg", "png", "tif", "heic", "gif", "bmp", "webp"), "图片"),
    **dict.fromkeys(("zip", "rar", "7z", "gz"), "压缩包"),
    **dict.fromkeys(("pptx", "ppt"), "演示文稿"),
    "pdf": "PDF",
    "eml": "邮件",
    "msg": "Outlook 邮件",
    "xml": "XML 数据",
    "ole": "未知的复合文档",
    "lnk": "快捷方式，只指向发件人电脑里的文件，请直接发送原文件",
    "uof": "标文通 UOF 文档，请用 WPS 打开后另存为 .xlsx",
}
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
        if kind == "encrypted":
            data = _unlocked(data, limits)
            kind = sniff(data)
        if kind == "ole" and is_cut(data):
            raise Unreadable(Code.F01, detail="文件不完整，后半部分没有传到")
        book = _reader(kind)(data, limits)
    return _with_extension(book, kind, name)


def _unlocked(data: bytes, limits: Limits) -> bytes:
    """Return the workbook inside, where its password is the one that every office program tries by itself.

    Raises:
        Unreadable: F02 it has a password of its own.
    """
    from toolkit.intake.formats.library_password import opened

    try:
        plain = opened(data, limits)
    except (LookupError, ValueError, OSError, struct.error, ExpatError):
        plain = None
    if plain is None:
        raise Unreadable(Code.F02)
    return plain


def _with_extension(book: Book, kind: str, name: str) -> Book:
    """Add F06 when the extension says something else than the content."""
    extension = PurePath(name).suffix.lower().lstrip(".")
    if not extension or extension in _EXTENSIONS.get(kind, {extension}):
        return book
    return replace(book, warnings=("F06", *book.warnings), details={"F06": _NAMED.get(kind, kind), **book.details})


def _reader(kind: str) -> Reader:
    """Return the reader for a kind of content; each loads its libraries only now.

    Raises:
        Unreadable: F01 it is empty, F09 encrypted by document-control software, F04 no reader for it.
    """
    if kind == "guarded":
        raise Unreadable(Code.F09)
    if kind == "empty":
        raise Unreadable(Code.F01, detail="文件是空的")
    if kind in _CONVERTED:
        office = import_module("toolkit.intake.formats.libreoffice")
        word = import_module("toolkit.intake.formats.word")
        reader: Reader = office.read_converted(kind if kind != "wordml" else "xml", word.read_docx)
        return reader
    if kind not in _READERS:
        raise Unreadable(Code.F04, detail=_DESCRIBED.get(kind, "无法识别的格式"))
    module, function = _READERS[kind]
    read: Reader = getattr(import_module(f"toolkit.intake.formats.{module}"), function)
    return read
