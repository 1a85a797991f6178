"""Names from strangers: made safe to write, made safe to show, told apart as debris. Pure.

A name is kept as received wherever it is recorded; these are what is done with it at the edges.
"""

import re
import unicodedata

LIMIT = 150
"""Bytes of a safe name in UTF-8: leaves room for a hash and a folder below 255."""
EXTENSION = 20
_FORBIDDEN = frozenset('<>:"|?*/\\')
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\s*(\.|$))", re.IGNORECASE)
_DEBRIS = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", ".localized", "icon\r"})
_DEBRIS_STARTS = ("~$", "._", ".~")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co"})
"""Unicode categories that have no picture of their own: controls, bidi marks, halves of characters."""


def base_name(raw: str) -> str:
    """Return the last part of a path written in either system's way."""
    return re.split(r"[/\\]", raw.rstrip("/\\"))[-1]


def safe_name(raw: str, limit: int = LIMIT) -> str:
    """Return a name that can be written on Windows and POSIX, in one folder, whatever was received; never empty."""
    name = base_name(raw)
    if not name.isprintable() or not _FORBIDDEN.isdisjoint(name):
        name = "".join(map(_safe, name))
    name = unicodedata.normalize("NFC", name)
    name = _DEVICES.sub(lambda match: f"_{match[0]}", name.strip(" ").rstrip(". "))
    if name.startswith("~$"):
        name = f"_{name}"
    name = _cut(name, limit).rstrip(". ")
    return name if name.strip("._ ") else f"_{name.strip('. ')}未命名"


def _safe(sign: str) -> str:
    return "_" if sign in _FORBIDDEN or unicodedata.category(sign) in _HIDDEN else sign


def _cut(name: str, limit: int) -> str:
    """Cut the stem, not the extension, to a number of bytes; no character is cut in two."""
    if len(name.encode()) <= limit:
        return name
    stem, dot, extension = name.rpartition(".")
    tail = dot + extension if stem and len(extension.encode()) <= EXTENSION else ""
    room = max(1, limit - len(tail.encode()))
    return (stem if tail else name).encode()[:room].decode("utf-8", "ignore").rstrip(". ") + tail


def shown_name(raw: str) -> str:
    """Return a name that does nothing to a terminal, a sheet or the order of the signs around it."""
    return "".join(_shown(sign) for sign in raw)


def _shown(sign: str) -> str:
    if unicodedata.category(sign) not in _HIDDEN:
        return sign
    code = ord(sign)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that nobody could decode
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def is_debris(name: str) -> bool:
    """Tell what office programs and file managers leave behind: says nothing about anybody."""
    parts = re.split(r"[/\\]", name)
    last = parts[-1].lower()
    return last in _DEBRIS or last.startswith(_DEBRIS_STARTS) or "__macosx" in (part.lower() for part in parts)
