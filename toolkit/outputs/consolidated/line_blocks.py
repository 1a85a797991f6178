"""The lines of the assignments in blocks, each of which stands or falls as one: whole projects, some dozens of lines. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import ColumnMeasure, measured
from toolkit.outputs.consolidated import details
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.merge import Share, course
from toolkit.outputs.row_blocks import LINES, content_hash

Project = tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class LineBlock:
    """Projects (件) that are written together."""

    projects: Sequence[Project]
    content: str
    """A hash of all that their lines say on any sheet."""


def line_blocks(data: ConsolidatedData) -> tuple[Sequence[LineBlock], ColumnMeasure]:
    """Return the lines in blocks, and what decides the widths of 明细's columns and of those that other sheets have too."""
    blocks: list[LineBlock] = []
    measure = measured(details.detail_columns(data), _told(data, blocks))
    return blocks, measure


def _told(data: ConsolidatedData, blocks: list[LineBlock]) -> Iterator[Sequence[CellValue]]:
    """Yield the cells of each line in 明细, and add each block whose lines have been asked for."""
    for projects in _together(data):
        said: list[object] = []
        for project in projects:
            for share in project:
                said.append((share.item.project_number, share.mean, share.done, len(share.lines)))
                for line in share.lines:
                    cells = details.detail_cells(data, line)
                    said.append((cells, course(line, data.docket.period, data.periods_so_far), line.percent, line.counted))
                    yield cells
        blocks.append(LineBlock(projects, content_hash(said)))


def _together(data: ConsolidatedData) -> Iterator[Sequence[Project]]:
    """Yield projects, as many as fill a block."""
    some: list[Project] = []
    lines = 0
    for project in data.projects:
        some.append(project)
        lines += sum(len(share.lines) for share in project)
        if lines >= LINES:
            yield some
            some, lines = [], 0
    if some:
        yield some
