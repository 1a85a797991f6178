"""What waits for the clerk after everything has been judged: one task for each thing (待办). Pure.

Tasks are told of a few units together, and listed by what is told of them: of units that say what they said no task is made.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from toolkit.clerk.todo import Task, TaskKind
from toolkit.judge.waiting_facts import WaitingFacts
from toolkit.judge.waiting_files import (
    LooseFiles,
    aliases,
    loose_files,
    no_form,
    own_items,
    seals,
    times,
    times_together,
    unclaimed,
)
from toolkit.judge.waiting_rows import changed, inherited, prefilled, returned_rows
from toolkit.nouns.docket import Docket
from toolkit.nouns.records import Note, NoteKind
from toolkit.nouns.shelf import LongList, Shelf

_TOGETHER = 64
"""Units of which is told together."""
_OF_UNITS = (unclaimed, times, no_form, returned_rows, prefilled, seals, aliases, own_items)
"""In no order: the list is sorted by kind."""
_KINDS = {kind.name: place for place, kind in enumerate(TaskKind)}
Facts = Callable[[str, Callable[[], Any]], Any]
"""Returns what is told under a key, which was told before or is told now; JSON."""


def told_now(_key: str, tell: Callable[[], Any]) -> Any:
    return tell()


def waiting(known: WaitingFacts, facts: Facts = told_now) -> "WaitingTasks":
    """Return what waits, by kind, period and receipt; what the clerk has looked at (已阅) does not wait."""
    return WaitingTasks(known, facts)


@dataclass(frozen=True, slots=True)
class TaskMark:
    """What the list is to know of a task."""

    key: str
    print: str
    """A hash of all that the list shows of it."""
    docket: int
    """By which docket it is made; below zero: it is about no unit."""
    unit: str


class WaitingTasks(LongList[Task]):
    """What waits, in order; each task is made when it is asked for."""

    def __init__(self, known: WaitingFacts, facts: Facts) -> None:
        self._known, self._facts = known, facts
        self._made: Shelf[Task] = Shelf()
        self._places: dict[tuple[int, str, str], int] = {}
        """(docket, unit, key) → where a task stands that had to be made to be told of, until all are listed."""
        self._apart: dict[str, Task] = {}
        """Those about no unit."""
        self.marks: Sequence[TaskMark] = self._listed()
        self._at = array("q", (self._places.get((mark.docket, mark.unit, mark.key), -1) for mark in self.marks))
        """Where each of them stands among those that were made; -1 = it was not."""
        self._places = {}

    def __len__(self) -> int:
        return len(self.marks)

    def _value(self, place: int) -> Task:
        mark = self.marks[place]
        if mark.docket < 0:
            return self._apart[mark.key]
        if self._at[place] >= 0:
            return self._made[self._at[place]]
        known = self._known.of(self._known.dockets[mark.docket], (mark.unit,))
        return {task.key: task for source in _OF_UNITS for task in source(known)}[mark.key]

    # -- listed ----------------------------------------------------------------------------------------------------------

    def _listed(self) -> Sequence[TaskMark]:
        done = {_mark(note): note.number for note in self._known.notes if note.kind is NoteKind.SEEN}
        lines: list[tuple[Any, TaskMark]] = []
        loose: list[tuple[Any, LooseFiles]] = []
        for number, docket in enumerate(self._known.dockets):
            ranks = _Ranks(self._known, docket)
            for told in self._told(number, docket):
                for kind, period, key, since, seen, shown, stands in told["tasks"]:
                    if done.get(seen, -1) < since:
                        order = (_KINDS[kind], period, number, ranks.of(kind, stands))
                        lines.append((order, TaskMark(key, shown, number, stands[-1])))
                loose += (((number, ranks.of("TIME", (one[2], one[3]))), LooseFiles(*one)) for one in told["loose"])
        loose.sort(key=lambda one: one[0])
        lines += self._about_no_unit(done, [files for _, files in loose])
        lines.sort(key=lambda line: line[0])
        once: dict[str, TaskMark] = {}
        for _, mark in lines:
            once[mark.key] = mark
        return tuple(once.values())

    def _about_no_unit(self, done: Mapping[str, int], loose: Iterable[LooseFiles]) -> Iterator[tuple[Any, TaskMark]]:
        known = self._known
        for task in (*times_together(known, _together(loose)), *changed(known), *inherited(known)):
            if done.get(_seen(task), -1) < task.since:
                self._apart[task.key] = task
                yield (_KINDS[task.kind.name], task.period, -1, 0), TaskMark(task.key, shown_of(task), -1, "")

    def _told(self, number: int, docket: Docket) -> Iterator[Mapping[str, Any]]:
        """Yield what is told of a docket's units, some at a time; last of who sent something and is none of them."""
        marks = docket.unit_marks
        places = range(len(marks))
        for first in places[::_TOGETHER]:
            some = places[first : first + _TOGETHER]
            units = [marks[place].unit for place in some]
            yield self._facts(self._known.tells(docket, some), partial(self._tell, number, docket, units))
        yield self._tell(number, docket, docket.others)

    def _tell(self, number: int, docket: Docket, units: Sequence[str]) -> Mapping[str, Any]:
        known = self._known.of(docket, units)
        tasks = []
        for task in (task for source in _OF_UNITS for task in source(known)):
            key = task.key
            self._places[number, task.stands[-1], key] = len(self._made)
            self._made.append(task)
            tasks.append((task.kind.name, task.period, key, task.since, _seen(task), shown_of(task), task.stands))
        files = [(one.run, one.count, one.receipt, one.sheet, one.name) for one in loose_files(known)]
        return {"tasks": tasks, "loose": files}


