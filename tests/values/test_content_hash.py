"""Values of one content have one hash, and of another another; of what cannot be written down there is none."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from itertools import combinations

import pytest

from toolkit.nouns.content_hash import content_hash
from toolkit.pipeline.made_from import hashed


class Colour(Enum):
    RED = "红"
    GREEN = "绿"


@dataclass(frozen=True, slots=True)
class Told:
    name: str
    value: object = None


@dataclass(frozen=True)
class ToldAlone:
    name: str


def values():
    """Values that differ two and two, made anew at each call."""
    return [
        None, 5, "5", Decimal("5"), Decimal("5.0"), date(2022, 4, 8), "2022-04-08", datetime(2022, 4, 8, tzinfo=UTC),
        UTC, Colour.RED, Colour.GREEN, "红", b"\x05", {"a": 1}, {"a": 2}, frozenset({"a", "b"}), ("a", "b"), ("a", ("b",)),
        Told("a"), Told("a", Decimal("5")), Told("a", Told("a")), ToldAlone("a"), "\udc80",
    ]  # fmt: skip


def test_one_content_has_one_hash_and_another_another():
    assert [content_hash(one) for one in values()] == [content_hash(one) for one in values()]
    for one, other in combinations(values(), 2):
        assert content_hash(one) != content_hash(other), (one, other)
    assert content_hash(values()) == hashed(values())
    assert content_hash("a", "b") != content_hash(("a", "b"))


@pytest.mark.parametrize("untold", [object(), {"a"}, Told("a", object()), [len], {("a",): 1}])
def test_of_what_cannot_be_written_down_there_is_none(untold):
    with pytest.raises(TypeError):
        content_hash("a", untold)
    assert hashed("a", untold) == ""
