"""A book that somebody sent up, against the ledger of the office that made it. Effects: reads the file."""

import re
import unicodedata
from pathlib import Path

from toolkit.evidence.ledger import Ledger
from toolkit.intake.examine import examine
from toolkit.judge.snapshot import rules_print
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import Limits
from toolkit.tiers.book_mark import read_mark
from toolkit.tiers.book_tables import county_book
from toolkit.tiers.holding import amiss
from toolkit.words import refusals

_HEX = re.compile(r"[0-9A-Fa-f]{16,64}")
_BETWEEN = re.compile(r"^.*[:：]|[\s\-\u2010-\u2015\u2212_.·]")
"""What is printed before a fingerprint, and what stands between its groups however it was typed."""


def _typed(against: str) -> str:
    """Return a fingerprint as it was typed; one with a slip of the hand says nothing about the ledger.

    Raises: ToolkitError: it is none.
    """
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", against).strip())
    if not _HEX.fullmatch(digits):
        raise ToolkitError(refusals.no_print(against))
    return "-".join(digits[start : start + 4] for start in range(0, len(digits), 4)).upper()


def is_rules(printed: str, ledger: Ledger) -> bool:
    """Tell whether it is the fingerprint of a plan and form on record, which stands beside the ledger's on every register."""
    sums = {kept.sha256 for kept in ledger.templates()}
    return any(rules_print(plan, form) == printed for plan in sums for form in sums)


def printed_in(against: str) -> tuple[str, tuple[str, ...]]:
    """Return the fingerprint to prove, and what does not hold in the book that bears it; of a bare fingerprint nothing.

    Raises: ToolkitError: the file is no book of ours.
    """
    path = Path(against)
    if path.suffix.lower() not in {".xlsx", ".ods", ".xls"}:
        return _typed(against), ()
    if not path.is_file():
        raise ToolkitError(refusals.no_fingerprint(against))
    book = examine(path.read_bytes(), path.name, Limits()).book
    read = read_mark(book) if book else None
    if book is None or read is None:
        raise ToolkitError(refusals.no_book_of_ours(path.name))
    tables = county_book(book, read)
    wrong = amiss(tables) if tables else ()
    return read.mark.ledger, tuple(f"{path.name}·{one.sheet}·{one.cell or ''} {one.code.name} {one.message}" for one in wrong)
