"""附件1.xlsx and notices as LibreOffice saves them again."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from notices import merged, notice, plan_of
from plan_book import edited, plan_after, put, row, setting, shipped_plan

from toolkit.nouns.errors import ToolkitError
from toolkit.plan import shipped
from toolkit.plan.notice import plan_from_notice
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

    def convert(data: bytes, name: str, wanted: str) -> bytes:
        source = folder / name
        source.write_bytes(data)
        done = folder / "done"
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        if name.endswith(".txt"):
            command.append("--infilter=Text (encoded):UTF8")
        command += ["--convert-to", wanted, "--outdir", str(done), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (done / Path(name).with_suffix("." + wanted.partition(":")[0])).read_bytes()

    return convert


def test_plan_saved_again_reads_alike(office):
    again = read_plan(office(edited(*EDITS), "附件1.xlsx", "xlsx"))
    assert replace(again, sha256="") == replace(plan_after(*EDITS), sha256="")
    assert len(again.assignments(again.periods[0].deadline)) == 30


def test_notice_saved_again_reads_alike(office):
    again = plan_of(office(notice(shipped.ROWS, remark=shipped.REMARK, edit=merged), "通知.docx", WORD))
    assert (again.title, again.items, again.units) == (shipped_plan().title, shipped_plan().items, shipped_plan().units)
    assert dict(again.settings.values) == dict(shipped_plan().settings.values)


def test_notice_of_text_alone_has_no_table(office):
    text = "\n".join(f"{number} {name} {content} {host}" for number, name, content, host in shipped.ROWS)
    with pytest.raises(ToolkitError, match="任务表"):
        plan_from_notice(office(text.encode(), "正文.txt", WORD))
