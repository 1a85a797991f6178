"""Looking at scans is an extra: without its libraries nothing is looked at; a scan that cannot be looked at says why."""

from hashlib import sha256

import pytest

from toolkit.intake.isolation import Job, Workers
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Sort, Times
from toolkit.pipeline.looking import look_at, papers
from toolkit.pipeline.unpacking import Node
from toolkit.scans import LIBRARIES, missing


def test_without_the_extra_no_scan_is_looked_at(monkeypatch):
    monkeypatch.setitem(LIBRARIES, "zxingcpp_that_is_not_there", "zxing-cpp")
    assert missing() == ("zxing-cpp",)
    assert list(papers([Job(key=1, name="扫描.png", source=b"\x89PNG\r\n\x1a\n")], Limits())) == []


def test_workers_look_and_say_why_not():
    pytest.importorskip("zxingcpp")
    pytest.importorskip("pypdfium2")
    pytest.importorskip("PIL")
    found = dict(
        papers([Job(key=1, name="扫描.png", source=b"\x89PNG\r\n\x1a\n"), Job(key=2, name="a.pdf", source=b"%PDF-")], Limits())
    )
    assert sorted(found) == [1, 2]
    assert all(paper.note and not paper.codes for paper in found.values())


def test_a_scan_that_may_take_no_memory_stays_a_scan():
    pytest.importorskip("zxingcpp")
    pytest.importorskip("pypdfium2")
    pytest.importorskip("PIL")
    [(_, paper)] = papers([Job(key=1, name="扫描.png", source=b"\x89PNG\r\n\x1a\n")], Limits(memory_bytes=1 << 20))
    assert paper.note and not paper.codes


def test_a_rehearsal_knows_what_came_before(tmp_path):
    from desk_workspace import april, desk, office, silent

    from toolkit.pipeline.ingest import ingest

    root = april(tmp_path / "ws")
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-08T10:00")
    found = ingest(office(root, "2022-04-09T09:00"), received=None, dry_run=True, tell=silent)
    assert [(row.unit, row.outcome.value) for row in found.rows] == [("水利局", "accepted")]


def test_the_same_scan_sent_twice_is_looked_at_once_and_the_largest_first():
    pytest.importorskip("zxingcpp")
    pytest.importorskip("pypdfium2")
    pytest.importorskip("PIL")
    handed = []

    class Watching(Workers):
        def read(self, jobs):
            handed.extend(job.name for job in jobs)
            return super().read(jobs)

    def scan(name, data):
        node = Node(name=name, inside=(), sha256=sha256(data).hexdigest(), size=len(data), times=Times(), data=data)
        node.reading = Reading(sort=Sort.SCAN)
        return node

    nodes = [scan("小.png", b"\x89PNG1"), scan("大.png", b"\x89PNG" + b"2" * 99), scan("又.png", b"\x89PNG1")]
    with Watching(Limits(), 1) as workers:
        look_at(nodes, Limits(), workers)
    assert handed == ["大.png", "小.png"]
    assert all(node.reading.paper is not None for node in nodes)
