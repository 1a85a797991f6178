"""What every sheet that we write has in common: filters, one place for a kind of value, room for its text, what is printed."""

import re
import zipfile
from collections import defaultdict
from decimal import Decimal
from io import BytesIO

import pytest
from consolidated_world import PLAN, april, june, made, opened
from dockets import make_docket, make_entry, make_plan

from toolkit.outputs.cell_values import percent_format
from toolkit.outputs.register_book import register, register_year
from toolkit.outputs.workbook_pages import PageColumn, WorkbookPages
from toolkit.words.line_count import ems, evenly, line_count, room_of
from toolkit.words.numbers import percent


@pytest.fixture(scope="module")
def both():
    first = april()
    return made(june(first), [first])


@pytest.fixture(scope="module")
def books(both):
    first = april()
    second = june(first)
    return [opened(data) for data in (both, register(PLAN, second).finish(), register_year(PLAN, [first, second]))]


def heads(book):
    """Yield (sheet, header row) wherever a table of several columns begins."""
    for sheet in book:
        for row in sheet.iter_rows():
            faces = [cell for cell in row if cell.value and cell.fill.fgColor.rgb == "FFDDEBF7"]
            if len(faces) > 3:
                yield sheet, faces


def test_a_header_has_filter_buttons(books):
    for book in books:
        for sheet in {sheet for sheet, _ in heads(book) if sheet.title != "概览"}:
            assert sheet.auto_filter.ref or sheet.tables, sheet.title


def test_a_kind_of_value_stands_in_one_place_in_every_sheet(books):
    found = defaultdict(set)
    for book in books:
        for sheet, faces in heads(book):
            for cell in faces:
                below = sheet.cell(cell.row + 1, cell.column)
                found[re.sub(r"[（(].*", "", cell.value)].add(below.alignment.horizontal)
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_sources_stand_beside_what_is_printed(books):
    sheet = books[0]["明细"]
    names = [cell.value for cell in sheet[3]]
    last = sheet.print_area.split("$")[-2]
    assert sheet[f"{last}3"].value == "问题条数"
    assert names[names.index("问题条数") + 1] == "来源文件"


def test_items_are_numbered_in_the_summary(books):
    sheet = books[0]["汇总表"]
    names = [cell.value for cell in sheet[3]]
    column = names.index("项号") + 1
    assert sheet.cell(4, column).value == PLAN.item("1-1").number


def test_each_task_has_its_percents_and_a_line_drawn_through_them(both):
    sheet = opened(both)["走势"]
    rows = {(row[0].value, row[2].value): [cell.value for cell in row[3:-1]] for row in sheet.iter_rows(min_row=4)}
    assert rows[PLAN.item("1-2").number, "教育局"] == [0.05, 0.5]
    assert rows[PLAN.item("1-1").number, "水利局"] == [1, 1], "finished before stays finished"
    assert rows[PLAN.item("2-1").number, "导江乡"] == [None, None], "what was sent back is no progress"
    with zipfile.ZipFile(BytesIO(both)) as package:
        drawn = [len(re.findall("<x14:sparkline>", package.read(f"xl/worksheets/sheet{n}.xml").decode())) for n in (2, 3)]
    assert drawn == [len(rows)] * 2


def test_a_line_drawn_refers_to_its_own_row_also_below_long_texts():
    plan = make_plan()
    entries = [make_entry("1-1", "水利局", 进展情况="长" * 3_000), make_entry("2-1", "水利局")]
    data = made(make_docket(plan, entries), plan=plan)
    with zipfile.ZipFile(BytesIO(data)) as package:
        said = package.read("xl/worksheets/sheet2.xml").decode()
    drawn = re.findall(r"<xm:f>走势!D(\d+):D\1</xm:f><xm:sqref>(\w+)</xm:sqref>|<xm:f>'走势'!D(\d+):D\d+</xm:f>", said)
    assert len(drawn) == len(plan.assignments(plan.periods[0].deadline))


# -- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["0.56", "0.3333333333", "0.125", "0.99", "0.9949", "0", "1", "0.6666666", "1.2", "0.07"])
def test_a_share_has_as_many_decimals_as_on_paper(value):
    said = percent(Decimal(value))
    places = len(said.rstrip("%").partition(".")[2])
    assert percent_format(Decimal(value)) == ("0%" if not places else f"0.{'0' * places}%")


@pytest.mark.parametrize(("value", "shown"), [("0.9996", "0.00%"), ("0.99999", "0.000%"), ("0.0003", "0.00%")])
def test_nearly_all_is_not_shown_as_all(value, shown):
    assert percent_format(Decimal(value)) == shown


# -- room --------------------------------------------------------------------------------------------------------------

MEASURED = (
    (10, 7, "GB/T 9", 1), (10, 16, "开采2669", 1), (10, 16, "原亲么满包：成把间机农进", 2), (9, 16, "22年3月31日　统计时点：2022年4月12日09:00", 3),
    (10, 30, "单平均，一件的完成比例为所属各项的简单平均。所属各项的简单平均", 2), (10, 30, "字" * 16, 1), (10, 30, "字" * 17, 2),
)  # fmt: skip
"""Font size, column width, text, and the lines that LibreOffice gives it."""


@pytest.mark.parametrize(("size", "width", "text", "lines"), MEASURED)
def test_lines_are_those_of_an_office_program(size, width, text, lines):
    assert line_count(text, room_of(width), size) == lines


def test_a_very_long_text_is_reckoned_as_a_whole():
    assert line_count("字" * 32_000, room_of(30), 10) >= 32_000 / 16.4
    assert line_count("A" * 100, room_of(7), 10) >= 100 * 0.6 / 4


@pytest.mark.parametrize("length", range(20, 90, 3))
def test_a_title_leaves_no_character_alone_on_a_line(length):
    text = "鹿寨县二〇二二年县级为民办实事项目目标任务进展情况表（第三季度）——" * 3
    lines = evenly(text[:length], 2)
    assert "".join(lines) == text[:length]
    assert len(lines) == 2 and min(map(ems, lines)) > 0.6 * max(map(ems, lines))


def test_a_title_that_is_a_little_too_long_is_set_smaller():
    from datetime import UTC, datetime

    paper = WorkbookPages("题", datetime(2022, 4, 12, tzinfo=UTC), UTC)
    page = paper.page("表")
    page.columns([PageColumn(header="", width=14.0)] * 6)
    page.title(0, "鹿寨县二〇二二年县级为民办实事项目进展情况表（四）", 5)
    page.title(1, "题", 5)
    sheet = opened(paper.finish())["表"]
    assert sheet["A1"].font.sz < sheet["A2"].font.sz == 18
    assert "\n" not in sheet["A1"].value
