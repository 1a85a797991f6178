"""词表: the words that the office writes into 附件1 reach every rule and every reading, from the clerk's book to the receipt."""

from datetime import date
from decimal import Decimal

import pytest
from desk_workspace import desk, laid, office, taken
from looked import dockets_of
from openpyxl import load_workbook
from plan_book import edited, setting

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Field, Type
from toolkit.pipeline.demo_returns import put
from toolkit.plan.read import read_plan
from toolkit.values.dates import read_date
from toolkit.values.fillers import is_filler
from toolkit.values.lexicon import Sense, lexicon_of
from toolkit.values.meaning import says_none
from toolkit.values.percents import read_percent


def sheet(*rows):
    def edit(book):
        words = book.create_sheet("词表")
        words.append(("组", "词", "说明"))
        for row in rows:
            words.append(row)

    return edit


def line(name, value):
    return lambda book: book["设置"].append((name, value))


def words_of(*edits):
    return lexicon_of(read_plan(edited(*edits)).settings.values)


def test_sheet_and_setting_add_up():
    words = words_of(sheet(("建成", "告捷、立起", ""), ("建成", "点灯"), ("停滞", "躺平")), setting("词表·建成", "收官大吉"))
    assert {"告捷", "立起", "点灯", "收官大吉"} <= words.groups[Sense.FINISH]
    assert "躺平" in words.groups[Sense.STANDSTILL]


@pytest.mark.parametrize("edit", [sheet(("竣工类", "告捷")), line("词表·竣工类", "告捷")])
def test_a_group_that_is_none_is_told(edit):
    with pytest.raises(ToolkitError, match=r"没有“.*竣工类”这一组"):
        read_plan(edited(edit))


@pytest.mark.parametrize("name", ["词表.停滞", "词表停滞", "词表：停滞"])
def test_the_group_may_be_written_as_the_clerk_likes(name):
    assert "告捷" in words_of(line(name, "告捷")).groups[Sense.STANDSTILL]


def test_the_words_reach_the_readings_of_single_cells():
    words = words_of(
        sheet(("比例剩余", "尾巴还有"), ("日期前", "掐着"), ("空答", "老样子"), ("说无", "冇得"), ("指向", "小程序"))
    )
    percent = Field(source="填报", key="完成比例", header="完成比例", column=1, template="", type=Type.PERCENT)
    cell = Cell(1, 1, CellKind.TEXT, "尾巴还有25%")
    assert read_percent(cell, percent).value is None
    assert read_percent(cell, percent, lexicon=words).value == Decimal("0.75")
    day = Cell(1, 1, CellKind.TEXT, "掐着9月底完工")
    assert read_date(day, percent, 2022).value is None
    assert read_date(day, percent, 2022, words).value == date(2022, 9, 30)
    assert is_filler("老样子", words) and is_filler("见小程序", words) and not is_filler("老样子")
    assert says_none("冇得问题", words) and not says_none("冇得问题")


def test_from_the_clerks_book_to_the_receipt(tmp_path):
    root = laid(tmp_path / "w")
    told = put("进展情况", "三所园都已告捷，老表们讲好。"), put("存在问题", "冇得问题")
    desk(root).drop("附件2-教育局.xlsx", desk(root).filled("教育局", *told), "2022-04-02T15:20")
    taken(root, "2022-04-03T09:00")

    def codes():
        row = next(row for row in dockets_of(office(root, "2022-04-03T10:00"))[0].files if row.unit == "教育局")
        return {problem.code.name for problem in row.problems}

    before = codes()
    book = root / "templates" / "附件1.xlsx"
    plan = load_workbook(book)
    sheet(("建成", "告捷"), ("说无", "冇得"))(plan)
    plan.save(book)
    assert "X04" not in before and "X04" in codes()
