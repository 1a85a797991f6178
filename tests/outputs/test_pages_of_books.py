"""Books on paper: a header on every page, widths that follow the text, no page that cuts through a record, 24时 said as such."""

from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from consolidated_world import PLAN, made, opened
from dockets import make_docket, make_entry, make_unit_row
from openpyxl import load_workbook

from toolkit.nouns.outcomes import Status
from toolkit.outputs.column_widths import headed_column, named_column, shape
from toolkit.outputs.page_flow import PageFlow
from toolkit.outputs.register_book import register, register_year
from toolkit.outputs.workbook_pages import A3, PageColumn
from toolkit.plan.model import Score

TINT = "FFDDEBF7"
LONG = "施工单位已进场，完成基坑开挖、垫层浇筑和部分管网铺设，累计完成投资三百二十万元。"
NAMES = ("卫健局（县人民政府直属公共服务保障联合办公室）", "水利局〔原工业和信息化局〕", "教育局")


def headers(sheet):
    """Return the rows that are headers of tables."""
    return [row[0].row for row in sheet.iter_rows() if sum(c.fill.fgColor.rgb == TINT and bool(c.value) for c in row) > 2]


def scoring():
    from decimal import Decimal

    values = {**PLAN.settings.values, "评分启用": "是", "评分依据": "办法", "评分批准人": "主任"}
    scores = tuple(Score(case=case, points=Decimal("-0.5"), note="") for case in ("迟报", "未报"))
    return replace(PLAN, settings=replace(PLAN.settings, values=values), scores=scores)


def year():
    rows = [make_unit_row(unit.name, Status.MISSING) for unit in PLAN.units]
    return [make_docket(PLAN, units=rows, period=period.id) for period in PLAN.periods]


def test_points_and_their_grounds_repeat_their_headers_on_every_page():
    book = load_workbook(BytesIO(register_year(scoring(), year())))
    for sheet in book:
        assert len(headers(sheet)) == 1
        assert sheet.print_title_rows == f"${headers(sheet)[0]}:${headers(sheet)[0]}", sheet.title
        assert sheet.auto_filter.ref or sheet.title not in {"考核测算", "逐项依据"}


@pytest.mark.parametrize("header", ["迟报天数（自然日）", "比例增减（百分点）", "滞后（百分点，负为超前）", "完成投资（万元）"])
@pytest.mark.parametrize("width", [6, 8, 10, 11])
def test_no_bracket_of_a_header_is_left_open_at_the_end_of_a_line(header, width):
    column = headed_column(PageColumn(header=header, width=width), 10)
    for digit in (7.0, 7.2, 7.4):
        line, rest = "", column.width * digit / (40 / 3)
        for letter in header:
            if rest < 1:
                assert line[-1] != "（" and letter not in "，）"
                line, rest = "", column.width * digit / (40 / 3)
            line, rest = line + letter, rest - 1


def test_a_column_of_names_grows_until_they_stand_on_two_lines():
    narrow = PageColumn(header="单位", width=11, align="center", most=27)
    assert named_column(narrow, Counter(map(shape, ("教育局", "水利局"))), 10).width == 11
    assert 20 <= named_column(narrow, Counter(map(shape, NAMES)), 10).width <= 27


def test_long_answers_share_the_sheet_by_their_lengths():
    entry = make_entry("1-1", "水利局", 进展情况=LONG * 50, 存在问题=LONG * 25, 下一步工作计划="继续施工。")
    book = opened(made(make_docket(PLAN, [entry])))
    sheet = book["汇总表"]
    wide = {
        c.value: sheet.column_dimensions[c.column_letter].width for c in sheet[3] if c.column_letter in sheet.column_dimensions
    }
    assert wide["进展情况"] > 1.8 * wide["存在问题"] > 50
    listed = book["滞后与问题清单"]
    assert listed.page_setup.paperSize == A3
    assert max(row.height or 0 for row in listed.row_dimensions.values()) < 250


def test_a_list_too_wide_to_read_on_one_page_is_printed_on_two_with_the_names_on_both():
    entry = make_entry("1-1", "水利局", 进展情况=LONG * 50, 存在问题=LONG * 25)
    sheet = opened(made(make_docket(PLAN, [entry])))["明细"]
    assert sheet.page_setup.fitToWidth == 2
    assert sheet.print_title_cols == "$A:$D"
    title = next(span for span in sheet.merged_cells.ranges if span.min_row == 1)
    assert title.max_col < 8, "the title stands on the first page"
    short = opened(made(make_docket(PLAN, [make_entry("1-1", "水利局")])))["明细"]
    assert short.page_setup.fitToWidth in {None, 1} and short.print_title_cols is None


