"""Every code of the catalogue happens to somebody, points at the cell to change, and obeys its switch in 设置 (DESIGN §8)."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pytest
from judge_desk import DONE, Desk, plan_with
from papers import codes, look

from toolkit.intake.examine import examine
from toolkit.judge.dockets import judge
from toolkit.nouns.cells import Aside, Cell, CellKind, Range
from toolkit.nouns.limits import Limits
from toolkit.nouns.paper import Seen
from toolkit.nouns.problems import Code, Severity
from toolkit.nouns.records import Sort

UNIT, ITEM = "教育局", "3-1"
FIRST, SECOND = (ITEM, "进展情况"), ("4-1", "进展情况")
TEXT = "3所幼儿园主体已封顶，正在砌筑隔墙。"
OVER = "字" * 2001


def cells(book, change):
    """Return the book with `change(cell) -> cell | None` applied to every cell."""
    sheet = book.sheets[0]
    kept = {place: new for place, cell in sheet.cells.items() if (new := change(cell)) is not None}
    return replace(book, sheets=(replace(sheet, cells=kept), *book.sheets[1:]))


def said(old, new):
    def change(cell):
        found = isinstance(cell.value, str) and cell.value == old
        return replace(cell, value=new) if found else cell

    return change


def without_column(desk, header):
    book = desk.book(UNIT)
    column = next(c.column for c in book.sheets[0].cells.values() if str(c.value).rstrip("*") == header)
    return cells(book, lambda cell: None if cell.column == column else cell)


def with_cell(book, row, column, value, kind=CellKind.TEXT):
    sheet = book.sheets[0]
    return replace(book, sheets=(replace(sheet, cells={**sheet.cells, (row, column): Cell(row, column, kind, value)}),))


def with_note(book, *asides):
    return replace(book, sheets=(replace(book.sheets[0], asides=asides), *book.sheets[1:]))


def unstamped(desk):
    def change(cell):
        marks = isinstance(cell.value, str) and ("@" in cell.value or (UNIT in cell.value and cell.row < 5))
        return None if marks else cell

    book = cells(desk.book(UNIT, 进展情况=TEXT), change)
    return replace(book, properties={})


def swapped(desk):
    """Exchange the 实事内容 of two rows: sorted without the hidden column."""
    book = desk.book(UNIT)
    rows = book.sheets[0].cells
    one, two = rows[5, 3], rows[6, 3]
    return with_cell(with_cell(book, 5, 3, two.value), 6, 3, one.value)


def twice(desk):
    book = desk.book(UNIT)
    sheet = book.sheets[0]
    last = max(row for row, column in sheet.cells if column == 13)
    copied = {(last, c): replace(cell, row=last) for (row, c), cell in sheet.cells.items() if row == 5}
    kept = {place: cell for place, cell in sheet.cells.items() if place[0] != last}
    other = replace(copied[last, 8], value="另一种说法，正在装修。")
    return replace(book, sheets=(replace(sheet, cells={**kept, **copied, (last, 8): other}),))


def second_row(desk):
    """Add a row nobody asked for above the foot."""
    book = desk.book(UNIT)
    last = max(row for row, column in book.sheets[0].cells if column == 13) + 1
    foot = cells(book, lambda cell: cell)
    moved = {(r + (r >= last), c): replace(cell, row=r + (r >= last)) for (r, c), cell in foot.sheets[0].cells.items()}
    sheet = replace(
        foot.sheets[0],
        cells={
            **moved,
            (last, 1): Cell(last, 1, CellKind.TEXT, "11"),
            (last, 3): Cell(last, 3, CellKind.TEXT, "新增的一件实事"),
            (last, 8): Cell(last, 8, CellKind.TEXT, "已完成"),
        },
    )
    return replace(book, sheets=(sheet,))


def merged(desk):
    book = desk.book(UNIT)
    sheet = book.sheets[0]
    kept = {place: cell for place, cell in sheet.cells.items() if place not in {(6, 9), (7, 9)}}
    return replace(book, sheets=(replace(sheet, cells=kept, merges=(*sheet.merges, Range(5, 9, 7, 9))),))


def examined(desk, data, name="附件2-教育局.xlsx", limits=None):
    found = examine(data, name, limits or Limits())
    number = desk.drop(data, name, sort=found.sort, problems=found.problems)
    desk.readings[number] = replace(found, members=())
    return number


def bytes_of(desk):
    named, found = desk.plan.unit(UNIT), desk.plan.period("2022-04")
    return desk.press.issue(named, found, [desk.plan.item(i) for i in desk.items(UNIT, "2022-04")], {})


def june(desk, april, **answers):
    desk.both(UNIT, "2022-04", **april)
    return desk.sheet(UNIT, "2022-06", "2022-06-02", **answers)


def august(desk, first, second, third):
    desk.both(UNIT, "2022-04", **{ITEM: first})
    desk.both(UNIT, "2022-06", "2022-06-02", **{ITEM: second})
    return desk.sheet(UNIT, "2022-08", "2022-08-02", **{ITEM: third})


def stray(desk):
    desk.both(UNIT)
    return desk.sheet(UNIT, when="2022-06-01", 完成比例=0.6)


def older(desk):
    from toolkit.nouns.records import Issued

    number = desk.sheet(UNIT)
    desk.issued = [
        Issued(at=datetime.fromisoformat("2022-03-26T09:00+08:00"), period="2022-04", unit=UNIT, form="0" * 12, template="0")
    ]
    return number


def pair(desk, **answers):
    desk.sheet("鹿寨镇", **{"进展情况": "已建成洗衣码头5个，正在浇筑第6个码头台阶。"})
    return desk.sheet("导江乡", **{"进展情况": "已建成洗衣码头5个，正在浇筑第6个码头台阶。", **answers})


def other_job(desk):
    return desk.drop(Desk(plan_with(任务号="B3C4")).book(UNIT), "附件2-教育局.xlsx")


def unsealed(desk):
    return look(desk, desk.scan(UNIT), *codes(desk, UNIT), seal=Seen.NO)


# fmt: off
CASES = {
    "F01": (lambda d: examined(d, b"PK\x03\x04broken"), None),
    "F02": (lambda d: d.drop(b"locked", "附件2-教育局.xlsx", sort=Sort.UNREADABLE, problems=(_problem(Code.F02),)), None),
    "F03": (lambda d: examined(d, b"x" * 2000, limits=Limits(file_bytes=1000)), None),
    "F04": (lambda d: examined(d, b"\x00\x01\x02\x03" * 200, "附件2-教育局.xlsx"), None),
    "F05": (lambda d: d.drop(b"slow", "附件2-教育局.xlsx", sort=Sort.UNREADABLE, problems=(_problem(Code.F05, detail="20 秒"),)), None),
    "F06": (lambda d: examined(d, bytes_of(d), "附件2-教育局.xls"), None),
    "F07": (lambda d: d.drop(replace(d.book(UNIT), warnings=("F07",), details={"F07": "宏"}), "附件2-教育局.xlsm"), None),
    "F08": (lambda d: d.drop(replace(d.book(UNIT), warnings=("F08",), details={"F08": "工作表“草稿”"}), "附件2-教育局.xlsx"), None),
    "F09": (lambda d: examined(d, b"\x62\x14\x23\x65" + b"E-SafeNet" * 20, "附件2-教育局.xlsx"), None),
    "F10": (lambda d: d.drop(b"x", "附件2-教育局.pdf.p7m", sort=Sort.CONTAINER, problems=(_problem(Code.F10),)), None),
    "S01": (lambda d: d.drop(cells(d.book(UNIT), lambda c: c if c.row > 9 else None), "附件2-教育局.xlsx"), None),
    "S02": (lambda d: d.drop(unstamped(d), "附件2.xlsx"), None),
    "S03": (stray, None),
    "S15": (lambda d: d.drop(with_note(d.book(UNIT), Aside("批注", "申请延期", 5, 8)), "附件2-教育局.xlsx"), "H5"),
    "S04": (lambda d: d.sheet(UNIT, drop=("4-1",)), "A4"),
    "S05": (lambda d: d.drop(second_row(d), "附件2-教育局.xlsx"), "A8"),
    "S05 column": (lambda d: d.drop(with_cell(with_cell(d.book(UNIT), 4, 14, "资金"), 5, 14, "12万元"), "附件2-教育局.xlsx"), "N4"),
    "S06": (lambda d: d.drop(with_cell(d.book(UNIT), 5, 3, "建成2所公立幼儿园，新增学位900个。"), "附件2-教育局.xlsx"), "C5"),
    "S07": (lambda d: d.drop(without_column(d, "存在问题"), "附件2-教育局.xlsx"), "A4"),
    "S08": (older, None),
    "S14": (other_job, None),
    "S16": (unsealed, None),
    "S09": (lambda d: d.drop(twice(d), "附件2-教育局.xlsx"), None),
    "S10": (lambda d: d.drop(swapped(d), "附件2-教育局.xlsx"), None),
    "S11": (lambda d: d.drop(unstamped(d), "附件2-教育局.xlsx"), None),
    "S12": (lambda d: d.sheet(UNIT, name="附件2-水利局.xlsx"), None),
    "S13": (lambda d: d.drop(without_column(d, "备注"), "附件2-教育局.xlsx"), "A4"),
    "V01": (lambda d: d.sheet(UNIT, put={FIRST: None}), "H5"),
    "V02": (lambda d: d.sheet(UNIT, put={(ITEM, "办理状态"): "搞定"}), "F5"),
    "V03": (lambda d: d.sheet(UNIT, put={(ITEM, "完成比例"): "不详"}), "G5"),
    "V04": (lambda d: d.sheet(UNIT, put={(ITEM, "完成比例"): "120%"}), "G5"),
    "V05": (lambda d: d.sheet(UNIT, put={(ITEM, "预计完成时间"): "尽快"}), "K5"),
    "V06": (lambda d: d.sheet(UNIT, put={(ITEM, "完成比例"): "约45%"}), "G5"),
    "V06 merged": (lambda d: d.drop(merged(d), "附件2-教育局.xlsx"), "I5"),
    "V07": (lambda d: d.drop(with_cell(d.book(UNIT), 5, 8, "#REF!", CellKind.ERROR), "附件2-教育局.xlsx"), "H5"),
    "V08": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": OVER}}), "H5"),
    "V09": (lambda d: d.sheet(UNIT, **{ITEM: {**DONE, "完成比例": "120%（超额完成）"}}), "G5"),
    "V10": (lambda d: d.drop(with_cell(d.book(UNIT), 8, 9, "联系电话：见上期"), "附件2-教育局.xlsx"), "I8"),
    "X01": (lambda d: d.sheet(UNIT, **{ITEM: {**DONE, "完成比例": 0.9}}), "G5"),
    "X02": (lambda d: d.sheet(UNIT, **{ITEM: {"完成比例": 1.0, "进展情况": TEXT}}), "F5"),
    "X03": (lambda d: d.sheet(UNIT, **{ITEM: {"办理状态": "未启动", "进展情况": "正在选址。"}}), "G5"),
    "X04": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": "项目尚未开工。"}}), "H5"),
    "X05": (lambda d: d.sheet(UNIT, "2022-08", "2022-08-02", **{ITEM: {"完成比例": 0.1, "存在问题": "无"}}), "I5"),
    "X06": (lambda d: d.sheet(UNIT, **{ITEM: {"预计完成时间": date(2022, 12, 1)}}), "K5"),
    "X07": (lambda d: d.sheet(UNIT, **{ITEM: {"预计完成时间": date(2022, 3, 1)}}), "K5"),
    "X08": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": "正常推进。"}}), "H5"),
    "X09": (lambda d: d.sheet(UNIT, **{ITEM: {**DONE, "进展情况": "已建成2所公立幼儿园。"}}), "G5"),
    "X10": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": TEXT + "因村民阻工，1所停工。", "存在问题": "无"}}), "I5"),
    "X11": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": TEXT + "项目总体进度80%。"}}), "G5"),
    "X12": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": TEXT + "项目预计12月底竣工。"}}), "K5"),
    "X13": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": "3所幼儿园中已完工1所，其余1所正在装修。"}}), "H5"),
    "X14": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": TEXT + "截至X月X日。"}}), "H5"),
    "X15": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": "截至2021年5月底，1所幼儿园完工。"}}), "H5"),
    "X16": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": TEXT, "下一步工作计划": TEXT}}), "H5"),
    "X17": (lambda d: d.sheet(UNIT, **{ITEM: {"进展情况": "新增学位90000个。"}}), "H5"),
    "P01": (lambda d: june(d, {}, **{ITEM: {"完成比例": 0.3}}), "G5"),
    "P02": (lambda d: june(d, {ITEM: {"进展情况": TEXT}}, **{ITEM: {"进展情况": TEXT}}), "H5"),
    "P03": (lambda d: june(d, {ITEM: {"进展情况": "截至3月底，" + TEXT}}, **{ITEM: {"进展情况": "截至5月底，" + TEXT}}), "H5"),
    "P04": (lambda d: june(d, {}, **{ITEM: {"办理状态": "前期工作", "进展情况": "正在重新选址。"}}), "F5"),
    "P05": (lambda d: june(d, {ITEM: {"完成比例": 0.6}}, **{ITEM: {"完成比例": 0.6, "存在问题": "无"}}), "I5"),
    "P06": (lambda d: august(d, *({"预计完成时间": date(2022, m, 30)} for m in (7, 8, 9))), "K5"),
    "P07": (lambda d: june(d, {ITEM: {"存在问题": "用地指标不足"}}, **{ITEM: {"存在问题": "用地指标不足"}}), "I5"),
    "U01": (lambda d: pair(d, 完成比例=0.1), "G5"),
    "U02": (pair, "H5"),
}
# fmt: on


def _problem(code, **facts):
    from toolkit.nouns.problems import problem

    return problem(code, **facts)


class Issuing(Desk):
    """A desk that can also have issued a newer form."""

    issued: list = []  # noqa: RUF012

    def snapshot(self, as_of):
        return replace(
            super().snapshot(as_of), issued=tuple(self.issued), forms={self.form.version: self.form, "0" * 12: self.form}
        )


def raised(name, **settings):
    """Return (the file's row as printed, the problems of this code)."""
    desk = Issuing(plan_with(**settings))
    number = CASES[name][0](desk)
    rows = [row for docket in judge(desk.snapshot("2022-12-31")) for row in docket.files if row.receipt == number]
    assert len(rows) == 1
    return rows[0], [found for found in rows[0].problems if found.code.name == name[:3]]


@cache
def plain(name):
    return raised(name)


OF_BOOKS_BELOW = {"S17", "S18", "S19", "S20", "S21", "S22"}
"""Nobody's form has them: tests/tiers."""


def test_every_code_has_a_case():
    assert {name[:3] for name in CASES} == set(Code.__members__) - OF_BOOKS_BELOW


@pytest.mark.parametrize("name", CASES)
def test_code_happens_at_its_cell_with_its_sentence(name):
    row, found = plain(name)
    assert found, (row.outcome, [p.code.name for p in row.problems])
    if CASES[name][1]:
        assert CASES[name][1] in {p.cell for p in found}
    for one in found:
        assert one.severity is one.code.severity
        assert one.message
        assert one.fix


ABOUT_ROWS = {"S04", "S06", "S09", "S10"}
ABOUT_COLUMNS = {"S06", "S07", "S13"}


@pytest.mark.parametrize("name", CASES)
def test_a_problem_carries_what_it_is_about(name):
    row, found = plain(name)
    cells = {(entry.item, key): cell for entry in row.entries for key, cell in entry.source.cells.items()}
    for one in found:
        if name[0] in "VXPU" and name != "V10":
            assert cells[one.about.items[0], one.about.key] == one.cell
        assert bool(one.about.items) or name[:3] not in ABOUT_ROWS
        assert bool(one.about.key) or name[:3] not in ABOUT_COLUMNS
        assert bool(one.about.period) == (name == "S03")


@pytest.mark.parametrize("name", [name for name in CASES if len(name) == 3])
def test_severity_decides_the_outcome(name):
    row, _ = plain(name)
    read = row.outcome.value in {"accepted", "accepted_with_remarks", "returned"}
    if read and name[0] != "U":
        assert (row.outcome.value == "returned") == any(p.severity is Severity.RETURN for p in row.problems)


SWITCHED = [name for name in CASES if len(name) == 3 and name[0] in "SVXP" and name not in {"S01", "S02", "S10"}] + [
    "F06",
    "F07",
    "F08",
]


@pytest.mark.parametrize("name", SWITCHED)
@pytest.mark.parametrize("switch", ["退回", "提示", "停用"])
def test_every_rule_obeys_its_switch(name, switch):
    row, found = raised(name, **{name: switch})
    assert {p.severity.value for p in found} == ({switch} if switch != "停用" else set())
    alone = {p.code.name for p in row.problems} <= {name}
    if alone:
        expected = {"退回": "returned", "提示": "accepted_with_remarks", "停用": "accepted"}[switch]
        if row.paper and switch != "退回":
            expected = "scan"
        assert row.outcome.value == expected


@pytest.mark.parametrize("name", ["U01", "U02", "F01", "F04", "S01"])
def test_rule_switched_off_says_nothing(name):
    row, found = raised(name, **{name: "停用"})
    assert found == []
    assert row.outcome == plain(name)[0].outcome
