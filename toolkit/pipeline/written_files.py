"""What a command wrote: the files, and sentences about those that it could not write. Pure data."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.nouns.shelf import LongList


class PathsBelow(LongList[Path]):
    """Many files by their names below a folder: a path for each of a country's letters would take seventy megabytes."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._folder, self._names = folder, names

    def __len__(self) -> int:
        return len(self._names)

    def _value(self, place: int) -> Path:
        return self._folder / self._names[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFiles:
    """Files that a command wrote (or, with --dry-run, would write)."""

    what: str
    paths: Sequence[Path]
    """All that stand now."""
    fresh: Sequence[Path] = ()
    """Those of them that were written now; the others said the same already."""
    dry_run: bool = False
    moved: tuple[str, ...] = ()
    """Sentences about files written under a second name, because the first was open."""
    undone: tuple[str, ...] = ()
    """Sentences about what could not be made or written; the rest was."""
    titles: tuple[str, ...] = ()
    """The products that the files are, as the screen names them."""

    def beside(self, more: "WrittenFiles") -> "WrittenFiles":
        """Return both as one, as one job for the units."""
        return replace(
            more,
            what=more.what or self.what,
            paths=_each_once(self.paths, more.paths),
            fresh=_each_once(self.fresh, more.fresh),
            moved=(*self.moved, *more.moved),
            undone=tuple(dict.fromkeys((*self.undone, *more.undone))),
        )


def _each_once(some: Sequence[Path], more: Sequence[Path]) -> Sequence[Path]:
    return tuple(dict.fromkeys((*some, *more))) if some else more


NOTHING = WrittenFiles(what="", paths=())
