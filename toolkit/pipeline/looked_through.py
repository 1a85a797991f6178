"""A large ledger is proved by a twin of this process, while the command loads what it needs. Effects: a process, files.

Nothing is written into it, and nothing that was read of it leaves the command, before that is done (`Ledger.prove`). What the
twin does not tell, for whatever reason, is looked at here.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from toolkit.evidence.ledger import Ledger, apart
from toolkit.evidence.proof import refuse_broken
from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.twin import Twin, may_have_twin
from toolkit.words import remarks
from toolkit.workspace import Workspace
from toolkit.workspace.leftovers import sweep_parts

_LARGE = 10_000
"""Records from which proving them takes longer than a twin to begin."""


@contextmanager
def looked_through(workspace: Workspace, ledger: Ledger, *, meanwhile: bool) -> Iterator[None]:
    """Have a ledger proved, and what a killed command was writing swept away, for one who holds the lock.

    A small one at once; `meanwhile` a large one while the command goes on, at the latest when that ends or fails: what it
    stumbles over in a broken ledger is not what it says.

    Raises: ToolkitError, as `refuse_broken`.
    """
    large = meanwhile and ledger.highest_number() >= _LARGE and may_have_twin()
    twin = _begun(partial(_told, workspace, ledger)) if large else None
    if twin is None:
        ledger.looked_through_by(partial(_looked, workspace, ledger))
        ledger.prove()
        yield
        return
    ledger.looked_through_by(partial(_taken, twin, workspace, ledger))
    try:
        yield
    except Exception:
        ledger.prove()
        raise
    else:
        ledger.prove()
    finally:
        ledger.left_unproved(ToolkitError(remarks.LEDGER_UNPROVED))
        twin.end()


def _begun(work: Callable[[], Iterator[str]]) -> Twin | None:
    """Return a twin at work; None = the system gives no process more."""
    try:
        return Twin(work)
    except OSError:
        return None


def _looked(workspace: Workspace, ledger: Ledger) -> tuple[str, ...]:
    strays = refuse_broken(workspace, ledger)
    sweep_parts(workspace)
    return strays


def _told(workspace: Workspace, ledger: Ledger) -> Iterator[str]:
    apart(ledger)
    try:
        yield json.dumps(["", *_looked(workspace, ledger)])
    except ToolkitError as error:
        yield json.dumps([str(error)])


def _taken(twin: Twin, workspace: Workspace, ledger: Ledger) -> tuple[str, ...]:
    for line in twin.told():
        refused, *strays = json.loads(line)
        if refused:
            raise ToolkitError(refused)
        return tuple(strays)
    return _looked(workspace, ledger)
