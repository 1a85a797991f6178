"""The register that a county's book comes with: where units send books, it stands where a scan does. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.judge.snapshot import Arrival, Snapshot
from toolkit.nouns.records import Sort


def with_registers(snapshot: Snapshot, seen: Sequence[Arrival]) -> tuple[Arrival, ...]:
    """Return the arrivals; a register from below is a second material, of the unit and period that it names itself."""
    return tuple(_registers(snapshot, seen)) if snapshot.plan.settings.upper else tuple(seen)


def _registers(snapshot: Snapshot, seen: Sequence[Arrival]) -> Iterator[Arrival]:
    from toolkit.tiers.returned_book import register_of

    for arrival in seen:
        if arrival.sort is Sort.BOOK and _may_be(arrival):
            book = arrival.book
            below = register_of(book, snapshot.plan) if book else None
            if below:
                yield replace(arrival, register=below, stated_period=below.period)
                continue
        yield arrival


def _may_be(arrival: Arrival) -> bool:
    """Tell by properties or name whether it is worth opening: what lost its properties is called so still."""
    from toolkit.tiers.book_mark import REGISTER, said_kind

    kind = said_kind(arrival.reading.book.properties) if arrival.reading.book else ""
    return kind == REGISTER or (not kind and "登记" in arrival.receipt.path)
