"""Strange and extreme contents of 汇总表.xlsx and the register: nothing is executed, nothing is cut, nothing breaks."""

import re
import shutil
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from consolidated_world import april, june
from consolidated_world import made as figures
from dockets import INPUTS, make_docket, make_entry, make_file, make_plan, make_unit_row, planned, shipped_form
from openpyxl import load_workbook
from recalculated import disagreeing

from toolkit.nouns.docket import Source
from toolkit.nouns.outcomes import Status
from toolkit.ooxml.cell_text import for_cell
from toolkit.outputs.cell_values import original
from toolkit.outputs.consolidated import consolidated
from toolkit.outputs.consolidated.changes import marked
from toolkit.outputs.register_book import register, register_year

PLAN = make_plan()
STRANGE = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "http://example.com/x", "<r><t>裸</t></r>",
    "a\x01b\x0bc", "\ud800半个", "_x0041_", "&amp;<b>", "'=1", "007", "8-1", "\ufffe",
)  # fmt: skip


def made(docket, history=(), plan=PLAN):
    return consolidated(
        plan, shipped_form(), docket, history, schedules=planned(plan, docket.period), version="0.1.0", inputs=INPUTS
    ).finish()


def opened(data, **how):
    return load_workbook(BytesIO(data), **how)


def texts(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_text_stays_text_everywhere(text):
    before = make_docket(PLAN, [make_entry("1-1", "水利局", 存在问题="原来的问题")])
    entry = make_entry("1-1", "水利局", 存在问题=text, 进展情况=text)
    file = make_file(1, text, unit="水利局", note=text)
    now = make_docket(PLAN, [entry], [make_unit_row("水利局", reason=text)], [file], period="2022-06")
    for data in (made(now, [before]), register(PLAN, now).finish(), register_year(PLAN, [before, now])):
        with zipfile.ZipFile(BytesIO(data)) as package:
            links = [name for name in package.namelist() if "externalLink" in name]
            targets = re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', "".join(
                package.read(n).decode() for n in package.namelist() if n.endswith(".rels")))  # fmt: skip
        assert links == []
        assert all(target.startswith("..\\..\\archive\\") for target in targets)
        for cell in texts(opened(data)):
            assert cell.data_type != "f" or re.match(r"=(COUNTIF|COLUMNS|SUM|IF|IFERROR|\(COUNTIF|C\d|MAX)", cell.value), (
                cell.value
            )


def test_a_text_that_looks_like_ready_xml_is_written_escaped():
    data = made(make_docket(PLAN, [make_entry("1-1", "水利局", 存在问题="<r><t>裸</t></r>")]))
    assert any("<r><t>裸</t></r>" in str(cell.value) for cell in texts(opened(data)))


def test_tame_keeps_line_breaks_and_says_what_is_cut():
    assert for_cell("一\n二\t三") == "一\n二\t三"
    assert for_cell("a\x00\x1f\ud800b") == "a\ufffdb"
    assert len(for_cell("字" * 40_000)) <= 32_767
    assert for_cell("字" * 40_000).endswith("全文见原件）")
    assert for_cell("字" * 32_767) == "字" * 32_767


@pytest.mark.parametrize("length", [2_000, 32_767])
def test_a_long_problem_is_whole_and_has_room_on_paper(length):
    text = "问" * length
    book = opened(made(make_docket(PLAN, [make_entry("1-1", "水利局", 存在问题=text)])))
    sheet = book["汇总表"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == text)
    merged = next((b for b in sheet.merged_cells.ranges if cell.coordinate in b), None)
    rows = range(cell.row, (merged.max_row if merged else cell.row) + 1)
    heights = [sheet.row_dimensions[r].height for r in rows]
    width = next(d.width for d in sheet.column_dimensions.values() if d.min <= cell.column <= d.max)
    per_line = (width * 7 - 3) // (10 * 96 / 72)
    assert max(heights) <= 409
    assert sum(heights) >= length / per_line * 13
    detail = book["明细"]
    row = next(c.row for r in detail.iter_rows() for c in r if c.value == text)
    assert detail.row_dimensions[row].height <= 409


def test_an_empty_docket_gives_whole_books():
    docket = make_docket(PLAN)
    book = opened(made(docket), data_only=True)
    assert len(book.sheetnames) == 12
    found = {r[1]: r[2] for r in book["概览"].iter_rows(max_col=3, values_only=True)}
    assert (found["未报"], found["按时率（按时÷应报送）"]) == (2, 0)
    opened(register(PLAN, docket).finish())
    opened(register_year(PLAN, [docket]))


def test_all_late_and_none_late():
    for status in (Status.LATE, Status.ON_TIME):
        units = [make_unit_row(u.name, status, days_late=2 if status is Status.LATE else 0) for u in PLAN.units]
        book = opened(made(make_docket(PLAN, [], units)), data_only=True)
        found = {r[1]: r[2] for r in book["概览"].iter_rows(max_col=3, values_only=True)}
        assert found[str(status)] == 2
        assert found["按时率（按时÷应报送）"] == (1 if status is Status.ON_TIME else 0)


