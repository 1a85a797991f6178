"""A letter's body cast from the one before it: what the libraries made of that, with holes where values stand. Pure.

Rendering, reading and writing XML for each letter costs ten times as much as the text that differs. Jinja is asked for each
letter all the same, with a mark for every value: where the text between the marks is one that came before, the letter is
that one's bytes with its own values. The second letter of a shape makes its mould, and only if what is cast in it is byte
for byte what the libraries make. What could make more of a value than text (markup, signs that XML or docxtpl treat as
their own, a value in an attribute, a block that is gathered before it is written) is left to the libraries.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.outputs.filling import kept_together, room

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from jinja2.runtime import Context

SHAPES = 32
"""Shapes of one template that are held."""
LONGEST = 1 << 19
"""Signs of a shape that is held: of what is longer, as a bulletin on many units, a command makes one."""
_MARK = re.compile("\ue000(\\d+)\ue001")
_MARK_WRITTEN = re.compile("\ue000(\\d+)\ue001".encode())
_OWN_SIGNS = re.compile("[^ -~\xa0-\ud7ff\uf900-\ufffd\U00010000-\U0010ffff]|[{}]|_%|%_")
"""What XML, the marks, or docxtpl's own signs ({_{, _%}) could take for something else; and what it makes breaks of."""
_PLAIN_STATEMENTS = frozenset({"Output", "For", "If", "Assign"})
"""What writes values one after the other as they are met; other statements gather what they write, and change it."""


class NoMould(Exception):
    """A value that may be more than text."""


@dataclass(frozen=True, slots=True)
class TypesetPart:
    """A part as the libraries write it."""

    data: bytes
    measured: str = ""
    """Texts whose very words decided about the look of others: they are part of the shape."""


@dataclass(frozen=True, slots=True)
class _Mould:
    """A part's bytes between its holes, and which value goes into each."""

    pieces: tuple[bytes, ...]
    holes: tuple[int, ...]

    def cast(self, values: list[str]) -> bytes:
        parts = [self.pieces[0]]
        for piece, hole in zip(self.pieces[1:], self.holes, strict=True):
            parts += (_written(values[hole]).encode("utf-8"), piece)
        return b"".join(parts)


@dataclass(slots=True)
class _Shape:
    measured: tuple[int, ...] | None = None
    """Values whose very words decide about the look; None = not known yet."""
    moulds: dict[tuple[str, ...], _Mould | None] = field(default_factory=dict)
    """By the words of those; None = no mould holds."""


class Moulds:
    """The moulds of one part of a template."""

    def __init__(
        self, source: str, render: "Callable[[str, dict[str, object], Environment], str]", typeset: Callable[[str], TypesetPart]
    ) -> None:
        """`source`: what Jinja compiles; `render`: the libraries' rendering of it; `typeset`: makes that a part."""
        self._source, self._render, self._typeset = source, render, typeset
        self._values: list[str] = []
        self._shapes: dict[str, _Shape] = {}
        self._room = room(escaping=True)
        self._room.finalize = _marking(self._values)
        self._template = self._compiled(source)

    def made(self, context: dict[str, object], plain: "Environment") -> bytes:
        """Return the part. `plain`: the room in which the libraries render it.

        Raises: what they raise.
        """
        shape, values = self._said(context)
        if len(shape) > LONGEST:
            shape, values = "", []
        known = self._shapes.pop(shape, None)
        if not shape or known is None:
            data = self._typeset(self._render(self._source, context, plain)).data
            known = _Shape()
        else:
            data = self._cast(known, context, values, plain)
        if shape:
            self._shapes[shape] = known
            if len(self._shapes) > SHAPES:
                del self._shapes[next(iter(self._shapes))]
        return data

    def _said(self, context: Mapping[str, object]) -> tuple[str, list[str]]:
        """Return the text with a mark for each value, and the values; "" = it is no text with values."""
        if self._template is None:
            return "", []
        from jinja2 import TemplateError

        self._values.clear()
        try:
            return self._template.render(context), [*self._values]
        except (NoMould, TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
            return "", []  # the libraries say what is amiss

    def _cast(self, shape: _Shape, context: dict[str, object], values: list[str], plain: "Environment") -> bytes:
        words = tuple(values[number] for number in shape.measured or ())
        mould = shape.moulds.get(words)
        if mould is not None:
            return mould.cast(values)
        data = self._typeset(self._render(self._source, context, plain)).data
        if shape.measured is None or (words not in shape.moulds and len(shape.moulds) < SHAPES):
            self._mould(shape, self._marked(context), values, data)
        return data

    def _marked(self, context: dict[str, object]) -> str:
        self._values.clear()
        return self._render(self._source, context, self._room)

    def _mould(self, shape: _Shape, marked: str, values: list[str], data: bytes) -> None:
        """Make a shape's mould of a letter that the libraries have made; where that is not what is cast, none."""
        if shape.measured is None:
            shape.measured = tuple(int(number) for number in _MARK.findall(self._typeset(marked).measured))
        words = {number: values[number] for number in shape.measured}
        known = _MARK.sub(lambda mark: _written(words[n]) if (n := int(mark[1])) in words else mark[0], marked)
        mould = _mould_of(self._typeset(known).data)
        holds = mould is not None and len(mould.holes) + len(words) == len(values) and mould.cast(values) == data
        shape.moulds[tuple(words.values())] = mould if holds else None

    def _compiled(self, source: str) -> "Template | None":
        """Return the template as it marks its values; None = it gathers what it writes, or is broken."""
        from jinja2 import TemplateError, nodes

        try:
            tree = self._room.parse(source)
            if any(type(one).__name__ not in _PLAIN_STATEMENTS for one in tree.find_all(nodes.Stmt)):
                return None
            return kept_together(self._room.from_string(source))
        except TemplateError:
            return None


def _marking(values: list[str]) -> Any:
    """Return what Jinja passes each value through: it keeps the value and writes a mark; a blank one is part of the shape."""
    from jinja2 import pass_context

    @pass_context  # with a context nothing is worked out when the template is compiled
    def mark(_context: "Context", value: object) -> str:
        if hasattr(value, "__html__"):
            raise NoMould
        text = str(value)
        if not text.strip():
            return text
        if _OWN_SIGNS.search(text):
            raise NoMould
        values.append(text)
        return f"\ue000{len(values) - 1}\ue001"

    return mark


def _mould_of(data: bytes) -> _Mould | None:
    """Return the mould of a part with marks; None = one stands elsewhere than in an element's text."""
    pieces = _MARK_WRITTEN.split(data)
    inside = False
    for piece in pieces[:-1:2]:
        opened, closed = piece.rfind(b"<"), piece.rfind(b">")
        inside = closed > opened if opened != closed else inside
        if not inside:
            return None
    return _Mould(tuple(pieces[::2]), tuple(map(int, pieces[1::2])))


def _written(text: str) -> str:
    """Return text as lxml writes it in an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
