"""Cell comments of a 退回 copy: the comments part, and the boxes in which office programs show them. Pure.

What the clerk's template has of both stays; a cell that has a comment already gets ours below it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from toolkit.generate.heights import Box, needed
from toolkit.generate.sheet_xml import place
from toolkit.ooxml.cell_text import clean
from toolkit.ooxml.namespaces import SPACE, SPREADSHEET
from toolkit.ooxml.package import Element, child, children

_WIDTH = 260
"""Pixels of a comment box."""
_SIZE = 10.0
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPlacement:
    """Sizes of columns and rows, for placing boxes; pixels, 0-based."""

    columns: Mapping[int, float]
    rows: Mapping[int, float]
    column: float = 64
    row: float = 20

    def across(self, start: int, length: float) -> tuple[int, int]:
        return _walk(self.columns, self.column, start, length)

    def down(self, start: int, length: float) -> tuple[int, int]:
        return _walk(self.rows, self.row, start, length)


def _walk(sizes: Mapping[int, float], default: float, start: int, length: float) -> tuple[int, int]:
    """Return the line in which a stretch ends, and how far into it."""
    line = start
    while length > (size := sizes.get(line, default)):
        length -= size
        line += 1
    return line, int(length)


def with_comments(old: Element | None, texts: Mapping[str, str], author: str) -> tuple[Element, tuple[str, ...]]:
    """Return the comments part with ours in it, and the cells that need a new box."""
    root = old if old is not None else etree.Element(f"{{{SPREADSHEET}}}comments", nsmap={None: SPREADSHEET})  # type: ignore[dict-item]
    authors, listed = _group(root, "authors", 0), _group(root, "commentList", 1)
    number = str(len(authors))
    name = _new(root, "author")
    name.text = clean(author)
    authors.append(name)
    there = {element.get("ref", ""): element for element in children(listed, "comment")}
    fresh = []
    for cell, text in texts.items():
        if cell in there:
            body = _group(there[cell], "text", 0)
            body.append(_run(root, f"\n\n{text}"))
            continue
        comment = _new(root, "comment", ref=cell, authorId=number)
        body = _new(root, "text")
        body.append(_run(root, text))
        comment.append(body)
        listed.append(comment)
        fresh.append(cell)
    return root, tuple(fresh)


def _run(root: Element, text: str) -> Element:
    run, look, said = _new(root, "r"), _new(root, "rPr"), _new(root, "t")
    look.append(_new(root, "sz", val=f"{_SIZE:g}"))
    look.append(_new(root, "color", rgb="FF000000"))
    look.append(_new(root, "rFont", val="宋体"))
    look.append(_new(root, "family", val="3"))
    look.append(_new(root, "charset", val="134"))
    said.text = clean(text)
    said.set(SPACE, "preserve")
    run.append(look)
    run.append(said)
    return run


def _group(root: Element, name: str, index: int) -> Element:
    element = child(root, name)
    if element is None:
        element = _new(root, name)
        root.insert(index, element)
    return element


def _new(root: Element, name: str, **attributes: str) -> Element:
    space = str(root.tag).rpartition("}")[0]
    return root.makeelement(f"{space}}}{name}" if space else name, attributes)


def with_boxes(old: bytes | None, texts: Mapping[str, str], placement: CommentPlacement) -> bytes:
    """Return the drawing with a hidden box per comment. As text, because such drawings are often no well-formed XML."""
    drawing = old if old is not None else _EMPTY.encode()
    used = [int(number) for number in re.findall(rb"_x0000_s(\d+)", drawing)]
    first = max([1024, *used]) + 1
    shapes = [_box(first + step, cell, text, placement) for step, (cell, text) in enumerate(texts.items())]
    kind = "" if b"_x0000_t202" in drawing else _SHAPE_TYPE
    head, end, tail = drawing.rpartition(b"</xml>")
    return head + (kind + "".join(shapes)).encode() + end + tail


def _box(number: int, cell: str, text: str, placement: CommentPlacement) -> str:
    row, column = place(cell)
    height = needed(text, Box((_WIDTH - 12) / 7, _SIZE, wrap=True)) * 96 / 72 + 14
    right, right_rest = placement.across(column, _WIDTH + 12)
    top = max(0, row - 2)
    bottom, bottom_rest = placement.down(top, height + 6)
    anchor = f"{column}, 12, {top}, 6, {right}, {right_rest}, {bottom}, {bottom_rest}"
    style = (
        f"position:absolute;margin-left:80pt;margin-top:5pt;width:{_WIDTH * 0.75:g}pt;height:{height * 0.75:.0f}pt;"
        "z-index:1;visibility:hidden"
    )
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style={quoteattr(style)} fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
