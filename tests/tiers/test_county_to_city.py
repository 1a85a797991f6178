"""A county's two books are returns of the city's: identified, checked, counted, with provenance two levels down."""

from decimal import Decimal
from io import BytesIO

import pytest
from judge_desk import at
from openpyxl import load_workbook
from tier_world import ITEMS, PERIOD, county, edited, plan_of
from tier_world import Office as City

from toolkit.intake.sheets import read_book
from toolkit.judge.dockets import judge
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import NoteKind
from toolkit.outputs.merge import merged

pytestmark = pytest.mark.slow

AS_OF = "2022-04-12T09:00"


@pytest.fixture(scope="module")
def books():
    return county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.75}).books(AS_OF)


def city(items=ITEMS):
    return City(plan_of("某市", "SJ01", ("甲县", "乙县"), items, upper=True, deadlines=("2022-04-12", "2022-06-12")))


def test_a_county_s_books_are_its_return(books):
    office = city()
    number = office.receive(books, "2022-04-11T10:00")
    row = office.unit("甲县")
    assert (office.file(number).outcome.value, row.status.value) == ("accepted", "按时"), office.codes(number)
    entry = office.entry("1-1", "甲县")
    assert entry.fields["完成比例"] == Decimal("0.5")
    assert (entry.fields["任务数"], entry.fields["未报任务"]) == (2, 0)
    assert entry.source.cells["完成比例"] == "G4、G5"
    assert "附件2-水利局.xlsx·附件2·" in entry.fields["下级来源"]
    assert office.status("乙县") == "未报"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        (("明细", "G4"), 0.9, "S18 G4"),
        (("明细", "G4"), "=0.2+0.7", "S18 G4"),
        (("明细", "H4"), "改写的进展", "S18 H4"),
        (("明细", "T4"), "别的单位.xlsx", "S18 T4"),
        (("明细", "A4"), 9, "S18 A4"),
        (("报送情况", "D7"), 99, "S17 D7"),
        (("概览", "D7"), 9, "S17 D7"),
        (("概览", "D6"), 2, "S17 D6"),
        (("概览", "C5"), 3, "S17 C5"),
        (("概览", "E7"), 0.9, "S17 E7"),
        (("概览", "C19"), 7, "S17 C19"),
        (("汇总表", "F4"), "已完成", "S17 F4"),
        (("汇总表", "G4"), "=0.25", "S18 G4"),
    ],
)
def test_what_was_changed_by_hand_is_named_by_its_cell(books, cell, value, code):
    office = city()
    data = edited(books[0], {cell: value})
    if cell[0] == "报送情况":
        data = edited(books[0], {cell: value})
    number = office.receive((data, books[1]), "2022-04-11T10:00")
    assert office.outcome(number) == "returned"
    assert code in office.codes(number)
    if cell[0] == "明细":
        assert office.entry("1-1", "甲县") is None
        assert office.entry("2-1", "甲县") is not None


def test_a_saved_copy_with_other_widths_and_a_remark_column_holds(books):
    office = city()
    number = office.receive(
        (edited(books[0], {("明细", "AZ3"): "县里的备注", ("概览", "H30"): "已核"}), books[1]), "2022-04-11T10:00"
    )
    assert office.outcome(number) in {"accepted", "accepted_with_remarks"}, office.codes(number)


def test_a_book_without_its_marks_or_fingerprint_goes_back(books):
    office = city()
    where = {label.value: label.offset(column=1).coordinate for label in cells(books[0], "说明") if label.value == "台账指纹"}
    number = office.receive((edited(books[0], {("说明", where["台账指纹"]): "某某"}), books[1]), "2022-04-11T10:00")
    assert f"S19 {where['台账指纹']}" in office.codes(number)


def cells(data, sheet):
    from io import BytesIO

    from openpyxl import load_workbook

    return [cell for row in load_workbook(BytesIO(data))[sheet].iter_rows() for cell in row if cell.value is not None]


def test_another_year_s_book_changes_nothing():
    old = county("甲县", "JX01", {"水利局": 0.25}, year="2021", deadlines=("2021-04-06",)).books("2021-04-12T09:00", "2021-04")
    office = city()
    number = office.receive(old, "2022-04-11T10:00")
    assert office.outcome(number) == "returned"
    assert "S03" in office.codes(number)
    assert office.status("甲县") == "未报"


