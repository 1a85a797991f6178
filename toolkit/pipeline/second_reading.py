"""Files that a limit of time or memory ended: read again at the next run, and what is inside them taken in. Effects: ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.evidence.archive import Archive, sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.intake.reading import dump
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Receipt
from toolkit.pipeline.cut_short import look_again
from toolkit.pipeline.office import Office
from toolkit.pipeline.snapshots import SETTLED_CACHE
from toolkit.pipeline.unpacking import Node, Readers, grow, receipts
from toolkit.words import remarks


@dataclass(frozen=True, slots=True)
class SecondReading:
    """The second chances of one ingest run."""

    office: Office
    ledger: Ledger
    archive: Archive
    run: int
    limits: Limits

    def take(self, unread: Sequence[Receipt], readers: Readers) -> tuple[str, ...]:
        """Read them again and keep what is read; return a sentence for each that could be read now."""
        if not unread:
            return ()
        every = {receipt.number: receipt for receipt in self.ledger.receipts(undone=True)}
        opened = {receipt.parent for receipt in every.values()}
        nodes = [(_node(receipt, every, self.archive), receipt) for receipt in unread]
        nodes = [(node, receipt) for node, receipt in nodes if node.path and sha256_of(node.path) == receipt.sha256]
        grow([node for node, _ in nodes], readers, self.limits, lambda _: None)
        said = []
        for node, receipt in nodes:
            if receipt.number in opened:  # a crash came between taking in the members and saying so
                node.children.clear()
            self._keep(node, receipt, _root(receipt, every))
            if not node.reading.unfinished:
                said.append(remarks.read_after_all(receipt.name, receipt.number))
        return tuple(said)

    def _keep(self, node: Node, receipt: Receipt, root: Receipt) -> None:
        period = receipt.archived.split("/")[1]
        for inner in node.walk():
            if inner is not node:
                inner.archived = self.archive.store(inner.data or b"", period, inner.name, root=root.sha256)
        numbered = receipts(
            node.children, self.run, self.ledger.next_number, {id(child): receipt.number for child in node.children}
        )
        if numbered:
            self.archive.settle()
            self.ledger.append(*(one for _, one in numbered))
        readings = {one.number: dump(inner.reading) for inner, one in numbered}
        self.ledger.put_readings({**readings, receipt.number: dump(node.reading.tried_twice())})
        look_again(self.ledger)
        self.ledger.keep_derived(SETTLED_CACHE, {}, list(self.ledger.derived_keys(SETTLED_CACHE)))  # it was judged unread


def _node(receipt: Receipt, every: dict[int, Receipt], archive: Archive) -> Node:
    depth, at = 0, receipt
    while at.parent is not None:
        depth, at = depth + 1, every[at.parent]
    return Node(
        name=receipt.name,
        inside=receipt.inside,
        sha256=receipt.sha256,
        size=receipt.size,
        times=receipt.times,
        sender=receipt.sender,
        subject=receipt.subject,
        inline=receipt.inline,
        path=archive.path(receipt.archived),
        depth=depth,
    )


def _root(receipt: Receipt, every: dict[int, Receipt]) -> Receipt:
    while receipt.parent is not None:
        receipt = every[receipt.parent]
    return receipt
