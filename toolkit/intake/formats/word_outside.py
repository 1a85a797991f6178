"""What a Word document says outside the text of its tables: comments, footnotes, text boxes. Pure."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from toolkit.intake.formats.broken_parts import Breakage
from toolkit.intake.formats.word_text import boxes, children, name, paragraphs, value_of
from toolkit.nouns.cells import Aside
from toolkit.nouns.limits import MIB
from toolkit.ooxml.asides import BOX, LETTERS, NOTE
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import Relation
from toolkit.ooxml.xml import tree

_LONGEST = 8 * MIB
_PARTS = {
    "comments": ("comment", "commentReference", NOTE),
    "footnotes": ("footnote", "footnoteReference", "脚注"),
    "endnotes": ("endnote", "endnoteReference", "尾注"),
}
"""Relation → the element of one note, of what points to it, what it is called."""

Notes = dict[tuple[str, str], Aside]
"""(Element that points to it, its id) → a note without a place."""


def read_notes(package: GuardedPackage, related: Mapping[str, Relation], broken: Breakage) -> Notes:
    """Return what the comments and footnotes of a document say."""
    notes: Notes = {}
    nothing: Notes = {}
    for link in related.values():
        if link.type in _PARTS and not link.external and link.target in package and package.size(link.target) <= _LONGEST:
            notes |= broken.spared("批注和脚注", partial(_notes, package, link), nothing)
    return notes


def _notes(package: GuardedPackage, link: Relation) -> Notes:
    element, pointer, what = _PARTS[link.type]
    notes: Notes = {}
    for note in tree(package.read(link.target)):
        said = "\n".join(line for child in note for line in paragraphs(child)).strip()
        if name(note) == element and said and value_of(note, "type", "normal") == "normal":
            author = value_of(note, "author", "").strip()
            notes[pointer, value_of(note, "id", "")] = Aside(what, said[:LETTERS], author=author)
    return notes


def cell_asides(cell: Any, row: int, column: int, notes: Notes) -> Iterator[Aside]:
    """Yield what hangs on a cell of a table, and take its notes out of `notes`."""
    for box in boxes(cell):
        said = "\n".join(paragraphs(box))
        if said:
            yield Aside(BOX, said[:LETTERS], row, column)
    for element in cell.iter():
        key = (name(element), value_of(element, "id", "") if isinstance(element.tag, str) else "")
        note = notes.pop(key, None)
        if note is not None:
            yield Aside(note.what, note.text, row, column, author=note.author)


def floating_boxes(body: Any) -> list[str]:
    """Return the texts of the boxes that hang on the paragraphs between the tables."""
    texts = ("\n".join(paragraphs(box)) for block in children(body) if name(block) == "p" for box in boxes(block))
    return [text for text in texts if text]
