"""What one arrival turned out to be, and its compact form for the ledger's cache. Pure."""

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from toolkit.nouns.cells import Aside, Book, Cell, CellKind, Range, Sheet, Value
from toolkit.nouns.paper import CodeOnPage, Paper, Seen
from toolkit.nouns.pressing import pressed
from toolkit.nouns.problems import Code, Problem, Severity
from toolkit.nouns.records import Sort

CELLS = 40_000
"""Cells kept of one sheet; a sheet with more is cut after them, for no form is that large."""
COLUMNS = 256
"""Columns kept of a sheet that has to be cut."""
SHEETS = 60
ALL_CELLS = 120_000
"""Cells kept of one book."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One thing inside a container."""

    name: str
    """As received: may hold folders with /, and anything else that a stranger can write."""
    data: bytes
    """Its content; an envelope (`sealed`) where the content must not or cannot be had."""
    inline: bool = False
    """The mail shows it inside its text (Content-ID) rather than attaching it."""


_TWICE = ("again", "1")
"""The fact of an F05 that says: it was no better the second time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One file, opened. Says what it is; asks nobody whose it is."""

    sort: Sort
    book: Book | None = None
    problems: tuple[Problem, ...] = ()
    members: tuple[Member, ...] = ()
    mail_received: datetime | None = None
    mail_date: datetime | None = None
    sender: str = ""
    """Bare address of a mail's From, lower case."""
    subject: str = ""
    kind: str = ""
    """What the content is, as `sniff` names it."""
    link: bool = False
    """Nothing but an address on the web came: a shortcut, or a mail without any file whose text has one."""
    words: str = ""
    """What a mail says that brings nothing else, quoted mails left out."""
    paper: Paper | None = None
    """What was seen on a scan; None = not looked at."""
    seconds: float = field(default=0.0, compare=False)
    """Processor time that it took; not kept."""
    folded: bytes = field(default=b"", compare=False, repr=False)
    """All of it as `dump` writes it, where its cells were left behind: see `fold`."""

    @property
    def unfinished(self) -> bool:
        """A limit ended it: another time it may be read to the end."""
        return any(problem.code is Code.F05 for problem in self.problems)

    @property
    def again(self) -> bool:
        """It is to be read again at the next run: unfinished, and not tried twice yet."""
        return any(problem.code is Code.F05 and _TWICE not in problem.facts for problem in self.problems)

    def tried_twice(self) -> "Reading":
        """Return the reading of a file that was given a second chance."""
        marked = (
            replace(f, facts=(*f.facts, _TWICE)) if f.code is Code.F05 and _TWICE not in f.facts else f for f in self.problems
        )
        return replace(self, problems=tuple(marked))


def trimmed(reading: Reading) -> Reading:
    """Return the reading with what could be a form and no more: no strangers' data tables of 200,000 cells.

    It is what `load` returns of it once it is kept, to the order of its parts: whoever goes on with it comes to the same.
    """
    book = reading.book
    if book is None:
        return reading
    left, sheets = ALL_CELLS, []
    for sheet in book.sheets[:SHEETS]:
        kept = _cut(sheet, min(CELLS, left))
        left -= len(kept.cells)
        sheets.append(kept)
    properties, details = dict(sorted(book.properties.items())), dict(sorted(book.details.items()))
    return replace(reading, book=replace(book, sheets=tuple(sheets), properties=properties, details=details))


def _cut(sheet: Sheet, most: int) -> Sheet:
    if len(sheet.cells) <= most:
        return sheet
    places = sorted(place for place in sheet.cells if place[1] <= COLUMNS)[:most]
    return replace(sheet, cells={place: sheet.cells[place] for place in places})


