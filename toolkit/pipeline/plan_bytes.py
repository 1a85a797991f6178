"""A plan as bytes and back: its items and units lie apart, and are made when they are first asked for. Pure.

A command with nothing to do asks for settings and periods; of many units the making of items and units takes longer than these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

from toolkit.intake.recognise.kept import dump_kept, load_kept
from toolkit.nouns.shelf import LateList
from toolkit.plan.model import Plan

_SIZE = 64
"""Items, or units, that lie together: who asks for one makes these."""


def dump_plan(plan: Plan) -> bytes:
    head = dump_kept(replace(plan, items=(), units=()))
    items, units = ([*_dumped(values)] for values in (plan.items, plan.units))
    sizes = [len(plan.items), len(plan.units), *map(len, (head, *items, *units))]
    return b"%s\n%s" % (" ".join(map(str, sizes)).encode("ascii"), b"".join((head, *items, *units)))


def _dumped(values: Sequence[Any]) -> Iterator[bytes]:
    for start in range(0, len(values), _SIZE):
        yield dump_kept(values[start : start + _SIZE])


def load_plan(data: bytes) -> Plan:
    """Raises: ValueError, LookupError, TypeError, zlib.error: these are no such bytes."""
    sizes, _, parts = data.partition(b"\n")
    item_count, unit_count, *lengths = map(int, sizes.split())
    lies = [*pairwise(accumulate(lengths, initial=0))]
    items = -(-item_count // _SIZE)
    if len(lies) != 1 + items + -(-unit_count // _SIZE) or lies[-1][-1] != len(parts):
        raise ValueError("not a plan's bytes")
    return replace(
        _plan(parts[slice(*lies[0])]),
        items=LateList(item_count, _late(parts, lies[1 : 1 + items]), _SIZE),
        units=LateList(unit_count, _late(parts, lies[1 + items :]), _SIZE),
    )


def _plan(data: bytes) -> Plan:
    plan = load_kept(data)
    if not isinstance(plan, Plan):
        raise TypeError("not a plan")
    return plan


def _late(data: bytes, lies: Sequence[tuple[int, int]]) -> Callable[[int], tuple[Any, ...]]:
    """`lies`: from where to where each part lies."""
    return lambda number: load_kept(data[slice(*lies[number])])


def dump_tables(tables: Mapping[str, bytes]) -> bytes:
    """Return what was worked out of a plan as bytes, by name."""
    head = " ".join(f"{name}={len(data)}" for name, data in tables.items())
    return b"%s\n%s" % (head.encode("ascii"), b"".join(tables.values()))


def load_tables(data: bytes) -> dict[str, bytes]:
    """Raises: ValueError: these are no such bytes."""
    head, _, parts = data.partition(b"\n")
    sizes = [(name, int(size)) for name, _, size in (one.partition("=") for one in head.decode("ascii").split())]
    lies = pairwise(accumulate((size for _, size in sizes), initial=0))
    if sum(size for _, size in sizes) != len(parts):
        raise ValueError("not a plan's tables")
    return {name: parts[start:end] for (name, _), (start, end) in zip(sizes, lies, strict=True)}
