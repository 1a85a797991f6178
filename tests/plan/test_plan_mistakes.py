"""A mistake in 附件1.xlsx is one sentence with sheet and cell; nothing else ever comes out of reading it."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_book import Edit, cell_of, edited, opened, put, rename_setting, row, setting, shipped_bytes, table

from toolkit.cli import main
from toolkit.nouns.errors import Exit, ToolkitError
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Plan
from toolkit.plan.opening import values_of
from toolkit.plan.overview import overview
from toolkit.plan.read import plan_of, read_plan
from toolkit.telling import beginning_json

SHEETS = ("附件1", "单位", "期次", "设置", "延期调整", "评分", "节假日")
SMALL = (1, "甲", "一", "水利局")


def sentence(*edits: Edit) -> str:
    return said(lambda: plan_of(values_of(opened(*edits))))


def said(reading: Callable[[], Plan]) -> str:
    with pytest.raises(ToolkitError) as caught:
        reading()
    text = str(caught.value)
    assert text.endswith("。")
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    ("sheet", "cell", "edit"),
    [
        ("期次", "C3", put("期次", "C3", "下月初")),
        ("期次", "C3", put("期次", "C3", "2022-02-30")),
        ("期次", "C3", put("期次", "C3", "0001-01-01")),
        ("期次", "C3", put("期次", "C3", None)),
        ("期次", "C3", put("期次", "C3", 12)),
        ("期次", "A3", put("期次", "A3", "2022-04")),
        ("期次", "A3", put("期次", "A3", "第二期")),
        ("期次", "A3", put("期次", "A3", "2022-13")),
        ("期次", "A3", put("期次", "A3", 2022.1)),
        ("期次", "A3", put("期次", "A3", None)),
        ("期次", "D3", put("期次", "D3", "2022-06-30")),
        ("附件1", "A10", put("附件1", "A10", "5（一）")),
        ("附件1", "A12", put("附件1", "A12", 6)),
        ("附件1", "B12", put("附件1", "B12", None)),
        ("附件1", "A12", put("附件1", "A12", None)),
        ("附件1", "D5", put("附件1", "D5", "水力局")),
        ("附件1", "D5", put("附件1", "D5", None)),
        ("附件1", "C5", put("附件1", "C5", None)),
        ("附件1", "C5", put("附件1", "C5", "#REF!")),
        ("附件1", "E2", table([(*SMALL, "明年")], ("序号", "立项名称", "实事内容", "承办单位", "完成时限"))),
        ("附件1", "E2", table([(*SMALL, "三成")], ("序号", "立项名称", "实事内容", "承办单位", "2022-04"))),
        ("附件1", "E2", table([(*SMALL, "120%")], ("序号", "立项名称", "实事内容", "承办单位", "2022-04"))),
        ("附件1", "E2", table([(*SMALL, "NaN")], ("序号", "立项名称", "实事内容", "承办单位", "2022-04"))),
        ("单位", "A20", row("单位", 20, "水利局")),
        ("单位", "C20", row("单位", 20, "林业局", "鹿寨县林业局", "县水利局", "县直")),
        ("单位", "B20", row("单位", 20, "林业局", "鹿寨县水利局", None, "县直")),
        ("单位", "A20", row("单位", 20, "县水利局", None, None, "县直")),
        ("单位", "D2", put("单位", "D2", "市直")),
        ("单位", "A2", put("单位", "A2", None)),
        ("单位", "I20", row("单位", 20, "林业局", *[None] * 6, "2022-07-01", "不存在的局")),
        ("单位", "I20", row("单位", 20, "林业局", *[None] * 6, None, "水利局")),
        ("延期调整", "B2", row("延期调整", 2, "8-1", "黄冤镇", "延期", None, "1号", "2022-12-31")),
        ("延期调整", "B2", row("延期调整", 2, "8-1", "教育局", "延期", None, "1号", "2022-12-31")),
        ("延期调整", "A2", row("延期调整", 2, "11-1", None, "延期", None, "1号", "2022-12-31")),
        ("延期调整", "A2", row("延期调整", 2, "码头", None, "延期", None, "1号", "2022-12-31")),
        ("延期调整", "C2", row("延期调整", 2, "8-1", None, "推迟", None, "1号", "2022-12-31")),
        ("延期调整", "F2", row("延期调整", 2, "8-1", None, "延期", None, "1号", "雨季后")),
        ("延期调整", "F2", row("延期调整", 2, "8-1", None, "延期", None, "1号", None)),
        ("评分", "B2", put("评分", "B2", "半分")),
        ("评分", "B2", put("评分", "B2", "NaN")),
        ("节假日", "A2", row("节假日", 2, "春节", "休")),
        ("节假日", "A2", row("节假日", 2, None, "休")),
        ("节假日", "B2", row("节假日", 2, "2027-01-01", "放假")),
        ("节假日", "A3", lambda book: (row("节假日", 2, "2027-01-01", "休")(book), row("节假日", 3, "2027-01-01", "班")(book))),
    ],
)  # fmt: skip
def test_mistake_names_sheet_and_cell(sheet, cell, edit):
    assert f"工作表“{sheet}”{cell}：" in sentence(edit)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("收表宽限", "两周"), ("收表宽限", -1), ("收表宽限", "14.5"), ("收表宽限", "NaN"), ("收表宽限", "1e9"), ("雷同阈值", 95),
        ("滞后阈值", 101), ("字数上限", 0), ("完成时限", "尽快"), ("延期申报截止", "2022-06-31"), ("年度", "22"),
        ("盖章扫描件", "可选"), ("按时认定", "看情况"), ("首报认定", "首次"), ("节假日顺延", "Y"), ("评分启用", "开"),
        ("V06", "警告"), ("X01", "关闭"), ("单文件上限MB", "很大"), ("嵌套层数上限", 99),
    ],
)  # fmt: skip
def test_bad_setting_names_its_cell(name, value):
    assert f"工作表“设置”{cell_of(name)}：" in sentence(setting(name, value))


def test_setting_named_twice_or_nearly_right_is_refused():
    assert "写了两遍" in sentence(rename_setting("联系人", "县名"))
    assert "节假日顺延" in sentence(rename_setting("节假日顺延", "节假日延顺"))
    assert "V99" in sentence(rename_setting("V06", "V99"))


@pytest.mark.parametrize("sheet", SHEETS)
def test_missing_sheet_is_named(sheet):
    assert f"“{sheet}”" in sentence(lambda book: book.remove(book[sheet]))


@pytest.mark.parametrize(
    ("sheet", "cell", "label"),
    [
        ("附件1", "D4", "承办单位"), ("附件1", "A4", "序号"), ("单位", "A1", "单位"), ("期次", "C1", "截止日期"), ("设置", "B1", "值"),
        ("延期调整", "A1", "事项"), ("评分", "B1", "分值"), ("节假日", "B1", "类型"),
    ],
)  # fmt: skip
def test_missing_header_is_named(sheet, cell, label):
    text = sentence(put(sheet, cell, "栏目"))
    assert f"工作表“{sheet}”" in text
    assert f"“{label}”" in text


def test_empty_tables_are_refused():
    assert "附件1" in sentence(table([]))
    assert "期次" in sentence(lambda book: book["期次"].delete_rows(2, 9))
    assert "单位" in sentence(lambda book: book["单位"].delete_rows(2, 40))


def test_two_milestone_columns_for_one_period_are_refused():
    heads = ("序号", "立项名称", "实事内容", "承办单位", "2022-04", "4月目标")
    assert "2022-04" in sentence(table([(*SMALL, "10%", "20%")], heads))


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4rubbish", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"<html>", "序号,单位".encode("gbk")]
)
def test_no_workbook_is_one_sentence(data):
    assert "附件1.xlsx" in said(lambda: read_plan(data))


def test_file_is_called_by_its_own_name():
    with pytest.raises(ToolkitError, match=r"我的计划\.xlsx"):
        read_plan(edited(put("期次", "C3", "x")), "我的计划.xlsx")


def test_mistake_exits_3_and_writes_nothing(tmp_path, capsys):
    with pytest.raises(SystemExit) as done:
        main(["init", str(tmp_path)])
    assert done.value.code in {0, None}
    (tmp_path / "templates" / "附件1.xlsx").write_bytes(edited(put("期次", "C3", "下月初")))
    before = sorted(tmp_path.rglob("*"))
    capsys.readouterr()
    for command in (["plan"], ["generate"], ["ingest"], ["plan", "--json"]):
        with pytest.raises(SystemExit) as stop:
            main(["-w", str(tmp_path), *command])
        out, err = capsys.readouterr()
        assert stop.value.code == Exit.OPERATOR
        assert out == ""
        assert re.fullmatch(r"附件1\.xlsx 工作表“期次”C3：[^\n]+。\n", err)
    assert sorted(tmp_path.rglob("*")) == before


# -- anything at all -------------------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10**9), st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(),
    st.sampled_from([
        "", " ", "9999-12-31", "0001-01-01", "2150-12-31", "NaN", "Infinity", "1E+999", "#REF!", "=1+1", "备注：", "序号", "8-1",
        "2022-04", "%", "-", "、", "水利局、水利局", "水利局/教育局", "Asia/Nowhere", "../../etc", "99999999999999999999", "是", "休",
    ]),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
)  # fmt: skip
CELLS = st.tuples(st.sampled_from(SHEETS), st.integers(1, 40), st.integers(1, 10), VALUES)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CELLS, min_size=1, max_size=3))
@pytest.mark.slow
def test_any_cells_give_a_plan_or_a_sentence(cells):
    def edit(book):
        for sheet, number, column, value in cells:
            cell = book[sheet].cell(number, column)
            if type(cell).__name__ == "Cell":
                cell.value = value

    try:
        plan = plan_of(values_of(opened(edit)))
        assert isinstance(plan, Plan)
        assert beginning_json.plan(overview(plan))
        assert all(effective(plan, period).day >= period.deadline for period in plan.periods)
    except ToolkitError as error:
        assert str(error).endswith("。")


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=6))
def test_any_damage_gives_a_plan_or_a_sentence(place, junk):
    data = bytearray(shipped_bytes())
    place %= len(data)
    data[place : place + len(junk)] = junk
    try:
        read_plan(bytes(data))
    except ToolkitError as error:
        assert str(error).endswith("。")


@settings(deadline=None, max_examples=25)
@given(st.data())
@pytest.mark.slow
def test_damaged_parts_give_a_plan_or_a_sentence(data):
    names = zipfile.ZipFile(io.BytesIO(shipped_bytes())).namelist()
    victim = data.draw(st.sampled_from(names))
    cut = data.draw(st.integers(0, 400))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shipped_bytes())) as old, zipfile.ZipFile(out, "w") as new:
        for name in names:
            content = old.read(name)
            new.writestr(name, content[:cut] if name == victim else content)
    try:
        read_plan(out.getvalue())
    except ToolkitError as error:
        assert str(error).endswith("。")


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (setting("年度", "2023"), "2023"),
        (setting("滞后提醒", "40"), "黄灯"),
        (setting("邮箱", "lz"), "“lz”"),
        (put("单位", "E5", "jyj@@x"), "“jyj@@x”"),
    ],
)
def test_what_can_hardly_be_meant_is_asked_about(edit: Edit, told: str) -> None:
    def asked(*edits: Edit) -> list[str]:
        plan = plan_of(values_of(opened(*edits)))
        return [line for line in overview(plan).warnings if line.startswith("请核对：")]

    (line,) = asked(edit)
    assert told in line and asked() == []


def test_a_crowd_is_no_unit_and_not_offered_as_one() -> None:
    text = sentence(put("附件1", "D5", "各乡镇"))
    assert "D5" in text and "逐个" in text and "--add-units" not in text


def test_days_of_settings_are_written_as_people_write_them() -> None:
    assert str(plan_of(values_of(opened(setting("完成时限", "10月底")))).settings.day("完成时限")) == "2022-10-31"
