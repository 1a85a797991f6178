"""What 看板 draws of the year: each item's percents over the periods, each unit's states in every period. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice

from toolkit.nouns.docket import Docket, UnitRow
from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.board_keys import BoardKeys
from toolkit.outputs.board_tally import AssignmentTally
from toolkit.outputs.merge import Light
from toolkit.outputs.page_rows import PageRows
from toolkit.outputs.register_book.phrases import period_name
from toolkit.plan.model import Item, Plan
from toolkit.values.texts import clean, rounded
from toolkit.words.numbers import percent
from toolkit.words.states import status_word

MOST = 60
"""More small pictures than this nobody looks at."""
_WIDE, _TALL = Decimal(92), Decimal(36)
_EDGE = Decimal(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseDot:
    """One period of a small picture, in its own units."""

    x: Decimal
    y: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePicture:
    """One item over the periods."""

    item: str
    content: str
    now: str
    light: str
    """"" = nothing that counts in this period."""
    dots: tuple[CourseDot, ...]
    schedule: Decimal | None
    """Where the line of 序时进度 lies."""
    words: str
    """The same in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCell:
    """A unit's state in one period."""

    word: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    unit: str
    cells: tuple[StateCell, ...]


def pictures(
    plan: Plan, pairs: Sequence[Pair], tally: AssignmentTally, dockets: Sequence[Docket], schedules: Mapping[Pair, Decimal]
) -> tuple[CoursePicture, ...]:
    """Return one picture an item; `pairs`: (item id, unit) of each line; `dockets`: the periods so far, this one last."""
    names = [clean(period_name(plan, docket.period)) for docket in dockets]
    made = []
    for places in islice(tally.items(), MOST):
        first = pairs[places.start]
        item = plan.item(first[0])
        if item is not None:
            made.append(_picture(item, tally, places, names, schedules.get(first)))
    return tuple(made)


def _picture(
    item: Item, tally: AssignmentTally, places: range, periods: Sequence[str], schedule: Decimal | None
) -> CoursePicture:
    means = tally.course(places)
    lights = [light for light in map(tally.light, places) if light]
    worst = max(lights, key=list(Light).index) if lights else ""
    return CoursePicture(
        item=item.number,
        content=clean(item.content),
        now=percent(means[-1]),
        light=str(worst),
        dots=tuple(_dot(place, mean, len(periods)) for place, mean in enumerate(means) if mean is not None),
        schedule=None if schedule is None else _height(schedule),
        words="，".join(f"{period} {percent(mean)}" for period, mean in zip(periods, means, strict=True)),
    )


def _dot(place: int, mean: Decimal, count: int) -> CourseDot:
    return CourseDot(x=rounded(_EDGE + _WIDE * place / max(1, count - 1), 1), y=_height(mean))


def _height(share: Decimal) -> Decimal:
    return rounded(_EDGE + _TALL * (1 - min(max(share, Decimal(0)), Decimal(1))), 1)


def states(dockets: Sequence[Docket], names: Sequence[str], places: Sequence[int], keys: BoardKeys) -> PageRows[StateRow]:
    """Return a row of some units' states in each period; `places`: where those stand in `names`."""

    def row(place: int) -> StateRow:
        name = names[place]
        return StateRow(unit=clean(name), cells=tuple(_cell(docket.row(name)) for docket in dockets))

    return PageRows(row, places, lambda place: keys.year(names[place]))


def units_asked(plan: Plan, dockets: Sequence[Docket]) -> Sequence[str]:
    """Return all units that were asked for anything in these periods, in the plan's order."""
    asked = [[mark.unit for mark in docket.unit_marks] for docket in dockets]
    if all(names == asked[-1] for names in asked):  # each docket's are in that order
        return asked[-1]
    known = dict.fromkeys(chain.from_iterable(asked))
    return [*dict.fromkeys([*(unit.name for unit in plan.units if unit.name in known), *known])]


def _cell(row: UnitRow | None) -> StateCell:
    return StateCell(word="—", status="") if row is None else StateCell(word=status_word(row), status=row.status.value)
