"""A late pattern is the pattern that `re` would have made at once."""

import re

import pytest

from toolkit.values.late_patterns import compile_all, late


@pytest.mark.parametrize("text", ["", "完成率85%", "A1 a2"])
def test_it_finds_what_the_pattern_finds(text):
    now, then = re.compile(r"[a-z]?(\d+)%?", re.IGNORECASE), late(r"[a-z]?(\d+)%?", re.IGNORECASE)
    for _ in range(2):
        assert [one.span(1) for one in then.finditer(text)] == [one.span(1) for one in now.finditer(text)]
        assert then.sub("_", text) == now.sub("_", text)
        assert then.pattern == now.pattern


def test_what_is_no_pattern_is_told_when_it_is_asked_or_at_once():
    broken = late("(")
    with pytest.raises(re.error):
        broken.search("")
    with pytest.raises(re.error):
        compile_all()
    broken._asked = "", 0
    compile_all()