def test_a_late_county_and_a_corrected_book(books):
    office = city()
    first = office.receive(books, "2022-04-11T10:00")
    late = county("乙县", "YX01", {"水利局": 0.5, "教育局": 0.5}).books(AS_OF)
    office.receive(late, "2022-04-14T10:00", "乙县")
    better = county("甲县", "JX01", {"水利局": 0.35, "教育局": 0.75}).books("2022-04-15T09:00")
    office.receive(better, "2022-04-15T10:00", "甲县更正")
    assert office.status("甲县") == "按时"
    assert (office.status("乙县"), office.unit("乙县").days_late) == ("迟报", 2)
    assert office.outcome(first) == "superseded"
    assert office.entry("1-1", "甲县").fields["完成比例"] == Decimal("0.55")


def test_an_item_that_a_county_names_otherwise_is_suggested_and_never_guessed():
    renamed = (("1", "供水", "建设村级水厂三座（含管网）。"), ITEMS[1], ("3", "本县自定", "修缮老县衙一座。"))
    theirs = county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.75}, items=renamed).books(AS_OF)
    office = city()
    number = office.receive(theirs, "2022-04-11T10:00")
    assert office.codes(number) == {"S20 C4", "S20 C8"}
    assert office.entry("1-1", "甲县") is None
    assert office.entry("2-1", "甲县") is not None


def test_own_items_and_punctuality_of_a_child_are_listed_apart():
    from io import BytesIO

    from openpyxl import load_workbook

    own = (*ITEMS, ("3", "本县自定", "修缮老县衙一座。"))
    theirs = county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.75}, items=own, silent=("教育局",)).books(AS_OF)
    office = city()
    office.receive(theirs, "2022-04-11T10:00")
    ((unit, file),) = office.docket().books_below
    assert (unit, file.below.asked, file.below.on_time) == ("甲县", 2, 1)
    assert {(own.content, own.unit, own.share) for own in file.below.own} == {
        ("修缮老县衙一座。", "水利局", Decimal("0.25")), ("修缮老县衙一座。", "教育局", None),
    }  # fmt: skip
    book = load_workbook(BytesIO(office.books("2022-04-18T09:00")[0]))
    listed = {row[4] for row in book["下级自定事项"].iter_rows(min_row=5, values_only=True) if row[1]}
    assert listed == {"修缮老县衙一座。"}
    told = [row[:4] for row in book["概览"].iter_rows(values_only=True)]
    assert (1, "甲县", 2, 1) in told
    assert "修缮老县衙一座。" not in {cell.value for row in book["汇总表"].iter_rows() for cell in row}


def test_the_mapping_sheet_joins_them():
    from dataclasses import replace

    from toolkit.plan.model import ItemMatch

    renamed = (("1", "供水", "建设村级水厂三座（含管网）。"), ITEMS[1])
    theirs = county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.75}, items=renamed).books(AS_OF)
    office = city()
    office.plan = replace(office.plan, matches=(ItemMatch(unit="甲县", theirs="建设村级水厂三座（含管网）。", item="1-1"),))
    number = office.receive(theirs, "2022-04-11T10:00")
    assert office.outcome(number) == "accepted"
    assert office.entry("1-1", "甲县") is not None


def test_a_silent_unit_below_is_silent_above_and_never_zero():
    theirs = county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.75}, silent=("教育局",)).books(AS_OF)
    office = city()
    office.receive(theirs, "2022-04-11T10:00")
    entry = office.entry("1-1", "甲县")
    assert (entry.fields["完成比例"], entry.fields["任务数"], entry.fields["未报任务"]) == (Decimal("0.25"), 2, 1)
    none = county("甲县", "JX01", {"水利局": 0.25}, silent=("水利局",)).books(AS_OF)
    office = city()
    number = office.receive(none, "2022-04-11T10:00")
    assert {code[:3] for code in office.codes(number)} == {"S21"}
    assert office.entry("1-1", "甲县") is None


def test_two_counties_of_one_name_are_told_apart_by_their_job():
    plan = plan_of("某省", "SH01", (("城关区（甲市）", "CA01、城关区"), ("城关区（乙市）", "CB01")), upper=True)
    office = City(plan)
    mine = office.receive(county("城关区", "CB01", {"水利局": 0.5}).books(AS_OF), "2022-04-05T10:00")
    strange = office.receive(county("城关区", "ZZ09", {"水利局": 0.5}).books(AS_OF), "2022-04-05T11:00", "又一")
    assert office.file(mine).unit == "城关区（乙市）"
    assert "S14" in office.codes(strange)
    assert office.status("城关区（甲市）") == "未报"


