"""Whose form, of which period; several forms in a workbook; what is no form at all (DESIGN §7)."""

from dataclasses import replace

import pytest
from recognise_world import book, form, issued_cells, plan, properties, sheet, unstamped

from toolkit.intake.recognise import Clues, name_units, recognise, scan_unit
from toolkit.intake.recognise.altered import missing
from toolkit.nouns.cells import Book, Sheet
from toolkit.nouns.submission import Submission

EDU = ("3-1", "4-1", "9-4")
Cells = dict[tuple[int, int], object]


def read(*sheets: Sheet, props: dict[str, str] | None = None, **clues: str) -> tuple[Submission, ...]:
    made = Book(format="xlsx", sheets=sheets, properties=props or {})
    told = Clues(**{"name": "附件2.xlsx", "collecting": "2022-04", **clues})
    return recognise(made, told, plan(), {}, form())


def codes(found: Submission) -> list[str]:
    return [p.code.name for p in found.problems]


def edu(**more: object) -> Cells:
    return issued_cells("教育局", EDU, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("教育局关于…汇报(终稿)(2).xls", ("教育局",)),
        ("鹿寨县教育局.xlsx", ("教育局",)),
        ("鹿寨县2022年附件2.xlsx", ()),
        ("鹿寨镇附件2.xlsx", ("鹿寨镇",)),
        ("鹿寨县鹿寨镇人民政府.pdf", ("鹿寨镇",)),
        ("农业农村局.xlsx", ("农业农村局",)),
        ("农业局.xlsx", ("农业农村局",)),
        ("【教 育 局】附件２.xlsx", ("教育局",)),
        ("导江林场道路.xlsx", ()),
        ("黄冕镇、江口乡.xlsx", ("黄冕镇", "江口乡")),
        ("柳州市教育局.xlsx", ()),
        ("融安县教育局.xlsx", ()),
        ("4排镇.xlsx", ("四排镇",)),
        ("县妇联-盖章版.pdf", ("县妇联",)),
    ],
)
def test_names_are_exact_and_longest_first(text: str, units: tuple[str, ...]) -> None:
    assert name_units(text, plan()) == units


@pytest.mark.parametrize(
    ("name", "sender", "near", "expected"),
    [
        ("教育局.pdf", "", (), ("教育局", "文件名")),
        ("二批/教育局/扫描1.jpg", "", (), ("教育局", "文件夹")),
        ("教育局/住建局.pdf", "", (), ("住建局", "文件名")),
        ("a/扫描1.jpg", "", ("江口乡",), ("江口乡", "同来的表")),
        ("a/扫描1.jpg", "", ("江口乡", "黄冕镇"), (None, "")),
        ("扫描1.jpg", "U0@example.com", (), ("水利局", "发件人")),
        ("教育局住建局.pdf", "u0@example.com", ("江口乡",), (None, "")),
        ("扫描1.jpg", "", (), (None, "")),
    ],
)
def test_whose_scan(name: str, sender: str, near: tuple[str, ...], expected: tuple[str | None, str]) -> None:
    assert scan_unit(Clues(name=name, sender=sender), plan(), near)[:2] == expected


def test_suggestion_is_only_a_suggestion() -> None:
    assert scan_unit(Clues(name="教育扫描.pdf"), plan(), ()) == (None, "", "教育局")


@pytest.mark.parametrize(
    ("clues", "unit", "basis", "expected"),
    [
        ({"name": "教育局.xlsx"}, "教育局", "文件名", ["S11"]),
        ({"name": "教育局/附件2.xlsx"}, "教育局", "文件夹", ["S11"]),
        ({"inside": ("教育局.zip",)}, "教育局", "文件夹", ["S11"]),
        ({"sender": "u3@example.com"}, "教育局", "发件人", ["S11"]),
        ({"name": "教育局住建局.xlsx"}, None, "", ["S02"]),
        ({}, None, "", ["S02"]),
        ({"claimed": "教育局"}, "教育局", "认领", []),
    ],
)
def test_unit_of_an_unstamped_sheet(clues: dict[str, str], unit: str | None, basis: str, expected: list[str]) -> None:
    (found,) = read(sheet(unstamped(edu())), **clues)
    assert (found.unit, found.basis, codes(found)) == (unit, basis, expected)


def test_stamps_beat_the_name() -> None:
    (found,) = read(sheet(edu()), props=properties("教育局"), name="住建局.xlsx")
    assert (found.unit, codes(found)) == ("教育局", ["S12"])


