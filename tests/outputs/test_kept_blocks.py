"""A book put together of blocks that were kept of the one before it is, byte for byte, the book made without any."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from dockets import FIELDS, INPUTS, at, make_docket, make_entry, make_file, make_plan, make_unit_row, planned, shipped_form

from toolkit.nouns.docket import Status, Verdict
from toolkit.ooxml.zip_directory import directory
from toolkit.outputs.consolidated import consolidated
from toolkit.outputs.kept_blocks import BookBlocks

FORM = shipped_form()
NAMES = [f"第{number}局" for number in range(60)]
SHARES = (Decimal("0.3"), Decimal("0.325"), Decimal("0.0025"), Decimal(1), None)


class EditedBook:
    """One period's answers, edited at random from one book to the next."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.names = list(NAMES)
        self.assigned = {f"{n}-{k}": self._hosts(n) for n in range(1, 61) for k in (1, 2)}
        self.settings = {}
        self.entries = {}
        self.holds = 900_000
        self.hour = 9
        for _ in range(150):
            self.answer()

    def _hosts(self, number):
        return [self.names[(number + step) % len(self.names)] for step in range(self.dice.choice((1, 1, 1, 2, 3)))]

    def answer(self, **fields):
        """One more sheet, or one sent again."""
        item = self.dice.choice(list(self.assigned))
        unit = self.dice.choice(self.assigned[item])
        told = {"进展情况": self.dice.choice(["进展顺利。", "已完成=1+1。", " 前后空格 ", "施工过半，\n投资到位。"]), **fields}
        verdict = self.dice.choice((Verdict.PASSED, Verdict.PASSED, Verdict.RETURNED))
        given = {**FIELDS, "完成比例": self.dice.choice(SHARES), **told}
        self.entries[item, unit] = make_entry(item, unit, verdict=verdict, **given)

    def longer(self):
        """A text that makes a column wider and its row higher than one can be."""
        self.answer(进展情况="工程按计划推进。" * self.dice.choice((60, 900)))

    def renamed(self):
        place = self.dice.randrange(len(self.names))
        before, self.names[place] = self.names[place], f"{self.names[place]}（挂牌某某中心）"
        for hosts in self.assigned.values():
            hosts[:] = [self.names[place] if name == before else name for name in hosts]
        entries = list(self.entries.values())
        self.entries = {}
        for entry in entries:
            now = replace(entry, unit=self.names[place]) if entry.unit == before else entry
            self.entries[now.item, now.unit] = now

    def item_added(self):
        number = self.dice.randrange(1, 61)
        self.assigned[f"{number}-{len(self.assigned)}"] = self._hosts(number)

    def unit_left_out(self):
        item = self.dice.choice([item for item, hosts in self.assigned.items() if len(hosts) > 1])
        gone = self.assigned[item].pop()
        self.entries.pop((item, gone), None)

    def setting_changed(self):
        self.settings["县名"] = self.dice.choice(("鹿寨县", "柳城县"))
        self.settings["滞后阈值"] = self.dice.choice(("10", "30"))

    def sheet_full(self):
        self.holds = self.dice.choice((100, 900_000))

    def later(self):
        self.hour += 1

    def book(self, blocks=None):
        order = sorted(self.assigned, key=lambda item: tuple(map(int, item.split("-"))))
        plan = make_plan({item: tuple(self.assigned[item]) for item in order})
        plan = replace(plan, settings=replace(plan.settings, values={**plan.settings.values, **self.settings}))
        files = [make_file(n, f"附件2-{name}.xlsx", unit=name) for n, name in enumerate(self.names, 1)]
        units = [make_unit_row(name, Status.ON_TIME) for name in self.names[::2]]
        docket = make_docket(
            plan, list(self.entries.values()), units, files, period="2022-06", as_of=at(f"06-07 {self.hour:02}:00")
        )
        before = make_docket(plan, list(self.entries.values())[::3], period="2022-04")
        return consolidated(
            plan, FORM, docket, [before], schedules=planned(plan, "2022-06"), version="1", inputs=INPUTS, holds=self.holds,
            blocks=blocks,
        )  # fmt: skip

    EDITS = (answer, answer, longer, renamed, item_added, unit_left_out, setting_changed, sheet_full, later)


def reading(data):
    return lambda at, length: data[at : at + length]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_edited_kept_blocks_change_nothing(seed):
    world = EditedBook(seed)
    kept = BookBlocks()
    data = world.book(kept)
    copied = 0
    for _ in range(6):
        world.dice.choice(EditedBook.EDITS)(world)
        blocks = BookBlocks(kept.listed(), reading(data))
        data = world.book(blocks)
        fresh = BookBlocks()
        assert data == world.book(fresh)
        assert blocks.listed() == fresh.listed()
        copied, kept = copied + blocks.copied, blocks
    assert copied


def test_one_late_sheet_has_few_blocks_made_anew():
    world = EditedBook(7)
    kept = BookBlocks()
    data = world.book(kept)
    world.answer(完成比例=Decimal("0.3"), 预计完成时间=date(2022, 8, 31))
    world.later()
    blocks = BookBlocks(kept.listed(), reading(data))
    world.book(blocks)
    assert blocks.copied >= len(kept.listed().splitlines()) - 3 > 0


def test_every_part_of_a_book_of_copied_blocks_is_whole():
    world = EditedBook(8)
    kept = BookBlocks()
    data = world.book(kept)
    blocks = BookBlocks(kept.listed(), reading(data))
    again = world.book(blocks)
    assert again == data
    assert directory(again, 100)
