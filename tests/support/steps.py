"""Count what a piece of work does, in lines of the package: the same on every machine, however busy."""

import sys
from collections.abc import Callable


def steps(work: Callable[[], object]) -> int:
    """Count lines run by the package itself, comprehensions and loops too."""
    count = 0

    def trace(frame: object, event: str, _arg: object) -> object:
        nonlocal count
        name = frame.f_code.co_filename  # type: ignore[attr-defined]
        if "toolkit" not in name:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count
