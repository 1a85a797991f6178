"""督查通报, 预警督办单, 年终通报: every count is the docket's, grammar holds for none, one and many, wording stays the office's."""

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document
from judge_desk import HERE, ZONE, Desk, at, good, plan_with, shipped_form
from wanting import asked

from toolkit.judge.dockets import judge
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import Status
from toolkit.nouns.records import NoteKind
from toolkit.outputs.merge import Light
from toolkit.pipeline.bulletin import bulletin_files, period_data, warning_files, year_files
from toolkit.pipeline.office import Office
from toolkit.words.numbers import percent
from toolkit.workspace import Workspace

pytestmark = pytest.mark.slow

AFTER = "2022-04-08T09:00"
WIDE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def office(desk: Desk, tmp_path, as_of: str = AFTER) -> Office:
    template = (HERE / "附件2.xlsx").read_bytes()
    return Office(
        workspace=Workspace(tmp_path), plan=desk.plan, form=shipped_form(), template=template, as_of=at(as_of), zone=ZONE
    )


def made(desk: Desk, tmp_path, what, as_of: str = AFTER, **more) -> dict[str, bytes]:
    here, dockets = office(desk, tmp_path, as_of), judge(desk.snapshot(as_of))
    files = what(*asked(here, dockets, None if what is year_files else desk.plan.period("2022-04"), **more))
    return {path.name: make() for path, make in files.items()}


def text(data: bytes) -> str:
    return "\n".join(p.text for p in Document(BytesIO(data)).paragraphs)


def bulletin(desk: Desk, tmp_path, as_of: str = AFTER, **more) -> str:
    return text(made(desk, tmp_path, bulletin_files, as_of, **more)["督查通报.docx"])


def tables(data: bytes) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(BytesIO(data)).tables]


def reported(*, but: tuple[str, ...] = (), **more: object) -> Desk:
    desk = Desk()
    for unit in desk.plan.units:
        if unit.name not in but:
            desk.both(unit.name, **more)
    return desk


def test_counts_of_units_are_the_docket_s(tmp_path):
    desk = reported(but=("拉沟乡", "平山镇", "教育局", "水利局"))
    desk.sheet("平山镇")
    desk.sheet("教育局", put={("3-1", "完成比例"): "好多"})
    desk.both("水利局", when="2022-04-07T12:00")
    docket = desk.docket(as_of=AFTER)
    said = bulletin(desk, tmp_path)
    for status in Status:
        count = docket.count(status)
        assert (f"{status.value}{count}个" in said) is bool(count), status
    for row in docket.units:
        if row.status not in {Status.ON_TIME}:
            assert row.unit in said


def test_projects_items_and_assignments_are_never_mixed_up(tmp_path):
    said = bulletin(reported(), tmp_path)
    assert re.search(r"共10件、23项，分为30个承办任务", said)
    assert "尚没有完成的承办任务" in said


def test_finished_ones_are_counted_each_by_its_name(tmp_path):
    desk = reported(but=("水利局",))
    done = {("1-1", "办理状态"): "已完成", ("1-1", "完成比例"): Decimal(1), ("1-1", "存在问题"): "无"}
    desk.both("水利局", put=done)
    assert "已完成1件、1项、1个承办任务" in bulletin(desk, tmp_path)


@pytest.mark.parametrize("missing", [(), ("拉沟乡",), ("拉沟乡", "平山镇", "四排镇")])
def test_sentences_hold_for_none_one_and_many(tmp_path, missing):
    said = bulletin(reported(but=missing), tmp_path)
    assert ("未报" in said.split("三、存在问题")[0]) is bool(missing)
    if missing:
        assert f"未报{len(missing)}个（{'、'.join(u.name for u in Desk().plan.units if u.name in missing)}）" in said
    assert not re.search(r"、、|，，|。。|（）|：。|；。|None|\{\{", said)


def test_nothing_came_at_all(tmp_path):
    said = bulletin(Desk(), tmp_path)
    assert "未报18个" in said and "按时率0%" in said and "没有可以对照" in said
    assert not re.search(r"、、|，，|。。|（）|：。|None", said)


def test_before_the_deadline_it_says_so(tmp_path):
    said = bulletin(Desk(), tmp_path, "2022-03-28T09:00")
    assert "待报18个" in said and "按时率" not in said


def test_number_is_the_clerk_s_or_the_period_s_place(tmp_path):
    desk = reported()
    assert "第1期" in bulletin(desk, tmp_path).split("关于")[0]
    assert "第17期" in bulletin(desk, tmp_path, detail="17").split("关于")[0]


def test_annex_lists_every_unit_and_every_assignment_behind(tmp_path):
    desk = reported(but=("教育局",))
    desk.both("教育局", put={(item, "完成比例"): Decimal("0.05") for item in ("3-1", "4-1", "9-4")})
    data = made(desk, tmp_path, bulletin_files)["督查通报.docx"]
    behind, units = tables(data)[0], tables(data)[-2]
    matter = period_data(asked(office(desk, tmp_path), judge(desk.snapshot(AFTER)))[0], desk.plan.period("2022-04"))
    assert len(behind) - 1 == sum(line.light in {Light.RED, Light.YELLOW} for line in matter.lines)
    assert [row[1] for row in units[1:]] == [unit.name for unit in desk.plan.units]


