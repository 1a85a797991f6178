"""A book put together of blocks that were kept of the one before it is, byte for byte, the book made without any."""

import random
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from dockets import FIELDS, INPUTS, at, make_docket, make_entry, make_file, make_plan, make_unit_row, planned, shipped_form

from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.outcomes import Status, Verdict
from toolkit.outputs import row_blocks
from toolkit.outputs.consolidated import consolidated
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.register_book import register
from toolkit.outputs.told_rows import untold

FORM = shipped_form()
NAMES = [f"第{number}局" for number in range(60)]
SHARES = (Decimal("0.3"), Decimal("0.325"), Decimal("0.0025"), Decimal(1), None)


class ContentPrints:
    """Prints of all that there is to know of a unit."""

    def common(self, docket):
        return content_hash(docket.deadline_reason)

    def of_each(self, docket, units):
        return [self.of(docket, unit) for unit in units]

    def of(self, docket, unit):
        return content_hash(docket.row(unit), docket.files_of(unit), docket.entries_of(unit), docket.due_of(unit))


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
        self.others = [f"第{number}所" for number in range(120)]
        self.states = {}
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

    def judged_anew(self):
        """A unit's line in the register says something else; a long reason makes its column wider."""
        unit = self.dice.choice([*self.names, *self.others])
        days = self.dice.randrange(9)
        reason = "电子表收到较晚。" * self.dice.choice((1, 60))
        told = {"status": Status.LATE, "days_late": days, "reason": reason, "provisional": days > 4, "due_rows": days}
        self.states[unit] = told

    def unit_joined(self):
        self.others.insert(self.dice.randrange(len(self.others)), f"新设{len(self.others)}所")

    def setting_changed(self):
        self.settings["县名"] = self.dice.choice(("鹿寨县", "柳城县"))
        self.settings["滞后阈值"] = self.dice.choice(("10", "30"))

    def sheet_full(self):
        self.holds = self.dice.choice((100, 900_000))

    def later(self):
        self.hour += 1

    def books(self, *blocks, tells=None):
        """汇总表 and the register. `tells`: what decides about units' lines; None = all that there is to know."""
        plan, docket, before = self._told()
        whole = consolidated(
            plan, FORM, docket, [before], schedules=planned(plan, "2022-06"), version="1", inputs=INPUTS, holds=self.holds,
            blocks=blocks[0], prints=None if tells else ContentPrints(),
        ).finish()  # fmt: skip
        return whole, register(
            plan, docket, holds=self.holds, blocks=blocks[1], tells=tells or self._tells(plan, docket)
        ).finish()

    def _tells(self, plan, docket):
        alike = content_hash(self.assigned, self.settings, docket.deadline_reason)
        return lambda places: content_hash(
            alike, [(row, docket.files_of(row.unit)) for row in docket.units[places.start : places.stop]]
        )

    def _told(self):
        order = sorted(self.assigned, key=lambda item: tuple(map(int, item.split("-"))))
        plan = make_plan({item: tuple(self.assigned[item]) for item in order})
        settings = replace(plan.settings, values={**plan.settings.values, **self.settings})
        plan = replace(plan, settings=settings, sha256=content_hash(self.assigned))
        files = [make_file(n, f"附件2-{name}.xlsx", unit=name) for n, name in enumerate(self.names, 1)]
        units = [make_unit_row(name, **self.states.get(name, {})) for name in (*self.names[::2], *self.others)]
        docket = make_docket(
            plan, list(self.entries.values()), units, files, period="2022-06", as_of=at(f"06-07 {self.hour:02}:00")
        )
        before = make_docket(plan, list(self.entries.values())[::3], period="2022-04")
        return plan, docket, before

    EDITS = (
        answer, answer, judged_anew, judged_anew, unit_joined, longer, renamed, item_added, unit_left_out, setting_changed, sheet_full, later,
    )  # fmt: skip


@pytest.fixture(autouse=True, params=[2, 16])
def _runs(request, monkeypatch):
    monkeypatch.setattr(row_blocks, "RUN", request.param)


def fresh():
    return BookBlocks(), BookBlocks()


def after(kept, books):
    """The blocks of books as the next ones find them."""
    return [
        BookBlocks(blocks.listed(), lambda at, length, data=data: data[at : at + length])
        for blocks, data in zip(kept, books, strict=True)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_edited_kept_blocks_change_nothing(seed):
    edited = EditedBook(seed)
    kept, copied, recalled = fresh(), [0, 0], [0, 0]
    books = edited.books(*kept)
    for _ in range(4):
        edited.dice.choice(EditedBook.EDITS)(edited)
        blocks, anew = after(kept, books), fresh()
        books = edited.books(*blocks)
        assert books == edited.books(*anew) == edited.books(*fresh(), tells=untold)
        assert [one.listed() for one in blocks] == [one.listed() for one in anew]
        copied = [before + one.copied for before, one in zip(copied, blocks, strict=True)]
        recalled = [before + one.recalled for before, one in zip(recalled, blocks, strict=True)]
        kept = blocks
    assert all(copied)
    assert all(recalled)


def test_one_late_sheet_has_few_blocks_made_anew():
    edited = EditedBook(7)
    kept = fresh()
    books = edited.books(*kept)
    edited.answer(完成比例=Decimal("0.3"), 预计完成时间=date(2022, 8, 31))
    edited.later()
    blocks = after(kept, books)
    edited.books(*blocks)
    for before, now in zip(kept, blocks, strict=True):
        lines = before.listed().splitlines()
        told = sum(line.startswith(b"told:") for line in lines)
        blocks_before = sum(int(line.split(b"[")[1].split(b",")[0]) if line.startswith(b"run:") else 1 for line in lines) - told
        assert now.copied >= blocks_before - 3 > 0
        assert now.recalled >= told - 7  # of lines, units and files a block and its run, and one list


def test_every_part_of_a_book_of_copied_blocks_is_whole():
    edited = EditedBook(8)
    kept = fresh()
    books = edited.books(*kept)
    again = edited.books(*after(kept, books))
    assert again == books
    for data in again:
        assert zipfile.ZipFile(BytesIO(data)).testzip() is None
