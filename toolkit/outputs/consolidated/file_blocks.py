"""What the files of a period come to, told of some dozens together: those that stand as they stood are not opened. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from toolkit.nouns.content_hash import content_hash
from toolkit.outputs.block_facts import BlockFacts, ListsTold, facts_again, kept_facts, let_go, records_of, run_told
from toolkit.outputs.cell_values import CellValue
from toolkit.outputs.column_widths import MeasureSum, measured, plain_together
from toolkit.outputs.consolidated import about
from toolkit.outputs.consolidated import problem_lists as problems
from toolkit.outputs.consolidated.period_data import ConsolidatedData
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.row_blocks import runs
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
class FilesRun:
    """What is kept of blocks of files that follow one another, put together, as JSON has it."""

    blocks: Sequence[Any]
    """Of each: content, and what is told of its problems."""
    widths: Sequence[Any]
    problem_widths: Sequence[Any]


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
        for some in runs(lots_of(len(data.docket.files))):
            blocks, run = _run(data, kept, some)
            self.blocks += blocks
            widths.add(run.widths)
            problem_widths.add(run.problem_widths)
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


def _run(data: ConsolidatedData, kept: BookBlocks, some: Sequence[range]) -> tuple[Sequence[FileBlock], FilesRun]:
    """Return blocks, and what is kept of them together."""
    keys = [_key(data, places) for places in some]

    def make(nth: int) -> tuple[FileBlock, FilesHead]:
        facts = kept_facts(kept, keys[nth], partial(_facts, data, some[nth]))
        head = facts.head(FilesHead)
        return FileBlock(some[nth], head.content, let_go(kept, keys[nth], facts)), head

    def again(nth: int, content: str, lists: ListsTold) -> FileBlock:
        return FileBlock(some[nth], content, facts_again(kept, keys[nth], lists))

    blocks, run, _ = run_told(kept, keys, make, _put_together, again, FilesRun)
    return blocks, run


def _put_together(blocks: Sequence[FileBlock], heads: Sequence[FilesHead]) -> FilesRun:
    return FilesRun(
        blocks=[[one.content, one.facts.lists] for one in blocks],
        widths=plain_together(head.widths for head in heads),
        problem_widths=plain_together(head.problem_widths for head in heads),
    )


def _key(data: ConsolidatedData, places: range) -> str:
    """Return a hash of what the lines of some files hang on: of a file of which no print tells, these lines themselves."""
    docket, known = data.docket, data.prints
    marks = [docket.file_marks[place] for place in places]
    told = iter(known.of_each(docket, [mark.unit for mark in marks if mark.unit]))
    prints = [next(told) if mark.unit else known.of_nobodys(docket, mark.receipt) for mark in marks]
    for nth, place in enumerate(places):
        if not prints[nth]:
            file = docket.files[place]
            prints[nth] = content_hash(about.file_cells(file), list(problems.problem_rows(file)))
    return data.key("files", prints, [(mark.receipt, mark.sheet, mark.outcome) for mark in marks])


def _facts(data: ConsolidatedData, places: range) -> BlockFacts:
    """Look at some files."""
    lines = list(_lines(data, places))
    rows = [row for place in places for row in problems.problem_rows(data.docket.files[place])]
    head = FilesHead(content_hash(lines), measured(about.COLUMNS, lines).plain(), measured(problems.CHECK_COLUMNS, rows).plain())
    return BlockFacts.of(head, rows)


def _lines(data: ConsolidatedData, places: range) -> Iterator[tuple[CellValue, ...]]:
    return (about.file_cells(data.docket.files[place]) for place in places)
