"""Units by how they stand, as lines for the screen: the worst first, each name once. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.nouns.docket_marks import UnitMark
from toolkit.nouns.outcomes import Status
from toolkit.words.states import status_word

if TYPE_CHECKING:
    from toolkit.nouns.docket import UnitRow

MOST_NAMES = 60
CALM = (Status.ON_TIME, Status.EXEMPT)
WORST = (
    *(Status.MISSING, Status.RETURNED, Status.INCOMPLETE, Status.TIME_UNKNOWN, Status.LATE),
    *(Status.EXTENDED, Status.PENDING, Status.ON_TIME, Status.EXEMPT),
)


def named(units: Sequence[str]) -> str:
    """Return the names: of a county all, of a country the first ones."""
    return "、".join(units[:MOST_NAMES]) + ("等" if len(units) > MOST_NAMES else "")


def by_word(units: Iterable["UnitRow | UnitMark"]) -> dict[str, list[str]]:
    """Return the units by state, the worst first, those whose time is still to be checked apart."""
    alike: dict[tuple[Status, bool], list[UnitRow | UnitMark]] = {}
    for row in units:
        alike.setdefault((row.status, not row.doubtful), []).append(row)
    words: dict[str, list[str]] = {}
    for _, rows in sorted(alike.items(), key=lambda one: (WORST.index(one[0][0]), one[0][1])):
        words.setdefault(status_word(rows[0]), []).extend([row.unit for row in rows])
    return words


def is_calm(mark: UnitMark) -> bool:
    """Tell whether a unit needs nobody: nothing more is said of it, and its row is not opened."""
    return mark.status in CALM and status_word(mark) == mark.status.value


def quiet(marks: Sequence[UnitMark]) -> Iterator[str]:
    """Yield a line for each state that needs nobody."""
    for status in CALM:
        names = [mark.unit for mark in marks if mark.status is status and is_calm(mark)]
        if names:
            yield f"{status.value} {len(names)} 个：{named(names)}。"


def by_state(units: "Sequence[UnitRow]") -> Iterator[str]:
    """Yield a line for each state that needs somebody, the units with the shortest of reasons."""
    known = {row.unit: row for row in units}
    for word, names in by_word(units).items():
        if word not in {status.value for status in CALM}:
            yield f"{word} {len(names)} 个：{named([_briefly(known[name]) for name in names])}。"
    yield "理由见看板.html，或运行 duban status 单位。"


def _briefly(row: "UnitRow") -> str:
    if row.status is Status.LATE and row.days_late:
        return f"{row.unit}（{row.days_late} 天）"
    return f"{row.unit}（退回 {row.returns} 次）" if row.status is Status.RETURNED and row.returns > 1 else row.unit