def test_another_jobs_register_is_named_and_changes_nothing():
    plan = plan_of("某省", "SH01", (("城关区（甲市）", "CA01、城关区"), ("乙县", "CB01")), upper=True)
    office = City(plan)
    number = office.receive(county("城关区", "ZZ09", {"水利局": 0.5}).books(AS_OF), "2022-04-05T11:00")
    assert (office.outcome(number + 1), office.codes(number + 1)) == ("returned", {"S14"})
    row = office.unit("城关区（甲市）")
    assert row.status.value == "未报" and office.file(number + 1).name in row.reason


def test_a_unit_in_time_that_was_late_for_days_goes_back(books):
    head = {cell.value: cell.coordinate for cell in cells(books[1], "报送情况登记表")}
    late = head["迟报天数（自然日）"].rstrip("0123456789") + str(int(head["水利局"].lstrip("ABCDEFG")))
    office = city()
    number = office.receive((books[0], edited(books[1], {("报送情况登记表", late): 3})), "2022-04-11T10:00")
    assert office.outcome(number + 1) == "returned"


def test_days_that_below_prints_of_nobody_are_read_as_none():
    below = county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.5, "住建局": 0.5}, silent=("教育局",))
    books = below.books(AS_OF)
    for data, sheet in zip(books, ("报送情况", "报送情况登记表"), strict=True):
        rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(data), data_only=True)[sheet].iter_rows()]
        heads = next(row for row in rows if "单位" in row)
        place = next(heads.index(head) for head in ("迟报天数", "迟报天数（自然日）") if head in heads)
        assert {row[1]: row[place] for row in rows if row[1] in {"水利局", "教育局", "合计"}} == {
            "水利局": 0,
            "教育局": "—",
            "合计": 0,
        }
    office = city()
    number = office.receive(books, "2022-04-11T10:00")
    assert (office.outcome(number), office.outcome(number + 1)) == ("accepted", "register")


def test_three_tiers_add_up_and_can_be_walked_back():
    cities = []
    for name, job, own in (("东市", "DS01", ("甲县", "乙县")), ("西市", "XS01", ("甲县", "丁县"))):
        office = City(plan_of(name, job, own, upper=True, deadlines=("2022-04-12", "2022-06-12")))
        for place, one in enumerate(own):
            office.receive(
                county(one, f"{job[0]}{place}01", {"水利局": 0.25, "教育局": 0.75 - place / 4}).books(AS_OF),
                "2022-04-11T10:00",
                one,
            )
        cities.append((name, office.books("2022-04-18T09:00")))
    region = City(plan_of("某省", "SH01", ("东市", "西市"), upper=True, deadlines=("2022-04-20", "2022-06-20")))
    for name, books_ in cities:
        number = region.receive(books_, "2022-04-19T10:00", name)
        assert region.outcome(number) in {"accepted", "accepted_with_remarks"}, region.codes(number)
    entry = region.entry("1-1", "东市")
    assert (entry.fields["完成比例"], entry.fields["任务数"]) == (Decimal("0.4375"), 4)
    assert "甲县：甲县汇总表.xlsx·明细·" in entry.fields["下级来源"]


def test_the_sheet_that_is_read_back_is_what_was_written(books):
    book = read_book(books[0], "汇总表.xlsx", Limits())
    assert book.properties["duban.book.county"] == "甲县"
    assert book.properties["duban.book.period"] == PERIOD


def test_an_older_book_that_comes_later_changes_nothing(books):
    office = city()
    better = county("甲县", "JX01", {"水利局": 0.35, "教育局": 0.75}).books("2022-04-15T09:00")
    newer = office.receive(better, "2022-04-15T10:00")
    number = office.receive(books, "2022-04-16T10:00", "又一份")
    assert (office.outcome(number), office.codes(number)) == ("returned", {"S22"})
    assert office.outcome(newer) == "accepted"
    assert office.entry("1-1", "甲县").fields["完成比例"] == Decimal("0.55")


def test_a_missing_child_keeps_its_last_known_figures_and_is_never_zero(books):
    office = city()
    office.receive(books, "2022-04-11T10:00")
    dockets = judge(office.snapshot("2022-06-20T09:00"))
    lines = merged(office.plan, dockets.of("2022-06"), dockets.before("2022-06"), {})
    line = next(one for one in lines if (one.item.id, one.unit) == ("1-1", "甲县"))
    assert (line.state.value, line.percent, line.known.period, line.known.percent) == ("未报", None, "2022-04", Decimal("0.5"))
    assert next(one for one in lines if one.unit == "乙县").known is None


