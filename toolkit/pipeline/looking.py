"""Have scans looked at by workers of their own: whatever that comes to, a scan stays the scan that it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from toolkit.intake.isolation import Job, Workers
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.paper import Paper
from toolkit.nouns.records import Sort
from toolkit.pipeline.unpacking import Likeness, Node, Readers, bare_name, likeness_of
from toolkit.scans import LOOK, missing


def look_at(roots: Sequence[Node], limits: Limits, workers: Readers, known: Mapping[Likeness, Paper] | None = None) -> None:
    """Let every scan among these arrivals know what is to be seen on it; without the extra nothing happens.

    `workers`: those that have read the arrivals look too, where they are this computer's. `known`: what was seen before.
    """
    alike: dict[Likeness, list[Node]] = {}
    for root in roots:
        for node in root.walk():
            if node.reading.sort is Sort.SCAN:
                alike.setdefault(likeness_of(node), []).append(node)
    seen = {likeness: known[likeness] for likeness in alike if known and likeness in known}
    for likeness, paper in papers(_largest_first(alike, seen), limits, workers if isinstance(workers, Workers) else None):
        seen[likeness] = paper
    for likeness, paper in seen.items():
        for node in alike[likeness]:
            node.reading = replace(node.reading, paper=paper)


def _largest_first(alike: Mapping[Likeness, Sequence[Node]], seen: Mapping[Likeness, Paper]) -> list[Job]:
    """Return each scan that nobody has seen, once; a long one is not begun when all others are done."""
    unseen = [(likeness, node) for likeness, (node, *_) in alike.items() if likeness not in seen]
    unseen.sort(key=lambda pair: -pair[1].size)
    return [Job(key=likeness, name=bare_name(node.name), source=node.path or node.data or b"") for likeness, node in unseen]


def papers(jobs: Iterable[Job], limits: Limits, workers: Workers | None = None) -> Iterator[tuple[Any, Paper]]:
    """Yield (key, what was seen) for every scan; nothing where the extra is not installed. `workers`: None = some of its own."""
    known = [replace(job, look=LOOK) for job in jobs]
    if not known or missing():
        return
    with nullcontext(workers) if workers else Workers(limits) as looking:
        for key, reading in looking.read(known):
            yield key, reading.paper or Paper(pages=0, note=_why(reading))


def _why(reading: Reading) -> str:
    return "；".join(dict(problem.facts).get("detail", "") for problem in reading.problems) or "没有看成"
