"""What one ingest takes in, as a tree: what lay in the inbox, what was inside it, and what each thing is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from toolkit.intake.isolation import Job
from toolkit.intake.reading import Member, Reading
from toolkit.intake.worker import failed
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Containers, Receipt, Sort, Times, whole_path
from toolkit.words import remarks
from toolkit.words.names import base_name, is_debris


class Readers(Protocol):
    """Workers that open files one by one, each within its limits."""

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[object, Reading]]: ...


@dataclass(slots=True)
class Node:
    """One arrival while it is being taken in."""

    name: str
    inside: Containers
    sha256: str
    size: int
    times: Times
    sender: str = ""
    subject: str = ""
    inline: bool = False
    path: Path | None = None
    """The staged copy of what lay in the inbox; None for members."""
    data: bytes | None = None
    """A member's bytes; None for what lay in the inbox."""
    depth: int = 0
    reading: Reading = field(default_factory=lambda: Reading(sort=Sort.OTHER))
    children: "list[Node]" = field(default_factory=list)
    archived: str = ""

    def walk(self) -> "Iterator[Node]":
        """Yield this node, then everything inside it, containers before their members."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def whole(self) -> str:
        return whole_path(self.inside, self.name)


AHEAD = 64
"""Files read before an earlier one of their level is: what is refused must not hang on which worker is quicker."""


def grow(
    roots: Sequence[Node],
    readers: Readers,
    limits: Limits,
    done: Callable[[int], None],
    known: "Mapping[Likeness, Reading] | None" = None,
    about: Mapping[int, object] | None = None,
) -> None:
    """Read every root, then what is inside it, level by level; every node has its reading afterwards.

    `known`: what was read before, by what a reading depends on; `about`: root → what the readers are told of it.
    """
    level: list[Node] = list(roots)
    spent = {id(root): ArrivalCost() for root in roots}
    owners = {id(root): root for root in roots}
    while level:
        reading = _Level(level, limits, owners, spent, about or {})
        reading.take_known(known or {})
        for key, result in readers.read(reading) if reading.settled < len(level) else ():
            reading.take(int(str(key)), result)
            done(reading.settled if level[0].depth == 0 else 0)  # a level is all of one depth
        reading.settle()
        done(len(level) if level[0].depth == 0 else 0)
        level = sorted(reading.following, key=lambda node: node.whole)


@dataclass(slots=True)
class ArrivalCost:
    """What one arrival has cost so far, over all its levels."""

    unpacked: int = 0
    members: int = 0
    seconds: float = 0.0


Likeness = tuple[str, str, bool]


class _Level:
    """One level while it is read: equal files are read once, results are taken in the order of the level.

    An iterator of jobs that pauses while too many results wait for an earlier one.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        limits: Limits,
        owners: dict[int, Node],
        spent: dict[int, ArrivalCost],
        about: Mapping[int, object],
    ) -> None:
        self._about = about
        self.following: list[Node] = []
        self.settled = 0
        self._nodes, self._limits, self._owners, self._spent = nodes, limits, owners, spent
        self._likeness = [likeness_of(node) for node in nodes]
        self._last = {likeness: i for i, likeness in enumerate(self._likeness)}
        self._asked: set[Likeness] = set()
        self._results: dict[Likeness, Reading] = {}
        self._next = 0

    def __iter__(self) -> "_Level":
        return self

    def __next__(self) -> Job:
        while self._next < len(self._nodes) and self._next - self.settled < AHEAD:
            place, self._next = self._next, self._next + 1
            node, likeness = self._nodes[place], self._likeness[place]
            if likeness in self._asked:
                continue
            self._asked.add(likeness)
            if self._spent[id(self._owners[id(node)])].seconds < self._limits.arrival_seconds:
                source, told = node.path or node.data or b"", self._about.get(id(node))
                return Job(key=place, name=bare_name(node.name), source=source, inline=node.inline, about=told)
            self._results[likeness] = failed(Code.F05, remarks.took_too_long(self._limits.arrival_seconds))
            self.settle()
        raise StopIteration

    def take_known(self, known: Mapping[Likeness, Reading]) -> None:
        """Take what was read before."""
        for place, likeness in enumerate(self._likeness):
            if likeness in known and likeness not in self._asked:
                self._asked.add(likeness)
                self.take(place, known[likeness])

    def take(self, place: int, reading: Reading) -> None:
        self._spent[id(self._owners[id(self._nodes[place])])].seconds += reading.seconds
        self._results[self._likeness[place]] = reading
        self.settle()

    def settle(self) -> None:
        """Keep what was read, as far as nothing before it is missing."""
        while self.settled < len(self._nodes) and self._likeness[self.settled] in self._results:
            node, likeness = self._nodes[self.settled], self._likeness[self.settled]
            reading = self._results[likeness]
            if self._last[likeness] == self.settled:
                del self._results[likeness]
            _keep(node, reading)
            self.following += _open(node, reading, self._limits, self._spent, self._owners)
            self.settled += 1


