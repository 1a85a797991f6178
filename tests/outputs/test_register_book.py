"""报送情况登记表.xlsx: the period, the unit's page, the year, and points only where the clerk has asked for them."""

import shutil
from decimal import Decimal
from io import BytesIO

import pytest
from dockets import at, make_docket, make_file, make_plan, make_unit_row
from openpyxl import load_workbook
from recalculated import disagreeing

from toolkit.nouns.docket import FirstArrival
from toolkit.nouns.outcomes import Evidence, Status
from toolkit.nouns.records import Note, NoteKind
from toolkit.outputs.merge import by_unit
from toolkit.outputs.register_book import register, register_year
from toolkit.outputs.register_book.score import capped, scored
from toolkit.plan.model import Score
from toolkit.plan.settings import Settings

SCORES = (
    Score(case="迟报", points=Decimal("-0.5")), Score(case="未报", points=Decimal(-1)), Score(case="报送不齐", points=Decimal("-0.2")),
    Score(case="退回", points=Decimal("-0.3"), note="每次，首次退回不扣"), Score(case="按时", points=Decimal("0.1")),
    Score(case="每期扣分上限", points=Decimal(-1)), Score(case="全年扣分上限", points=Decimal("-1.5")), Score(case="态度", points=Decimal(1)),
)  # fmt: skip
ON = {"评分启用": "是", "评分依据": "县绩效办〔2022〕3号", "评分批准人": "督查室主任"}
UNITS = ("水利局", "教育局", "鹿寨镇")


def plan_with(**settings):
    plan = make_plan({"1-1": UNITS})
    from dataclasses import replace

    return replace(plan, settings=Settings({**plan.settings.values, **settings}), scores=SCORES)


PLAN = plan_with()
GUESSED = FirstArrival(moment=at("04-04 10:00"), evidence=Evidence.FILE_TIME)


def year():
    april = make_docket(PLAN, units=[
        make_unit_row("水利局", Status.LATE, days_late=3, working_days_late=1, returns=3, reminders=1, last_reminded=at("04-08 09:00")),
        make_unit_row("教育局", Status.ON_TIME, provisional=True, sheet=GUESSED, returns=2),
    ])  # fmt: skip
    june = make_docket(PLAN, period="2022-06", units=[
        make_unit_row("水利局", Status.MISSING), make_unit_row("教育局", Status.ON_TIME), make_unit_row("鹿寨镇", Status.TIME_UNKNOWN, provisional=True),
    ])  # fmt: skip
    return april, june


def opened(data, **how):
    return load_workbook(BytesIO(data), **how)


def texts(book):
    cells = [c for s in book for row in s.iter_rows() for c in row]
    found = [str(c.value) for c in cells if c.value is not None] + [c.comment.text for c in cells if c.comment]
    return "\n".join(found) + "\n".join(book.sheetnames)


def test_the_period_says_everything_of_each_unit():
    docket = year()[0]
    sheet = opened(register(PLAN, docket).finish(), data_only=True)["报送情况登记表"]
    names = [c.value for c in sheet[4]]
    rows = {r[1]: dict(zip(names, r, strict=True)) for r in sheet.iter_rows(min_row=5, max_row=7, values_only=True)}
    for unit in docket.units:
        row = rows[unit.unit]
        assert (row["应报任务"], row["实报任务"], row["退回次数"], row["催报次数"]) == (
            unit.due_rows,
            unit.filled_rows,
            unit.returns,
            unit.reminders,
        )
        came = unit.status in {Status.ON_TIME, Status.LATE}
        days = (row["迟报天数（自然日）"], row["迟报天数（工作日）"])
        assert days == ((unit.days_late, unit.working_days_late) if came else ("—", "—"))
        assert row["理由"] == unit.reason
        assert (row["电子表收到时间"] is None) == (unit.first_received is None)
    assert rows["教育局"]["报送状态"] == "按时（时间待核）"
    assert rows["水利局"]["电子表收到时间"].isoformat() == "2022-04-04T10:00:00"
    total = next(r for r in sheet.iter_rows(values_only=True) if r[1] == "合计")
    assert dict(zip(names, total, strict=True))["退回次数"] == 5


