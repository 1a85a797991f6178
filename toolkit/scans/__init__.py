"""Scans looked at: printed codes read, the page's plane, seals and signatures. Needs the optional extra `scan`."""

from importlib.util import find_spec

LOOK = "toolkit.scans.look:look"
"""What workers are told to run."""
LIBRARIES = {"zxingcpp": "zxing-cpp", "pypdfium2": "pypdfium2", "PIL": "Pillow", "numpy": "numpy"}


def missing() -> tuple[str, ...]:
    """Return the packages of the extra that are not installed; () = scans can be looked at."""
    return tuple(package for module, package in LIBRARIES.items() if find_spec(module) is None)
