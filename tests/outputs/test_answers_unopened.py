"""After one late sheet 汇总表 opens the answers of a few units, however many there are."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from dockets import FIELDS, INPUTS, make_docket, make_entry, make_file, make_plan, make_unit_row, planned, shipped_form

from toolkit.nouns.docket_marks import entry_mark, file_mark, unit_mark
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.shelf import Picked
from toolkit.outputs.block_facts import BlockFacts
from toolkit.outputs.consolidated import consolidated, facts_of_lines, line_blocks
from toolkit.outputs.consolidated.lines_told import LinesHead
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.kept_blocks import BookBlocks

PERIOD = "2022-04"
FORM = shipped_form()


class Sheets:
    """One period of many units with two items each; what is opened of its docket is counted."""

    def __init__(self, count):
        self.names = [f"第{number}局" for number in range(count)]
        self.plan = make_plan({f"{number}-{k}": (name,) for number, name in enumerate(self.names, 1) for k in (1, 2)})
        self.said = dict.fromkeys(self.names, Decimal("0.3"))
        self.opened = {"entries": 0, "units": 0, "files": 0}

    def common(self, _docket):
        return "alike"

    def of(self, _docket, unit):
        return f"{unit} {self.said[unit]}"

    def of_each(self, docket, units):
        return [self.of(docket, unit) for unit in units]

    def of_nobodys(self, _docket, receipt):
        return f"mail {receipt}"

    def book(self, kept, **more):
        return self.made(consolidated, blocks=kept, **more).finish()

    def made(self, make, **more):
        docket = replace(self._docket(), **{name: getattr(self, f"_{name}")() for name in self.opened})
        return make(
            self.plan, FORM, docket, (), schedules=planned(self.plan, PERIOD), version="1", inputs=INPUTS, prints=self, **more
        )

    def _docket(self):
        return make_docket(self.plan, [], [], [], period=PERIOD)

    def _counted(self, name, values, mark):
        def fetch(place):
            self.opened[name] += 1
            return values[place]

        return Picked(fetch, range(len(values)), lambda place: mark(values[place]))

    def _entries(self):
        said = [(f"{number}-{k}", name) for number, name in enumerate(self.names, 1) for k in (1, 2)]
        given = {name: {**FIELDS, "完成比例": share} for name, share in self.said.items()}
        return self._counted("entries", [make_entry(item, unit, **given[unit]) for item, unit in said], entry_mark)

    def _units(self):
        return self._counted("units", [make_unit_row(name) for name in self.names], unit_mark)

    def _files(self):
        files = [make_file(number, f"附件2-{name}.xlsx", unit=name) for number, name in enumerate(self.names, 1)]
        mails = [make_file(1000 + number, f"{name}.eml", outcome=Outcome.CONTAINER) for number, name in enumerate(self.names)]
        files = [*files, *mails]
        return self._counted("files", files, file_mark)


def opened(count):
    """Tell how many answers, units and files of so many units are opened after one late sheet."""
    sheets, kept = Sheets(count), BookBlocks()
    data = sheets.book(kept)
    sheets.said[sheets.names[count // 2]] = Decimal("0.4")
    sheets.opened = dict.fromkeys(sheets.opened, 0)
    again = BookBlocks(kept.listed(), lambda at, length: data[at : at + length])
    sheets.book(again)
    assert again.copied
    return sheets.opened


def heads_opened(count, monkeypatch):
    """Tell of how many blocks of lines of so many units it is looked up what they come to, for the book after one late sheet."""
    sheets, kept = Sheets(count), BookBlocks()
    data = sheets.book(kept)
    sheets.said[sheets.names[count // 2]] = Decimal("0.4")
    opened, real = Counter(), BlockFacts.head

    def head(self, kind):
        opened[kind] += 1
        return real(self, kind)

    with monkeypatch.context() as patched:
        patched.setattr(BlockFacts, "head", head)
        book = sheets.book(BookBlocks(kept.listed(), lambda at, length: data[at : at + length]))
    assert book == sheets.book(BookBlocks())
    return opened[LinesHead]


def test_one_late_sheet_has_what_few_blocks_come_to_looked_up(monkeypatch):
    monkeypatch.setattr("toolkit.outputs.row_blocks.RUN", 2)
    assert 0 < heads_opened(800, monkeypatch) == heads_opened(400, monkeypatch) < 400 * 2 // 64


@pytest.mark.parametrize("what", ["entries", "units", "files"])
def test_one_late_sheet_opens_as_much_among_many_as_among_few(what):
    assert 0 < opened(400)[what] == opened(200)[what] < 200


@pytest.mark.parametrize("share", [0, 2, 1])
def test_facts_of_lines_told_somewhere_else_are_those_that_are_told_here(monkeypatch, share):
    sheets, alone, beside = Sheets(200), BookBlocks(), BookBlocks()
    whole = sheets.book(alone)
    told = list(facts_of_lines(sheets.made(ConsolidatedData.of)))
    assert [place for place, _, _ in told] == list(reversed(range(len(told)))) and len(told) > 4
    known = {key: facts for _, key, facts in told[: len(told) // share if share else 0]}
    looked, facts = [], line_blocks._facts
    monkeypatch.setattr(line_blocks, "_facts", lambda *given: looked.append(1) or facts(*given))
    assert sheets.book(beside, beside=known.get) == whole
    assert beside.listed() == alone.listed()
    assert len(looked) == len(told) - len(known)