def likeness_by(sha256: str, name: str, *, inline: bool = False) -> Likeness:
    """Return what a reading depends on: the bytes, and of the name no more than its ending, unless that is unpacked too."""
    name = bare_name(name)
    dot = name.rfind(".")
    ending = name[dot:].lower() if 0 < dot < len(name) - 1 else ""
    return sha256, name if ending in _NAMED_AFTER or is_debris(name) else ending, inline


def likeness_of(node: Node) -> Likeness:
    return likeness_by(node.sha256, node.name, inline=node.inline)


_NAMED_AFTER = frozenset({".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz"})
"""Compressed files: what is inside is named after them."""


def bare_name(name: str) -> str:
    return base_name(name) or name


def _keep(node: Node, reading: Reading) -> None:
    """Note what was read; a mail's own header dates are its own times, unless an outer mail's stand."""
    node.reading = replace(reading, members=()) if reading.members else reading
    node.subject = reading.subject
    node.sender = reading.sender or node.sender
    if node.times.mail_received is None and node.times.mail_date is None:
        node.times = replace(node.times, mail_received=reading.mail_received, mail_date=reading.mail_date)


def _open(node: Node, reading: Reading, limits: Limits, spent: dict[int, ArrivalCost], owners: dict[int, Node]) -> list[Node]:
    """Return the members as nodes, or refuse the container with which its arrival goes too deep or grows too large."""
    root = owners[id(node)]
    cost = spent[id(root)]
    size = sum(len(member.data) for member in reading.members)
    too_deep = node.depth >= limits.depth and reading.members
    too_many = cost.members + len(reading.members) > limits.members
    if too_deep or too_many or cost.unpacked + size > limits.unpacked_bytes:
        node.reading = shut(node.reading)
        return []
    cost.unpacked += size
    cost.members += len(reading.members)
    for member in reading.members:
        child = _child(node, member)
        owners[id(child)] = root
        node.children.append(child)
    return node.children


def shut(reading: Reading) -> Reading:
    """Return the reading of a container that is not opened: it goes too deep, or all of it together is too large."""
    refused = problem(Code.F03, detail=remarks.TOO_DEEP)
    return replace(reading, members=(), sort=Sort.REFUSED, problems=(*reading.problems, refused))


def _child(node: Node, member: Member) -> Node:
    import hashlib

    return Node(
        name=member.name,
        inside=(*node.inside, node.name),
        sha256=hashlib.sha256(member.data).hexdigest(),
        size=len(member.data),
        times=node.times,
        sender=node.sender,
        inline=member.inline,
        data=member.data,
        depth=node.depth + 1,
    )


def receipts(
    roots: Sequence[Node], run: int, first: int, parents_of_roots: Mapping[int, int] | None = None
) -> tuple[tuple[Node, Receipt], ...]:
    """Number the nodes as the ledger will: from `first` on, containers before their members.

    `parents_of_roots`: id of a root → receipt of the container that it came in, where that has one already.
    """
    numbered: list[tuple[Node, Receipt]] = []
    numbers: dict[int, int] = {}
    parents = {id(child): node for root in roots for node in root.walk() for child in node.children}
    for number, node in enumerate((node for root in roots for node in root.walk()), start=first):
        numbers[id(node)] = number
        parent = parents.get(id(node))
        receipt = Receipt(
            number=number,
            run=run,
            parent=numbers[id(parent)] if parent else (parents_of_roots or {}).get(id(node)),
            name=node.name,
            inside=node.inside,
            sha256=node.sha256,
            size=node.size,
            archived=node.archived,
            times=node.times,
            sender=node.sender,
            subject=node.subject,
            inline=node.inline,
        )
        numbered.append((node, receipt))
    return tuple(numbered)


def root_of(*, name: str, path: Path, sha256: str, size: int, changed: datetime | None, received: datetime | None) -> Node:
    """Return the node of a file found in the inbox; `changed` is its modification time."""
    times = Times(clerk=received, file_time=changed)
    return Node(name=name, inside=(), sha256=sha256, size=size, times=times, path=path)
