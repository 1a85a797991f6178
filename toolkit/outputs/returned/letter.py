"""退回说明.docx: the office's own Word template filled in (docxtpl). Pure: bytes in, the same bytes out every time.

A template is the same for a thousand letters: what docxtpl and Jinja make of its text is worked out once, and a member
that is in every letter (styles, fonts, a picture) is compressed once.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from toolkit.ooxml.packing import PackedPart, pack, write
from toolkit.outputs.filling import MISTAKES, broken, room

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docxtpl import DocxTemplate
    from jinja2 import Environment

_CLOSING = ("落款", "成文日期")
"""The styles of the shipped templates; in a template without them both stay where the office put them."""


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

    try:
        page = _page_kind()(BytesIO(_opened(template)))
        page.render(dict(facts), _compiling_room(), autoescape=True)
    except (TemplateError, PackageNotFoundError, BadZipFile, *MISTAKES) as error:
        raise broken(name, error) from error
    _close(page.docx)
    if after:
        after(page.docx)
    made = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = page.docx.core_properties
    properties.author, properties.last_modified_by, properties.revision = author, author, 1
    properties.created = properties.modified = made
    return write([_packed(name, data) for name, data in _members(page.docx)])


@lru_cache(maxsize=16)
def _opened(template: bytes) -> bytes:
    """Return the template with its members as they are: a thousand letters need not inflate them a thousand times."""
    opened = BytesIO()
    with ZipFile(BytesIO(template)) as package, ZipFile(opened, "w") as plain:
        for info in package.infolist():
            plain.writestr(info.filename, package.read(info))
    return opened.getvalue()


def _members(page: "Document") -> "list[tuple[str, bytes]]":
    """Return a document's members in the order in which python-docx writes them."""
    from docx.opc.pkgwriter import PackageWriter

    writer: Any = PackageWriter
    package, sink = page.part.package, _Sink()
    for part in package.parts:
        part.before_marshal()
    writer._write_content_types_stream(sink, package.parts)
    writer._write_pkg_rels(sink, package.rels)
    writer._write_parts(sink, package.parts)
    return sink.members


class _Sink:
    """Takes members where python-docx would compress them, to be read and compressed again."""

    def __init__(self) -> None:
        self.members: list[tuple[str, bytes]] = []

    def write(self, uri: Any, blob: bytes) -> None:
        self.members.append((uri.membername, blob))


@cache
def _page_kind() -> "type[DocxTemplate]":
    """Return docxtpl's template, which cleans the same text only once."""
    from docxtpl import DocxTemplate

    class LetterTemplate(DocxTemplate):  # type: ignore[misc]
        @staticmethod
        @lru_cache(maxsize=64)
        def _cleaned(text: str) -> str:
            return str(DocxTemplate.patch_xml(None, text))

        def patch_xml(self, src_xml: str) -> str:
            return self._cleaned(src_xml)

    return LetterTemplate


@cache
def _compiling_room() -> "Environment":
    """Return a room that compiles the same text only once; what a letter sets is gone with it."""
    env = room(escaping=True)
    env.from_string = lru_cache(maxsize=64)(env.from_string)  # type: ignore[method-assign, assignment]
    return env


def _close(page: "Document") -> None:
    """Set 署名 and 成文日期: the day begins two characters right of the signature; the longer one is two from the margin."""
    names = [page.styles.element.xpath(f"w:style[w:name/@w:val='{name}']/@w:styleId") for name in _CLOSING]
    if not all(names):
        return
    closing = tuple(str(ids[0]) for ids in names)
    for sign, day in pairwise(page.paragraphs):
        if (sign._p.style, day._p.style) != closing:  # python-docx looks through all styles for each paragraph's name
            continue
        for paragraph, characters in zip((sign, day), closing_indents(sign.text, day.text), strict=True):
            _indent(paragraph, characters)


def closing_indents(sign: str, day: str) -> tuple[float, float]:
    """Return how many characters 署名 and 成文日期 stand from the right margin (GB/T 9704, 7.3.5.2)."""
    signed, dated = _characters(sign), _characters(day)
    longer = dated > signed
    return (dated + 4 - signed if longer else 2, 2 if longer else max(signed - dated, 0))


def _characters(text: str) -> float:
    """Return how many Chinese characters wide a text is."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def _indent(paragraph: "Paragraph", characters: float) -> None:
    from docx.oxml.ns import qn

    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:rightChars"), str(round(characters * 100)))
    indent.set(qn("w:right"), str(round(characters * 320)))


@lru_cache(maxsize=64)
def _packed(name: str, data: bytes) -> PackedPart:
    return pack(name, data)
