"""报送情况登记表.xlsx: who reported when, with what evidence; per period and for the year. Pure."""

from collections.abc import Sequence

from toolkit import __version__
from toolkit.nouns.docket import Docket, VerdictChange
from toolkit.outputs.book_marks import book_mark, mark_book, mark_rows
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.register_book import period as by_period
from toolkit.outputs.register_book import reckoning, score, signing
from toolkit.outputs.register_book import year as by_year
from toolkit.outputs.told_rows import TellsUnits, untold
from toolkit.outputs.workbook_pages import A3, HOLDS, PageColumn, WorkbookPages
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan
from toolkit.tiers.book_mark import ABOUT, REGISTER


def register(
    plan: Plan,
    docket: Docket,
    changes: Sequence[VerdictChange] = (),
    *,
    holds: int = HOLDS,
    blocks: BookBlocks | None = None,
    tells: TellsUnits = untold,
) -> WorkbookPages:
    """Write one period's register: the table, and a page per unit to sign.

    `blocks`: of the book that was written before. `tells`: what decides about all that the docket says of units.
    """
    paper = WorkbookPages(f"{by_period.NAME}（{docket.period}）", docket.as_of, zone(plan), holds, blocks)
    by_period.period_page(paper.page(by_period.NAME, paper=A3), plan, docket, changes, tells)
    signing.signing_page(paper.page(signing.NAME, landscape=False, size=11), plan, docket, tells)
    mark = book_mark(plan, docket, REGISTER, __version__)
    about = paper.page(ABOUT)
    about.columns([PageColumn(header="", width=14.0)] * 6)
    mark_rows(about, 0, mark, 5)
    mark_book(paper, mark)
    return paper


def register_year(plan: Plan, dockets: Sequence[Docket], changes: Sequence[VerdictChange] = ()) -> bytes:
    """Return the year's register: units × periods, and the score where the clerk has switched it on."""
    paper = WorkbookPages(by_year.NAME, dockets[-1].as_of, zone(plan))
    by_year.year_page(paper.page(by_year.NAME, paper=A3), plan, dockets, changes)
    if score.wanted(plan):
        page, grounds = (paper.page(name, paper=A3) for name in (reckoning.NAME, reckoning.GROUNDS))
        reckoning.reckoning_page(page, grounds, plan, dockets)
    return paper.finish()
