"""What all sheets of a workbook share: its texts and the looks of its cells, as far as they change what is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.intake.formats import numfmt
from toolkit.intake.formats.xlsx_sheet import RunJoiner
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.plain_parts import LONGEST, plain_strings
from toolkit.ooxml.relations import unescape
from toolkit.ooxml.xml import OWN, feed

STYLES = 200_000
"""Cell formats accepted in one workbook; Excel itself allows 65,490."""
STRINGS = 1_000_000
_KEPT_UP_TO = 1 << 18
"""Bytes of a part of styles that is understood once for all forms that have it."""


@dataclass(frozen=True, slots=True)
class Strings:
    """The shared strings."""

    texts: Sequence[str] = ()
    struck: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Number of a text → (its struck-out part, the rest)."""


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell styles."""

    formats: Sequence[str] = ()
    """Number format code of each, "" for General."""
    struck: frozenset[int] = frozenset()
    """Those whose font strikes out."""


NO_STRINGS, NO_STYLES = Strings(), Styles()


def read_strings(package: GuardedPackage, part: str) -> Strings:
    if part not in package:
        return NO_STRINGS
    plain = plain_strings(package.read(part)) if package.size(part) <= LONGEST else None
    if plain is not None:
        return Strings(plain)
    made = _StringsPass()
    feed(package.pieces(part), made.start, made.end, made.text, spaces=OWN)
    return Strings(made.strings, made.struck)


class _StringsPass:
    """Collects the shared strings."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.struck: dict[int, tuple[str, str]] = {}
        self._item: RunJoiner | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._item = RunJoiner()
        elif self._item is not None:
            self._item.start(tag, attributes)

    def end(self, tag: str) -> None:
        if self._item is None:
            return
        if tag != "si":
            self._item.end(tag)
            return
        if self._item.struck:
            self.struck[len(self.strings)] = self._item.struck
        self.strings.append(unescape(self._item.whole))
        self._item = None
        if len(self.strings) > STRINGS:
            raise Unreadable(Code.F03, detail="共享文字过多")

    def text(self, piece: str) -> None:
        if self._item is not None:
            self._item.text(piece)


def read_styles(package: GuardedPackage, part: str) -> Styles:
    if part not in package:
        return NO_STYLES
    if package.size(part) <= _KEPT_UP_TO:
        return _styles_again(package.read(part))
    return _styles(package.pieces(part))


@lru_cache(maxsize=4)
def _styles_again(data: bytes) -> Styles:
    """Return the styles of a part as a thousand copies of one form have it: read once."""
    return _styles((data,))


def _styles(pieces: Iterable[bytes]) -> Styles:
    made = _StylesPass()
    feed(pieces, made.start, made.end, spaces=OWN)
    formats = tuple([numfmt.clean(made.codes.get(number, "")) for number, _ in made.looks])
    return Styles(formats, frozenset(i for i, (_, font) in enumerate(made.looks) if font in made.striking))


class _StylesPass:
    """Collects number formats, the fonts that strike out, and each cell style's of both.

    Each by the list that it stands in: a numFmt of a conditional format (dxfs) is no cell's.
    """

    def __init__(self) -> None:
        self.codes = dict(numfmt.BUILTIN)
        self.looks: list[tuple[int, int]] = []
        self.striking: set[int] = set()
        self._fonts = -1
        self._path: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        inside = self._path[1:]
        if tag == "xf" and inside == ["cellXfs"]:
            self.looks.append((_whole(attributes, "numFmtId"), _whole(attributes, "fontId")))
            if len(self.looks) > STYLES:
                raise Unreadable(Code.F03, detail="单元格样式过多")
        elif tag == "numFmt" and inside == ["numFmts"]:
            self.codes[_whole(attributes, "numFmtId")] = unescape(attributes.get("formatCode", ""))
        elif tag == "font" and inside == ["fonts"]:
            self._fonts += 1
        elif tag == "strike" and inside == ["fonts", "font"] and attributes.get("val", "1") not in {"0", "false"}:
            self.striking.add(self._fonts)
        self._path.append(tag)

    def end(self, _: str) -> None:
        self._path.pop()


def _whole(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name, "0")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
