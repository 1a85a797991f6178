"""Have scans looked at by workers of their own: whatever that comes to, a scan stays the scan that it is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.intake.isolation import Job, Workers
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.paper import Paper
from toolkit.nouns.records import Sort
from toolkit.pipeline.unpacking import Node, bare_name
from toolkit.scans import LOOK, missing


def look_at(roots: Sequence[Node], limits: Limits) -> None:
    """Let every scan among these arrivals know what is to be seen on it; without the extra nothing happens."""
    nodes = [node for root in roots for node in root.walk() if node.reading.sort is Sort.SCAN]
    jobs = [Job(key=i, name=bare_name(node.name), source=node.path or node.data or b"") for i, node in enumerate(nodes)]
    for key, paper in papers(jobs, limits):
        node = nodes[int(str(key))]
        node.reading = replace(node.reading, paper=paper)


def papers(jobs: Iterable[Job], limits: Limits) -> Iterator[tuple[object, Paper]]:
    """Yield (key, what was seen) for every scan; nothing where the extra is not installed."""
    known = list(jobs)
    if not known or missing():
        return
    with Workers(limits, look=LOOK) as workers:
        for key, reading in workers.read(known):
            yield key, reading.paper or Paper(pages=0, note=_why(reading))


def _why(reading: Reading) -> str:
    return "；".join(dict(problem.facts).get("detail", "") for problem in reading.problems) or "没有看成"
