"""A judgement whose rows lie packed says what one says whose rows lie open, and holds only so many as values."""

from decimal import Decimal

import pytest
from dockets import make_entry, make_file
from judge_desk import Desk, at

from toolkit.judge import kept_sheets, lights, recognitions
from toolkit.judge.dockets import examined
from toolkit.nouns import shelf
from toolkit.nouns.docket_marks import entry_mark, file_mark
from toolkit.nouns.outcomes import Outcome
from toolkit.outputs.merge import merged
from toolkit.plan.schedule import Schedules

UNITS = ("教育局", "水利局", "住建局")


def told():
    """Return the dockets and lines of three units: two periods, a newer sheet, a copy, one sent back, an earlier moment."""
    desk = Desk()
    for unit in UNITS:
        desk.both(unit)
    newer = desk.sheet(UNITS[0], when="2022-04-03T09:00", name="新.xlsx", 完成比例=Decimal("0.45"))
    desk.sheet(UNITS[1], when="2022-04-04T09:00", name="副本.xlsx")
    desk.sheet(UNITS[2], "2022-06", "2022-06-02T09:00", 完成比例=None)
    dockets = tuple(desk.docket(period) for period in ("2022-04", "2022-06"))
    period = desk.plan.period("2022-06")
    lines = merged(desk.plan, dockets[1], dockets[:1], Schedules(desk.plan, period))
    told_lines = [(line, line.entry, line.earlier, line.percent, line.trouble, line.done) for line in lines]
    whole = [(tuple(d.units), tuple(d.files), tuple(d.entries), d.due, d.complete) for d in dockets]
    of_units = [(d.row(u), d.files_of(u), d.entries_of(u), d.due_of(u)) for d in dockets for u in UNITS]
    return desk, newer, whole, of_units, told_lines


def test_packed_rows_say_what_open_rows_say(monkeypatch: pytest.MonkeyPatch):
    _, _, *usual = told()
    for module, name in ((shelf, "OPEN"), (shelf, "BLOCK"), (recognitions, "HELD"), (kept_sheets, "HELD"), (lights, "_HELD")):
        monkeypatch.setattr(module, name, 1)
    desk, newer, *packed = told()
    assert packed == usual
    judgement = examined(desk.snapshot("2022-12-31"))
    assert not judgement.rows._rows._first and len(judgement.rows._rows._blocks) == len(judgement.rows) > 0  # a long list
    outcomes = {row.outcome for row in judgement.rows}
    assert {Outcome.SUPERSEDED, Outcome.SCAN, Outcome.DUPLICATE, Outcome.RETURNED} <= outcomes
    assert judgement.rows.of_receipt(newer)[0].received == at("2022-04-03T09:00")


def test_what_many_marks_name_is_one_text():
    """Each sheet came with its unit's name as a text of its own: a country's were held several times over."""
    rows = [make_file(number, "附件2.xlsx", unit="".join(("教育", "局"))) for number in (1, 2)]
    one, other = map(file_mark, rows)
    assert rows[0].unit is not rows[1].unit
    assert one.unit is other.unit and one.period is other.period
    entries = [make_entry("".join(("1-", "1")), "".join(("教育", "局"))) for _ in range(2)]
    mine, theirs = map(entry_mark, entries)
    assert mine.item is theirs.item and mine.unit is theirs.unit is one.unit
