"""署名 and 成文日期 of a letter, set as GB/T 9704 has them. Pure."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from toolkit.words.line_count import characters

if TYPE_CHECKING:
    from docx.document import Document

_STYLES = ("落款", "成文日期")
"""The styles of the shipped templates; in a template without them both stay where the office put them."""


def closing_styles(page: "Document") -> tuple[str, ...]:
    """Return the template's numbers of the two styles; () = it has them not."""
    names = [page.styles.element.xpath(f"w:style[w:name/@w:val='{name}']/@w:styleId") for name in _STYLES]
    return tuple(str(ids[0]) for ids in names) if all(names) else ()


def set_closing(paragraphs: Sequence[Any], styles: tuple[str, ...]) -> str:
    """Set both in a body's own paragraphs: the day begins two characters right of the signature; the longer one is two
    from the margin. Return the texts that were measured for it."""
    looks = [paragraph.style for paragraph in paragraphs] if styles else []
    measured = ""
    for number, pair in enumerate(pairwise(looks)):
        if pair == styles:
            sign, day = paragraphs[number : number + 2]
            measured += sign.text + day.text
            for paragraph, characters in zip((sign, day), closing_indents(sign.text, day.text), strict=True):
                _indent(paragraph, characters)
    return measured


def closing_indents(sign: str, day: str) -> tuple[float, float]:
    """Return how many characters 署名 and 成文日期 stand from the right margin (GB/T 9704, 7.3.5.2)."""
    signed, dated = characters(sign), characters(day)
    longer = dated > signed
    return (dated + 4 - signed if longer else 2, 2 if longer else max(signed - dated, 0))


def _indent(paragraph: Any, characters: float) -> None:
    from docx.oxml.ns import qn

    indent = paragraph.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:rightChars"), str(round(characters * 100)))
    indent.set(qn("w:right"), str(round(characters * 320)))
