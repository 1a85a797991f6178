"""What an OpenDocument sheet says outside its cells (notes, shapes), and which of its styles strike out. Pure."""

from collections.abc import Iterator, Mapping

from toolkit.nouns.cells import Aside
from toolkit.ooxml.asides import BOX, LETTERS, NOTE

OUTSIDE = frozenset(
    {
        "office:annotation", "draw:frame", "draw:custom-shape", "draw:rect", "draw:g", "draw:ellipse", "draw:caption",
        "draw:line", "draw:connector",
    }
)  # fmt: skip


def strikes_out(attributes: Mapping[str, str]) -> bool:
    """Tell the text properties of a style that draws a line through."""
    marks = (attributes.get(f"style:text-line-through-{word}", "none") for word in ("style", "type"))
    return any(mark != "none" for mark in marks)


class OutsideText:
    """Collects the paragraphs of a note or shape, and who wrote a note."""

    def __init__(self, tag: str) -> None:
        self._what = NOTE if tag == "office:annotation" else BOX
        self._inside: list[str] = []
        self._lines: list[str] = []
        self._author = ""

    def start(self, tag: str) -> None:
        self._inside.append(tag)
        if tag in {"text:p", "text:h"}:
            self._lines.append("")

    def end(self, _: str) -> None:
        if self._inside:
            self._inside.pop()

    def text(self, piece: str) -> None:
        if "text:p" in self._inside or "text:h" in self._inside:
            self._lines[-1] += piece
        elif self._inside[-1:] == ["dc:creator"]:
            self._author += piece

    def asides(self, row: int, column: int) -> Iterator[Aside]:
        said = "\n".join(self._lines).strip()
        if said:
            yield Aside(self._what, said[:LETTERS], row, column, author=self._author.strip())
