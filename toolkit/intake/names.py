"""Names from strangers: which say nothing about anybody, and how to show the others without being fooled. Pure."""

import unicodedata
from pathlib import PurePosixPath

_DEBRIS = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".gitkeep", "ehthumbs.db", ".directory"})
_PARTIAL = (".crdownload", ".part", ".tmp", ".download")
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def parts(name: str) -> tuple[str, ...]:
    """Return the path's parts; both kinds of slash separate."""
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in {"", "."})


def is_debris(name: str) -> bool:
    """Tell whether this is what office programs and systems leave behind: ~$ locks, .DS_Store, Thumbs.db …"""
    pieces = parts(name)
    if not pieces:
        return False
    last = pieces[-1].lower()
    return last in _DEBRIS or last.startswith(("~$", "._", ".~lock.")) or any(piece == "__MACOSX" for piece in pieces)


def is_partial(name: str) -> bool:
    return name.lower().endswith(_PARTIAL)


def extension(name: str) -> str:
    """Return "xlsx" of "附件2.XLSX", "" of none."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")


def shown(raw: str) -> str:
    """Return a name that neither a terminal nor a reader is fooled by: control and direction signs become �."""
    return "".join(
        "�" if ch in _BIDI or unicodedata.category(ch) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} else ch for ch in raw
    )
