"""A notice in Word → 附件1.xlsx: the real one, and notices of other offices."""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from notices import BODY, HEADS, ROWS, add_table, merged, notice, plan_from_notice, plan_of, saved
from plan_book import shipped_plan

from toolkit.nouns.errors import ToolkitError
from toolkit.plan import shipped
from toolkit.plan.notice import read_notice


@pytest.mark.parametrize("edit", [None, merged])
def test_real_notice_gives_the_shipped_plan(edit):
    data = notice(shipped.ROWS, remark=shipped.REMARK, edit=edit)
    assert read_notice(data).doubts == ()
    found, ours = plan_of(data), shipped_plan()
    assert (found.title, found.items, found.units, found.periods) == (ours.title, ours.items, ours.units, ours.periods)
    own = {"联系方式": ""}  # where the public may object is for the office to say, no notice names it
    assert {**found.settings.values, **own} == {**ours.settings.values, **own}
    assert len(found.assignments(date(2022, 4, 5))) == 30


def test_same_notice_gives_same_bytes():
    assert plan_from_notice(notice()) == plan_from_notice(notice())


def test_text_of_the_real_notice_is_understood(request):
    path = request.config.rootpath.parent / "shared" / "通知_鹿政发2022-1号.txt"
    if not path.is_file():
        pytest.skip("the notice's text is not beside this clone")
    body = path.read_text("utf-8").partition("\t附件1")[0].splitlines()
    own = {"联系方式": ""}  # as above
    assert dict(plan_of(notice(shipped.ROWS, body=body)).settings.values) == {**shipped_plan().settings.values, **own}


@pytest.mark.parametrize(
    "heads", [("序 号", "立项 名称", "实事\n内容", "承 办 单 位"), ("编号", "项目名称", "主要内容", "责任单位")]
)
def test_headers_may_be_spaced_or_named_otherwise(heads):
    assert [item.id for item in plan_of(notice(heads=heads)).items] == ["1-1", "2-1", "2-2"]


def test_exact_header_beats_another_name_for_it():
    data = notice((("1", "甲", "一", "教育局", "水利局"),), heads=("序号", "立项名称", "实事内容", "牵头单位", "承办单位"))
    assert plan_of(data).items[0].hosts == ("水利局",)
    assert "牵头单位" in "".join(read_notice(data).doubts)


def test_header_may_stand_below_a_title_row_and_above_a_blank_one():
    rows = ((shipped.TITLE, "", "", ""), HEADS, ("", "", "", ""), *ROWS)
    found = plan_of(notice(rows, heads=None, title=""))
    assert (found.title, len(found.items)) == (shipped.TITLE, 3)


@pytest.mark.parametrize("heads", [HEADS, None])
def test_table_in_several_parts_is_one(heads):
    def second(paper):
        paper.add_paragraph("（续表）")
        add_table(paper, (("", "", "植树。", "平山镇"), ("3", "学校", "建校舍。", "教育局")), heads, "备注：略。")

    found = plan_of(notice(edit=second))
    assert [item.id for item in found.items] == ["1-1", "2-1", "2-2", "2-3", "3-1"]
    assert found.items[-2].hosts == ("平山镇",)


def test_header_repeated_on_a_page_is_no_row():
    assert len(plan_of(notice((*ROWS[:2], HEADS, ROWS[2]))).items) == 3


def test_form_below_the_table_is_not_part_of_it():
    def form(paper):
        paper.add_paragraph("附件2")
        add_table(paper, (("1", "甲", "乙", "水利局", "已开工"),), (*HEADS, "进展情况"))
        add_table(paper, (("序号", "审批人"),), None)

    assert len(plan_of(notice(edit=form)).items) == 3


def test_units_are_split_and_those_who_help_owe_no_form():
    rows = (
        ("1", "甲", "一", "牵头单位：水利局\n配合单位：黄冕镇、江口乡"),
        ("2", "乙", "二", "教育局（牵头） 住建局"),
        ("3", "丙", "三", "住 建 局"),
    )
    assert [item.hosts for item in plan_of(notice(rows)).items] == [("水利局",), ("教育局", "住建局"), ("住建局",)]
    draft = read_notice(notice(rows)).draft
    assert draft.values(0)["配合单位"] == "黄冕镇\n江口乡"


