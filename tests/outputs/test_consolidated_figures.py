"""汇总表.xlsx: every figure recounted from the docket by other code, read back with openpyxl."""

from collections import Counter
from decimal import Decimal

import pytest
from consolidated_world import ASSIGNED, PLAN, april, june, made, opened
from dockets import at, make_docket, make_entry, make_file, make_plan, planned, shipped_form

from toolkit.nouns.outcomes import Outcome, Status, Verdict
from toolkit.nouns.problems import Code, problem
from toolkit.plan.model import Extension

SHEETS = [
    "概览",
    "汇总表",
    "走势",
    "明细",
    "环比",
    "滞后与问题清单",
    "校验与退回",
    "未齐单位",
    "延期调整",
    "报送情况",
    "说明",
    "校验码",
]


def table(sheet, header_row):
    """Return the rows under a header as dicts, to the first row without its second cell."""
    rows = list(sheet.iter_rows(min_row=header_row, values_only=True))
    names = rows[0]
    found = []
    for row in rows[1:]:
        if row[1] is None:
            break
        found.append(dict(zip(names, row, strict=True)))
    return found


def find(sheet, text):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


@pytest.fixture(scope="module")
def book():
    return opened(made(april()), data_only=True)


def test_sheets_are_those_of_the_issue(book):
    assert book.sheetnames == SHEETS


def test_detail_has_one_row_per_assignment_with_its_answers_and_address(book):
    rows = table(book["明细"], 3)
    asked = PLAN.assignments(PLAN.periods[0].deadline)
    assert [(r["序号"], r["承办单位"]) for r in rows] == [(PLAN.item(item).number, unit) for item, unit in asked]
    first = rows[0]
    assert (first["办理状态"], first["完成比例"], first["预计完成时间"].date().isoformat()) == ("已完成", 1, "2022-09-30")
    assert (first["来源文件"], first["工作表"]) == ("附件2-水利局.xlsx", "附件2")
    assert "完成比例 G5" in first["单元格"]
    link = book["明细"].cell(4, list(first).index("原件") + 1).hyperlink.target
    assert link.replace("\\", "/") == "../../archive/原件/2022-04/000000000000_附件2-水利局.xlsx"
    assert book["明细"].tables["明细"].ref.startswith("A3:")


def test_shared_items_are_complete_only_together_and_say_their_simple_mean(book):
    sheet = book["汇总表"]
    names = [cell.value for cell in sheet[3]]
    mean, done = names.index("本项完成比例") + 1, names.index("本项是否完成") + 1
    found = {
        sheet.cell(r, 4).value: (sheet.cell(r, mean).value, sheet.cell(r, done).value)
        for r in range(4, 12)
        if sheet.cell(r, 4).value
    }
    assert found["建设第1件第1项"] == (1, "是")
    assert found["建设第3件第1项"] == (1, "是")
    value, finished_ = found["建设第2件第1项"]
    assert (round(value, 9), finished_) == (0.625, "否")  # (1 + 0.25) / 2: sent back and missing do not count
    merged = {str(block) for block in sheet.merged_cells.ranges}
    assert {"A4:A5", "B4:B5", "C6:C9", "D6:D9"} <= merged
    assert any("简单平均" in str(cell.value) for row in sheet.iter_rows(min_row=12) for cell in row)


def test_overview_counts_projects_items_and_assignments_apart(book):
    sheet = book["概览"]
    found = {r[1]: r for r in sheet.iter_rows(min_row=1, max_row=80, max_col=10, values_only=True) if isinstance(r[1], str)}
    assert found["立项（件）"][2:4] == (3, 1)
    assert found["实事内容（项）"][2:4] == (4, 2)
    assert found["承办任务（项×单位）"][2:4] == (8, 4)
    assert found["本期合格的任务"][2] == 6
    assert found["本期退回待改的任务"][2] == 1
    assert found["本期未报的任务"][2] == 1
    docket = april()
    for status in Status:
        assert found[status.value][2] == sum(row.status is status for row in docket.units)
    assert found["按时率（按时÷应报送）"][2] == pytest.approx(3 / 6)
    assert found["其中收到时间待核"][2] == 1


def test_lights_follow_the_threshold(book):
    rows = {(r["序号"], r["承办单位"]): r for r in table(book["明细"], 3)}
    due = float(planned(PLAN)["1-1", "水利局"])
    for (number, unit), row in rows.items():
        if row["校验"] in {"退回", "未报"}:
            assert row["进度灯"] is None, (number, unit)
            continue
        gap = due - row["完成比例"]
        assert row["进度灯"] == ("绿" if gap < 0.05 else "红" if gap >= 0.3 else "黄")
        assert row["滞后（百分点）"] == pytest.approx(gap * 100, abs=0.06)


