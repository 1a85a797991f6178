"""Move whatever refers to rows below the repeated row: in the sheet, names, drawings, charts, comments, tables."""

import re
from collections.abc import Callable

from toolkit.generate.room import Room
from toolkit.generate.sheet_xml import block, column_of, drop, place, rows
from toolkit.generate.shift import Shift
from toolkit.nouns.cells import address
from toolkit.ooxml.package import Element, child, children, descendants, local

_GROWING = frozenset(
    {"protectedRange", "conditionalFormatting", "dataValidation", "ignoredError", "autoFilter", "sortState"}
    | {"sortCondition", "hyperlink", "dimension"}
)
_STILL = frozenset({"selection", "cellWatch", "inputCells"})
_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})
_ROW = re.compile(rb"(<(?:\w+:)?Row>\s*)(\d+)(\s*</)")
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)([^<]*)(</)")


def move_sheet(root: Element, shift: Shift) -> None:
    """Move everything of the form's sheet but its rows and merges."""
    for element in root.iter():
        name = local(element)
        if name == "sheetData":
            continue
        if name in _GROWING:
            _change(element, shift.sqref, "ref", "sqref")
        elif name in _STILL:
            _change(element, lambda text: " ".join(map(shift.place, text.split())), "activeCell", "sqref", "r")
        elif name in {"pane", "sheetView"}:
            _change(element, shift.place, "topLeftCell")
        elif name == "sqref" and element.text:
            element.text = shift.sqref(element.text)
    _move_breaks(root, shift)
    _move_anchors(root, shift)
    move_formulas(root, shift, home=True)


def move_formulas(root: Element, shift: Shift, *, home: bool) -> None:
    """Move formulas outside cells (validations, conditional formats, x14 ones) and the targets of links."""
    for element in root.iter():
        name = local(element)
        if name in _FORMULAS and element.text and not _in_cell(element):
            element.text = shift.formula(element.text, home=home)
        elif name == "cfvo" and element.get("type") == "formula":
            _change(element, lambda text: shift.formula(text, home=home), "val")
        elif name == "hyperlink":
            _change(element, lambda text: shift.formula(text, home=False), "location")


def move_cell_formulas(root: Element, shift: Shift) -> None:
    """Move the formulas in the cells of another sheet; what they had computed is stale."""
    for cell in descendants(root, "c"):
        formula = child(cell, "f")
        if formula is None or not formula.text:
            continue
        moved = shift.formula(formula.text, home=False)
        if moved != formula.text:
            formula.text = moved
            forget_value(cell)


def forget_value(cell: Element) -> None:
    value = child(cell, "v")
    if value is not None:
        cell.remove(value)
    drop(cell, "t")


def move_workbook(root: Element, shift: Shift) -> None:
    """Move defined names, print areas and print titles among them."""
    for name in descendants(root, "definedName"):
        if name.text:
            name.text = shift.formula(name.text, home=False, growing=True)


def move_chart(root: Element, shift: Shift) -> None:
    """Let a chart cover all rows; what it remembers of the old ones is dropped."""
    for formula in list(descendants(root, "f")):
        moved = shift.formula(formula.text or "", home=False, growing=True)
        parent = formula.getparent()
        if moved == formula.text or parent is None:
            continue
        formula.text = moved
        for cache in [e for e in parent if local(e).endswith("Cache")]:
            parent.remove(cache)


def move_drawing(root: Element, shift: Shift) -> None:
    """Move pictures, charts and shapes that stand below the repeated row."""
    _move_anchors(root, shift)


def _move_anchors(root: Element, shift: Shift) -> None:
    for anchor in root.iter():
        start, end = child(anchor, "from"), child(anchor, "to")
        first = child(start, "row") if start is not None else None
        if first is None or anchor.get("editAs") == "absolute":
            continue
        old = int(first.text or "0")
        new = shift.line(old + 1) - 1
        first.text = str(new)
        last = child(end, "row") if end is not None else None
        if last is not None:
            row = int(last.text or "0")
            keeps_size = anchor.get("editAs") == "oneCell" or new != old
            last.text = str(row + new - old if keeps_size else shift.line(row + 1) - 1)