def test_the_footnotes_say_how_the_notice_was_read():
    said = texts(opened(register(PLAN, year()[0]).finish()))
    for part in ("含当日", "清明节", "顺延", "0F7E-272D-5125-7BFC", "签字", "自然日", "2022年4月7日"):
        assert part in said


def test_notes_show_who_and_when():
    note = Note(
        kind=NoteKind.DELAY, at=at("04-01 09:30"), by="值班员", reason="防汛", unit="水利局", due=at("04-15 00:00").date()
    )
    docket = make_docket(PLAN, units=[make_unit_row("水利局", Status.EXTENDED, notes=(note,))])
    said = texts(opened(register(PLAN, docket).finish()))
    assert "2022年4月1日09:30值班员登记：缓报至4月15日，理由：防汛" in said


def test_each_unit_has_a_page_of_its_own_to_sign():
    files = [make_file(1, "附件2-水利局.xlsx", unit="水利局"), make_file(2, "别家.xlsx", unit="教育局")]
    docket = make_docket(PLAN, units=year()[0].units, files=files)
    sheet = opened(register(PLAN, docket).finish())["单位签认"]
    titles = [c.row for row in sheet.iter_rows() for c in row if str(c.value).endswith("签认单")]
    assert len(titles) == 3
    assert [b.id for b in sheet.row_breaks.brk] == [row - 1 for row in titles[1:]]
    first = "\n".join(str(c) for row in sheet.iter_rows(max_row=titles[1] - 1, values_only=True) for c in row if c)
    assert "附件2-水利局.xlsx" in first
    assert "别家.xlsx" not in first


@pytest.mark.parametrize(("status", "days"), [(Status.ON_TIME, "0 天"), (Status.MISSING, "—"), (Status.INCOMPLETE, "—")])
def test_the_page_to_sign_counts_days_only_of_what_came(status, days):
    sheet = opened(register(PLAN, make_docket(PLAN, units=[make_unit_row("水利局", status)])).finish())["单位签认"]
    rows = [[c for c in row if c is not None] for row in sheet.iter_rows(values_only=True)]
    assert next(row[row.index("迟报天数") + 1] for row in rows if "迟报天数" in row) == days


@pytest.mark.parametrize("status", list(Status))
def test_no_sheet_of_the_register_counts_days_of_what_did_not_come_in_full(status):
    row = make_unit_row("水利局", status)
    came = status in {Status.ON_TIME, Status.LATE}
    days = row.days_late if came else "—"
    book = opened(register(PLAN, make_docket(PLAN, units=[row])).finish(), data_only=True)
    names = [c.value for c in book["报送情况登记表"][4]]
    lines = [dict(zip(names, line, strict=True)) for line in book["报送情况登记表"].iter_rows(min_row=5, values_only=True)]
    told = {line["单位"]: line["迟报天数（自然日）"] for line in lines if line["单位"]}
    assert (told["水利局"], told["合计"]) == (days, row.days_late)
    cells = [[c for c in line if c is not None] for line in book["单位签认"].iter_rows(values_only=True)]
    signed = next(line[line.index("迟报天数") + 1] for line in cells if "迟报天数" in line)
    assert signed.startswith(f"{days} 天" if came else "—")
    sheet = opened(register_year(PLAN, [make_docket(PLAN, units=[row])]), data_only=True).worksheets[0]
    assert sheet.cell(4, [c.value for c in sheet[3]].index("迟报天数") + 1).value == days


def test_the_year_is_units_by_periods_with_reasons_in_comments():
    dockets = year()
    sheet = opened(register_year(PLAN, dockets), data_only=True).worksheets[0]
    names = [c.value for c in sheet[3]]
    for row, unit in zip((4, 5, 6), UNITS, strict=True):
        states = [next(u for u in d.units if u.unit == unit) for d in dockets]
        assert sheet.cell(row, 2).value == unit
        for column, state in enumerate(states, 4):
            assert sheet.cell(row, column).value.startswith(state.status.value)
            assert state.reason in sheet.cell(row, column).comment.text
        found = {name: sheet.cell(row, names.index(name) + 1).value for name in names[5:]}
        assert found["迟报"] == sum(s.status is Status.LATE for s in states)
        assert found["未报"] == sum(s.status is Status.MISSING for s in states)
        came = any(s.status in {Status.ON_TIME, Status.LATE} for s in states)
        assert found["迟报天数"] == (sum(s.days_late for s in states) if came else "—")
        assert found["退回次数"] == sum(s.returns for s in states)
        assert sum(found[status.value] for status in Status) == len(dockets) == found["应报期数"]
    assert [sheet.cell(row, names.index("其中时间待核") + 1).value for row in (4, 5, 6)] == [0, 1, 0]
    lines = {row[1].value: [c.value for c in row] for row in sheet.iter_rows(min_row=7, max_row=9)}
    assert list(lines) == ["县直小计", "乡镇小计", "合计"]
    counted = [names.index(status.value) for status in Status]
    assert [sum(line[place] for place in counted) for line in lines.values()] == [4, 2, 6]


