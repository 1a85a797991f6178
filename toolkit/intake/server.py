"""The server that workers are forked from: started before anything that they need is loaded here. Effects: a process."""

import sys
from collections.abc import Sequence

_ALL = "toolkit.intake.warm"
"""What every worker needs."""


def preload(learned: Sequence[str]) -> list[str]:
    """Return the modules that the server loads once for all workers. `learned`: those of this job besides."""
    return [_ALL, *learned]


def made_ready(learned: Sequence[str] = ()) -> None:
    """Start the server, while something else is waited for; on Windows there is none."""
    if sys.platform != "win32":
        from multiprocessing import forkserver

        forkserver.set_forkserver_preload(preload(learned))
        forkserver.ensure_running()
