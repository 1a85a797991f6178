"""Open one file and say what it is. One level deep: what is inside a container comes as members. Runs in a worker."""

import re
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO

from toolkit.intake import tnef
from toolkit.intake.archives import archive_kind
from toolkit.intake.containers import IWORK, KINDS, VOLUME, is_volume, unpack
from toolkit.intake.encoded import unwrapped
from toolkit.intake.formats.faults import guarded
from toolkit.intake.inside_documents import only_pages, only_pictures, with_embedded
from toolkit.intake.mail_body import BODY, is_body, is_link
from toolkit.intake.mbox import is_mbox
from toolkit.intake.reading import Reading, trimmed
from toolkit.intake.sealed import sealed
from toolkit.intake.sheets import read_book
from toolkit.intake.smime import cms_kind
from toolkit.intake.sniff import sniff
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Sort
from toolkit.ooxml.zip_directory import directory
from toolkit.ooxml.zip_guard import DAMAGE
from toolkit.words.names import is_debris

PICTURES = frozenset({"pdf", "jpg", "png", "tif", "heic", "gif", "bmp", "webp", "ofd"})
_OTHERS = frozenset({"pptx", "ppt"})
_WORDS = frozenset({"docx", "doc", "wps", "rtf", "wordml", "odt"})
_TEXTS = frozenset({"text", "html", "mhtml", "csv", "tsv"})
_LINKS = frozenset({"text", "csv", "tsv", "xml", "html"})
_SHEETS = frozenset({"xlsx", "xlsm", "xls", "et", "ods"})
_SAYS_SCAN = re.compile(
    r"盖章|签章|扫描|签字|(?<!logo)(?<!徽)[\u4e00-\u9fff](?:局|镇|乡|委|办|院|会|部|中心|公司|政府)(?!.*(?:logo|徽|标志|二维码|签名档))",
    re.IGNORECASE,
)
"""Names that a unit gives to its sealed page, and no mail program to a picture of a signature."""
INLINE_BYTES = 50 * 1024
_MEMBERS = 1 << 16
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
            data = unwrapped(data)
            kind = kind_of(data)
            return trimmed(_opened(data, name, kind, limits, inline=inline))
    except Unreadable as error:
        sort = Sort.REFUSED if error.problem.code is Code.F03 else Sort.UNREADABLE
        return Reading(sort=sort, problems=(error.problem,), kind=kind)


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
        kind = "eml"
    if kind == "eml" and is_mbox(data):
        return "mbox"
    return "p7m" if kind == "unknown" and cms_kind(data) else kind


def _kind_of_zip(data: bytes) -> str:
    try:
        names = {entry.name for entry in directory(data, _MEMBERS)}
    except (Unreadable, *DAMAGE):
        return "zip"
    if "OFD.xml" in names:  # the state's own page format: what PDF is elsewhere
        return "ofd"
    return "iwork" if _is_iwork(names) else "zip"


def _is_iwork(names: set[str]) -> bool:
    """Tell a document of Apple's: flat, or (an older one, or one that was a folder) below a single top folder."""
    plain = {name.replace("\\", "/") for name in names if not name.endswith("/") and "__MACOSX" not in name}
    tops = {name.split("/", 1)[0] for name in plain}
    if len(tops) == 1 and re.search(r"\.(numbers|pages|key)$", next(iter(tops)), re.IGNORECASE):
        return True
    return bool(plain & {"Index/Document.iwa", "Index.zip", "index.apxl", "index.xml.gz", "index.apxl.gz"}) or (
        "index.xml" in plain and "buildVersionHistory.plist" in plain
    )


def _is_mail(data: bytes) -> bool:
    """Tell a mail whose headers hold bytes of no known encoding."""
    head = data[: 1 << 16]
    if not _MAIL_HEAD.match(head[:4096]):
        return False
    top = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    return len({match[1].lower() for match in _MAIL_MARKS.finditer(top)}) >= 3


def _opened(data: bytes, name: str, kind: str, limits: Limits, *, inline: bool) -> Reading:
    if kind in KINDS:
        return unpack(data, name, kind, limits)
    if kind in PICTURES:
        shown = inline and len(data) < INLINE_BYTES and not _SAYS_SCAN.search(name)
        return Reading(sort=Sort.INLINE if shown else Sort.SCAN, kind=kind)
    if kind in _OTHERS:
        return Reading(sort=Sort.OTHER, kind=kind)
    if kind == "iwork":
        raise Unreadable(Code.F04, detail=IWORK)
    if kind == "unknown" and is_volume(name, data):
        raise Unreadable(Code.F04, detail=VOLUME)
    if kind in {"doc", "wps"} and _scanned_doc(data):
        return Reading(sort=Sort.SCAN, kind=kind)
    if kind in _LINKS and is_link(data):
        return Reading(sort=Sort.OTHER, kind="link", link=True)
    book = read_book(data, name, limits, kind)
    if is_body(name, inline=inline):
        named = (f"{BODY}{number or ''}" for number in (0, *range(2, len(book.sheets) + 1)))
        book = replace(book, sheets=tuple(replace(s, name=title) for s, title in zip(book.sheets, named, strict=False)))
    bare = kind in _SHEETS and not any(_tabular(sheet.cells) for sheet in book.sheets)
    if data.startswith(b"PK") and (bare or kind in _WORDS):
        book = with_embedded(book, data, limits)
    return Reading(sort=_sort(data, kind, book, limits), book=book, kind=kind)


def _sort(data: bytes, kind: str, book: Book, limits: Limits) -> Sort:
    """Tell a book from a document that has no table in it."""
    if kind in _SHEETS and _says_little(book) and only_pictures(data, kind, limits):
        return Sort.SCAN
    if kind not in _WORDS | _TEXTS or any(_tabular(sheet.cells) for sheet in book.sheets):
        return Sort.BOOK
    return Sort.SCAN if kind == "docx" and only_pages(data, limits, CAPTION) else Sort.OTHER


def _says_little(book: Book) -> bool:
    """Tell whether all cells together have no more letters than a caption."""
    left = CAPTION
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            left -= len(str(cell.value))
            if left < 0:
                return False
    return True


def _tabular(places: Iterable[tuple[int, int]]) -> bool:
    """Tell a table, of two rows and two columns at the least, from lines of text."""
    first: tuple[int, int] | None = None
    rows = columns = False
    for row, column in places:
        first = first or (row, column)
        rows, columns = rows or row != first[0], columns or column != first[1]
        if rows and columns:
            return True
    return False


def _scanned_doc(data: bytes) -> bool:
    """Tell an old .doc of scanned pages: little text in its count, a large stream of pictures."""
    import olefile

    with olefile.OleFileIO(BytesIO(data)) as package:
        if not package.exists("WordDocument"):
            return False
        head = package.openstream("WordDocument").read(0x60)
        pictures = package.get_size("Data") if package.exists("Data") else 0
    letters = int.from_bytes(head[0x4C:0x50], "little")
    encrypted = len(head) > 11 and bool(head[11] & 1)
    return not encrypted and letters <= CAPTION and pictures > INLINE_BYTES
