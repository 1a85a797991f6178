"""汇总表.xlsx: one period's answers as the office hands them in. Pure: plan, form and dockets in, bytes out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from toolkit.nouns.docket import Docket
from toolkit.nouns.fields import Form
from toolkit.outputs.book_marks import mark_book, marks_page
from toolkit.outputs.consolidated import about, below, compare, delays, overview, reporting, summary, trend
from toolkit.outputs.consolidated import details as records
from toolkit.outputs.consolidated import problem_lists as problems
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.merge import Pair
from toolkit.outputs.workbook_pages import A3, A4, Page, WorkbookPages
from toolkit.plan.model import Plan

_NAMES = (
    overview.NAME, summary.NAME, trend.NAME, records.NAME, compare.NAME, problems.BEHIND, problems.CHECKS, below.NAME,
    delays.NAME, reporting.NAME, about.NAME,
)  # fmt: skip
_WIDE = frozenset({summary.NAME, records.NAME, compare.NAME})


def consolidated(
    plan: Plan,
    form: Form,
    docket: Docket,
    history: Sequence[Docket],
    *,
    schedules: Mapping[Pair, Decimal],
    version: str,
    inputs: tuple[tuple[str, str], ...],
) -> bytes:
    """Return the workbook. `history`: dockets of the earlier periods; `inputs`: (file, sha256) beside the archive."""
    data = ConsolidatedData.of(plan, form, docket, history, schedules, version=version, inputs=inputs)
    paper = WorkbookPages(f"{data.title}（{data.period_name}）", docket.as_of, data.zone)
    own = below.has_own(data)
    pages = {name: _page(paper, name) for name in _NAMES if own or name != below.NAME}
    courses = trend.trend_page(pages[trend.NAME], data)
    placed = summary.summary_page(pages[summary.NAME], data, courses)
    detail = records.detail_page(pages[records.NAME], data)
    compare.compare_page(pages[compare.NAME], data)
    problems.behind_page(pages[problems.BEHIND], data)
    problems.checks_page(pages[problems.CHECKS], data)
    if own:
        below.own_page(pages[below.NAME], data)
    delays.delays_page(pages[delays.NAME], data)
    reported = reporting.reporting_page(pages[reporting.NAME], data)
    about.about_page(pages[about.NAME], data)
    sources = overview.Sources(summary=placed, detail=detail, reported=reported)
    overview.overview_page(pages[overview.NAME], data, sources)
    marks_page(paper, plan.job, [column.header for column in records.detail_columns(data)], records.detail_rows(data))
    mark_book(paper, data.mark)
    return paper.finish()


def _page(paper: WorkbookPages, name: str) -> Page:
    if name == overview.NAME:
        return paper.page(name, paper=A3, landscape=False, fit=True)
    return paper.page(name, paper=A3 if name in _WIDE else A4)
