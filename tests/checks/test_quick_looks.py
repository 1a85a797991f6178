"""A quick look before a slow one misses nothing that the slow one finds; what is understood once is still told apart."""

import pytest

from toolkit.checks.rules.slips import placeholder
from toolkit.checks.rules.sums import wrong_sum
from toolkit.checks.sentences import read_clauses
from toolkit.values.likeness import arabic, undated
from toolkit.values.traced import Traced


@pytest.mark.parametrize(
    "text",
    [
        "截至 月底", "完成XX个", "完成 ＿＿ 公里", "已建__处", "共〇〇处", "完成**个", "已建*个", "建成??个", "修建  公里", "建成（ ）个",
        "例：已完成", "示例", "样例：已完工", "（填写数量）", "（户数）", "某某镇", "N个村", "年月日完成", "???", "完成月 日，", "请在此填写",
    ],
)  # fmt: skip
def test_every_kind_of_placeholder_passes_the_quick_look(text):
    assert placeholder(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1,200户", "1200户"),
        ("三百二十户", "320户"),
        ("3.5万元", "35000元"),
        ("１２处", "12处"),
        ("百分之五十", "百分之50"),
        ("无", "无"),
    ],
)
def test_numbers_are_read_alike_by_all_who_fold_a_text(typed, read):
    assert arabic(typed) == read == Traced.of(typed).text


def test_dates_are_taken_out_with_their_numbers():
    assert undated("2022年8月底前完成第一季度任务") == "前完成任务"
    assert undated("全部完成") == "全部完成"


def test_characters_that_no_list_knows_stay_in_their_clause():
    first = read_clauses("Ω★缺1台，未画线，再去年建了𠮷桥3座")
    assert "".join(one.text for one in first) == "Ω★缺1台未画线再去年建了𠮷桥3座"
    assert [(q.number, q.unit) for one in first for q in one.quantities] == [(1, "台"), (3, "座")]


def test_a_sum_is_looked_for_where_three_amounts_stand():
    assert wrong_sum("共12座，已完成6座，其余5座正在施工") is not None
    assert wrong_sum("共12座，已完成6座，正在施工") is None
