"""The heap of one ingest as a tree: what lay in the inbox, what was inside it, and what each thing is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Protocol

from toolkit.intake.isolation import Job
from toolkit.intake.reading import Member, Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code, problem
from toolkit.nouns.records import Receipt, Sort, Times


class Readers(Protocol):
    """Workers that open files one by one, each within its limits."""

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[object, Reading]]: ...


@dataclass(slots=True)
class Node:
    """One arrival while it is being taken in."""

    name: str
    inside: str | None
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
        return f"{self.inside}/{self.name}" if self.inside else self.name


def grow(roots: Sequence[Node], readers: Readers, limits: Limits, done: Callable[[int], None]) -> None:
    """Read every root, then what is inside it, level by level; every node has its reading afterwards."""
    level: list[Node] = list(roots)
    spent = {id(root): 0 for root in roots}
    owner = {id(root): root for root in roots}
    finished = 0
    while level:
        jobs = [
            Job(key=i, name=bare_name(node.name), source=node.path or node.data or b"", inline=node.inline)
            for i, node in enumerate(level)
        ]
        following: list[Node] = []
        for key, reading in readers.read(jobs):
            node = level[int(str(key))]
            _keep(node, reading)
            following += _open(node, reading, limits, spent, owner)
            finished += node.depth == 0
            done(finished)
        level = sorted(following, key=lambda node: node.whole)


def bare_name(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name or name


def _keep(node: Node, reading: Reading) -> None:
    """Note what was read; a mail's own header dates are its own times, unless an outer mail's stand."""
    node.reading = replace(reading, members=())
    node.subject = reading.subject
    node.sender = reading.sender or node.sender
    if node.times.mail_received is None and node.times.mail_date is None:
        node.times = replace(node.times, mail_received=reading.mail_received, mail_date=reading.mail_date)


def _open(node: Node, reading: Reading, limits: Limits, spent: dict[int, int], owner: dict[int, "Node"]) -> "list[Node]":
    """Return the members as nodes, or refuse the container that goes too deep or grows too large."""
    root = owner[id(node)]
    size = sum(len(member.data) for member in reading.members)
    too_deep = node.depth >= limits.depth and reading.members
    if too_deep or spent[id(root)] + size > limits.unpacked_bytes:
        node.reading = shut(node.reading)
        return []
    spent[id(root)] += size
    inside = f"{node.inside}/{node.name}" if node.inside else node.name
    for member in reading.members:
        child = _child(node, member, inside)
        owner[id(child)] = root
        node.children.append(child)
    return node.children


def shut(reading: Reading) -> Reading:
    """Return the reading of a container that is not opened: it goes too deep, or all of it together is too large."""
    refused = problem(Code.F03, detail="嵌套过深或解包后过大")
    return replace(reading, members=(), sort=Sort.REFUSED, problems=(*reading.problems, refused))


def _child(node: Node, member: Member, inside: str) -> Node:
    import hashlib

    return Node(
        name=member.name,
        inside=inside,
        sha256=hashlib.sha256(member.data).hexdigest(),
        size=len(member.data),
        times=node.times,
        sender=node.sender,
        inline=member.inline,
        data=member.data,
        depth=node.depth + 1,
    )


def receipts(roots: Sequence[Node], run: int, first: int) -> tuple[tuple[Node, Receipt], ...]:
    """Number the nodes as the ledger will: from `first` on, containers before their members."""
    numbered: list[tuple[Node, Receipt]] = []
    numbers: dict[int, int] = {}
    parents = {id(child): node for root in roots for node in root.walk() for child in node.children}
    for number, node in enumerate((node for root in roots for node in root.walk()), start=first):
        numbers[id(node)] = number
        parent = parents.get(id(node))
        receipt = Receipt(
            number=number,
            run=run,
            parent=numbers[id(parent)] if parent else None,
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
    return Node(name=name, inside=None, sha256=sha256, size=size, times=times, path=path)
