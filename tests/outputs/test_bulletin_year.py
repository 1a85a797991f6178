"""年终通报: the year's register told again, points only where the office prints them."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from bulletin_world import part, said, yearly
from dockets import at, make_docket, make_plan, make_unit_row
from docx import Document
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from toolkit.nouns.docket import Docket
from toolkit.nouns.outcomes import Status
from toolkit.outputs.bulletin.points import totals
from toolkit.outputs.register_book import register_year
from toolkit.plan.model import Plan, Score
from toolkit.plan.settings import Settings

PLAN = make_plan()
END = at("12-20 09:00")
NOT_ASKED = {Status.EXEMPT, Status.EXTENDED, Status.PENDING}
SCORES = tuple(
    Score(case=case, points=Decimal(points))
    for case, points in (
        ("按时", "0.2"),
        ("迟报", "-0.5"),
        ("未报", "-1"),
        ("退回", "-0.3"),
        ("每期扣分上限", "-1"),
        ("全年扣分上限", "-2"),
    )
)


def scoring(**more: str) -> Plan:
    said = {"评分启用": "是", "评分依据": "绩效办法", "评分批准人": "办公会", **more}
    return replace(PLAN, scores=SCORES, settings=Settings({**PLAN.settings.values, **said}))


def year(*states: tuple[Status, Status], plan: Plan = PLAN, **more: object) -> list[Docket]:
    """Return a docket a period; each pair: what 水利局 and 鹿寨镇 were."""
    return [
        make_docket(
            plan,
            units=[
                make_unit_row(u.name, s, days_late=2 if s is Status.LATE else 0, **more)
                for u, s in zip(plan.units, pair, strict=True)
            ],
            period=period.id,
            as_of=END,
        )
        for period, pair in zip(plan.periods, states, strict=False)
    ]


@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(st.sampled_from(Status), st.sampled_from(Status)), min_size=5, max_size=5))
def test_the_year_is_counted_as_the_dockets_count_it(tmp_path_factory, states):
    lines = said(yearly(PLAN, year(*states), tmp_path_factory.mktemp("w")))
    counted = Counter(status for pair in states for status in pair)
    asked = sum(count for status, count in counted.items() if status not in NOT_ASKED)
    text = part(lines, "报送情况")
    assert f"应报送单位累计{asked}个次" in text
    for status in set(Status) - NOT_ASKED:
        shown = re.search(rf"[中；，]{status}(\d+)个次", text)
        assert int(shown.group(1) if shown else 0) == counted[status]
    for place, unit in enumerate(("水利局", "鹿寨镇")):
        row = next(line for line in lines if line.startswith(f"{place + 1}|{unit}|")).split("|")
        mine = [pair[place] for pair in states]
        assert row[2:7] == [status.value for status in mine]
        assert row[7] == f"{mine.count(Status.ON_TIME)}/{sum(s not in NOT_ASKED for s in mine)}"
        came = any(status in {Status.ON_TIME, Status.LATE} for status in mine)
        assert row[8] == (str(2 * mine.count(Status.LATE)) if came else "—")


def test_a_perfect_year_blames_nobody(tmp_path):
    lines = said(yearly(PLAN, year(*[(Status.ON_TIME, Status.ON_TIME)] * 5), tmp_path))
    assert "均按时的单位2个：水利局、鹿寨镇" in part(lines, "报送情况") and "按时率100%" in part(lines, "报送情况")
    assert "未按时报送齐全" not in "".join(lines)  # an empty chapter is not printed, the rest closes up
    assert part(lines, "三、下步要求") == "各单位要明确专人，如实、按时、完整报送。"


def test_the_faulty_are_named_the_most_often_first(tmp_path):
    lines = said(
        yearly(PLAN, year((Status.LATE, Status.LATE), (Status.ON_TIME, Status.LATE), (Status.MISSING, Status.EXEMPT)), tmp_path)
    )
    text = part(lines, "未按时报送齐全的情况")
    assert text.splitlines() == ["迟报的单位2个，累计迟6天：鹿寨镇2次、水利局1次。", "未报的单位1个：水利局1次。"]


def test_before_any_deadline_there_is_nothing_to_tell(tmp_path):
    docket = make_docket(PLAN, units=[make_unit_row(u.name, Status.PENDING) for u in PLAN.units], as_of=at("03-01 09:00"))
    lines = said(yearly(PLAN, [docket], tmp_path))
    assert part(lines, "报送情况") == "全年共1期，均未到截止时间。"
    assert "未按时报送齐全" not in "".join(lines)
    assert "各期均按时" not in "".join(lines)


def test_a_doubtful_time_is_marked_and_explained(tmp_path):
    lines = said(yearly(PLAN, year((Status.ON_TIME, Status.ON_TIME), provisional=True, returns=1, reminders=2), tmp_path))
    assert "2个次的收到时间待核实" in part(lines, "报送情况") and any(line.startswith("*：") for line in lines)
    assert "退回2次（水利局1次、鹿寨镇1次），催报4次" in part(lines, "报送情况")
    assert any(line.startswith("1|水利局|按时*|") for line in lines)


@pytest.mark.parametrize("missing", ["评分启用", "评分依据", "评分批准人"])
def test_no_points_without_switch_ground_and_approver(tmp_path, missing):
    plan = scoring(**{missing: ""})
    lines = said(yearly(plan, year((Status.LATE, Status.ON_TIME), plan=plan), tmp_path))
    assert not any("得分" in line or "测算" in line for line in lines)


def test_points_are_those_of_the_register(tmp_path):
    plan = scoring()
    states = [(Status.LATE, Status.ON_TIME), (Status.MISSING, Status.ON_TIME), *[(Status.MISSING, Status.EXEMPT)] * 3]
    dockets = year(*states, plan=plan, returns=1)
    sheet = load_workbook(BytesIO(register_year(plan, dockets)), data_only=True)["考核测算"]
    head = [cell.value for cell in sheet[4]]
    printed = {row[1].value: row[head.index("合计")].value for row in sheet.iter_rows(min_row=5, max_row=6)}
    lines = said(yearly(plan, dockets, tmp_path))
    shown = {line.split("|")[1]: line.split("|")[-1] for line in lines if re.match(r"\d+\|", line) and "/" in line}
    assert shown == {unit: f"{value:.2f}" for unit, value in printed.items()}
    assert {unit: float(value) for unit, value in totals(plan, dockets).items()} == pytest.approx(printed)
    assert any("绩效办法" in line and "办公会" in line for line in lines)
    ranked = [line.split("|") for line in lines if re.match(r"\d+\|\w+\|-?\d+\.\d\d\|", line)]
    assert [float(row[2]) for row in ranked] == sorted((float(value) for value in printed.values()), reverse=True)
    assert {row[1]: row[2] for row in ranked} == shown and [row[0] for row in ranked] == ["1", "2"]
    assert all(re.search(r"2022年第\d期（\d+月）\w+-?\d\.\d\d：", row[3]) for row in ranked if row[2] != "0.00")


def test_equal_points_share_a_place_and_nobody_is_ranked_without_scoring(tmp_path):
    plan = scoring()
    dockets = year((Status.ON_TIME, Status.ON_TIME), plan=plan)
    lines = said(yearly(plan, dockets, tmp_path))
    ranked = [line.split("|") for line in lines if re.match(r"\d+\|\w+\|-?\d+\.\d\d\|", line)]
    assert [row[0] for row in ranked] == ["1", "1"]
    assert "得分排名表" in "\n".join(lines)
    assert "排名" not in "\n".join(said(yearly(PLAN, year((Status.ON_TIME, Status.ON_TIME)), tmp_path)))


def test_a_unit_that_came_later_has_a_dash(tmp_path):
    dockets = year((Status.ON_TIME, Status.ON_TIME), (Status.ON_TIME, Status.ON_TIME))
    dockets[0] = replace(dockets[0], units=dockets[0].units[:1])
    lines = said(yearly(PLAN, dockets, tmp_path))
    assert any(line.startswith("2|鹿寨镇|—|按时|1/1") for line in lines) and any("没有承办任务" in line for line in lines)


def test_the_state_of_the_projects_is_the_last_period_s_that_is_over(tmp_path):
    dockets = year(*[(Status.ON_TIME, Status.ON_TIME)] * 5)
    before = [replace(d, as_of=at("08-20 09:00")) for d in dockets]
    assert f"数据截至{date(2022, 7, 31):%Y年}7月31日" in part(said(yearly(PLAN, before, tmp_path)), "项目总体情况")


def test_times_still_to_be_checked_are_neither_blamed_nor_ranked_unmarked(tmp_path):
    rows = [
        make_unit_row("水利局", Status.LATE, days_late=3, provisional=True),
        make_unit_row("鹿寨镇", Status.LATE, days_late=2),
    ]
    lines = said(yearly(scoring(), [make_docket(scoring(), units=rows, as_of=END)], tmp_path))
    assert "累计迟2天（收到时间待核实的3天不计在内）：水利局*1次、鹿寨镇1次" in part(lines, "未按时报送齐全的情况")
    assert "水利局" not in part(lines, "下步要求")
    assert any(line.startswith("1|水利局*|0.00|") for line in lines)
    assert any("名次待核实后确定" in line for line in lines)


def test_what_nobody_scores_is_said_beside_the_points(tmp_path):
    rows = [make_unit_row("水利局", Status.INCOMPLETE, returns=1), make_unit_row("鹿寨镇", Status.EXEMPT)]
    lines = said(yearly(scoring(), [make_docket(scoring(), units=rows, as_of=END)], tmp_path))
    told = {line.split("|")[1]: line.split("|")[3] for line in lines if line.count("|") == 3 and line[0].isdigit()}
    assert "报送不齐，未计分" in told["水利局"] and told["鹿寨镇"] == "没有加分和扣分。"


def test_a_year_that_is_not_over_says_so_in_its_title_and_its_ranking(tmp_path):
    dockets = [
        make_docket(scoring(), units=[make_unit_row(u.name) for u in PLAN.units], period=p.id, as_of=at("06-20 09:00"))
        for p in PLAN.periods
    ]
    lines = said(yearly(scoring(), dockets, tmp_path))
    assert "（截至第2期，全年共5期）" in lines[0]
    assert any("绩效办法" in line and "（截至第2期，全年共5期）" in line for line in lines)


@pytest.mark.parametrize("count", [2, 5, 10])
def test_each_column_has_the_room_of_its_words_however_many_periods_there_are(tmp_path, count):
    """Columns that the plan added were added at the end: of ten periods three had no room for 待报, and 序号 had too much."""
    days = [date(2022, month, 5) for month in range(2, 2 + count)]
    first = PLAN.periods[0]
    plan = replace(PLAN, periods=tuple(replace(first, id=f"{day:%Y-%m}", deadline=day, data_as_of=day) for day in days))
    dockets = [make_docket(plan, units=[make_unit_row(u.name) for u in plan.units], period=p.id, as_of=END) for p in plan.periods]
    table = Document(BytesIO(yearly(plan, dockets, tmp_path))).tables[0]
    grid = [column.w for column in table._tbl.tblGrid.gridCol_lst]
    least = [7, 19, *[7 if count > 5 else 16] * count, 10, 7, 7, 7]
    assert len(grid) == len(least) and len(set(grid[2:-4])) == 1
    assert all(have.mm >= want for have, want in zip(grid, least, strict=True))
    assert 150 < sum(grid) / Mm(1) < 160
