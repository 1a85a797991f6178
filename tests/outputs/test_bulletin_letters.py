"""预警督办单, and what is true of all three letters: an official page, strangers' text as text, the office's own wording."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from bulletin_world import bulletin, said, warnings, yearly
from dockets import TEMPLATES, at, make_docket, make_entry, make_item, make_plan, make_unit_row
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import Status, Verdict
from toolkit.plan.model import Extension
from toolkit.plan.settings import Settings

pytestmark = pytest.mark.slow

PLAN = make_plan()
PAIRS = (("1-1", "水利局"), ("2-1", "水利局"), ("2-1", "鹿寨镇"), ("2-2", "鹿寨镇"))
JUNE = "2022-06"
NAMES = ("督查通报.docx", "预警督办单.docx", "年终通报.docx")


def june(*percents: str, plan=PLAN, **more):
    """Return June's docket: how far each assignment is; the schedule is 49.7%."""
    given = [make_entry(i, u, 完成比例=Decimal(p), **more) for (i, u), p in zip(PAIRS, percents, strict=False)]
    units = [make_unit_row(unit.name) for unit in plan.units]
    return make_docket(plan, given, units, period=JUNE, as_of=at("06-08 09:00"))


def every(plan, dockets, root, period=JUNE) -> dict[str, bytes]:
    return {
        "督查通报": bulletin(plan, dockets, root, period),
        "年终": yearly(plan, dockets, root),
        **warnings(plan, dockets, root, period),
    }


# -- 预警督办单 --------------------------------------------------------------------------------------------------------


def test_nobody_is_warned_without_a_red_task(tmp_path):
    assert warnings(PLAN, [june("0.3", "0.9", "1", "0.2")], tmp_path, JUNE) == {}
    sent_back = make_docket(PLAN, [make_entry(*PAIRS[0], verdict=Verdict.RETURNED, 完成比例=Decimal(0))], period=JUNE)
    assert warnings(PLAN, [sent_back], tmp_path, JUNE) == {}


def test_a_warning_says_what_how_far_why_and_by_when(tmp_path):
    files = warnings(PLAN, [june("0.1", "0.9", 存在问题="征地未完成")], tmp_path, JUNE)
    assert list(files) == ["预警督办单-水利局.docx"]
    form = "\n".join(said(files["预警督办单-水利局.docx"]))
    assert "编号：〔2022〕6-01" in form and "级别：红" in form and "承办单位|水利局|责任领导|" in form
    assert "有1个承办任务落后30个百分点以上" in form
    assert "1 建设第1件第1项。|1 建设第1件第1项。|2022年\n10月31日|49.7%|10%|39.7" in form
    assert "征地未完成。下一步：5月底前完成主体施工。" in form
    assert "反馈栏　请于2022年6月15日（星期三）前反馈" in form  # five working days after a Wednesday
    for blank in ("滞后原因", "整改措施和\n完成时限", "责任领导\n（签字）", "填报人和\n联系电话"):
        assert f"\n{blank}||" in form


def rows_of(data: bytes) -> list[list[str]]:
    """Return the form's rows that stand for an assignment."""
    return [line.split("|") for line in said(data) if re.search(r"\|(49\.7%|—)\|", line)]


def test_several_are_listed_the_farthest_first(tmp_path):
    (data,) = warnings(PLAN, [june("0.1", "0", 存在问题="无", 下一步工作计划=None)], tmp_path, JUNE).values()
    assert [row[0] for row in rows_of(data)] == ["2 建设第2件第1项。", "1 建设第1件第1项。"]
    assert any("没有反映存在的问题。" in line for line in said(data))


def test_a_limit_is_the_unit_s_own_and_one_that_is_over_says_so(tmp_path):
    own = Extension(item="1-1", unit="水利局", kind="延期", filed=None, approval="县府批〔2022〕3号", due=date(2022, 12, 31))
    plan = replace(PLAN, extensions=(own,), items=tuple(replace(i, due=date(2022, 5, 1)) for i in PLAN.items))
    data = warnings(plan, [june("0", "0", plan=plan)], tmp_path, JUNE)["预警督办单-水利局.docx"]
    text = "\n".join(said(data))
    assert "2022年\n12月31日|" in text and "2022年\n5月1日（已过）|" in text


