"""V10: a 填报日期 that is no day or lies ahead, a 联系电话 that is none; in doubt silent."""

from datetime import date, datetime

import pytest
from one_row import cell

from toolkit.values.foot import dated_ahead, foot_problem
from toolkit.values.texts import shown_cell


# fmt: off
@pytest.mark.parametrize(("key", "text", "raised"), [
    ("填报日期", "2022年4月2日", False), ("填报日期", "2022.4.2", False), ("填报日期", "4月2日", False), ("填报日期", "2022.4", False), ("填报日期", "20220402", False), ("填报日期", "年  月  日", False), ("填报日期", "____", False), ("填报日期", "2022-04-02 00:00:00", False),
    ("填报日期", "2022年2月30日", True), ("填报日期", "今天", True), ("填报日期", "同上", True), ("填报日期", "2022", True), ("填报日期", "13月5日", True),
    ("联系电话", "0772-6812345", False), ("联系电话", "６８１２３４５", False), ("联系电话", "138 0000 1234", False), ("联系电话", "13800001234、0772-6812345", False), ("联系电话", "6812345转802", False), ("联系电话", "660123", False), ("联系电话", "（0772）6812345", False), ("联系电话", "+86 13800001234", False),
    ("联系电话", "无", True), ("联系电话", "见上", True), ("联系电话", "123", True), ("联系电话", "00000000", True), ("联系电话", "1380000123", True), ("联系电话", "138000012345", True),
    ("填报人", "无", False), ("填报人", "2022", False),
])
def test_what_stands_at_the_foot_can_be_what_is_asked(key, text, raised):
    found = foot_problem(key, text, sheet="附件2", cell="B9", year=2022)
    assert ((found.code.name, found.cell) if found else None) == (("V10", "B9") if raised else None)
    assert not found or (found.message and found.fix)


@pytest.mark.parametrize(("text", "raised"), [("2022年4月6日", True), ("2022年4月5日", False), ("4月30日", True), ("2022.4", False), ("4月", False), ("看不出", False)])
def test_a_form_is_not_dated_after_it_came(text, raised):
    found = dated_ahead({"填报日期": text, "填报人": "9月9日"}, {"填报日期": "J3"}, sheet="附件2", today=date(2022, 4, 5))
    assert [(one.code.name, one.cell) for one in found] == ([("V10", "J3")] if raised else [])
# fmt: on


def test_a_month_is_never_shown_as_a_day_of_1905():
    assert shown_cell(cell(datetime.fromisoformat("1905-07-14T09:36"))) == "2022.4"
    assert shown_cell(cell(date(1905, 7, 14))) == "2022"
