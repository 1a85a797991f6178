"""报送情况登记表.xlsx: who reported when, with what evidence; per period and for the year. Pure."""

from collections.abc import Sequence

from toolkit.nouns.docket import Docket, VerdictChange
from toolkit.outputs.register_book import period as by_period
from toolkit.outputs.register_book import reckoning, score, signing
from toolkit.outputs.register_book import year as by_year
from toolkit.outputs.workbook_pages import A3, WorkbookPages
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan


def register(plan: Plan, docket: Docket, changes: Sequence[VerdictChange] = ()) -> bytes:
    """Return one period's register: the table, and a page per unit to sign."""
    paper = WorkbookPages(f"{by_period.NAME}（{docket.period}）", docket.as_of, zone(plan))
    by_period.period_page(paper.page(by_period.NAME, paper=A3), plan, docket, changes)
    signing.signing_page(paper.page(signing.NAME, landscape=False, size=11), plan, docket)
    return paper.finish()


def register_year(plan: Plan, dockets: Sequence[Docket], changes: Sequence[VerdictChange] = ()) -> bytes:
    """Return the year's register: units × periods, and the score where the clerk has switched it on."""
    paper = WorkbookPages(by_year.NAME, dockets[-1].as_of, zone(plan))
    by_year.year_page(paper.page(by_year.NAME, paper=A3), plan, dockets, changes)
    if score.wanted(plan):
        reckoning.reckoning_page(paper.page(reckoning.NAME, paper=A3), plan, dockets)
    return paper.finish()
