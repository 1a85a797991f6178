"""附件1.xlsx and notices as LibreOffice saves them again."""

import shutil
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from notices import merged, notice, plan_from_notice, plan_of
from plan_book import edited, plan_after, put, row, setting, shipped_plan

from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.setting_up import start
from toolkit.plan import shipped
from toolkit.plan.read import read_plan

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice"),
]
WORD = "docx:MS Word 2007 XML"
EDITS = (
    setting("雷同阈值", 0.9), setting("收表宽限", 10), put("期次", "C2", "2022年4月6日"),
    row("延期调整", 2, "8-1", "黄冕镇", "延期", "2022-06-20", "鹿政办〔2022〕9号", "2022-12-31"),
    row("节假日", 2, "2027-01-01", "休"),
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("office")

    @cache  # a wps is a doc, an et an xls by another name: saved once
    def saved(data: bytes, suffix: str, wanted: str) -> bytes:
        source = folder / f"原件{suffix}"
        source.write_bytes(data)
        done = folder / "done"
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        if suffix == ".txt":
            command.append("--infilter=Text (encoded):UTF8")
        if suffix == ".html":
            command.append("--infilter=HTML (StarWriter)")
        command += ["--convert-to", wanted, "--outdir", str(done), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (done / f"原件.{wanted.partition(':')[0]}").read_bytes()

    return lambda data, name, wanted: saved(data, Path(name).suffix, wanted)


def test_plan_saved_again_reads_alike(office):
    again = read_plan(office(edited(*EDITS), "附件1.xlsx", "xlsx"))
    assert replace(again, sha256="") == replace(plan_after(*EDITS), sha256="")
    assert len(again.assignments(again.periods[0].deadline)) == 30


def test_notice_saved_again_reads_alike(office):
    again = plan_of(office(notice(shipped.ROWS, remark=shipped.REMARK, edit=merged), "通知.docx", WORD))
    assert (again.title, again.items, again.units) == (shipped_plan().title, shipped_plan().items, shipped_plan().units)
    own = {"联系方式": ""}  # where the public may object is for the office to say, no notice names it
    assert {**again.settings.values, **own} == {**shipped_plan().settings.values, **own}


def test_notice_of_text_alone_has_no_table(office):
    text = "\n".join(f"{number} {name} {content} {host}" for number, name, content, host in shipped.ROWS)
    with pytest.raises(ToolkitError, match="任务表"):
        plan_from_notice(office(text.encode(), "正文.txt", WORD))


PAGE = """<meta charset="utf-8"><p>青山区2025年民生实事责任分解表</p><p>各单位每季度最后一个月25日前报区政府督查室。</p>
<table border="1"><tr><td>序号</td><td>民生实事</td><td>年度目标</td><td>牵头单位</td><td>配合单位</td></tr>
<tr><td>1</td><td>学位扩容</td><td>新建幼儿园2所</td><td>区教育局</td><td>区财政局</td></tr>
<tr><td>2</td><td>道路提升</td><td>改造道路5条</td><td>区住建局</td><td></td></tr></table>"""


@pytest.fixture(scope="module")
def written(office):
    return office(PAGE.encode(), "页.html", "odt:writer8")


@pytest.mark.parametrize("kind", ["doc", "wps", "rtf", "odt"])
def test_an_old_document_is_a_notice_too(office, written, tmp_path, kind):
    data = written if kind == "odt" else office(written, f"{kind}.odt", "rtf" if kind == "rtf" else "doc:MS Word 97")
    path = tmp_path / f"通知.{kind}"
    path.write_bytes(data)
    assert start(tmp_path / "督办", "K7Q2", notice=path, dry_run=False).read is not None
    plan = read_plan((tmp_path / "督办" / "templates" / "附件1.xlsx").read_bytes())
    assert [(i.project, i.hosts, i.helpers) for i in plan.items] == [
        ("学位扩容", ("区教育局",), ("区财政局",)),
        ("道路提升", ("区住建局",), ()),
    ]
    assert [period.id for period in plan.periods] == ["2025-03", "2025-06", "2025-09", "2025-12"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    book = openpyxl.Workbook()
    for cells in (
        ["青山区2025年民生实事表"],
        ["序号", "民生实事", "建设内容", "责任单位"],
        [1, "学位扩容", "新建2所", "区教育局"],
    ):
        book.active.append(cells)
    path = tmp_path_factory.mktemp("表") / "表.xlsx"
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["xls", "et", "ods"])
def test_an_old_workbook_is_a_notice_too(office, small, tmp_path, kind):
    data = office(small, f"{kind}.xlsx", "ods" if kind == "ods" else "xls:MS Excel 97")
    path = tmp_path / f"通知.{kind}"
    path.write_bytes(data)
    start(tmp_path / "督办", "K7Q2", notice=path, dry_run=False)
    [item] = read_plan((tmp_path / "督办" / "templates" / "附件1.xlsx").read_bytes()).items
    assert (item.project, item.hosts) == ("学位扩容", ("区教育局",))
