"""Products that stand in outbox/ as they would be made again: then they are not made. Effects: ledger, reads files.

A product depends on the records, the moment, plan, form, the office's templates, this program and its libraries, and on
nothing else. Where all of these equal what it was made from, and each file on disk is byte for byte what was written, it
is left alone. Whatever is wrong with what is kept, the product is made. Of a product with a file a unit each file can
stand by itself: it says what it is made from, and where that is the same nobody renders it.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from hashlib import file_digest, sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import code_print
from toolkit.nouns.content_hash import content_hash
from toolkit.pipeline.hashed_names import HashedNames, InTurn, NameBlock
from toolkit.pipeline.office import Office
from toolkit.pipeline.products import Wanted
from toolkit.workspace import on_network
from toolkit.workspace.writing import FileState, state_of

_KIND = "made"
_SIGNS = "signs"
"""Kind of what holds for the files on this disk alone."""
_NAME, _SUM = 0, 2
"""Where they stand in the rows of a product."""
_SYSTEM = sys.platform
_COARSE = 1_000_000
"""Nanoseconds: a file system that knows no finer times may have two changes of a file at one."""
UNTOLD = "0" * 64
"""Stands for what a file was made from where only its bytes tell."""
_SHORT = 1 << 17
"""Bytes of a file that is read at once."""
_LIBRARIES = ("XlsxWriter", "Jinja2", "MarkupSafe", "docxtpl", "python-docx", "lxml", "openpyxl", "tzdata", "resvg_py")


class Standing:
    """What a command may leave as it stands: asked for with the records that there are now."""

    def __init__(self, office: Office, ledger: Ledger, known: Mapping[Wanted, InTurn] | None = None) -> None:
        """`known`: the `parts` of products that were asked for already."""
        self._known = {} if known is None else known
        self._signs: dict[Wanted, frozenset[str]] = {}
        self._office = office
        self._ledger = ledger
        self._outbox = os.fspath(office.workspace.outbox)
        self._inputs = content_hash(*_inputs(office), ledger.next_number, ledger.head_full())
        self._program = program_print()
        self._fresh: dict[str, bytes] = {}
        self._fresh_signs: dict[str, bytes] = {}

    def files(self, wanted: Wanted) -> HashedNames | None:
        """Return the rows that were kept of a product that need not be made (see `made`); None = it is to be made."""
        same = self._ledger.derived(_KIND, self._key(_name(wanted)))
        told = self._ledger.derived(_KIND, self._part(wanted)) if same is not None else None
        if told is None or sha256(told).digest() != same:
            return None
        rows = _read(told)
        return rows if rows is not None and all(self.stand_as(wanted, block) is not None for block in rows.blocks) else None

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

    def parts(self, wanted: Wanted) -> InTurn:
        """Return name below outbox/ → (what that file was made from, its sha256), of a product as it was made last.

        Then `stand_as` needs no ledger.
        """
        if wanted in self._known:
            return self._known[wanted]
        self._signs_of(wanted)
        told = self._ledger.derived(_KIND, self._part(wanted))
        return InTurn((_read(told) if told is not None else None) or HashedNames())

    def blocks(self, name: str) -> bytes:
        """Return what was kept of the blocks of a file below outbox/."""
        return self._ledger.derived(_KIND, self._blocks(name)) or b""

    def has_blocks(self, name: str) -> bool:
        """Tell whether anything was kept of them; a country's are ten megabytes, and are not read to see that."""
        return self._blocks(name) in self._ledger.derived_keys(_KIND)

    def keep_blocks(self, name: str, told: bytes) -> None:
        """Remember the blocks of a file, for `keep`."""
        self._fresh[self._blocks(name)] = told

    def stands(self, name: str, sha: str) -> bool:
        """Tell whether a file is on disk as it was written."""
        return _sum(f"{self._outbox}/{name}") == sha

    def stand_as(self, wanted: Wanted, block: NameBlock) -> str | None:
        """Return the `sign` of a block of `parts` of which all files are on disk as they were written; None = they are not.

        None of them is opened where that was known under this sign.
        """
        files = [*zip(block.column(_NAME), block.column(_SUM), strict=True)]
        sign = self.sign(files)  # before they are looked at: what is touched from now on has another one
        if sign and sign in self._signs_of(wanted):
            return sign
        return sign if all(self.stands(name, sha) for name, sha in files) else None

    def sign(self, files: Sequence[tuple[str, str]], written: Sequence[FileState] = ()) -> str:
        """Return a hash of files' names, sums and what the system says of each, which changes with its bytes.

        "" = it says no such thing, or a file is gone, or not what it was when it was `written`.

        Where a file lies, how large it is, when its bytes changed (which programs can set back) and when anything about it did
        (which none can; Windows does not say it, a share may say what was true a while ago, and a clock of whole milliseconds
        may stand still meanwhile).
        """
        if not self._told_of_files:
            return ""
        lines = []
        for (name, sha), then in zip_longest(files, written):
            try:
                seen = os.stat(f"{self._outbox}/{name}")  # noqa: PTH116 - as `_sum`
            except OSError:
                return ""
            if not seen.st_mtime_ns % _COARSE or (then is not None and then != state_of(seen)):
                return ""
            lines.append(f"{name} {sha} {seen.st_ino} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns}")
        return sha256("\n".join(lines).encode("utf-8")).hexdigest()

    @cached_property
    def _told_of_files(self) -> bool:
        """Whether the system says of files in outbox/ what a sign needs."""
        return _SYSTEM != "win32" and not on_network(self._office.workspace.outbox)

    def _signs_of(self, wanted: Wanted) -> frozenset[str]:
        if wanted not in self._signs:
            told = self._ledger.derived(_SIGNS, self._sign(wanted)) or b""
            self._signs[wanted] = frozenset(told.decode("ascii", "replace").split())
        return self._signs[wanted]

    def made(self, wanted: Wanted, rows: HashedNames, signs: Iterable[str]) -> None:
        """Remember a product for `keep`: of each file the name below outbox/, what it was made from (UNTOLD = only its bytes
        tell) and its sha256; `signs`: those under which groups of them stand."""
        known = " ".join(sign for sign in signs if sign)
        if known or self._signs_of(wanted):
            self._fresh_signs[self._sign(wanted)] = known.encode("ascii")
        told = rows.told()
        self._fresh[self._part(wanted)] = told
        self._fresh[self._key(_name(wanted))] = sha256(told).digest()

    def say(self, name: str, what: Mapping[str, Any]) -> None:
        self._fresh[self._key(name)] = json.dumps(what, ensure_ascii=False).encode("utf-8")

    def remember_rules(self) -> None:
        """Remember for `keep` by which program, plan and form all was judged (`by_same_rules`)."""
        self._fresh[_rules(self._office)] = b"-"

    def keep(self) -> None:
        """Keep what was made, and nothing of how the same was made before."""
        for kind, fresh in ((_KIND, self._fresh), (_SIGNS, self._fresh_signs)):
            names = {key.rpartition("|")[0] for key in fresh}
            if names:
                old = [key for key in self._ledger.derived_keys(kind) if key.rpartition("|")[0] in names and key not in fresh]
                self._ledger.keep_derived(kind, dict(fresh), old)
            fresh.clear()

    def _part(self, wanted: Wanted) -> str:
        return f"parts|{_name(wanted)}|{self._program}"

    def _sign(self, wanted: Wanted) -> str:
        return f"{_name(wanted)}|{self._program}"

    def _blocks(self, name: str) -> str:
        return f"blocks|{name}|{self._program}"

    def _key(self, name: str) -> str:
        return f"{name}|{self._inputs}"


