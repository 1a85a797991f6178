"""Readings as the ledger keeps them: opened when asked for, so that memory does not grow with all that ever came."""

import tracemalloc
from dataclasses import replace
from decimal import Decimal

import pytest
from xlsx_parts import parts, zipped

from toolkit.intake.examine import examine
from toolkit.intake.kept_readings import KeptReadings, light_of, sort_of
from toolkit.intake.reading import Member, Reading, dump, ended_by_limit, fold, light, load, unfold
from toolkit.nouns.cells import Aside, Book, Cell, CellKind, Sheet
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Sort


def reading(cells: int = 3) -> Reading:
    made = {(n, 1): Cell(n, 1, CellKind.TEXT, f"文字{n}") for n in range(1, cells)}
    told = Cell(cells, 1, CellKind.NUMBER, Decimal(46), '0"所"', words="46所", struck="46所", kept="")
    less = Cell(cells, 2, CellKind.NUMBER, Decimal("0.35"), "0%", exact=Decimal("0.3549"))
    sheet = Sheet(
        name="附件2", cells={**made, (cells, 1): told, (cells, 2): less}, asides=(Aside("批注", "延期", 5, 8, 5, 8, "张"),)
    )
    return Reading(sort=Sort.BOOK, book=Book(format="xlsx", sheets=(sheet,), warnings=("F08",), details={"F08": "x"}))


ROW = '<row r="2"><c r="B2"><v>0.5</v></c><c r="A2" t="inlineStr"><is><t>甲</t></is></c></row>'
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006"
CUSTOM = (
    f'<Properties xmlns="{_TYPES}/custom-properties" xmlns:vt="{_TYPES}/docPropsVTypes">'
    + "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{name}"><vt:lpwstr>x</vt:lpwstr></property>'
        for n, name in enumerate("甲乙", start=2)
    )
    + "</Properties>"
)


def test_what_is_kept_is_what_was_read():
    assert load(dump(reading())) == reading()


def test_a_reading_is_what_is_loaded_of_it_to_the_order_of_its_parts():
    read = examine(zipped(parts(ROW) | {"docProps/custom.xml": CUSTOM}), "附件2.csv", Limits())
    assert read.book is not None
    assert list(read.book.properties) == ["甲", "乙"][::-1]
    assert repr(load(dump(read))) == repr(read)


def test_whether_a_limit_ended_a_reading_is_told_without_opening_it():
    late, other = problem(Code.F05), problem(Code.F08)
    for sort in Sort:
        for book in (None, reading(400).book):
            whole = replace(reading(), sort=sort, book=book)
            ended = [ended_by_limit(dump(replace(whole, problems=found))) for found in ((), (other,), (late,), (other, late))]
            assert ended == [False, False, True, True]
    assert not ended_by_limit(b"")


def test_a_light_reading_says_all_but_its_cells():
    found = light(reading())
    assert found.book is not None and (found.sort, found.book.details) == (Sort.BOOK, {"F08": "x"})
    assert [(sheet.name, sheet.cells, [aside.text for aside in sheet.asides]) for sheet in found.book.sheets] == [
        ("附件2", {}, ["延期"])
    ]
    kept = KeptReadings({7: dump(reading())})
    assert sort_of(kept, 7) is sort_of({7: reading()}, 7) is reading().sort
    assert found == light_of({7: reading()}, 7) == light_of(kept, 7) == light(kept[7]) == light_of(kept, 7)


def test_a_table_leaves_its_worker_as_the_bytes_that_are_kept_of_it():
    folded = fold(reading())
    assert dump(folded) == dump(reading()) and unfold(folded) == reading()
    assert folded.book is not None and not any(sheet.cells for sheet in folded.book.sheets)


@pytest.mark.parametrize(
    "more",
    [{"sort": Sort.SCAN}, {"problems": (problem(Code.F05, detail="慢"),)}, {"members": (Member(name="a", data=b""),)}],
)
def test_what_may_still_change_before_it_is_kept_is_not_folded(more):
    assert fold(replace(reading(), **more)) == replace(reading(), **more)


@pytest.mark.slow
def test_a_thousand_readings_take_the_memory_of_a_few():
    body = dump(reading(500))
    kept = KeptReadings(dict.fromkeys(range(1000), body))
    tracemalloc.start()
    held = [light(kept[number]) for number in kept]
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(held) == 1000 and used < 8 << 20
