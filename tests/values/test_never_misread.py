"""Five hundred odd values: each is read as it is meant, or asked for; none is ever read as something else."""

from datetime import date
from decimal import Decimal

import pytest
from odd_values import CHOICES, DATES, NONE, NUMBERS, PERCENTS
from row_tables import each_row

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field, Type
from toolkit.nouns.problems import Code, Severity
from toolkit.values.choices import read_choice
from toolkit.values.dates import read_date
from toolkit.values.lexicon import Sense, shipped
from toolkit.values.meaning import says_none
from toolkit.values.numbers import read_number
from toolkit.values.percents import read_percent
from toolkit.values.texts import quotable

STATES = ("未启动", "前期工作", "正在实施", "已完工待验收", "已完成")


def cell(text):
    return Cell(1, 1, CellKind.TEXT, text)


def field(kind):
    return Field(
        source="填报", key="x", header="x", column=1, template="", type=kind, choices=STATES if kind is Type.CHOICE else ()
    )


def accepted(answer):
    """Return the value that is taken over; None where the cell is sent back."""
    return None if answer.code and answer.code.severity is Severity.RETURN else answer.value


@each_row(("text", "meant"), PERCENTS.items())
def test_a_percent_is_read_right_or_asked(text, meant):
    assert accepted(read_percent(cell(text), field(Type.PERCENT))) in {meant, None}


@each_row(("text", "meant"), DATES.items())
def test_a_day_is_read_right_or_asked(text, meant):
    assert accepted(read_date(cell(text), field(Type.DATE), 2022)) in {meant, None}


@each_row(("text", "meant"), CHOICES.items())
def test_a_choice_is_read_right_or_asked(text, meant):
    assert accepted(read_choice(cell(text), field(Type.CHOICE))) in {meant, None}


@each_row(("text", "meant"), NUMBERS.items())
def test_a_number_is_read_right_or_asked(text, meant):
    assert accepted(read_number(cell(text), field(Type.NUMBER))) in {meant, None}


@each_row(("text", "none"), NONE.items())
def test_none_is_told_from_what_only_begins_so(text, none):
    assert says_none(text) is none


def test_what_is_plain_is_not_asked():
    asked = [
        text
        for text, meant in PERCENTS.items()
        if meant is not None and accepted(read_percent(cell(text), field(Type.PERCENT))) is None
    ]
    assert len(asked) < len(PERCENTS) / 20, asked
    assert read_percent(cell("85℅"), field(Type.PERCENT)).code is Code.V06


@each_row(("text", "quoted"), [
    ("正在推进", "正在推进"), ("甲" * 30 + "，" + "乙" * 30, "甲" * 30), ("甲" * 50 + "，乙", "甲" * 50), ("完成投资1,200万元，" + "乙" * 40, "完成投资1,200万元"), ("甲" * 200, "甲" * 120),
])  # fmt: skip
def test_a_quotation_ends_with_a_clause(text, quoted):
    assert quotable(text) == quoted


@each_row(
    "sense", [Sense.PLAN, Sense.REST, Sense.PENDING, Sense.NOT, Sense.ASKED, Sense.EARLIER, Sense.ELSEWHERE, Sense.COMPARED]
)
def test_a_figure_is_asked_where_all_that_is_said_of_it_is_another_thing(sense):
    read = [
        text
        for word in shipped().words(sense)
        for text, found in (
            (f"65%（{word}）", read_percent(cell(f"65%（{word}）"), field(Type.PERCENT))),
            (f"120（{word}）", read_number(cell(f"120（{word}）"), field(Type.NUMBER))),
        )
        if accepted(found) in {Decimal("0.65"), Decimal(120)}
    ]
    assert read == []


@each_row("word", ["完成任务数", "任务数量", "1.1", "详见", "第1标", "主体工程", "剩余工程", "已完成"])
def test_words_that_can_be_cut_in_many_ways_are_told_at_once(word):
    """Would not come to an end if every way were tried."""
    for text in (f"已完成（{word * 40}x）", f"65%（{word * 40}x）", f"120户（{word * 40}x）", f"10月31日（{word * 40}x）"):
        assert read_choice(cell(text), field(Type.CHOICE)).code
        assert read_percent(cell(text), field(Type.PERCENT)).code
        assert read_number(cell(text), field(Type.NUMBER)).code
        assert read_date(cell(text), field(Type.DATE), 2022).code


@pytest.mark.parametrize("until", ["3月底", "3月初", "3月上旬", "3月中旬", "3月份", "2022年3月", "2022年3月31日", "3月31号"])
def test_a_share_may_stand_behind_any_day_that_it_is_of(until):
    assert read_percent(cell(f"截至{until}，65%"), field(Type.PERCENT)).value == Decimal("0.65")


@pytest.mark.parametrize("year", ["明年", "次年", "下年", "下一年", "来年", "明年度"])
def test_every_word_for_the_next_year_is_the_next_year(year):
    assert read_date(cell(f"{year}3月底"), field(Type.DATE), 2022).value == date(2023, 3, 31)
