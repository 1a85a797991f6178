"""Realistic rows through all text rules: the codes that a careful clerk would raise, and none for half of them."""

import pytest
from clauses import ROWS, raised
from row_tables import each_row

from toolkit.checks.sentences import Aspect, read_clauses
from toolkit.values.lexicon import Sense, lexicon_of, shipped


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[3][:12]}")
def test_a_row_raises_what_a_careful_clerk_would(row):
    item, status, percent, text, codes, more = row
    assert raised(item, status, percent, text, **more) == codes


def test_half_of_the_rows_must_stay_silent():
    assert len(ROWS) >= 150
    assert abs(sum(1 for row in ROWS if not row[4]) / len(ROWS) - 0.5) < 0.06


# fmt: off
@each_row(("text", "what", "aspect", "number"), [
    ("已铺设管网12公里", "铺设", Aspect.DONE, "12"), ("管网铺设12公里", "铺设", Aspect.DONE, "12"), ("标线尚未施划", "施划", Aspect.DENIED, None), ("2号桥正在浇筑桥面", "浇筑", Aspect.UNDER_WAY, None), ("在建6处", "在建", Aspect.UNDER_WAY, "6"),
    ("预计9月底完工", "完工", Aspect.PLANNED, None), ("9月底前完成", "完成", Aspect.PLANNED, None), ("2个待开工", "开工", Aspect.REMAINING, "2"), ("还差3个", "", Aspect.REMAINING, "3"), ("去年建成20公里", "建成", Aspect.ELSEWHERE, "20"), ("邻县桥梁已建成", "建成", Aspect.ELSEWHERE, None),
    ("无未完工事项", "完工", Aspect.ABSENT, None), ("剩余3公里正在铺设", "铺设", Aspect.UNDER_WAY, "3"), ("推进路灯安装", "安装", Aspect.NAMED, None), ("3月未完工的5公里现已全部完工", "完工", Aspect.DONE, "5"), ("已下发整治通知", "整治", Aspect.NAMED, None),
])
def test_a_clause_says_how_a_thing_is(text, what, aspect, number):
    facts = [fact for clause in read_clauses(text) for fact in clause.facts if fact.what == what]
    assert aspect in {fact.aspect for fact in facts}
    assert number is None or number in {str(fact.quantity.number) for fact in facts if fact.quantity}
# fmt: on


def test_a_clause_keeps_the_cells_own_characters():
    assert [clause.words for clause in read_clauses("上一年度已建成二十公里，本年度 新建 ５公里。")] == [
        "上一年度已建成二十公里",
        "本年度 新建 ５公里",
    ]


def test_the_office_adds_its_own_words():
    own = lexicon_of({"词表·建成": "告捷、立起"})
    assert own is lexicon_of({"词表·建成": "告捷、立起", "县名": "某县"})
    assert "告捷" in own.groups[Sense.FINISH]
    assert raised("10-1", "未启动", "0", "道路已告捷") == ""
    assert [fact.sense for clause in read_clauses("道路已告捷", own) for fact in clause.facts] == [Sense.FINISH]
    assert lexicon_of({"词表·没有这组": "甲"}) is shipped()
