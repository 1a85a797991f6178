"""The lines of the assignments in blocks, each of which stands or falls as one: whole projects, some dozens of lines. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from toolkit.nouns.shelf import OPEN
from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.block_facts import BlockFacts, kept_facts, record_prints
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import MeasureSum, measured
from toolkit.outputs.consolidated import compare, delays, details
from toolkit.outputs.consolidated import problem_lists as problems
from toolkit.outputs.consolidated.lines_told import LineBlock, LinesHead, LinesTold, ProjectSums, UnitShare
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.merge import REPORTED, AssignmentRow, Light, Share, course, shares
from toolkit.outputs.row_blocks import LINES, content_hash
from toolkit.outputs.workbook_pages import PageColumn
from toolkit.plan.item_ids import project_of
from toolkit.values.numbers import mean

Project = tuple[Share, ...]


def line_columns(data: ConsolidatedData) -> Mapping[str, Sequence[PageColumn]]:
    """Return the columns of the sheets whose lines come from all blocks, numbers apart."""
    return {
        compare.NAME: compare.compared_columns(data),
        problems.BEHIND: problems.BEHIND_COLUMNS[1:],
        delays.NAME: delays.SHARED,
    }


class PartLines:
    """The lines of one part (`ConsolidatedData.volumes`), told of block by block."""

    def __init__(self, data: ConsolidatedData, kept: BookBlocks, told: LinesTold) -> None:
        """`told`: gets what they come to."""
        self.data, self.blocks = data, list[LineBlock]()
        widths = MeasureSum(len(details.detail_columns(data)))
        for pairs in _together(data.pairs):
            block, head = _block(data, kept, pairs)
            self.blocks.append(block)
            widths.add(head.widths[details.NAME])
            told.add(block, head)
        self.measure = widths.measure()
        """What decides the widths of 明细's columns and of those that other sheets have too."""

    def lines_of(self, block: LineBlock) -> tuple[AssignmentRow, ...]:
        return block.lines or self.data.rows.of(block.pairs)

    def projects_of(self, block: LineBlock) -> Iterator[Project]:
        return projects_of(self.lines_of(block))


def projects_of(lines: Sequence[AssignmentRow]) -> Iterator[Project]:
    """Yield the items (项) of one project (件) after the other."""
    return (tuple(group) for _, group in groupby(shares(lines), key=lambda share: share.item.project_number))


def _together(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    """Yield the assignments of whole projects, as many as fill a block."""
    some: list[Pair] = []
    for _, project in groupby(pairs, key=lambda pair: project_of(pair[0])):
        some += project
        if len(some) >= LINES:
            yield tuple(some)
            some = []
    if some:
        yield tuple(some)


def _block(data: ConsolidatedData, kept: BookBlocks, pairs: Sequence[Pair]) -> tuple[LineBlock, LinesHead]:
    """Return a block, and what is kept of it: told from its lines only where that is not known."""
    made: list[tuple[tuple[AssignmentRow, ...], Sequence[Sequence[CellValue]]]] = []

    def make() -> BlockFacts:
        lines = data.rows.of(pairs)
        rows = compare.compared_rows(data, lines)
        if len(data.rows.pairs) <= OPEN:
            made.append((lines, rows))
        return _facts(data, lines, rows)

    facts = kept_facts(kept, _key(data, pairs), make)
    head = facts.head(LinesHead)
    return LineBlock(pairs, facts, head.content, head.compared, len(head.projects), *(made[0] if made else ())), head


def _key(data: ConsolidatedData, pairs: Sequence[Pair]) -> str:
    """Return a hash of all that a block's lines hang on; "" = that cannot be told."""
    units = tuple(dict.fromkeys(unit for _, unit in pairs))
    prints = [data.prints.of(data.docket, unit) for unit in units]
    before: list[tuple[str, str]] = []
    for docket in data.history:
        tellers = (one for unit in units for one in data.rows.answers.told_by(unit) if docket.entry_places(one))
        for unit in dict.fromkeys(tellers):
            before.append((docket.period, unit))
            prints.append(data.prints.of(docket, unit))
    return data.key("lines", prints, pairs, before)


def _facts(data: ConsolidatedData, lines: Sequence[AssignmentRow], compared: Sequence[Sequence[CellValue]]) -> BlockFacts:
    """Tell what a block's lines come to."""
    projects = tuple(projects_of(lines))
    lines = [line for project in projects for share in project for line in share.lines]
    cells = [details.detail_cells(data, line) for line in lines]
    behind, silent = problems.listed(lines), problems.unheard(lines)
    listed = [problems.behind_cells(data, line) for line in behind]
    unheard = [problems.silent_cells(line) for line in silent]
    late = delays.late_rows(data, lines)
    rows = {
        compare.NAME: compared,
        problems.BEHIND: [*listed, *unheard],
        delays.NAME: [row[: len(delays.SHARED)] for row in late],
    }
    head = LinesHead(
        content=_content(data, projects, cells),
        widths={
            details.NAME: measured(details.detail_columns(data), cells).plain(),
            **{sheet: measured(columns, rows[sheet]).plain() for sheet, columns in line_columns(data).items()},
        },
        states=Counter(line.state for line in lines),
        projects=list(map(_project, projects)),
        units=list(_units(lines)),
        orders=[str(problems.order(line)) for line in behind],
        ranks=[problems.rank(line) for line in silent],
        prints=(record_prints(listed), record_prints(unheard)),
        longest=max([len(str(row[problems.TROUBLE_PLACE])) for row in listed], default=0),
        compared=(content_hash(compared), len(compared)),
    )
    return BlockFacts.of(head, listed, unheard, late)


def _content(data: ConsolidatedData, projects: Sequence[Project], cells: Sequence[Sequence[CellValue]]) -> str:
    said: list[object] = []
    own = iter(cells)
    for share in (share for project in projects for share in project):
        said.append((share.item.project_number, share.mean, share.done, len(share.lines)))
        for line in share.lines:
            percents = course(line, data.docket.period, data.periods_so_far)
            said.append((next(own), percents, line.percent, line.counted))
    return content_hash(said)


def _project(project: Project) -> ProjectSums:
    lines = [line for share in project for line in share.lines]
    averaged = mean(share.mean for share in project), mean(line.schedule for line in lines)
    done, planned = (None if one is None else str(one) for one in averaged)
    item = project[0].item
    finished = sum(share.done for share in project)
    return ProjectSums(item.project_number, item.project, len(project), finished, done, planned, _lights(lines))


def _units(lines: Sequence[AssignmentRow]) -> Iterator[UnitShare]:
    own: dict[str, list[AssignmentRow]] = {}
    for line in lines:
        own.setdefault(line.unit, []).append(line)
    for unit, mine in own.items():
        percents = [str(line.percent) for line in mine if line.percent is not None]
        reported = sum(line.state in REPORTED for line in mine)
        yield UnitShare(unit, len(mine), reported, sum(line.done for line in mine), _lights(mine), percents)


def _lights(lines: Sequence[AssignmentRow]) -> Sequence[int]:
    return [sum(line.light is light for line in lines) for light in Light]
