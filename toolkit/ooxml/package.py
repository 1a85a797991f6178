"""An xlsx package as its members: names, bytes, relations, sheet parts; guarded XML. Pure; knows no forms."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

Element = etree._Element

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class BadPackage(ValueError):
    """Not a whole, plain xlsx; the message is Chinese, without the file's name."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part; `target` is a member name, or the raw address if external."""

    id: str
    type: str
    """Last word of the type's address: worksheet, drawing, comments …"""
    target: str
    external: bool


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
    return (found for found in element.iter() if local(found) in names)


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace, "" if absent."""
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == name), "")


class Package:
    """An opened xlsx. Members are read on demand; nothing is ever written back."""

    def __init__(self, data: bytes) -> None:
        """Raises: BadPackage."""
        self.data = data
        if data.startswith(OLE):
            raise BadPackage(_why_ole(data))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise BadPackage("不是 .xlsx 工作簿，请用 WPS 或 Excel 另存为 .xlsx") from error
        self.infos = tuple({info.filename: info for info in self._zip.infolist() if not info.is_dir()}.values())
        self._by_folded = {info.filename.lower(): info.filename for info in self.infos}
        if any(info.flag_bits & 1 for info in self.infos):
            raise BadPackage("文件已加密，请取消密码后另存")
        if not self.has("[Content_Types].xml") or not self.sheets:
            raise BadPackage("不是 .xlsx 工作簿，请用 WPS 或 Excel 另存为 .xlsx")

    def has(self, name: str) -> bool:
        return name.lower() in self._by_folded

    def actual(self, name: str) -> str:
        """Return the member's name as it is spelt (office programs differ in case)."""
        return self._by_folded.get(name.lower(), name)

    def read(self, name: str) -> bytes:
        try:
            return self._zip.read(self.actual(name))
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise BadPackage("文件内部已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx") from error

    def xml(self, name: str) -> Element:
        return parse_xml(self.read(name))

    def relations(self, member: str) -> tuple[Relation, ...]:
        """Return what a member refers to; () when it refers to nothing. "" = the package itself."""
        rels = relations_member(member)
        if not self.has(rels):
            return ()
        folder = posixpath.dirname(member)
        return tuple(_relation(found, folder) for found in children(self.xml(rels), "Relationship"))

    @cached_property
    def workbook(self) -> str:
        found = (r.target for r in self.relations("") if r.type == "officeDocument")
        return self.actual(next(found, "xl/workbook.xml"))

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """Worksheets in workbook order; chart sheets are left out."""
        if not self.has(self.workbook):
            return ()
        targets = {r.id: self.actual(r.target) for r in self.relations(self.workbook) if r.type == "worksheet"}
        found = []
        for sheet in descendants(self.xml(self.workbook), "sheet"):
            target = targets.get(attribute(sheet, "id"))
            if target and self.has(target):
                found.append(SheetPart(sheet.get("name", ""), target))
        return tuple(found)


def relations_member(member: str) -> str:
    folder, name = posixpath.split(member)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relation(found: Element, folder: str) -> Relation:
    target = found.get("Target", "")
    external = found.get("TargetMode", "") == "External"
    if not external:
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relation(found.get("Id", ""), found.get("Type", "").rpartition("/")[2], target, external)


def _why_ole(data: bytes) -> str:
    if _ENCRYPTED in data:
        return "文件已加密，请取消密码后另存"
    return "是旧版 .xls（或 .et）格式，请用 WPS 或 Excel 另存为 .xlsx"