def test_one_content_with_a_row_for_each_unit():
    def merge(paper):
        for column in range(3):
            paper.tables[0].cell(1, column).merge(paper.tables[0].cell(3, column))

    rows = (("1", "甲", "一", "黄冕镇"), ("", "", "", "江口乡"), ("", "", "", "导江乡"), ("2", "乙", "二", "教育局"))
    found = plan_of(notice(rows, edit=merge))
    assert [(item.id, item.hosts) for item in found.items] == [("1-1", ("黄冕镇", "江口乡", "导江乡")), ("2-1", ("教育局",))]


def test_unit_cell_merged_over_two_projects_holds_for_both():
    rows = (("1", "甲", "一", "水利局"), ("2", "乙", "二", ""))
    found = plan_of(notice(rows, edit=lambda paper: paper.tables[0].cell(1, 3).merge(paper.tables[0].cell(2, 3))))
    assert [(item.hosts, item.inherited) for item in found.items] == [(("水利局",), False), (("水利局",), False)]


def test_word_numbering_and_missing_numbers_count_as_numbers():
    def numbered(paper):
        for place in (1, 2):
            numbering = OxmlElement("w:numPr")
            paper.tables[0].cell(place, 0).paragraphs[0]._p.get_or_add_pPr().append(numbering)

    rows = (("", "甲", "一", "水利局"), ("", "乙", "二", "教育局"))
    assert [item.id for item in plan_of(notice(rows, edit=numbered)).items] == ["1-1", "2-1"]
    assert [item.id for item in plan_of(notice(rows)).items] == ["1-1", "2-1"]
    chinese = (("一", "甲", "一", "水利局"), ("二、", "乙", "二", "教育局"))
    assert [item.id for item in plan_of(notice(chinese)).items] == ["1-1", "2-1"]


def test_struck_out_text_is_not_read():
    def strike(paper):
        run = paper.tables[0].cell(1, 3).paragraphs[0].add_run("教育局")._r
        struck = OxmlElement("w:del")
        run.addprevious(struck)
        struck.append(run)

    assert plan_of(notice(edit=strike)).items[0].hosts == ("水利局",)


# -- another county ------------------------------------------------------------------------------------------------


OTHER = (
    "广西壮族自治区柳城县人民政府文件", "柳城政发[2025]12 号", "关于印发2025年为民办实事实施方案的通知",
    "请各单位于每月25日前将进展情况报送县政府督查室（从3月起），邮箱：dcs@lc.gov.cn。", "各项目须于11月底前完成；需要延期的，应在8月31日前申请。",
)  # fmt: skip


def test_another_county_gets_its_own_facts():
    rows = (("1", "甲", "一", "教育局、县残联"), ("2", "乙", "二", "大埔镇、城南街道、县教育局"))
    data = notice(rows, body=OTHER, title="柳城县2025年为民办实事项目表")
    found = plan_of(data)
    values = found.settings.values
    assert [values[name] for name in ("县名", "年度", "督查室", "通知文号", "邮箱", "完成时限", "延期申报截止")] == [
        "柳城县", "2025", "柳城县人民政府督查室", "柳城政发[2025]12号", "dcs@lc.gov.cn", "2025-11-30", "2025-08-31",
    ]  # fmt: skip
    assert [period.deadline for period in found.periods] == [date(2025, month, 25) for month in range(3, 13)]
    assert [(unit.name, unit.category) for unit in found.units] == [
        ("教育局", "县直"), ("县残联", "县直"), ("大埔镇", "乡镇"), ("城南街道", "乡镇"),
    ]  # fmt: skip
    assert found.items[1].hosts == ("大埔镇", "城南街道", "教育局")
    assert found.unit("大埔镇人民政府") == found.unit("柳城县大埔镇人民政府") == found.units[2]
    assert read_notice(data).doubts == ()


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("请于3月1日、5月1日前报送。", ["2022-03-01", "2022-05-01"]),
        ("请在2022年11月5日前报送。", ["2022-11-05"]),
        ("请于10 月 8 日前、12 月 5 日前、2 月 5 日前上报。", ["2022-10-08", "2022-12-05", "2023-02-05"]),
        ("请于2022年12月5日和2023年2月5日前上报。", ["2022-12-05", "2023-02-05"]),
        ("从9月起，每逢双月10日前上报。", ["2022-10-10", "2022-12-10"]),
        ("每月31日前报送，从11月开始。", ["2022-11-30", "2022-12-31"]),
        ("４月５日、６月５日前报送", ["2022-04-05", "2022-06-05"]),
    ],
)
def test_deadlines_are_read_in_their_wordings(sentence, days):
    found = plan_of(notice(body=(*BODY[:3], sentence)))
    assert [period.deadline.isoformat() for period in found.periods] == days


