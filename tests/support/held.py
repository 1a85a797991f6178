"""A file as another program holds it: nobody else may read or write it. Truly so on Windows, played elsewhere."""

import contextlib
import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

_READ_WRITE, _OPEN_EXISTING = 0xC0000000, 3


@contextlib.contextmanager
def held(path: Path, monkeypatch) -> Iterator[None]:
    """Hold the file exclusively, as some programs do with what they have open."""
    if sys.platform != "win32":
        with monkeypatch.context() as patch:
            _refuse(path, patch)
            yield
        return
    kernel = ctypes.windll.kernel32
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.CreateFileW(str(path), _READ_WRITE, 0, None, _OPEN_EXISTING, 0, None))
    try:
        yield
    finally:
        kernel.CloseHandle(handle)


def _refuse(path: Path, patch) -> None:
    reads, opens, replaces = Path.read_bytes, Path.open, Path.replace

    def guarded(act):
        def guard(self, *given, **more):
            if path in (self, *given):
                raise PermissionError(13, "Permission denied", str(path))
            return act(self, *given, **more)

        return guard

    patch.setattr(Path, "read_bytes", guarded(reads))
    patch.setattr(Path, "open", guarded(opens))
    patch.setattr(Path, "replace", guarded(replaces))
