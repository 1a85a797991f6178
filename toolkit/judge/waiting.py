"""What waits for the clerk after everything has been judged: one task for each thing (待办). Pure.

Tasks are told of a few units together, and listed by what is told of them: of units that say what they said no task is made.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from hashlib import sha256
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple, Self

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
from toolkit.nouns.records import Note, NoteKind
from toolkit.nouns.shelf import LongList, Shelf

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket

_TOGETHER = 64
"""Units of which is told together."""
_OF_UNITS = (unclaimed, times, no_form, returned_rows, prefilled, seals, aliases, own_items)
"""In no order: the list is sorted by kind."""
_KEY, _PRINT = 8, 16
"""Signs of a task's 编号, and of the hash of what is shown of it."""
_KINDS = {kind.name: place for place, kind in enumerate(TaskKind)}
Facts = Callable[[str, Callable[[], Any]], Any]
"""Returns what is told under a key, which was told before or is told now; JSON."""


def told_now(_key: str, tell: Callable[[], Any]) -> Any:
    return tell()


def waiting(known: WaitingFacts, facts: Facts = told_now) -> "WaitingTasks":
    """Return what waits, by kind, period and receipt; what the clerk has looked at (已阅) does not wait."""
    return WaitingTasks(known, facts)


class TaskMark(NamedTuple):
    """What the list is to know of a task."""

    key: str
    print: str
    """A hash of all that the list shows of it."""
    docket: int
    """By which docket it is made; below zero: it is about no unit."""
    unit: str


_Order = tuple[int, str, int, int]
"""Kind, period, docket, rank."""


class _TaskMarks(LongList[TaskMark]):
    """The marks of many tasks, in columns: a country has one for each sheet that came."""

    def __init__(self) -> None:
        self._kinds, self._periods, self._ranks = array("b"), list[str](), array("q")
        self._keys, self._prints = bytearray(), bytearray()
        self._dockets, self._units = array("h"), list[str]()
        self._made = array("q")
        self._places = array("q")
        """Where each stands in the columns, once they are listed."""

    def add(self, order: _Order, mark: TaskMark, made: int) -> None:
        """`made`: where the task stands among those that had to be made to be told of; -1 = it was not."""
        kind, period, _, rank = order
        self._kinds.append(kind)
        self._periods.append(intern(period))
        self._ranks.append(rank)
        self._keys += mark.key.encode("ascii")
        self._prints += mark.print.encode("ascii")
        self._dockets.append(mark.docket)
        self._units.append(mark.unit)
        self._made.append(made)

    def listed(self) -> Self:
        """Put them in order, and leave out what is there twice."""
        once: dict[bytes, int] = {}
        for at in sorted(range(len(self._kinds)), key=self._order):
            once[bytes(self._keys[_KEY * at : _KEY * at + _KEY])] = at
        self._places = array("q", once.values())
        return self

    def made(self, place: int) -> int:
        return self._made[self._places[place]]

    def __len__(self) -> int:
        return len(self._places)

    def _value(self, place: int) -> TaskMark:
        at = self._places[place]
        key, told = self._keys[_KEY * at : _KEY * at + _KEY], self._prints[_PRINT * at : _PRINT * at + _PRINT]
        return TaskMark(key.decode("ascii"), told.decode("ascii"), self._dockets[at], self._units[at])

    def _order(self, at: int) -> _Order:
        return self._kinds[at], self._periods[at], self._dockets[at], self._ranks[at]


