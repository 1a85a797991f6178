"""Chinese numerals as digits: 十五所 and 15所 are one wording."""

import pytest

from toolkit.intake.recognise.folding import with_digits


@pytest.mark.parametrize(
    ("numeral", "digits"),
    [
        ("十", "10"), ("十五", "15"), ("二十", "20"), ("三十七", "37"), ("一百", "100"), ("一百零五", "105"), ("二百三十", "230"),
        ("一百二十三", "123"), ("九百九十九", "999"), ("二〇二二", "2022"),
    ],
)  # fmt: skip
def test_numerals_are_read_by_place(numeral, digits):
    assert with_digits(f"新建{numeral}所") == f"新建{digits}所"
