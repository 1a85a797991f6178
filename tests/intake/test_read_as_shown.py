"""A number is read as its cell shows it: what its format rounds away, no sender ever saw."""

from decimal import Decimal

import pytest
from judge_desk import shipped_form

from toolkit.intake.formats.format_words import as_shown
from toolkit.intake.formats.grid import CellGrid, as_written
from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code
from toolkit.values.percents import read_percent

PERCENT = next(field for field in shipped_form().asked if field.key == "完成比例")


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.3549", "0%", "0.35"),
        ("0.355", "0%", "0.36"),
        ("0.9996", "0%", "1"),
        ("0.3549", "0.0%", "0.355"),
        ("0.3549", "0.00%", "0.3549"),
        ("0.3549", "", "0.3549"),
        ("0.3549", "General", "0.3549"),
        ("0.3549", "@", "0.3549"),
        ("123.456", "0.00", "123.46"),
        ("123.456", "#,##0.00_ ", "123.46"),
        ("123.456", "0.0##", "123.456"),
        ("-2.5", "0;(0)", "-3"),
        ("12345.6", "#,##0,", "12345.6"),
        ("0.5", "# ?/?", "0.5"),
        ("1234.5", "0.00E+00", "1234.5"),
        ("44652.5", "yyyy/m/d", "44652.5"),
        ("-0.001", "0%", "0"),
        ("46.4", '"已完成"0"所"', "46"),
        ("123456789012345", "0", "123456789012345"),
    ],
)
def test_a_format_rounds(value: str, code: str, shown: str) -> None:
    assert as_shown(Decimal(value), code) == Decimal(shown)


@pytest.mark.parametrize(
    ("value", "text", "shown"),
    [
        ("0.3549", "35%", "0.35"),
        ("0.3549", "35.5%", "0.355"),
        ("1234.567", "1,234.57", "1234.57"),
        ("-1.26", "-1.3", "-1.3"),
        ("1.26", "￥1.3", "1.3"),
        ("46", "已完成46所", "46"),
        ("0.3549", "", "0.3549"),
        ("0.3549", "三成半", "0.3549"),
        ("0.3549", "90%", "0.3549"),
        ("12345", "12", "12345"),
    ],
)
def test_the_text_of_an_ods_cell_rounds(value: str, text: str, shown: str) -> None:
    assert as_written(Decimal(value), text) == Decimal(shown)


def cell(number: float, code: str) -> Cell:
    grid = CellGrid("附件2", Limits())
    grid.put_number(1, 1, number, code)
    return grid.cells[1, 1]


@pytest.mark.parametrize(
    ("number", "code", "value", "asked"),
    [
        (0.3549, "0%", "0.35", ""),
        (0.9999999, "0%", "1", ""),
        (0.003, "0%", "0", "30%"),
        (0.006, "0%", "0.01", "60%"),
        (0.003, "0.0%", "0.003", "30%"),
        (0.003, "", "0.003", "30%"),
        (0.0, "0%", "0", ""),
    ],
)
def test_a_share_is_what_is_shown_and_a_tiny_one_is_asked_about(number: float, code: str, value: str, asked: str) -> None:
    found = read_percent(cell(number, code), PERCENT)
    assert found.value == Decimal(value)
    assert (found.code is Code.V06) == bool(asked)
    assert asked in str(found.facts)


def test_what_the_cell_holds_is_kept_beside() -> None:
    assert cell(0.3549, "0%") == Cell(1, 1, CellKind.NUMBER, Decimal("0.35"), "0%", exact=Decimal("0.3549"))
    assert cell(0.35, "0%").exact is None
