"""Pages from the office's own templates: jinja2, everything escaped, no way out of the page. Pure: texts in, bytes out."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from toolkit.nouns.errors import ToolkitError

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

    from toolkit.outputs.kept_page import KeptPage
    from toolkit.outputs.page_rows import PageRows
    from toolkit.outputs.row_loops import RowLoop

PARTS = "部件.html.j2"
"""Styles and pieces that the pages share."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Which fields of a page's value are rows that may be copied from the page before."""

    value: str
    """By this name the templates know the page's value."""
    fields: tuple[str, ...]


def render(name: str, sources: Mapping[str, str], values: Mapping[str, Any]) -> bytes:
    """Fill the template `name`; `sources`: file name → text of every template it may include.

    Raises:
        ToolkitError: the office has changed the template so that it no longer works.
    """
    return b"".join(rendered(name, sources, values))


def rendered(
    name: str,
    sources: Mapping[str, str],
    values: Mapping[str, Any],
    tables: Tables | None = None,
    kept: "KeptPage | None" = None,
) -> Iterator[bytes]:
    """Yield the same piece by piece; rows of `tables` that are as they were come out of the page before, `kept`."""
    from jinja2 import TemplateError

    from toolkit.outputs.kept_page import KeptPage
    from toolkit.outputs.page_rows import PageWriter

    try:
        template, loops = _template(name, tuple(sorted(sources.items())), tables)
        writer = PageWriter(kept or KeptPage())
        own = {one.name: writer.rows(*_rows(values, tables, one, sources)) for one in loops if tables}
        yield from writer.written(template.generate({**values, **own}))
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{getattr(error, 'name', None) or name}{f' 第{line}行' if line else ''}"
        raise ToolkitError(f"templates/{where}：模板有误（{error.message}），请改正，或删除后重新运行 init 取回原样。") from None


def _rows(values: Mapping[str, Any], tables: Tables, loop: "RowLoop", sources: Mapping[str, str]) -> tuple["PageRows[Any]", str]:
    """Return the rows that a loop goes over, and a hash of all that decides about each of them besides what it says."""
    from toolkit.outputs.kept_page import key_of

    value = values[tables.value]
    said = [getattr(value, field, None) for field in loop.fields]
    plain = all(isinstance(one, str) or (isinstance(one, tuple) and all(isinstance(part, str) for part in one)) for one in said)
    return getattr(value, loop.table), key_of((*map(repr, sorted(sources.items())), loop.name, repr(said))) if plain else ""


def opened_ahead(name: str, sources: Mapping[str, str], tables: Tables | None = None) -> None:
    """Read a template before it is filled in; what is wrong with it is said then."""
    from jinja2 import TemplateError

    with suppress(TemplateError):
        texts = tuple(sorted(sources.items()))
        for one in sources:
            if one != name:
                _environment(texts).get_template(one)
        _template(name, texts, tables)


@lru_cache(maxsize=4)
def _template(name: str, sources: tuple[tuple[str, str], ...], tables: Tables | None) -> tuple["Template", tuple["RowLoop", ...]]:
    """Return a template, and which of its loops ask for their rows one by one."""
    room = _environment(sources)
    if tables is None:
        return room.get_template(name), ()
    from toolkit.outputs.row_loops import row_loops

    parsed = {one: room.parse(text, one) for one, text in sources}
    page = parsed.pop(name)
    loops = row_loops(page, tables.value, tables.fields, parsed, room)
    return room.from_string(page), loops


@lru_cache(maxsize=4)
def _environment(sources: tuple[tuple[str, str], ...]) -> "SandboxedEnvironment":
    """Return what keeps the templates that it once understood: of the same texts, for the next page."""
    from jinja2 import DictLoader, StrictUndefined

    from toolkit.outputs.sandbox import Sandbox

    made = Sandbox(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["digest"] = digest
    return made


def digest(script: str) -> str:
    """Return what a Content-Security-Policy calls an inline script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode("ascii")
