"""What the clerk has noted beside 附件1, in force from the note on: a unit's name (别名), a child's item (对照). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from toolkit.judge.snapshot import Snapshot
from toolkit.judge.statements_bound import standing
from toolkit.nouns.records import Note, NoteKind
from toolkit.plan.model import ItemMatch, Unit
from toolkit.values.names import name_key


def with_aliases(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its plan's units called by what was noted up to then, too."""
    learned = aliases(_known(snapshot))
    if not learned:
        return snapshot
    own = {name_key(name) for unit in snapshot.plan.units for name in unit.names}
    units = tuple(_called(unit, learned, own) for unit in snapshot.plan.units)
    return snapshot if units == snapshot.plan.units else replace(snapshot, plan=replace(snapshot.plan, units=units))


def with_matches(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with the items of books from below joined as was noted up to then; a note beats 附件1's sheet."""
    noted = tuple(
        ItemMatch(unit=note.unit or None, theirs=note.material, item=note.item)
        for note in standing(_known(snapshot))
        if note.kind is NoteKind.MATCH
    )
    return replace(snapshot, plan=replace(snapshot.plan, matches=(*snapshot.plan.matches, *noted))) if noted else snapshot


def _known(snapshot: Snapshot) -> Iterator[Note]:
    return (note for note in snapshot.notes if snapshot.with_later_notes or note.at <= snapshot.as_of)


def aliases(notes: Iterable[Note]) -> Mapping[str, str]:
    """Return name → unit, of the notes in force; the newest word on a name holds."""
    return {note.material: note.unit for note in standing(notes) if note.kind is NoteKind.ALIAS}


def _called(unit: Unit, learned: Mapping[str, str], own: set[str]) -> Unit:
    more = tuple(name for name, whose in learned.items() if whose == unit.name and name_key(name) not in own)
    return replace(unit, aliases=(*unit.aliases, *more)) if more else unit
