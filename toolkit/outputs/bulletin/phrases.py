"""Phrases of bulletins: percents, points, who, counted statuses. Pure."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from toolkit.docket import Status, UnitRow
from toolkit.merge import Light, Line
from toolkit.outputs.wording import short

_SHOWN = 12
NAMED = (
    Status.LATE, Status.INCOMPLETE, Status.RETURNED, Status.MISSING, Status.EXEMPT, Status.EXTENDED, Status.PENDING,
    Status.TIME_UNKNOWN,
)  # fmt: skip
"""Statuses whose units a bulletin names; those on time are only counted."""


def percent(fraction: Decimal | None) -> str:
    """Return a share as shown: 56%, 49.7%; "" = none."""
    if fraction is None:
        return ""
    value = (fraction * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{int(value) if value == value.to_integral_value() else value}%"


def points(behind: Decimal) -> str:
    """Return a distance in percentage points: 34.7个百分点."""
    return f"{percent(behind)[:-1]}个百分点"


def rate(part: int, whole: int) -> str:
    return percent(Decimal(part) / whole) if whole else "—"


def named(names: Sequence[str], room: int = _SHOWN) -> str:
    """Return names in a row, the last ones counted where there are many."""
    if len(names) <= room:
        return "、".join(names)
    return f"{'、'.join(names[:room])}等{len(names)}个单位"


def status_words(rows: Iterable[UnitRow]) -> list[str]:
    """Return for each status that occurs how many units it holds, and which."""
    rows = tuple(rows)
    found = []
    for status in (Status.ON_TIME, *NAMED):
        mine = [row for row in rows if row.status is status]
        if mine and status is Status.ON_TIME:
            found.append(f"{status.value}{len(mine)}个")
        elif mine:
            found.append(f"{status.value}{len(mine)}个（{'、'.join(_unit_words(row) for row in mine)}）")
    return found


def _unit_words(row: UnitRow) -> str:
    return f"{row.unit}迟{row.days_late}天" if row.status is Status.LATE and row.days_late else row.unit


def lit(lines: Iterable[Line], light: Light) -> list[Line]:
    """Return the lines of a light, the farthest behind first."""
    mine = [line for line in lines if line.light is light]
    return sorted(mine, key=lambda line: -(line.behind or Decimal(0)))


def tasks(lines: Sequence[Line], *, how_far: bool = False) -> list[str]:
    """Return each item once with its units: 事项8（1）“新建便民洗衣码头”（黄冕镇、江口乡）, in the lines' order."""
    units: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for line in lines:
        far = f"落后{points(line.behind)}" if how_far and line.behind is not None else ""
        units.setdefault(line.item.id, []).append(f"{line.unit}{far}")
        names[line.item.id] = f"事项{line.item.number}“{short(line.item.content, 24).rstrip('。')}”"
    return [f"{names[item]}（{'、'.join(mine)}）" for item, mine in units.items()]
