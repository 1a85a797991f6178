"""The office's own templates filled in: a room where a template can do no harm, and its mistakes as one sentence. Pure."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

MISTAKES = (TypeError, ValueError, ArithmeticError, LookupError, SyntaxError, AttributeError)
"""What a template can raise besides Jinja's own errors: {{ 1/0 }}, {{ 单位.名称 + 1 }}, XML that is none."""


def room(*, escaping: bool) -> "SandboxedEnvironment":
    from jinja2 import StrictUndefined

    from toolkit.outputs.sandbox import Sandbox

    return Sandbox(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=escaping)


def filled(template: str, facts: Mapping[str, object], name: str) -> str:
    """Return a text template filled in, without blank lines at its ends.

    Raises: ToolkitError, when the template is broken or names something that there is not.
    """
    from jinja2 import TemplateError

    try:
        said = _compiled(template).render(dict(facts))
    except (TemplateError, *MISTAKES) as error:
        raise broken(name, error) from error
    return said.strip() + "\n"


@lru_cache(maxsize=32)
def _compiled(template: str) -> "Template":
    """Return a template ready to fill in: compiled once, for it is the same for a thousand letters."""
    return kept_together(room(escaping=False).from_string(template))


def kept_together(template: "Template") -> "Template":
    """Return a template that looks up in one table what all of its room share: Jinja puts its own two together each time."""
    template.globals = dict(template.globals)
    return template


def broken(name: str, error: Exception) -> ToolkitError:
    """Return the sentence for the clerk who edited the template."""
    from jinja2 import TemplateSyntaxError, UndefinedError

    what = "不能使用"
    if isinstance(error, UndefinedError):
        named = re.findall(r"'([^']*)'", str(error))
        what = f"里写了没有的占位符“{named[-1]}”" if named else "里写了没有的占位符"
    elif isinstance(error, TemplateSyntaxError):
        what = f"第 {error.lineno} 行的占位符写法有误" if name.endswith(".j2") else "里的占位符写法有误"
    return ToolkitError(f"templates/{name} {what}，请改正，或删去这个文件，改用原样。")


def decoded(template: bytes, name: str) -> str:
    """Return a text template's text, in UTF-8 or as old Chinese editors save it.

    Raises: ToolkitError.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return template.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ToolkitError(f"templates/{name} 的文字读不出来，请另存为 UTF-8 编码的文本。")
