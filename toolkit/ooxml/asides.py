"""Text of a worksheet that stands outside its cells: notes, conversations, text boxes. A broken one is left out."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from xml.parsers.expat import ExpatError

from toolkit.nouns.cells import Aside, column_number
from toolkit.nouns.limits import MIB, Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import Relation, relations, unescape
from toolkit.ooxml.xml import parse_own
from toolkit.ooxml.zip_guard import KEPT_UP_TO

NOTE, BOX = "批注", "文本框"
_LONGEST = 8 * MIB
LETTERS = 2000
"""Letters kept of one text."""
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_COPY = "tc="
"""How the author of the plain copy of a conversation begins, which old programs show instead."""
_CALLED = {"comments": NOTE, "threadedComment": NOTE, "drawing": "图形"}
_DAMAGE = (ExpatError, ValueError, LookupError)


def sheet_asides(package: GuardedPackage, part: str, broken: Callable[[str], None] = lambda _: None) -> Iterator[Aside]:
    """Yield what a sheet's notes, conversations and drawings say; `broken` is told which of them cannot be read.

    Raises:
        Unreadable: F03 one of them is unsafe.
    """
    for link in _related(package, part, broken):
        if link.type not in _CALLED or link.external or link.target not in package or package.size(link.target) > _LONGEST:
            continue
        made = _reader(link.type)
        said: tuple[Aside, ...] | None = None
        try:
            data = package.read(link.target)
            said = _said_again(link.type, data) if len(data) <= KEPT_UP_TO else None
            if said is None:
                parse_own(data, made.start, made.end, made.text)
        except _DAMAGE:
            broken(_CALLED[link.type])
        except Unreadable as error:
            if error.problem.code is not Code.F01:
                raise
            broken(_CALLED[link.type])
        yield from (aside for aside in made.asides if aside.text) if said is None else said


@lru_cache(maxsize=32)
def _said_again(kind: str, data: bytes) -> tuple[Aside, ...] | None:
    """Return what a whole part says, which the copies of one form have alike; None = it is broken."""
    made = _reader(kind)
    try:
        parse_own(data, made.start, made.end, made.text)
    except (*_DAMAGE, Unreadable):
        return None
    return tuple(aside for aside in made.asides if aside.text)


def _reader(kind: str) -> "_Notes | _Conversations | _Drawing":
    return _Notes() if kind == "comments" else _Conversations() if kind == "threadedComment" else _Drawing()


def _related(package: GuardedPackage, part: str, broken: Callable[[str], None]) -> list[Relation]:
    try:
        return list(relations(package, part).values())
    except _DAMAGE:
        broken("批注和图形")
    except Unreadable as error:
        if error.problem.code is not Code.F01:
            raise
        broken("批注和图形")
    return []


def _cell(reference: str) -> tuple[int, int]:
    """Return the place of "C7", (0, 0) of what is none."""
    match = _PLACE.match(reference)
    if match is None:
        return 0, 0
    return int(match[2]), column_number(match[1].upper())


class _Notes:
    """Notes of cells, as every version of Excel writes them."""

    def __init__(self) -> None:
        self.asides: list[Aside] = []
        self._authors: list[str] = []
        self._at = (0, 0)
        self._author = ""
        self._pieces: list[str] = []
        self._taking = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "author":
            self._authors.append("")
        elif tag == "comment":
            self._at, self._pieces = _cell(attributes.get("ref", "")), []
            number = attributes.get("authorId", "")
            known = number.isdecimal() and int(number) < len(self._authors)
            self._author = self._authors[int(number)] if known else ""
        self._taking = tag if tag in {"author", "t"} else ""

    def end(self, tag: str) -> None:
        self._taking = ""
        if tag == "comment" and not self._author.startswith(_COPY):
            said = unescape("".join(self._pieces)).strip()
            for colon in ":：":  # how Excel begins a note
                said = said.removeprefix(f"{self._author}{colon}") if self._author else said
            self.asides.append(Aside(NOTE, said.strip()[:LETTERS], *self._at, author=self._author.strip()))

    def text(self, piece: str) -> None:
        if self._taking == "author":
            self._authors[-1] += piece
        elif self._taking:
            self._pieces.append(piece)


class _Conversations:
    """Conversations about a cell (Excel 365): each contribution an aside."""

    def __init__(self) -> None:
        self.asides: list[Aside] = []
        self._at = (0, 0)
        self._pieces: list[str] = []
        self._taking = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "tc:threadedComment":
            self._at, self._pieces = _cell(attributes.get("ref", "")), []
        self._taking = tag == "tc:text"

    def end(self, tag: str) -> None:
        self._taking = False
        if tag == "tc:threadedComment":
            self.asides.append(Aside(NOTE, "".join(self._pieces).strip()[:LETTERS], *self._at))

    def text(self, piece: str) -> None:
        if self._taking:
            self._pieces.append(piece)


class _Drawing:
    """Text boxes and other shapes with words, and the cells that they cover."""

    def __init__(self) -> None:
        self.asides: list[Aside] = []
        self._corners: dict[tuple[str, str], str] = {}
        self._inside: list[str] = []
        self._lines: list[str] = []
        self._said: list[str] = []

    def start(self, tag: str, _: dict[str, str]) -> None:
        if tag in {"xdr:twoCellAnchor", "xdr:oneCellAnchor", "xdr:absoluteAnchor"}:
            self._corners, self._said = {}, []
        elif tag == "xdr:sp":
            self._lines = []
        elif tag == "a:p":
            self._lines.append("")
        elif tag == "a:br" and self._lines:
            self._lines[-1] += "\n"
        self._inside.append(tag)

    def end(self, tag: str) -> None:
        self._inside.pop()
        if tag == "xdr:sp":
            self._said.append("\n".join(self._lines).strip())
        elif tag.endswith("CellAnchor") or tag == "xdr:absoluteAnchor":
            top, left = self._corner("xdr:from")
            bottom, right = self._corner("xdr:to")
            for text in self._said:
                self.asides.append(Aside(BOX, text[:LETTERS], top, left, max(top, bottom), max(left, right)))

    def _corner(self, which: str) -> tuple[int, int]:
        row, column = (self._corners.get((which, part), "").strip() for part in ("xdr:row", "xdr:col"))
        return (int(row) + 1, int(column) + 1) if row.isdecimal() and column.isdecimal() else (0, 0)

    def text(self, piece: str) -> None:
        key = (self._inside[-2] if len(self._inside) > 1 else "", self._inside[-1])
        if key[0] in {"xdr:from", "xdr:to"}:
            self._corners[key] = self._corners.get(key, "") + piece
        elif self._inside[-1] == "a:t" and self._lines:
            self._lines[-1] += piece
