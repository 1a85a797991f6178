"""One unit's story as blocks for the screen: how it stands, what it sent, what changed. Pure."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.nouns.outcomes import Evidence
from toolkit.telling.blocks import Block
from toolkit.words.notes import NOTE_HEADERS, note_cells
from toolkit.words.states import TIME_UNKNOWN, status_word

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow
    from toolkit.pipeline.noting import NoteListed
    from toolkit.pipeline.office import Office
    from toolkit.pipeline.story import Change, UnitStory


def story(office: "Office", told: "UnitStory") -> tuple[Block, ...]:
    blocks = (
        Block(
            title=f"{told.unit.name}：各期报送情况",
            headers=("期次", "状态", "实报", "应报", "退回", "理由"),
            rows=tuple(_statuses(office, told)),
        ),
        Block(
            title="来件",
            headers=("收文号", "期次", "文件", "结果", "收到", "依据", "问题"),
            rows=tuple(_file(office, row) for row in told.files),
        ),
        _changes("同一期前后各次报送的变化", told.versions),
        _changes("各期之间的变化（以合格的填报为准）", told.periods),
        _notes(told.notes),
    )
    return tuple(block for block in blocks if block.title and block.rows)


def change_cells(change: "Change") -> tuple[str, str, str, str]:
    return (change.item, change.field, f"{change.old}{change.before}", f"{change.new}{change.after}")


def _statuses(office: "Office", told: "UnitStory") -> Iterator[tuple[object, ...]]:
    for period, row in told.states:
        yield office.period(period).name, status_word(row), row.filled_rows, row.due_rows, row.returns, row.reason


def _file(office: "Office", row: "FileRow") -> tuple[object, ...]:
    came = f"{row.received.astimezone(office.zone):%Y-%m-%d %H:%M}" if row.received else TIME_UNKNOWN
    codes = "、".join(dict.fromkeys(problem.code.name for problem in row.problems))
    return (f"#{row.receipt}", row.period, row.name, row.outcome.word, came, row.evidence.word, codes)


def _changes(title: str, changes: "Sequence[Change]") -> Block:
    if not changes:
        return Block()
    return Block(title=title, headers=("事项", "栏目", "从", "到"), rows=tuple(map(change_cells, changes)))


def _notes(notes: "Sequence[NoteListed]") -> Block:
    if not notes:
        return Block()
    rows = tuple(note_cells(one.note, stands=one.stands) for one in notes)
    return Block(title=Evidence.CLERK.word, headers=NOTE_HEADERS, rows=rows)
