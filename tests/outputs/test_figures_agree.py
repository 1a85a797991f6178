"""The same count everywhere: what `status --json` lists, recounted here, is what every workbook, page and letter prints."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from docx import Document
from golden_dump import PERIODS
from openpyxl import load_workbook

from toolkit.cli import main

STATUSES = ("按时", "迟报", "报送不齐", "退回待重报", "未报", "免报", "缓报", "待报", "时间待核")


@pytest.fixture(scope="module", params=PERIODS, ids=[period for period, _ in PERIODS])
def period(request, played_demo) -> tuple[str, dict[str, Any]]:
    """Return (period, what `status --json` says at the moment of its outputs)."""
    name, moment = request.param
    return name, said(played_demo, "status", name, "--as-of", moment)


def said(root, *words: str) -> dict[str, Any]:
    out = StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit) as ended:
        main(["-w", str(root), *words, "--json"])
    assert ended.value.code == 0
    return json.loads(out.getvalue())


def sheet(root, name: str, title: str, *, values: bool = True):
    return load_workbook(BytesIO((root / "outbox" / name).read_bytes()), data_only=values)[title]


def table(ws, first: str) -> Iterator[dict[str, Any]]:
    """Yield the rows below the heading row whose first cell is `first`, until the serial numbers end."""
    rows = list(ws.iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if row[0] == first)
    for row in rows[top + 1 :]:
        if not isinstance(row[0], int):
            return
        yield dict(zip(rows[top], row, strict=True))


def counted(status: dict[str, Any]) -> Counter[str]:
    return Counter(unit["status"] for unit in status["units"])


def test_status_counts_are_its_own_rows(period):
    _, status = period
    assert status["counts"] == {name: counted(status)[name] for name in STATUSES}
    assert sum(status["counts"].values()) == len(status["units"]) == 18


def test_register_lists_every_unit_as_status_does(played_demo, period):
    name, status = period
    rows = list(table(sheet(played_demo, f"{name}/报送情况登记表.xlsx", "报送情况登记表"), "序号"))
    assert len(rows) == 18
    for row, unit in zip(rows, status["units"], strict=True):
        came = unit["status"] in {"按时", "迟报"}  # 0 days would say of what never came that it came in time
        late = (unit["days_late"], unit["working_days_late"]) if came else ("—", "—")
        mark = "（时间待核）" if unit["provisional"] and unit["status"] != "时间待核" else ""
        assert (row["单位"], row["报送状态"]) == (unit["unit"], unit["status"] + mark)
        assert (row["应报任务"], row["实报任务"], row["退回次数"]) == (unit["due_rows"], unit["filled_rows"], unit["returns"])
        assert (row["迟报天数（自然日）"], row["迟报天数（工作日）"], row["催报次数"]) == (*late, unit["reminders"])
        for column, key in (
            ("电子表收到时间", "first_received"),
            ("盖章扫描件收到时间", "scan_received"),
            ("齐全时间", "complete_at"),
        ):
            told = unit[key] and datetime.fromisoformat(unit[key]).replace(tzinfo=None)
            assert row[column] == told, (unit["unit"], column)


def test_overview_counts_units_assignments_items_and_projects(played_demo, period):
    name, status = period
    ws = sheet(played_demo, f"{name}/汇总表.xlsx", "概览")
    printed = {row[1]: row[2] for row in ws.iter_rows(values_only=True) if row[1] in STATUSES}
    assert printed == {s: counted(status)[s] for s in STATUSES}
    totals = {
        row[1]: (row[2], row[3])
        for row in ws.iter_rows(values_only=True)
        if str(row[1]).startswith(("立项（", "实事内容（", "承办任务（"))
    }
    done = finished(status)
    plan = assignments(played_demo)
    items = {item for item, _ in plan}
    whole = {item for item in items if all((item, unit) in done for i, unit in plan if i == item)}
    projects = {item.split("-")[0] for item in items}
    full = {p for p in projects if all(item in whole for item in items if item.split("-")[0] == p)}
    assert totals == {"立项（件）": (10, len(full)), "实事内容（项）": (23, len(whole)), "承办任务（项×单位）": (30, len(done))}


def finished(status: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the assignments that the answers of this period complete; in the demo none was complete before."""
    return {
        (e["item"], e["unit"])
        for e in status["entries"]
        if e["verdict"] != "退回" and e["fields"]["办理状态"] == "已完成" and Decimal(str(e["fields"]["完成比例"])) == 1
    }


def assignments(root) -> list[tuple[str, str]]:
    """Return (item, unit) as `plan --json` lists them."""
    return [(one["item"], unit) for one in said(root, "plan")["items"] for unit in one["units"]]


def test_details_hold_every_answer_that_counts(played_demo, period):
    name, status = period
    ws = sheet(played_demo, f"{name}/汇总表.xlsx", "明细")
    rows = list(ws.iter_rows(values_only=True))
    told = {(e["unit"], e["fields"]["进展情况"]) for e in status["entries"] if e["verdict"] != "退回"}
    printed = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert told and {text for _, text in told} <= printed


def test_year_s_matrix_agrees_with_both_periods(played_demo):
    rows = list(table(sheet(played_demo, "全年/报送情况登记表.xlsx", "全年报送情况登记表"), "序号"))
    for number, (name, _) in enumerate(PERIODS, start=1):
        status = said(played_demo, "status", name, "--as-of", "2022-06-13T09:00")
        heading = next(key for key in rows[0] if key and f"第{number}期" in key)
        assert [(row["单位"], row[heading].split("（")[0]) for row in rows] == [(u["unit"], u["status"]) for u in status["units"]]


def test_bulletin_counts_what_status_counts(played_demo, period):
    name, status = period
    text = "\n".join(p.text for p in Document(BytesIO((played_demo / "outbox" / name / "督查通报.docx").read_bytes())).paragraphs)
    assert "10件" in text and "23项" in text
    for state, count in counted(status).items():
        assert f"{state}{count}个" in text, state
    done = finished(status)
    assert f"{len(done)}个承办任务，" in text if done else "尚没有完成" in text


def test_the_year_s_register_prints_the_chain_s_head_of_its_moment(played_demo):
    ws = sheet(played_demo, "全年/报送情况登记表.xlsx", "全年报送情况登记表")
    printed = next(str(cell) for row in ws.iter_rows(values_only=True) for cell in row if "台账指纹" in str(cell))
    head = re.search(r"(?:[0-9A-F]{4}-){3}[0-9A-F]{4}", printed)
    assert head and proved(played_demo, head.group())


def proved(root, head: str) -> bool:
    """Tell whether today's ledger continues the printed one."""
    with redirect_stdout(StringIO()), pytest.raises(SystemExit) as ended:
        main(["-w", str(root), "verify", "--against", head])
    return ended.value.code == 0
