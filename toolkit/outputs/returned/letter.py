"""退回说明.docx: the office's own Word template filled in (docxtpl). Pure: bytes in, the same bytes out every time.

All letters come from a press that opened their template once. One in which something is drawn that no text can say is
opened, filled in and written by the libraries by itself.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from toolkit.ooxml.packing import pack, write
from toolkit.outputs.filling import MISTAKES, broken
from toolkit.outputs.returned.closing_lines import closing_styles, set_closing
from toolkit.outputs.returned.letter_press import LetterPress, compiling_room, members, opened, say_made

if TYPE_CHECKING:
    from docx.document import Document


def letter(
    template: bytes,
    facts: Mapping[str, object],
    moment: datetime,
    author: str,
    name: str = "退回说明.docx",
    after: "Callable[[Document], None] | None" = None,
) -> bytes:
    """Return the letter; `moment` is what its properties say of when it was made; `after` adds what no text can say.

    Raises: ToolkitError, when the template is broken or names something that there is not.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from jinja2 import TemplateError

    made = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    try:
        if after is None:
            return _press(template).letter(facts, made, author)
        page: Any = opened(template)
        page.render(dict(facts), compiling_room(), autoescape=True)
    except (TemplateError, PackageNotFoundError, BadZipFile, *MISTAKES) as error:
        raise broken(name, error) from error
    set_closing(page.docx._element.body.p_lst, closing_styles(page.docx))
    after(page.docx)
    say_made(page.docx.core_properties, made, author)
    return write([pack(name, data) for name, data in members(page.docx)])


def opened_ahead(template: bytes) -> None:
    """Open a letter's template before the first letter is asked for; what is wrong with it is said then."""
    from docx.opc.exceptions import PackageNotFoundError
    from jinja2 import TemplateError

    with suppress(TemplateError, PackageNotFoundError, BadZipFile, *MISTAKES):
        _press(template)


@lru_cache(maxsize=8)
def _press(template: bytes) -> LetterPress:
    return LetterPress(template)
