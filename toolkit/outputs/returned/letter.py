"""退回说明.docx: the office's own Word template filled in (docxtpl). Pure: bytes in, the same bytes out every time.

A template is the same for a thousand letters: what docxtpl and Jinja make of its text is worked out once, and a member
that is in every letter (styles, fonts, a picture) is compressed once.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from toolkit.ooxml.packing import PackedPart, pack, write
from toolkit.outputs.filling import MISTAKES, broken, room

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment


def letter(template: bytes, facts: Mapping[str, object], moment: datetime, author: str, name: str = "退回说明.docx") -> bytes:
    """Return the letter; `moment` is what its properties say of when it was made.

    Raises: ToolkitError, when the template is broken or names something that there is not.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from jinja2 import TemplateError

    page = _page_kind()(BytesIO(template))
    try:
        page.render(dict(facts), _compiling_room(), autoescape=True)
    except (TemplateError, PackageNotFoundError, BadZipFile, *MISTAKES) as error:
        raise broken(name, error) from error
    made = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = page.docx.core_properties
    properties.author, properties.last_modified_by, properties.revision = author, author, 1
    properties.created = properties.modified = made
    out = BytesIO()
    page.save(out)
    return _fixed(out.getvalue())


@cache
def _page_kind() -> "type[DocxTemplate]":
    """Return docxtpl's template, which cleans the same text only once."""
    from docxtpl import DocxTemplate

    class Page(DocxTemplate):  # type: ignore[misc]
        @staticmethod
        @lru_cache(maxsize=64)
        def _cleaned(text: str) -> str:
            return str(DocxTemplate.patch_xml(None, text))

        def patch_xml(self, src_xml: str) -> str:
            return self._cleaned(src_xml)

    return Page


@cache
def _compiling_room() -> "Environment":
    """Return a room that compiles the same text only once; what a letter sets is gone with it."""
    env = room(escaping=True)
    env.from_string = lru_cache(maxsize=64)(env.from_string)  # type: ignore[method-assign, assignment]
    return env


def _fixed(data: bytes) -> bytes:
    with ZipFile(BytesIO(data)) as package:
        return write([_packed(name, package.read(name)) for name in package.namelist()])


@lru_cache(maxsize=64)
def _packed(name: str, data: bytes) -> PackedPart:
    return pack(name, data)
