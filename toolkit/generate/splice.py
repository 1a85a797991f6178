"""What of the template's package has to change for a number of rows: member by member, the rest is left alone."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cached_property

from toolkit.form.placeholder import Name, marked, parse
from toolkit.generate.heights import Box, width_of
from toolkit.generate.moved import (
    move_chart,
    move_comments,
    move_drawing,
    move_table,
    move_vml,
    move_workbook,
)
from toolkit.generate.pieces import GappedMember
from toolkit.generate.properties import CUSTOM_PART, custom_member, with_override, with_relation
from toolkit.generate.rich_text import cell_text, shared_texts
from toolkit.generate.room import HighLooks, Room, RowColumn, columns_under, plain_room, whole_name
from toolkit.generate.sheet import SheetMaker, in_two_lines
from toolkit.generate.sheet_xml import SheetXml, TemplateCommons, column_of, rows
from toolkit.generate.shift import Shift
from toolkit.generate.styles import read_styles
from toolkit.nouns.fields import Form, Type
from toolkit.ooxml.package import Element, Package, attribute, child, children, descendants, dump_xml, local
from toolkit.ooxml.relations import relations_member

Move = Callable[[Element, Shift], None]

_TWO_LINES = 3.5
"""Height of a row for two lines, as a multiple of the type size."""
_SHORT = 6
"""Characters of a header that stay on one line."""
_PARTS: dict[str, Move] = {
    "drawing": move_drawing,
    "comments": move_comments,
    "threadedComment": move_comments,
    "table": move_table,
}


class Splice:
    """The template taken apart once; `changed` tells what becomes of it."""

    def __init__(self, package: Package, form: Form, *, coded: bool = False) -> None:
        self.coded = coded
        self.package = package
        self.form = form
        self._relations = package.relations(package.workbook)
        self._workbook = package.xml(package.workbook)
        commons = TemplateCommons(
            shared=shared_texts(self._part("sharedStrings")),
            styles=read_styles(self._part("styles")),
            from_1904=any(attribute(e, "date1904") in {"1", "true"} for e in descendants(self._workbook, "workbookPr")),
        )
        self._grids = [SheetXml(p.name, p.member, package.read(p.member), commons) for p in package.sheets]
        self._home = next(grid for grid in self._grids if grid.name == form.sheet)
        self._fixed = self._fixed_members()
        self.dropped = frozenset(package.actual(r.target) for r in self._relations if r.type == "calcChain")

    def changed(self, shift: Shift, room: Room) -> dict[str, bytes | GappedMember]:
        """Return every member that is not the template's own: ready bytes, or a member to fill."""
        changed: dict[str, bytes | GappedMember] = dict(self._fixed)
        styles = self._part("styles")
        looks = HighLooks(styles, self._home.commons.styles, room.size) if styles is not None and not room.plain else None
        for grid in self._grids:
            maker = SheetMaker(grid, self.form, shift, room if grid is self._home else plain_room(0), looks)
            if grid is self._home:
                changed[grid.member] = maker.form_sheet()
            elif self._concerned(grid, shift):
                changed[grid.member] = maker.other_sheet()
        if looks is not None:
            changed[self._member("styles")] = dump_xml(looks.root)
        changed |= self._moved_workbook(shift)
        if shift.extra:
            changed |= self._moved_parts(shift)
            changed |= self._moved_charts(shift)
        return changed

    def names(self) -> Iterator[tuple[str, Name]]:
        """Return every placeholder of every sheet with its place, as "工作表“附件2”C5"."""
        for grid in self._grids:
            for cell in descendants(grid.root, "c"):
                text = cell_text(cell, grid.commons.shared)
                if text is None or not marked(text.text):
                    continue
                for part in parse(text.text):
                    if isinstance(part, Name):
                        yield f"工作表“{grid.name}”{cell.get('r')}", part

    def _part(self, kind: str) -> Element | None:
        name = self._member(kind)
        return self.package.xml(name) if name and self.package.has(name) else None

    def _member(self, kind: str) -> str:
        target = next((r.target for r in self._relations if r.type == kind), "")
        return self.package.actual(target) if target else ""

    @cached_property
    def columns(self) -> tuple[RowColumn, ...]:
        """The texts of the repeated row, left to right."""
        row = next((r for r in rows(self._home.root) if int(r.get("r", "0")) == self.form.row), None)
        texts = {field.column for field in self.form.fields if field.type is Type.TEXT and field.key not in {"序号", "编号"}}
        free = texts - set(self._under_pictures())
        return tuple(filter(None, (self._column(cell, free) for cell in children(row, "c")))) if row is not None else ()

    def _under_pictures(self) -> Iterator[int]:
        """Yield the columns that a picture of the form's sheet (a printed code, say) lies over: they keep their width."""
        for relation in self.package.relations(self._home.member):
            name = self.package.actual(relation.target)
            if relation.type == "drawing" and self.package.has(name):
                for anchor in self.package.xml(name):
                    yield from columns_under(anchor, self._home.column)

    def _column(self, cell: Element, free: set[int]) -> RowColumn | None:
        column, style = column_of(cell), self._home.commons.style(cell)
        text = cell_text(cell, self._home.commons.shared)
        width = self._home.width(self.form.row, column)
        if text is None or not width or style.shrink:
            return None
        parts = parse(text.text) if marked(text.text) else (text.text,)
        alone = width == self._home.column(column)
        return RowColumn(
            column=column,
            box=Box(width, style.size, style.wrap),
            parts=parts,
            whole=style.wrap and whole_name(text, parts, style) is not None,
            least=self._least.get(column, 0.0),
            flexible=alone and column in free,
        )

    @cached_property
    def _least(self) -> dict[int, float]:
        """The width that headers and texts of the foot leave their columns: what must fit one line of them fits."""
        least: dict[int, float] = {}
        for row in rows(self._home.root):
            number = int(row.get("r", "0"))
            head = number in self.form.header_rows
            for cell in children(row, "c") if head or number > self.form.row else ():
                text, style = cell_text(cell, self._home.commons.shared), self._home.commons.style(cell)
                if text is None or (style.wrap and not head) or marked(text.text):
                    continue
                own = self._home.columns_of(number, column_of(cell))
                two = float(row.get("ht") or 0) >= _TWO_LINES * style.size
                line = _one_line(text.text) if head else max(in_two_lines(text.text) if two else (text.text,), key=len)
                wide = width_of(line, style.size)
                share = wide / (sum(map(self._home.column, own)) or 1.0)
                least |= {c: max(least.get(c, 0.0), min(1.0, share) * self._home.column(c)) for c in own}
        return least

    def _concerned(self, grid: SheetXml, shift: Shift) -> bool:
        texts = (cell_text(cell, grid.commons.shared) for cell in descendants(grid.root, "c"))
        if any(text is not None and marked(text.text) for text in texts):
            return True
        if any(marked(e.text or "") for element in descendants(grid.root, "headerFooter") for e in element):
            return True
        said = (e.text or "" for e in descendants(grid.root, "f", "formula", "formula1", "formula2"))
        links = (e.get("location", "") for e in descendants(grid.root, "hyperlink"))
        return bool(shift.extra) and any(self.form.sheet in text for text in (*said, *links))

    def _moved_workbook(self, shift: Shift) -> dict[str, bytes | GappedMember]:
        computes = any(True for grid in self._grids for _ in descendants(grid.root, "f"))
        named = any(True for _ in descendants(self._workbook, "definedName"))
        if not computes and not (named and shift.extra):
            return {}
        root = deepcopy(self._workbook)
        if shift.extra:
            move_workbook(root, shift)
        if computes:
            _compute_on_opening(root)
        return {self.package.workbook: dump_xml(root)}

    def _moved_parts(self, shift: Shift) -> dict[str, bytes | GappedMember]:
        """Move what belongs to the form's sheet."""
        changed: dict[str, bytes | GappedMember] = self._moved_links(shift)
        for relation in self.package.relations(self._home.member):
            name = self.package.actual(relation.target)
            if relation.external or not self.package.has(name):
                continue
            if relation.type == "vmlDrawing":
                changed[name] = move_vml(self.package.read(name), shift)
            elif relation.type in _PARTS:
                root = self.package.xml(name)
                _PARTS[relation.type](root, shift)
                changed[name] = dump_xml(root)
        return changed

    def _moved_links(self, shift: Shift) -> dict[str, bytes | GappedMember]:
        """Move links into the form's sheet that a writer has put down as addresses ("#'附件2'!A6")."""
        changed: dict[str, bytes | GappedMember] = {}
        for grid in self._grids:
            if not any(r.external and r.target.startswith("#") for r in self.package.relations(grid.member)):
                continue
            name = self.package.actual(relations_member(grid.member))
            root = self.package.xml(name)
            for element in [e for e in root if e.get("Target", "").startswith("#")]:
                element.set("Target", "#" + shift.formula(element.get("Target", "")[1:], home=grid is self._home))
            changed[name] = dump_xml(root)
        return changed

    def _moved_charts(self, shift: Shift) -> dict[str, bytes | GappedMember]:
        """Move what charts anywhere in the workbook draw from the form's sheet."""
        changed: dict[str, bytes | GappedMember] = {}
        for entry in self.package.entries:
            name = entry.name
            if "/charts/chart" not in name or not name.endswith(".xml"):
                continue
            root = self.package.xml(name)
            move_chart(root, shift)
            changed[name] = dump_xml(root)
        return changed

    def _fixed_members(self) -> dict[str, bytes | GappedMember]:
        """Make what is the same for every number of rows: document properties, content types, relations."""
        root_rels = self.package.relations("")
        custom = next((self.package.actual(r.target) for r in root_rels if r.type == "custom-properties"), "")
        old = self.package.xml(custom) if custom and self.package.has(custom) else None
        changed: dict[str, bytes | GappedMember] = {
            custom or CUSTOM_PART: custom_member(old, self.form.version, coded=self.coded)
        }
        types = self.package.xml("[Content_Types].xml")
        chains = [r.target for r in self._relations if r.type == "calcChain"]
        if not custom:
            with_override(types, CUSTOM_PART)
            changed[self.package.actual("_rels/.rels")] = with_relation(self.package.xml("_rels/.rels"), CUSTOM_PART)
        for element in [e for e in types if e.get("PartName", "").lstrip("/") in chains]:
            types.remove(element)
        if chains:
            changed[relations_member(self.package.workbook)] = self._without_chain()
        if chains or not custom:
            changed[self.package.actual("[Content_Types].xml")] = dump_xml(types)
        return changed

    def _without_chain(self) -> bytes:
        root = self.package.xml(relations_member(self.package.workbook))
        for element in [e for e in root if e.get("Type", "").endswith("/calcChain")]:
            root.remove(element)
        return dump_xml(root)


def _one_line(header: str) -> str:
    """Return what of a header has to fit one line: a long one may stand on two."""
    line = max(header.split("\n"), key=len)
    whole = line.rstrip("*")
    return line if len(whole) <= _SHORT else whole[: len(whole) // 2 + 1]


def _compute_on_opening(root: Element) -> None:
    element = child(root, "calcPr")
    if element is None:
        space = str(root.tag).rpartition("}")[0]
        element = root.makeelement(f"{space}}}calcPr")
        after = {"workbookPr", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames"}
        last = max((place for place, e in enumerate(root) if local(e) in after), default=-1)
        root.insert(last + 1, element)
    element.set("fullCalcOnLoad", "1")
