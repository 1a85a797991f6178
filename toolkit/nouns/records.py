"""What the ledger keeps as facts, as values. Pure; how they are stored and chained is the ledger's business.

Every record has two moments: the one it was judged or stated for (`at`, `as_of`: given with --as-of, or the clock's)
and `clock`, the computer's own when the ledger took it; None in records older than this field, and in simulations.

The stored form of a record is fixed by the codec's table of what is left out, not by the defaults here, and one stored
body of every kind is pinned in tests/evidence/test_stored_bodies.py: a field may be added with a value that means "not
said", but never renamed, and no meaning of a field that is left out may change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

Containers = tuple[str, ...]
"""Names of the mails and archives that something came in, outermost first; () = it lay in the inbox itself."""


def whole_path(inside: Containers, name: str) -> str:
    """Return the path below inbox/ as people write and read it: containers, folders, name."""
    return "/".join((*inside, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Everything that is known of when a file came; each aware, None = not known."""

    clerk: datetime | None = None
    """--received of the ingest."""
    mail_received: datetime | None = None
    """Topmost Received header of the outermost mail."""
    mail_date: datetime | None = None
    file_time: datetime | None = None
    """Modification time of the outermost file, never of a zip entry."""


class Sort(StrEnum):
    """What the content of an arrival is, before anyone asks whose it is (derived by the intake)."""

    BOOK = "book"
    SCAN = "scan"
    CONTAINER = "container"
    INLINE = "inline"
    """A mail's signature picture."""
    DEBRIS = "debris"
    """~$…, .DS_Store, Thumbs.db, desktop.ini: says nothing about anybody."""
    OTHER = "other"
    """Readable, but neither table nor scan (a text letter, a presentation)."""
    UNREADABLE = "unreadable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """收文: one arrival, kept as received. A fact; never changed."""

    number: int = 0
    """The ledger's sequence number; 0 before it is appended."""
    run: int = 0
    """Number of the ingest run's record."""
    parent: int | None = None
    """Receipt number of the container it came in."""
    name: str
    """Path below inbox/ with /, or inside its container, as received (not made safe)."""
    inside: Containers = ()
    sha256: str
    size: int
    archived: str
    """Path below archive/ with /, e.g. "原件/2022-04/0123456789ab_附件2.xlsx"."""
    times: Times = field(default_factory=Times)
    sender: str = ""
    """Bare address of the mail's From, lower case."""
    subject: str = ""
    inline: bool = False
    """The mail shows it inside its text (Content-ID) rather than attaching it."""
    clock: datetime | None = None
    """The computer's moment when the ledger took it."""

    @property
    def path(self) -> str:
        """The name with / between its parts, whichever slash the packer used."""
        return self.name.replace("\\", "/")

    @property
    def whole(self) -> str:
        return whole_path(self.inside, self.name)


class ReceiptMark(NamedTuple):
    """What long lists of receipts are searched for, told without opening one."""

    number: int
    run: int
    parent: int | None
    inline: bool
    apart: bool
    """It lay in a folder, or in a container."""
    content: int
    """Equal for equal bytes, and hardly ever for others."""


def receipt_mark(receipt: Receipt) -> ReceiptMark:
    return ReceiptMark(receipt.number, receipt.run, receipt.parent, receipt.inline, "/" in receipt.whole, hash(receipt.sha256))


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestRun:
    """One ingest run. A fact."""

    number: int = 0
    as_of: datetime
    """The moment to judge by, given or the clock's."""
    by: str = ""
    undone: bool = False
    """Set when read, if a later undo record names it."""
    clock: datetime | None = None
    """The computer's moment when the ledger took it."""

    @property
    def moment(self) -> datetime:
        """When the files were in hand: what it was run for or the computer's clock, whichever is earlier."""
        return min(self.as_of, self.clock) if self.clock else self.as_of


