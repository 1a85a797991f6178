"""Laws of 收文登记.xlsx: what the clerk may write, what is refused with its cell, and that rows are appended once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from toolkit.clerk.receipt_log import CHANNELS, HINTS, MATERIALS, NAME, blank_log, new_notes, notes_of, read_log
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.plan.model import Period, Plan, Unit
from toolkit.plan.settings import Settings
from toolkit.workspace.arrivals import LOG

ZONE = ZoneInfo("Asia/Shanghai")
SHANGHAI = timezone(timedelta(hours=8))
PLAN = Plan(
    title="",
    settings=Settings({}),
    items=(),
    units=(Unit(name="教育局", aliases=("县教育局",)), Unit(name="水利局")),
    periods=tuple(
        Period(id=f"2022-{m}", name=f"{int(m)}月", deadline=date(2022, int(m), 5), data_as_of=date(2022, 3, 31))
        for m in ("04", "06")
    ),
)
LABELS = list(HINTS)

OFTEN = replace(
    PLAN,
    periods=tuple(
        Period(id=f"2022-04-{day}", name=f"4月{day}日", deadline=date(2022, 4, day), data_as_of=date(2022, 4, day))
        for day in (15, 29)
    ),
)


def log(*rows: dict[str, object], above: int = 0) -> bytes:
    book = openpyxl.load_workbook(BytesIO(blank_log()))
    sheet = book.active
    if above:
        sheet.insert_rows(1, above)
        sheet["A1"] = "督查室收文登记"
    for number, row in enumerate(rows, start=2 + above):
        for label, value in row.items():
            sheet.cell(number, LABELS.index(label) + 1).value = value
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_blank_log_is_empty_and_always_the_same_bytes():
    assert LOG == NAME
    assert read_log(blank_log(), PLAN) == ()
    assert blank_log(["教育局"], ["2022-04"]) == blank_log(["教育局"], ["2022-04"])
    book = openpyxl.load_workbook(BytesIO(blank_log(["教育局"], ["2022-04"])))
    rules = {str(rule.sqref)[0]: rule for rule in book.active.data_validations.dataValidation}
    assert [cell.value for cell in book.active[1]] == LABELS
    assert rules["D"].formula1 == f'"{",".join(MATERIALS)}"' and rules["F"].formula1 == f'"{",".join(CHANNELS)}"'
    assert all(rules[letter].prompt for letter in "ABCDEFGHI")
    assert book.active.column_dimensions["A"].width > 30


def test_rows_are_read_by_label_with_canonical_names():
    data = log(
        {"文件名": " 二批/附件2.xlsx ", "收到时间": "2022-04-05 09:30", "渠道": "邮箱", "登记人": "值班员"},
        {},
        {"单位": "县教育局", "期次": "2022-4", "材料": "盖章扫描件", "收到时间": datetime(2022, 4, 6, 8)},  # noqa: DTZ001
        {"单位": "水利局", "期次": datetime(2022, 6, 1), "材料": "缓报", "新期限": "2022-06-15"},  # noqa: DTZ001
        {"单位": "水利局", "期次": "4月", "材料": "免报", "说明": "批准"},
        above=2,
    )
    rows = read_log(data, PLAN)
    assert [(r.row, r.file, r.unit, r.period, r.material) for r in rows] == [
        (4, "二批/附件2.xlsx", "", "", ""),
        (6, "", "教育局", "2022-04", "盖章扫描件"),
        (7, "", "水利局", "2022-06", "缓报"),
        (8, "", "水利局", "2022-04", "免报"),
    ]
    assert rows[0].received == datetime(2022, 4, 5, 9, 30, tzinfo=SHANGHAI)
    assert rows[2].due == date(2022, 6, 15)

    kinds = [note.kind for note in notes_of(rows, at=datetime(2022, 4, 6, tzinfo=SHANGHAI))]
    assert kinds == [NoteKind.RECEIVED, NoteKind.PAPER, NoteKind.DELAY, NoteKind.EXEMPT]


def test_a_period_named_by_a_day_is_known_when_excel_makes_a_date_of_it():
    data = log({"单位": "水利局", "期次": datetime(2022, 4, 29), "材料": "免报", "说明": "批准"})  # noqa: DTZ001
    assert [row.period for row in read_log(data, OFTEN)] == ["2022-04-29"]


GOOD = {"单位": "水利局", "期次": "2022-04", "材料": "电子表", "收到时间": "2022-04-05"}


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (GOOD | {"单位": "水利厅"}, "B2"),
        (GOOD | {"单位": None}, "B2"),
        (GOOD | {"期次": "2022-05"}, "C2"),
        (GOOD | {"期次": None}, "C2"),
        (GOOD | {"材料": "扫描"}, "D2"),
        (GOOD | {"材料": None}, "D2"),
        (GOOD | {"收到时间": "昨天"}, "E2"),
        (GOOD | {"收到时间": None}, "E2"),
        (GOOD | {"材料": "缓报"}, "G2"),
        (GOOD | {"材料": "缓报", "新期限": "下周"}, "G2"),
        ({"文件名": "a.xlsx"}, "E2"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_cell(row, cell):
    with pytest.raises(ToolkitError) as caught:
        read_log(log(row), PLAN)
    assert cell in str(caught.value) and NAME in str(caught.value) and str(caught.value).count("。") == 1


def test_all_mistakes_are_told_at_once_and_the_nearest_unit_named():
    with pytest.raises(ToolkitError) as caught:
        read_log(log(GOOD | {"收到时间": "昨天"}, GOOD, GOOD | {"单位": "教育"}), PLAN)
    first, *told = str(caught.value).splitlines()
    assert "2 处" in first and ["E2" in told[0], "B4" in told[1], "是不是“教育局”？" in told[1]] == [True] * 3


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"<html>"])
def test_a_log_that_does_not_open_is_said(data):
    with pytest.raises(ToolkitError, match="打不开"):
        read_log(data, PLAN)


def test_a_log_without_header_is_said():
    book = openpyxl.Workbook()
    target = BytesIO()
    book.save(target)
    with pytest.raises(ToolkitError, match="表头"):
        read_log(target.getvalue(), PLAN)


def test_only_new_rows_become_notes_however_often_read():
    rows = read_log(log({"文件名": "a", "收到时间": "2022-04-05"}, {"文件名": "a", "收到时间": "2022-04-05"}), PLAN)
    first = new_notes(notes_of(rows, at=datetime(2022, 4, 6, tzinfo=UTC)), ())
    assert len(first) == 1
    numbered = [
        Note(kind=note.kind, at=note.at, number=7, file=note.file, received=note.received, source=note.source) for note in first
    ]
    assert new_notes(notes_of(rows, at=datetime(2022, 4, 9, tzinfo=UTC)), numbered) == ()
    corrected = read_log(log({"文件名": "a", "收到时间": "2022-04-06"}), PLAN)
    assert len(new_notes(notes_of(corrected, at=datetime(2022, 4, 9, tzinfo=UTC)), numbered)) == 1
