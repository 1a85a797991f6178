"""A letter from the press holds, member for member, what docxtpl and python-docx write of the same template."""

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm
from docxtpl import DocxTemplate
from judge_desk import HERE, ZONE, Desk, shipped_form

from toolkit.judge.dockets import judge
from toolkit.nouns.errors import ToolkitError
from toolkit.outputs.filling import room
from toolkit.outputs.receipt_text import accepted_rows, receipt_facts
from toolkit.outputs.returned.letter import letter
from toolkit.outputs.returned.letter_press import LetterPress

MOMENT = datetime(2022, 4, 8, 1, 0, tzinfo=UTC)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
FOOTNOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:footnote w:id="2"><w:p><w:r><w:t>注：{{ 县 }}</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def edited(*, header: str = "", footer: str = "", title: str = "", notes: bool = False, body: str = "{{ 县 }}") -> bytes:
    """Return a template as an office makes one: text in runs of its own, a table, a picture, what is asked for besides."""
    page = docx.Document()
    page.add_paragraph(body)
    for text in ("{%p for 行 in 各行 %}", "{{ 行 }}", "{%p endfor %}"):
        page.add_paragraph(text)
    table = page.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for 行 in 各行 %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ 行 }}", "{{ loop.index }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    page.add_picture(io.BytesIO(PICTURE), width=Mm(5))
    if header:
        page.sections[0].header.paragraphs[0].text = header
        page.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(PICTURE))
    if footer:
        page.sections[0].footer.paragraphs[0].text = footer
    if notes:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(PackURI("/word/footnotes.xml"), kind, FOOTNOTES.encode(), page.part.package)
        page.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")
    page.core_properties.title = title
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def by_the_libraries(template: bytes, facts: dict[str, object]) -> dict[str, bytes]:
    page = DocxTemplate(io.BytesIO(template))
    page.render(facts, room(escaping=True), autoescape=True)
    properties = page.docx.core_properties
    properties.author, properties.last_modified_by, properties.revision = "督查室", "督查室", 1
    properties.created = properties.modified = MOMENT.replace(tzinfo=None)
    out = io.BytesIO()
    page.docx.save(out)
    return members(out.getvalue())


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None and len(set(package.namelist())) == len(package.namelist())
        return {name: package.read(name) for name in package.namelist()}


FACTS: list[dict[str, object]] = [
    {"县": "鹿寨县 <甲> & “乙”", "各行": ["一", "二\n三", "四\t五"]},
    {"县": "{{ 1/0 }} {% raw %}", "各行": []},
    {"县": "", "各行": ["长" * 5000] * 3},
]
"""Texts of strangers: XML's own signs, line breaks and tabs, and what looks like a placeholder."""


@pytest.mark.parametrize(
    "template",
    [
        edited(),
        edited(header="{{ 县 }}公函", footer="第 1 页"),
        edited(header="页眉", footer="{{ 县 }}", title="{{ 县 }}函"),
        edited(notes=True, body="甲\n乙{% if 各行 %}{{ 各行|length }}{% endif %}"),
        edited(body="{{ 县"[:3] + " 县 }}{# 只给办公室看 #}"),
    ],
    ids=["plain", "header", "footer and title", "footnotes", "comment"],
)
def test_a_letter_is_what_the_libraries_make(template):
    for facts in (*FACTS, *FACTS):
        assert members(letter(template, facts, MOMENT, "督查室")) == by_the_libraries(template, facts)


def test_a_shipped_letter_closes_as_one_opened_by_itself():
    desk = Desk()
    desk.both("教育局")
    as_of = "2022-04-08T12:00"
    docket = next(one for one in judge(desk.snapshot(as_of)) if one.period == "2022-04")
    unit = next(unit for unit in desk.plan.units if unit.name == "教育局")
    rows = accepted_rows(docket, unit.name)
    facts = receipt_facts(desk.plan, shipped_form(), docket, desk.plan.period("2022-04"), rows, unit, ZONE)
    template = (HERE / "收件回执.docx").read_bytes()
    pressed = letter(template, facts, MOMENT, "督查室")
    assert pressed == letter(template, facts, MOMENT, "督查室", after=lambda page: None)
    assert b"w:rightChars" in members(pressed)["word/document.xml"]


