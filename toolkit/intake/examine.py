"""Open one file and say what it is. One level deep: what is inside a container comes as members. Runs in a worker."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

from toolkit.intake import tnef
from toolkit.intake.archives import archive_kind
from toolkit.intake.containers import KINDS, unpack
from toolkit.intake.formats.faults import guarded
from toolkit.intake.mail_body import BODY, is_body, is_link
from toolkit.intake.reading import Reading, trimmed
from toolkit.intake.sealed import sealed
from toolkit.intake.sheets import read_book
from toolkit.intake.sniff import sniff
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Sort
from toolkit.words.names import is_debris

PICTURES = frozenset({"pdf", "jpg", "png", "tif", "heic", "gif", "bmp", "webp", "ofd"})
_OTHERS = frozenset({"pptx", "ppt"})
_WORDS = frozenset({"docx", "doc", "wps", "rtf", "wordml", "odt"})
_TEXTS = frozenset({"text", "html", "mhtml", "csv", "tsv"})
_LINKS = frozenset({"text", "csv", "tsv", "xml", "html"})
INLINE_BYTES = 50 * 1024
CAPTION = 200
"""Letters that a Word file of scanned pages may have beside its pictures; a letter with a letterhead has more."""
_MAIL_HEAD = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:>?From [^\n]*\n)?(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?"
    rb"(?:from|received|return-path|delivered-to|message-id|mime-version|date|subject):",
    re.IGNORECASE,
)
_MAIL_MARKS = re.compile(rb"^(from|to|subject|date|received|message-id|mime-version|content-type|return-path):", re.I | re.M)


def examine(data: bytes, name: str, limits: Limits, *, inline: bool = False) -> Reading:
    """Return what the file is; never raises for anything the file holds.

    `name` is the name it came under: it decides what is debris, and is compared with the content (F06).
    """
    envelope = sealed(data)
    if envelope is not None:
        sort = Sort.REFUSED if envelope.code is Code.F03 else Sort.UNREADABLE
        return Reading(sort=sort, problems=(envelope,), kind="sealed")
    if is_debris(name):
        return Reading(sort=Sort.DEBRIS)
    if len(data) > limits.file_bytes:
        large = problem(Code.F03, None, None, detail=f"文件超过 {limits.file_bytes >> 20} MB")
        return Reading(sort=Sort.REFUSED, problems=(large,))
    kind = ""
    try:
        with guarded():
            kind = kind_of(data)
            return trimmed(_opened(data, name, kind, limits, inline=inline))
    except Unreadable as found:
        sort = Sort.REFUSED if found.problem.code is Code.F03 else Sort.UNREADABLE
        return Reading(sort=sort, problems=(found.problem,), kind=kind)


def kind_of(data: bytes) -> str:
    """Return what the content is, as `sniff` names it; besides: tar bz2 xz tnef ofd iwork."""
    packed = archive_kind(data)
    if packed is not None:
        return packed
    if data.startswith(tnef.SIGNATURE):
        return "tnef"
    kind = sniff(data)
    if kind == "zip":
        return _kind_of_zip(data)
    if kind in {"unknown", "text", "csv", "tsv"} and _is_mail(data):
        return "eml"
    return kind


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return "zip"
    if "OFD.xml" in names:  # the state's own page format: what PDF is elsewhere
        return "ofd"
    return "iwork" if "Index/Document.iwa" in names else "zip"


def _is_mail(data: bytes) -> bool:
    """Tell a mail whose headers hold bytes of no known encoding."""
    head = data[: 1 << 16]
    if not _MAIL_HEAD.match(head[:4096]):
        return False
    top = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    return len({found[1].lower() for found in _MAIL_MARKS.finditer(top)}) >= 3


def _opened(data: bytes, name: str, kind: str, limits: Limits, *, inline: bool) -> Reading:
    if kind in KINDS:
        return unpack(data, name, kind, limits)
    if kind in PICTURES:
        shown = inline and len(data) < INLINE_BYTES
        return Reading(sort=Sort.INLINE if shown else Sort.SCAN, kind=kind)
    if kind in _OTHERS:
        return Reading(sort=Sort.OTHER, kind=kind)
    if kind == "iwork":
        raise Unreadable(Code.F04, detail="苹果 iWork 文档，请导出为 .xlsx")
    if kind in {"doc", "wps"} and _scanned_doc(data):
        return Reading(sort=Sort.SCAN, kind=kind)
    if kind in _LINKS and is_link(data):
        return Reading(sort=Sort.OTHER, kind="link", link=True)
    book = read_book(data, name, limits)
    if is_body(name, inline=inline):
        named = (f"{BODY}{number or ''}" for number in (0, *range(2, len(book.sheets) + 1)))
        book = replace(book, sheets=tuple(replace(s, name=title) for s, title in zip(book.sheets, named, strict=False)))
    return Reading(sort=_sort(data, kind, book), book=book, kind=kind)


def _sort(data: bytes, kind: str, book: Book) -> Sort:
    """Tell a book from a document that has no table in it."""
    if kind not in _WORDS | _TEXTS or any(_tabular(sheet.cells) for sheet in book.sheets):
        return Sort.BOOK
    return Sort.SCAN if kind == "docx" and _scanned_docx(data) else Sort.OTHER


def _tabular(places: object) -> bool:
    """Tell a table, of two rows and two columns at the least, from lines of text."""
    found = list(places)  # type: ignore[call-overload]
    return len({row for row, _ in found}) > 1 and len({column for _, column in found}) > 1


def _scanned_docx(data: bytes) -> bool:
    """Tell a Word file of scanned pages: pictures, and no text beyond a caption."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        names = package.namelist()
        pictures = any(re.search(r"(^|/)media/", name.replace("\\", "/")) for name in names)
        if not pictures:
            return False
        part = next((name for name in names if name.replace("\\", "/").endswith("word/document.xml")), None)
        xml = package.read(part) if part else b""
    letters = b"".join(re.findall(rb"<w:t(?:\s[^>]*)?>([^<]*)<", xml)).decode("utf-8", "replace")
    return len(letters.strip()) <= CAPTION


def _scanned_doc(data: bytes) -> bool:
    """The same of an old .doc: little text in its count, a large stream of pictures."""
    import olefile

    with olefile.OleFileIO(BytesIO(data)) as package:
        if not package.exists("WordDocument"):
            return False
        head = package.openstream("WordDocument").read(0x60)
        pictures = package.get_size("Data") if package.exists("Data") else 0
    letters = int.from_bytes(head[0x4C:0x50], "little")
    encrypted = len(head) > 11 and bool(head[11] & 1)
    return not encrypted and letters <= CAPTION and pictures > INLINE_BYTES