def test_what_the_notice_does_not_say_is_told_and_never_taken_from_the_shipped_county():
    data = notice(body=("关于2023年实事的通知",), title="2023年为民办实事项目表")
    draft = read_notice(data).draft
    values = {name: value for name, value, _hint in draft.settings}
    assert [values[name] for name in ("县名", "督查室", "邮箱", "延期申报截止", "通知文号")] == [""] * 5
    assert values["完成时限"] == "2023-12-31"
    assert [f"{day:%m-%d}" for day in draft.deadlines] == ["04-05", "06-05", "08-05", "10-08", "12-05"]
    doubts = read_notice(data).doubts
    assert [any(word in doubt for doubt in doubts) for word in ("期次", "完成时限", "县名", "邮箱")] == [True] * 4


def test_columns_and_units_that_need_the_clerk_are_told():
    rows = (("1", "甲", "一", "各乡镇", "专项债"),)
    doubts = "".join(read_notice(notice(rows, heads=(*HEADS, "资金来源"))).doubts)
    assert "资金来源" in doubts
    assert "各乡镇" in doubts


# -- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ((("1", "甲", "一", "水利局"), ("1", "乙", "二", "教育局")), "序号都是 1"),
        ((("1", "甲", "一", ""),), "第 1 行没有承办单位"),
        ((("1", "甲", "一", "水利局"), ("2", "乙", "二", "")), "第 2 行没有承办单位"),
        ((("1", "甲", "", "水利局"),), "第 1 行没有实事内容"),
        ((("1", "", "一", "水利局"),), "没有立项名称"),
        ((("1", "甲", "一", "水利局"), ("", "乙", "二", "教育局")), "“乙”没有序号"),
        ((("甲1", "甲", "一", "水利局"),), "“甲1”不是数字"),
    ],
)
def test_rows_that_nobody_can_place_are_named(rows, word):
    assert word in refused(notice(rows))


def refused(data: bytes) -> str:
    with pytest.raises(ToolkitError) as caught:
        plan_from_notice(data)
    text = str(caught.value)
    assert text.endswith("。")
    assert "\n" not in text
    return text


def test_notice_without_a_table_or_year():
    paper = docx.Document()
    paper.add_paragraph("只有正文")
    assert "任务表" in refused(saved(paper))
    assert "任务表" in refused(notice(heads=("序号", "姓名", "电话", "单位")))
    assert "年份" in refused(notice(body=("通知",), title="实事表"))


def test_whatever_is_not_word_is_refused():
    book = plan_from_notice(notice())
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for data in (b"", b"x", b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"{\\rtf1}", book, empty.getvalue()):
        assert "Word" in refused(data)


@pytest.mark.parametrize("place", range(0, 100, 4))
def test_damaged_notice_gives_a_plan_or_a_sentence(place):
    data = bytearray(notice())
    where = len(data) * place // 100
    data[where : where + 8] = b"\xff\x00<>&\x80PK"
    try:
        plan_from_notice(bytes(data))
    except ToolkitError as error:
        assert str(error).endswith("。")


def test_tables_inside_tables_are_found():
    paper = docx.Document()
    for line in (*BODY, "附件1", shipped.TITLE):
        paper.add_paragraph(line)
    cell = paper.add_table(rows=1, cols=1).cell(0, 0)
    inner = cell.add_table(rows=0, cols=4)
    for values in (HEADS, *ROWS):
        for slot, value in zip(inner.add_row().cells, values, strict=True):
            slot.text = value
    assert len(plan_of(saved(paper)).items) == 3


def test_content_controls_and_blocks_are_looked_into():
    def wrap(paper):
        table = paper.tables[0]._tbl
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        table.addprevious(control)
        control.append(content)
        content.append(table)
        assert table.getparent().tag == qn("w:sdtContent")

    assert len(plan_of(notice(edit=wrap)).items) == 3
