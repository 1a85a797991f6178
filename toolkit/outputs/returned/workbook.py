"""附件2-<单位>-退回修改.xlsx: an issued form with the unit's answers, its problems marked, and a list of them.

Spliced like the issued form itself: the sheet, the styles, the comments and the workbook's own lists are rewritten, every
other member is copied as it is. Pure.
"""

from collections import defaultdict
from datetime import tzinfo

from toolkit.generate import Press
from toolkit.generate.sheet_xml import rows
from toolkit.ooxml.namespaces import LINKS
from toolkit.ooxml.package import (
    Element,
    Package,
    attribute,
    child,
    children,
    descendants,
    dump_xml,
    local,
)
from toolkit.ooxml.packing import PackedPart, copied, pack, write
from toolkit.ooxml.relating import declare, free_member, relate
from toolkit.ooxml.relations import Relation
from toolkit.outputs.answer_day import AnswerBy
from toolkit.outputs.letter_phrases import came_words, file_words
from toolkit.outputs.returned.findings import Finding
from toolkit.outputs.returned.listing import HEAD, NAME, listing
from toolkit.outputs.returned.looks import Looks
from toolkit.outputs.returned.remarks import CommentPlacement, with_boxes, with_comments
from toolkit.outputs.returned.returned_case import ReturnedCase
from toolkit.outputs.returned.sentences import comment

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_BOXES = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
)
_BEFORE_NAMES = frozenset({"sheets", "functionGroups", "externalReferences"})
"""Elements of a workbook after which its defined names stand."""


def returned_book(press: Press, case: ReturnedCase, *, zone: tzinfo, author: str, until: AnswerBy) -> bytes:
    """Return the workbook. `until`: by when to answer, which the form itself says too."""
    told = (case.unit, case.period, case.items, case.last, case.answers, case.foot)
    issued = press.issue(*told, returned=f"#{case.file.receipt}", until=until.day)
    book = _ReturnedPackage(Package(issued), press.form.sheet)
    book.mark(case, author)
    book.add_list(case, zone, until.words)
    return book.packed()


def intro(case: ReturnedCase, sheet: str, zone: tzinfo, answer_by: str) -> str:
    """Return what stands above the list."""
    must, look = sum(f.must for f in case.findings), sum(not f.must for f in case.findings)
    counts = "、".join(filter(None, (f"{must} 处须修改" if must else "", f"{look} 处请留意" if look else "")))
    came = f"报来的文件为{file_words(case.file)}，{came_words(case.file, zone)}。"
    if case.words_in:
        copy = f"来文中的文字已照抄在“{case.words_in}”栏（橙色）"
        return f"{came}{copy}，请在“{sheet}”表中核对、改正，填齐其他栏，并在{answer_by}24时前报送。"
    if not case.read:
        return f"{came}问题见下。本表是重新印发的，请在“{sheet}”表中填写，并在{answer_by}24时前报送。"
    marked = f"“{sheet}”表中须修改的格标为红色，请留意的格标为橙色；点“位置”可跳到该格，鼠标停在格上可看说明。"
    return f"{came}共 {counts}。{marked}其余内容已照贵单位所填带入，不必重填。请改好后在{answer_by}24时前重新报送。"


