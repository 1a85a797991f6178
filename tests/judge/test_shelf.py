"""A long list in little memory gives back what was laid down, opened or packed."""

import pickle
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from toolkit.nouns.packed_values import opened_value, packed_value
from toolkit.nouns.pressing import pressed
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.shelf import BLOCK, TOO_MANY, Picked, Shelf, each, joined, marks_of, placed, those


def values(number):
    return [problem(Code.V01, "附件2", f"C{n}", header=f"进展{n}") for n in range(number)]


@pytest.mark.parametrize("most", [0, 1, 3, 100])
def test_a_shelf_gives_back_what_was_laid_down(most):
    shelf = Shelf(values(9), most=most)
    assert shelf == values(9) and list(shelf) == values(9)
    assert (shelf[-1], shelf[2:4], len(shelf)) == (values(9)[-1], tuple(values(9)[2:4]), 9)
    assert tuple(values(9)) == shelf and shelf != values(8)
    with pytest.raises(IndexError):
        shelf[9]


@pytest.mark.parametrize("most", [0, 2, 100])
def test_what_is_replaced_is_replaced_though_it_was_opened(most):
    shelf = Shelf(values(5), most=most)
    assert shelf[4] == values(5)[4]
    shelf[4] = shelf[0] = values(20)[19]
    assert list(shelf) == [values(20)[19], *values(5)[1:4], values(20)[19]]


@pytest.mark.parametrize("count", [TOO_MANY * BLOCK - 1, TOO_MANY * BLOCK, TOO_MANY * BLOCK + 1, 9 * BLOCK + 3])
def test_of_a_very_long_list_none_lies_open_and_nothing_is_lost(count):
    shelf = Shelf(most=BLOCK, mark=lambda one: one.cell)
    for place, value in enumerate(values(count)):
        shelf.append(value)
        assert shelf[place // 2] == values(count)[place // 2]
        if place == BLOCK:
            begun = iter(shelf)
    assert list(shelf) == values(count) and list(begun) == values(BLOCK + 1)
    assert list(shelf.own_marks()) == [one.cell for one in values(count)]
    shelf[3] = values(count + 1)[count]
    assert shelf[3] == values(count + 1)[count] and shelf[4:] == tuple(values(count)[4:])


def test_rearranged_values_are_the_same_packed_or_not():
    shelf = Shelf(values(6), most=2)
    other = shelf.rearranged([5, 0, 3])
    assert list(other) == [values(6)[n] for n in (5, 0, 3)]
    other.append(values(7)[6])
    assert other[3] == values(7)[6]


def test_beyond_the_first_nothing_lies_open_as_a_value():
    shelf = Shelf(values(400), most=8)
    assert len(shelf._first) == 8 and len(shelf._last) < BLOCK
    assert sum(map(len, shelf._blocks)) < 392 * len(pickle.dumps(values(1)[0])) / 8


def test_picked_values_are_fetched_when_asked_for():
    asked = []
    picked = Picked(lambda place: asked.append(place) or place * 10, [3, 1])
    assert (len(picked), asked) == (2, [])
    assert (picked[1], list(picked), asked) == (10, [30, 10], [1, 3, 1])


def test_marks_of_picked_values_are_told_or_stand_there():
    told = Picked(str, [3, 1], mark=lambda place: place * 10)
    there = Picked(str, [3, 1], marks=[30, 10])
    assert [*marks_of(told, len)] == [*marks_of(there, len)] == [30, 10]
    assert [*marks_of(Picked(str, [3, 1]), len)] == [1, 1]


def test_places_of_a_name():
    assert [each(one) for one in placed("abca").values()] == [(0, 3), (1,), (2,)]
    assert each(joined(joined(None, 7), 8)) == (7, 8) and each(None) == ()


def test_the_last_value_is_the_last_also_when_more_came():
    shelf = Shelf(["first"], most=0)
    assert shelf[-1] == "first"
    shelf.append("second")
    assert (shelf[-1], shelf[-2]) == ("second", "first")


def test_marks_stand_beside_the_values_wherever_they_are_put():
    shelf = Shelf(["one", "three", "fifteen"], most=1, mark=len)
    shelf[1] = "eleven"
    shelf.append("four")
    known = those(shelf.rearranged([3, 1, 0]), lambda mark: mark > 3, len)
    assert [*known] == ["four", "eleven"]
    assert [*marks_of(known, len)] == [4, 6]
    assert [*marks_of(("ab", "c"), len)] == [2, 1]


@pytest.mark.parametrize("data", [b"", b"a", "正在实施".encode() * 200, bytes(range(256)) * 1_000], ids=len)
def test_what_is_pressed_comes_back(data):
    assert zlib.decompress(pressed(data)) == data


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Has a bit of everything."""

    code: Code
    way: re.RegexFlag = re.RegexFlag.I | re.RegexFlag.M
    at: datetime | None = None
    share: Decimal = Decimal("0.10")
    inner: "Told | None" = None
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alone:
    one: str


def test_packed_values_are_what_they_were():
    inner = Told(code=Code.S01, at=datetime(2022, 4, 6, 9, tzinfo=UTC), more={"a": (1, Alone("x")), "b": frozenset({2})})
    told = [Told(code=Code.V01, inner=inner, share=Decimal("1E+2")), inner, Alone("x"), None, "x", *values(2)]
    opened = opened_value(packed_value(told))
    assert opened == told and repr(opened) == repr(told)
    assert opened[0].code is Code.V01 and hash(opened[2]) == hash(Alone("x"))


@pytest.mark.parametrize("most", [0, 3, 40])
def test_many_blocks_are_read_and_changed_anywhere(most):
    told = values(100)
    shelf = Shelf(told, most=most)
    for place in [*range(99, -1, -7), *range(0, 100, 11), 1, 2, 3]:
        shelf[place] = told[place] = values(200)[100 + place]
        assert shelf[place] == told[place]
    assert list(shelf) == told and shelf[50:53] == tuple(told[50:53])
    backwards = shelf.rearranged(reversed(range(100)))
    assert list(backwards) == told[::-1] and shelf.rearranged(range(100)) == shelf


def test_a_shelf_sent_elsewhere_goes_on_there():
    shelf = Shelf(values(40), most=2)
    assert shelf[20] == values(40)[20]
    sent = pickle.loads(pickle.dumps(shelf))
    for value in values(90)[40:]:
        sent.append(value)
    assert list(sent) == values(90) and list(shelf) == values(40)
