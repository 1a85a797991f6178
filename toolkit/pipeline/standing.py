"""Products that stand in outbox/ as they would be made again: then they are not made. Effects: ledger, reads files.

A product depends on the records, the moment, plan, form, the office's templates, this program and its libraries, and on
nothing else. Where all of these equal what it was made from, and each file on disk is byte for byte what was written, it
is left alone. Whatever is wrong with what is kept, the product is made. Of a product with a file a unit each file can
stand by itself: it says what it is made from, and where that is the same nobody renders it.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import code_print
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.dataclass import dataclass
from toolkit.pipeline.office import Office
from toolkit.pipeline.products import Wanted

_KIND = "made"
_A_LINE = 512
_SHORT = 1 << 17
"""Bytes of a file that is read at once."""
_LIBRARIES = ("XlsxWriter", "Jinja2", "MarkupSafe", "docxtpl", "python-docx", "lxml", "openpyxl", "tzdata", "resvg_py")


@dataclass(frozen=True, slots=True)
class StandingFile:
    """A file below outbox/ that is what was written."""

    name: str
    sum: str


class Standing:
    """What a command may leave as it stands: asked for with the records that there are now."""

    def __init__(self, office: Office, ledger: Ledger) -> None:
        self._office = office
        self._ledger = ledger
        self._inputs = content_hash(*_inputs(office), ledger.next_number, ledger.head_full())
        self._program = program_print()
        self._fresh: dict[str, bytes] = {}

    def files(self, wanted: Wanted) -> tuple[StandingFile, ...] | None:
        """Return the files of a product that need not be made; None = it is to be made."""
        data = self._ledger.derived(_KIND, self._key(_name(wanted)))
        outbox = self._office.workspace.outbox
        try:
            files = tuple(StandingFile(str(name), str(sha)) for name, sha in _told(data)) if data is not None else None
        except (TypeError, ValueError):
            return None
        if files is None or not all(_sum(outbox / file.name) == file.sum for file in files):
            return None
        return files

    def said(self, name: str) -> dict[str, Any] | None:
        """Return what was kept under a name, if everything is as it was then."""
        data = self._ledger.derived(_KIND, self._key(name))
        if data is None:
            return None
        try:
            content = json.loads(data)
        except ValueError:
            return None
        return content if isinstance(content, dict) else None

    def parts(self, wanted: Wanted) -> dict[str, tuple[str, str]]:
        """Return name below outbox/ → (what that file was made from, its sha256), of a product that has files of one unit."""
        data = self._ledger.derived(_KIND, self._part(wanted))
        try:
            return {str(name): (str(inputs), str(sha)) for name, inputs, sha in _told(data)} if data else {}
        except (TypeError, ValueError):
            return {}

    def made_of(self, wanted: Wanted, parts: "ManyRows") -> None:
        """Remember what each file of a product was made from (its name, that, its sha256), for `keep`."""
        if told := parts.told():
            self._fresh[self._part(wanted)] = told

    def blocks(self, name: str) -> bytes:
        """Return what was kept of the blocks of a file below outbox/."""
        return self._ledger.derived(_KIND, self._blocks(name)) or b""

    def keep_blocks(self, name: str, told: bytes) -> None:
        """Remember the blocks of a file, for `keep`."""
        self._fresh[self._blocks(name)] = told

    def stands(self, name: str, sha: str) -> bool:
        """Tell whether a file is on disk as it was written."""
        return _sum(self._office.workspace.outbox / name) == sha

    def made(self, wanted: Wanted, sums: Mapping[str, str]) -> None:
        """Remember a product by the sha256 of its files, for `keep`."""
        rows = ManyRows()
        for row in sums.items():
            rows.add(row)
        self._fresh[self._key(_name(wanted))] = rows.told()

    def say(self, name: str, what: Mapping[str, Any]) -> None:
        self._fresh[self._key(name)] = json.dumps(what, ensure_ascii=False).encode("utf-8")

    def keep(self) -> None:
        """Keep what was made, and nothing of how the same was made before."""
        if not self._fresh:
            return
        names = {key.rpartition("|")[0] for key in self._fresh}
        old = [key for key in self._ledger.derived_keys(_KIND) if key.rpartition("|")[0] in names and key not in self._fresh]
        self._ledger.keep_derived(_KIND, self._fresh, old)
        self._fresh = {}

    def _part(self, wanted: Wanted) -> str:
        return f"parts|{_name(wanted)}|{self._program}"

    def _blocks(self, name: str) -> str:
        return f"blocks|{name}|{self._program}"

    def _key(self, name: str) -> str:
        return f"{name}|{self._inputs}"


def _name(wanted: Wanted) -> str:
    return f"{wanted.kind}|{wanted.place}|{wanted.detail}"


class ManyRows:
    """Rows that are told as bytes, some hundred a line: neither they nor their text are ever whole in memory."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._last: list[Sequence[str]] = []

    def add(self, row: Sequence[str]) -> None:
        self._last.append(row)
        if len(self._last) == _A_LINE:
            self._end_line()

    def told(self) -> bytes:
        """Return all of them; nothing comes behind."""
        if self._last:
            self._end_line()
        return b"\n".join(self._lines)

    def _end_line(self) -> None:
        self._lines.append(json.dumps(self._last, ensure_ascii=False).encode("utf-8"))
        self._last = []


def _told(data: bytes) -> Iterator[Any]:
    """Yield the rows. Raises: ValueError, these are no such bytes."""
    for line in BytesIO(data):
        yield from json.loads(line)


def _inputs(office: Office) -> list[Any]:
    """Return everything but the records that a product is made from."""
    own = office.workspace.templates
    templates = sorted((path.name, _sum(path)) for path in own.iterdir() if path.is_file()) if own.is_dir() else []
    return [
        code_print(),
        libraries(),
        office.as_of.isoformat(),
        str(office.zone),
        office.with_later_notes,
        office.plan.sha256,
        office.form.sha256,
        sha256(office.template).hexdigest(),
        templates,
        sorted((name, sha256(data).hexdigest()) for name, data in office.kept.items()),
    ]


def program_print() -> str:
    """Return a hash of this program and of what it makes books with."""
    return content_hash(code_print(), libraries())


@cache
def libraries() -> str:
    """Return what this program's books, pages and letters are made with, and in which versions."""
    folders = _installed()
    return "|".join([sys.version, *(folders.get(_written_alike(name)) or _asked_for(name) for name in _LIBRARIES)])


def _installed() -> dict[str, str]:
    """Return package → what its folder of particulars is called, version included: reading them takes 15 ms."""
    folders: dict[str, str] = {}
    for place in sys.path:
        try:
            names = os.listdir(place)  # noqa: PTH208 - a Path for each would take longer than the look
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                folders.setdefault(_written_alike(name.partition("-")[0]), name)
    return folders


def _asked_for(name: str) -> str:
    """Return the version of a package that is installed in another manner, an egg; "" = it is not there."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _written_alike(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _sum(path: Path) -> str:
    """Return a file's sha256; "" = it is not there, or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(_SHORT)
            if len(data) < _SHORT:
                return sha256(data).hexdigest()
            file.seek(0)  # a country's book has a hundred megabytes
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
