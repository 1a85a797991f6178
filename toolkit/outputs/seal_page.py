"""盖章核对.html: the place for signing of every scan of a period, straightened and side by side, for the clerk's eye. Pure."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import quote

from toolkit.nouns.docket import Docket, FileRow
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.paper import Paper, Seen
from toolkit.outputs.pages import render
from toolkit.plan.model import Plan
from toolkit.words.dates import moment
from toolkit.words.names import shown_name

TEMPLATE = "盖章核对.html.j2"
NAME = "盖章核对.html"
_SHOWN = frozenset({Outcome.SCAN, Outcome.UNCLAIMED, Outcome.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCard:
    """One scan as the page shows it."""

    unit: str
    name: str
    link: str
    seal: str
    signature: str
    crop: str
    """Base64 of a JPEG; "" = there is none."""
    remarks: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPage:
    title: str
    as_of: str
    papers: tuple[PaperCard, ...]
    doubtful: int


def seal_page(plan: Plan, docket: Docket, zone: tzinfo) -> SealPage | None:
    """Return the page of a period; None = no scan of it bears a printed code."""
    papers = _papers(docket)
    if not any(row.paper and row.paper.codes for row in papers):
        return None
    order = {name: place for place, name in enumerate(plan.unit_names)}
    rows = sorted(papers, key=lambda row: (order.get(row.unit or "", len(order)), row.receipt))
    cards = sorted((_card(row, row.paper) for row in rows if row.paper), key=lambda card: not card.doubtful)
    period = plan.period(docket.period)
    return SealPage(
        title=f"{period.name if period else docket.period}盖章核对",
        as_of=moment(docket.as_of, zone),
        papers=tuple(cards),
        doubtful=sum(card.doubtful for card in cards),
    )


def page(cards: SealPage, sources: Mapping[str, str]) -> bytes:
    return render(TEMPLATE, sources, {"核对": cards})


def _papers(docket: Docket) -> Sequence[FileRow]:
    """Return the files that were looked at as scans; a sheet that was sent back is none, and is not opened to see that."""
    places = (place for place, mark in enumerate(docket.file_marks) if mark.outcome in _SHOWN and mark.sheet is None)
    return [row for row in map(docket.files.__getitem__, places) if row.paper is not None]


def _card(row: FileRow, paper: Paper) -> PaperCard:
    said = [problem.message for problem in row.problems]
    return PaperCard(
        unit=row.unit or "（待认领）",
        name=shown_name(row.whole),
        link=quote(f"../../archive/{row.archived}") if row.archived else "",
        seal=paper.seal.value,
        signature=paper.signature.value,
        crop=base64.b64encode(paper.crop).decode("ascii"),
        remarks=tuple(dict.fromkeys(filter(None, (*said, paper.note)))),
        doubtful=bool(said) or {paper.seal, paper.signature} != {Seen.YES},
    )
