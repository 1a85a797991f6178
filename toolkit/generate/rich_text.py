"""The texts of a template's cells, with their rich runs, whether shared or inline. Reads the package's XML."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.ooxml.package import Element, Package, child, children, descendants, local


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text in one font; `look` is its rPr, None = the cell's own."""

    text: str
    look: Element | None


@dataclass(frozen=True, slots=True)
class RichText:
    """A cell's text in runs."""

    runs: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def shared_texts(root: Element | None) -> tuple[RichText, ...]:
    """Return the shared strings in order; phonetic hints are left out."""
    if root is None:
        return ()
    return tuple(_rich(item) for item in children(root, "si"))


def cell_text(cell: Element, shared: tuple[RichText, ...]) -> RichText | None:
    """Return a text cell's text; None for numbers, formulas and blanks."""
    if child(cell, "f") is not None:
        return None
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inside = child(cell, "is")
        return _rich(inside) if inside is not None else None
    value = child(cell, "v")
    if value is None or not value.text:
        return None
    if kind == "s":
        number = int(value.text)
        return shared[number] if number < len(shared) else None
    return RichText((TextRun(value.text, None),)) if kind == "str" else None


def template_texts(package: Package) -> Iterator[str]:
    """Yield all that the cells of a workbook may say: its shared strings, and the texts inside its sheets."""
    shared = next((r.target for r in package.relations(package.workbook) if r.type == "sharedStrings"), "")
    if shared and package.has(package.actual(shared)):
        yield from (text.text for text in shared_texts(package.xml(package.actual(shared))))
    for sheet in package.sheets:
        yield from (text.text for cell in descendants(package.xml(sheet.member), "c") if (text := cell_text(cell, ())))


def _rich(item: Element) -> RichText:
    runs = []
    for part in item:
        if local(part) == "t":
            runs.append(TextRun(part.text or "", None))
        elif local(part) == "r":
            text = child(part, "t")
            runs.append(TextRun((text.text or "") if text is not None else "", child(part, "rPr")))
    return RichText(tuple(runs))
