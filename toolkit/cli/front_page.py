"""What `duban --help` says, made up from texts alone: who only looks what there is waits for no library."""

import os
import sys
from collections.abc import Iterator

from toolkit.cli.fitting import WIDEST, broken, listed
from toolkit.cli.summaries import SHARED, SUMMARIES

ABOUT = "督办表单工具：生成附件2，收表，逐格校验，汇总，登记报送情况。单独输入 duban 显示现在该做什么。"
ROUND = "收表的一轮：init → generate → （下发、回收）→ run → status"
VERSION = "显示版本后退出。"
WIDTH = 100
"""Columns beyond which no help goes, click's own included."""


def show_front_page() -> int:
    """Print the page and return the exit code."""
    never_die_of_a_sign()
    try:
        sys.stdout.write("".join(f"{line}\n" for line in front_page(_columns())))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def never_die_of_a_sign() -> None:
    """Let a Windows console, which may be GBK, replace what it cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def front_page(window: int) -> Iterator[str]:
    """Yield the lines, for a window of so many columns: those that click would write (a test says so)."""
    room = max(20, min(max(min(window, WIDTH) - 2, 50), WIDEST) - 2)
    yield "用法： duban [选项] [命令] [参数]…"
    yield ""
    yield from _inset(broken(ABOUT, room))
    yield ""
    yield "选项:"
    options = [(f"{names} {value}".rstrip(), said) for names, value, said in SHARED.values()]
    yield from _inset(listed([("--version", VERSION), *options, ("-h, --help", "显示本说明后退出。")], room))
    yield ""
    yield "命令:"
    yield from _inset(listed(list(SUMMARIES.items()), room))
    yield ""
    yield from _inset(broken(ROUND, room))


def _inset(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _columns() -> int:
    """Return the window's width as Python's shutil tells it, without loading what that loads."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80
