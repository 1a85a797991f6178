"""A Word template opened once for a thousand letters: only what a placeholder stands in is made anew. Pure.

docxtpl fills a letter by opening its package with python-docx, rendering the parts in which text stands, and writing all
of it again: nine tenths of that is the same for every letter. Here docxtpl's own methods render each part, so that a
letter is byte for byte what the two libraries make (a test says so); a part without placeholders is rendered, written
and compressed once, and a body of a shape that came before is cast (letter_moulds).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from toolkit.ooxml.packing import PackedPart, pack, write
from toolkit.outputs.filling import room
from toolkit.outputs.returned.closing_lines import closing_styles, set_closing
from toolkit.outputs.returned.letter_moulds import Moulds, TypesetPart

if TYPE_CHECKING:
    from docx.document import Document
    from docxtpl import DocxTemplate
    from jinja2 import Environment

_BREAKS = ("\t", "\a", "\n", "\f")
"""What docxtpl turns into tabs, paragraphs, lines and pages; a text without them it leaves as it is."""
_NAMED = ("author", "comments", "identifier", "language", "subject", "title")
"""The properties in which docxtpl fills in placeholders."""
_NARROWEST = 400
"""Seven millimetres: two characters a line."""
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class LetterPress:
    """One template, taken apart."""

    def __init__(self, template: bytes) -> None:
        self._page: Any = opened(template)
        self._page.render_init()
        document = self._page.docx
        self._closing = closing_styles(document)
        self._root = document._element
        self._body = Moulds(self._page.patch_xml(self._page.get_xml()), self._rendered, self._typeset)
        named = {name: getattr(document.core_properties, name) for name in _NAMED}
        self._said_alike = {name: _filled(text, {}) for name, text in named.items() if "{" not in text}
        self._named = {name: text for name, text in named.items() if "{" in text}
        self._core: tuple[object, PackedPart] = (None, pack("", b""))
        self._main_name, self._core_name = document.part.partname.membername, _core_name(document)
        sides = {side.name: side for side in _sides(self._page)}
        self._asking = [side for side in sides.values() if "{" in side.source]
        self._members: dict[str, PackedPart | None] = dict.fromkeys(
            (self._main_name, self._core_name, *(side.name for side in self._asking))
        )
        self._members = {
            name: None if name in self._members else pack(name, sides[name].blob(self._page, {}) if name in sides else data)
            for name, data in members(document)
        }

    def letter(self, facts: Mapping[str, object], moment: datetime, author: str) -> bytes:
        """Return a letter; `moment` (UTC, no zone) and `author` go into its properties.

        Raises: what Jinja, lxml and the two libraries raise of a broken template.
        """
        context = dict(facts)
        made = {self._main_name: pack(self._main_name, self._body.made(context, compiling_room()))}
        made |= {side.name: pack(side.name, side.blob(self._page, context)) for side in self._asking}
        made[self._core_name] = self._properties(context, moment, author)
        return write(kept or made[name] for name, kept in self._members.items())

    def _rendered(self, source: str, context: dict[str, object], env: "Environment") -> str:
        return str(self._page.render_xml_part(source, self._page.docx.part, context, env))

    def _typeset(self, xml: str) -> TypesetPart:
        from docx.opc.oxml import serialize_part_xml

        page = self._page
        tree = page.fix_tables(xml)
        page.docx_ids_index = 1000
        page.fix_docpr_ids(tree)
        self._root.replace(self._root.body, tree)
        del tree  # read anew, as python-docx knows its elements
        measured = set_closing(self._root.body.p_lst, self._closing)
        return TypesetPart(serialize_part_xml(self._root), measured)

    def _properties(self, context: dict[str, object], moment: datetime, author: str) -> PackedPart:
        """Return the letter's properties, which many letters share."""
        from docx.opc.oxml import serialize_part_xml

        said = self._said_alike | {name: _filled(text, context) for name, text in self._named.items()}
        asked = (said, moment, author)
        if self._core[0] != asked:
            properties = self._page.docx.core_properties
            for name, text in said.items():
                setattr(properties, name, text)
            say_made(properties, moment, author)
            self._core = (asked, pack(self._core_name, serialize_part_xml(properties._element)))
        return self._core[1]


def _filled(text: str, context: Mapping[str, object]) -> str:
    return str(compiling_room().from_string(text).render(context))


def say_made(properties: Any, moment: datetime, author: str) -> None:
    """Say in a letter's properties when it was made and by whom."""
    properties.author, properties.last_modified_by, properties.revision = author, author, 1
    properties.created = properties.modified = moment


