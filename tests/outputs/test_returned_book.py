"""The 退回 copy: the unit's own answers come back, problems are marked, and the corrected sheet reads like any other."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from harmful_files import repacked
from judge_desk import HERE, ZONE, Desk, shipped_form, shipped_plan
from judge_desk import returned_case as case
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from toolkit.form.read import read_form
from toolkit.generate import Press
from toolkit.intake.sheets import read_book
from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code, Severity, problem
from toolkit.nouns.records import Sort
from toolkit.ooxml.namespaces import LINKS
from toolkit.outputs.answer_day import AnswerBy
from toolkit.outputs.returned import ReturnedCase
from toolkit.outputs.returned.workbook import returned_book

PLAN, FORM = shipped_plan(), shipped_form()
TEMPLATE = (HERE / "附件2.xlsx").read_bytes()
APRIL = PLAN.periods[0]
RED, AMBER = "FFFFC7CE", "FFFFE699"
WRONG = {
    ("3-1", "完成比例"): "好多",
    ("3-1", "办理状态"): "正在搞",
    ("4-1", "完成比例"): "好多",
    ("4-1", "进展情况"): None,
    ("4-1", "备注"): '=HYPERLINK("http://x.example/")&<b>\x07',
    ("9-4", "完成比例"): "约40%",
}


def made(found: ReturnedCase | None, template: bytes = TEMPLATE, form=FORM) -> bytes:
    assert found is not None
    press = Press(template, form, PLAN)
    return returned_book(
        press,
        found,
        zone=ZONE,
        author=PLAN.settings.text("督查室"),
        until=AnswerBy(day=date(2022, 4, 13), reason="", written=datetime(2022, 4, 8, tzinfo=ZONE)),
    )


def wrong() -> Desk:
    desk = Desk()
    desk.sheet("教育局", put=WRONG)
    return desk


@pytest.fixture(scope="module")
def back() -> bytes:
    return made(case(wrong()))


def sheet_of(data: bytes):
    return load_workbook(io.BytesIO(data)).worksheets[0]


def test_the_unit_sees_what_it_typed_right_or_wrong(back):
    sheet = sheet_of(back)
    assert (sheet["G5"].value, sheet["F5"].value, sheet["G6"].value) == ("好多", "正在搞", "好多")
    assert sheet["G7"].value == pytest.approx(0.4), "what was understood comes back as it was understood"
    assert sheet["H5"].value and sheet["K5"].value.date() == date(2022, 9, 30)
    assert sheet["L6"].value == '=HYPERLINK("http://x.example/")&<b>'
    assert sheet["L6"].data_type == "s" and sheet["L6"].hyperlink is None


def test_problem_cells_are_tinted_and_say_what_to_type(back):
    sheet = sheet_of(back)
    tints = {c.coordinate: c.fill.fgColor.rgb for row in sheet.iter_rows() for c in row if c.fill.fgColor.rgb in {RED, AMBER}}
    assert tints == {"F5": RED, "G5": RED, "G6": RED, "H6": RED, "G7": AMBER}
    comments = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert set(comments) == set(tints)
    assert "65%" in comments["G5"] and "未启动" in comments["F5"]


def test_the_clerk_s_template_survives(back):
    ours, theirs = (
        sheet_of(back),
        sheet_of(Press(TEMPLATE, FORM, PLAN).issue(PLAN.unit("教育局"), APRIL, case(wrong()).items, {})),
    )
    assert ours.data_validations.count == theirs.data_validations.count
    assert ours.protection.sheet and not ours["G5"].protection.locked and ours["G5"].number_format == "0%"
    assert ours.print_area == theirs.print_area and ours.merged_cells.ranges == theirs.merged_cells.ranges
    assert ours.page_setup.paperSize == theirs.page_setup.paperSize


def test_the_list_names_every_problem_with_a_link(back):
    book = load_workbook(io.BytesIO(back))
    assert book.sheetnames[-1] == "退回问题"
    assert book.active.title == "附件2"
    rows = [list(row) for row in book["退回问题"].iter_rows(min_row=4)]
    assert [row[0].value for row in rows] == ["F5", "G5", "G6", "H6", "G7"]
    assert [row[0].hyperlink.location for row in rows] == [f"'附件2'!{row[0].value}" for row in rows]
    assert [row[5].value for row in rows] == ["须修改"] * 4 + ["请留意"]
    assert book["退回问题"].print_title_rows == "$3:$3"
    assert book["附件2"].print_title_rows == load_workbook(io.BytesIO(TEMPLATE))["附件2"].print_title_rows


def test_the_list_s_header_is_on_every_page_where_the_template_defines_no_names():
    template = repacked(TEMPLATE, lambda _, member: re.sub(b"<definedNames>.*</definedNames>", b"", member))
    back = load_workbook(io.BytesIO(made(case(wrong()), template, read_form(template))))
    assert [sheet.print_title_rows for sheet in back] == [None] * (len(back.sheetnames) - 1) + ["$3:$3"]


def test_the_same_return_is_the_same_bytes(back):
    assert made(case(wrong())) == back
    with zipfile.ZipFile(io.BytesIO(back)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


def test_the_same_return_is_the_same_bytes_whoever_knows_prefixes_for_namespaces():
    """openpyxl registers some for all who write XML in its process; of a form that it saved no sheet had another."""
    saved = io.BytesIO()
    load_workbook(io.BytesIO(TEMPLATE)).save(saved)
    template = saved.getvalue()
    before = made(case(wrong()), template, read_form(template))
    etree.register_namespace("other", LINKS)
    try:
        assert made(case(wrong()), template, read_form(template)) == before
    finally:
        etree.register_namespace("r", LINKS)


def corrected(data: bytes) -> bytes:
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for cell, value in {"F5": "正在实施", "G5": 0.4, "G6": 0.45, "H6": "4所小学已开课，培训学生300人。", "L6": None}.items():
        sheet[cell].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def received_again(data: bytes, name: str) -> tuple[str, set[str], Desk]:
    desk = wrong()
    number = desk.drop(read_book(data, name, Limits()), name, "2022-04-06T10:00")
    return desk.outcome(number), desk.codes(number), desk


def test_the_corrected_copy_is_accepted(back):
    outcome, codes, desk = received_again(corrected(back), "附件2-教育局-退回修改.xlsx")
    assert (outcome, codes) == ("accepted", set())
    assert case(desk) is None, "nothing is left to send back"
    assert desk.entry("3-1", "教育局").fields["完成比例"] == Decimal("0.4")


def test_the_copy_unchanged_is_sent_back_for_the_same(back):
    outcome, codes, _ = received_again(back, "附件2-教育局-退回修改.xlsx")
    assert outcome in {"returned", "duplicate"}
    assert {code.split()[0] for code in codes} >= {"V01", "V02", "V03"}


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_corrected_copy_is_accepted_when_libreoffice_has_saved_it(back, kind, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice")
    source = tmp_path / "附件2.xlsx"
    source.write_bytes(corrected(back))
    home = (tmp_path / "home").as_uri()
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation={home}", "--convert-to", kind, "--outdir", tmp_path, source],
        check=True,
        capture_output=True,
    )
    outcome, codes, _ = received_again(source.with_suffix(f".{kind}").read_bytes(), f"教育局.{kind}")
    assert (outcome, {code.split()[0] for code in codes} - {"S11"}) == ("accepted", set())


def test_rows_that_were_left_out_are_there_and_tinted():
    desk = Desk()
    desk.sheet("教育局", drop=["4-1"])
    found = case(desk)
    sheet = sheet_of(made(found))
    assert found.answers.keys() == {"3-1", "9-4"}
    assert {cell for cell, severity in found.tints.items() if severity is Severity.RETURN} == {"F6", "G6", "H6", "I6", "J6"}
    assert sheet["C6"].value == PLAN.item("4-1").content and sheet["F6"].value is None
    assert sheet["F5"].value == "正在实施"


def test_an_error_value_never_comes_back_as_text_of_a_text_column():
    desk = Desk()
    book = desk.book("教育局")
    sheet = book.sheets[0]
    cells = dict(sheet.cells)
    cells[5, 8] = Cell(5, 8, CellKind.ERROR, "#REF!")
    cells[5, 7] = Cell(5, 7, CellKind.ERROR, "#REF!")
    desk.drop(replace(book, sheets=(replace(sheet, cells=cells), *book.sheets[1:])), "附件2-教育局.xlsx")
    sheet = sheet_of(made(case(desk)))
    assert (sheet["G5"].value, sheet["H5"].value) == ("#REF!", None)
    assert "#REF!" in sheet["H5"].comment.text


def clerk_template() -> bytes:
    """Return the shipped template with a comment of the clerk's on a header and on an asked cell, and a sheet of our name."""
    book = load_workbook(io.BytesIO(TEMPLATE))
    sheet = book.worksheets[0]
    sheet["G4"].comment = Comment("按投资额计算", "督查室")
    sheet["G5"].comment = Comment("到月底", "督查室")
    book.create_sheet("退回问题")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_comments_of_the_template_stay_beside_ours():
    template = clerk_template()
    sheet = sheet_of(data := made(case(wrong()), template, read_form(template)))
    assert sheet["G4"].comment.text == "按投资额计算"
    assert sheet["G5"].comment.text.startswith("到月底") and "好多" in sheet["G5"].comment.text
    assert "好多" in sheet["G6"].comment.text
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        boxes = [name for name in package.namelist() if name.endswith(".vml")]
        drawing = package.read(boxes[0]).decode()
    assert len(boxes) == 1
    ids = re.findall(r'<v:shape [^>]*id="([^"]+)"', drawing)
    assert len(ids) == len(set(ids))
    assert load_workbook(io.BytesIO(data)).sheetnames[-1] == "退回问题2"


def test_nothing_readable_gives_a_fresh_form_and_the_reason():
    desk = Desk()
    desk.drop(b"x", "教育局附件2.xlsx", sort=Sort.UNREADABLE, problems=[problem(Code.F02)])
    found = case(desk)
    assert not found.read and not found.tints
    book = load_workbook(io.BytesIO(made(found)))
    assert book.worksheets[0]["F5"].value is None
    rows = list(book["退回问题"].iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == ["全表"]
    assert book["退回问题"]["A4"].hyperlink is None


def test_a_strange_workbook_without_our_sheet_is_a_reason_too():
    plain = Workbook()
    plain.active["A1"] = "随便写写"
    out = io.BytesIO()
    plain.save(out)
    desk = Desk()
    desk.drop(read_book(out.getvalue(), "教育局.xlsx", Limits()), "教育局.xlsx")
    assert [one.code.name for one in case(desk).findings] == ["S01"]


def test_form_and_instructions_name_the_day_of_the_letter():
    book = load_workbook(io.BytesIO(made(case(wrong()))))
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert sum("2022年4月13日" in text for text in texts) == 3
    assert not any("2022年4月5日" in text for text in texts)
