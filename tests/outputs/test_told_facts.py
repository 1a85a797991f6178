"""What was told of records for the book before is taken for granted under its key, and amounts to what all of them tell."""

import json
import random
from dataclasses import replace

from counted import CountedShelf
from dockets import make_docket, make_plan, make_unit_row

from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.docket_marks import unit_mark
from toolkit.nouns.outcomes import Status
from toolkit.outputs.column_widths import measured, measured_together
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.register_book import register
from toolkit.outputs.workbook_pages import PageColumn

COLUMNS = (PageColumn(header="单位", width=13, most=27), PageColumn(header="理由", width=36), PageColumn(header="次数", width=8))
TEXTS = ("", "按时", "退回（两次）\n尚未重报", "工程按计划推进。" * 40, None, 7)


def next_book(blocks):
    return BookBlocks(blocks.listed(), lambda _at, _length: b"")


def test_facts_are_told_once_and_come_back_alike():
    first, asked = BookBlocks(), []

    def tell():
        asked.append(1)
        return [1, "二\n", None]

    told = first.facts("a", tell)
    second = next_book(first)
    assert second.facts("a", tell) == told == [1, "二\n", None]
    assert (len(asked), second.recalled) == (1, 1)
    assert second.listed() == first.listed()


def test_facts_without_a_key_are_told_each_time():
    first = BookBlocks()
    assert first.facts("", lambda: 1) == 1
    assert first.listed() == b""


def test_facts_that_nobody_asked_for_again_are_forgotten():
    first = BookBlocks()
    first.facts("a", lambda: 1)
    assert next_book(first).listed() == b""


def told_together(blocks, said):
    """What things come to together; which of them were asked."""
    asked = []

    def tell():
        return sum(blocks.facts(key, lambda key=key: asked.append(key) or said[key]) for key in said)

    return blocks.facts_together(list(said), tell), asked


def test_things_told_together_keep_what_each_of_them_told():
    first = BookBlocks()
    assert told_together(first, {"a": 1, "b": 2}) == (3, ["a", "b"])
    second = next_book(first)
    assert told_together(second, {"a": 1, "b": 2}) == (3, [])
    assert second.facts_again("b") == 2
    assert second.listed() == first.listed()
    assert told_together(next_book(second), {"a": 1, "c": 5}) == (6, ["c"])


def test_things_told_together_are_asked_again_where_one_of_them_is_lost():
    first = BookBlocks()
    told_together(first, {"a": 1, "b": 2})
    kept = b"".join(line for line in first.listed().splitlines(keepends=True) if not line.startswith(b"told:a "))
    again = BookBlocks(kept, lambda _at, _length: b"")
    assert told_together(again, {"a": 1, "b": 2}) == (3, ["a"])
    assert again.listed() == first.listed()


def test_things_of_which_one_cannot_be_told_are_asked_each_time():
    first = BookBlocks()
    assert told_together(first, {"": 1, "b": 2}) == (3, ["", "b"])
    assert told_together(next_book(first), {"": 1, "b": 2}) == (3, [""])


def test_the_measures_of_some_rows_each_are_together_that_of_all():
    dice = random.Random(7)
    rows = [tuple(dice.choice(TEXTS) for _ in COLUMNS) for _ in range(200)]
    some = [json.loads(json.dumps(measured(COLUMNS, rows[first : first + 64]).plain())) for first in range(0, 200, 64)]
    assert measured_together(COLUMNS, some) == measured(COLUMNS, rows)


def opened_after_one_changed(units):
    """How many units' lines a register looks at that has all but one from the book before."""
    rows = [make_unit_row(f"第{number}局") for number in range(units)]
    plan = make_plan({"1-1": tuple(row.unit for row in rows)})
    blocks = BookBlocks()
    data = register(plan, _docket(plan, rows), blocks=blocks, tells=_tells(rows)).finish()
    rows[units // 2] = make_unit_row(f"第{units // 2}局", Status.LATE, days_late=2)
    docket = _docket(plan, rows)
    before = BookBlocks(blocks.listed(), lambda at, length: data[at : at + length])
    now, opened = register(plan, docket, blocks=before, tells=_tells(rows)).finish(), docket.units.opened
    assert now == register(plan, docket).finish()
    return opened


def _docket(plan, rows):
    return replace(make_docket(plan, (), rows), units=CountedShelf(rows, mark=unit_mark))


def _tells(rows):
    known = [content_hash(row) for row in rows]
    return lambda places: content_hash(known[places.start : places.stop])


def test_a_register_opens_no_more_units_among_more_that_are_as_they_were():
    assert opened_after_one_changed(400) == opened_after_one_changed(800) < 400