@pytest.mark.parametrize("count", [1, 3, 9, 30])
def test_a_warning_is_one_page_and_says_how_many_there_are(tmp_path, count):
    long = "鹿寨县人民政府直属综合行政执法与公共服务保障联合办公室（城南）"
    plan = make_plan({f"{n}-1": (long,) for n in range(1, count + 1)})
    plan = replace(plan, items=tuple(replace(item, project=long, content=long * 4) for item in plan.items))
    given = [make_entry(i, u, 完成比例=Decimal(0), 存在问题=long * 20) for i, u in plan.assignments(plan.periods[1].deadline)]
    docket = make_docket(plan, given, [make_unit_row(long)], period=JUNE, as_of=at("06-08 09:00"))
    (data,) = warnings(plan, [docket], tmp_path, JUNE).values()
    rows = rows_of(data)
    text = "\n".join(said(data))
    assert "…" not in text and f"有{count}个承办任务落后" in text and len(text) < 2200  # merged cells count each time
    rest = [int(n) for row in rows for n in re.findall(r"^另有(\d+)个", row[0])]
    assert len(rows) - len(rest) + sum(rest) == count


def test_the_days_to_answer_are_the_office_s(tmp_path):
    def plan(days: str):
        return replace(PLAN, settings=Settings({**PLAN.settings.values, "预警反馈天数": days}))

    (data,) = warnings(plan("1"), [june("0.1")], tmp_path, JUNE).values()
    assert any("2022年6月9日（星期四）前反馈" in line for line in said(data))
    for days in ("0", "1.5", "90"):
        with pytest.raises(ToolkitError, match="预警反馈天数"):
            warnings(plan(days), [june("0.1")], tmp_path, JUNE)


def test_a_problem_that_stands_is_told_with_its_periods(tmp_path):
    first = make_docket(PLAN, [make_entry(*PAIRS[0], 存在问题="征地未完成")])
    (data,) = warnings(PLAN, [first, june("0.1", 存在问题="征地未完成")], tmp_path, JUNE).values()
    assert any("征地未完成。（已连续2期反映）" in line for line in said(data))


# -- an official page --------------------------------------------------------------------------------------------------


def fonts(paragraph) -> set[tuple[str, float]]:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return {(run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt) for run in runs}


def test_each_letter_is_set_as_an_official_page(tmp_path):
    for name, data in every(PLAN, [june("0.1")], tmp_path).items():
        if name.startswith("预警"):  # a form
            continue
        page = Document(io.BytesIO(data))
        (section,) = page.sections
        assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(x.mm) for x in edges] == [37, 35, 28, 26]
        assert page.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.95)
        assert section.header.paragraphs[0].text == "代拟稿" and "PAGE" in section.footer._element.xml
        for paragraph in page.paragraphs:
            if re.match(r"[一二三四]、", paragraph.text):
                assert fonts(paragraph) == {("黑体", 16.0)} and paragraph.paragraph_format.keep_with_next
            elif re.match(r"（[一二三]）", paragraph.text):
                assert fonts(paragraph) == {("楷体_GB2312", 16.0)}
            elif "通报\n" in paragraph.text or paragraph.text == "预警督办单" or paragraph.text.startswith("关于"):
                assert fonts(paragraph) == {("方正小标宋简体", 22.0)}
            elif paragraph.text.startswith("按照"):
                assert fonts(paragraph) == {("仿宋_GB2312", 16.0)}


