"""Texts broken to fit the window: by the columns that a Chinese console shows, not by the number of letters. Pure."""

import re
from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

_TOKEN = re.compile(r"[\x21-\x7e]+|\s+|.")
_CLOSING = "，。；：、？！）》”’】…"
_OPENING = "（《“‘【"
WIDEST = 80
_FIRST = 30
"""Widest first column of a list; what is longer stands on a line of its own."""


def columns(text: str) -> int:
    """Return how many columns a text takes in a console of code page 936, where “ and … are wide too."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def broken(text: str, room: int) -> Iterator[str]:
    """Yield a paragraph's lines: no line begins with a closing sign or ends with an opening one, no word is cut."""
    line: list[str] = []
    for token in _TOKEN.findall(" ".join(text.split())):
        if line and columns("".join(line)) + columns(token) > room:
            carried: list[str] = []
            while len(line) > 1 and (token in _CLOSING or line[-1] in _OPENING or (carried and carried[0] in _CLOSING)):
                carried.insert(0, line.pop())
                if line[-1] not in _OPENING and carried[0] not in _CLOSING:
                    break
            yield "".join(line).rstrip()
            line = carried
        if line or not token.isspace():
            line.append(token)
    if line:
        yield "".join(line)


def listed(rows: Sequence[tuple[str, str]], room: int, most: int = _FIRST, spacing: int = 2) -> Iterator[str]:
    """Yield the lines of a list of names and what they are, in two columns."""
    first = min(max((columns(name) for name, _ in rows), default=0), most) + spacing
    for name, said in rows:
        lines = list(broken(said, max(room - first, 10)))
        if columns(name) > first - spacing:
            yield name
        else:
            head = lines.pop(0) if lines else ""
            yield f"{name}{' ' * (first - columns(name))}{head}".rstrip()
        for line in lines:
            yield f"{' ' * first}{line}"