def test_a_unit_that_was_never_heard_of_has_no_days_of_delay():
    dockets = [make_docket(PLAN, units=[make_unit_row("水利局", Status.MISSING), make_unit_row("教育局", Status.EXEMPT)])]
    sheet = opened(register_year(PLAN, dockets), data_only=True).worksheets[0]
    names = [c.value for c in sheet[3]]
    rows = {row[1].value: {n: c.value for n, c in zip(names, row, strict=True)} for row in sheet.iter_rows(min_row=4, max_row=5)}
    assert (rows["水利局"]["迟报天数"], rows["水利局"]["应报期数"]) == ("—", 1)
    assert (rows["教育局"]["免报"], rows["教育局"]["应报期数"]) == (1, 0)


@pytest.mark.parametrize("missing", [None, "评分启用", "评分依据", "评分批准人"])
def test_points_are_not_printed_at_all_unless_switched_on_with_basis_and_approver(missing):
    settings = {} if missing is None else {k: v for k, v in ON.items() if k != missing}
    plan = plan_with(**settings)
    for data in (register_year(plan, year()), register(plan, year()[0]).finish()):
        said = texts(opened(data))
        assert not any(word in said for word in ("测算", "评分", "扣分", "加分", "得分", "计分", "分值"))


def test_points_have_their_ground_and_their_limits():
    plan = plan_with(**ON)
    book = opened(register_year(plan, year()), data_only=True)
    sheet = book["考核测算"]
    rows = {r[1]: r for r in sheet.iter_rows(min_row=5, max_row=7, values_only=True)}
    # 水利局: 迟报 -0.5 and two returns that count -0.6 = -1.1, capped -1; 未报 -1; the year capped -1.5
    assert rows["水利局"][2:7] == (-1, -1, 0, -1.5, -1.5)
    # 教育局: April is 时间待核, nothing of it counts; June 按时
    assert rows["教育局"][2:7] == (0, 0, pytest.approx(0.1), 0, pytest.approx(0.1))
    assert rows["鹿寨镇"][2:7] == (-1, 0, 0, -1, -1)
    said = texts(book)
    for part in ("县绩效办〔2022〕3号", "督查室主任", "迟报的理由", "首次不计", "态度", "教育局［2022年第1期（4月）］"):
        assert part in said


def test_what_is_still_to_be_checked_is_never_scored():
    assert {(p.unit, p.period) for p in scored(PLAN, year())} == {
        ("水利局", "2022-04"), ("水利局", "2022-06"), ("教育局", "2022-06"), ("鹿寨镇", "2022-04"),
    }  # fmt: skip
    assert capped([Decimal(-2), Decimal(1)], Decimal("-1.5")) == Decimal("-1.5")


def test_the_year_pivots_by_unit_in_the_plan_s_order():
    found = by_unit(PLAN, year())
    assert [unit for unit, _ in found] == list(UNITS)
    assert [state.status for state in found[0][1]] == [Status.LATE, Status.MISSING]


def test_same_input_gives_the_same_bytes():
    plan = plan_with(**ON)
    assert register(PLAN, year()[0]).finish() == register(PLAN, year()[0]).finish()
    assert register_year(plan, year()) == register_year(plan, year())


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_cached_values_are_those_that_an_office_computes(tmp_path):
    count, wrong = disagreeing(register_year(plan_with(**ON), year()), tmp_path)
    assert count > 30
    assert wrong == {}
