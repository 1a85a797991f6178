"""Two periods with every kind of answer, and 汇总表.xlsx made of them."""

from decimal import Decimal
from io import BytesIO

from dockets import INPUTS, make_docket, make_entry, make_file, make_plan, make_unit_row, planned, shipped_form
from openpyxl import load_workbook

from toolkit.nouns.outcomes import Status, Verdict
from toolkit.outputs.consolidated import consolidated

ASSIGNED = {
    "1-1": ("水利局",), "1-2": ("教育局",), "2-1": ("黄冕镇", "江口乡", "导江乡", "鹿寨镇"), "3-1": ("水利局", "教育局"),
}  # fmt: skip
PLAN = make_plan(ASSIGNED)
DONE = {"办理状态": "已完成", "完成比例": Decimal(1), "存在问题": "无", "下一步工作计划": None}


def april():
    entries = [
        make_entry("1-1", "水利局", **DONE),
        make_entry("1-2", "教育局", 完成比例=Decimal("0.05")),
        make_entry("2-1", "黄冕镇", **DONE),
        make_entry("2-1", "江口乡", 完成比例=Decimal("0.25")),
        make_entry("2-1", "导江乡", 完成比例=Decimal("0.9"), verdict=Verdict.RETURNED),
        make_entry("3-1", "水利局", **DONE),
        make_entry("3-1", "教育局", **DONE),
    ]
    units = [
        make_unit_row("水利局", due_rows=2, filled_rows=2), make_unit_row("教育局", Status.LATE, days_late=3, due_rows=2, filled_rows=2),
        make_unit_row("黄冕镇"), make_unit_row("江口乡", provisional=True), make_unit_row("导江乡", Status.RETURNED, returns=2),
    ]  # fmt: skip
    return make_docket(PLAN, entries, units, [make_file(1, "附件2-水利局.xlsx", unit="水利局")])


def june(before):
    entries = [
        make_entry("1-2", "教育局", 完成比例=Decimal("0.5"), 进展情况="已完成招标，现场完成主体施工3处。"),
        make_entry("2-1", "江口乡"),
    ]
    return make_docket(PLAN, entries, period="2022-06", complete=[(i, u) for i, u in before.due if (i, u) in finished(before)])


def finished(docket):
    return {(e.item, e.unit) for e in docket.entries if e.verdict != "退回" and e.fields["完成比例"] == 1}


def made(docket, history=(), plan=PLAN, form=None, **more):
    return consolidated(
        plan, form or shipped_form(), docket, history,
        schedules=planned(plan, docket.period), version="0.1.0", inputs=INPUTS, **more,
    ).finish()  # fmt: skip


def opened(data, **how):
    return load_workbook(BytesIO(data), **how)
