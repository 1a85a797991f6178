"""A quick look before a slow one misses nothing that the slow one finds; what is understood once is still told apart."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from recognise_world import form

from toolkit.checks.rules import claims
from toolkit.checks.rules.quantities import out_of_scale
from toolkit.checks.rules.slips import placeholder
from toolkit.checks.rules.sums import wrong_sum
from toolkit.checks.sentences import in_base, numbers_in, read_clauses
from toolkit.plan.model import Item
from toolkit.values import fillers
from toolkit.values.fillers import is_filler, says_nothing
from toolkit.values.lexicon import Sense, shipped
from toolkit.values.likeness import arabic, normal, undated
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
        ("3千万元", "30000000元"),
        ("2千5百户", "2500户"),
        ("3亿5千万元", "350000000元"),
        ("1万2千户", "12000户"),
        ("2百多户", "200多户"),
        ("2千座", "2000座"),
        ("2千米", "2千米"),
        ("5万千瓦", "50000千瓦"),
        ("第3百货公司", "第3百货公司"),
        ("5百2千户", "5百2千户"),
        ("1.三个村", "1.3个村"),
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


@pytest.mark.parametrize(
    "text",
    [
        "详见附件", "见附件", "请看照片", "请查阅材料", "具体参阅台账", "同上期", "与上月一致", "和上期一样", "参照上期", "照上次", "跟上期一样",
        "参考上期", "按上期", "依照上期", "沿用上期", "已电话汇报", "已口头说明", "微信群已告知", "已当面沟通", "已口头反馈", "已邮件发送", "另行联系", "稍后补报",
        "以上报材料为准", "测试1", "123", "abc", "啊啊啊", "详见附件。同上期",
    ],
)  # fmt: skip
def test_every_kind_of_filler_passes_the_quick_look(text):
    assert is_filler(text)


def test_a_copy_of_what_was_issued_is_known_however_it_begins():
    field = form().field("进展情况")
    for copied, printed in (
        ("新建公路 3 公里", "新建公路3公里"),
        ("三百户改造", "三百户改造"),
        ("“新建”公路", "新建公路"),
        ("3公里", "３公里"),
    ):
        assert says_nothing(copied, field, (printed,))
    assert not says_nothing("新建公路", field, ("改建公路", "新建公路3公里"))


@pytest.mark.parametrize(
    "content",
    [
        "新建公路57公里、公厕10座",
        "改造1,200户，每户5万元",
        "种树三十亩",
        "“十四五”规划3个、65岁以上5人",
        "3公里第2批4个百分之五十",
    ],
)
def test_the_look_at_the_numbers_finds_all_that_a_reading_finds(content):
    numbers = {in_base(one)[:2] for one in numbers_in(Traced.of(content).text, shipped())}
    read = {in_base(one)[:2] for clause in read_clauses(content) for one in clause.quantities if one.unit not in {"", "%"}}
    assert read <= numbers


def test_what_is_out_of_scale_passes_the_quick_look():
    item = Item(id="1-1", number="1", project="路", content="新建公路57公里", hosts=("甲局",), due=date(2022, 10, 31))
    assert out_of_scale("已建成公路5700公里", item) is not None
    assert out_of_scale("已建成公路5700米", item) is None
    large = replace(item, content="造林1.8万亩")
    assert out_of_scale("已造林1.26亩", large, share=Decimal("0.7")) is not None


def test_a_clause_is_quoted_as_each_cell_has_it():
    for text, words, amount in (
        ("已建３ 座桥", "已建３ 座桥", "３座"),
        ("已建3座桥", "已建3座桥", "3座"),
        ("完工。已建三座桥", "已建三座桥", "三座"),
    ):
        clause = read_clauses(text)[-1]
        assert (clause.text, clause.words, clause.quantities[0].words) == ("已建3座桥", words, amount)
        assert clause.sentence == text.count("。")


SHARES = (
    "总体", "进度", "完成率", "完成比例", "完成", "完成总", "完成年度", "工程量", "总任务", "占全年", "目标", "总量", "已", "才", "过", "达到", "约", "近",
    "突破", "不足", "百分之", "3分之", "三分之二", "60", "35.5", "%", "六成", "6成半", "左右", "以上", "多", "项目", "过半", "接近一半", "的", "路基",
)  # fmt: skip
DAYS = (
    "预计", "力争", "2022年9月30日", "9月底", "年底", "前", "全部", "完成", "完成任务", "完成整个", "完成全部工作", "竣工验收", "验收", "装完", "完毕", "到位",
    "成", "并", "可", "方", "路基", *sorted(shipped().words(Sense.FINISH)),
)  # fmt: skip


def drawn(words: tuple[str, ...], most: int) -> Iterator[str]:
    dice = random.Random(1)
    for _ in range(20_000):
        yield "".join(dice.choices(words, k=dice.randrange(1, most)))


HEADS = (
    "", "具体", "详细", "有关", "相关", "进展", "进度", "情况", "内容", "数据", "材料", "资料", "报表", "问题", "计划", "请", "可", "看", "查看", "见", "参见", "同",
    "与", "和", "参照", "照", "跟", "参考", "按", "按照", "依", "依照", "沿用", "已", "均", "我局", "我镇", "通过", "用", "以", "在", "电话", "口头", "微信", "工作群", "群",
    "钉钉", "当面", "邮件", "短信", "书面", "专题", "另行", "单独", "稍后", "随后", "过后", "之后", "近日", "后续", "下周", "明天", "改日", "尽快", "待会", "择日", "再",
    "会", "将", "补报", "填报", "上报", "一切", "完成", "第", "3", "，", "无", "暂无",
)  # fmt: skip
TAILS = (
    "", "附件和照片里的全部内容", "上期一致的报告材料内容", "电话汇报过了督查室你室", "里已经汇报过了督查室你室", "以上报材料里的数据为准", "近日明天再补报", "补报", "，同上期", "。",
)  # fmt: skip


def test_no_filler_is_missed_for_how_it_begins_and_how_much_it_says(monkeypatch):
    seen = {text: is_filler(text) for text in map("".join, product(HEADS, HEADS, TAILS))}
    monkeypatch.setattr(fillers, "_says_much", lambda text, words: False)
    fillers._fills.cache_clear()
    assert {text: is_filler(text) for text in seen} == seen
    assert sum(seen.values()) > 1_000 and not all(seen.values())


def test_texts_that_begin_apart_are_not_the_same():
    words = ("已", "新建", "公路", "3", "３", "三", "百", "万", "①", "㈱", "（", "，", "“", " ", "\n", "A", "a")
    texts = sorted(set(drawn(words, 4)))[::7]
    for one in texts:
        for other in texts:
            assert not (fillers.begins_apart(one, other) and normal(one) == normal(other))


def test_no_share_of_all_is_missed_for_how_its_clause_ends():
    told = [text for text in drawn(SHARES, 6) if claims._OVERALL.fullmatch(claims._FRACTION.sub(claims._in_digits, text))]
    assert len(told) > 100
    assert all(claims._told_share(text) for text in told)


def test_no_day_of_the_end_is_missed_for_how_its_clause_ends():
    told = [text for text in drawn(DAYS, 5) if claims._finishes(shipped()).fullmatch(text)]
    assert len(told) > 100
    assert {text[-1] for text in told} <= claims._last_signs(shipped())
