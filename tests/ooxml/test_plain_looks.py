"""The quick looks at a package's parts: they say what the precise ones say, or nothing."""

import random
import re
from collections.abc import Callable, Sequence
from xml.parsers.expat import ExpatError

import pytest

from toolkit.intake.formats.grid import CellGrid
from toolkit.intake.formats.xlsx_shared import _StringsPass
from toolkit.intake.formats.xlsx_sheet import Commons, SheetPass, economical
from toolkit.nouns.cells import Sheet
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.ooxml import plain_parts, relations
from toolkit.ooxml.xml import OWN, feed

SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C3"/><sheetData>\
<row r="1" spans="1:3" ht="36"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"/><c r="C1" s="2"><v>0.35</v></c></row><row r="2"/>\
<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve">第1段\n完工￥3</t></is></c><c r="B3" s="1" t="b"><v>1</v></c></row>\
</sheetData><mergeCells count="1"><mergeCell ref="A3:A4"/></mergeCells></worksheet>""".encode()
STRINGS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="4" uniqueCount="4"><si><t>正在实施</t></si><si><r><rPr>\
<sz val="16"/><rFont val="黑体"/></rPr><t xml:space="preserve">附件</t></r><r><rPr><b val="true"/></rPr><t>2 &amp; 3</t></r></si>\
<si><t xml:space="preserve"> 第1段\n</t><phoneticPr fontId="1" type="noConversion"/></si><si><r><t>甲</t></r><r><rPr><i/></rPr><t>&#20057;</t></r>\
</si></sst>""".encode()
PROPERTIES = """<?xml version='1.0' encoding='UTF-8' standalone='yes'?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"\
 xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">\
<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="duban.unit"><vt:lpwstr>甲局</vt:lpwstr></property>\
<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="duban.form"><vt:lpwstr></vt:lpwstr></property>\
</Properties>""".encode()
MARKS = (
    "&amp;", "&#10;", "&x;", "]]>", "\x01", "\uffff", "￥", "<", ">", '"', "<!--x-->", "<?p?>", "\r\n", "\t", " ", "XInclude",
    '<c r="A1"><v>1</v></c>', '<row r="3" r="4">', "</row>", ' s="1"', ' xmlns="x"', "<sheetData>", "</sheetData>", "<f>1</f>",
    "<v>2</v>", '<c r="C9" s="1"', "_x000a_", ' xmlns:vt="x"', '<row x:y="1">', "&#20013;", "&#55296;", "&#56832;", "&#65535;",
    "&#1114112;", "&#9999999;", "&lt;", "&#60;", "&#060;", "&#13;", "&#x4e2d;", "&#xd;", "&#115;", "&#1;", "&#128;", "&", "&#233",
)  # fmt: skip
WITH_NAMES = SHEET.decode().replace("\n完", "&#10;&lt;完&quot;")
RUNS = (
    "<r>",
    "</r>",
    "<t>",
    "</t>",
    "<rPr>",
    "</rPr>",
    "<strike/>",
    '<strike val="0"/>',
    "<si>",
    "</si>",
    "<rPh><t>か</t></rPh>",
    "<t/>",
)
NUMBERED = re.sub(r"[^\x00-\x7f]", lambda sign: f"&#{ord(sign[0])};", WITH_NAMES).encode()
"""The same as openpyxl saves it: every sign beyond ASCII by its number."""


def spoilt(data: bytes, dice: random.Random, marks: Sequence[str] = MARKS) -> bytes:
    for _ in range(dice.randrange(1, 3)):
        at = dice.randrange(len(data))
        tag = data.find(dice.choice([b"<", b">", b'"']), at)
        at = tag + dice.randrange(2) if tag >= 0 and dice.random() < 0.8 else at
        cut = dice.randrange(1, 9) if dice.random() < 0.3 else 0
        data = data[:at] + (b"" if cut else dice.choice(marks).encode()) + data[at + cut :]
    return data


def sheet(xml: bytes, look: Callable[[bytes], plain_parts.PlainSheet | None] | None = None) -> Sheet | str | None:
    """Return the sheet by one of the quick looks, or by the precise one; None = the quick one says nothing."""
    limits, shared = Limits(), Commons(strings=["文"], formats=["", "0", "0%"], from_1904=False, rich_pictures=False)
    made = SheetPass(CellGrid("附件2", limits), shared)
    try:
        if look is None:
            feed(economical([xml]), made.start, made.end, made.text, spaces=OWN)
        elif (plain := look(xml)) is None:
            return None
        else:
            made.take(plain)
        return made.finish()
    except (Unreadable, ExpatError) as error:
        return type(error).__name__


def test_a_usual_sheet_is_known_by_its_rows():
    assert plain_parts._in_rows(SHEET) is not None
    assert sheet(SHEET, plain_parts._in_rows) == sheet(SHEET)


def test_signs_by_their_numbers_are_known_by_its_rows_too():
    assert sheet(NUMBERED, plain_parts._in_rows) == sheet(NUMBERED)
    assert sheet(NUMBERED, plain_parts._in_rows).at(3, 1).value == '第1段\n<完"工￥3'


@pytest.mark.parametrize("seed", range(20))
def test_rows_say_what_the_precise_look_says_or_nothing(seed):
    dice = random.Random(seed)
    for _ in range(150):
        xml = spoilt(dice.choice([SHEET, NUMBERED]), dice)
        quick = sheet(xml, plain_parts._in_rows)
        assert quick is None or quick == sheet(xml), xml


@pytest.mark.parametrize("seed", range(20))
def test_cells_anywhere_are_those_that_the_precise_look_finds(seed):
    dice = random.Random(seed)
    for _ in range(150):
        xml = spoilt(dice.choice([SHEET, NUMBERED]), dice)
        quick = sheet(xml, plain_parts._anywhere)
        if isinstance(quick, Sheet):
            try:
                assert quick == sheet(xml), xml
            except ValueError:
                assert re.search(rb'<row r="(?!\d+")', xml)  # a row's number is no number: each cell says where it stands


def strings(xml: bytes) -> Sequence[str] | str:
    """Return the strings by the precise look; text = what is wrong, or that some are struck out."""
    made = _StringsPass()
    try:
        feed([xml], made.start, made.end, made.text, spaces=OWN)
    except (Unreadable, ExpatError) as error:
        return type(error).__name__
    return "struck" if made.struck else tuple(made.strings)


def test_texts_of_several_fonts_are_known_at_a_look():
    told = ("正在实施", "附件2 & 3", " 第1段\n", "甲乙")
    assert plain_parts.plain_strings(STRINGS) == strings(STRINGS) == told


@pytest.mark.parametrize("seed", range(20))
def test_strings_at_a_look_are_those_of_the_precise_look(seed):
    dice = random.Random(seed)
    for _ in range(150):
        xml = spoilt(STRINGS, dice, (*MARKS, *RUNS, *RUNS))
        try:
            quick = plain_parts.plain_strings(xml)
        except (Unreadable, ExpatError) as error:
            quick = type(error).__name__
        assert quick is None or quick == strings(xml), xml


def test_usual_properties_are_known_at_a_look():
    assert relations._at_a_look(PROPERTIES) == relations._looked_through(PROPERTIES) == {"duban.unit": "甲局"}


@pytest.mark.parametrize("seed", range(10))
def test_properties_at_a_look_are_what_they_are_looked_through(seed):
    dice = random.Random(seed)
    for _ in range(150):
        xml = spoilt(PROPERTIES, dice)
        quick = relations._at_a_look(xml)
        assert quick is None or quick == relations._looked_through(xml), xml
