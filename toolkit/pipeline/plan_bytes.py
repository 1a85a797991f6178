"""A plan as bytes and back: its items and units lie apart, and are made when they are first asked for. Pure.

A command with nothing to do asks for settings and periods; of many units the making of items and units takes longer than these.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from toolkit.intake.recognise.kept import dump_kept, load_kept
from toolkit.nouns.shelf import LateList
from toolkit.plan.model import Plan


def dump_plan(plan: Plan) -> bytes:
    parts = [dump_kept(one) for one in (replace(plan, items=(), units=()), tuple(plan.items), tuple(plan.units))]
    sizes = [*map(len, parts), len(plan.items), len(plan.units)]
    return b"%s\n%s" % (" ".join(map(str, sizes)).encode("ascii"), b"".join(parts))


def load_plan(data: bytes) -> Plan:
    """Raises: ValueError, LookupError, TypeError, zlib.error: these are no such bytes."""
    sizes, _, parts = data.partition(b"\n")
    head, items, units, item_count, unit_count = map(int, sizes.split())
    if len(parts) != head + items + units:
        raise ValueError("not a plan's bytes")
    return replace(
        _plan(parts[:head]),
        items=LateList(item_count, _late(parts[head : head + items])),
        units=LateList(unit_count, _late(parts[head + items :])),
    )


def _plan(data: bytes) -> Plan:
    plan = load_kept(data)
    if not isinstance(plan, Plan):
        raise TypeError("not a plan")
    return plan


def _late(data: bytes) -> Callable[[], tuple[Any, ...]]:
    return partial(load_kept, data)
