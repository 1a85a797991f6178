"""The lines of the assignments in blocks, each of which stands or falls as one: whole projects, some dozens of lines. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.shelf import OPEN
from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.block_facts import BlockFacts, ListsTold, facts_again, kept_facts, let_go, record_prints, run_told
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import MeasureSum, measured
from toolkit.outputs.consolidated import compare, delays, details
from toolkit.outputs.consolidated import problem_lists as problems
from toolkit.outputs.consolidated.lines_told import (
    LineBlock,
    LinesHead,
    LinesRun,
    LinesTold,
    ProjectSums,
    UnitShare,
    put_together,
)
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.merge import REPORTED, AssignmentRow, Light, Share, course, shares
from toolkit.outputs.row_blocks import LINES, runs
from toolkit.outputs.workbook_pages import PageColumn
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
        for some in runs(_together(data)):
            blocks, run, heads = _run(data, kept, some)
            self.blocks += blocks
            widths.add(run.widths[details.NAME])
            told.add(blocks, run, heads)
        self.measure = widths.measure()
        """What decides the widths of 明细's columns and of those that other sheets have too."""

    def lines_of(self, block: LineBlock) -> tuple[AssignmentRow, ...]:
        return block.lines or self.data.rows.of(block.pairs)

    def projects_of(self, block: LineBlock) -> Iterator[Project]:
        return projects_of(self.lines_of(block))


def projects_of(lines: Sequence[AssignmentRow]) -> Iterator[Project]:
    """Yield the items (项) of one project (件) after the other."""
    return (tuple(group) for _, group in groupby(shares(lines), key=lambda share: share.item.project_number))


def _together(data: ConsolidatedData) -> Iterator[Sequence[Pair]]:
    """Yield the assignments of whole projects, as many as fill a block."""
    start = 0
    for end in data.ends:
        if end - start >= LINES or end == len(data.pairs):
            yield data.pairs[start:end]
            start = end


def _run(
    data: ConsolidatedData, kept: BookBlocks, some: Sequence[Sequence[Pair]]
) -> tuple[Sequence[LineBlock], LinesRun, Sequence[LinesHead]]:
    """Return blocks, what is kept of them together, and the head of each where it was opened."""
    keys = [_key(data, pairs) for pairs in some]

    def make(nth: int) -> tuple[LineBlock, LinesHead]:
        return _block(data, kept, keys[nth], some[nth])

    def again(nth: int, content: str, compared: tuple[str, int], projects: int, print_: str, lists: ListsTold) -> LineBlock:
        return LineBlock(some[nth], facts_again(kept, keys[nth], lists), content, compared, projects, print_)

    return run_told(kept, keys, make, put_together, again, LinesRun)


def _block(data: ConsolidatedData, kept: BookBlocks, key: str, pairs: Sequence[Pair]) -> tuple[LineBlock, LinesHead]:
    """Return a block, and what is kept of it: told from its lines only where that is not known."""
    made: list[tuple[tuple[AssignmentRow, ...], Sequence[Sequence[CellValue]]]] = []

    def make() -> BlockFacts:
        if (told := data.beside(key)) is not None:
            return BlockFacts(partial(bytes, told))
        lines = data.rows.of(pairs)
        rows = compare.compared_rows(data, lines)
        if len(data.rows.pairs) <= OPEN:
            made.append((lines, rows))
        return _facts(data, lines, rows)

    facts = kept_facts(kept, key, make)
    head = facts.head(LinesHead)
    own = made[0] if made else ()
    known_by = head.content, head.compared, len(head.projects), facts.print()
    return LineBlock(pairs, let_go(kept, key, facts), *known_by, *own), head


def facts_from_behind(data: ConsolidatedData, most: int) -> Iterator[tuple[int, str, bytes]]:
    """Yield place, key and facts of each block, the last one first; "" = a key that cannot be told.

    `most`: lines that a sheet holds.
    """
    blocks = [pairs for part in data.volumes(most) for pairs in _together(part)]
    for place, pairs in reversed(list(enumerate(blocks))):
        key, lines = _key(data, pairs), data.rows.of(pairs)
        yield place, key, _facts(data, lines, compare.compared_rows(data, lines)).pressed if key else b""


def _key(data: ConsolidatedData, pairs: Sequence[Pair]) -> str:
    """Return a hash of all that a block's lines hang on; "" = that cannot be told."""
    return data.key_of_units("lines", tuple(dict.fromkeys(unit for _, unit in pairs)), pairs)


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
