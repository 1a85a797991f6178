"""What a header cell may be read as: own words, with a date or a bracket added, synonyms, several in one (DESIGN §7)."""

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from recognise_world import form, sheet

from toolkit.intake.recognise.folding import alike, bare, folded
from toolkit.intake.recognise.labels import _MOST_TEXTS as MOST  # the bound is what is tested
from toolkit.intake.recognise.labels import HeaderMatch, Labels, asks
from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field, Form, Type


def looked_up(text: str, issued: Form | None = None, settings: Mapping[str, str] | None = None) -> HeaderMatch | None:
    return Labels.of(issued or form(), settings or {}).hit(text)


def asked(*headers: str, key: str = "", source: str = "填报") -> Form:
    """Return a form of these columns; each has the last word of its header as its KEY."""
    fields = tuple(
        Field(
            source=source,
            key=key or header.split(" ")[-1],
            header=header,
            column=place,
            template="",
            required=False,
            type=Type.TEXT,
            hidden=False,
        )
        for place, header in enumerate(headers, 1)
    )
    return replace(form(), fields=fields)


@pytest.mark.parametrize(
    ("text", "key", "rank"),
    [
        ("进展情况", "进展情况", 0),
        (" 进 展\n情况*", "进展情况", 0),
        ("进展情况（本月）", "进展情况", 1),
        ("1.进展情况", "进展情况", 1),
        ("三、进展情况", "进展情况", 1),
        ("截至3月底进展情况", "进展情况", 1),
        ("2022年3月进展情况", "进展情况", 1),
        ("2、本月的进展情况", "进展情况", 1),
        ("目前进展", "进展情况", 2),
        ("责任单位", "承办单位", 2),
        ("完成率（%）", "完成比例", 2),
        ("编号", "编号", 0),
        ("行编号", "编号", 2),
    ],
)
def test_one_field(text: str, key: str, rank: int) -> None:
    read = looked_up(text)
    assert read and read.one and (read.one.key, read.one.source != "上期", read.rank) == (key, True, rank)
    assert read.exact is (rank < 2)


@pytest.mark.parametrize("text", ["上期进展情况", "上次进展情况", "前期工作进展", "上一期推进情况"])
def test_last_time(text: str) -> None:
    read = looked_up(text)
    assert read and read.one and (read.one.source, read.one.key) == ("上期", "进展情况")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("进展情况、存在问题及下一步工作计划", ("进展情况", "存在问题", "下一步工作计划")),
        ("目前进展和存在问题", ("进展情况", "存在问题")),
        ("进展情况\n备注", ("进展情况", "备注")),
        ("状态/比例", ("办理状态", "完成比例")),
        ("状态，比例，说明", ("办理状态", "完成比例", "备注")),
        ("进展情况及工作进展", ()),
        ("进展情况及其他", ()),
        ("承办单位和实事内容", ()),
        ("情况说明及要求", ()),
    ],
)
def test_several_fields_in_one_header(text: str, keys: tuple[str, ...]) -> None:
    read = looked_up(text)
    assert tuple(f.key for f in read.fields) == keys if read else keys == ()
    assert read is None or (read.one is None and read.rank == 2 and not read.exact)


def test_a_header_that_many_columns_share_the_tail_of_is_only_read_whole() -> None:
    doubled = asked("上半年 进展", "下半年 进展", "投资 额度")
    assert looked_up("进展", doubled) is None
    read = looked_up("额度", doubled)
    assert read and read.one and (read.one.header, read.rank) == ("投资 额度", 0)


def test_the_tail_of_a_header_in_three_parts_is_its_last_word() -> None:
    deep = asked("资金 上级 到位数", "资金 本级 配套数")
    assert looked_up("上级", deep) is None
    read = looked_up("配套数", deep)
    assert read and read.one and read.one.header == "资金 本级 配套数"


def test_a_synonym_of_two_columns_is_read_as_none() -> None:
    both = asked("甲", "乙", key="进展情况")
    assert looked_up("目前进展", both) is None
    assert looked_up("目前进展", asked("甲", key="进展情况")) is not None


