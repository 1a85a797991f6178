"""Help that fits the window: lines broken by the columns that a Chinese console shows, not by the number of letters."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import east_asian_width

import click

_TOKEN = re.compile(r"[\x21-\x7e]+|\s+|.")
_CLOSING = "，。；：、？！）》”’】…"
_OPENING = "（《“‘【"
_MOST = 80
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


class FittingHelp(click.HelpFormatter):
    """click's help, fitted."""

    @property
    def _room(self) -> int:
        return max(20, min(self.width, _MOST) - self.current_indent)

    def write_text(self, text: str) -> None:
        before = " " * self.current_indent
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            if number:
                self.write_paragraph()
            kept = paragraph.startswith("\b")
            lines = paragraph.lstrip("\b").strip("\n").splitlines() if kept else broken(paragraph, self._room)
            for line in lines:
                self.write(f"{before}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str | None]], col_max: int = _FIRST, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max((columns(name) for name, _ in rows), default=0), col_max) + col_spacing
        before = " " * self.current_indent
        for name, said in rows:
            lines = list(broken(said or "", max(self._room - first, 10)))
            if columns(name) > first - col_spacing:
                self.write(f"{before}{name}\n")
            else:
                head = lines.pop(0) if lines else ""
                self.write(f"{before}{name}{' ' * (first - columns(name))}{head}".rstrip() + "\n")
            for line in lines:
                self.write(f"{before}{' ' * first}{line}\n")
