"""The printed code: what it says, that it is a true QR code, where and how large it stands, and when there is none."""

import io
import re
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from toolkit.form.paper_code import PaperCode, foot_place, issue_mark, job_mark, parse_code, period_mark, unit_mark
from toolkit.form.read import read_form
from toolkit.generate import Press
from toolkit.generate.qr import modules, png
from toolkit.nouns.errors import ToolkitError
from toolkit.plan.model import Item, Period, Plan, Settings, Unit
from toolkit.workspace import shipped_template

UNIT = Unit(name="黄冕镇", full_name="鹿寨县黄冕镇人民政府", category="乡镇")
PERIOD = Period(id="2022-04", name="2022年第1期（4月）", deadline=date(2022, 4, 5), data_as_of=date(2022, 3, 31))
VALUES = {"县名": "鹿寨县", "年度": "2022", "督查室": "督查室", "邮箱": "a@b.cn", "电话": "", "任务号": "K7Q2"}
ITEMS = tuple(
    Item(id=f"{n}-1", number=str(n), project="工程", content=f"建桥{n}座。", hosts=("黄冕镇",), due=date(2022, 10, 31))
    for n in (1, 2)
)
CODE = PaperCode(job="K7Q2", unit="AB12", period="X9Z", issue="0000", place=1)


def issued(template, returned=""):
    plan = Plan(title="事项表", items=ITEMS, units=(UNIT,), periods=(PERIOD,), settings=Settings(values=VALUES))
    return Press(template, read_form(template), plan).issue(UNIT, PERIOD, ITEMS, {}, returned=returned)


