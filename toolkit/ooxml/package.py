"""An xlsx of the office's own (a template, an issued form) as what is to be changed: its parts as trees, its sheets.

The same reader as strangers' packages, without their limits, and with a sentence for whoever made the file. Pure; knows
no forms.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from xml.parsers.expat import ExpatError

from lxml import etree

from toolkit.nouns.cells import Aside
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.ooxml.asides import sheet_asides
from toolkit.ooxml.members import GuardedPackage
from toolkit.ooxml.relations import Relation, main_part, relations
from toolkit.ooxml.workbook_part import read_workbook
from toolkit.ooxml.zip_guard import DAMAGE

Element = etree._Element

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FAR = 1 << 40
_OWN = Limits(unpacked_bytes=_FAR, ratio=_FAR, members=1 << 16)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class BadPackage(ValueError):
    """Not a whole, plain xlsx; the message is Chinese, without the file's name."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One worksheet of the workbook and the member that holds it."""

    name: str
    member: str


def parse_xml(data: bytes) -> Element:
    """Parse a member; a DTD or an entity is refused.

    Raises: BadPackage.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadPackage("文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx") from error
    if str(root.getroottree().docinfo.doctype):  # type: ignore[union-attr]
        raise BadPackage("文件里有不该有的 DTD 声明，请用 WPS 或 Excel 打开后另存为 .xlsx")
    return root


def dump_xml(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: Element) -> str:
    """Return an element's name without its namespace ("" for comments and processing instructions)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child) == name)


def child(element: Element, name: str) -> Element | None:
    return next(children(element, name), None)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    return (inner for inner in element.iter() if local(inner) in names)


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace, "" if absent."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


class Package:
    """An opened xlsx of the office's own. Members are read on demand; nothing is ever written back."""

    def __init__(self, data: bytes) -> None:
        """Raises: BadPackage."""
        self.data = data
        if data.startswith(OLE):
            raise BadPackage(_why_ole(data))
        try:
            self._members = GuardedPackage(data, _OWN)
        except Unreadable as error:
            raise BadPackage("不是 .xlsx 工作簿，请用 WPS 或 Excel 另存为 .xlsx") from error
        self.entries = self._members.entries
        if any(entry.locked for entry in self.entries):
            raise BadPackage("文件已加密，请取消密码后另存")
        if not self.has("[Content_Types].xml") or not self.sheets:
            raise BadPackage("不是 .xlsx 工作簿，请用 WPS 或 Excel 另存为 .xlsx")

    def has(self, name: str) -> bool:
        return name in self._members

    def actual(self, name: str) -> str:
        """Return the member's name as it is spelt (office programs differ in case)."""
        return self._members.actual(name)

    def read(self, name: str) -> bytes:
        with _whole():
            return self._members.read(name)

    def xml(self, name: str) -> Element:
        return parse_xml(self.read(name))

    def relations(self, member: str) -> tuple[Relation, ...]:
        """Return what a member refers to; () when it refers to nothing. "" = the package itself."""
        with _whole():
            return tuple(relations(self._members, member).values())

    @cached_property
    def workbook(self) -> str:
        with _whole():
            return self.actual(main_part(self._members, "xl/workbook.xml"))

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """Worksheets in workbook order; chart sheets are left out."""
        if not self.has(self.workbook):
            return ()
        targets = {r.id: self.actual(r.target) for r in self.relations(self.workbook) if r.type == "worksheet"}
        with _whole():
            listed, _ = read_workbook(self._members, self.workbook)
        placed = ((sheet.name, targets.get(sheet.relation, "")) for sheet in listed)
        return tuple(SheetPart(name, target) for name, target in placed if target and self.has(target))

    def asides(self, member: str) -> Iterator[Aside]:
        """Yield what a sheet says outside its cells."""
        with _whole():
            yield from sheet_asides(self._members, member)


@contextmanager
def _whole() -> Iterator[None]:
    """Turn what a reader raises on a broken part into BadPackage."""
    try:
        yield
    except (Unreadable, ExpatError, *DAMAGE) as error:
        raise BadPackage("文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx") from error


def _why_ole(data: bytes) -> str:
    if _ENCRYPTED in data:
        return "文件已加密，请取消密码后另存"
    return "是旧版 .xls（或 .et）格式，请用 WPS 或 Excel 另存为 .xlsx"
