"""Texts in half width are NFKC's, whatever stands beside the usual signs."""

import random
import sys
import unicodedata

import pytest

from toolkit.values.texts import Sieve, bare, fold
from toolkit.values.widths import half_width

SIGNS = "，：；（）％！？．～…　、。甲1a１Ａ①㎡ﬁ½e\u0301\u0323ｶﾞ가\u1100\u1161ﾊﾟ\u3099か\u200b\u00a0 \n✅—“”"


@pytest.mark.parametrize("seed", range(8))
def test_half_width_is_nfkc(seed):
    dice = random.Random(seed)
    for _ in range(2000):
        some = dice.choices(SIGNS, k=dice.randrange(1, 9))
        text = "".join(chr(dice.randrange(0x20, 0x3FFF)) if dice.random() < 0.3 else sign for sign in some)
        assert half_width(text) == unicodedata.normalize("NFKC", text)


def test_nothing_is_left_out_of_letters_and_digits_alone():
    told = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isalnum()]
    assert {unicodedata.category(sign)[0] for sign in told} == {"L", "N"}


@pytest.mark.parametrize("seed", range(4))
def test_sifted_at_a_look_is_sifted(seed):
    dice, sieve = random.Random(seed), Sieve(lambda sign: unicodedata.category(sign)[0] in "LNMS")
    for _ in range(2000):
        text = "".join(dice.choices(SIGNS + ",.;:()%-", k=dice.randrange(1, 12)))
        assert sieve.sifted(text) == text.translate(sieve)
    assert bare("（一）已完成，35.5%。") == bare(fold("（一）已完成，35.5%。")) == "一已完成355"
