"""A pytest plugin: write down which functions each test reaches, or run only the tests that are asked for; see mutants.py.

REACHED_WRITE names the file to write, REACHED_ONLY a file with the tests to run, one a line.
"""

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

_WRITE, _ONLY = os.environ.get("REACHED_WRITE"), os.environ.get("REACHED_ONLY")
_reached: dict[str, set[CodeType]] = defaultdict(set)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if not _WRITE:
        return (yield)
    here = _reached[item.nodeid]

    def called(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            here.add(frame.f_code)

    sys.setprofile(called)
    try:
        return (yield)
    finally:
        sys.setprofile(None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _ONLY:
        asked = set(Path(_ONLY).read_text("utf-8").splitlines())
        items[:] = [item for item in items if item.nodeid in asked]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _WRITE:
        root = session.config.rootpath
        written = {test: sorted(filter(None, (_named(code, root) for code in codes))) for test, codes in _reached.items()}
        Path(_WRITE).write_text(json.dumps(written), "utf-8")


def _named(code: CodeType, root: Path) -> str | None:
    path = Path(code.co_filename)
    return f"{path.relative_to(root).as_posix()}:{code.co_firstlineno}" if path.is_relative_to(root / "toolkit") else None
