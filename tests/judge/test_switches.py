"""设置's switch per rule: it decides only where it differs from the catalogue; a reason given on the sheet still counts."""

from dataclasses import replace

import pytest
from judge_desk import Desk

from toolkit.nouns.problems import Code, Severity, applied, problem

P01 = problem(Code.P01, "附件2", "G5", header="完成比例", value="20%", last="25%", reading="", remark="", how="", office="")
ANSWERED = replace(P01, switched=Severity.REMARK)


@pytest.mark.parametrize(("raised", "switch", "severity"), [
    (ANSWERED, "退回", Severity.REMARK), (P01, "退回", Severity.RETURN), (P01, "提示", Severity.REMARK), (ANSWERED, "", Severity.REMARK), (P01, "停用", None),
])  # fmt: skip
def test_a_switch_left_at_its_default_leaves_the_rules_own_word(raised, switch, severity):
    kept = applied((raised,), {"P01": switch} if switch else {})
    assert [one.severity for one in kept] == ([severity] if severity else [])


def test_a_remark_made_a_return_sends_back():
    raised = problem(Code.V06, "附件2", "G5", header="完成比例", value="约65%", reading="65%", example="85.5%")
    assert [one.severity for one in applied((raised,), {"V06": "退回"})] == [Severity.RETURN]


@pytest.mark.parametrize(("remark", "outcome"), [("上期多报，核减", "accepted_with_remarks"), ("", "returned")])
def test_a_reason_on_the_sheet_is_enough_under_the_shipped_settings(remark, outcome):
    desk = Desk()
    desk.both("教育局", "2022-04")
    number = desk.sheet("教育局", "2022-06", "2022-06-02", **{"3-1": {"完成比例": 0.3, "备注": remark}})
    assert desk.outcome(number) == outcome
