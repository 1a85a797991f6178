"""What was read of a ledger's files, fetched when asked for; what is lost is read again from the original. Effects: ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from toolkit.evidence.ledger import Ledger
from toolkit.judge.reading_prints import ReadingPrints
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Receipt, receipt_mark
from toolkit.nouns.shelf import marks_of, those
from toolkit.pipeline.office import Office
from toolkit.words import refusals


class LedgerReadings(Mapping[int, bytes]):
    """Receipt → its reading, fetched one by one: a country's would take a hundred megabytes.

    Of a sheet that is known by its marks nobody asks for it: then it is not even seen whether it is still there.
    """

    def __init__(self, office: Office, ledger: Ledger, receipts: Sequence[Receipt]) -> None:
        self._office, self._ledger, self._receipts = office, ledger, receipts
        self._own: dict[int, bytes] = {}
        """Those that were read again and that the ledger could not keep."""
        self.prints = ReadingPrints((mark.number for mark in marks_of(receipts, receipt_mark)), self._told)

    def __getitem__(self, number: int) -> bytes:
        known = self.prints[number]
        body = self._own.get(number) or self._ledger.reading(number)
        if body is None or sha256(body).hexdigest() != known:
            raise ToolkitError(refusals.LEDGER_MOVED_ON)
        return body

    def __iter__(self) -> Iterator[int]:
        return iter(self.prints)

    def __len__(self) -> int:
        return len(self.prints)

    def _told(self, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Yield (receipt, sha256 of its reading); what is lost, or read by another program, is read again, all of it together."""
        whole = len(numbers) == len(self.prints)
        kept: Iterable[tuple[int, bytes | None]] = (
            self._ledger.each_reading() if whole else ((number, self._ledger.reading(number)) for number in numbers)
        )
        lost = set(numbers)
        for number, body in kept:
            if body is not None and number in lost:
                lost.discard(number)
                yield number, sha256(body).digest()
        if lost:
            from toolkit.pipeline.rereading import restored

            receipts = those(self._receipts, lambda mark: mark.number in lost, receipt_mark)
            for number, body in restored(self._office, self._ledger, receipts):
                if not self._ledger.writable:
                    self._own[number] = body
                yield number, sha256(body).digest()
