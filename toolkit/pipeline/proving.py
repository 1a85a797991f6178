"""A book that somebody sent up, against the ledger of the office that made it. Effects: reads the file."""

from pathlib import Path

from toolkit.intake.examine import examine
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import Limits
from toolkit.tiers.book_mark import read_mark
from toolkit.tiers.book_tables import county_book
from toolkit.tiers.holding import amiss
from toolkit.words import refusals


def printed_in(against: str) -> tuple[str, tuple[str, ...]]:
    """Return the fingerprint to prove, and what does not hold in the book that bears it; of a bare fingerprint nothing.

    Raises: ToolkitError: the file is no book of ours.
    """
    path = Path(against)
    if path.suffix.lower() not in {".xlsx", ".ods", ".xls"}:
        return against, ()
    if not path.is_file():
        raise ToolkitError(refusals.no_fingerprint(against))
    book = examine(path.read_bytes(), path.name, Limits()).book
    read = read_mark(book) if book else None
    if book is None or read is None:
        raise ToolkitError(refusals.no_book_of_ours(path.name))
    tables = county_book(book, read)
    wrong = amiss(tables) if tables else ()
    return read.mark.ledger, tuple(f"{path.name}·{one.sheet}·{one.cell or ''} {one.code.name} {one.message}" for one in wrong)
