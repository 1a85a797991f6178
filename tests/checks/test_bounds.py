"""Where a rule begins and ends: a share in fractions, the number of names told, a bound that belongs to one side."""

from decimal import Decimal

import pytest
from clauses import raised
from notice_items import item

from toolkit.checks.rules.claims import overall_share
from toolkit.plan.settings import Policy, Settings


@pytest.mark.parametrize(
    ("text", "share"),
    [("工程总体完成4分之3。", "0.75"), ("整体工程完成4分之1", "0.25"), ("项目整体进度达80%。", "0.8")],
)
def test_a_share_is_read_in_every_way_of_saying_it(text, share):
    assert overall_share(text, item("1-1")) == Decimal(share)


@pytest.mark.parametrize("status", [None, "已完成"])
def test_all_done_against_a_share_that_contradicts_nothing_is_told(status):
    assert raised("1-1", status, "1", "工程总体进度达到80%。") == "X11"


def test_a_share_that_differs_is_told_though_the_row_also_says_not_done():
    assert raised("1-1", "正在实施", "0.4", "项目还没有完成，工程总体进度达到80%。") == "X11"
    assert "X11" not in raised("1-1", "正在实施", "0.8", "项目还没有完成，工程总体进度达到80%。")


@pytest.mark.parametrize(("stated", "alike"), [("0.9", "0.9"), ("90", "0.9"), ("1", "1"), ("95", "0.95")])
def test_likeness_may_be_stated_as_a_percent(stated, alike):
    assert Policy.of(Settings({"雷同阈值": stated})).alike == Decimal(alike)
