"""What many tests share: the demo, played once; where they write; and which tests are slow by what they do."""

import gc
import os
import shutil
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from golden_dump import played

from toolkit.intake.worker import RARELY

PLAYS = frozenset({"played", "played_demo"})
"""Fixtures that take a workspace through whole periods."""
HEAVY = frozenset({"desk_workspace", "chromium", "recalculated", "archive_intake", "golden_dump"})
"""Helpers of tests that play a workspace, or start another program."""
IN_MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
"""What a whole run may write before it is cleared away, many times over."""


def _writes_in_memory() -> bool:
    """Return whether there is a folder in memory to write in: big enough, and programs may be started from it."""
    if not hasattr(os, "statvfs") or not IN_MEMORY.is_dir() or not os.access(IN_MEMORY, os.W_OK):
        return False
    runs_programs = not os.statvfs(IN_MEMORY).f_flag & getattr(os, "ST_NOEXEC", 0)
    return runs_programs and shutil.disk_usage(IN_MEMORY).free >= ROOM


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Write where no disk is waited for, if the system has such a place: each workspace syncs hundreds of times."""
    gc.disable()  # while modules are loaded there is nothing to let go of
    if _writes_in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Start one worker more than there are processors: some test always waits for LibreOffice, a browser or a clock."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Look for rings of objects as seldom as the program itself, and not among the tests, which stay to the end."""
    gc.freeze()
    gc.set_threshold(*RARELY)
    gc.enable()


@cache
def _uses_heavy(module: ModuleType) -> bool:
    return any(getattr(value, "__module__", "") in HEAVY for value in vars(module).values() if callable(value))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what plays a whole workspace or starts office programs: `-m "not slow"` is for while one works."""
    for item in items:
        heavy = isinstance(item, pytest.Function) and _uses_heavy(item.module)
        plays = not PLAYS.isdisjoint(getattr(item, "fixturenames", ()))
        if heavy or plays or item.get_closest_marker("office") or item.get_closest_marker("visual"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def played_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's workspace with everything drafted. Look, do not touch."""
    return played(tmp_path_factory.mktemp("演示") / "demo")