def dump(reading: Reading) -> bytes:
    """Return the reading without its members' bytes; the same reading gives the same bytes."""
    if reading.folded:
        return reading.folded
    plain: dict[str, Any] = {
        "sort": reading.sort.value,
        "problems": [_problem(problem) for problem in reading.problems],  # first: `ended_by_limit` looks no further
        "book": _book(reading.book) if reading.book else None,
        "received": _moment(reading.mail_received),
        "date": _moment(reading.mail_date),
        "sender": reading.sender,
        "subject": reading.subject,
        "kind": reading.kind,
        "paper": _paper(reading.paper) if reading.paper else None,
        "link": reading.link,
        "words": reading.words,
    }
    text = _WRITTEN({key: value for key, value in plain.items() if value})
    # a name out of a mail may hold lone surrogates: they stand for bytes that nobody could decode
    return pressed(text.encode("utf-8", "surrogatepass"))


def load(data: bytes, *, whole: bool = True) -> Reading:
    """Return the reading that `dump` made these bytes of, without members; `whole` False: as `light` leaves it."""
    plain = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    return Reading(
        sort=Sort(plain["sort"]),
        book=_load_book(plain["book"], whole=whole) if "book" in plain else None,
        problems=tuple(_load_problem(problem) for problem in plain.get("problems", ())),
        mail_received=_load_moment(plain.get("received")),
        mail_date=_load_moment(plain.get("date")),
        sender=plain.get("sender", ""),
        subject=plain.get("subject", ""),
        kind=plain.get("kind", ""),
        link=plain.get("link", False),
        words=plain.get("words", ""),
        paper=_load_paper(plain["paper"]) if "paper" in plain else None,
    )


def ended_by_limit(data: bytes) -> bool:
    """Tell, without opening it, whether a kept reading may be one that a limit ended (F05); a table that says so is asked too."""
    return names_problems(data) and Code.F05.name.encode("ascii") in zlib.decompress(data)


def names_problems(begun: bytes) -> bool:
    """Tell by the first `BEGINNING` bytes of a kept reading whether it says that anything is wrong; of a spoilt one too."""
    try:
        return bool(begun) and _PROBLEMS in zlib.decompressobj().decompress(begun, _OPENED)
    except zlib.error:
        return True


_PROBLEMS, _OPENED, BEGINNING = b'"problems"', 64, 128
"""What stands behind its sort where anything is wrong with a file, within how many bytes, and in how many as they are kept."""


def _paper(paper: Paper) -> list[Any]:
    codes = [[code.page, code.text] for code in paper.codes]
    crop = base64.b64encode(paper.crop).decode("ascii")
    return [paper.pages, codes, paper.seal.value, paper.signature.value, crop, paper.note]


def _load_paper(plain: list[Any]) -> Paper:
    pages, codes, seal, signature, crop, note = plain
    return Paper(
        pages=pages,
        codes=tuple(CodeOnPage(page, text) for page, text in codes),
        seal=Seen(seal),
        signature=Seen(signature),
        crop=base64.b64decode(crop),
        note=note,
    )


def light(reading: Reading) -> Reading:
    """Return the reading without its cells: what may be held of every arrival at once."""
    if reading.book is None:
        return reading
    return replace(reading, book=_without_cells(reading.book))


def _without_cells(book: Book) -> Book:
    bare = [Sheet(name=sheet.name, cells={}, asides=sheet.asides, hidden=sheet.hidden) for sheet in book.sheets]
    return replace(book, sheets=tuple(bare))


def fold(reading: Reading) -> Reading:
    """Return a table as it comes out of a worker: its cells only as the bytes that are kept of it, for they are many.

    What may still be changed before it is kept (a limit ended it, a scan is to be looked at) stays as it is.
    """
    if reading.sort is not Sort.BOOK or reading.book is None or reading.members or reading.unfinished:
        return reading
    return replace(reading, book=_without_cells(reading.book), folded=dump(reading))


def unfold(reading: Reading) -> Reading:
    """Return the reading with its cells."""
    return load(reading.folded) if reading.folded else reading


_WRITTEN = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_TEXT = CellKind.TEXT
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
_SHORT_TEXT = 400
"""Characters of a text that is one object on all sheets."""


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _load_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _problem(problem: Problem) -> list[Any]:
    switched = problem.switched.value if problem.switched else None
    return [problem.code.name, problem.sheet, problem.cell, problem.facts, switched]