class NoteKind(StrEnum):
    """What the clerk can state; the Chinese word is the command's and the register's."""

    RECEIVED = "收到时间"
    EXEMPT = "免报"
    DELAY = "缓报"
    PAPER = "材料收到"
    """The sheet or the scan was handed in outside the inbox."""
    CLAIM = "认领"
    ACCEPT = "认可"
    """A returned row or file is accepted after all."""
    REOPEN = "撤销完成"
    """Completion withdrawn after inspection (验收)."""
    REMINDED = "催报"
    SEEN = "已阅"
    """A thing that waited for the clerk (待办) was looked at and needs nothing more; `material` says which kind."""
    ALIAS = "别名"
    """A name that a unit prints of itself, `material`, is from now on one of its names, beside those in 附件1."""
    MATCH = "对照"
    """An item that a book from below names, `material`, is our `item`, beside sheet 对照 of 附件1."""
    WORDS = "抄录"
    """What a unit wrote instead of a form goes back to it in a form, to be confirmed."""
    LEFT = "未收取"
    """A file that bears the unit's name stayed in the inbox; `material` is its name. Recorded by an ingest."""
    CLOSE = "定稿"
    """The rules of a period are those in force now, whatever 附件1 says later."""
    UNCLOSE = "撤销定稿"
    RETRACT = "撤回"
    """Takes back an earlier note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The clerk's own fact: from `note`, or from a row of 收文登记.xlsx (`source` "收文登记")."""

    number: int = 0
    kind: NoteKind
    at: datetime
    """When it was recorded."""
    by: str = ""
    reason: str = ""
    unit: str = ""
    period: str = ""
    item: str = ""
    file: str = ""
    """Name, or path below inbox/, or "#12" = receipt number, that the note is about."""
    material: str = ""
    """电子表 or 盖章扫描件."""
    received: datetime | None = None
    channel: str = ""
    due: date | None = None
    """New date of a 缓报."""
    retracts: int | None = None
    source: str = "note"
    clock: datetime | None = None
    """The computer's moment when the ledger took it."""

    @property
    def backdated(self) -> datetime | None:
        """The computer's moment, where it differs from `at` by more than a minute."""
        return self.clock if self.clock and abs(self.clock - self.at) > timedelta(minutes=1) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One form issued to a unit."""

    number: int = 0
    at: datetime
    period: str
    unit: str
    form: str
    """Form.version."""
    template: str
    """sha256 of the template, kept below archive/表样/<sha256>.xlsx."""
    items: tuple[str, ...] = ()
    clock: datetime | None = None
    """The computer's moment when the ledger took it."""
    job: str = ""
    """任务号 in its stamps; "" = issued before there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A letter drafted for a unit (催报, 退回 …): what, whom, when; or a register printed, with its verdicts.

    A register has no unit, and `detail` says unit by unit what it says of them.
    """

    number: int = 0
    at: datetime
    kind: str
    period: str
    unit: str
    detail: Mapping[str, str] = field(default_factory=dict)
    clock: datetime | None = None
    """The computer's moment when the ledger took it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """One ingest run taken back. A fact; the run and its receipts stay on record."""

    number: int = 0
    at: datetime
    run: int
    """Number of the run's record."""
    by: str = ""
    clock: datetime | None = None
    """The computer's moment when the ledger took it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTemplate:
    """A template as it was when it was used; the bytes are kept below archive/表样/."""

    number: int = 0
    at: datetime
    name: str
    """附件1.xlsx or 附件2.xlsx."""
    sha256: str
    archived: str
    """Path below archive/ with /."""
    clock: datetime | None = None
    """The computer's moment when the ledger took it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Files of one kind in outbox/, and what they were made from. Derived: without it they are made as of now."""

    kind: str
    period: str
    """A period, or 全年."""
    detail: str = ""
    """What else was asked for: the edition, the bulletin's number."""
    at: datetime
    """The moment they were judged by."""
    seq: int
    """Number of the last record they were made from."""
    files: Sequence[str] = ()
    """Paths below outbox/ with /."""
    later: bool = False
    """Notes recorded after `at` were counted (--with-later-notes)."""
    sums: Sequence[str] = ()
    """sha256 of each file as it was written, in their order; () = not known."""


class IssuedMark(NamedTuple):
    """What long lists of issued forms are searched for, told without opening one."""

    number: int
    period: str
    form: str
    job: str


def issued_mark(issued: Issued) -> IssuedMark:
    return IssuedMark(issued.number, issued.period, issued.form, issued.job)


def number_of(fact: IngestRun | Note | Undo | Drafted | KeptTemplate) -> int:
    return fact.number