def test_lines_that_a_unit_broke_itself_do_not_widen_a_column():
    """A column of forty short lines grew as wide as a page, where none of them needed it."""
    entry = make_entry("1-1", "水利局", 备注="第一行\n" * 40 + "完")
    sheet = opened(made(make_docket(PLAN, [entry])))["明细"]
    assert sheet.page_setup.fitToWidth in {None, 1}
    wide = {c.value: sheet.column_dimensions[c.column_letter].width for c in sheet[3]}
    assert wide["备注"] < 30


def test_where_an_answer_stood_makes_no_printed_row_higher():
    sheet = opened(made(make_docket(PLAN, [make_entry("1-1", "水利局")])))["明细"]
    filled = next(row[0].row for row in sheet.iter_rows(min_row=4) if any(c.value == "附件2-水利局.xlsx" for c in row))
    assert sheet.row_dimensions[filled].height < 45


def test_a_page_ends_between_records_that_run_over_several_rows():
    flow = PageFlow(A3)
    for row in range(0, 20, 2):
        flow.add(row, ((290.0, 290.0),), 1800.0, 26.0)
    assert flow.tall and flow.breaks
    assert all(one % 2 == 0 for one in flow.breaks)
    pages = [b - a for a, b in zip([0, *flow.breaks], flow.breaks, strict=False)]
    assert max(pages) * 290 < 842 / 0.55


def test_a_sheet_with_such_records_keeps_its_page_breaks_in_every_program():
    entries = [
        make_entry(item, "水利局", 进展情况=LONG * 60, 存在问题=LONG * 60, 下一步工作计划=LONG * 60) for item in ("1-1", "3-1")
    ]
    sheet = opened(made(make_docket(PLAN, entries)))["汇总表"]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage and 40 < sheet.page_setup.scale < 100
    plain = opened(made(make_docket(PLAN, [make_entry("1-1", "水利局")])))["汇总表"]
    assert plain.sheet_properties.pageSetUpPr.fitToPage


def test_a_deadline_is_the_end_of_a_day_wherever_it_is_printed():
    docket = make_docket(PLAN, units=[make_unit_row("水利局", Status.MISSING)])
    book = opened(register(PLAN, docket).finish())
    sheet = book.worksheets[0]
    place = next(c.column for c in sheet[4] if c.value == "适用截止时间")
    assert "24:00" in sheet.cell(5, place).number_format
    assert not any("23:59" in str(c.value) for row in book["单位签认"].iter_rows() for c in row)
    about = opened(made(docket))["说明"]
    assert not any("23:59" in str(c.value) for row in about.iter_rows() for c in row)


def test_an_item_of_several_units_stays_on_one_page_of_the_public_workbook():
    from public_world import docket, edition, everyone

    from toolkit.outputs.public.workbook import workbook

    sheet = load_workbook(BytesIO(workbook(edition("年终", docket("2022-04", *everyone()))))).active
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.scale
    begins = {row[0].row - 1 for row in sheet.iter_rows() if row[0].value}
    assert {one.id for one in sheet.row_breaks.brk} <= begins
    flow, records = PageFlow(A3), [(300.0,)] * 2
    assert flow.room(1800.0) > 2 * sum(points for heights in records for points in heights) * 0.9


def test_every_table_has_its_own_header_on_every_page_and_buttons_to_filter_it():
    """概览 is one page; of the two lists of 延期调整 the longer one repeats its header."""
    rows = [make_unit_row(unit.name, Status.MISSING) for unit in PLAN.units]
    now = make_docket(PLAN, [make_entry("1-1", "水利局")], rows, period="2022-06")
    for book in (
        opened(made(now, [make_docket(PLAN, [])])),
        opened(register(PLAN, now).finish()),
        opened(register_year(PLAN, year())),
    ):
        for sheet in book:
            found = headers(sheet)
            if not found or sheet.sheet_state != "visible" or sheet.title in {"概览", "延期调整"}:
                continue
            assert len(found) == 1 and sheet.print_title_rows == f"${found[0]}:${found[0]}", sheet.title
            assert sheet.auto_filter.ref or sheet.tables, sheet.title
