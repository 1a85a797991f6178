"""待办.xlsx put together of blocks of the one before it, wherever they come to stand, is the book made without any."""

import random
from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import load_workbook

from toolkit.clerk.todo import HEADERS, Choice, FilledRow, Task, TaskKind
from toolkit.judge.waiting import TaskMark, shown_of
from toolkit.judge.waiting_facts import UNDATED
from toolkit.nouns.records import Note, NoteKind
from toolkit.outputs.kept_blocks import BookBlocks
from toolkit.outputs.todo_book import blocks_of, todo_book

TEXTS = ("何时收到还不能确定。", '填的是<c r="A7" & $A$7', "很长。" * 40, '"A12"><formula1>')


class ListedTasks(Sequence):
    """Tasks as the list of what waits has them; it counts how many are made."""

    def __init__(self, tasks):
        self._tasks, self.made = tasks, 0
        self.marks = [TaskMark(task.key, shown_of(task), 0, "") for task in tasks]

    def __len__(self):
        return len(self._tasks)

    def __getitem__(self, place):
        self.made += 1
        return self._tasks[place]


class EditedList:
    """What waits, edited at random from one book to the next."""

    def __init__(self, seed, size=400):
        self.dice, self.number = random.Random(seed), 0
        self.begun, self.said, self.tasks = {}, {}, []
        for _ in range(size):
            self.comes(len(self.tasks))

    def comes(self, place=None):
        self.number += 1
        text, note = self.dice.choice(TEXTS), Note(kind=NoteKind.SEEN, at=UNDATED)
        task = Task(
            kind=TaskKind.TIME,
            about=(f"#{self.number}",),
            what=f"“{self.number}号”{text}",
            where=text,
            link=self.dice.choice(("", f"../archive/原件/{self.number} [a].xlsx")),
            period="2022-04",
            choices=tuple(Choice(word=f"第{n}种 $B$3", note=note) for n in range(self.dice.randrange(1, 4))),
        )
        self.tasks.insert(self.dice.randrange(len(self.tasks) + 1) if place is None else place, task)

    def goes(self):
        del self.tasks[self.dice.randrange(len(self.tasks))]

    def many_go(self):
        first = self.dice.randrange(len(self.tasks))
        del self.tasks[first : first + 90]

    def begins(self):
        task = self.dice.choice(self.tasks)
        self.begun[task.key] = FilledRow(row=2, key=task.key, reason='还在问 <c r="A3"')

    def cannot_be_done(self):
        self.said[self.dice.choice(self.tasks).key] = "请写明单位"

    def book(self, blocks):
        tasks = ListedTasks(self.tasks)
        return todo_book(tasks, (), self.begun, self.said, blocks), tasks.made

    EDITS = (comes, goes, goes, many_go, begins, cannot_be_done)


def after(blocks, data):
    return BookBlocks(blocks.listed(), lambda at, length: data[at : at + length])


@pytest.mark.parametrize("seed", range(4))
def test_whatever_came_or_went_kept_blocks_change_nothing(seed):
    edited, blocks = EditedList(seed), BookBlocks()
    data, _ = edited.book(blocks)
    for _ in range(6):
        edited.dice.choice(EditedList.EDITS)(edited)
        blocks = after(blocks, data)
        data, made = edited.book(blocks)
        anew = BookBlocks()
        assert (data, len(edited.tasks)) == edited.book(anew)
        assert blocks.listed() == anew.listed()
        assert made < len(edited.tasks)


def test_a_book_of_moved_rows_says_what_each_task_says():
    edited, blocks = EditedList(9), BookBlocks()
    data, _ = edited.book(blocks)
    edited.goes()
    data, _ = edited.book(after(blocks, data))
    book = load_workbook(BytesIO(data))
    rows = [dict(zip(HEADERS, (cell.value or "" for cell in row), strict=True)) for row in book["待办"].iter_rows(min_row=2)]
    assert [(row["编号"], row["事情"]) for row in rows] == [(task.key, task.what) for task in edited.tasks]
    links = {cell.row: cell.hyperlink.target for (cell,) in book["待办"]["E2:E500"] if cell.hyperlink}
    told = enumerate(edited.tasks, 2)
    assert links == {
        row: task.link.replace("/", "\\").replace(" ", "%20").replace("[", "%5B").replace("]", "%5D")
        for row, task in told
        if task.link
    }


def blocks_made(size):
    """How many tasks are made for a book after one of so many went."""
    edited, blocks = EditedList(5, size), BookBlocks()
    data, _ = edited.book(blocks)
    del edited.tasks[100]
    return edited.book(after(blocks, data))[1]


def test_no_more_tasks_are_made_among_more_that_wait_still():
    assert 0 < blocks_made(600) == blocks_made(1200) <= 256


def test_where_a_task_goes_only_its_block_is_another():
    marks = [TaskMark(f"{number * 2654435761 % 2**32:08X}", "", 0, "") for number in range(1, 2000)]
    before = {tuple(mark.key for mark in marks[some.start : some.stop]) for some in blocks_of(marks)}
    del marks[1000]
    now = {tuple(mark.key for mark in marks[some.start : some.stop]) for some in blocks_of(marks)}
    assert len(now - before) <= 2 < len(now)