@dataclass(frozen=True, slots=True)
class _Side:
    """A header, a footer or the footnotes."""

    name: str
    source: str
    part: Any
    encoding: str
    """"" = its bytes are taken as they come; else python-docx reads and writes them."""

    def blob(self, page: Any, context: dict[str, object]) -> bytes:
        from docx.opc.oxml import serialize_part_xml
        from docx.oxml.parser import parse_xml

        text: str = page.render_xml_part(self.source, self.part, context, compiling_room())
        if not self.encoding:
            return text.encode("utf-8")
        return serialize_part_xml(parse_xml(text.encode(self.encoding)))


def _sides(page: Any) -> Iterator[_Side]:
    """Yield what docxtpl fills in besides body and properties."""
    for kind in (page.HEADER_URI, page.FOOTER_URI):
        for _, part in page.get_headers_footers(kind):
            text = page.get_part_xml(part)
            coded = page.get_headers_footers_encoding(text)
            yield _Side(part.partname.membername, page.patch_xml(text), part, coded)
    for part in page.docx.part.package.parts:
        if part.content_type == _FOOTNOTES:
            yield _Side(part.partname.membername, page.patch_xml(part.blob.decode("utf-8")), part, "")


def _core_name(document: "Document") -> str:
    from docx.opc.constants import RELATIONSHIP_TYPE

    package: Any = document.part.package
    return str(package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).partname.membername)


def opened(template: bytes) -> "DocxTemplate":
    """Return docxtpl's template of these bytes, not yet read."""
    return _page_kind()(BytesIO(_inflated(template)))


@lru_cache(maxsize=16)
def _inflated(template: bytes) -> bytes:
    """Return the template with its members as they are: several letters need not inflate them again."""
    plain = BytesIO()
    with ZipFile(BytesIO(template)) as package, ZipFile(plain, "w") as inflated:
        for info in package.infolist():
            inflated.writestr(info.filename, package.read(info))
    return plain.getvalue()


def members(page: "Document") -> "list[tuple[str, bytes]]":
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
    """Return docxtpl's template, which cleans the same text only once and looks for breaks where there are any."""
    from docxtpl import DocxTemplate

    class LetterTemplate(DocxTemplate):  # type: ignore[misc]
        @staticmethod
        @lru_cache(maxsize=64)
        def _cleaned(text: str) -> str:
            return str(DocxTemplate.patch_xml(None, text))

        def patch_xml(self, src_xml: str) -> str:
            return self._cleaned(src_xml)

        def resolve_listing(self, xml: str) -> str:
            return str(super().resolve_listing(xml)) if any(one in xml for one in _BREAKS) else xml

        def fix_tables(self, xml: str) -> Any:
            tree = super().fix_tables(xml)
            if sum(1 for _ in tree.iter("{*}gridCol")) != xml.count("<w:gridCol"):
                _widths_moved(tree)
            return tree

    return LetterTemplate


def _widths_moved(body: Any) -> None:
    """Give each column of a table the width that its head asks for: docxtpl adds and drops columns at the end alone."""
    from docx.oxml.ns import qn

    width = qn("w:w")
    for table in body.iter(qn("w:tbl")):
        columns = table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
        head = next(table.iter(qn("w:tr")), table)
        heads = head.findall(f"{qn('w:tc')}/{qn('w:tcPr')}/{qn('w:tcW')}")
        asked = [int(head.get(width, 0)) for head in heads if head.get(qn("w:type")) == "dxa"]
        if asked and all(asked) and len(asked) == len(columns):
            for column, own in zip(columns, _fitted(asked, sum(int(one.get(width, 0)) for one in columns)), strict=True):
                column.set(width, str(own))


def _fitted(asked: Sequence[int], room: int) -> list[int]:
    """Return the widths that fill `room` (twentieths of a point, as Word counts).

    Where more is asked for, the columns that a loop repeats (the widest run of equals) give way as far as they can.
    """
    repeated = max((list(run) for _, run in groupby(asked)), key=sum)
    own, spare = repeated[0], (room - sum(asked)) / len(repeated)
    if len(repeated) > 1 and spare < 0 and own + spare >= _NARROWEST:
        asked = [one + round(spare) if one == own else one for one in asked]
    return [round(one * room / sum(asked)) for one in asked]


@cache
def compiling_room() -> "Environment":
    """Return a room that compiles the same text only once; what a letter sets is gone with it."""
    env = room(escaping=True)
    env.from_string = lru_cache(maxsize=64)(env.from_string)  # type: ignore[method-assign, assignment]
    return env
