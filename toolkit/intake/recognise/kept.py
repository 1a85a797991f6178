"""Recognised forms as bytes and back, for the derived cache: what was recognised once is not recognised again. Pure.

The key names everything that recognising depends on and nothing else: the reading, what is known of the file, the plan's
and the forms' bytes, this program's own code. Any other plan, form or program finds nothing under it.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from operator import attrgetter
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.fields import Field, FootField, Form, Type
from toolkit.nouns.packed_values import made
from toolkit.nouns.pressing import pressed
from toolkit.nouns.problems import About, Code, Problem, Severity
from toolkit.nouns.shelf import LongList
from toolkit.nouns.submission import Below, OwnItem, Row, Slot, Submission
from toolkit.plan.model import Extension, Item, Period, Plan, Score, Unit
from toolkit.plan.settings import Settings

if TYPE_CHECKING:
    from toolkit.intake.recognise.unit_names import Clues

_KEPT = (
    Submission, Problem, About, Plan, Settings, Item, Unit, Period, Extension, Score, Form, Field, FootField,
    Below, OwnItem,
)  # fmt: skip
_NOUNS: dict[str, Any] = {noun.__name__: noun for noun in _KEPT}
_SLOTTED = frozenset(noun for noun in _KEPT if "__slots__" in vars(noun) and not hasattr(noun, "__post_init__"))
"""Those that are put together field by field: their constructors do no more, and take twice as long."""
_FIELDS = {name: tuple(field.name for field in fields(noun)) for name, noun in _NOUNS.items()}
_ENUMS: dict[str, Callable[[str], Any]] = {
    "Severity": {severity.value: severity for severity in Severity}.__getitem__,
    "Type": {kind.value: kind for kind in Type}.__getitem__,
    "Code": Code.__getitem__,
}
_VALUES: dict[str, Callable[[str], Any]] = {
    "Decimal": lru_cache(1024)(Decimal),
    "datetime": datetime.fromisoformat,
    "date": lru_cache(1024)(date.fromisoformat),
    "time": time.fromisoformat,
}


_SHORT = 24
"""Texts up to this length (headings, addresses, states, names) are one object however often they were kept."""


def key_of(reading: str, clues: "Clues", setting: str) -> str:
    """Return the cache's key. `reading`: sha256 of the reading; `setting`: of everything else, see `setting_of`."""
    return content_hash(reading, setting, *[str(getattr(clues, part)) for part in clues.__slots__])


def setting_of(plan: str, forms: Mapping[str, str], newest: Mapping[str, str], jobs: frozenset[str]) -> str:
    """Return what all sheets of one judgement have in common. `plan`: sha256; `forms`: version → sha256, in order."""
    return content_hash(code_print(), plan, list(forms.items()), sorted(newest.items()), sorted(jobs))


@cache
def code_print() -> str:
    """Return a hash of this program: a rule that changed makes nothing of what was derived before worth keeping.

    Its files are read, not only looked at: a time of change can lie. All of them take six milliseconds.
    """
    whole = hashlib.sha256()
    for name, path in sorted(_own_files(str(Path(__file__).parents[2]), "")):
        whole.update(name.encode("utf-8"))
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path for each of 450 files takes as long as reading them
            whole.update(file.read())
    return whole.hexdigest()


