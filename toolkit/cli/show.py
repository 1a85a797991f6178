"""Results as people read them in a terminal: tables that know how wide Chinese is, progress, complaints."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.cli.fitting import columns
from toolkit.cli.options import Session

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from toolkit.cli.spent import TimeSpent
    from toolkit.pipeline.arriving import IngestResult
    from toolkit.pipeline.main_job import RunResult
    from toolkit.pipeline.office import Tell
    from toolkit.pipeline.status import StatusResult
    from toolkit.pipeline.written_files import WrittenFiles
    from toolkit.telling.blocks import Block

Result = TypeVar("Result")
_PIPED, _NARROWEST, _LINES = 140, 40, 40
"""Columns of a table that goes into a file; fewest of a window; lines that a window shows."""


def _console(*, error: bool = False) -> "Console":
    from rich.console import Console

    console = Console(stderr=error, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        asked = os.environ.get("COLUMNS", "")
        width = int(asked) if asked.isdecimal() and int(asked) >= _NARROWEST else _PIPED
        console = Console(stderr=error, highlight=False, markup=False, emoji=False, width=width)
    return console


def clean(text: object) -> str:
    """Return text that no terminal obeys: names come from strangers."""
    plain = str(text).replace("\\\\?\\UNC\\", "\\\\").replace("\\\\?\\", "")  # the long form of a Windows path
    return "".join(c if c == "\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff") else "�" for c in plain)


def lines(texts: Iterable[str]) -> None:
    for text in texts:
        click.echo(clean(text))


def as_json(value: Any) -> None:
    """Print one document. Where the stream is not UTF-8 (a pipe on Windows) or cannot say a sign, it is escaped, never lost."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    text = json.dumps(value, ensure_ascii=encoding.lower().replace("-", "") != "utf8", indent=2)
    if any("\ud800" <= sign <= "\udfff" for sign in text):  # a name of bytes that are no text
        text = json.dumps(value, indent=2)
    click.echo(text)


def result(here: Session, done: Result, form: Callable[[Result], Any], said: Callable[[Result], Iterable[str]]) -> None:
    """Print what a command came to, as JSON where that was asked for."""
    if here.json:
        as_json(form(done))
    else:
        lines(said(done))


def complaints(texts: Iterable[str]) -> None:
    for text in texts:
        click.echo(clean(text), err=True)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "", error: bool = False) -> None:
    _console(error=error).print(_grid(headers, rows, title))


def _grid(headers: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    # A line of ─ is twice as wide in a console of code page 936.
    plain = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
    grid = Table(title=title or None, box=plain, title_justify="left", show_edge=False, pad_edge=False)
    for header in headers:
        grid.add_column(header, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(clean("" if cell is None else cell)) for cell in row))
    return grid


def _fits(block: "Block", beside: Iterable[str]) -> bool:
    """Tell whether a table, with all that stands beside it, takes no more lines than a window has."""
    console = _console()
    with console.capture() as drawn:
        console.print(_grid(block.headers, block.rows, block.title))
    taken = (-(-columns(part) // console.width) or 1 for text in beside for part in clean(text).split("\n"))
    return len(drawn.get().splitlines()) + sum(taken) <= _LINES


def _block(block: "Block", beside: Iterable[str] = ()) -> bool:
    """Show a table, or in a few lines what it says where it is too long for the window; tell whether it was the table."""
    if block.rows and block.short and not _fits(block, (*block.lines, *beside)):
        lines([*filter(None, (block.title,)), *block.short])
        return False
    if block.rows:
        table(block.headers, block.rows, title=block.title)
    elif block.title:
        lines([block.title])
    return True


@contextmanager
def progress(here: Session) -> Iterator["Tell"]:
    """Show progress on stderr for what takes over a second; nothing with -q, or when stderr is a file."""
    if here.quiet or not (sys.stderr.isatty() or os.environ.get("FORCE_COLOR")):  # what loads a bar takes long
        yield lambda _what, _done, _total: None
        return
    with ExitStack() as shown:
        tasks: dict[str, Any] = {}
        drawn: list[Progress] = []

        def tell(what: str, done: int, total: int) -> None:
            if not drawn:
                drawn.append(shown.enter_context(_bars()))
            bars = drawn[0]
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield tell


def _bars() -> "Progress":
    """Return the bars, when there is first something to show."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = _console(error=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def ingested(done: "IngestResult", *, standing: str = "", beside: Sequence[str] = ()) -> None:
    """`beside`: what is shown after it."""
    from toolkit.telling import screen

    trouble, said = screen.to_deal_with(done), screen.ingested(done, standing=standing)
    if trouble.rows:
        lines(trouble.lines if _block(trouble, (*said, *beside)) else ())
    lines(said)


def written(done: "WrittenFiles", here: Session) -> None:
    from toolkit.telling import as_json as json_form
    from toolkit.telling import screen

    result(here, done, json_form.written, screen.written)


def ran(done: "RunResult") -> None:
    from toolkit.telling import screen

    said = screen.ran(done)
    ingested(done.collected, standing=done.period.id, beside=said)
    lines(said)


def status(result: "StatusResult") -> None:
    from toolkit.telling import screen

    for block in screen.status(result):
        _block(block)
        lines(block.lines)


def profile(seconds: Sequence[tuple[str, float]], spent: "TimeSpent", before: float, whole: float) -> None:
    """Say on stderr where the time went; `before` and `whole`: seconds before the first stage, and of the command."""
    from toolkit.cli.spent import stages, workers
    from toolkit.intake.isolation import SPENT

    table(("阶段", "秒", "占比"), stages(seconds, before, whole), title="各阶段用时", error=True)
    if SPENT:
        table(("其他进程所做", "处理器秒数"), workers(SPENT), title="其他进程", error=True)
    table(("部分", "自身秒数", "占比"), spent.rooms(), title="程序各部分（其他进程另计）", error=True)
    table(("函数", "次数", "自身秒数", "连同所调用"), spent.functions(), title="最费时的函数", error=True)
