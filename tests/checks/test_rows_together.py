"""Rows of one item or of one unit read against each other: U01, U02, X16 over several rows."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rule_rows import ITEM, case

from toolkit.checks.rules import check_across

ROAD = replace(ITEM, id="8-1", number="8（1）", project="路", content="硬化村道40公里。", hosts=("东乡", "西镇", "南镇"))
DITCH = replace(ITEM, id="8-2", number="8（2）", project="渠", content="修渠12条。", hosts=("东乡", "西镇", "南镇"))
LAMPS = replace(ITEM, id="8-3", number="8（3）", project="灯", content="安装路灯300盏。", hosts=("东乡",))
COPIED = "按进度推进，已完成工程量一半，资金支付到位40%。"
DONE = "项目已全部完工并通过验收，投入使用。"
MADE = "完成路基10公里，路面8公里，质量合格。"


def across(*rows):
    cases = [
        case(item=item, unit=unit, row=7 + n, 完成比例=Decimal(percent), 进展情况=text, history=())
        for n, (item, unit, percent, text) in enumerate(rows)
    ]
    return [f"{item} {unit} {problem.code.name}" for (item, unit), problem in check_across(cases)]


# fmt: off
@pytest.mark.parametrize(("rows", "told"), [
    ([(ROAD, "东乡", "0.5", COPIED), (DITCH, "东乡", "0.5", COPIED)], ["8-1 东乡 X16", "8-2 东乡 X16"]),
    ([(ROAD, "东乡", "0.5", f"截至7月25日，{COPIED}"), (LAMPS, "东乡", "0.5", f"截至7月28日，{COPIED}")], ["8-1 东乡 X16", "8-3 东乡 X16"]),
    ([(ROAD, "东乡", "1", DONE), (DITCH, "东乡", "1", DONE), (LAMPS, "东乡", "1", DONE)], ["8-1 东乡 X16", "8-2 东乡 X16", "8-3 东乡 X16"]),
    ([(ROAD, "东乡", "0.5", "硬化20公里，剩余20公里正在摊铺。"), (DITCH, "东乡", "0.5", "修渠6条，剩余6条正在砌筑。")], []),
    ([(ROAD, "东乡", "0.5", "路已完成20公里，正在开展下一段施工准备。"), (LAMPS, "东乡", "0.5", "灯已完成150盏，正在开展下一段施工准备。")], []),
    ([(ROAD, "东乡", "1", "已全部完成。"), (DITCH, "东乡", "1", "已全部完成。")], []),
    ([(ROAD, "东乡", "0", "待资金下达后实施。"), (DITCH, "东乡", "0", "待资金下达后实施。")], []),
    ([(ROAD, "东乡", "0", ""), (DITCH, "东乡", "0", "")], []),
    ([(ROAD, "东乡", "0.5", MADE), (ROAD, "西镇", "0.5", MADE)], ["8-1 东乡 U02", "8-1 西镇 U02"]),
    ([(ROAD, "东乡", "0.5", f"东乡{MADE}"), (ROAD, "西镇", "0.5", f"西镇{MADE}")], ["8-1 东乡 U02", "8-1 西镇 U02"]),
    ([(ROAD, "东乡", "0.5", MADE), (ROAD, "南镇", "0.5", MADE.replace("，路面", "；路面"))], ["8-1 东乡 U02", "8-1 南镇 U02"]),
    ([(ROAD, "东乡", "0.5", MADE), (ROAD, "西镇", "0.5", MADE.replace("10", "9"))], []),
    ([(ROAD, "东乡", "0.9", "完成12公里。"), (ROAD, "西镇", "0.3", "完成4公里。"), (ROAD, "南镇", "0.85", "完成11公里。")], ["8-1 西镇 U01"]),
    ([(ROAD, "东乡", "1", "12公里全部完成。"), (ROAD, "西镇", "0.6", "完成7公里。"), (ROAD, "南镇", "0.95", "完成11公里。")], ["8-1 西镇 U01"]),
    ([(ROAD, "东乡", "0.7", "完成12公里。"), (ROAD, "西镇", "0.5", "完成4公里。")], []),
    ([(ROAD, "东乡", "0.9", "完成12公里。"), (DITCH, "东乡", "0.2", "修2条。"), (DITCH, "西镇", "0.3", "修3条。")], []),
])  # fmt: skip
def test_rows_are_read_against_each_other(rows, told):
    assert across(*rows) == told
