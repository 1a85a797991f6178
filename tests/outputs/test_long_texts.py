"""Answers of 600 to 2,000 characters: nothing of them is cut in the form that goes out or back, and all of it is read again."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime

import pytest
from judge_desk import HERE, ZONE, Desk, good, shipped_form, shipped_plan
from judge_desk import returned_case as case
from openpyxl import load_workbook

from toolkit.generate import Press
from toolkit.generate.heights import HIGHEST, Box, needed, pieces, width_of
from toolkit.intake.sheets import read_book
from toolkit.nouns.limits import Limits
from toolkit.outputs.answer_day import AnswerBy
from toolkit.outputs.returned.workbook import returned_book

pytestmark = pytest.mark.slow

PLAN, FORM = shipped_plan(), shipped_form()
TEMPLATE = (HERE / "附件2.xlsx").read_bytes()
APRIL, UNIT = PLAN.periods[0], PLAN.unit("教育局")
ITEMS = tuple(item for item in PLAN.items if "教育局" in item.hosts)
KEYS = ("进展情况", "存在问题", "下一步工作计划")


def said(length: int, number: int = 1) -> str:
    """Return a text without repetitions, so that a piece out of place shows."""
    parts = (f"第{number}项第{n}标段完成投资{n + 7}万元，安装门窗{n + 46}樘；" for n in range(length))
    text = "".join(part + ("\n" if n % 7 == 0 else "") for n, part in enumerate(parts))
    return text[: length - 5] + "（全文完）"


def answers(length: int) -> dict[str, dict[str, object]]:
    return {
        item.id: {**good(item.id, "教育局", "2022-04"), **{key: said(length, n) for key in KEYS}}
        for n, item in enumerate(ITEMS, 1)
    }


def issued(length: int, last: int = 0) -> bytes:
    before = {item.id: {"进展情况": said(last, n)} for n, item in enumerate(ITEMS, 1)} if last else {}
    return Press(TEMPLATE, FORM, PLAN).issue(UNIT, APRIL, ITEMS, before, answers(length) if length else {})


def sheet_of(data: bytes):
    return load_workbook(io.BytesIO(data)).worksheets[0]


def saved(data: bytes, kind: str, folder) -> bytes:
    source = folder / "附件2.xlsx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "out"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / f"附件2.{kind}").read_bytes()


LONGEST = pytest.param(0, 32_000, marks=pytest.mark.slow)


def read_again(data: bytes, name: str) -> tuple[Desk, set[str]]:
    desk = Desk()
    number = desk.drop(read_book(data, name, Limits()), name, "2022-04-02T10:00")
    return desk, {problem.split()[0] for problem in desk.codes(number)}


@pytest.mark.parametrize(("length", "last"), [(600, 0), (600, 600), (2000, 0), (2000, 2000), (0, 600), (0, 2000), LONGEST])
def test_every_text_has_the_room_it_needs(length, last):
    sheet = sheet_of(issued(length, last))
    widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
    blocks = {str(block).split(":")[0]: block for block in sheet.merged_cells.ranges}
    for row in sheet.iter_rows(min_row=FORM.row, max_row=sheet.max_row - 2, max_col=12):
        height = sheet.row_dimensions[row[0].row].height
        assert height <= HIGHEST
        for cell in row:
            if not isinstance(cell.value, str):
                continue
            block = blocks.get(cell.coordinate)
            rows = range(block.min_row, block.max_row + 1) if block else [cell.row]
            room = sum(sheet.row_dimensions[r].height for r in rows)
            assert needed(cell.value, Box(widths[cell.column_letter], cell.font.sz, wrap=True)) <= room + 0.25, cell.coordinate


def test_long_texts_begin_at_the_top_and_the_page_stays_as_wide():
    plain, long = sheet_of(issued(0)), sheet_of(issued(0, 600))
    assert long["E5"].alignment.vertical == "top" and plain["H5"].alignment.vertical == "center"
    total = [sum(s.column_dimensions[c].width for c in "ABCDEFGHIJKL") for s in (plain, long)]
    assert total[1] == pytest.approx(total[0], abs=0.1)
    assert [long.column_dimensions[c].width for c in "AB"] == [plain.column_dimensions[c].width for c in "AB"], "under the code"
    assert long.column_dimensions["H"].width > plain.column_dimensions["H"].width


@pytest.mark.parametrize("length", [600, 2000])
def test_every_answer_is_read_again(length):
    desk, codes = read_again(issued(length, length), "附件2-教育局.xlsx")
    for n, item in enumerate(ITEMS, 1):
        entry = desk.entry(item.id, "教育局")
        assert entry is not None
        assert [entry.fields[key] for key in KEYS] == [said(length, n)] * 3
    assert not codes & {"S04", "S05", "S07", "S09", "S10", "V06"}


def test_what_is_typed_into_the_merged_cells_of_a_blank_form_is_the_answer():
    book = load_workbook(io.BytesIO(issued(0, 2000)))
    sheet = book.worksheets[0]
    starts = [row for row in range(5, sheet.max_row - 1) if sheet.cell(row, 13).value]
    assert len(starts) == len(ITEMS) and starts[1] > 6, "an item has several rows"
    for n, row in enumerate(starts, 1):
        for column, value in zip("FGHIJK", ("正在实施", 0.4, said(900, n), "无", "完成主体。", "2022-09-30"), strict=True):
            sheet[f"{column}{row}"] = value
    kept = io.BytesIO()
    book.save(kept)
    desk, codes = read_again(kept.getvalue(), "附件2-教育局.xlsx")
    assert [desk.entry(item.id, "教育局").fields["进展情况"] for item in ITEMS] == [said(900, n) for n in (1, 2, 3)]
    assert not codes & {"S04", "S05", "S09", "V06"}


def test_the_copy_that_goes_back_points_at_the_right_cells():
    press = Press(TEMPLATE, FORM, PLAN)
    desk = Desk()
    given = {key: {**answer, "完成比例": "好多"} for key, answer in answers(2000).items()}
    desk.drop(
        read_book(press.issue(UNIT, APRIL, ITEMS, {}, given), "附件2.xlsx", Limits()), "附件2-教育局.xlsx", "2022-04-02T10:00"
    )
    found = case(desk, starts=press.starts)
    sheet = sheet_of(
        returned_book(
            press,
            found,
            zone=ZONE,
            author="督查室",
            until=AnswerBy(day=date(2022, 4, 13), reason="", written=datetime(2022, 4, 8, tzinfo=ZONE)),
        )
    )
    wrong = [one.here for one in found.findings if one.must]
    assert len(wrong) == 3 and [sheet[cell].value for cell in wrong] == ["好多"] * 3
    assert [sheet[cell].comment is not None for cell in wrong] == [True] * 3


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_libreoffice_keeps_every_answer(kind, tmp_path):
    desk, _ = read_again(saved(issued(2000, 2000), kind, tmp_path), f"附件2-教育局.{kind}")
    for n, item in enumerate(ITEMS, 1):
        assert desk.entry(item.id, "教育局").fields["进展情况"] == said(2000, n)


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None or shutil.which("pdfinfo") is None, reason="needs LibreOffice")
def test_three_items_of_600_characters_take_three_pages(tmp_path):
    book = load_workbook(io.BytesIO(issued(600, 600)))
    del book["填报说明"]
    kept = io.BytesIO()
    book.save(kept)
    (tmp_path / "页.pdf").write_bytes(saved(kept.getvalue(), "pdf", tmp_path))
    told = subprocess.run(["pdfinfo", tmp_path / "页.pdf"], check=True, capture_output=True, text=True).stdout
    assert int(re.search(r"Pages:\s+(\d+)", told)[1]) <= 3


def test_pieces_joined_are_the_text():
    box = Box(30, 9, wrap=True)
    for text in (said(2000), "短", "a b\n\n" * 300, "字" * 999):
        assert "".join(pieces(text, box, 5)) == text


def test_headers_and_foot_of_a_lengthened_form_break_where_words_end():
    plain, sheet = sheet_of(issued(0)), sheet_of(issued(2000, 2000))
    widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
    given = {letter: column.width for letter, column in plain.column_dimensions.items()}
    for cell in sheet[FORM.header_rows[-1]][:12]:
        whole = min(width_of(cell.value, cell.font.sz), given[cell.column_letter])
        assert widths[cell.column_letter] >= whole - 0.01 or len(cell.value.rstrip("*")) > 6, cell.value
    label = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("单位主要领导"))
    assert label.value == "单位主要领导\n（签字盖章）：" and label.alignment.wrap_text
    room = widths["C"] + widths["D"]
    assert all(width_of(line, label.font.sz) <= room for line in label.value.split("\n"))
    assert any(c.value == "单位主要领导（签字盖章）：" for row in plain.iter_rows() for c in row)


def test_the_number_of_the_form_of_a_unit_with_a_long_name_wraps_and_is_whole():
    name = "卫健局（县人民政府直属综合行政执法与公共服务保障联合办公室）"
    plan = replace(PLAN, units=(*PLAN.units, replace(UNIT, name=name, full_name=name)))
    sheet = sheet_of(Press(TEMPLATE, FORM, plan).issue(plan.units[-1], APRIL, ITEMS, {}))
    cell = next(c for row in sheet.iter_rows(max_row=2) for c in row if str(c.value).startswith("表号"))
    assert cell.alignment.wrap_text
    block = next(span for span in sheet.merged_cells.ranges if cell.coordinate in span)
    wide = sum(sheet.column_dimensions[c].width for c in "GHIJ")
    assert (block.min_col, block.max_col) == (7, 10)
    assert needed(cell.value, Box(wide, cell.font.sz, wrap=True)) <= sheet.row_dimensions[cell.row].height
