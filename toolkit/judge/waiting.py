"""What waits for the clerk after everything has been judged: one task for each thing (待办). Pure."""

from collections.abc import Sequence

from toolkit.clerk.todo import Task, TaskKind
from toolkit.judge.waiting_facts import WaitingFacts
from toolkit.judge.waiting_files import aliases, no_form, own_items, seals, times, times_together, unclaimed
from toolkit.judge.waiting_rows import changed, inherited, prefilled, returned_rows
from toolkit.nouns.records import Note, NoteKind
from toolkit.nouns.shelf import Shelf


def waiting(known: WaitingFacts) -> Sequence[Task]:
    """Return what waits, by kind, period and receipt; what the clerk has looked at (已阅) does not wait."""
    done = {_mark(note): note.number for note in known.notes if note.kind is NoteKind.SEEN}
    kinds = {kind: place for place, kind in enumerate(TaskKind)}
    tasks: Shelf[Task] = Shelf()
    order: list[tuple[int, str]] = []
    once: dict[str, int] = {}
    for task in (task for source in _SOURCES for task in source(known)):
        if done.get(_seen_mark(task), -1) < task.since:
            once[task.key] = len(tasks)
            order.append((kinds[task.kind], task.period))
            tasks.append(task)
    return tasks.rearranged(sorted(once.values(), key=order.__getitem__))


def _mark(note: Note) -> tuple[str, ...]:
    return (note.material, note.file, note.unit, note.period, note.item)


def _seen_mark(task: Task) -> tuple[str, ...]:
    return next((_mark(c.note) for c in task.choices if c.note.kind is NoteKind.SEEN), ())


_SOURCES = (
    unclaimed, times_together, times, no_form, returned_rows, prefilled, seals, changed, inherited, aliases, own_items,
)  # fmt: skip
"""In no order: `waiting` sorts by kind."""