def test_a_unit_of_thirty_characters_fits():
    name = "鹿寨县乡村振兴和农业农村工作委员会办公室临时联合指挥部筹备组"
    plan = make_plan({"1-1": (name,)})
    sheet = opened(made(make_docket(plan, [make_entry("1-1", name)]), plan=plan))["汇总表"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == name)
    assert sheet.row_dimensions[cell.row].height >= 13 * 30 / letters(sheet, cell)


def test_a_long_project_name_has_room_in_a_row_of_its_own():
    plan = make_plan({"1-1": ("水利局",)})
    plan = replace(plan, items=(replace(plan.items[0], project="农村供水保障工程（含管网改造和水质提升）" * 4),))
    sheet = opened(made(make_docket(plan, [make_entry("1-1", "水利局")]), plan=plan))["汇总表"]
    assert sheet.row_dimensions[4].height >= 13 * 80 / letters(sheet, sheet["B4"])


def letters(sheet, cell):
    """Return how many Chinese characters of 10 points a line of the cell holds."""
    return sheet.column_dimensions[cell.column_letter].width * 7 / (40 / 3)


def test_a_header_that_ours_also_has_is_numbered_not_lost():
    from dataclasses import replace

    form = shipped_form()
    form = replace(form, fields=(*form.fields, replace(form.field("备注"), key="序时", header="序时进度")))
    data = consolidated(PLAN, form, make_docket(PLAN), (), schedules=planned(PLAN), version="0.1.0", inputs=INPUTS).finish()
    names = [cell.value for cell in opened(data)["明细"][3]]
    assert "序时进度" in names
    assert "序时进度（2）" in names


def test_figures_beyond_a_cell_are_told_as_text():
    entries = [make_entry("1-1", "水利局", 完成比例=Decimal("1E+400")), make_entry("2-1", "水利局", 完成比例=Decimal(-3))]
    opened(made(make_docket(PLAN, entries)))


@pytest.mark.parametrize(
    ("archived", "wanted"),
    [
        ("原件/2022-04/ab_附件2.xlsx", "../../archive/原件/2022-04/ab_附件2.xlsx"),
        ("原件/2022-04/a b#1%.xlsx", "../../archive/原件/2022-04/a%20b%231%25.xlsx"),
        ("../x", None), ("/etc/passwd", None), ("C:/x", None), ("a\\b", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_link_only_ever_leads_into_the_archive(archived, wanted):
    assert original(archived) == wanted


def test_a_link_survives_a_strange_name():
    source = Source(file="a", inside=(), sheet="附件2", cells={}, archived="原件/2022-04/ab_[一] #2%41.xlsx")
    from dataclasses import replace

    entry = replace(make_entry("1-1", "水利局"), source=source)
    sheet = opened(made(make_docket(PLAN, [entry])))["明细"]
    target = next(c.hyperlink.target for row in sheet.iter_rows() for c in row if c.hyperlink)
    assert target.replace("\\", "/") == "../../archive/原件/2022-04/ab_%5B一%5D%20%232%2541.xlsx"


@pytest.mark.parametrize(
    ("before", "now", "new"), [("完成12处", "完成15处", "15"), ("甲。乙。", "甲。丙。", "丙"), ("", "新", "新"), ("同", "同", "")]
)
def test_changes_mark_whole_words_and_figures(before, now, new):
    old, fresh = marked(before, now)
    assert (old.text, fresh.text) == (before, now)
    assert "".join(run.text for run in fresh.runs if run.changed) == new


def test_changes_of_long_texts_take_no_time():
    before, now = "完成路基开挖3公里，" * 3_000, "完成路面铺设2公里，" * 3_000
    old, fresh = marked(before, now)
    assert (old.text, fresh.text) == (before, now)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_cached_values_are_those_that_an_office_computes(tmp_path):
    first = april()
    count, wrong = disagreeing(figures(june(first), [first]), tmp_path)
    assert count > 60
    assert wrong == {}


def test_no_header_ends_in_a_lone_character():
    """By Excel's own column widths, letter by letter, as LibreOffice breaks."""
    now = make_docket(PLAN, [make_entry("1-1", "水利局")], period="2022-06")
    alone = []
    for data in (made(now, [make_docket(PLAN, [])]), register(PLAN, now).finish(), register_year(PLAN, [now])):
        for sheet in opened(data):
            wide = {n: d.width for d in sheet.column_dimensions.values() for n in range(d.min, d.max + 1)}
            for cell in (c for row in sheet.iter_rows() for c in row if c.value and c.fill.fgColor.rgb == "FFDDEBF7"):
                room = (wide.get(cell.column, 9.14) - 0.71) * 7 + 2
                alone += [
                    f"{sheet.title} {cell.coordinate} {cell.value}" for line in str(cell.value).split("\n") if lone(line, room)
                ]
    assert not alone


def lone(line, room, em=40 / 3):
    parts, used = [""], 0.0
    for letter in line:
        width = em * (0.636 if letter.isascii() else 1)
        if parts[-1] and used + width > room:
            parts.append("")
            used = 0.0
        parts[-1] += letter
        used += width
    return len(parts) > 1 and (len(parts[-1]) == 1 or any(part[-1] in "（《“" for part in parts))