class WaitingTasks(LongList[Task]):
    """What waits, in order; each task is made when it is asked for."""

    def __init__(self, known: WaitingFacts, facts: Facts) -> None:
        self._known, self._facts = known, facts
        self._made: Shelf[Task] = Shelf()
        """Those that had to be made to be told of."""
        self._apart: dict[str, Task] = {}
        """Those about no unit."""
        self.marks = self._listed()

    def __len__(self) -> int:
        return len(self.marks)

    def _value(self, place: int) -> Task:
        mark, made = self.marks[place], self.marks.made(place)
        if mark.docket < 0:
            return self._apart[mark.key]
        if made >= 0:
            return self._made[made]
        known = self._known.of(self._known.dockets[mark.docket], (mark.unit,))
        return {task.key: task for source in _OF_UNITS for task in source(known)}[mark.key]

    # -- listed ----------------------------------------------------------------------------------------------------------

    def _listed(self) -> _TaskMarks:
        done = {_mark(note): note.number for note in self._known.notes if note.kind is NoteKind.SEEN}
        marks = _TaskMarks()
        loose: list[tuple[Any, LooseFiles]] = []
        for number, docket in enumerate(self._known.dockets):
            ranks = _Ranks(self._known, docket)
            for units, told, made in self._told(number, docket):
                own = {unit: unit for unit in units}  # one text for the name, not one a task
                for nth, (kind, period, key, since, seen, shown, stands) in enumerate(told["tasks"]):
                    if done.get(seen, -1) < since:
                        order = (_KINDS[kind], period, number, ranks.of(kind, stands))
                        mark = TaskMark(key, shown, number, own.get(stands[-1], stands[-1]))
                        marks.add(order, mark, -1 if made is None else made + nth)
                loose += (((number, ranks.of("TIME", (one[2], one[3]))), LooseFiles(*one)) for one in told["loose"])
        loose.sort(key=lambda one: one[0])
        for order, mark in self._about_no_unit(done, [files for _, files in loose]):
            marks.add(order, mark, -1)
        return marks.listed()

    def _about_no_unit(self, done: Mapping[str, int], loose: Iterable[LooseFiles]) -> Iterator[tuple[_Order, TaskMark]]:
        known = self._known
        for task in (*times_together(known, _together(loose)), *changed(known), *inherited(known)):
            if done.get(_seen(task), -1) < task.since:
                self._apart[task.key] = task
                yield (_KINDS[task.kind.name], task.period, -1, 0), TaskMark(task.key, shown_of(task), -1, "")

    def _told(self, number: int, docket: "Docket") -> Iterator[tuple[Sequence[str], Mapping[str, Any], int | None]]:
        """Yield what is told of a docket's units, some at a time; last of who sent something and is none of them.

        Beside it their names, and where the first of their tasks stands that had to be made; None = none had to be.
        """
        marks = docket.unit_marks
        places = range(len(marks))
        for first in places[::_TOGETHER]:
            some = places[first : first + _TOGETHER]
            units, made = [marks[place].unit for place in some], len(self._made)
            told = self._facts(self._known.tells(docket, some), partial(self._tell, docket, units))
            yield units, told, made if len(self._made) > made else None
        made = len(self._made)
        yield docket.others, self._tell(docket, docket.others), made

    def _tell(self, docket: "Docket", units: Sequence[str]) -> Mapping[str, Any]:
        known = self._known.of(docket, units)
        tasks = []
        for task in (task for source in _OF_UNITS for task in source(known)):
            self._made.append(task)
            tasks.append((task.kind.name, task.period, task.key, task.since, _seen(task), shown_of(task), task.stands))
        files = [(one.run, one.count, one.receipt, one.sheet, one.name) for one in loose_files(known)]
        return {"tasks": tasks, "loose": files}


def shown_of(task: Task) -> str:
    """Return a hash of what the list shows of a task."""
    said = (task.kind.value, task.period, task.what, task.where, task.link, *(choice.word for choice in task.choices))
    return sha256("\x1f".join(said).encode()).hexdigest()[:_PRINT]


def _together(files: Iterable[LooseFiles]) -> Iterable[LooseFiles]:
    """Return the loose files of each ingest together, counted."""
    together: dict[int, LooseFiles] = {}
    for one in files:
        known = together.get(one.run)
        together[one.run] = replace(known, count=known.count + one.count) if known else one
    return together.values()


class _Ranks:
    """Where tasks stand among those of their kind, in one docket."""

    def __init__(self, known: WaitingFacts, docket: "Docket") -> None:
        self._known, self._docket = known, docket

    def of(self, kind: str, stands: Sequence[Any]) -> int:
        """Return a task's rank: files in order of arrival, answers in the notice's order, units in the plan's."""
        if kind in _OF_ANSWERS:
            return self._answers.get((stands[0], stands[1]), 0)
        if kind == _OF_UNIT:
            return self._units.get(stands[0], 0)
        receipt, sheet = stands[:2]
        first, marks = self._files[receipt], self._docket.file_marks
        while (marks[first].sheet or "") != sheet:
            first += 1
        return first

    @cached_property
    def _files(self) -> Mapping[int, int]:
        """Receipt → where its first sheet stands; its others follow."""
        places: dict[int, int] = {}
        for place, mark in enumerate(self._docket.file_marks):
            places.setdefault(mark.receipt, place)
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