def drawn(*cells, wide=None):
    """A template with a title, a table in row 4, and what is asked for in `cells`."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "进展情况表"
    for column, (label, text) in enumerate((("内容", "{{ 事项.实事内容 }}"), ("进展", "{{ 填报.进展情况 }}")), start=1):
        sheet.cell(3, column, label)
        sheet.cell(4, column, text)
    for cell, text in cells:
        sheet[cell] = text
    if wide:
        sheet.column_dimensions["B"].width = wide
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def codes(data):
    """What the pictures of an issued form say, read by a program of others."""
    zxingcpp, image = pytest.importorskip("zxingcpp"), pytest.importorskip("PIL.Image")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        pictures = [package.read(name) for name in sorted(package.namelist()) if name.endswith(".png")]
    read = [zxingcpp.read_barcodes(image.open(io.BytesIO(picture)).convert("L")) for picture in pictures]
    return [parse_code(found[0].text) for found in read]


def test_a_code_comes_back_as_it_was_made():
    assert len(CODE.text) == 20
    assert parse_code(CODE.text) == CODE
    assert parse_code(CODE.text[:-1] + "?") is None
    assert parse_code(CODE.text.replace("AB12", "AB13")) is None


@pytest.mark.parametrize("text", ["", "=1+1", "../../etc/passwd", "HTTPS://EXAMPLE.COM/A", "D1" + "0" * 18, "d1k7q2" + "0" * 14])
def test_anything_else_is_no_code(text):
    assert parse_code(text) is None


def test_a_place_for_signing_is_told_in_steps():
    foot = PaperCode(job="K7Q2", unit="AB12", period="X9Z", issue="0000", place=foot_place(56))
    assert (foot.at_foot, foot.signing) == (True, 55)
    assert PaperCode(job="K7Q2", unit="AB12", period="X9Z", issue="0000", place=foot_place(None)).signing is None
    assert (CODE.at_foot, CODE.signing) == (False, None)


def test_names_of_any_length_make_marks_of_one_length():
    assert job_mark("K7Q2") == "K7Q2"
    assert {len(job_mark(text)) for text in ("", "为民办实事", "k7q2", "K7Q2X")} == {4}
    assert len(unit_mark("一" * 50)) == 4 and unit_mark("教育局") != unit_mark("住建局")


def test_marks_are_those_that_stand_on_paper_already():
    assert (unit_mark("黄冕镇"), period_mark("2022-04")) == ("KHEO", "6FX")
    assert issue_mark("黄冕镇", "2022-04", "f", ["1-1"]) == "0JTA"
    assert CODE.text == "D1K7Q2AB12X9Z000014S"


def test_the_drawing_is_the_standards():
    segno = pytest.importorskip("segno")
    for text in (CODE.text, "A", "0" * 19):
        made = segno.make(text, version=1, error="m", mask=0, micro=False, boost_error=False, mode="alphanumeric")
        assert "".join(str(int(bool(module))) for row in made.matrix for module in row) == modules(text).decode()


def test_the_same_text_makes_the_same_picture():
    assert png(CODE.text) == png(CODE.text) and png(CODE.text).startswith(b"\x89PNG")


def test_the_shipped_form_carries_one_above_and_one_below():
    template = shipped_template("附件2.xlsx")
    above, below = codes(issued(template))
    version = read_form(template).version
    assert (above.job, above.unit, above.period) == ("K7Q2", unit_mark("黄冕镇"), period_mark("2022-04"))
    assert above.issue == below.issue == issue_mark("黄冕镇", "2022-04", version, ["1-1", "2-1"])
    assert not above.at_foot and below.at_foot and below.signing > 20


def test_a_copy_sent_back_has_a_version_of_its_own():
    template = shipped_template("附件2.xlsx")
    first, second = codes(issued(template))[0], codes(issued(template, returned="#12"))[0]
    assert first.belongs == second.belongs and first.issue != second.issue


def test_the_foot_code_moves_with_its_row():
    sheet = load_workbook(io.BytesIO(issued(shipped_template("附件2.xlsx"))))["附件2"]
    assert sorted(picture.anchor._from.row for picture in sheet._images) == [0, 6]


@pytest.mark.parametrize(("scale", "side"), [(100, 22.4), (50, 44.8), (None, 22.4)])
def test_the_code_is_as_large_on_paper_however_the_sheet_is_scaled(scale, side):
    data = drawn(("A1", "{{ 二维码 }}"))
    if scale:
        book = load_workbook(io.BytesIO(data))
        book.active.page_setup.scale = scale
        target = io.BytesIO()
        book.save(target)
        data = target.getvalue()
    picture = load_workbook(io.BytesIO(issued(data))).active._images[0]
    assert picture.anchor.ext.width / 36000 == pytest.approx(side, abs=0.3)


def test_a_low_row_is_raised_and_what_stands_below_is_not_covered():
    data = issued(drawn(("A1", "{{ 二维码 }}"), ("A2", "单位：{{ 单位.名称 }}")))
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet.row_dimensions[1].height * 25.4 / 72 > 24
    assert sheet._images[0].anchor._from.row == 0


def test_blank_cells_below_are_room_enough():
    data = issued(drawn(("B1", "{{ 二维码 }}")))
    sheet = load_workbook(io.BytesIO(data)).active
    assert (sheet.row_dimensions[1].height or 0) < 40


def test_a_form_without_the_placeholder_has_no_picture_and_no_mark():
    data = issued(drawn())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert not [name for name in package.namelist() if "media" in name or "drawing" in name]
        assert b"duban.issue" not in package.read("docProps/custom.xml")


def test_the_clerks_own_pictures_stay():
    image = pytest.importorskip("PIL.Image")
    from openpyxl.drawing.image import Image

    book = load_workbook(io.BytesIO(drawn(("A2", "{{ 二维码 }}"), ("A6", "签字："))))
    logo = io.BytesIO()
    image.new("RGB", (8, 8), "red").save(logo, "PNG")
    book.active.add_image(Image(logo), "A6")
    target = io.BytesIO()
    book.save(target)
    sheet = load_workbook(io.BytesIO(issued(target.getvalue()))).active
    assert sorted(picture.anchor._from.row for picture in sheet._images) == [1, 6]


@pytest.mark.parametrize("cell", ["B4"])
def test_a_code_in_the_repeated_row_is_a_mistake(cell):
    data = drawn((cell, "{{ 填报.进展情况 }}"), ("C4", "{{ 二维码 }}"), ("C3", "码"))
    with pytest.raises(ToolkitError, match=re.escape("{{ 二维码 }}")):
        read_form(data)
