"""What has been recognised so far: each sheet once, under a key of exactly what it depends on. In memory."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.intake.recognise import Clues, recognise
from toolkit.intake.recognise.kept import dump_forms, key_of, load_forms, setting_of
from toolkit.nouns.cells import Book
from toolkit.nouns.submission import Submission

if TYPE_CHECKING:
    from toolkit.judge.snapshot import Snapshot

Forms = tuple[Submission, ...]


class Recognitions:
    """Forms by key: those kept from earlier runs, those of this command, and which of them were asked for."""

    def __init__(self, kept: Mapping[str, bytes] | None = None) -> None:
        self.kept = kept or {}
        self.fresh: dict[str, bytes] = {}
        """What this command recognised first."""
        self.used: set[str] = set()
        self._made: dict[str, Forms] = {}

    def forms(self, key: str) -> Forms | None:
        """Return what was recognised under a key; None = nothing yet, or nothing whole."""
        self.used.add(key)
        if key not in self._made and key in self.kept:
            try:
                self._made[key] = load_forms(self.kept[key])
            except (ValueError, LookupError, TypeError):
                return None
        return self._made.get(key)

    def put(self, key: str, forms: Forms) -> None:
        self._made[key] = forms
        self.fresh[key] = dump_forms(forms)

    @property
    def unused(self) -> tuple[str, ...]:
        """What no sheet asked for any more."""
        return tuple(key for key in self.kept if key not in self.used)


class Recogniser:
    """Recognises the books of one snapshot."""

    def __init__(self, snapshot: "Snapshot") -> None:
        self._snapshot = snapshot
        self._forms = snapshot.forms or {snapshot.form.version: snapshot.form}
        self._newest = {issued.period: issued.form for issued in snapshot.issued}
        self._jobs = frozenset({snapshot.plan.job, *(issued.job for issued in snapshot.issued if issued.job)})
        self._setting = ""
        if snapshot.recognitions is not None:
            forms = {version: form.sha256 for version, form in self._forms.items()} | {"": snapshot.form.sha256}
            self._setting = setting_of(snapshot.plan.sha256, forms, self._newest, self._jobs)

    def recognised(self, receipt: int, book: Book, clues: Clues) -> Forms:
        """Return the forms in a book, from what is known where it is known."""
        known, reading = self._snapshot.recognitions, self._snapshot.prints.get(receipt, "")
        if known is None or not reading:
            return self._recognise(book, clues)
        key = key_of(reading, clues, self._setting)
        found = known.forms(key)
        if found is None:
            found = self._recognise(book, clues)
            known.put(key, found)
        return found

    def _recognise(self, book: Book, clues: Clues) -> Forms:
        snapshot = self._snapshot
        return recognise(book, clues, snapshot.plan, self._forms, snapshot.form, self._newest, self._jobs)