def test_annexes_begin_a_page_and_their_heads_repeat(tmp_path):
    pages = every(PLAN, [june("0.1")], tmp_path)
    for name, labels in (("督查通报", ["附件1", "附件2"]), ("年终", ["附件"])):
        page = Document(io.BytesIO(pages[name]))
        begun = [p.text for p in page.paragraphs if p.paragraph_format.page_break_before]
        assert begun == labels and len(page.tables) == len(labels) + (name == "督查通报")  # and the slip
        for table in page.tables[: len(labels)]:
            first, *rest = table.rows
            assert first._tr.trPr.find(qn("w:tblHeader")) is not None
            assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rest)
            assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rest)


@pytest.mark.parametrize(
    ("name", "value", "longest"),
    [
        ("年终通报.docx", "{{ 况 }}", "退回待重报"),
        ("年终通报.docx", "退回\n次数", "退回"),
        ("年终通报.docx", "{{ 行.得分 }}", "-0.20"),
        ("督查通报.docx", "{{ 行.完成比例 }}", "12月31日"),
        ("督查通报.docx", "{{ 行.电子表 }}", "12月31日"),
        ("督查通报.docx", "{{ 行.扫描件 }}", "12月31日"),
        ("督查通报.docx", "{{ 行.状态 }}", "退回待重报"),
    ],
)
def test_a_column_holds_the_longest_of_its_words_on_one_line(name, value, longest):
    """报送不|齐, 6月12|日: Word puts a quarter of a sign between a figure and a word."""
    cells = [cell for table in Document(TEMPLATES / name).tables for row in table.rows for cell in row.cells]
    cell = next(cell for cell in cells if cell.text == value)
    size = cell.paragraphs[0].runs[0].font.size.pt
    figures = len(re.findall(r"[\d.-]", longest))
    gaps = len(re.findall(r"(?<=\d)(?=[^\d.])|(?<=[^\d.-])(?=\d)", longest))
    wide = size * (len(longest) - figures / 2 + 0.25 * gaps)
    margins = 2.8
    assert cell.width.pt - margins >= wide


def test_a_signature_never_stands_alone(tmp_path):
    for name, data in every(PLAN, [june("0.1")], tmp_path).items():
        if name.startswith("预警"):  # a form
            continue
        paragraphs = Document(io.BytesIO(data)).paragraphs
        day = next(n for n, p in enumerate(paragraphs) if p.text == "2022年6月8日")
        kept = next(n for n in range(day - 1, 0, -1) if not paragraphs[n].paragraph_format.keep_with_next) + 1
        assert any(p.text and not p.text.startswith(("附件", "2．报送情况")) for p in paragraphs[kept : day - 1])


def test_the_same_facts_give_the_same_bytes(tmp_path):
    dockets = [june("0.1", "0.9", "0")]
    first = every(PLAN, dockets, tmp_path)
    assert first == every(PLAN, dockets, tmp_path)
    for data in first.values():
        assert Document(io.BytesIO(data)).core_properties.created.isoformat() == "2022-06-08T01:00:00+00:00"


# -- strangers' text ---------------------------------------------------------------------------------------------------

STRANGE = st.text(alphabet=st.sampled_from("a鹿{}%<>&\"'=“”\x00\x07\x0b\n\t\u202e\ud800😀"), max_size=30)


@settings(deadline=None, max_examples=12)
@given(typed=STRANGE, unit=STRANGE.map(lambda text: text.replace("\ud800", "")))  # a cell holds no half characters
def test_what_strangers_write_stays_text(typed, unit, tmp_path_factory):
    name = f"局<w:p>{{{{ 7*7 }}}}{unit.strip()}"
    plan = make_plan({"1-1": (name,)}, items=(make_item("1-1", (name,), content=f"修桥</w:t>{typed}"),))
    hostile = f"缺钱<w:p/>{{{{ x }}}}{{% raw %}}{{%p if %}}=1+1{typed}"
    entry = make_entry("1-1", name, 完成比例=Decimal(0), 存在问题=hostile, 办理状态=f"未启动{typed}", 下一步工作计划=hostile)
    row = make_unit_row(name, Status.MISSING, reason=f"“{hostile}”被退回", returns=1)
    docket = make_docket(plan, [entry], [row], period=JUNE)
    for data in every(plan, [docket], tmp_path_factory.mktemp("w")).values():
        told = "\n".join(said(data))
        assert "{{ 7*7 }}" in told and "49局" not in told
        assert not any(ord(c) < 32 and c not in "\n\t" for c in told)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert "\u202e" not in package.read("word/document.xml").decode()
    told = said(bulletin(plan, [docket], tmp_path_factory.mktemp("w"), JUNE))
    assert any("缺钱<w:p/>{{ x }}{% raw %}{%p if %}=1+1" in line for line in told)


