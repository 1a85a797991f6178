"""What has been recognised so far: each sheet once, under a key of exactly what it depends on. In memory."""

import hashlib
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from toolkit.intake.recognise.kept import dump_kept, key_of, load_kept, setting_of
from toolkit.judge.issued_records import IssuedRecords
from toolkit.nouns.cells import Book
from toolkit.nouns.submission import Submission
from toolkit.plan.model import Plan

if TYPE_CHECKING:
    from toolkit.intake.recognise import Clues
    from toolkit.judge.snapshot import Snapshot
    from toolkit.nouns.records import Receipt

HELD = 2048
"""Answers that are held as values; beyond, each is made of its bytes anew."""
PRINTED = "printed"
"""Of the tables kept beside a plan."""
Forms = tuple[Submission, ...]
Look = Callable[[str], bytes | None]
"""Key → what was kept under it; None = nothing whole."""
Keep = Callable[[dict[str, bytes]], None]
"""Keeps what was worked out, so that it is found when it is looked for again."""
Ahead = Callable[[Iterable["Receipt"]], Iterable[Mapping[str, bytes]]]
"""Yields what is worked out of receipts, by key."""
MOST = 2_000
"""Fresh ones held at a time, where there is somebody who keeps them."""


class AskedKeys:
    """Keys that were asked for, as numbers: who takes one for another keeps what could have gone, no more."""

    def __init__(self) -> None:
        self._asked = array("q")
        self._sorted = 0

    def add(self, key: str) -> None:
        self._asked.append(hash(key))

    def update(self, keys: Iterable[str]) -> None:
        self._asked.extend(map(hash, keys))

    def __contains__(self, key: str) -> bool:
        if self._sorted < len(self._asked):
            self._asked = array("q", sorted(set(self._asked)))
            self._sorted = len(self._asked)
        wanted = hash(key)
        place = bisect_left(self._asked, wanted)
        return place < self._sorted and self._asked[place] == wanted


class Recognitions:
    """What was worked out before and in this command, by key, and which of it was asked for."""

    def __init__(self, look: Look | None = None, keep: Keep | None = None, *, sparing: bool = False) -> None:
        """`sparing`: forms are not written down where what became of their sheets is: hardly anybody asks for both."""
        self._look = look or (lambda _key: None)
        self._keep = keep
        self._sparing = sparing
        self._unwritten: dict[str, Any] = {}
        """What was put, as values, until it is known whether it is to be written down."""
        self.ahead: Ahead | None = None
        """There where somebody works out, for many, faster than who asks what judging them will ask for."""
        self.fresh: dict[str, bytes] = {}
        """What this command worked out first and nobody has kept yet."""
        self.used = AskedKeys()
        self._open: dict[str, Any] = {}
        """What was asked for, as values, as far as there are not too many: a batch is judged by itself and with all others."""

    def get(self, key: str) -> Any:
        """Return what stands under a key; None = nothing yet, or nothing whole."""
        self.used.add(key)
        if key in self._open:
            return self._open[key]
        if key in self._unwritten:
            return self._unwritten[key]
        data = self.fresh.get(key) or self._look(key)
        if data is None:
            return None
        try:
            value = load_kept(data)
        except (ValueError, LookupError, TypeError, zlib.error):
            return None
        if len(self._open) < HELD:
            self._open[key] = value
        return value

    def look(self, key: str) -> bytes | None:
        """Return what stands under a key as it is kept; None = nothing yet, or nothing whole."""
        self.used.add(key)
        return self.fresh.get(key) or self._look(key)

    def put(self, key: str, value: object) -> None:
        if self._sparing:
            self._unwritten[key] = value
        else:
            self.add({key: dump_kept(value)})

    def spare(self, keys: Iterable[str]) -> None:
        """Leave unwritten what stands under these keys: all that came of it is kept."""
        for key in keys:
            self._unwritten.pop(key, None)

    def written(self) -> dict[str, bytes]:
        """Return all that was worked out and nobody has kept yet, as bytes."""
        self.add({key: dump_kept(value) for key, value in self._unwritten.items()})
        self._unwritten = {}
        return self.fresh

    def add(self, fresh: Mapping[str, bytes]) -> None:
        """Take what was worked out, here or elsewhere; of a country's sheets only the last are held."""
        self.fresh.update(fresh)
        if self._keep is not None and len(self.fresh) >= MOST:
            self._keep(self.fresh)
            self.fresh = {}

    def work_out(self, receipts: Iterable["Receipt"]) -> None:
        """Have it worked out by whoever is there for it what judging receipts will ask for."""
        for part in self.ahead(receipts) if self.ahead is not None else ():
            self.add(part)


class Recogniser:
    """Recognises the books of one snapshot."""

    def __init__(self, snapshot: "Snapshot") -> None:
        self._snapshot = snapshot
        self._forms = snapshot.forms or {snapshot.form.version: snapshot.form}
        issued = IssuedRecords.of(snapshot.issued)
        self._newest, self._jobs = issued.newest, frozenset({snapshot.plan.job, *filter(None, issued.jobs)})
        self.setting = ""
        """A hash of what all sheets have in common."""
        self.keys: dict[int, str] = {}
        """Receipt → the key of the forms in it, where they are kept."""
        self.asked: dict[int, tuple[str, ...]] = {}
        """Receipt → every key that was asked for, once, however often it was."""
        if snapshot.recognitions is not None:
            forms = {version: form.sha256 for version, form in self._forms.items()} | {"": snapshot.form.sha256}
            self.setting = setting_of(snapshot.plan.derived(names_print), forms, self._newest, self._jobs)

    def recognised(self, receipt: int, book: Callable[[], Book | None], clues: "Clues") -> Forms:
        """Return the forms in a book, from what is known where it is known: then the book is not even opened."""
        known, reading = self._snapshot.recognitions, self._snapshot.prints.get(receipt, "")
        if known is None or not reading:
            return self._recognise(book(), clues)
        key = self.keys[receipt] = key_of(reading, clues, self.setting)
        self.asked[receipt] = tuple(dict.fromkeys((*self.asked.get(receipt, ()), key)))
        forms: Forms | None = known.get(key)
        if forms is None:
            forms = self._recognise(book(), clues)
            known.put(key, forms)
        return forms

    def _recognise(self, book: Book | None, clues: "Clues") -> Forms:
        if book is None:
            return ()
        snapshot = self._snapshot
        if snapshot.plan.settings.upper:
            from toolkit.tiers.returned_book import returned_book

            below = returned_book(book, clues, snapshot.plan, snapshot.form)
            if below is not None:
                return below
        from toolkit.intake.recognise import recognise

        return recognise(book, clues, snapshot.plan, self._forms, snapshot.form, self._newest, self._jobs)


def names_print(plan: Plan) -> str:
    """Return what a recognition depends on of a plan: its bytes, how its units are called, which items are joined."""
    if PRINTED in plan.kept:
        return plan.kept[PRINTED].decode("ascii")
    names = "\x1f".join("\x1e".join(unit.names) for unit in plan.units)
    names += "\x1d" + "\x1f".join("\x1e".join((match.unit or "", match.theirs, match.item)) for match in plan.matches)
    return hashlib.sha256(f"{plan.sha256}\n{names}".encode("utf-8", "surrogatepass")).hexdigest()