def _read(told: bytes) -> HashedNames | None:
    try:
        return HashedNames.read(told, 2)
    except ValueError:
        return None


def _name(wanted: Wanted) -> str:
    return f"{wanted.kind}|{wanted.place}|{wanted.detail}"


def _inputs(office: Office) -> list[Any]:
    """Return everything but the records that a product is made from."""
    workspace, own = office.workspace, office.workspace.templates
    known = {workspace.plan, workspace.form}  # told by what was read of them
    files = (path for path in own.iterdir() if path not in known and path.is_file()) if own.is_dir() else ()
    templates = sorted((path.name, _sum(path)) for path in files)
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


def by_same_rules(office: Office, ledger: Ledger) -> bool:
    """Tell whether the last run was by this program, plan and form: then little of what it knew has to be judged anew."""
    return _rules(office) in ledger.derived_keys(_KIND)


def _rules(office: Office) -> str:
    return f"rules|{content_hash(program_print(), office.plan.sha256, office.form.sha256)}"


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


def _sum(path: Path | str) -> str:
    """Return a file's sha256; "" = it is not there, or cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a Path for each letter would take as long as its bytes
            data = file.read(_SHORT)
            if len(data) < _SHORT:
                return sha256(data).hexdigest()
            file.seek(0)  # a country's book has a hundred megabytes
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
