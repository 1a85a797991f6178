"""A 退回 copy answered on the very sheet that came back: its tints, comments and list do not disturb (issue 4)."""

import shutil
import subprocess

import pytest
from desk_workspace import desk, laid, office, taken
from looked import dockets_of

from toolkit.pipeline.demo_returns import put, saved, scan
from toolkit.pipeline.office import docket_of

WRONG = (put("进展情况", "同上"), put("完成比例", "不详", 1))


@pytest.fixture
def root(tmp_path):
    place = laid(tmp_path / "ws")
    there = desk(place)
    told = {"附件2.xlsx": there.filled("教育局", *WRONG), "教育局盖章.pdf": scan("教育局", "2022-04")}
    there.mail("一.eml", "教育局", "2022-04-02T10:00", told)
    assert taken(place, "2022-04-03T09:00") == ("container", "returned", "scan")
    return place


def copy_of(root):
    found = list(office(root, "2022-04-03T09:00").workspace.returned("2022-04").glob("*退回修改.xlsx"))
    assert len(found) == 1
    return found[0]


def corrected(path):
    """Return the copy with the two cells put right, as the unit would in its office program."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = next(s for s in book.worksheets if any(str(c.value).startswith("办理状态") for row in s.iter_rows() for c in row))
    head = next(c.row for row in sheet.iter_rows() for c in row if str(c.value).startswith("办理状态"))
    columns = {str(c.value).rstrip("*"): c.column for c in sheet[head] if c.value}
    sheet.cell(head + 1, columns["进展情况"]).value = "3所幼儿园主体均已封顶，正在砌筑隔墙。"
    sheet.cell(head + 2, columns["完成比例"]).value = 0.35
    return saved(book)


def row(root, moment="2022-04-20T09:00"):
    here = office(root, moment)
    return next(r for r in docket_of(dockets_of(here), here.period("2022-04")).units if r.unit == "教育局")


def answered(root, data, name):
    desk(root).drop(name, data, "2022-04-11T10:00")
    assert taken(root, "2022-04-12T09:00") == ("accepted",)
    found = row(root)
    assert (found.status.value, found.returns, found.filled_rows, f"{found.first_received:%m-%d}") == ("按时", 1, 3, "04-02")


def test_copy_corrected_is_accepted_and_the_first_report_keeps_its_time(root):
    assert row(root).status.value == "退回待重报"
    answered(root, corrected(copy_of(root)), "附件2-教育局-退回修改.xlsx")


def test_copy_sent_back_as_it_is_is_the_same_report(root):
    desk(root).drop("附件2-教育局-退回修改.xlsx", copy_of(root).read_bytes(), "2022-04-11T10:00")
    assert taken(root, "2022-04-12T09:00")[0] in {"returned", "duplicate"}
    assert row(root).status.value == "退回待重报"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_copy_corrected_in_libreoffice_and_saved_as_xls(root, tmp_path):
    source = tmp_path / "附件2-教育局-退回修改.xlsx"
    source.write_bytes(corrected(copy_of(root)))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/lo",
        "--convert-to",
        "xls",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    answered(root, source.with_suffix(".xls").read_bytes(), "附件2-教育局-退回修改.xls")