def test_tables_repeat_their_head_and_rows_are_not_torn(tmp_path):
    document = Document(BytesIO(made(reported(), tmp_path, bulletin_files)["督查通报.docx"]))
    for table in document.tables[:-1]:  # the last one is the slip that comes back
        assert table.rows[0]._tr.find(f".//{WIDE}tblHeader") is not None
        assert all(row._tr.find(f".//{WIDE}cantSplit") is not None for row in table.rows)


def test_page_and_fonts_are_the_standard_s(tmp_path):
    for what in (bulletin_files, year_files):
        document = Document(BytesIO(next(iter(made(reported(), tmp_path, what).values()))))
        section = document.sections[0]
        sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
        fonts = {r._element.rPr.rFonts.get(f"{WIDE}eastAsia") for p in document.paragraphs for r in p.runs if r.text.strip()}
        assert {"方正小标宋简体", "黑体", "仿宋_GB2312"} <= fonts <= {"方正小标宋简体", "黑体", "仿宋_GB2312", "楷体_GB2312"}


# -- 预警 --------------------------------------------------------------------------------------------------------------


def form(data: bytes) -> str:
    return "\n".join(cell for table in tables(data) for row in table for cell in row)


def far_behind(tmp_path, *items: str) -> dict[str, bytes]:
    desk = reported(but=("教育局",))
    plan = replace(
        desk.plan,
        items=tuple(replace(i, milestones={"2022-04": Decimal("0.9")}) if i.id in items else i for i in desk.plan.items),
    )
    desk.plan = plan
    desk.both("教育局")
    return made(desk, tmp_path, warning_files)


def test_only_units_with_red_assignments_are_warned(tmp_path):
    assert far_behind(tmp_path) == {}
    assert list(far_behind(tmp_path, "3-1")) == ["预警督办单-教育局.docx"]


def test_a_warning_counts_its_assignments_and_says_how_far(tmp_path):
    (data,) = far_behind(tmp_path, "3-1", "9-4").values()
    share = Decimal(str(good("3-1", "教育局", "2022-04")["完成比例"]))
    assert "有2个承办任务落后" in form(data)
    assert percent(Decimal("0.9") - share)[:-1] in form(data)
    (one,) = far_behind(tmp_path, "3-1").values()
    assert "有1个承办任务落后" in form(one)


def test_a_senseless_time_to_answer_is_one_sentence(tmp_path):
    desk = Desk(plan_with(预警反馈天数="0", 滞后阈值="1"))
    for unit in desk.plan.units:
        desk.both(unit.name, put={(item, "完成比例"): Decimal("0.05") for item in desk.items(unit.name, "2022-04")})
    files = warning_files(*asked(office(desk, tmp_path), judge(desk.snapshot(AFTER)), desk.plan.period("2022-04")))
    assert files
    with pytest.raises(ToolkitError, match="预警反馈天数"):
        next(iter(files.values()))()


# -- 年终 --------------------------------------------------------------------------------------------------------------


def test_the_year_prints_no_reckoning_that_nobody_switched_on(tmp_path):
    desk = reported(but=("拉沟乡",))
    desk.note(NoteKind.REMINDED, unit="拉沟乡", period="2022-04", received=at("2022-04-07T10:00"), channel="电话")
    said = text(made(desk, tmp_path, year_files)["年终报送情况通报.docx"])
    assert "94.4%" in said and "拉沟乡" in said and "测算" not in said


def test_the_year_s_table_has_a_column_for_every_period(tmp_path):
    (table,) = tables(made(reported(), tmp_path, year_files)["年终报送情况通报.docx"])
    assert [len(row) for row in table] == [2 + 5 + 4] * 19
    assert table[0][2:7] == ["4月", "6月", "8月", "10月", "12月"]


# -- all ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [bulletin_files, year_files])
def test_twice_the_same_bytes(tmp_path, what):
    desk = reported(but=("拉沟乡",))
    assert made(desk, tmp_path, what) == made(desk, tmp_path, what)


def test_what_a_unit_wrote_is_text(tmp_path):
    desk = reported(but=("教育局",))
    desk.both("教育局", put={("3-1", "存在问题"): "<w:p>{{ 7*7 }}</w:p>\x0b&雨\u202e季"})
    said = bulletin(desk, tmp_path)
    assert "<w:p>{{ 7*7 }}</w:p>" in said and "49" not in said.split("各单位反映")[1].split("四、")[0] and "\u202e" not in said


def test_the_office_s_own_wording_is_kept_and_its_mistake_is_one_sentence(tmp_path):
    desk = reported()
    folder = tmp_path / "templates"
    folder.mkdir()
    page = Document(str(HERE / "督查通报.docx"))
    page.paragraphs[0].runs[0].text = "本县通报"
    page.save(str(folder / "督查通报.docx"))
    assert bulletin(desk, tmp_path).startswith("本县通报")
    page.paragraphs[0].runs[0].text = "{{ 通报.没有这个 }}"
    page.save(str(folder / "督查通报.docx"))
    with pytest.raises(ToolkitError, match="没有这个"):
        bulletin(desk, tmp_path)


@pytest.mark.parametrize(("share", "shown"), [("0.56", "56%"), ("0.4967", "49.7%"), ("1", "100%"), ("0", "0%")])
def test_percents_are_shown_as_people_write_them(share, shown):
    assert percent(Decimal(share)) == shown
