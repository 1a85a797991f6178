"""A formula that is one range is moved as the same range inside a longer formula is."""

import pytest

from toolkit.generate.shift import Shift

RANGES = (
    "A5",
    "$A$6",
    "A1:L9",
    "'附件2'!$A$1:$L$9",
    "附件2!$3:$4",
    "'附 件'!B7",
    "$5:7",
    "附件2!F5",
    "'附件''2'!A9",
    "LOG10",
    "XFD99999",
)


@pytest.mark.parametrize("text", [*RANGES, *(f"={text}" for text in RANGES)])
@pytest.mark.parametrize("home", [True, False])
def test_one_range_moves_as_inside_a_formula(text, home):
    shift = Shift("附件2", 5, 3)
    for growing in (False, True):
        longer = shift.formula(f"{text}+0", home=home, growing=growing)
        assert shift.formula(text, home=home, growing=growing) == longer.removesuffix("+0")
    assert shift.copied(text, 2) == shift.copied(f"{text}+0", 2).removesuffix("+0")


@pytest.mark.parametrize("text", ['"未启动,A5"', "5", "-0.5", "TRUE"])
def test_a_constant_stays(text):
    assert Shift("附件2", 5, 3).formula(text, home=True) == text
