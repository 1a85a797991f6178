"""Help that fits the window."""

import re
from collections.abc import Iterable

import click

from toolkit.cli.fitting import WIDEST, broken, listed


class FittingHelp(click.HelpFormatter):
    """click's help, fitted."""

    @property
    def _room(self) -> int:
        return max(20, min(self.width, WIDEST) - self.current_indent)

    def write_text(self, text: str) -> None:
        before = " " * self.current_indent
        for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
            if number:
                self.write_paragraph()
            kept = paragraph.startswith("\b")
            lines = paragraph.lstrip("\b").strip("\n").splitlines() if kept else broken(paragraph, self._room)
            for line in lines:
                self.write(f"{before}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str | None]], col_max: int = 30, col_spacing: int = 2) -> None:
        before = " " * self.current_indent
        for line in listed([(name, said or "") for name, said in rows], self._room, col_max, col_spacing):
            self.write(f"{before}{line}\n")