def shown_of(task: Task) -> str:
    """Return a hash of what the list shows of a task."""
    said = (task.kind.value, task.period, task.what, task.where, task.link, *(choice.word for choice in task.choices))
    return sha256("\x1f".join(said).encode()).hexdigest()[:16]


def _together(files: Iterable[LooseFiles]) -> Iterable[LooseFiles]:
    """Return the loose files of each ingest together, counted."""
    together: dict[int, LooseFiles] = {}
    for one in files:
        known = together.get(one.run)
        together[one.run] = replace(known, count=known.count + one.count) if known else one
    return together.values()


class _Ranks:
    """Where tasks stand among those of their kind, in one docket."""

    def __init__(self, known: WaitingFacts, docket: Docket) -> None:
        self._known, self._docket = known, docket

    def of(self, kind: str, stands: Sequence[Any]) -> int:
        """Return a task's rank: files in order of arrival, answers in the notice's order, units in the plan's."""
        if kind in _OF_ANSWERS:
            return self._answers.get((stands[0], stands[1]), 0)
        if kind == _OF_UNIT:
            return self._units.get(stands[0], 0)
        return self._files[stands[0], stands[1]]

    @cached_property
    def _files(self) -> Mapping[tuple[int, str], int]:
        places: dict[tuple[int, str], int] = {}
        for place, mark in enumerate(self._docket.file_marks):
            places.setdefault((mark.receipt, mark.sheet or ""), place)
        return places

    @cached_property
    def _answers(self) -> Mapping[tuple[str, str], int]:
        if self._docket.closed is None:
            return {pair: place for place, pair in enumerate(self._known.plan.assignments(self._docket.deadline))}
        return {(mark.item, mark.unit): place for place, mark in enumerate(self._docket.entry_marks)}

    @cached_property
    def _units(self) -> Mapping[str, int]:
        return {mark.unit: place for place, mark in enumerate(self._docket.unit_marks)}


_OF_UNIT = TaskKind.OWN_ITEM.name
_OF_ANSWERS = frozenset({TaskKind.RETURNED_ROW.name, TaskKind.PREFILLED.name})


def _mark(note: Note) -> str:
    return "\x1f".join((note.material, note.file, note.unit, note.period, note.item))


def _seen(task: Task) -> str:
    """Return what a note says that the task was looked at; "" = it cannot be."""
    return next((_mark(c.note) for c in task.choices if c.note.kind is NoteKind.SEEN), "")