def _move_breaks(root: Element, shift: Shift) -> None:
    for breaks in descendants(root, "rowBreaks"):
        for element in descendants(breaks, "brk"):
            _change(element, lambda text: str(shift.end(int(text))), "id")


def move_comments(root: Element, shift: Shift) -> None:
    for comment in descendants(root, "comment", "threadedComment"):
        _change(comment, shift.place, "ref")


def move_table(root: Element, shift: Shift) -> None:
    for element in root.iter():
        if local(element) in {"table", "autoFilter", "sortState", "sortCondition"}:
            _change(element, shift.region, "ref")
        elif local(element) in {"calculatedColumnFormula", "totalsRowFormula"} and element.text:
            element.text = shift.formula(element.text, home=True)


def move_vml(data: bytes, shift: Shift) -> bytes:
    """Move comment boxes. As text, because such drawings are often no well-formed XML."""

    def row(match: re.Match[bytes]) -> bytes:
        return match[1] + str(shift.line(int(match[2]) + 1) - 1).encode() + match[3]

    def anchor(match: re.Match[bytes]) -> bytes:
        numbers = [int(text) for text in match[2].split(b",") if text.strip().lstrip(b"-").isdigit()]
        if len(numbers) != 8:
            return match[0]
        step = shift.line(numbers[2] + 1) - 1 - numbers[2]
        numbers[2] += step
        numbers[6] += step
        return match[1] + ", ".join(map(str, numbers)).encode() + match[3]

    return _ANCHOR.sub(anchor, _ROW.sub(row, data))


def _change(element: Element, change: Callable[[str], str], *names: str) -> None:
    for name in names:
        value = element.get(name)
        if value:
            element.set(name, change(value))


def _in_cell(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "c"


def move_merges(root: Element, shift: Shift) -> None:
    """Move merged blocks; those inside the repeated row are repeated with it."""
    for merges in descendants(root, "mergeCells"):
        for merge in list(merges):
            ref = merge.get("ref", "")
            first, _, last = ref.partition(":")
            (top, left), (bottom, right) = place(first), place(last or first)
            if top != shift.row or bottom != shift.row:
                merge.set("ref", f"{address(shift.line(top), left)}:{address(shift.end(bottom), right)}")
                continue
            for step in range(shift.extra, 0, -1):
                copy = merge.makeelement(merge.tag)
                copy.set("ref", f"{address(top + step, left)}:{address(top + step, right)}")
                merge.addnext(copy)
        merges.set("count", str(len(merges)))


_BEFORE_MERGES = frozenset(
    {"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"}
    | {"protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews"}
)


def merge_down(root: Element, tag: Callable[[str], str], first: int, room: Room) -> None:
    """Merge the cells of every item that has several rows; blocks inside its first row reach down to its last."""
    whole = zip(room.starts, room.spans, room.split, strict=True)
    tall = [(first + start, span, split) for start, span, split in whole if span > 1]
    if not tall:
        return
    merges = child(root, "mergeCells")
    if merges is None:
        merges = root.makeelement(tag("mergeCells"))
        root.insert(max(i for i, e in enumerate(root) if local(e) in _BEFORE_MERGES) + 1, merges)
    columns = [column_of(c) for row in rows(root) if int(row.get("r", "0")) == first for c in children(row, "c")]
    for top, span, split in tall:
        _merge_item(merges, tag("mergeCell"), [c for c in columns if c not in split], top, span)
    merges.set("count", str(len(merges)))


def _merge_item(merges: Element, tag: str, columns: list[int], top: int, span: int) -> None:
    covered: set[int] = set()
    for merge in list(merges):
        own = block(merge.get("ref", ""))
        if own.top == own.bottom and top < own.top < top + span:
            merges.remove(merge)
        elif own.top <= top <= own.bottom:
            covered.update(range(own.left, own.right + 1))
            if own.bottom == top:
                merge.set("ref", f"{address(own.top, own.left)}:{address(top + span - 1, own.right)}")
    for column in columns:
        if column not in covered:
            ref = f"{address(top, column)}:{address(top + span - 1, column)}"
            merges.append(merges.makeelement(tag, {"ref": ref}))
