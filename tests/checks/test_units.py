"""Units, money and misfortunes are each listed once, for every rule and for the office that adds a word (词表·组名)."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from clauses import TEXT_CODES
from reports import codes_of

from toolkit.checks.rules.overcome import is_overcome
from toolkit.checks.rules.standstill import held_up
from toolkit.checks.rules.unfinished import by_half
from toolkit.checks.sentences import in_base, of_money, read_clauses
from toolkit.values.lexicon import Sense, lexicon_of, shipped

_UNITS = (Sense.MEASURE, Sense.HEAD, Sense.PIECE, Sense.ANY_PIECE, Sense.CASE, Sense.TIMES, Sense.MONEY_UNIT, Sense.OTHER_UNIT)


def _texts(content, status, percent, text):
    return set(codes_of(content, status, percent, text).split()) & set(TEXT_CODES)


@pytest.mark.parametrize(
    ("content", "status", "percent", "text", "code"),
    [
        ("改造农村公路57公里。", "已完成", "100%", "路面才铺3公里。", "X04"),
        ("造林500公顷。", "未启动", "0%", "已完成12公顷。", "X04"),
        ("改造桥梁5座。", "未启动", "0%", "吊了3片梁。", "X04"),
        ("改造老旧小区6个。", "已完成", "100%", "仅做了2幢。", "X04"),
        ("为500名老人安装扶手。", "已完成", "100%", "已给320位老人装了扶手。", "X09"),
        ("调解矛盾纠纷200起。", "已完成", "100%", "已调解150起。", "X09"),
        ("改造老旧小区6个。", "正在实施", "40%", "累计完成80%。", "X11"),
    ],
)
def test_every_rule_knows_every_unit(content, status, percent, text, code):
    assert code in _texts(content, status, percent, text)


@pytest.mark.parametrize(
    ("content", "status", "percent", "text"),
    [
        ("改造老旧小区6个。", "正在实施", "40%", "累计支付完成80%。"),
        ("改造老旧小区6个。", "正在实施", "40%", "项目经费使用完成80%。"),
        ("改造老旧小区6个。", "正在实施", "40%", "完成1200万元，占年度计划的80%。"),
        ("改造老旧小区6个。", "已完成", "100%", "已全部完工，还未拨付工程尾数。"),
        ("服务残疾人500人。", "已完成", "100%", "已服务500人，其中3家还需康复指导。"),
        ("修建屯级道路18条。", "前期工作", "10%", "群众会开了16场。"),
    ],
)
def test_what_was_spent_or_held_is_no_works(content, status, percent, text):
    assert not _texts(content, status, percent, text)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("3公里", 3000, "米"),
        ("2万米", 20_000, "米"),
        ("12公顷", 180, "亩"),
        ("40名", 40, "人"),
        ("497位", 497, "人"),
        ("3处", 3, "处"),
    ],
)
def test_two_ways_of_counting_are_one(text, number, unit):
    (quantity,) = read_clauses(text)[0].quantities
    based = in_base(quantity)
    assert (based.number, based.unit) == (Decimal(number), unit)


@pytest.mark.parametrize("text", ["3起来了", "5面积", "2部分", "4方案", "6尾款"])
def test_a_word_that_begins_like_a_unit_is_none(text):
    assert [one.unit for one in read_clauses(text)[0].quantities] == [""]


def test_the_office_adds_a_unit():
    words = lexicon_of({"词表·度量单位": "延米"})
    assert not by_half(read_clauses("沟渠只砌了30延米")[0])
    assert by_half(read_clauses("沟渠只砌了30延米", words)[0])


def test_the_office_adds_a_word_of_money_and_a_misfortune():
    own = lexicon_of({"词表·款项": "产值", "词表·灾害": "龙卷风"})
    assert not of_money(read_clauses("完成产值80%")[0])
    assert of_money(read_clauses("完成产值80%", own)[0])
    assert held_up("工地遭遇龙卷风，工棚没了") is None
    assert held_up("工地遭遇龙卷风，工棚没了", own) is not None


def test_what_is_counted_is_a_statistic_in_any_unit():
    (clause,) = read_clauses("化解欠薪3起")
    start = clause.text.index("欠薪")
    assert is_overcome(clause, start, start + 2, (), troubled=lambda _: False)
    (clause,) = read_clauses("欠薪至今")
    assert not is_overcome(clause, 0, 2, (), troubled=lambda _: False)


def test_a_unit_of_a_narrow_group_is_a_unit_everywhere():
    words = shipped()
    assert all(one.unit for unit in words.words(*_UNITS) for one in read_clauses(f"共3{unit}")[0].quantities)


@pytest.mark.parametrize("year", ["明年", "次年", "下年", "下一年", "来年"])
def test_every_rule_knows_every_word_for_the_next_year(year):
    assert "X04" in _texts("改造老旧小区6个。", "已完成", "100%", f"培训放到{year}。")
    assert "X12" in _texts("改造老旧小区6个。", "正在实施", "60%", f"全部工程推迟到{year}3月底完工。")


def test_no_rule_lists_units_again():
    """A set in a rule that is mostly units is a group of the lists."""
    units = set(shipped().words(*_UNITS))
    again = []
    for path in sorted((Path(__file__).parents[2] / "toolkit" / "checks").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (isinstance(node, ast.Call) and ast.unparse(node.func) == "frozenset") or isinstance(node, ast.Set):
                words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                listed = words if len(words) > 1 else list("".join(words))
                known = units.intersection(listed)
                again += [(path.name, listed)] if len(known) > 3 and len(known) * 2 > len(listed) else []
    assert again == []
