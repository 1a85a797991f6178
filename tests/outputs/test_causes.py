"""Which problems of a row are told inside another's sentence: one cause, one message; none inside a milder one."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rule_rows import case

from toolkit.checks.rules import check_row
from toolkit.nouns.problems import Code, Severity, problem
from toolkit.outputs.returned.causes import by_cause


def told(**answers):
    raised = check_row(case(**answers))
    return {one.problem.code.name: one.fix for one in by_cause(raised)}


@pytest.mark.parametrize(("answers", "kept", "folded", "quoted"), [
    ({"办理状态": "未启动", "完成比例": 1, "进展情况": "项目尚未开工，正在办理用地手续。"}, "X03", "X02", ""),
    ({"办理状态": "未启动", "完成比例": 0, "进展情况": "5个系统主体已完工，其余5个正在开挖基坑。"}, "P04", "X04", "5个系统主体已完工"),
    ({"办理状态": "已完成", "进展情况": "5个系统主体已完工，其余5个正在开挖基坑。"}, "X01", "X04", "其余5个正在开挖基坑"),
    ({"完成比例": 0, "进展情况": "因资金未到位，工程停工。"}, "X05", "X10", "资金未到位"),
])  # fmt: skip
def test_one_cause_is_one_message(answers, kept, folded, quoted):
    number = Decimal(str(answers.get("完成比例", "0.5")))
    raised = {one.code.name for one in check_row(case(**(answers | {"完成比例": number})))}
    found = told(**(answers | {"完成比例": number}))
    assert {kept, folded} <= raised
    assert kept in found and folded not in found and quoted in "".join(found.values())


def test_no_progress_is_asked_for_in_one_cell():
    p02 = problem(Code.P02, "附件2", "H7", header="进展情况").concerning("1-1", key="进展情况")
    p05 = problem(Code.P05, "附件2", "I7", header="存在问题", percent_header="完成比例", value="50%").concerning(
        "1-1", key="存在问题"
    )
    other = p05.concerning("1-2", key="存在问题")
    assert [one.problem for one in by_cause((p02, p05))] == [p02]
    assert len(list(by_cause((p02, other)))) == 2


def test_a_return_is_never_told_inside_a_remark():
    p02 = problem(Code.P02, "附件2", "H7", header="进展情况").concerning("1-1")
    p05 = problem(Code.P05, "附件2", "I7", header="存在问题", percent_header="完成比例", value="50%").concerning("1-1")
    mild, sharp = replace(p02, switched=Severity.REMARK), replace(p05, switched=Severity.RETURN)
    assert len(list(by_cause((mild, sharp)))) == 2
