"""Rows of all kinds of items through the whole path from cells to rules: what is due, and nothing else."""

from county_rows import COUNTY
from fresh_rows import FRESH
from reports import REPORTS, codes_of
from row_tables import each_row


@each_row("row", [*REPORTS, *FRESH, *COUNTY])
def test_a_report_raises_what_is_due(row):
    content, status, percent, text, codes, more = row
    assert codes_of(content, status, percent, text, **more) == codes


def test_reports_of_every_code_and_enough_without_any():
    raised = {code for row in REPORTS for code in row[4].split()}
    assert {f"X{n:02}" for n in range(1, 18)} <= raised
    assert sum(1 for row in REPORTS if not row[4]) > 250


def test_another_thing_of_the_same_measure_is_not_counted():
    content = "在县城新建或改造污水管网约57公里，改善群众的生活环境。"
    assert codes_of(content, "已完成", "100%", "已完成现场勘测并开工2处，铺设管线1.1公里，投入资金31万元。") == ""
    assert codes_of(content, "已完成", "100%", "已完成现场勘测并开工2处，铺设管网1.1公里，投入资金31万元。") == "X09"
