"""Lines are counted as if each unit were set after the other."""

import math
import random

import pytest

from toolkit.words import line_count as counting


def set_one_by_one(line: str, room: float) -> int:
    """Count lines the plain way: unit after unit."""
    whole = counting.ems(line)
    if whole <= room:
        return 1
    if whole > room * counting._MANY:
        return math.ceil(whole * counting._LOOSE / room)
    count, used = 1, 0.0
    for unit in counting._UNIT.findall(line):
        width = counting.ems(unit)
        if used and used + width > room:
            count, used = count + 1, 0.0
        used += width
        if used > room:
            more = math.ceil(used / room) - 1
            count, used = count + more, used - more * room
    return count


@pytest.mark.parametrize("signs", ["路面硬化工程", "路面，（12.5%）。", "a1%路（《》）、，。……“”😀é", "（（（。。。"])
def test_lines_are_as_many_as_units_fill_one_after_the_other(signs: str) -> None:
    drawn = random.Random(signs)
    for _ in range(400):
        line = "".join(drawn.choice(signs) * drawn.choice((1, 1, 1, 5)) for _ in range(drawn.randint(1, 90)))
        room = drawn.uniform(1, 60)
        assert counting.line_count(line, room * 40 / 3, 10) == set_one_by_one(line, max(room * 40 / 3, 40 / 3) / (40 / 3)), line