def test_long_texts_and_absurd_figures_fit(tmp_path):
    name = "鹿寨县乡村振兴和农业农村工作委员会办公室临时联合指挥部筹备组"
    plan = make_plan({"1-1": (name,)})
    entry = make_entry("1-1", name, 完成比例=Decimal("-1E+400"), 存在问题="问" * 2000)
    pages = every(plan, [make_docket(plan, [entry], period=JUNE)], tmp_path)
    assert len(pages) == 3
    assert max(len(line) for data in pages.values() for line in said(data)) < 2100  # a unit's own words are whole


# -- the office's own templates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_wording_that_the_office_edits_stays(tmp_path, name):
    page = Document(TEMPLATES / name)
    cells = [cell for table in page.tables for row in table.rows for cell in row.cells]
    own = next(p for place in (page, *cells) for p in place.paragraphs if p.text.startswith("按照"))
    own.runs[0].text = "经县政府同意，（{{ 设置.县名 }}）通报如下。"
    for run in own.runs[1:]:
        run.text = ""
    (tmp_path / "templates").mkdir()
    page.save(tmp_path / "templates" / name)
    told = ["\n".join(said(data)) for data in every(PLAN, [june("0.1")], tmp_path).values()]
    assert sum("经县政府同意，（鹿寨县）通报如下。" in text for text in told) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("mistake", ["{{ 通报.没有 }}", "{% if %}", "{{ 1/0 }}", "{%p endfor %}", ""])
def test_a_broken_template_is_one_sentence(tmp_path, name, mistake):
    (tmp_path / "templates").mkdir()
    path = tmp_path / "templates" / name
    page = Document()
    page.add_paragraph(mistake)
    page.save(path)
    if not mistake:
        path.write_bytes(b"not a document")
    with pytest.raises(ToolkitError, match=name):
        every(PLAN, [june("0.1")], tmp_path)


@pytest.mark.parametrize("status", [Status.MISSING, Status.RETURNED, Status.PENDING])
def test_no_bracket_stands_within_its_own_kind_whatever_units_are_called(tmp_path, status):
    plan = make_plan({"1-1": ("住建局（鹿寨县住房和城乡建设局）",), "2-1": ("鹿寨镇（含城南）", "水利局"), "2-2": ("水利局",)})
    given = [
        make_entry(i, u, 完成比例=Decimal("0.1"), 存在问题="征地未完成") for i, u in plan.assignments(plan.periods[1].deadline)
    ]
    rows = [make_unit_row(unit.name, status, returns=1) for unit in plan.units]
    first = make_docket(plan, given, rows)
    second = make_docket(plan, given, rows, period=JUNE, as_of=at("06-08 09:00"))
    for data in every(plan, [first, second], tmp_path).values():
        text = "\n".join(said(data))
        assert not re.findall(r"（[^（）\n]*（[^（）\n]*）[^（）\n]*）", text) and "…" not in text


def test_the_same_words_of_several_are_said_once_with_since_when(tmp_path):
    given = [make_entry(i, u, 完成比例=Decimal("0.1"), 存在问题="征地未完成") for i, u in PAIRS]
    dockets = [make_docket(PLAN, given), make_docket(PLAN, given, period=JUNE, as_of=at("06-08 09:00"))]
    lines = said(bulletin(PLAN, dockets, tmp_path, JUNE))
    told = next(line for line in lines if line.startswith("自2022年第1期"))
    assert "起连续2期反映“征地未完成”的有3项、4个承办任务：第1件工程1，水利局；" in told