def test_a_letter_that_cannot_be_made_spoils_none_after_it():
    template = edited(header="{{ 县 }}")
    good = letter(template, FACTS[0], MOMENT, "督查室")
    for wrong in ({}, {"县": "甲"}, {"各行": []}):
        with pytest.raises(ToolkitError):
            letter(template, wrong, MOMENT, "督查室")
    assert letter(template, FACTS[0], MOMENT, "督查室") == good


def test_who_and_when_are_the_letter_s_own():
    template = edited()
    made = [letter(template, FACTS[0], MOMENT.replace(day=day), who) for day, who in ((8, "甲"), (9, "乙"), (8, "甲"))]
    assert made[0] == made[2] != made[1]
    read = docx.Document(io.BytesIO(made[1])).core_properties
    assert (read.author, read.created) == ("乙", MOMENT.replace(day=9))


TEXTS = [
    "甲局",
    "乙 & <丙> “丁” 'x' \"y\"",
    "",
    " ",
    "一\n二",
    "\u200b零宽",
    "{{ 县 }}",
    "100%_",
    "{_{",
    "\ue0000\ue001",
    "㐀𠀀",
    "a\u2028b",
    "x" * 300,
]
"""Of one shape and of others; some that a mould must not take."""


def cellbg(text: str) -> bytes:
    """Return a template whose value becomes an attribute too, and one that changes what it gathered."""
    page = docx.Document()
    page.add_paragraph(text)
    page.add_table(rows=1, cols=1).cell(0, 0).text = "{% cellbg 色 %}{{ 县 }}"
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "template",
    [
        edited(body="（{{ 县 }}）{% if 县|length > 5 %}长{% endif %}"),
        cellbg("{{ 县 }}"),
        cellbg("{% filter replace('甲', '<乙') %}{{ 县 }}{% endfilter %}"),
        cellbg("{% set 名 %}[{{ 县 }}]{% endset %}{{ 名 }}{{ 名|upper }}"),
        cellbg("{% macro 称(名) %}{{ 名|replace('甲', '乙') }}{% endmacro %}{{ 称(县) }}"),
        cellbg("{{ 县|safe }}{{ 县|e }}{{ 3 }}{{ 'a&b' }}{{ 县 ~ 1 }}"),
    ],
    ids=["shapes", "attribute", "filter", "set", "macro", "safe"],
)
def test_letters_of_one_shape_are_what_the_libraries_make(template):
    letters = [{"县": text, "色": f'{place:06d}"', "各行": [text, "丙"][: place % 3]} for place, text in enumerate(TEXTS * 2)]
    for facts in letters:
        assert members(letter(template, facts, MOMENT, "督查室")) == by_the_libraries(template, facts)


def test_letters_of_one_shape_are_set_twice_whatever_they_say(monkeypatch):
    template, calls = edited(), []
    typeset = LetterPress._typeset
    monkeypatch.setattr(LetterPress, "_typeset", lambda self, xml: calls.append(1) or typeset(self, xml))
    counted = []
    for number in (10, 40):
        press = LetterPress(template)
        calls.clear()
        for place in range(number):
            press.letter({"县": f"{place}镇 & 乡", "各行": ["<b>", str(place)]}, MOMENT.replace(tzinfo=None), "督查室")
        counted.append(len(calls))
    assert counted[0] == counted[1] <= 4


def test_a_closing_is_measured_for_each_day():
    template = (HERE / "收件回执.docx").read_bytes()
    desk = Desk()
    desk.both("教育局")
    docket = next(one for one in judge(desk.snapshot("2022-04-08T12:00")) if one.period == "2022-04")
    unit = next(unit for unit in desk.plan.units if unit.name == "教育局")
    rows = accepted_rows(docket, unit.name)
    facts = receipt_facts(desk.plan, shipped_form(), docket, desk.plan.period("2022-04"), rows, unit, ZONE)
    for day in (
        "2022年4月8日",
        "2022年4月9日",
        "2022年4月9日",
        "2022年12月31日",
        "2022年12月31日",
        "2022年4月8日",
        "二〇二二年十二月三十一日",
    ):
        said = facts | {"回执": dict(facts["回执"]) | {"日期": day}}  # type: ignore[call-overload]
        assert letter(template, said, MOMENT, "督查室") == letter(template, said, MOMENT, "督查室", after=lambda page: None)