@pytest.mark.parametrize("printed", ["鹿寨县鹿寨镇", "鹿寨镇人民政府（盖章）", "鹿 寨 镇", "填报单位：鹿寨镇人民政府"])
def test_county_and_town_of_one_name(printed: str) -> None:
    cells = unstamped(issued_cells("鹿寨镇", ("8-1",))) | {(3, 1): f"填报单位（盖章）：{printed.removeprefix('填报单位：')}"}
    (found,) = read(sheet(cells))
    assert (found.unit, found.basis) == ("鹿寨镇", "填报单位")


def test_body_text_never_decides() -> None:
    cells = unstamped(issued_cells("交通局", ("10-1",))) | {(5, 8): "导江乡、平山镇已开工，填报单位：导江乡"}
    (found,) = read(sheet(cells))
    assert (found.unit, codes(found)) == (None, ["S02"])


def test_printed_unit_in_the_next_cell() -> None:
    cells = unstamped(edu()) | {(3, 1): "填报单位", (3, 2): "教育局"}
    (found,) = read(sheet(cells))
    assert found.unit == "教育局"


def test_printed_lines_around_a_word_table() -> None:
    cells = {(r - 3, c): v for (r, c), v in unstamped(edu()).items() if 4 <= r <= 7}
    lines = ("附件2", "填报单位（盖章）：教育局    期次：2022年第1期（4月）", "填报人：办公室")
    (found,) = read(sheet(cells, text_around=lines))
    assert (found.unit, found.period, codes(found), found.foot) == ("教育局", "2022-04", [], {"填报人": "办公室"})


@pytest.mark.parametrize(
    "printed", ["2022-04", "2022年第1期（4月）", "4月", "2022年4月", "第1期", "2022年4月5日", "2022年第一期(4月)"]
)
def test_printed_period(printed: str) -> None:
    cells = unstamped(edu()) | {(3, 1): "填报单位：教育局", (3, 5): f"期次：{printed}"}
    (found,) = read(sheet(cells))
    assert found.period == "2022-04"


def test_contradicting_stamps_are_unclaimed_with_a_suggestion() -> None:
    (found,) = read(sheet(edu()), props=properties("住建局"), name="教育局.xlsx")
    assert (found.unit, found.suggestion, codes(found)) == (None, "教育局", ["S10"])
    assert {row.item for row in found.rows} == {None}


def test_a_claim_settles_contradicting_stamps() -> None:
    (found,) = read(sheet(edu()), props=properties("住建局"), claimed="教育局")
    assert (found.unit, found.basis, codes(found)) == ("教育局", "认领", [])


def test_contradicting_periods_merge_nothing() -> None:
    cells = edu() | {(3, 5): "期次：2022年第2期（6月）"}
    (found,) = read(sheet(cells), props=properties("教育局"))
    assert (found.unit, found.period, codes(found)) == ("教育局", None, ["S10"])
    assert missing(found, EDU) is None


@pytest.mark.parametrize("month", ["07", "02"])
def test_stamps_and_print_of_a_period_that_is_not_listed_do_not_contradict_each_other(month: str) -> None:
    cells = {place: str(value).replace("2022-04", f"2022-{month}") for place, value in edu().items()}
    cells |= {(3, 5): f"期次：2022年第9期（{int(month)}月）"}
    (found,) = read(sheet(cells), props=properties("教育局", f"2022-{month}"))
    assert (found.unit, found.period, codes(found)) == ("教育局", f"2022-{month}", [])


def test_another_jobs_sheet_beside_ours_is_named_though_it_says_the_same() -> None:
    ours = edu(job="K7Q2")
    other = sheet(edu(job="P5S9"), name="另一项")
    found = recognise(Book(format="xlsx", sheets=(sheet(ours), other)), Clues(name="附件2.xlsx", collecting="2022-04"),
                      plan(任务号="K7Q2"), {}, form())  # fmt: skip
    assert [(f.sheet, codes(f)) for f in found] == [("附件2", []), ("另一项", ["S14"])]


def test_two_units_in_one_workbook() -> None:
    other = sheet(issued_cells("住建局", ("6-1", "7-3", "10-2")), name="住建")
    found = read(sheet(edu(), name="教育"), other, props=properties("教育局"))
    assert [(f.sheet, f.unit, codes(f)) for f in found] == [("教育", "教育局", []), ("住建", "住建局", [])]


def test_two_units_below_each_other_on_one_sheet() -> None:
    cells = edu() | issued_cells("住建局", ("6-1", "7-3", "10-2"), first_row=12)
    found = read(sheet(cells))
    assert [(f.unit, len(f.rows), f.header_address, codes(f)) for f in found] == [
        ("教育局", 3, "A4", []),
        ("住建局", 3, "A15", []),
    ]


