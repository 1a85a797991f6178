"""Classes whose methods are written late are what the standard library makes of them."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from toolkit.nouns import dataclass as late

WAYS = [{}, {"frozen": True}, {"slots": True}, {"frozen": True, "slots": True}, {"frozen": True, "slots": True, "kw_only": True}]
WAYS += [{"frozen": True, "slots": True, "eq": False}, {"slots": True, "kw_only": True}]


def drawn(decorated: Callable[[type], type]) -> type:
    class Sent:
        unit: str
        items: tuple[str, ...] = ("1-1",)
        seen: list[int] = late.field(default_factory=list, compare=False)
        note: str = late.field(default="", hash=False, repr=False)
        rank: int = late.field(default=3, init=False)
        key: str = late.field(init=False, repr=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "key", f"{self.unit}/{self.rank}")

    return decorated(Sent)


def pairs() -> list[Any]:
    return [pytest.param(drawn(late.dataclass(**way)), drawn(dataclasses.dataclass(**way)), id=",".join(way)) for way in WAYS]


def told(value: Any) -> dict[str, object]:
    return {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}


@pytest.mark.parametrize(("ours", "theirs"), pairs())
def test_values_are_the_same(ours, theirs):
    for given in ({"unit": "甲局"}, {"unit": "乙局", "items": (), "seen": [1]}, {"unit": "丙局", "note": "补报"}):
        assert told(ours(**given)) == told(theirs(**given))
        assert repr(ours(**given)) == repr(theirs(**given))
        assert told(late.replace(ours(**given), unit="丁局")) == told(dataclasses.replace(theirs(**given), unit="丁局"))
    assert ours(unit="甲局").seen is not ours(unit="甲局").seen
    assert ours.__match_args__ == theirs.__match_args__
    assert getattr(ours, "__slots__", None) == getattr(theirs, "__slots__", None)


@pytest.mark.parametrize(("ours", "theirs"), pairs())
def test_what_is_equal_and_where_it_stands_in_a_set_is_the_same(ours, theirs):
    given = [{"unit": "甲局"}, {"unit": "甲局", "seen": [1]}, {"unit": "甲局", "note": "补报"}, {"unit": "乙局"}]
    for one in given:
        for other in given:
            assert (ours(**one) == ours(**other)) is (theirs(**one) == theirs(**other))
        assert ours(**one) != theirs(**one)
    assert (ours.__hash__ is None) is (theirs.__hash__ is None)
    if theirs.__eq__ is not object.__eq__ and theirs.__hash__ is not None:
        assert [hash(ours(**one)) for one in given] == [hash(theirs(**one)) for one in given]


@pytest.mark.parametrize(("ours", "theirs"), pairs())
def test_what_is_refused_is_the_same(ours, theirs):
    for wrong in ((), ("甲局", (), [], "", 4)):
        with pytest.raises(TypeError) as other:
            theirs(*wrong)
        with pytest.raises(TypeError) as own:
            ours(*wrong)
        assert str(own.value).split("(", 1)[1] == str(other.value).split("(", 1)[1]

    def change(value: Any) -> None:
        value.unit = "乙局"

    def lose(value: Any) -> None:
        del value.unit

    for act in (change, lose):
        said = []
        for cls in (ours, theirs):
            try:
                act(cls(unit="甲局"))
                said.append("")
            except dataclasses.FrozenInstanceError as error:
                said.append(str(error))
        assert said[0] == said[1]


@late.dataclass(frozen=True, slots=True)
class Marks:
    unit: str
    late: bool = False


@late.dataclass(frozen=True, slots=True, kw_only=True)
class Row(Marks):
    days: int
    again: "Row | None" = None


def test_one_is_another_with_more_and_goes_through_a_pickle():
    row = Row(unit="甲局", days=2, again=Row(unit="乙局", days=0))
    assert (row.unit, row.late, row.days, row.again) == ("甲局", False, 2, Row(unit="乙局", days=0))
    assert pickle.loads(pickle.dumps(row)) == copy.deepcopy(row) == copy.copy(row) == row
    assert repr(row) == "Row(unit='甲局', late=False, days=2, again=Row(unit='乙局', late=False, days=0, again=None))"


def test_a_method_is_written_when_it_is_called():
    @late.dataclass(frozen=True, slots=True)
    class Asked:
        unit: str

    stub = Asked.__init__
    assert "unit" not in stub.__code__.co_varnames
    assert Asked("甲局") == Asked("甲局")
    assert Asked.__init__.__code__.co_varnames == ("self", "unit")
    held = Asked.__new__(Asked)
    stub(held, "乙局")  # whoever took it before
    assert held.unit == "乙局"


def test_all_are_written_before_there_are_many_processes():
    @late.dataclass(frozen=True, slots=True)
    class Warm:
        unit: str

    late.write_all()
    assert Warm.__hash__.__code__.co_varnames == Warm.__init__.__code__.co_varnames[:1] == ("self",)


def test_what_was_there_before_is_made_again_of_all_its_fields():
    again = late.maker(Row)("甲局", True, 2, None)
    assert again == Row(unit="甲局", late=True, days=2)
    assert late.maker(Row) is late.maker(Row)
    with pytest.raises(TypeError):
        late.maker(Row)("甲局", True, 2)
