"""The facts that records hold, by kind. Of the many kinds each is read when somebody asks for it. Effects: reads one SQLite file.

A country has a hundred thousand receipts and issued forms; what they are searched by, SQL tells without reading one.
"""

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from sys import intern
from typing import Any, TypeVar

from toolkit.evidence.ledger.codec import FIELDS, KINDS, Fact, fact_of
from toolkit.nouns.records import (
    Drafted,
    IngestRun,
    Issued,
    IssuedMark,
    KeptTemplate,
    Note,
    Receipt,
    ReceiptMark,
    Undo,
    issued_mark,
    number_of,
    receipt_mark,
)  # fmt: skip
from toolkit.nouns.shelf import LongList, Picked, Shelf

AnyFact = TypeVar("AnyFact", IngestRun, Receipt, Note, Undo, Issued, Drafted, KeptTemplate)
_Rows = Callable[..., Iterator[tuple[Any, ...]]]
"""Asks the ledger something; the rows come one by one."""
_Kept = Callable[[str], bytes | None]
TOGETHER = 4096
"""Facts of which it is kept together what they are searched by."""
_SINCE = "WHERE kind = ? AND seq > ? ORDER BY seq"


class UnreadFacts(LongList[Any]):
    """Facts of one kind, in order, each read when it is first asked for.

    What SQL tells of four thousand of them is kept under the hash of the last one's record, by which all before it are proved.
    """

    def __init__(self, noun: type[Fact], rows: _Rows, kept: _Kept) -> None:
        self._kind = next(kind for kind, its_noun in KINDS.items() if its_noun is noun)
        self._known, (self._told, self._mark, self._mark_of) = FIELDS[noun], _WAYS[noun]
        self._rows, self._kept = rows, kept
        self._told_before = 0
        """How many times as many were told by what is kept."""
        self._numbers, self._at = array("q"), array("q")
        """The record of each, and where it stands on the shelf, counted from 1; 0 = nobody has asked for it yet."""
        self._read: Shelf[Fact] = Shelf()
        self._marks: list[Any] = []

    def __len__(self) -> int:
        return len(self._at)

    def _value(self, place: int) -> Fact:
        at = self._at[place]
        if not at:
            number = self._numbers[place]
            ((body,),) = self._rows("SELECT body FROM record WHERE seq = ?", number)
            self._read.append(fact_of(self._kind, body, number))
            at = self._at[place] = len(self._read)
        return self._read[at - 1]

    def own_marks(self) -> Sequence[Any]:
        return self._marks

    def look_on(self) -> None:
        """Look for those that were recorded since."""
        while len(self) == self._told_before * TOGETHER and (columns := self._kept_columns()):
            self._told_before += 1
            self._numbers.extend(columns[0])
            self._at.extend(bytes(len(columns[0])))
            self._marks += map(self._mark, *columns)
        last = self._numbers[-1] if self._numbers else 0
        try:
            self._strange(last)
            for number, *told in self._rows(f"SELECT seq, {self._told} FROM record {_SINCE}", self._kind, last):
                self._take(number, self._mark(number, *told))
        except sqlite3.OperationalError:  # a body that is no JSON: read one by one, the first such one says so
            last = self._numbers[-1] if self._numbers else 0
            for number, body in self._rows(f"SELECT seq, body FROM record {_SINCE}", self._kind, last):
                self._take(number, self._mark_of(fact_of(self._kind, body, number)))

    def to_keep(self) -> Iterator[tuple[str, bytes]]:
        """Yield (key, what SQL tells) of all that are not kept yet and are enough together."""
        query = f"SELECT seq, {self._told} FROM record WHERE kind = ? AND seq BETWEEN ? AND ? ORDER BY seq"
        for nth in range(self._told_before, len(self) // TOGETHER):
            first, last = self._numbers[nth * TOGETHER], self._numbers[(nth + 1) * TOGETHER - 1]
            columns = list(zip(*self._rows(query, self._kind, first, last), strict=True))
            yield self._key(nth), json.dumps([self._way, last, self._hash(last), columns]).encode("ascii")

    def _kept_columns(self) -> list[list[Any]] | None:
        """Return what is kept of the next of them, if it is of this ledger's chain."""
        data = self._kept(self._key(self._told_before))
        if data is None:
            return None
        way, last, digest, columns = json.loads(data)
        return columns if way == self._way and digest == self._hash(last) else None

    def _key(self, nth: int) -> str:
        return f"{self._kind}|{nth}|{TOGETHER}"

    @property
    def _way(self) -> list[str]:
        """What is told, of records of which fields."""
        return [self._told, *self._known]

    def _hash(self, number: int) -> str:
        return "".join(digest for (digest,) in self._rows("SELECT hash FROM record WHERE seq = ?", number))

    def _take(self, number: int, mark: Any) -> None:
        self._numbers.append(number)
        self._at.append(0)
        self._marks.append(mark)

    def _strange(self, last: int) -> None:
        """Refuse records with a field that this program does not know, as reading them would."""
        known = ", ".join("?" * len(self._known))
        query = f"SELECT seq, body FROM record, json_each(body) WHERE kind = ? AND seq > ? AND key NOT IN ({known}) LIMIT 1"
        for number, body in self._rows(query, self._kind, last, *self._known):
            fact_of(self._kind, body, number)


class Facts:
    """The facts of one ledger as far as it was looked through: a record never changes."""

    def __init__(self, rows: _Rows, kept: _Kept = lambda _key: None) -> None:
        """`kept`: returns what was kept under a key."""
        self._rows, self._kept = rows, kept
        self._few: dict[type[Fact], Shelf[Any]] = {}
        self._many: dict[type[Fact], UnreadFacts] = {}

    def forget(self) -> None:
        """What was looked up may have been taken back."""
        self._few.clear()
        self._many.clear()

    def to_keep(self) -> dict[str, bytes]:
        """Return what SQL told of long lists, to be kept by its key."""
        return {key: told for facts in self._many.values() for key, told in facts.to_keep()}

    def told(self) -> dict[str, bytes]:
        """Return the same of all, told anew."""
        for noun in _WAYS:
            self._many[noun] = UnreadFacts(noun, self._rows, self._kept)
            self._many[noun].look_on()
        return self.to_keep()

    def of(self, noun: type[AnyFact]) -> Sequence[AnyFact]:
        """Return those of one kind; only those recorded since the last look are looked for."""
        known: LongList[AnyFact] = self._unread(noun) if noun in _WAYS else self._whole(noun)
        return Picked(known.__getitem__, range(len(known)), (known.own_marks() or ()).__getitem__)

    def _unread(self, noun: type[AnyFact]) -> LongList[AnyFact]:
        known = self._many.setdefault(noun, UnreadFacts(noun, self._rows, self._kept))
        known.look_on()
        return known

    def _whole(self, noun: type[AnyFact]) -> LongList[AnyFact]:
        kind = next(kind for kind, its_noun in KINDS.items() if its_noun is noun)
        known: Shelf[AnyFact] = self._few.setdefault(noun, Shelf(mark=number_of))
        last = known[-1].number if known else 0
        for seq, body in self._rows(f"SELECT seq, body FROM record {_SINCE}", kind, last):
            fact = fact_of(kind, body, seq)
            assert isinstance(fact, noun)
            known.append(fact)
        return known


def _receipt_mark(number: int, run: int, parent: int | None, inline: int, apart: int, sha256: str) -> ReceiptMark:
    return ReceiptMark(number, run, parent, bool(inline), bool(apart), hash(sha256))


def _issued_mark(number: int, period: str, form: str, job: str) -> IssuedMark:
    return IssuedMark(number, intern(period), intern(form), intern(job))


def _part(name: str, otherwise: str = "") -> str:
    """Return what SQL says of a field. `otherwise`: of one that is left out."""
    told = f"json_extract(body, '$.{name}')"
    return f"coalesce({told}, {otherwise})" if otherwise else told


_WAYS: Mapping[type[Fact], tuple[str, Callable[..., Any], Callable[[Any], Any]]] = {
    Receipt: (
        f"{_part('run', '0')}, {_part('parent')}, {_part('inline', '0')},"
        f" json_type(body, '$.inside') IS NOT NULL OR instr({_part('name')}, '/') > 0, {_part('sha256')}",
        _receipt_mark,
        receipt_mark,
    ),
    Issued: (", ".join([_part("period", "''"), _part("form", "''"), _part("job", "''")]), _issued_mark, issued_mark),
}
"""Kind of which there are many → what SQL tells of one, what makes a mark of that, what makes the same of the fact itself."""
