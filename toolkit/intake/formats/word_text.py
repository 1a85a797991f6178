"""The text of Word paragraphs as it is shown: insertions yes, deletions no, field results, one of two alternatives."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from toolkit.ooxml.xml import OWN

_TRANSPARENT = {
    "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "mc:AlternateContent", "mc:Choice",
    "fldSimple", "dir", "bdo", "ruby", "rubyBase",
}  # fmt: skip
_GONE = {
    "del", "moveFrom", "rt", "instrText", "delText", "delInstrText", "pPr", "rPr", "tcPr", "trPr", "tblPr", "tblGrid",
    "sdtPr", "sdtEndPr", "sectPr", "footnoteReference", "endnoteReference", "commentReference",
}  # fmt: skip
_LETTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_PICTURES = {"a:blip", "v:imagedata"}


def name(element: Any) -> str:
    """Return an element's name: plain if it is Word's own, with a prefix or its whole namespace if it is another's."""
    tag = element.tag
    return _named(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _named(tag: str) -> str:
    space, _, own_name = tag[1:].rpartition("}")
    short = OWN.get(space, "")
    return own_name if short == "w:" else f"{short}{own_name}" if short else tag


def value_of(mark: Any, wanted: str, default: str) -> str:
    """Return one of Word's own attributes."""
    return next((str(value) for key, value in mark.attrib.items() if _named(key) == wanted), default)


def own(element: Any, wanted: str) -> Any:
    """Return the first child of this name; None when there is none."""
    return next((child for child in element if name(child) == wanted), None)


def children(block: Any) -> Iterator[Any]:
    """Yield what a block shows, looking through content controls, insertions and alternatives."""
    for child in block:
        tag = name(child)
        if tag in _GONE or tag == "mc:Fallback" or (tag == "sdt" and _is_placeholder(child)):
            continue
        if tag in _TRANSPARENT and tag not in {"hyperlink"}:
            yield from children(child)
        else:
            yield child


def _is_placeholder(control: Any) -> bool:
    """A content control that still shows its prompt (单击此处输入文字) holds nothing."""
    properties = own(control, "sdtPr")
    return properties is not None and own(properties, "showingPlcHdr") is not None


def text_of(cell: Any, *, nested: bool = True, struck: bool | None = None) -> str:
    """Return a cell's paragraphs, one a line; with `nested` also those of tables inside it.

    `struck`: only what is struck out (True), only what is not (False).
    """
    lines = []
    for child in children(cell):
        if name(child) == "p":
            lines.append("".join(_letters(child, struck=struck)))
        elif name(child) == "tbl" and nested:
            lines.extend(
                text_of(inner, struck=struck) for row in children(child) for inner in children(row) if name(inner) == "tc"
            )
    return "\n".join(lines).strip("\n")


def paragraphs(block: Any) -> list[str]:
    """Return the lines of a paragraph or part, then those of its text boxes; blank ones are left out."""
    lines: list[str] = []
    _gather(block, lines)
    return [line for line in (line.strip() for text in lines for line in text.split("\n")) if line]


def _gather(block: Any, lines: list[str]) -> None:
    tag = name(block)
    if tag == "p":
        lines.append(_line(block))
        for box in boxes(block):
            _gather(box, lines)
    elif tag not in _GONE:
        for child in children(block):
            _gather(child, lines)


def boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes of a paragraph; of two alternatives the one that Word shows."""
    for child in paragraph:
        tag = name(child)
        if tag == "txbxContent":
            yield child
        elif tag != "mc:Fallback" and tag not in _GONE:
            yield from boxes(child)


def _line(paragraph: Any) -> str:
    return "".join(_letters(paragraph))


def _is_struck(run: Any) -> bool:
    """Tell a run that is struck out, once or twice."""
    look = own(run, "rPr")
    marks = [] if look is None else [mark for mark in look if name(mark) in {"strike", "dstrike"}]
    return any(value_of(mark, "val", "1") not in {"0", "false", "off"} for mark in marks)


def _letters(element: Any, *, struck: bool | None = None) -> Iterator[str]:
    for child in element:
        tag = name(child)
        if tag == "r" and struck is not None and _is_struck(child) is not struck:
            continue
        if tag == "t":
            yield child.text or ""
        elif tag in _LETTERS:
            yield _LETTERS[tag]
        elif tag == "sym":
            yield _symbol(child)
        elif tag == "r" or (tag in _TRANSPARENT and not (tag == "sdt" and _is_placeholder(child))):
            yield from _letters(child, struck=struck)


def _symbol(element: Any) -> str:
    """Return a symbol's character; those of Wingdings that forms use as ticks become ticks."""
    code = value_of(element, "char", "")
    ticks = {"F0FC": "√", "F0FE": "☑", "F0A8": "□", "F052": "☑", "F0A3": "□"}
    return ticks.get(code.upper(), "")


def is_deleted(cell: Any) -> bool:
    """A cell whose deletion is tracked is not shown."""
    properties = own(cell, "tcPr")
    return properties is not None and own(properties, "cellDel") is not None


def has_picture(cell: Any) -> bool:
    return any(name(element) in _PICTURES for element in cell.iter())