def _own_files(folder: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield (name below the package, path) of every file but the compiled ones."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _own_files(entry.path, f"{name}{entry.name}/")
            elif entry.is_file() and not entry.name.endswith(".pyc"):
                yield name + entry.name, entry.path


def row_key(forms: str, sheet: str, row: int, about: tuple[str, ...], past: object) -> str:
    """Return the key of one row's answers and what the rules say of them.

    `forms`: the key of the forms that the row stands in. `about`: item, unit, period. `past`: earlier answers that count,
    and all that may have been printed.
    """
    return content_hash(forms, sheet, row, *about, repr(past))


_WRITTEN = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def dump_kept(value: object) -> bytes:
    """Return forms, answers or problems as bytes."""
    return packed(_plain(value))


def load_kept(data: bytes) -> Any:
    return _part(unpacked(data, object_hook=_made))


def packed(plain: object) -> bytes:
    """Return texts, numbers, lists and mappings of these as bytes."""
    return pressed(_WRITTEN(plain).encode("utf-8", "surrogatepass"))


def unpacked(data: bytes, object_hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """Return what was packed; `object_hook` makes something of each mapping as soon as it is read.

    Raises:
        ValueError, zlib.error: these are no such bytes.
    """
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"), object_hook=object_hook)


def shared(text: Any) -> Any:
    """Return a short text as the one object that it is however often it was kept; everything else as it is."""
    return intern(text) if type(text) is str and len(text) <= _SHORT else text


def _plain(value: Any) -> Any:
    """Return text, numbers and nothing as they are, tuples as lists, everything else as {name: parts}."""
    way = _PLAIN.get(type(value))
    return way(value) if way else _other(value)


def _list(value: Iterable[Any]) -> list[Any]:
    return [part if type(part) is str else _plain(part) for part in value]


def _pairs(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {"": [[_plain(key), _plain(part)] for key, part in value.items()]}


def _row(row: Row) -> dict[str, Any]:
    return {"Row": [row.row, row.item, _slots(row.answers), _slots(row.prefilled)]}


def _slots(slots: Mapping[str, Slot]) -> list[Any]:
    """Return each as [key, address, merged, across, what its cell holds …]: there are two dozen a sheet."""
    return [
        [key, slot.address, slot.merged, slot.across, *(_cell(slot.cell) if slot.cell is not None else ())]
        for key, slot in slots.items()
    ]


def _cell(cell: Cell) -> list[Any]:
    """A plain text needs its place and no more."""
    value, shown = cell.value, (cell.number_format, cell.words, cell.struck, cell.kept)
    if type(value) is str and cell.kind is _TEXT and cell.exact is None and shown == _PLAINLY:
        return [cell.row, cell.column, value]
    return [cell.row, cell.column, _plain(value), cell.kind.value, *shown, _plain(cell.exact)]


_PLAINLY = ("", "", "", "")
_TEXT = CellKind.TEXT
"""Looked up once: to ask an enum for a member takes as long as a call (Python 3.11)."""
_TEXT_NAME = _TEXT.value


def _parts_of(noun: type) -> Callable[[Any], dict[str, Any]]:
    """Return what makes {name: parts} of a noun."""
    name = noun.__name__
    names = _FIELDS[name]
    parts = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, field) for field in names]

    def plain(value: Any) -> dict[str, Any]:
        return {name: [part if part is None or type(part) is str else _plain(part) for part in parts(value)]}

    return plain


def _iso_of(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {name: value.isoformat()}


_PLAIN: dict[type, Callable[[Any], Any]] = {
    **dict.fromkeys((str, int, bool, type(None)), lambda value: value),
    **{noun: _parts_of(noun) for noun in _KEPT},
    Row: _row,
    **{kind: {one: {kind.__name__: one.value} for one in kind}.__getitem__ for kind in (Severity, Type)},
    Code: {code: {"Code": code.name} for code in Code}.__getitem__,
    Decimal: lambda value: {"Decimal": str(value)},
    **{kind: _iso_of(kind.__name__) for kind in (datetime, date, time)},
    tuple: _list,
    dict: _pairs,
}
"""How what is kept is written, by its kind."""


def _other(value: Any) -> Any:
    """Return what is a kind of these, or seldom."""
    if isinstance(value, tuple | LongList):
        return _list(value)
    if isinstance(value, Mapping):
        return _pairs(value)
    if isinstance(value, frozenset):
        return {"frozenset": sorted(value)}
    raise TypeError(f"{type(value).__name__} is nothing that is kept")


def _made(plain: dict[str, Any]) -> Any:
    """Make what {name: parts} stands for, as soon as its parts are: of a country's plan no more than one is held both ways."""
    ((name, value),) = plain.items()
    if name == "Row":
        return _made_row(*value)
    noun = _NOUNS.get(name)
    if noun is not None:
        # a text is met most often, and stands here: a country's plan has a million
        parts = [intern(part) if type(part) is str and len(part) <= _SHORT else _part(part) for part in value]
        return made(noun, *parts) if noun in _SLOTTED else noun(**dict(zip(_FIELDS[name], parts, strict=True)))
    if not name:
        return {_part(key): _part(part) for key, part in value} or _NOTHING
    if name == "frozenset":
        return frozenset(value)
    return (_ENUMS.get(name) or _VALUES[name])(value)


def _made_row(row: int, item: str | None, answers: list[Any], prefilled: list[Any]) -> Row:
    return Row(row=row, item=shared(item), answers=_made_slots(answers), prefilled=_made_slots(prefilled))


def _made_slots(slots: list[Any]) -> dict[str, Slot]:
    return {
        intern(key): Slot(address=intern(address), cell=_made_cell(*cell) if cell else None, merged=merged, across=across)
        for key, address, merged, across, *cell in slots
    }


def _made_cell(row: int, column: int, value: Any, kind: str = _TEXT_NAME, *more: Any) -> Cell:
    return Cell(row, column, CellKind(kind), shared(value), *map(shared, more))


def _part(plain: Any) -> Any:
    return tuple(map(_part, plain)) if type(plain) is list else shared(plain)


_NOTHING: Mapping[Any, Any] = {}
"""One for all that say nothing: what is kept is never changed."""
