"""Which loops of a page's template write rows of which each stands by itself: they can be copied from the page before. Pure.

The template is the office's own, and may say what it likes. A loop over a table is taken where its body speaks of nothing
but the row, values that are the same for all rows, and parts that make the same of the same; any other runs as it always did.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, meta, nodes
from jinja2.nodes import EvalContext, Impossible

_PLAIN = (
    nodes.Output, nodes.If, nodes.For, nodes.Name, nodes.Literal, nodes.Pair, nodes.Keyword, nodes.Operand, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test, nodes.Compare, nodes.CondExpr, nodes.Concat, nodes.UnaryExpr,
    nodes.BinExpr, nodes.Call,
)  # fmt: skip
"""What a body may consist of."""
_OTHERWHERE = (nodes.Call, nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends)
_CHANCE = "random"


@dataclass(frozen=True, slots=True)
class RowLoop:
    """A loop whose rows stand by themselves."""

    name: str
    """What it goes over now: a value of this name has to be given."""
    table: str
    """What it went over: this field of the page's value."""
    fields: tuple[str, ...]
    """Fields of the page's value that its body speaks of besides."""


def row_loops(
    page: nodes.Template, value: str, tables: Sequence[str], parts: Mapping[str, nodes.Template], room: Environment
) -> tuple[RowLoop, ...]:
    """Have each such loop of a template go over a value of its own; return them.

    `value`: the name of the page's value, `tables`: its fields that are rows; `parts`: what the page may import.
    """
    alike = _Alike(page, value, parts, room)
    loops: list[RowLoop] = []
    for loop in _straight(page.body):
        table = loop.iter
        if not (isinstance(table, nodes.Getattr) and _is(table.node, value) and table.attr in tables):
            continue
        fields = alike.fields(loop)
        if fields is not None:
            one = RowLoop(f"_{len(loops)}_{value}", table.attr, fields)
            loop.iter = nodes.Name(one.name, "load", lineno=loop.lineno, environment=room)
            loops.append(one)
    return tuple(loops)


def _straight(body: Sequence[nodes.Node]) -> Iterator[nodes.For]:
    """Yield the loops that write straight to the page, and once."""
    for node in body:
        if isinstance(node, nodes.For):
            yield node
        elif isinstance(node, nodes.If):
            yield from _straight([*node.body, *node.elif_, *node.else_])


class _Alike:
    """What is the same for all rows of a page."""

    def __init__(self, page: nodes.Template, value: str, parts: Mapping[str, nodes.Template], room: Environment) -> None:
        self._value, self._room = value, room
        whole = [*page.find_all(nodes.Node)]
        named = Counter(one.name for one in whole if isinstance(one, nodes.Name) and one.ctx != "load")
        named.update(one.target for one in whole if isinstance(one, nodes.Import))
        self._free = not named[value] and not any(isinstance(one, nodes.Extends | nodes.Include) for one in whole)
        self._parts = {
            one.target
            for one in page.body
            if isinstance(one, nodes.Import) and named[one.target] == 1 and _steady(one.template, parts)
        }
        self._same = {value, *self._parts} | {
            one.target.name
            for one in page.body
            if isinstance(one, nodes.Assign) and isinstance(one.target, nodes.Name) and named[one.target.name] == 1
            if self._constant(one.node)
        }

    def fields(self, loop: nodes.For) -> tuple[str, ...] | None:
        """Return the fields of the page's value that a loop's body speaks of; None = its rows do not stand by themselves."""
        if not (self._free and isinstance(loop.target, nodes.Name)) or loop.else_ or loop.test or loop.recursive:
            return None
        body = nodes.Template(loop.body, lineno=loop.lineno)
        body.set_environment(self._room)
        within = [*body.find_all(nodes.Node)]
        if not all(map(self._plain, within)):
            return None
        if meta.find_undeclared_variables(body) - {loop.target.name, *self._same}:
            return None
        fields = [one.attr for one in within if isinstance(one, nodes.Getattr) and _is(one.node, self._value)]
        bare = sum(_is(one, self._value) for one in within) - len(fields)
        return None if bare else tuple(sorted(set(fields)))

    def _plain(self, node: nodes.Node) -> bool:
        """Tell whether something makes the same of the same, and changes nothing: a list could be added to."""
        if isinstance(node, nodes.Call):
            called = node.node
            return isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name in self._parts
        if isinstance(node, nodes.Name):
            return node.name not in self._room.globals
        return isinstance(node, _PLAIN) and not _by_chance(node)

    def _constant(self, value: nodes.Node) -> bool:
        try:
            return isinstance(value, nodes.Literal) and value.as_const(EvalContext(self._room)) is not None
        except Impossible:
            return False


def _steady(name: nodes.Expr, parts: Mapping[str, nodes.Template]) -> bool:
    """Tell whether what is imported makes the same of the same."""
    part = parts.get(name.value) if isinstance(name, nodes.Const) else None
    if part is None or any(isinstance(one, _OTHERWHERE) or _by_chance(one) for one in part.find_all(nodes.Node)):
        return False
    return not meta.find_undeclared_variables(part)


def _by_chance(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Filter) and node.name == _CHANCE


def _is(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Name) and node.name == name