def test_a_correction_after_the_register_was_closed_still_counts(books):
    office = city()
    office.receive(books, "2022-04-11T10:00")
    office.note(NoteKind.CLOSE, period=PERIOD, at=at("2022-04-13"))
    better = county("甲县", "JX01", {"水利局": 0.35, "教育局": 0.75}).books("2022-04-15T09:00")
    number = office.receive(better, "2022-04-15T10:00", "更正")
    assert office.outcome(number) == "accepted"
    assert (office.status("甲县"), office.entry("1-1", "甲县").fields["完成比例"]) == ("按时", Decimal("0.55"))


def test_the_register_from_below_is_called_by_its_name(books):
    office = city()
    number = office.receive(books, "2022-04-11T10:00")
    assert office.outcome(number + 1) == "register"
    assert "汇总表和报送情况登记表" in office.unit("甲县").reason


@pytest.mark.parametrize("kind", ["sum", "mark"])
def test_a_register_that_does_not_hold_goes_back_and_is_no_second_material(books, kind):
    where = {cell.value: cell for cell in cells(books[1], "报送情况登记表")}
    marks = {cell.value: cell.offset(column=1).coordinate for cell in cells(books[1], "说明")}
    place = ("报送情况登记表", where["合计"].offset(column=2).coordinate)
    change, code = (
        ((place, 99), f"S17 {place[1]}") if kind == "sum" else (("说明", marks["台账指纹"]), f"S19 {marks['台账指纹']}")
    )
    office = city()
    change = {change: "某某"} if kind == "mark" else {change[0]: change[1]}
    number = office.receive((books[0], edited(books[1], change)), "2022-04-11T10:00")
    assert (office.outcome(number + 1), office.codes(number + 1)) == ("returned", {code})
    assert office.status("甲县") == "报送不齐"
    assert office.entry("1-1", "甲县") is not None


def test_a_formula_that_gives_the_printed_figure_is_named_all_the_same(books):
    office = city()
    number = office.receive((with_formula(books[0], "明细", "G4", "0.1+0.15"), books[1]), "2022-04-11T10:00")
    assert (office.outcome(number), office.codes(number)) == ("returned", {"S18 G4"})


def with_formula(data, sheet, place, formula):
    """Return the book with a formula before a cell's value, as Excel saves it."""
    import re
    from io import BytesIO
    from zipfile import ZipFile

    from openpyxl import load_workbook

    part = f"xl/worksheets/sheet{load_workbook(BytesIO(data)).sheetnames.index(sheet) + 1}.xml"
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                text, count = re.subn(rf'(<c r="{place}"[^>]*>)(<v>)'.encode(), rf"\1<f>{formula}</f>\2".encode(), text)
                assert count == 1
            new.writestr(name, text)
    return out.getvalue()


def test_an_item_of_a_child_waits_for_the_clerk_and_his_note_joins_it():
    renamed = (("1", "供水", "建设村级水厂三座（含管网）。"), ITEMS[1])
    theirs = county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.75}, items=renamed).books(AS_OF)
    office = city()
    number = office.receive(theirs, "2022-04-11T10:00")
    ((_, file),) = office.docket().books_below
    assert {(own.content, own.likely) for own in file.below.own} == {("建设村级水厂三座（含管网）。", "1-1")}
    office.note(NoteKind.MATCH, unit="甲县", material="建设村级水厂三座（含管网）。", item="1-1", at=at("2022-04-11T20:00"))
    assert office.outcome(number) == "accepted"
    assert office.entry("1-1", "甲县").fields["完成比例"] == Decimal("0.5")


def test_papers_call_the_books_by_their_names():
    policy = city().plan.policy
    assert (
        policy.called("尚未收到贵单位报送的《进展情况表》电子表和签字盖章的扫描件")
        == "尚未收到贵单位报送的《汇总表》和报送情况登记表"
    )
    below = plan_of("甲县", "JX01", ("水利局",)).policy
    assert below.called("《进展情况表》电子表和签字盖章的扫描件") == "《进展情况表》电子表和签字盖章的扫描件"


def test_a_mean_of_some_units_says_of_how_many_and_is_read_back():
    from io import BytesIO

    from openpyxl import load_workbook

    theirs = county("甲县", "JX01", {"水利局": 0.25, "教育局": 0.75}, silent=("教育局",)).books(AS_OF)
    sheet = load_workbook(BytesIO(theirs[0]))["汇总表"]
    formats = {
        cell.number_format for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=IFERROR(AVERAGEIFS")
    }
    assert formats == {'0%"（1/2）"'}
    office = city()
    number = office.receive(theirs, "2022-04-11T10:00")
    assert office.outcome(number) == "accepted"
