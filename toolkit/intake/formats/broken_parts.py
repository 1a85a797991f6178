"""One bad side part costs only itself: what it would have told is left out, and named with why (F08)."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeVar

from toolkit.intake.formats.faults import guarded
from toolkit.intake.formats.grid import TooMuch
from toolkit.nouns.cells import Sheet
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import Relation, unescape
from toolkit.ooxml.workbook_part import ListedSheet

_T = TypeVar("_T")


class Breakage:
    """What of a package could not be read and why, in words, and the first reason."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.large = False
        """Whether one of them was left out for its size only: nothing is wrong with it."""
        self.first: Unreadable | None = None

    def spared(self, part: str, read: Callable[[], _T], instead: _T) -> _T:
        """Return what `read` gives; where that part is broken (and not unsafe) note it and return `instead`."""
        try:
            with guarded():
                return read()
        except Unreadable as error:
            if error.problem.code is not Code.F01 and not isinstance(error, TooMuch):
                raise
            self.large = self.large or isinstance(error, TooMuch)
            self._tell(str(dict(error.problem.facts)["detail"]) if isinstance(error, TooMuch) else f"{part}已损坏", error)
            return instead

    def note(self, part: str) -> None:
        """Keep the name of a part that its reader found broken."""
        self._tell(f"{part}已损坏", None)

    def missing(self, part: str) -> None:
        told = f"{part}的内容缺失"
        self._tell(told, Unreadable(Code.F01, detail=told))

    def _tell(self, told: str, error: Unreadable | None) -> None:
        self.parts.append(told)
        self.first = self.first or error


def remarked(outside: str, broken: Breakage) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return a book's warnings and details: outside content (F07), parts that could not be read (F08; F03: for their size)."""
    unread = "、".join(dict.fromkeys(broken.parts))
    details = {"F07": outside, "F08": unread, "F03": unread if broken.large else ""}
    kept = {code: detail for code, detail in details.items() if detail}
    return tuple(code for code in kept if code != "F03"), kept


def sheets_of(
    package: GuardedPackage,
    listed: Iterable[ListedSheet],
    related: Mapping[str, Relation],
    read: Callable[[ListedSheet, str], Sheet],
    broken: Breakage,
) -> tuple[Sheet, ...]:
    """Return the worksheets of a workbook that can be read.

    Raises:
        Unreadable: what is wrong with the first one, when there is none.
    """
    sheets: list[Sheet | None] = []
    for entry in listed:
        link, named = related.get(entry.relation), f"工作表“{unescape(entry.name)[:31]}”"
        if link is None or (link.type == "worksheet" and not link.external and link.target not in package):
            broken.missing(named)
        elif link.type == "worksheet" and not link.external:  # chart sheets, dialogs and macro sheets hold no table
            sheets.append(broken.spared(named, partial(read, entry, link.target), None))
    whole = tuple(sheet for sheet in sheets if sheet is not None)
    if broken.first and not whole:
        raise broken.first
    return whole
