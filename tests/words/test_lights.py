"""What the lights mean is said once: every paper that shows lights bears these words and no others."""

from decimal import Decimal as D

import pytest

from toolkit.words.lights import light_words


@pytest.mark.parametrize(
    ("bounds", "green", "yellow", "red"),
    [
        (("0.05", "0.3"), "不落后或落后不足5个百分点", "落后5个百分点以上、不足30个百分点", "落后30个百分点以上"),
        (("0", "0.3"), "不落后", "落后不足30个百分点", "落后30个百分点以上"),
        (("0.04", "0.04"), "不落后或落后不足4个百分点", "", "落后4个百分点以上"),
    ],
)
def test_every_behind_has_one_light_in_words(bounds, green, yellow, red):
    words = light_words(*map(D, bounds))
    assert (words.green, words.yellow, words.red) == (green, yellow, red)
    assert ("黄" in words.legend) == bool(yellow)