@pytest.mark.parametrize(
    ("source", "text", "there"),
    [
        ("填报", "目前进展", True),
        ("填报", "上期目前进展", False),
        ("上期", "上期目前进展", True),
        ("上期", "目前进展", False),
        ("事项", "目前进展", False),
        ("单位", "进展情况", False),
        ("表尾", "进展情况", False),
    ],
)
def test_synonyms_are_of_the_column_s_kind(source: str, text: str, there: bool) -> None:
    assert (looked_up(text, asked("栏", key="进展情况", source=source)) is not None) is there


def test_the_clerk_s_own_synonyms() -> None:
    settings = {"同义词.进展情况": "推动情形、办理动态；  "}
    for text in ("推动情形", "办理动态"):
        read = looked_up(text, settings=settings)
        assert read and read.one and (read.one.source, read.one.key, read.rank) == ("填报", "进展情况", 2)
    assert looked_up("推动情形") is None


@pytest.mark.parametrize(("key", "source", "text", "there"), [
    ("编号", "事项", "栏", True), ("编号", "事项", "编号", True), ("编号", "填报", "栏（一）", True), ("编号", "事项", "栏（一）", True),
])  # fmt: skip
def test_the_column_of_ids_is_known_by_its_name_too(key: str, source: str, text: str, there: bool) -> None:
    assert (looked_up(text, asked("栏", key=key, source=source)) is not None) is there


def test_a_header_may_be_padded_six_times_and_a_long_text_is_none() -> None:
    longest = max(len(f.header) for f in form().fields)
    known = Labels.of(form(), {})
    assert known.longest > 3 * longest
    assert known.hit("进展情况" + " " * (known.longest * 2 - 4))
    assert known.hit("进展情况" + " " * (known.longest * 2 - 3)) is None


def test_the_quick_look_misses_no_label_whatever_stands_between_its_signs() -> None:
    known, drawn = Labels.of(form(), {}), random.Random(7)
    for label in (*known.own, *known.synonyms):
        between = ["".join(drawn.choices("  \n　·—_（）。￥", k=drawn.randrange(3))) for _ in label]
        text = "甲" + "".join(map("".join, zip(between, label, strict=True))) + "：乙"
        assert label in bare(text)
        assert known.any.search(folded(text)), text
    assert not known.any.search(folded("已完成路基 55%，进 的展情况"))


def test_what_strangers_say_is_not_remembered_without_end() -> None:
    known = Labels.of(form(), {})
    for number in range(MOST + 1):
        known.hit(f"第{number}号")
        if number == MOST - 1:
            assert len(known.seen) == MOST
    assert len(known.seen) == 1
    assert known.hit("进展情况")


def test_a_form_without_columns_knows_no_header() -> None:
    assert looked_up("进展情况", asked()) is None


def test_only_text_is_a_header() -> None:
    known = Labels.of(form(), {})
    assert asks(known.hits(sheet({(1, 1): "甲", (2, 2): "进展情况"})))
    assert not asks(known.hits(sheet({(1, 1): "甲", (2, 2): "实事内容"})))
    wrong = replace(sheet({}), cells={(1, 1): Cell(1, 1, CellKind.ERROR, "进展情况")})
    assert not asks(known.hits(wrong))


@pytest.mark.parametrize(
    ("one", "other", "floor", "near"),
    [
        ("", "甲", 0.5, 0.0),
        ("甲", "", 0.5, 0.0),
        ("甲乙丙丁", "甲乙丙丁", 0.9, 1.0),
        ("甲乙丙丁", "甲乙丙戊", 0.5, 0.75),
        ("甲乙丙丁", "甲乙丙戊", 0.75, 0.0),  # it must pass the floor, not touch it
        ("甲乙丙丁", "甲乙丙戊", 0.7, 0.75),
        ("甲乙", "甲乙丙丁", 0.6, 2 / 3),
        ("甲乙", "甲乙丙丁", 0.67, 0.0),
        ("丁丙乙甲", "甲乙丙丁", 0.2, 0.25),
        ("甲乙丙丁", "戊己庚辛", 0.1, 0.0),
        ("甲甲甲甲", "甲甲甲甲乙", 0.6, 8 / 9),
        ("乙" + "甲" * 300, "丙" + "甲" * 300, 0.5, 600 / 602),
    ],
)
def test_likeness_is_the_share_in_common_above_its_floor(one: str, other: str, floor: float, near: float) -> None:
    assert alike(one, other, floor) == pytest.approx(near)
