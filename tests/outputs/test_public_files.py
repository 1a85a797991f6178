"""Page, workbook and document of an edition: nothing internal leaves, nothing strange acts, the same bytes every time."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from chromium import BROWSER, Chromium
from docx import Document
from public_world import (
    PLAN,
    SECRETS,
    SOURCES,
    TEMPLATES,
    ZONE,
    docket,
    edition,
    entry,
    everyone,
    opened_office,
    plan_with,
)
from wanting import asked

from toolkit.nouns.errors import ToolkitError
from toolkit.outputs.public.document import document
from toolkit.outputs.public.page import page
from toolkit.outputs.public.printed_rows import TableType, torn, widths
from toolkit.outputs.public.workbook import workbook
from toolkit.pipeline.office import Office
from toolkit.pipeline.pages import edition_files

ODD = "<script>alert(1)</script>{{ 7*7 }}\"'<r>x</r>=1+1&amp;" + "\u202e" + "长" * 2000


def files(found) -> dict[str, bytes]:
    return {"html": page(found, SOURCES), "xlsx": workbook(found), "docx": document(found)}


def texts(data: bytes) -> str:
    """Return all there is in a file: every member of a package, document properties, comments and hidden parts too."""
    if data[:2] != b"PK":
        return data.decode()
    with ZipFile(BytesIO(data)) as package:
        return "\n".join(name + package.read(name).decode("utf-8", "replace") for name in package.namelist())


def rows(data: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("named", ["年初", "年中", "年终"])
def test_no_internal_field_leaves(named):
    plan = plan_with(不公开事项="8-2：机密理由", 联系人="机密联系人", 电话="机密电话", 邮箱="机密邮箱")
    found = edition(
        named, docket("2022-06", *everyone(), entry("3-1", "教育局", 进展情况="退回的机密", verdict="退回")), plan=plan
    )
    for kind, data in files(found).items():
        told = texts(data)
        assert "机密" not in told, kind
        assert "摩托车科目二" not in told, kind
        assert "2022年县级为民办实事" in told, kind
        assert "另有1项按规定不在此公布" in told, kind


def test_a_field_leaves_when_the_office_says_so():
    found = edition("年中", docket("2022-06", *everyone()), plan=plan_with(公开字段_年中="序号、实事内容、存在问题"))
    for data in files(found).values():
        assert SECRETS["存在问题"] in texts(data)
        assert SECRETS["备注"] not in texts(data)
        assert "教育局" not in texts(data)


def test_every_public_answer_stands_in_all_three_files():
    found = edition("年中", docket("2022-06", *everyone()))
    for data in files(found).values():
        told = texts(data)
        assert all(task.values[-1] in told for task in found.tasks)


def test_a_stranger_s_text_stays_text():
    found = edition("年中", docket("2022-06", entry("3-1", "教育局", 进展情况=ODD)))
    made = files(found)
    html = made["html"].decode()
    assert "<script" not in html
    assert "\u202e" not in html
    assert "{{ 7*7 }}" in unescape(html)
    assert not re.search(r"(src|href)=\"(?!data:|#)", html)
    told = [value for row in rows(made["xlsx"]) for value in row if isinstance(value, str) and "alert" in value]
    assert len(told) == 1 and told[0].startswith("<script>")
    lines = [row.cells[-1].text for row in Document(BytesIO(made["docx"])).tables[0].rows]
    begun = next(place for place, text in enumerate(lines) if text.startswith("<script>"))
    assert sum(text.count("长") for text in lines[begun:]) == 2000  # goes on in the rows below


def test_the_workbook_s_percents_are_numbers():
    found = edition("年中", docket("2022-06", entry("3-1", "教育局", "0.845")))
    assert 0.845 in [value for row in rows(workbook(found)) for value in row]


def test_the_same_facts_make_the_same_bytes():
    found = edition("年中", docket("2022-06", *everyone()))
    assert files(found) == files(found)
    for kind in ("xlsx", "docx"):
        with ZipFile(BytesIO(files(found)[kind])) as package:
            assert {info.date_time[:3] for info in package.infolist()} == {(1980, 1, 1)}


@pytest.mark.parametrize("named", ["年初", "年中", "年终"])
def test_no_data_at_all_is_said(named):
    for data in files(edition(named)).values():
        assert ("尚无经审核的进展情况可以公布" in texts(data)) == (named != "年初")
    nothing = replace(PLAN, items=())
    assert "没有可以公布的事项" in texts(files(edition(named, plan=nothing))["html"])


def test_a_big_county_is_published():
    units = tuple(
        replace(PLAN.units[0], name=f"第{n}号承办单位名称特别长的县属事业单位办公室{n:03d}", aliases=()) for n in range(120)
    )
    items = tuple(
        replace(
            PLAN.items[0],
            id=f"{n // 4 + 1}-{n % 4 + 1}",
            number=str(n),
            hosts=tuple(u.name for u in units[n % 118 : n % 118 + 3]),
        )
        for n in range(200)
    )
    plan = replace(PLAN, units=units, items=items)
    told = [entry(item.id, unit, Decimal(n % 101) / 100) for n, item in enumerate(items) for unit in item.hosts]
    found = edition("年中", docket("2022-06", *told, plan=plan), plan=plan)
    assert (len(found.projects), len(found.items), len(found.tasks)) == (50, 200, 600)
    made = files(found)
    assert made["html"].count(b'<tr class="item"') == 200
    assert len(Document(BytesIO(made["docx"])).tables[0].rows) == 201


def office(tmp_path: Path, **settings: str) -> Office:
    (tmp_path / "templates").mkdir()
    return opened_office(tmp_path, plan_with(**settings))


def test_the_files_stand_in_the_year_s_folder(tmp_path):
    desk = office(tmp_path)
    found = edition_files(*asked(desk, [docket("2022-06", *everyone())], detail="年中"))
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == [f"outbox/全年/公布-年中.{kind}" for kind in ("html", "xlsx", "docx")]
    assert all(make() for make in found.values())
    with pytest.raises(ToolkitError, match="年初、年中 或 年终"):
        edition_files(*asked(desk, [], detail="年底"))


def test_a_template_that_the_office_broke_is_one_sentence(tmp_path):
    desk = office(tmp_path)
    (tmp_path / "templates" / "公布.html.j2").write_text("<p>\n{{ 不存在.字段 }}", encoding="utf-8")
    make = next(iter(edition_files(*asked(desk, [], detail="年初")).values()))
    with pytest.raises(ToolkitError, match="模板有误"):
        make()
    shipped = (TEMPLATES / "公布.html.j2").read_text("utf-8").replace("事项列表", "实事清单")
    (tmp_path / "templates" / "公布.html.j2").write_text(shipped, encoding="utf-8-sig", newline="\r\n")
    assert "实事清单" in make().decode()


@pytest.mark.skipif(BROWSER is None, reason="no chromium")
@pytest.mark.parametrize("named", ["年初", "年中"])
def test_the_page_in_a_browser(tmp_path, named):
    long = "一个名称特别特别长的承办单位直属事业管理服务中心办公室合署"
    plan = replace(PLAN, items=(replace(PLAN.items[0], hosts=(long, "教育局")), *PLAN.items[1:]))
    told = docket("2022-06", *everyone(), entry("1-1", long, 进展情况=ODD + "A" * 300), plan=plan)
    path = tmp_path / "公布.html"
    path.write_bytes(page(edition(named, told, plan=plan), SOURCES))
    browser = Chromium(tmp_path / "profile")
    try:
        for width in (360, 1280):
            browser.open(path, width)
            assert browser.evaluate("document.documentElement.scrollWidth") <= width
            assert browser.requests() == []
            assert browser.complaints() == []
        levels = browser.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
    finally:
        browser.close()


def test_as_of_is_printed_in_the_county_s_time():
    from toolkit.outputs.public import sentences as wording

    assert wording.moment(datetime(2022, 6, 13, 9, 5, tzinfo=ZONE)) == "2022年6月13日9时5分"


# -- on paper ----------------------------------------------------------------------------------------------------------


def test_a_long_row_goes_on_below_and_says_whose_it_is():
    told = "".join(f"第{n}段：管网铺设完成三公里，投资三百二十万元。" for n in range(100))
    made = Document(BytesIO(document(edition("年终", docket("2022-04", entry("1-1", "水利局", 进展情况=told))))))
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    mine = [row for row in rows if row[0].split("\n")[0] == "1"]
    assert len(mine) > 1 and all(row[1] for row in mine) and all("（续）" in row[1] for row in mine[1:])
    again = mine[0][-1] + "".join(row[-1].removeprefix("进展情况（续）：") for row in mine[1:])
    assert again == told and max(len(row[-1]) for row in mine) < 900
    assert all("cantSplit" in row._tr.xml for row in made.tables[0].rows[1:])


def test_widths_follow_the_text_and_fill_the_page():
    columns = edition("年终").columns
    row = tuple(("长" * (900 if column.key == "进展情况" else 4),) for column in columns)
    wide = dict(zip((column.key for column in columns), widths(columns, [row], TableType(9, 13)), strict=True))
    assert sum(wide.values()) == pytest.approx(257) and wide["进展情况"] == max(wide.values()) > 90


def test_a_number_with_two_digits_stands_on_one_line_and_a_few_lines_more_are_not_torn_off():
    columns = edition("年终").columns
    row = tuple(("10（3）" if column.key == "序号" else "短",) for column in columns)
    face = TableType(10.5, 16)
    wide = widths(columns, [row], face)
    assert wide[0] - 4 >= 3.65 * face.letter
    place = next(n for n, column in enumerate(columns) if column.key == "进展情况")
    letters = int((wide[place] - 4) / face.letter)
    for lines, parts in ((14, 0), (30, 1)):
        long = tuple(("字" * (letters * lines),) if n == place else text for n, text in enumerate(row))
        assert bool(torn(columns, long, wide, face)[1]) == bool(parts)


def test_no_page_bears_the_signature_alone():
    made = Document(BytesIO(document(edition("年终", docket("2022-04", *everyone())))))
    last = [p for p in made.paragraphs if p.text][-4:]
    assert all(p.paragraph_format.keep_with_next for p in last[:-1]) and not last[-1].paragraph_format.keep_with_next


def test_document_has_no_leftovers_and_speaks_chinese():
    with ZipFile(BytesIO(document(edition("年终", docket("2022-04", *everyone()))))) as package:
        names, styles = package.namelist(), package.read("word/styles.xml").decode()
    assert not [name for name in names if "stylesWithEffects" in name or "thumbnail" in name]
    assert 'w:eastAsia="zh-CN"' in styles and 'w:val="zh-CN"' not in styles, "Latin as Chinese: figures break anywhere"


# -- objections --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "told", "untold"),
    [
        ({"公示期": "7", "联系方式": "县政府大院1号楼"}, ("公示期7天，自", "县政府大院1号楼"), "x@y.cn"),
        ({"公示期": "", "联系方式": "信箱甲", "邮箱": "x@y.cn"}, ("反映，联系方式：信箱甲。",), "公示期"),
        ({"公示期": "0", "联系方式": "", "邮箱": "x@y.cn"}, (), "异议"),
    ],
)
def test_where_and_until_when_to_object(settings, told, untold):
    facts = edition("年终", docket("2022-04", *everyone()), plan=plan_with(**settings))
    for text in (page(facts, SOURCES).decode(), "\n".join(p.text for p in Document(BytesIO(document(facts))).paragraphs)):
        assert all(words in unescape(text) for words in told) and untold not in text
