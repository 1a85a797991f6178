"""Bytes → Book: tell the format by its content, read it fully or not at all. Pure, but for LibreOffice (office.py)."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePath
from xml.parsers.expat import ExpatError

from toolkit.intake.formats.compound import is_cut
from toolkit.intake.formats.faults import guarded
from toolkit.intake.sniff import sniff
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

Reader = Callable[[bytes, Limits], Book]
_OFFICE = "libreoffice"


@dataclass(frozen=True, slots=True)
class _Format:
    """A kind of content that is read here."""

    reader: str
    """"module:function" below formats; a module is loaded only when it is needed."""
    extensions: str
    """The extensions that tell no lie about it."""


_FORMATS = {
    "xlsx": _Format("xlsx:read_xlsx", "xlsx xltx"),
    "xlsm": _Format("xlsx:read_xlsm", "xlsm xltm"),
    "xlsb": _Format("xlsb:read_xlsb", "xlsb"),
    "xls": _Format("xls:read_xls", "xls et xlt ett"),
    "et": _Format("xls:read_xls", "xls et xlt ett"),
    "ods": _Format("ods:read_ods", "ods ots"),
    "fods": _Format("ods:read_fods", "fods"),
    "csv": _Format("text:read_csv", "csv txt"),
    "tsv": _Format("text:read_csv", "tsv txt csv tab"),
    "text": _Format("text:read_csv", "csv txt tsv"),
    "html": _Format("html:read_html", "html htm"),
    "mhtml": _Format("html:read_mhtml", "mht mhtml"),
    "xmlss": _Format("xmlss:read_xmlss", "xml"),
    "docx": _Format("word:read_docx", "docx dotx docm"),
    "doc": _Format(_OFFICE, "doc wps dot wpt"),
    "wps": _Format(_OFFICE, "wps doc"),
    "rtf": _Format(_OFFICE, "rtf doc"),
    "wordml": _Format(_OFFICE, "xml doc"),
    "odt": _Format(_OFFICE, "odt"),
}
"""Kind of content, as `sniff` names it → how it is read."""
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


def read_book(data: bytes, name: str, limits: Limits, kind: str = "") -> Book:
    """Return the tables in a file; `kind`: what `sniff` calls its content, where that was asked already.

    Raises:
        Unreadable: F01 damaged, F02 encrypted, F03 unsafe, F04 not a table that can be read here.
    """
    if len(data) > limits.file_bytes:
        raise Unreadable(Code.F03, detail=f"文件超过 {limits.file_bytes >> 20} MB")
    with guarded():
        kind = kind or sniff(data)
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
    if not extension or extension in _FORMATS[kind].extensions.split():
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
    if kind not in _FORMATS:
        raise Unreadable(Code.F04, detail=_DESCRIBED.get(kind, "无法识别的格式"))
    if _FORMATS[kind].reader == _OFFICE:
        from toolkit.intake.formats import libreoffice, word

        return libreoffice.read_converted(kind if kind != "wordml" else "xml", word.read_docx)
    module, function = _FORMATS[kind].reader.split(":")
    read: Reader = getattr(import_module(f"toolkit.intake.formats.{module}"), function)
    return read
