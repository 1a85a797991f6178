"""What a unit wrote instead of filling in the form, copied into the rows of the form that it is to confirm. Pure."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from toolkit.nouns.answer import Answer
from toolkit.nouns.fields import Field, Form, Type
from toolkit.plan.model import Item
from toolkit.values.likeness import normal
from toolkit.values.meaning import PROGRESS

_ALIKE = 4
"""Signs in a row that a paragraph shares with an item, and with no other, to be about it."""
_LONGEST = 30_000


def words_field(form: Form) -> Field | None:
    """Return the column that words go into: 进展情况, else the first that asks for a text."""
    texts = [field for field in form.asked if field.type is Type.TEXT and not field.choices]
    named = [field for field in texts if field.key == PROGRESS]
    required = [field for field in texts if field.required]
    return next(iter((*named, *required, *texts)), None)


def copied(words: str, items: Sequence[Item], field: Field) -> Mapping[str, Mapping[str, Answer]]:
    """Return item id → KEY → its paragraphs, in their order; what says of no item which one it is about stays where it was."""
    said: dict[str, list[str]] = {}
    current = items[0]
    for line in words.splitlines():
        if line.strip():
            current = _about(line, items) or current
            said.setdefault(current.id, []).append(line.strip())
    return {item: {field.key: "\n".join(lines)[:_LONGEST]} for item, lines in said.items()}


def _about(line: str, items: Sequence[Item]) -> Item | None:
    if len(items) == 1:
        return items[0]
    text = normal(line)
    graded = sorted(((_shared(text, normal(f"{item.project}{item.content}")), item) for item in items), key=lambda one: -one[0])
    (most, best), (second, _) = graded[:2]
    return best if most >= _ALIKE and most > second else None


def _shared(text: str, other: str) -> int:
    return SequenceMatcher(None, text, other, autojunk=False).find_longest_match().size