class _ReturnedPackage:
    """The issued package under work."""

    def __init__(self, package: Package, sheet: str) -> None:
        self.package = package
        self.sheet = next(part for part in package.sheets if part.name == sheet)
        self.changed: dict[str, bytes] = {}
        self.types = package.xml("[Content_Types].xml")
        self.relations = package.relations(package.workbook)
        styles = next((r for r in self.relations if r.type == "styles"), None)
        self.styles = package.actual(styles.target) if styles else ""
        self.looks = Looks(package.xml(self.styles))

    def mark(self, case: ReturnedCase, author: str) -> None:
        """Tint the cells and hang the comments on them."""
        root = self.package.xml(self.sheet.member)
        for cell in descendants(root, "c"):
            severity = case.tints.get(cell.get("r", ""))
            if severity is not None:
                cell.set("s", str(self.looks.tinted(int(cell.get("s") or 0), severity)))
        texts = _comments(case)
        if texts:
            self._comment(root, texts, author)
        self.changed[self.sheet.member] = dump_xml(root)

    def add_list(self, case: ReturnedCase, zone: tzinfo, answer_by: str) -> None:
        title = f"{case.unit.name}：{case.period.name}附件2退回问题"
        above = intro(case, self.sheet.name, zone, answer_by)
        content = listing(title, above, case.findings, self.looks, self.sheet.name)
        member = free_member(self.package, self.changed, "xl/worksheets/sheet{}.xml")
        self.changed[member] = content
        self._type(member, _SHEET)
        workbook = self.package.xml(self.package.workbook)
        rel = self._relate(self.package.workbook, "worksheet", member)
        name = self._name()
        _add_sheet(workbook, name, rel)
        _repeat_row(workbook, name, HEAD)
        self.changed[self.package.workbook] = dump_xml(workbook)
        self.changed[self.styles] = dump_xml(self.looks.root)

    def packed(self) -> bytes:
        self.changed[self.package.actual("[Content_Types].xml")] = dump_xml(self.types)
        entries: dict[str, PackedPart] = copied(self.package)
        for name, content in self.changed.items():
            entries[name] = pack(name, content)
        return write(entries.values())

    # -- comments -----------------------------------------------------------------------------------------------------

    def _comment(self, root: Element, texts: dict[str, str], author: str) -> None:
        mine = self.package.relations(self.sheet.member)
        old = next((self.package.actual(r.target) for r in mine if r.type == "comments"), "")
        comments, fresh = with_comments(self.package.xml(old) if old else None, texts, author)
        member = old or free_member(self.package, self.changed, "xl/comments{}.xml")
        self.changed[member] = dump_xml(comments)
        if not old:
            self._type(member, _COMMENTS)
            self._relate(self.sheet.member, "comments", member)
        boxed = {cell: texts[cell] for cell in fresh}
        if boxed:
            self._boxes(root, mine, boxed)

    def _boxes(self, root: Element, mine: tuple[Relation, ...], texts: dict[str, str]) -> None:
        there = child(root, "legacyDrawing")
        used = attribute(there, "id") if there is not None else ""
        old = next((self.package.actual(r.target) for r in mine if r.id == used and used), "")
        drawing = with_boxes(self.package.read(old) if old else None, texts, _placement(root))
        member = old or free_member(self.package, self.changed, "xl/drawings/vmlDrawing{}.vml")
        self.changed[member] = drawing
        if old:
            return
        declare(self.types, "vml", _VML)
        rel, links = self._relate(self.sheet.member, "vmlDrawing", member), self._space()
        space = str(root.tag).rpartition("}")[0]
        place = next((i for i, e in enumerate(root) if local(e) in _AFTER_BOXES), len(root))
        root.insert(place, root.makeelement(f"{space}}}legacyDrawing", {f"{{{links}}}id": rel}, nsmap={"r": links}))

    # -- the package's own lists --------------------------------------------------------------------------------------

    def _space(self) -> str:
        """Return the namespace of relation ids: the strict variant of the format has its own."""
        for sheet in descendants(self.package.xml(self.package.workbook), "sheet"):
            for name in sheet.attrib:
                space, _, last = str(name).rpartition("}")
                if last == "id" and space:
                    return space[1:]
        return LINKS

    def _relate(self, member: str, kind: str, target: str) -> str:
        """Add a relation and return its id."""
        return relate(self.package, self.changed, member, target, kind=f"{self._space()}/{kind}")

    def _type(self, member: str, content: str) -> None:
        space = str(self.types.tag).rpartition("}")[0]
        made = {"PartName": f"/{member}", "ContentType": content}
        self.types.append(self.types.makeelement(f"{space}}}Override", made))

    def _name(self) -> str:
        taken = {sheet.name for sheet in self.package.sheets}
        return next(name for name in (NAME, *(f"{NAME}{n}" for n in range(2, 99))) if name not in taken)


def _comments(case: ReturnedCase) -> dict[str, str]:
    """Return the comments: each problem at its cell; a prefilled cell has none, for nothing is to be typed there."""
    by_cell: dict[str, list[Finding]] = defaultdict(list)
    for one in case.findings:
        if one.here and one.spread:
            by_cell[one.here].append(one)
    return {cell: comment(remarks) for cell, remarks in by_cell.items()}


def _add_sheet(workbook: Element, name: str, rel: str) -> None:
    sheets = next(descendants(workbook, "sheets"))
    first = next(children(sheets, "sheet"))
    number = max(int(sheet.get("sheetId", "0")) for sheet in children(sheets, "sheet")) + 1
    key = next(str(k) for k in first.attrib if str(k).rpartition("}")[2] == "id" and "}" in str(k))
    links = key.rpartition("}")[0][1:]
    # without a prefix of its own it gets the one that openpyxl has registered, where that was imported before
    made = sheets.makeelement(first.tag, {"name": name, "sheetId": str(number), key: rel}, nsmap={"r": links})
    sheets.append(made)


def _repeat_row(workbook: Element, name: str, row: int) -> None:
    """Let a row stand on every printed page of the last sheet, whose name is `name`."""
    sheets = next(descendants(workbook, "sheets"))
    space = str(sheets.tag).rpartition("}")[0]
    names = child(workbook, "definedNames")
    if names is None:
        names = workbook.makeelement(f"{space}}}definedNames")
        last = max(place for place, e in enumerate(workbook) if local(e) in _BEFORE_NAMES)
        workbook.insert(last + 1, names)
    where = {"name": "_xlnm.Print_Titles", "localSheetId": str(sum(1 for _ in children(sheets, "sheet")) - 1)}
    made = names.makeelement(f"{space}}}definedName", where)
    made.text = f"'{name}'!${row}:${row}"
    names.append(made)


def _placement(root: Element) -> CommentPlacement:
    columns: dict[int, float] = {}
    for element in descendants(root, "col"):
        width = 0.0 if element.get("hidden") in {"1", "true"} else float(element.get("width") or 9) * 7 + 5
        last = min(int(element.get("max", "1")), 200)
        columns |= dict.fromkeys(range(int(element.get("min", "1")) - 1, last), width)
    heights = {int(row.get("r", "1")) - 1: float(row.get("ht", "15")) * 96 / 72 for row in rows(root)}
    return CommentPlacement(columns=columns, rows=heights)
