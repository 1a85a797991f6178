"""Two thousand odd values, their readings decided beforehand: read right with V06, or asked; none is read as something else."""

from datetime import time
from decimal import Decimal

import fresh_values as fresh
from one_row import PLACES, cell, read
from row_tables import each_row

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.problems import Severity
from toolkit.values.foot import foot_problem

_NUMERIC = {"完成比例", "户数", "完成投资"}


def _cases(key, texts, cells=()):
    return [
        *((key, text, "", expected) for text, expected in texts.items()),
        *((key, value, style, expected) for value, style, expected in cells),
    ]


ALL = [
    *_cases("完成比例", fresh.PERCENTS, fresh.PERCENT_CELLS),
    *_cases("预计完成时间", fresh.DATES, fresh.DATE_CELLS),
    *_cases("办理状态", fresh.CHOICES, fresh.CHOICE_CELLS),
    *_cases("户数", fresh.COUNTS, fresh.COUNT_CELLS),
    *_cases("完成投资", fresh.AMOUNTS),
]


@each_row(("key", "value", "style", "expected"), ALL)
def test_what_is_plain_is_read_and_the_rest_is_asked(key, value, style, expected):
    typed = Cell(7, 7, CellKind.DATE, value, style) if isinstance(value, time) else cell(value, style)
    values = read(**{key: typed})
    raised = [problem for problem in values.problems if problem.cell == PLACES[key]]
    asked = any(problem.severity is Severity.RETURN for problem in raised)
    meant = getattr(expected, "meant", expected)
    if meant is None or (asked and isinstance(expected, fresh.Either)):
        assert asked
        return
    known = {"BLANK": None}.get(meant, Decimal(meant) if key in _NUMERIC and meant != "BLANK" else meant)
    assert not asked
    assert values.fields[key] == known
    assert not (isinstance(expected, fresh.Silent) and raised)


@each_row(
    ("key", "text", "amiss"),
    [*(("填报日期", *case) for case in fresh.FOOT_DATES.items()), *(("联系电话", *case) for case in fresh.PHONES.items())],
)
def test_the_foot_is_asked_only_where_it_cannot_be_right(key, text, amiss):
    assert (foot_problem(key, text, sheet="附件2", cell="B9", year=2022) is not None) == bool(amiss)
