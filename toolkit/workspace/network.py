"""Tell whether a folder lies on a network share. Effects: asks the system."""

import os
import sys
from pathlib import Path

NETWORK_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "9p", "fuse.sshfs", "davfs", "ncpfs", "webdav"})


def on_network(path: Path) -> bool:
    """Tell whether a folder lies on a network share, as far as the system lets one know."""
    text = os.fspath(path.absolute())
    if text.startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        return _windows_remote(path.absolute().anchor)
    return mount_type(text, _mounts()) in NETWORK_TYPES


def mount_type(path: str, mounts: str) -> str:
    """Return the file system type of the deepest mount above a path; "" = unknown. `mounts` as /proc/mounts."""
    best, kind = "", ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind


def _mounts() -> str:
    try:
        return Path("/proc/mounts").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _windows_remote(anchor: str) -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - absent from other systems' stubs
    return bool(kernel.GetDriveTypeW(anchor) == 4)
