"""What strangers write into cells, names and subjects comes out as text in everything that we write, never as anything else."""

import re
import zipfile
from datetime import datetime
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from desk_workspace import desk, laid, office, silent
from lxml import etree, html
from openpyxl import load_workbook

from toolkit.pipeline.catalogue import Scope
from toolkit.pipeline.demo_returns import put, scan
from toolkit.pipeline.export import export
from toolkit.pipeline.main_job import hand_out, run

EVIL = (
    "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+9)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/","看")', "\t=1+evil.example", "<script>alert('evil.example')</script>",
    '"><img src=x onerror=evil.example>', "{{ 7*7 }}{% for x in evil %}", "]]><w:p>evil.example", "<r>evil.example</r>",
    "javascript:evil.example", "_x001B_[31mevil.example", "\u202efdp.evil", "_x0041_evil.example", "http://evil.example/a",
)  # fmt: skip
NOW = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """Play a period in which everything that can be written is evil; return the workspace."""
    root = laid(tmp_path_factory.mktemp("注入") / "督办")
    there = desk(root)
    fields = ("进展情况", "存在问题", "下一步工作计划", "备注")
    edits = [
        put(field, EVIL[(3 * n + k) % len(EVIL)], row)
        for row in range(3)
        for k, field in enumerate(fields)
        for n in [row * 4 + k]
    ]
    bad = there.filled("教育局", *[as_text(edit) for edit in edits])
    there.mail(
        "=HYPERLINK(1).eml",
        "=cmd|evil.example",
        "2022-04-02T10:00",
        {"=cmd|'evil.example'.xlsx": bad, "教育局<b>盖章.pdf": scan("教育局", "2022-04")},
    )
    worse = there.filled(
        "水利局", as_text(put("完成比例", EVIL[0])), as_text(put("进展情况", EVIL[4])), as_text(put("办理状态", EVIL[7]))
    )
    there.drop("水利局=1+1.xlsx", worse, "2022-04-02T10:00")
    here = office(root, NOW)
    run(here, "2022-04", received=None, dry_run=False, tell=silent)
    hand_out(here, "merge", "2022-04", dry_run=False, tell=silent)
    hand_out(here, "register", scope=Scope.YEAR, dry_run=False, tell=silent)
    hand_out(here, "bulletin", "2022-04", dry_run=False, tell=silent)
    hand_out(here, "bulletin", scope=Scope.YEAR, dry_run=False, tell=silent)
    for edition in ("年初", "年中", "年终"):
        hand_out(here, "publish", scope=Scope.YEAR, detail=edition, dry_run=False, tell=silent)
    for unit in ("教育局", "水利局"):
        export(here, unit, root / "证据" / unit, dry_run=False)
    return root


def as_text(edit):
    def done(sheet, columns, first) -> None:
        edit(sheet, columns, first)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"

    return done


def outputs(root: Path, suffix: str) -> list[Path]:
    found = [
        p
        for top in ("outbox", "证据")
        for p in (root / top).rglob(f"*{suffix}")
        if "原件" not in p.parts and "下发" not in p.parts
    ]
    return sorted(found)


def test_evil_was_read_and_written_at_all(written):
    said = b"".join(zipfile.ZipFile(p).read(n) for p in outputs(written, ".xlsx") for n in zipfile.ZipFile(p).namelist())
    assert said.count(b"evil.example") > 20


def test_no_cell_of_ours_is_a_formula_or_link_of_theirs(written):
    for path in outputs(written, ".xlsx"):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                data = package.read(name)
                if name.endswith(".rels"):
                    targets = re.findall(r'Target="([^"]*)"', data.decode())
                    strange = [
                        t
                        for t in targets
                        if "evil" in t and not re.match(r"(external:)?(file:///)?(\.\./)+archive/", unquote(t).replace("\\", "/"))
                    ]
                    assert not strange, (path.name, name)
                if name.startswith("xl/worksheets/sheet"):
                    formulas = re.findall(rb"<f[^>]*>(.*?)</f>", data, re.DOTALL)
                    assert not [f for f in formulas if b"evil" in f or b"cmd" in f], path.name
                    assert b"ddeLink" not in data and b"oleLink" not in data
                if name.endswith(".xml"):
                    etree.fromstring(data, etree.XMLParser(resolve_entities=False))
        for sheet in load_workbook(path).worksheets:
            for row in sheet.iter_rows():
                assert not [c.coordinate for c in row if c.data_type == "f" and ("evil" in str(c.value) or "cmd" in str(c.value))]


def test_no_page_holds_their_markup(written):
    pages = outputs(written, ".html")
    assert pages
    for path in pages:
        page = html.document_fromstring(path.read_text(encoding="utf-8"))
        assert not page.xpath("//img[@onerror]") and not [s for s in page.xpath("//script/text()") if "alert(" in s]
        assert not [a for a in page.xpath("//a/@href") if urlsplit(a).scheme or urlsplit(a).netloc]  # paths of our own only
        assert not page.xpath("//b[contains(., '盖章')]")


def test_no_letter_holds_their_fields_or_markup(written):
    letters = outputs(written, ".docx")
    assert letters
    for path in letters:
        with zipfile.ZipFile(path) as package:
            body = package.read("word/document.xml")
            relations = package.read("word/_rels/document.xml.rels")
        tree = etree.fromstring(body)
        codes = tree.xpath("//*[local-name()='instrText']/text()")
        assert not [code for code in codes if "evil" in code] and b"evil" not in relations
        assert "49" not in "".join(tree.xpath("//*[local-name()='t']/text()")).replace("49.", "")


def test_no_draft_gets_a_header_of_theirs(written):
    drafts = outputs(written, ".eml")
    assert drafts
    for path in drafts:
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        known = {"X-Unsent", "From", "To", "Subject", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
        assert set(mail.keys()) <= known, path.name


def test_texts_hold_no_sign_that_steers(written):
    for path in outputs(written, ".txt"):
        text = path.read_text(encoding="utf-8-sig")
        assert not set(text) & {"\x1b", "\u202e", "\x00"}, path.name


def test_nothing_is_dated_by_the_clock(written):
    this_year = str(datetime.now().year).encode()  # noqa: DTZ005
    for path in outputs(written, ".xlsx"):
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as package:
            core = package.read("docProps/core.xml") if "docProps/core.xml" in package.namelist() else b""
        assert this_year not in core, path.name
