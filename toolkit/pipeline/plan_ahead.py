"""A large 附件1 that no command has seen: a twin of this process reads it, while all else is loaded here. Effects: a process.

What comes of it is what the derived cache would keep of it, and it is used like that: for the very bytes that were read.
Whatever does not come, for whatever reason, is read here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from toolkit.pipeline.twin import Twin, may_have_twin
from toolkit.workspace.paths import Workspace

_LARGE = 1 << 16
"""Bytes from which it takes longer to read than a twin to begin: some three hundred units."""
_VERY_LARGE = 1 << 18
"""Bytes from which reading it leaves more behind in memory than a twin costs: some thousand units."""

_MEANWHILE = ("chinese_calendar", "concurrent.futures.thread", "filelock", "toolkit.form.read")
"""What is loaded when it is first needed, and will be soon."""


class PlanAhead:
    """A plan that is being read."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    def kept(self, sha256: str) -> bytes | None:
        """Wait, and return the plan as the cache keeps it; None = it was not read, or from other bytes."""
        for name in _MEANWHILE:
            import_module(name)
        told = list(self._twin.told())
        return bytes.fromhex(told[1]) if len(told) > 1 and told[0] == sha256 else None


@contextmanager
def plan_ahead(root: Path) -> Iterator[PlanAhead | None]:
    """Begin to read the plan of a workspace; None = nothing is gained by it."""
    workspace = Workspace(root.absolute())
    if not may_have_twin() or workspace.ledger.exists() or not _is_large(workspace.plan):
        yield None
        return
    twin = Twin(lambda: _read(workspace.plan))
    try:
        yield PlanAhead(twin)
    finally:
        twin.end()


def _is_large(plan: Path) -> bool:
    try:
        return plan.stat().st_size >= _LARGE
    except OSError:
        return False  # who opens it says why


def read_apart(data: bytes, name: str) -> bytes | None:
    """Have a twin read a very large plan, and return it as the cache keeps it; None = it is to be read here.

    What the reading took goes with the twin: of a country's plan 130 MB stayed with the process, free and in pieces.
    """
    if len(data) < _VERY_LARGE or not may_have_twin():
        return None
    twin = Twin(lambda: _understood(data, name))
    try:
        told = list(twin.told())
    finally:
        twin.end()
    return bytes.fromhex(told[0]) if told else None


def _read(path: Path) -> Iterator[str]:
    from hashlib import sha256

    data = path.read_bytes()
    yield sha256(data).hexdigest()
    yield from _understood(data, path.name)


def _understood(data: bytes, name: str) -> Iterator[str]:
    from toolkit.pipeline.plan_bytes import dump_plan
    from toolkit.plan.read import read_plan

    yield dump_plan(read_plan(data, name)).hex()
