"""What the printed code of an issued form says: twenty signs that fit 21 modules, made and read. Pure; draws nothing.

The signs hold no name: job, unit, period and issue are short marks, which only who knows the plan can tell apart.
A reader that is not sure reads nothing: two signs are a checksum over the rest.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

ISSUE_PROPERTY = "duban.issue"
"""Document property of a form with codes: which print it is, so that sheet and paper can be held together."""
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LAYOUT = "D1"
"""Which tool and which arrangement of signs."""
_JOB = re.compile(r"[0-9A-Z]{4}")
_CODE = re.compile(r"D1[0-9A-Z]{18}")

TITLE_ALONE, TITLE, _FOOT = 0, 1, 2
UNKNOWN_PLACE = 35
"""A foot code whose form does not say beside it where to sign."""
STEP = 5
"""Millimetres: the grain in which a foot code says how far to its right the place for signing begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCode:
    """One printed code: short marks of what it stands for."""

    job: str
    unit: str
    period: str
    issue: str
    """Which print of the form: the first, one with other items, the copy that went back for correction."""
    place: int
    """Where on the form it stands: TITLE_ALONE, TITLE (another stands at the foot), else at the foot."""

    @property
    def text(self) -> str:
        said = f"{_LAYOUT}{self.job}{self.unit}{self.period}{self.issue}{_SIGNS[self.place]}"
        return said + _mark(said, 2)

    @property
    def at_foot(self) -> bool:
        return self.place >= _FOOT

    @property
    def signing(self) -> int | None:
        """Millimetres from the code's right edge to the place for signing; None = it does not say."""
        return None if not self.at_foot or self.place == UNKNOWN_PLACE else (self.place - _FOOT) * STEP

    @property
    def belongs(self) -> tuple[str, str, str]:
        """What two codes on one paper have to agree on."""
        return self.job, self.unit, self.period


def parse_code(text: str) -> PaperCode | None:
    """Read a code back; None = it is none of this tool's, whatever else it may hold."""
    if not _CODE.fullmatch(text) or _mark(text[:-2], 2) != text[-2:]:
        return None
    return PaperCode(job=text[2:6], unit=text[6:10], period=text[10:13], issue=text[13:17], place=_SIGNS.index(text[17]))


def foot_place(millimetres: float | None) -> int:
    """Return the `place` of a foot code with the place for signing so far to its right."""
    if millimetres is None or millimetres < 0:
        return UNKNOWN_PLACE
    return min(UNKNOWN_PLACE - 1, _FOOT + round(millimetres / STEP))


@lru_cache(maxsize=16)
def job_mark(job: str) -> str:
    """Return 任务号 itself where it is four plain signs, else a mark of it."""
    return job if _JOB.fullmatch(job) else _mark(job, 4)


def unit_mark(name: str) -> str:
    return _mark(unicodedata.normalize("NFC", name.strip()), 4)


@lru_cache(maxsize=64)
def period_mark(period: str) -> str:
    return _mark(unicodedata.normalize("NFC", period.strip()), 3)


def issue_mark(unit: str, period: str, form: str, items: Sequence[str], answers: str = "") -> str:
    """Return the mark of one print. `answers`: "#12" = the copy that sends receipt 12 back; "" = as issued."""
    said = answers or "、".join(items)
    return _mark(f"{unit}|{period}|{form}|{said}", 4)


def _mark(text: str, signs: int) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    pairs, mark = _pairs(), ""
    for _ in range(0, signs, 2):
        number, pair = divmod(number, len(pairs))
        mark += pairs[pair]
    return mark[:signs]


@cache
def _pairs() -> tuple[str, ...]:
    """Return how each remainder by all pairs of signs is written, the lower sign first."""
    return tuple([low + high for high in _SIGNS for low in _SIGNS])
