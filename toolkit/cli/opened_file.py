"""Open a result for the clerk with the program of the system; where there is none, say where it lies."""

import os
import shutil
import subprocess
from pathlib import Path

from toolkit.cli import show


def opened(path: Path) -> None:
    """Open a file or folder; never fails, never waits."""
    if not path.exists():
        return
    try:
        if os.name == "nt":
            os.startfile(path)  # type: ignore[attr-defined,unused-ignore]
            return
        program = shutil.which("xdg-open") or shutil.which("open")
        if program and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or program.endswith("/open")):
            subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return
    except OSError:
        pass
    show.complaints((f"结果在 {path}",))  # not among what a program reads