def test_last_periods_sheet_beside_this_ones() -> None:
    found = read(sheet(edu(), name="旧"), sheet(edu(period="2022-06"), name="新"), props=properties("教育局", "2022-06"))
    assert [(f.sheet, f.period, codes(f)) for f in found] == [("旧", "2022-04", []), ("新", "2022-06", [])]


def test_a_hidden_old_sheet_is_named_and_left() -> None:
    found = read(sheet(edu(), name="旧", hidden=True), sheet(edu(period="2022-06"), name="新"))
    assert [(f.sheet, f.period, codes(f)) for f in found] == [("新", "2022-06", ["S05"])]


def test_a_copied_sheet_counts_once() -> None:
    assert [f.sheet for f in read(sheet(edu(), name="一"), sheet(edu(), name="二"))] == ["一"]


def test_copies_that_differ_block_what_differs() -> None:
    changed = edu() | {(5, 8): "已开工三处"}
    found = read(sheet(edu(), name="一"), sheet(changed, name="二"))
    assert [(f.sheet, [r.item for r in f.rows], codes(f)) for f in found] == [
        ("一", [None, "4-1", "9-4"], ["S09"]),
        ("二", [None, "4-1", "9-4"], ["S09"]),
    ]
    assert all(missing(f, EDU) is None for f in found)


def test_a_blank_copy_beside_a_filled_one_is_left() -> None:
    assert [f.sheet for f in read(sheet(edu(answers=("",) * 7), name="空"), sheet(edu(), name="填"))] == ["填"]


def test_s04_names_what_is_missing() -> None:
    (found,) = read(sheet(issued_cells("教育局", ("3-1", "9-4"))))
    gap = missing(found, EDU)
    assert gap is not None
    assert (gap.code.name, gap.cell, dict(gap.facts)["items"]) == ("S04", "A4", "4-1")


STRANGERS: list[Cells] = [
    {},
    {(1, 1): "Name", (1, 2): "Remark", (2, 1): "x"},
    {(1, 1): "序号", (1, 2): "姓名", (1, 3): "备注", (2, 1): "1", (2, 2): "某", (2, 3): "无"},
    {(1, c): t for c, t in enumerate(("序号", "立项名称", "实事内容", "承办单位"), 1)}
    | {(2, 3): "建成3所公立幼儿园，新增学位900个。"},
    {(1, c): t for c, t in enumerate(("序号", "项目名称", "责任单位", "进展情况", "存在问题", "下一步计划", "备注"), 1)}
    | {(2, 1): "1", (2, 2): "某县水库除险", (2, 4): "已开工", (2, 5): "无"},
    {(1, 1): "进展情况", (2, 1): "存在问题", (3, 1): "备注", (4, 1): "完成比例"},
]


@pytest.mark.parametrize("cells", STRANGERS)
def test_a_strangers_table_is_no_form(cells: Cells) -> None:
    assert read(sheet(cells)) == ()
    assert recognise(book(), Clues(name="教育局.xlsx"), plan(), {}, form()) == ()


# -- names that end in a bracket --------------------------------------------------------------------------------------


def _bracketed(text: object) -> object:
    return text.replace("教育局", "教育局（督导室）") if isinstance(text, str) else text


@pytest.mark.parametrize("halved", [False, True])
@pytest.mark.parametrize("left", ["属性", "表号", "编号", "填报单位", "文件名"])
def test_a_name_that_ends_in_a_bracket_is_known_by_every_stamp(left: str, *, halved: bool) -> None:
    world = plan()
    units = tuple(replace(u, name=str(_bracketed(u.name)), aliases=()) for u in world.units)
    items = tuple(replace(i, hosts=tuple(str(_bracketed(h)) for h in i.hosts)) for i in world.items)
    half = str.maketrans("（）", "()") if halved else {}
    marks = {"表号": "表号", "填报单位": "填报单位", "编号": "S0"}
    cells = {
        place: str(_bracketed(value)).translate(half) if isinstance(value, str) else value
        for place, value in edu().items()
        if not (isinstance(value, str) and any(m != left and value.startswith(v) for m, v in marks.items()))
    }
    props = properties(str(_bracketed("教育局")).translate(half)) if left == "属性" else {}
    name = str(_bracketed("附件2-教育局.xlsx")).translate(half) if left == "文件名" else "a.xlsx"
    made = Book(format="xlsx", sheets=(sheet(cells),), properties=props)
    (found,) = recognise(made, Clues(name=name, collecting="2022-04"), replace(world, units=units, items=items), {}, form())
    assert found.unit == "教育局（督导室）"
    assert [row.item for row in found.rows] == list(EDU)
