"""What was seen on a scan: printed codes, seal, signature, and a small picture of that place. Pure data."""

from dataclasses import dataclass
from enum import StrEnum


class Seen(StrEnum):
    """A help to the eye, never a verdict."""

    YES = "见到"
    NO = "没见到"
    UNCLEAR = "看不清"


@dataclass(frozen=True, slots=True)
class CodeOnPage:
    """One printed code of ours; texts of any other code are never kept."""

    page: int
    """1-based."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One scan, looked at."""

    pages: int
    """Pages that the file has."""
    codes: tuple[CodeOnPage, ...] = ()
    seal: Seen = Seen.UNCLEAR
    signature: Seen = Seen.UNCLEAR
    crop: bytes = b""
    """The place for signing, straightened, as a small JPEG; b"" = not found."""
    note: str = ""
    """What could not be looked at, in words."""