def _load_problem(plain: list[Any]) -> Problem:
    code, sheet, cell, facts, switched = plain
    pairs = tuple((str(name), str(value)) for name, value in facts)
    return Problem(Code[code], sheet, cell, pairs, Severity(switched) if switched else None)


def _book(book: Book) -> list[Any]:
    properties, details = sorted(book.properties.items()), sorted(book.details.items())
    return [book.format, [_sheet(sheet) for sheet in book.sheets], properties, book.warnings, details]


def _load_book(plain: list[Any], *, whole: bool) -> Book:
    kind, sheets, properties, warnings, details = plain
    return Book(
        format=kind,
        sheets=tuple(_load_sheet(sheet, whole=whole) for sheet in sheets),
        properties=dict(properties),
        warnings=tuple(warnings),
        details=dict(details),
    )


def _sheet(sheet: Sheet) -> list[Any]:
    """Cells are [row, column, value], [… kind, format] or [… words, struck, kept, exact]: a plain text needs no more."""
    formats = sorted({cell.number_format for cell in sheet.cells.values()})
    at = {code: i for i, code in enumerate(formats)}
    cells = [_cell(cell, at) for _, cell in sorted(sheet.cells.items())]
    merges = [[block.top, block.left, block.bottom, block.right] for block in sheet.merges]
    asides = [list(astuple(aside)) for aside in sheet.asides]
    formulas = [list(place) for place in sorted(sheet.formulas)]
    more = [asides, formulas] if formulas else [asides] if asides else []
    return [sheet.name, sheet.hidden, merges, sheet.text_around, formats, cells, *more]


def _cell(cell: Cell, formats: Mapping[str, int]) -> list[Any]:
    if cell.kind is _TEXT and not (cell.number_format or cell.words or cell.struck) and isinstance(cell.value, str):
        return [cell.row, cell.column, cell.value]
    plain = [cell.row, cell.column, _value(cell.value), cell.kind.value, formats[cell.number_format]]
    if cell.exact is not None:
        return [*plain, cell.words, cell.struck, cell.kept, str(cell.exact)]
    return [*plain, cell.words, cell.struck, cell.kept] if cell.words or cell.struck else plain


def _value(value: Value) -> Any:
    """Return text, truth and nothing as they are, the rest as [mark, text]."""
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["h", value.isoformat()]
    return value


_MARKS: dict[str, Callable[[str], Decimal | date | time]] = {
    "n": Decimal,
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "h": time.fromisoformat,
}


def _load_sheet(plain: list[Any], *, whole: bool) -> Sheet:
    name, hidden, merges, around, formats, cells, *more = plain
    asides = tuple(Aside(*aside) for aside in (more[0] if more else ()))
    if not whole:
        return Sheet(name=name, cells={}, asides=asides, hidden=hidden)
    return Sheet(
        name=name,
        cells={(cell[0], cell[1]): _load_cell(cell, formats) for cell in cells},
        merges=tuple(Range(*block) for block in merges),
        hidden=hidden,
        text_around=tuple(around),
        asides=asides,
        formulas=frozenset((row, column) for row, column in (more[1] if len(more) > 1 else ())),
    )


@lru_cache(maxsize=4096)
def _load_text(row: int, column: int, text: str) -> Cell:
    """Return a plain text: most cells of a form are the same on the next sheet."""
    return Cell(row, column, CellKind.TEXT, text)


def _load_cell(plain: list[Any], formats: list[str]) -> Cell:
    if len(plain) == 3:
        row, column, value = plain
        return _load_text(row, column, value) if len(value) <= _SHORT_TEXT else Cell(row, column, CellKind.TEXT, value)
    row, column, value, kind, at, *shown = plain
    if isinstance(value, list):
        value = _MARKS[value[0]](value[1])
    words, struck, kept = (*shown, "", "", "")[:3]
    held = Decimal(shown[3]) if len(shown) > 3 else None
    return Cell(row, column, CellKind(kind), value, formats[at], words, struck, kept, held)
