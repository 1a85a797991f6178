"""One arrival over all its levels: what it may cost, equal members read once, and the same verdict in any order."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toolkit.intake.isolation import Job
from toolkit.intake.reading import Member, Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Code
from toolkit.nouns.records import Sort, Times
from toolkit.pipeline.unpacking import Node, grow, likeness_of


class Shelf:
    """Readers that know what each content holds: name → (member name → content). `order` plays quick and slow workers."""

    def __init__(self, holds: dict[bytes, dict[str, bytes]], order=lambda jobs: jobs, seconds: float = 0.0) -> None:
        self.holds, self.order, self.seconds = holds, order, seconds
        self.read_names: list[str] = []

    def read(self, jobs: Iterable[Job]) -> Iterator[tuple[object, Reading]]:
        coming = iter(jobs)
        while True:
            batch = []
            while len(batch) < 8 and (job := next(coming, None)) is not None:
                batch.append(job)
            if not batch:
                return
            for job in self.order(batch):
                self.read_names.append(job.name)
                members = tuple(Member(name=name, data=data) for name, data in self.holds.get(job.source, {}).items())
                yield job.key, Reading(sort=Sort.CONTAINER if members else Sort.OTHER, members=members, seconds=self.seconds)


def root(name: str, data: bytes) -> Node:
    return Node(name=name, inside=(), sha256=data.hex(), size=len(data), times=Times(), data=data)


def grown(shelf: Shelf, *roots: Node, **limits: int) -> list[tuple[str, str]]:
    grow(roots, shelf, replace(Limits(), **limits), lambda _: None)
    return [(node.whole, node.reading.sort.value) for one in roots for node in one.walk()]


def test_equal_members_are_read_once_and_each_is_an_arrival():
    shelf = Shelf({b"zip": {f"{n}.pdf": b"same" for n in range(5)}})
    assert len(grown(shelf, root("a.zip", b"zip"))) == 6
    assert shelf.read_names == ["a.zip", "0.pdf"]


def test_what_was_read_before_is_not_read_again_but_its_members_are():
    shelf = Shelf({b"zip": {"a.pdf": b"inside"}})
    zipped, page = root("a.zip", b"zip"), root("b.pdf", b"page")
    opened = Reading(sort=Sort.CONTAINER, members=(Member(name="a.pdf", data=b"inside"),))
    grow([zipped, page], shelf, Limits(), lambda _: None, {likeness_of(zipped): opened})
    assert shelf.read_names == ["b.pdf", "a.pdf"]
    assert zipped.reading.sort is Sort.CONTAINER and [child.name for child in zipped.children] == ["a.pdf"]


def test_members_are_counted_over_all_levels():
    holds = {b"top": {f"{n}.zip": b"%d" % n for n in range(4)}}
    holds |= {b"%d" % n: {f"{n}-{i}.txt": b"%d%d" % (n, i) for i in range(3)} for n in range(4)}
    found = dict(grown(Shelf(holds), root("a.zip", b"top"), members=11))
    assert [found[f"a.zip/{n}.zip"] for n in range(4)] == ["container", "container", "refused", "refused"]


def test_which_member_is_refused_does_not_hang_on_the_quicker_worker():
    holds = {b"top": {f"{n:02}.zip": b"%d" % n for n in range(30)}}
    holds |= {b"%d" % n: {f"{i}.txt": b"x" * n + b"%d" % i for i in range(n % 4)} for n in range(30)}
    orders = (lambda jobs: jobs, lambda jobs: jobs[::-1], lambda jobs: sorted(jobs, key=lambda job: hash(job.name)))
    verdicts = [grown(Shelf(holds, order), root("a.zip", b"top"), members=50) for order in orders]
    assert verdicts[0] == verdicts[1] == verdicts[2]


def test_processor_time_is_counted_over_all_levels():
    shelf = Shelf({b"zip": {f"{n}.doc": b"%d" % n for n in range(100)}}, seconds=1.0)
    node = root("a.zip", b"zip")
    grown(shelf, node, seconds=5)
    unread = [child for child in node.children if child.reading.unfinished]
    assert len(shelf.read_names) <= 15 + 8 and len(unread) == 100 - (len(shelf.read_names) - 1)
    assert {p.code for child in unread for p in child.reading.problems} == {Code.F05}


def test_another_arrival_has_its_own_time():
    shelf = Shelf({b"zip": {f"{n}.doc": b"%d" % n for n in range(30)}}, seconds=1.0)
    grown(shelf, root("a.zip", b"zip"), root("b.pdf", b"scan"), seconds=2)
    assert "b.pdf" in shelf.read_names
