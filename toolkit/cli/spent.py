"""Where the time of a command went: by stage, by room, by function (`run --profile`). For people, never for an output."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cProfile import Profile

_ROOT = Path(__file__).parents[1]
_MOST = 15


class TimeSpent:
    """What was measured."""

    @cached_property
    def _profile(self) -> "Profile":
        from cProfile import Profile

        return Profile()

    @contextmanager
    def measuring(self) -> Iterator[None]:
        self._profile.enable()
        try:
            yield
        finally:
            self._profile.disable()

    def rooms(self) -> list[tuple[str, str, str]]:
        """Return (room, seconds of its own, share), the dearest first; our own rooms however little they cost."""
        rooms: dict[str, float] = defaultdict(float)
        for (file, _, _), (_, _, own, _, _) in self._stats().items():
            rooms[_room(file)] += own
        whole = sum(rooms.values()) or 1.0
        ranked = enumerate(sorted(rooms.items(), key=lambda pair: -pair[1]))
        dear = [pair for rank, pair in ranked if rank < _MOST or pair[0].startswith("toolkit/")]
        return [(room, f"{seconds:.2f}", f"{seconds / whole:.0%}") for room, seconds in dear]

    def functions(self) -> list[tuple[str, int, str, str]]:
        """Return (function, calls, own seconds, seconds with all it called), the dearest first."""
        rows = sorted(self._stats().items(), key=lambda pair: -pair[1][2])[:_MOST]
        return [(_named(*place), calls, f"{own:.2f}", f"{whole:.2f}") for place, (_, calls, own, whole, _) in rows]

    def _stats(self) -> dict[tuple[str, int, str], tuple[int, int, float, float, object]]:
        from pstats import Stats

        return Stats(self._profile).stats  # type: ignore[attr-defined,no-any-return]


def stages(seconds: Sequence[tuple[str, float]], before: float, whole: float) -> list[tuple[str, str, str]]:
    """Return (stage, seconds, share) that add up to the whole command: `before` the first stage, and what is left."""
    rest = max(0.0, whole - before - sum(spent for _, spent in seconds))
    every = [("启动、读任务清单", before), *seconds, ("其余", rest), ("合计", whole)]
    return [(what, f"{spent:.2f}", f"{spent / (whole or 1.0):.0%}") for what, spent in every]


def workers(seconds: Mapping[str, float]) -> list[tuple[str, str]]:
    """Return (work, processor seconds), the dearest first."""
    return [(what, f"{spent:.2f}") for what, spent in sorted(seconds.items(), key=lambda pair: -pair[1])]


def _room(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT):
        return f"toolkit/{path.relative_to(_ROOT).parts[0]}"
    parts = path.parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    return "Python"


def _named(file: str, line: int, name: str) -> str:
    path = Path(file)
    return f"{path.relative_to(_ROOT).as_posix()}:{line} {name}" if path.is_relative_to(_ROOT) else f"{path.name} {name}"
