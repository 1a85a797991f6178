"""Pages from the office's own templates: jinja2, everything escaped, no way out of the page. Pure: texts in, bytes out."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from toolkit.nouns.errors import ToolkitError

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

PARTS = "部件.html.j2"
"""Styles and pieces that the pages share."""
_PIECES = 10_000


def render(name: str, sources: Mapping[str, str], values: Mapping[str, Any]) -> bytes:
    """Fill the template `name`; `sources`: file name → text of every template it may include.

    Raises:
        ToolkitError: the office has changed the template so that it no longer works.
    """
    from jinja2 import TemplateError

    try:
        page = BytesIO()
        page.writelines(_written(_environment(tuple(sorted(sources.items()))).get_template(name).generate(values)))
        return page.getvalue()
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        where = f"{getattr(error, 'name', None) or name}{f' 第{line}行' if line else ''}"
        raise ToolkitError(f"templates/{where}：模板有误（{error.message}），请改正，或删除后重新运行 init 取回原样。") from None


def opened_ahead(name: str, sources: Mapping[str, str]) -> None:
    """Read a template before it is filled in; what is wrong with it is said then."""
    from jinja2 import TemplateError

    with suppress(TemplateError):
        environment = _environment(tuple(sorted(sources.items())))
        for one in (name, *sources):
            environment.get_template(one)


def _written(pieces: Iterator[str]) -> Iterator[bytes]:
    """Yield a page's bytes, some thousand pieces of it at a time: a country's dashboard has millions of pieces."""
    while some := list(islice(pieces, _PIECES)):
        yield "".join(some).encode("utf-8", "replace")


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
