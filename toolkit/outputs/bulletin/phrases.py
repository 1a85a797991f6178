"""Phrases of bulletins: percents, points, lists that stay readable however long they are. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from toolkit.outputs.letter_phrases import tame
from toolkit.outputs.merge import AssignmentRow, Light
from toolkit.plan.model import Item
from toolkit.words.dates import short_day
from toolkit.words.line_count import characters
from toolkit.words.numbers import percent

NAMES, TASKS = 40, 20
"""How many units, and items, a sentence names."""
_INNER = str.maketrans("“”", "‘’")


_TITLE = 18
"""Characters of 22 points on a title's line."""


def title(*parts: str, room: int = _TITLE) -> str:
    """Return a title in lines of so many characters that break between its parts, none of them with a lone character."""
    lines = [""]
    for part in map(tame, parts):
        if lines[-1] and characters(lines[-1] + part) > room:
            lines.append("")
        lines[-1] += part
    return "\n".join(short for line in lines for short in _halved(line, room))


def _halved(line: str, room: int) -> list[str]:
    """Return a line too long for the page in equal parts."""
    count = -(-len(line) // room) if characters(line) > room else 1
    size = -(-len(line) // count)
    return [line[place : place + size] for place in range(0, len(line), size)]


def rate(part: int, whole: int) -> str:
    return percent(Decimal(part) / whole) if whole else "—"


def named(names: Iterable[str], room: int = NAMES, *, counted: bool = False) -> str:
    """Return names in a row; where there are many, the first ones and how many there are, unless that is `counted` before."""
    known = [tame(name) for name in names]
    rest = "" if counted else f"{len(known)}个"
    return "、".join(known) if len(known) <= room else f"{'、'.join(known[:room])}等{rest}"


def numbered(said: Sequence[str]) -> list[str]:
    """Number sentences, if there are several."""
    return [f"{number}．{text}" for number, text in enumerate(said, start=1)] if len(said) > 1 else list(said)


def quoted(text: str) -> str:
    """Return text in quotation marks, whole, those inside it made inner ones."""
    return f"“{tame(text).translate(_INNER).rstrip('。；，')}”"


def item_name(item: Item) -> str:
    """Return 便民设施8（1）: 简称 of 附件1, else 立项名称, and the number in the notice; a name is never cut."""
    given = item.own.get("简称")
    name = tame(given) if isinstance(given, str) else ""
    name = name or tame(item.project) or "事项"
    return f"{name}第{item.number}项" if name[-1].isdigit() else f"{name}{item.number}"


def lit(lines: Iterable[AssignmentRow], light: Light) -> list[AssignmentRow]:
    """Return the lines of a light, the farthest behind first."""
    mine = [line for line in lines if line.light is light]
    return sorted(mine, key=lambda line: -(line.behind or Decimal(0)))


def silent(lines: Iterable[AssignmentRow]) -> list[AssignmentRow]:
    """Return the lines without answers that count in this period: those last seen red first, then yellow."""
    order = {Light.RED: 0, Light.YELLOW: 1}
    mine = [line for line in lines if not line.counted]
    return sorted(mine, key=lambda line: order.get(line.standing_light, 2) if line.standing_light else 2)


def last_known(line: AssignmentRow) -> str:
    """Return where a silent assignment stood: 截至3月31日40%."""
    known = line.known
    if known is None:
        return "此前没有报过"
    return f"截至{short_day(known.data_as_of)}为{percent(known.percent)}"


def behind_lines(lines: Sequence[AssignmentRow]) -> list[AssignmentRow]:
    """Return the lines behind schedule: red, then yellow, the farthest behind first."""
    return [*lit(lines, Light.RED), *lit(lines, Light.YELLOW)]


def tasks(said: Sequence[tuple[AssignmentRow, str]], *, room: int = TASKS, more: str = "") -> str:
    """Return each item once with its units and what is said of each: 便民设施8（1），黄冕镇落后35个百分点、江口乡落后31个百分点.

    `more` says where the rest of a list stands that would be longer than `room` items: 其余15项见附件1.
    """
    units: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for line, what in said:
        units.setdefault(line.item.id, []).append(f"{tame(line.unit)}{what}")
        names[line.item.id] = item_name(line.item)
    listed = [f"{names[item]}，{_row(mine)}" for item, mine in units.items()]
    if len(listed) <= room:
        return "；".join(listed)
    rest = len(listed) - room
    return f"{'；'.join(listed[:room])}；{f'其余{rest}项{more}' if more else f'另有{rest}项'}"


def _row(mine: Sequence[str]) -> str:
    return "、".join(mine) if len(mine) <= NAMES else f"{'、'.join(mine[:NAMES])}等{len(mine)}个单位"
