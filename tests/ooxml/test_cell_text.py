"""What a cell can hold: one idea of it for the forms that go out and the books for people."""

import pytest

from toolkit.ooxml.cell_text import LONGEST, clean, for_cell

RULES = pytest.mark.parametrize("rule", [clean, for_cell])


@RULES
@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("一\n二\t三", "一\n二\t三"),
        ("甲\x0b乙\x00\x9f丙", "甲乙丙"),
        ("甲\r\n乙\r丙\u2028丁\u2029戊\x85己", "甲\n乙\n丙\n丁\n戊\n己"),
        ("半\ud800个\uffff", "半\ufffd个\ufffd"),
        ("😀" * 16_383, "😀" * 16_383),
        ("字" * LONGEST, "字" * LONGEST),
    ],
)
def test_a_text_is_made_fit_for_a_cell(rule, text, fit):
    assert rule(text) == fit


@RULES
@pytest.mark.parametrize("sign", ["字", "😀"])
def test_no_text_is_longer_than_a_cell(rule, sign):
    cut = rule(sign * 40_000)
    assert LONGEST - 1 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST


def test_only_a_book_for_people_says_that_it_was_cut():
    assert for_cell("字" * 40_000).endswith("全文见原件）")
    assert set(clean("字" * 40_000)) == {"字"}
