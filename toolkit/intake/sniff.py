"""Tell what a file is by its content alone; its name is never asked. Pure, never raises."""

import re
from collections.abc import Callable
from io import BytesIO

from toolkit.nouns.limits import Unreadable
from toolkit.ooxml.package import OLE
from toolkit.ooxml.zip_directory import directory, folded_name
from toolkit.ooxml.zip_guard import DAMAGE, beginning

_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\x62\x14\x23\x65", "guarded"),
    (b"%TSD-Header-###%", "guarded"),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", "lnk"),
    (b"{\\rtf", "rtf"),
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x09\x08\x08\x00\x00\x05", "xls"),
    (b"\x09\x08\x10\x00\x00\x06", "xls"),
    (b"\x09\x08\x08\x00\x00\x06", "xls"),
)
_PICTURE_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"heif", b"avif")
_MAIL_HEADERS = re.compile(
    rb"^(from|to|subject|date|received|return-path|message-id|mime-version|content-type|x-[\w-]+|delivered-to|cc|sender"
    rb"|dkim-signature|reply-to):",
    re.IGNORECASE | re.MULTILINE,
)
_ENVELOPE = re.compile(rb"From \S+ +(?:mon|tue|wed|thu|fri|sat|sun)[^\r\n]* \d{4}[^\r\n]*\r?\n[!-9;-~]+[ \t]*:", re.IGNORECASE)
"""The line that begins a mail in a Unix mailbox, and the first of its headers."""
_PARTED = re.compile(rb"content-type:\s*multipart/[^;]+;\s*[^\r\n]*(?:\r?\n\s+[^\r\n]*)*boundary=", re.IGNORECASE)
"""A mail of parts whose other headers are lost."""
_HTML = re.compile(
    rb"<(!doctype\s+html|html|head|meta|body|table|style|title|div|font|center|tr|p|br|span|link|script|h[1-6])[\s>/]",
    re.IGNORECASE,
)
_LOOK = 8192
_MEMBERS = 1 << 16
_DIRECTORY = 1 << 20
"""Bytes of a member that are looked at to know the package's kind."""


def sniff(data: bytes) -> str:
    """Return the kind of content.

    xlsx xlsm xlsb ods fods docx pptx odt zip · xls et doc wps ppt msg encrypted ole · csv tsv text ·
    html mhtml xmlss wordml xml uof · guarded lnk · pdf jpg png tif heic gif bmp webp · eml rar 7z gz rtf · empty unknown
    """
    if not data.strip(b"\x00 \t\r\n"):
        return "empty"
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}:
        return _zip(data)
    if data.startswith(OLE):
        return _ole(data)
    if data[4:8] == b"ftyp" and data[8:12] in _PICTURE_BRANDS:
        return "heic"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and not (kind == "bmp" and _text(data[:_LOOK]) is not None):
            return kind
    return _words(data)


def _zip(data: bytes) -> str:
    try:
        entries = {folded_name(entry.name): entry for entry in directory(data, _MEMBERS)}
    except (Unreadable, *DAMAGE):
        return _package(_names_left(data), lambda _: b"")
    return _package(frozenset(entries), lambda name: beginning(data, entries[name], _DIRECTORY) if name in entries else b"")


def _package(names: frozenset[str], read: Callable[[str], bytes]) -> str:
    """Tell packages apart by their members, then by the kinds that they declare."""
    if "encrypted-package" in names:
        return "encrypted"
    if "uof.xml" in names or "_meta/meta.xml" in names:
        return "uof"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaproject.bin" in names or b"macroEnabled" in read("[content_types].xml") else "xlsx"
    for mark, kind in (("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx")):
        if mark in names:
            return kind
    if "content.xml" in names and ("mimetype" in names or "meta-inf/manifest.xml" in names):
        return _open_document(read("mimetype") + read("meta-inf/manifest.xml"))
    types = read("[content_types].xml")
    for sign, kind in (
        (b"sheet.binary.macroEnabled.main", "xlsb"),
        (b"sheet.macroEnabled.main+xml", "xlsm"),
        (b"spreadsheetml.sheet.main+xml", "xlsx"),
        (b"spreadsheetml.template.main+xml", "xlsx"),
        (b"wordprocessingml.document.main+xml", "docx"),
    ):
        if sign in types:
            return kind
    return "zip"


