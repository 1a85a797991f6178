"""The printed code as a picture of the package: put into the template once, so that every issue only redraws it."""

from dataclasses import dataclass

from lxml import etree

from toolkit.form.paper_code import PaperCode
from toolkit.generate.code_place import CodePlace, code_places
from toolkit.generate.fillings import FormFacts
from toolkit.generate.qr import png
from toolkit.generate.rich_text import shared_texts
from toolkit.generate.sheet_xml import SheetXml, TemplateCommons, rows
from toolkit.generate.styles import read_styles
from toolkit.nouns.fields import Form
from toolkit.ooxml.namespaces import DRAWING, LINKS, SHEET_DRAWING
from toolkit.ooxml.package import Element, Package, attribute, child, descendants, dump_xml, local
from toolkit.ooxml.packing import copied, pack, write
from toolkit.ooxml.relating import declare, free_member, relate

_CONTENT = "application/vnd.openxmlformats-officedocument.drawing+xml"
_EMU = 9525
_AFTER = frozenset(
    {"legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"}
    | {"webPublishItems", "tableParts", "extLst"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePicture:
    """One code of an issued form: drawn anew for every unit."""

    place: int

    def fill(self, facts: FormFacts) -> bytes:
        own = facts.code
        code = PaperCode(job=own.job, unit=own.unit, period=own.period, issue=own.issue, place=self.place)
        return png(code.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTemplate:
    """A template with its codes put in."""

    package: Package
    pictures: dict[str, CodePicture]
    """Member → the code that it shows; {} = the template asks for none and is as it was."""


def with_codes(package: Package, form: Form) -> CodedTemplate:
    """Put a picture wherever the form's sheet asks for {{ 二维码 }}."""
    places = code_places(_grid(package, form), form, _print_area(package, form))
    if not places:
        return CodedTemplate(package=package, pictures={})
    work = _Work(package, next(part.member for part in package.sheets if part.name == form.sheet))
    pictures = work.draw(places)
    return CodedTemplate(package=Package(work.packed()), pictures=pictures)


def _grid(package: Package, form: Form) -> SheetXml:
    related = {r.type: package.actual(r.target) for r in package.relations(package.workbook)}

    def part(kind: str) -> Element | None:
        target = related.get(kind, "")
        return package.xml(target) if target and package.has(target) else None

    commons = TemplateCommons(shared=shared_texts(part("sharedStrings")), styles=read_styles(part("styles")), from_1904=False)
    home = next(sheet for sheet in package.sheets if sheet.name == form.sheet)
    return SheetXml(home.name, home.member, package.read(home.member), commons)


def _print_area(package: Package, form: Form) -> str:
    for name in descendants(package.xml(package.workbook), "definedName"):
        text = name.text or ""
        sheet = text.rpartition("!")[0].strip("'").replace("''", "'")
        if name.get("name") == "_xlnm.Print_Area" and sheet == form.sheet:
            return text
    return ""


class _Work:
    """The template under work."""

    def __init__(self, package: Package, sheet: str) -> None:
        self.package = package
        self.sheet = sheet
        self.changed: dict[str, bytes] = {}
        self.types = package.xml("[Content_Types].xml")

    def draw(self, places: tuple[CodePlace, ...]) -> dict[str, CodePicture]:
        root = self.package.xml(self.sheet)
        member, drawing = self._drawing(root)
        pictures: dict[str, CodePicture] = {}
        for number, place in enumerate(places, start=1):
            media = free_member(self.package, self.changed, f"xl/media/duban-code{number}-{{}}.png")
            own = self._relate(member, "image", media)
            drawing.append(_anchor(drawing, place, own, number))
            picture = CodePicture(place=place.place)
            pictures[media] = picture
            self.changed[media] = b""
            _raise(root, place)
        declare(self.types, "png", "image/png")
        self.changed[member] = dump_xml(drawing)
        self.changed[self.sheet] = dump_xml(root)
        self.changed[self.package.actual("[Content_Types].xml")] = dump_xml(self.types)
        return pictures

    def packed(self) -> bytes:
        entries = copied(self.package)
        for name, content in self.changed.items():
            entries[name] = pack(name, content)
        return write(entries.values())

    def _drawing(self, root: Element) -> tuple[str, Element]:
        """Return the sheet's drawing, a new one if it has none."""
        there = child(root, "drawing")
        used = attribute(there, "id") if there is not None else ""
        for relation in self.package.relations(self.sheet):
            if used and relation.id == used:
                member = self.package.actual(relation.target)
                return member, self.package.xml(member)
        member = free_member(self.package, self.changed, "xl/drawings/drawing{}.xml")
        space = str(self.types.tag).rpartition("}")[0]
        self.types.append(self.types.makeelement(f"{space}}}Override", {"PartName": f"/{member}", "ContentType": _CONTENT}))
        own = self._relate(self.sheet, "drawing", member)
        place = next((i for i, e in enumerate(root) if local(e) in _AFTER), len(root))
        space = str(root.tag).rpartition("}")[0]
        root.insert(place, root.makeelement(f"{space}}}drawing", {f"{{{LINKS}}}id": own}, nsmap={"r": LINKS}))
        return member, etree.Element(f"{{{SHEET_DRAWING}}}wsDr", nsmap={"xdr": SHEET_DRAWING, "a": DRAWING})

    def _relate(self, member: str, kind: str, target: str) -> str:
        return relate(self.package, self.changed, member, target, kind=f"{LINKS}/{kind}")


def _raise(root: Element, place: CodePlace) -> None:
    """Make the box's last row high enough for the code."""
    if place.missing < 1:
        return
    for row in rows(root):
        if int(row.get("r", "0")) == place.box.bottom:
            row.set("ht", f"{float(row.get('ht') or 15) + place.missing:.2f}")
            row.set("customHeight", "1")


def _anchor(drawing: Element, place: CodePlace, relation: str, number: int) -> Element:
    taken = [int(e.get("id", "0")) for e in descendants(drawing, "cNvPr") if e.get("id", "").isdigit()]
    side = round(place.side * _EMU)
    text = f"""<xdr:oneCellAnchor xmlns:xdr="{SHEET_DRAWING}" xmlns:a="{DRAWING}" xmlns:r="{LINKS}">
<xdr:from><xdr:col>{place.column - 1}</xdr:col><xdr:colOff>{round(place.left * _EMU)}</xdr:colOff>
<xdr:row>{place.row - 1}</xdr:row><xdr:rowOff>{round(place.top * _EMU)}</xdr:rowOff></xdr:from>
<xdr:ext cx="{side}" cy="{side}"/>
<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{max([1, *taken]) + 1}" name="二维码{number}" descr="表号二维码，请勿遮盖或移动"/>
<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr>
<xdr:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>
<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"""
    anchor: Element = etree.fromstring(text)
    for element in anchor.iter():
        if element.tail:
            element.tail = None
        if element.text and not element.text.strip():
            element.text = None
    return anchor
