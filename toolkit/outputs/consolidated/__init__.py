"""汇总表.xlsx: one period's answers as the office hands them in. Pure: plan, form and dockets in, bytes out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import chain

from toolkit.nouns.docket import Docket
from toolkit.nouns.fields import Form
from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.book_marks import MarkRows, mark_book
from toolkit.outputs.consolidated import about, below, compare, delays, overview, reporting, summary, trend
from toolkit.outputs.consolidated import details as records
from toolkit.outputs.consolidated import problem_lists as problems
from toolkit.outputs.consolidated.file_blocks import FilesTold
from toolkit.outputs.consolidated.line_blocks import PartLines, Project, facts_from_behind, line_columns
from toolkit.outputs.consolidated.lines_told import LineBlock, LinesTold
from toolkit.outputs.consolidated.period_data import ConsolidatedData, FactsTold, untold_facts
from toolkit.outputs.consolidated.unit_blocks import UnitsTold
from toolkit.outputs.docket_prints import DocketPrints, NoPrints
from toolkit.outputs.kept_blocks import BookBlocks, KeptBlock
from toolkit.outputs.merge import course
from toolkit.outputs.row_blocks import RowBlocks, Written, runs
from toolkit.outputs.workbook_pages import A3, A4, HOLDS, LINKS, Page, WorkbookPages, volume_name
from toolkit.plan.model import Plan

_NAMES = (
    overview.NAME, summary.NAME, trend.NAME, records.NAME, compare.NAME, problems.BEHIND, problems.CHECKS, problems.WANTING,
    below.NAME,
    delays.NAME, reporting.NAME, about.NAME,
)  # fmt: skip
_IN_PARTS = frozenset({summary.NAME, trend.NAME, records.NAME})
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
    holds: int = HOLDS,
    blocks: BookBlocks | None = None,
    prints: DocketPrints | None = None,
    beside: FactsTold = untold_facts,
) -> WorkbookPages:
    """Write the workbook. `history`: dockets of the earlier periods; `inputs`: (file, sha256) beside the archive.

    `blocks`: of the book that was written before; `prints`: by what one tells that nothing of it has changed; `beside`: tells
    what `facts_of_lines` told somewhere else meanwhile.
    """
    prints = prints or NoPrints()
    data = ConsolidatedData.of(
        plan, form, docket, history, schedules, version=version, inputs=inputs, prints=prints, beside=beside
    )
    paper = WorkbookPages(f"{data.title}（{data.period_name}）", docket.as_of, data.zone, holds, blocks)
    units, files = UnitsTold(data, paper.blocks), FilesTold(data, paper.blocks)
    lines = LinesTold(line_columns(data))
    own = below.has_own(data)
    parts = [PartLines(part, paper.blocks, lines) for part in data.volumes(min(holds, LINKS))]
    pages = {name: page for kind in _NAMES if own or kind != below.NAME for name, page in _pages(paper, kind, len(parts))}
    marks = MarkRows(paper, plan.job, [column.header for column in records.detail_columns(data)])
    placed, detail = _lines(pages, parts, marks)
    compare.compare_page(pages[compare.NAME], data, lines)
    problems.behind_page(pages[problems.BEHIND], data, lines)
    problems.checks_page(pages[problems.CHECKS], data, files)
    problems.wanting_page(pages[problems.WANTING], data, units)
    if own:
        below.own_page(pages[below.NAME], data)
    delays.delays_page(pages[delays.NAME], data, lines)
    reported = reporting.reporting_page(pages[reporting.NAME], data, units)
    about.about_page(pages[about.NAME], data, files, split=len(parts) > 1)
    sources = overview.Sources(summary=placed, detail=detail, reported=reported)
    pages[overview.NAME].values_only = len(parts) > 1 or bool(pages[reporting.NAME].more)
    overview.overview_page(pages[overview.NAME], data, lines, units, sources)
    mark_book(paper, data.mark)
    return paper


def facts_of_lines(data: ConsolidatedData, holds: int = HOLDS) -> Iterator[tuple[int, str, bytes]]:
    """Yield place, key and facts of each block of the lines of a workbook of this data, the last one first."""
    return facts_from_behind(data, min(holds, LINKS))


def _lines(pages: Mapping[str, Page], parts: Sequence[PartLines], marks: MarkRows) -> tuple[summary.Placed, records.Detail]:
    """Write the sheets with a line for each assignment; where the lines of the first part stand, and all projects."""
    written = [_part(pages, number, part, marks) for number, part in enumerate(parts, 1)]
    placed, detail = written[0]
    for further, _ in written[1:]:
        placed = replace(placed, tops=[*placed.tops, *further.tops], bottoms=[*placed.bottoms, *further.bottoms])
    return placed, detail


def _pages(paper: WorkbookPages, kind: str, parts: int) -> Iterator[tuple[str, Page]]:
    for number in range(1, parts + 1 if kind in _IN_PARTS else 2):
        name = volume_name(kind, number)
        yield name, _page(paper, name)


def _page(paper: WorkbookPages, name: str) -> Page:
    if name == overview.NAME:
        return paper.page(name, paper=A3, landscape=False, fit=True)
    return paper.page(name, paper=A3 if name.partition("（")[0] in _WIDE else A4)


def _part(pages: Mapping[str, Page], number: int, lines: PartLines, marks: MarkRows) -> tuple[summary.Placed, records.Detail]:
    """Write the sheets of one part, block by block."""
    data, measure = lines.data, lines.measure
    names = (volume_name(name, number) for name in (trend.NAME, summary.NAME, records.NAME))
    sheets = [pages[name] for name in names]
    writers = _LineWriters(
        lines,
        trend.TrendRows(sheets[0], data, measure),
        summary.SummaryRows(sheets[1], data, measure),
        records.DetailRows(sheets[2], lines, marks),
        marks,
    )
    asked = [(field.key, field.type) for field in data.form.asked]
    rows = RowBlocks((*sheets, marks.page), asked, data.periods_so_far, data.docket.period, data.plan.job)
    for blocks in runs(lines.blocks):
        writers.write_run(rows, blocks)
    return writers.finish()


@dataclass(frozen=True, slots=True)
class _LineWriters:
    """Writes the lines on all sheets that have one for each assignment."""

    lines: PartLines
    by_trend: trend.TrendRows
    by_project: summary.SummaryRows
    by_line: records.DetailRows
    marks: MarkRows

    def write_run(self, rows: RowBlocks, blocks: Sequence[LineBlock]) -> None:
        """Write blocks that follow one another, or go on below them where they stand already."""
        there = rows.write_run([block.content for block in blocks], self._tops(), lambda: self._each(rows, blocks))
        if there is not None:
            self._go_on(there, chain.from_iterable(there.told))

    def _each(self, rows: RowBlocks, blocks: Sequence[LineBlock]) -> None:
        for block in blocks:
            there, copied = rows.write(block.content, self._tops(), partial(self._written, block))
            if copied:
                self._go_on(there, there.told)

    def _go_on(self, there: KeptBlock, projects: Iterable[int]) -> None:
        """Go on below what stands there already. `projects`: the last row of each."""
        self.by_trend.row, _, detail, self.marks.row = (sheet.bottom for sheet in there.sheets)
        self.by_line.go_to(detail)
        for bottom in projects:
            self.by_project.go_on(bottom)

    def _tops(self) -> Sequence[int]:
        """Return the next row on each sheet."""
        return self.by_trend.row, self.by_project.below, self.by_line.below, self.marks.row

    def _written(self, block: LineBlock) -> Written:
        ends = [self._project(project) for project in self.lines.projects_of(block)]
        return self._tops(), ends

    def _project(self, project: Project) -> int:
        """Write a project's lines, and return its last row; whoever goes on to the next line is done with the one before."""
        courses, data = [], self.lines.data
        for line in (line for share in project for line in share.lines):
            percents = course(line, data.docket.period, data.periods_so_far)
            courses.append(summary.Course(percents, self.by_trend.write(line, percents)))
        bottom = self.by_project.write(project, courses)
        for line in (line for share in project for line in share.lines):
            self.by_line.write(line)
        return bottom

    def finish(self) -> tuple[summary.Placed, records.Detail]:
        self.by_trend.finish()
        return self.by_project.finish(), self.by_line.finish()