def _open_document(declared: bytes) -> str:
    if b"opendocument.spreadsheet" in declared:
        return "ods"
    return "odt" if b"opendocument.text" in declared else "zip"


def _names_left(data: bytes) -> frozenset[str]:
    """Return the members' names that the local headers of a damaged package still show."""
    names = []
    for match in re.finditer(rb"PK\x03\x04.{22}(..)..", data, re.DOTALL):
        length = int.from_bytes(match[1], "little")
        names.append(folded_name(data[match.end() : match.end() + length].decode("utf-8", "replace")))
        if len(names) > 5000:
            break
    return frozenset(names)


def _ole(data: bytes) -> str:
    names = _streams(data)
    for mark, kind in (
        ("encryptedpackage", "encrypted"),
        ("etextdata", "et"),
        ("workbook", "xls"),
        ("book", "xls"),
        ("wpscustomdata", "wps"),
        ("worddocument", "doc"),
        ("matost", "wps"),
        ("powerpoint document", "ppt"),
        ("__properties_version1.0", "msg"),
    ):
        if mark in names:
            return kind
    return "ole"


def _streams(data: bytes) -> frozenset[str]:
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(data)) as package:
            return frozenset(path[0].lower() for path in package.listdir(streams=True, storages=True) if path)
    except (*DAMAGE, LookupError, ArithmeticError, TypeError, AttributeError, RuntimeError, MemoryError):
        # a cut compound file: its directory's UTF-16 names may still be there
        streams = {"workbook": "Workbook", "worddocument": "WordDocument", "encryptedpackage": "EncryptedPackage",
                 "__properties_version1.0": "__properties_version1.0"}  # fmt: skip
        return frozenset(key for key, name in streams.items() if name.encode("utf-16-le") in data)


def _words(data: bytes) -> str:
    """Tell text formats apart: markup, mail, tables of text."""
    text = _text(data[:_LOOK])
    if text is None:
        return "unknown"
    head = text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    if head.startswith(b"<"):
        return _markup(head)
    headers = head.split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0]
    kinds = {match[1].lower() for match in _MAIL_HEADERS.finditer(headers)}
    if len(kinds) >= 2 and re.match(rb"(From |[\w-]+:)", head):
        return _mail(headers.lower(), kinds)
    if _ENVELOPE.match(head) or _PARTED.match(headers):
        return "eml"
    return _table(text)


def _text(head: bytes) -> str | None:
    """Return the beginning as text in whatever encoding it is; None = it is not text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return head[: len(head) // 2 * 2].decode(encoding, "ignore")
    if head.count(0) > len(head) // 5:
        odd, even = head[1::2].count(0), head[::2].count(0)
        guess = "utf-16-le" if odd > even else "utf-16-be"
        text = head[: len(head) // 2 * 2].decode(guess, "ignore")
        return text if text.isprintable() or re.fullmatch(r"[^\x00-\x08\x0e-\x1f\ud800-\udfff]*", text) else None
    if b"\x00" in head or sum(head.count(bytes([low])) for low in (*range(1, 8), 0x0E, 0x0F, *range(0x10, 0x1A))) > 2:
        return None
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError as bad:
                if bad.start < len(head) - 8:
                    break
    return None


def _markup(head: bytes) -> str:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and re.search(rb"<(\w+:)?Workbook[\s>]", head):
        return "xmlss"
    if b"opendocument.spreadsheet" in head and b"office:document" in head:
        return "fods"
    if b"schemas.uof.org" in head or re.search(rb"<(uof|UOF):UOF[\s>]", head):
        return "uof"
    if b"<w:wordDocument" in head or b"<pkg:package" in head or b"schemas.microsoft.com/office/word/2003" in head:
        return "wordml"
    if _HTML.search(head):
        return "html"
    return "xml" if head.startswith(b"<?xml") else "text"


def _mail(headers: bytes, kinds: set[bytes]) -> str:
    related = b"multipart/related" in headers
    saved_page = b"x-document-type" in kinds or b"from: <saved by" in headers or b"from: <\xe7\x94\xb1" in headers
    sent = kinds & {b"to", b"received", b"message-id", b"return-path", b"delivered-to"}
    return "mhtml" if related and (saved_page or not sent) else "eml"


def _table(text: str) -> str:
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    for delimiter, kind in (("\t", "tsv"), (",", "csv"), (";", "csv")):
        if sum(delimiter in line for line in lines) * 2 > len(lines):
            return kind
    return "text"
