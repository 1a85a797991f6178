"""What 看板 draws of the year: each item's percents over the periods, each unit's states in every period. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.nouns.docket import Docket, UnitRow
from toolkit.nouns.shelf import Picked
from toolkit.outputs.merge import Light, Share, course
from toolkit.outputs.register_book.phrases import period_name
from toolkit.plan.model import Plan
from toolkit.values.numbers import mean
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


def pictures(plan: Plan, items: Sequence[Share], dockets: Sequence[Docket]) -> tuple[CoursePicture, ...]:
    """Return one picture an item; `dockets`: the periods so far, this one last."""
    periods = [docket.period for docket in dockets]
    return tuple(_picture(plan, share, periods) for share in items[:MOST])


def _picture(plan: Plan, share: Share, periods: Sequence[str]) -> CoursePicture:
    courses = [course(line, periods[-1], periods) for line in share.lines]
    means = [mean(values) for values in zip(*courses, strict=True)]
    schedule = share.lines[0].schedule
    lights = [line.light for line in share.lines if line.light]
    worst = max(lights, key=list(Light).index) if lights else ""
    return CoursePicture(
        item=share.item.number,
        content=clean(share.item.content),
        now=percent(means[-1]),
        light=str(worst),
        dots=tuple(_dot(place, mean, len(periods)) for place, mean in enumerate(means) if mean is not None),
        schedule=None if schedule is None else _height(schedule),
        words="，".join(
            f"{clean(period_name(plan, period))} {percent(mean)}" for period, mean in zip(periods, means, strict=True)
        ),
    )


def _dot(place: int, mean: Decimal, count: int) -> CourseDot:
    return CourseDot(x=rounded(_EDGE + _WIDE * place / max(1, count - 1), 1), y=_height(mean))


def _height(share: Decimal) -> Decimal:
    return rounded(_EDGE + _TALL * (1 - min(max(share, Decimal(0)), Decimal(1))), 1)


def states(plan: Plan, dockets: Sequence[Docket]) -> Sequence[StateRow]:
    """Return units × periods, in the plan's order; each row is made when it is come to."""
    asked = dict.fromkeys(mark.unit for docket in dockets for mark in docket.unit_marks)
    names = [*dict.fromkeys([*(unit.name for unit in plan.units if unit.name in asked), *asked])]

    def row(place: int) -> StateRow:
        return StateRow(unit=clean(names[place]), cells=tuple(_cell(docket.row(names[place])) for docket in dockets))

    return Picked(row, range(len(names)))


def _cell(row: UnitRow | None) -> StateCell:
    return StateCell(word="—", status="") if row is None else StateCell(word=status_word(row), status=row.status.value)