def test_the_furthest_behind_comes_first(book):
    rows = table(book["滞后与问题清单"], 3)
    gaps = [r["滞后（百分点，负为超前）"] for r in rows]
    assert gaps == sorted(gaps, reverse=True)
    assert {(r["序号"], r["承办单位"]) for r in rows} == {("1（2）", "教育局"), ("2", "江口乡")}


def test_totals_are_live_and_their_cached_values_agree(book):
    live = opened(made(april()))
    figures = 0
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    assert book[sheet.title][cell.coordinate].value is not None or "IFERROR" in cell.value
                    figures += 1
    assert figures > 60


def test_reporting_repeats_the_register_and_sums_it(book):
    sheet = book["报送情况"]
    rows = [r for r in table(sheet, 4) if r["单位"] != "合计"]
    units = april().units
    assert [(r["单位"], r["报送状态"], r["迟报天数"], r["退回次数"]) for r in rows] == [
        (u.unit, u.status, u.days_late if u.status in {Status.ON_TIME, Status.LATE} else "—", u.returns) for u in units
    ]
    total = find(sheet, "合计").row
    names = [c.value for c in sheet[4]]
    for name in ("应报任务", "实报任务", "迟报天数", "退回次数"):
        assert sheet.cell(total, names.index(name) + 1).value == sum(r[name] for r in rows if r[name] != "—")


def test_comparison_marks_changed_words_and_figures():
    first = april()
    book = opened(made(june(first), [first]), rich_text=True)
    sheet = book["环比"]
    names = [cell.value for cell in sheet[4]]
    row = next(r for r in range(5, 12) if sheet.cell(r, 3).value == "教育局")
    runs = sheet.cell(row, names.index("本期进展情况") + 1).value
    marked = "".join(run.text for run in runs if not isinstance(run, str) and run.font.color and run.font.color.rgb == "FFC00000")
    assert "3" in marked
    assert "招标" not in marked
    assert sheet.cell(row, names.index("比例增减（百分点）") + 1).value == pytest.approx(45)


def test_what_was_finished_before_stays_counted_as_finished():
    first = april()
    book = opened(made(june(first), [first]), data_only=True)
    rows = table(book["明细"], 3)
    assert Counter(r["校验"] for r in rows) == {"前期已完成": 4, "合格": 2, "未报": 2}
    assert sum(r["是否完成"] == "是" for r in rows) == 4
    again = {r["承办单位"]: r["已持续期数"] for r in table(book["滞后与问题清单"], 3)}
    assert again["江口乡"] == 2


def test_extensions_say_whether_they_are_in_force():
    extension = Extension(item="1-2", unit="教育局", kind="延期", filed=None, approval="", due=at("11-30 00:00").date())
    plan = make_plan(ASSIGNED, extensions=(extension,))
    late = make_entry("1-2", "教育局", 预计完成时间=at("12-01 00:00").date())
    book = opened(made(make_docket(plan, [late]), plan=plan), data_only=True)
    texts = [[c for c in row if c is not None] for row in book["延期调整"].iter_rows(values_only=True)]
    assert any("（未批准）" in row and "否" in row for row in texts)
    assert any(31 in row and "教育局" in row for row in texts)


def test_the_explanation_names_inputs_fingerprint_and_version(book):
    text = "\n".join(str(c) for row in book["说明"].iter_rows(values_only=True) for c in row if c)
    for part in ("a" * 64, "b" * 64, "0F7E-272D-5125-7BFC", "0.1.0", "4月6日", f"{1:064x}"):
        assert part in text


def test_pages_are_set_up_for_print(book):
    for sheet in book:
        first = sheet.title == "概览"
        assert sheet.page_setup.orientation == ("portrait" if first else "landscape")
        assert sheet.page_setup.paperSize in {"8", "9", 8, 9}
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == (None if first else 0), "概览 is one page"
        assert "&P" in sheet.oddFooter.center.text
    assert book["汇总表"].freeze_panes == "F4"
    assert book["汇总表"].print_title_rows == "$3:$3"
    assert len(book["概览"]._charts) == 4


