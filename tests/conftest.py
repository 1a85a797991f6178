"""What many tests share: the demo, played once; and which tests are slow by what they do."""

from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from golden_dump import played

PLAYS = frozenset({"played", "played_demo"})
"""Fixtures that take a workspace through whole periods."""
HEAVY = frozenset({"desk_workspace", "chromium", "recalculated", "archive_intake", "golden_dump"})
"""Helpers of tests that play a workspace, or start another program."""


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
