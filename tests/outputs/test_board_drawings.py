"""What 看板 draws of the year: an item's percents, a unit's states, period by period."""

from decimal import Decimal

from consolidated_world import PLAN, april, june
from dockets import ZONE, shipped_form

from toolkit.outputs.dashboard import board


def drawn():
    first = april()
    return board(PLAN, shipped_form(), june(first), [first], schedules={}, zone=ZONE)


def test_an_item_is_drawn_through_the_means_of_its_units():
    found = {picture.item: picture for picture in drawn().courses}
    alone = found[PLAN.item("1-2").number]
    assert [(dot.x, dot.y) for dot in alone.dots] == [(Decimal(4), Decimal("38.2")), (Decimal(96), Decimal("22.0"))]
    assert alone.now == "50%"
    shared = found[PLAN.item("2-1").number]
    assert "62.5%" in shared.words, "(100% + 25%) / 2: what was sent back or missing does not count"


def test_units_stand_with_their_state_in_every_period():
    rows = {row.unit: [cell.word for cell in row.cells] for row in drawn().states}
    assert rows["教育局"][0] == "迟报"
    assert rows["江口乡"][0] == "按时（时间待核）"
    assert all(len(cells) == 2 for cells in rows.values())