def test_percents_are_marked_by_fifths_so_that_they_stand_upright(book):
    steps = [chart.y_axis.majorUnit for chart in book["概览"]._charts if getattr(chart, "y_axis", None)]
    assert steps.count(0.2) == 2


def test_same_input_gives_the_same_bytes():
    assert made(april()) == made(april())


def test_a_column_that_the_clerk_added_appears_by_itself():
    from dataclasses import replace

    from toolkit.nouns.fields import Type

    form = shipped_form()
    extra = replace(
        form.field("完成比例"),
        key="完成投资",
        header="完成投资（万元）",
        type=Type.NUMBER,
        number_format="#,##0.00",
        maximum=None,
    )
    form = replace(form, fields=(*form.fields, extra))
    docket = make_docket(PLAN, [make_entry("1-1", "水利局", 完成投资=Decimal("1234.5"))])
    book = opened(made(docket, form=form))
    for name in ("汇总表", "明细"):
        cell = next(c for row in book[name].iter_rows() for c in row if c.value == 1234.5)
        assert cell.number_format == "#,##0.00"
        assert book[name].cell(3, cell.column).value == "完成投资（万元）"


def test_a_project_is_one_block_in_the_notice_s_order():
    plan = make_plan({"2-1": ("教育局",), "10-1": ("水利局",), "10-2": ("教育局",)})
    book = opened(made(make_docket(plan), plan=plan), data_only=True)
    numbers = [book["汇总表"].cell(r, 1).value for r in (4, 5, 6)]
    assert numbers == [2, 10, None]
    assert all(isinstance(n, int) for n in numbers[:2])


def test_checks_list_every_problem_once_and_files_that_nobody_has_claimed():
    problems = (
        problem(Code.V01, "附件2", "G7", header="进展情况", detail="", hint=""),
        problem(Code.V01, "附件2", "G9", header="进展情况", detail="", hint=""),
    )
    files = [
        make_file(1, "甲.xlsx", Outcome.RETURNED, unit="水利局", problems=problems),
        make_file(2, "照片.jpg", Outcome.UNCLAIMED),
    ]
    book = opened(made(make_docket(PLAN, [], [], files)), data_only=True)
    rows = list(book["校验与退回"].iter_rows(min_row=5, max_row=6, values_only=True))
    assert rows[0][:7] == ("水利局", "甲.xlsx", "退回", "附件2", "G7、G9", "V01", "退回")
    assert rows[1][1:3] == ("照片.jpg", "待认领")
    said = [row[0] for row in book["未齐单位"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert set(said) >= {"水利局", "教育局", "黄冕镇"}


def test_a_cell_that_gave_no_answer_is_shown_as_it_stands_and_counts_for_nothing():
    from dataclasses import replace

    entry = replace(make_entry("1-1", "水利局", 完成比例=None, verdict=Verdict.RETURNED), raw={"完成比例": "一多半"})
    book = opened(made(make_docket(PLAN, [entry])), data_only=True)
    row = table(book["明细"], 3)[0]
    assert (row["完成比例"], row["校验"], row["进度灯"], row["是否完成"]) == ("一多半", "退回", None, "否")


def test_history_follows_an_assignment_to_the_unit_that_took_it_over():
    from dataclasses import replace

    from toolkit.plan.model import Unit

    heir = Unit(name="新水利局", since=at("05-01 00:00").date(), replaces=("水利局",))
    plan = replace(PLAN, units=(*PLAN.units, heir))
    first = make_docket(plan, [make_entry("1-1", "水利局", 存在问题="缺水")])
    second = make_docket(plan, [make_entry("1-1", "新水利局", 存在问题="缺水。")], period="2022-06")
    book = opened(made(second, [first], plan=plan), data_only=True)
    listed = {r["承办单位"]: r["已持续期数"] for r in table(book["滞后与问题清单"], 3)}
    assert listed == {"新水利局": 2}


def test_a_red_line_that_falls_silent_stays_on_the_list():
    first = make_docket(PLAN, [make_entry("1-1", "水利局", 完成比例=Decimal("0.01"))], period="2022-08")
    book = opened(made(make_docket(PLAN, [], period="2022-10"), [first]), data_only=True)
    sheet = book["滞后与问题清单"]
    row = next(r for r in table(sheet, 3) if r["承办单位"] == "水利局")
    assert (row["完成比例"], row["进度灯"], row["办理状态"]) == ("7月31日为1%", "上次红", "未报")
    assert "进度不明，其中上次为红灯、黄灯的 1 个" in sheet["A2"].value
