"""What the files of a period come to, told of some dozens together: those that stand as they stood are not opened. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolkit.nouns.content_hash import content_hash
from toolkit.outputs.block_facts import BlockFacts, kept_facts, let_go, records_of
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import MeasureSum, measured
from toolkit.outputs.consolidated import about
from toolkit.outputs.consolidated import problem_lists as problems
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.told_rows import RowLots, lots_of, rows_of


@dataclass(frozen=True, slots=True)
class FilesHead:
    """What is kept of some files, as JSON has it, beside their problems."""

    content: str
    """A hash of their lines in 说明."""
    widths: Sequence[Any]
    problem_widths: Sequence[Any]
    """Of these lines and of those of 校验与退回 (`ColumnMeasure.plain`)."""


@dataclass(frozen=True, slots=True)
class FileBlock:
    """Some files: those of these places."""

    places: range
    content: str
    facts: BlockFacts


class FilesTold:
    """All files of the period, in order of arrival."""

    def __init__(self, data: ConsolidatedData, kept: BookBlocks) -> None:
        self._data = data
        self.blocks: list[FileBlock] = []
        widths, problem_widths = MeasureSum(len(about.COLUMNS)), MeasureSum(len(problems.CHECK_COLUMNS))
        for places in lots_of(len(data.docket.files)):
            key = _key(data, places)
            facts = kept_facts(kept, key, partial(_facts, data, places))
            head = facts.head(FilesHead)
            self.blocks.append(FileBlock(places, head.content, let_go(kept, key, facts)))
            widths.add(head.widths)
            problem_widths.add(head.problem_widths)
        self.widths, self.problem_widths = widths.measure(), problem_widths.measure()

    def __len__(self) -> int:
        return len(self._data.docket.files)

    @property
    def lines(self) -> RowLots:
        """The lines of 说明."""
        return rows_of(self.blocks, partial(_lines, self._data))

    @property
    def problems(self) -> RowLots:
        """The lines of 校验与退回."""
        return records_of([block.facts for block in self.blocks], 0)


def _key(data: ConsolidatedData, places: range) -> str:
    """Return a hash of what the lines of some files hang on: of a file of which no print tells, these lines themselves."""
    prints, marks, docket = [], [], data.docket
    for place in places:
        mark = docket.file_marks[place]
        print_ = data.prints.of(docket, mark.unit) if mark.unit else data.prints.of_nobodys(docket, mark.receipt)
        if not print_:
            file = docket.files[place]
            print_ = content_hash(about.file_cells(file), list(problems.problem_rows(file)))
        prints.append(print_)
        marks.append((mark.receipt, mark.sheet, mark.outcome))
    return data.key("files", prints, marks)


def _facts(data: ConsolidatedData, places: range) -> BlockFacts:
    """Look at some files."""
    lines = list(_lines(data, places))
    rows = [row for place in places for row in problems.problem_rows(data.docket.files[place])]
    head = FilesHead(content_hash(lines), measured(about.COLUMNS, lines).plain(), measured(problems.CHECK_COLUMNS, rows).plain())
    return BlockFacts.of(head, rows)


def _lines(data: ConsolidatedData, places: range) -> Iterator[tuple[CellValue, ...]]:
    return (about.file_cells(data.docket.files[place]) for place in places)
