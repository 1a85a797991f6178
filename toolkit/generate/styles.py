"""What a template's cell formats mean for filling: date, percent, number or text; font size, wrapping, lock. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from toolkit.form.read_format import CJK_DATES, is_date_format, is_number_format
from toolkit.ooxml.package import Element, attribute, child, children
from toolkit.values.texts import is_percent_format

_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?"}
_BUILT_IN |= {14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "m/d/yyyy h:mm", 37: "#,##0", 38: "#,##0"}
_BUILT_IN |= {39: "#,##0.00", 40: "#,##0.00", 49: "@", **CJK_DATES}


class Look(StrEnum):
    """How a cell shows a number."""

    GENERAL = "general"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Style:
    """One cell format (xf)."""

    look: Look
    size: float
    """Font size in points."""
    wrap: bool
    locked: bool
    shrink: bool = False


PLAIN = Style(Look.GENERAL, 11.0, wrap=False, locked=True)


def style_at(styles: Sequence[Style], number: int) -> Style:
    """Return the format that cells call by this number; a number that is not there is plain."""
    return styles[number] if number < len(styles) else PLAIN


def style_of(cell: Element, styles: Sequence[Style]) -> Style:
    return style_at(styles, int(cell.get("s", "0") or "0"))


def read_styles(root: Element | None) -> tuple[Style, ...]:
    """Return the formats in the order in which cells count them."""
    if root is None:
        return (PLAIN,)
    codes = _codes(root)
    sizes = [_size(font) for fonts in children(root, "fonts") for font in children(fonts, "font")]
    styles = [_style(xf, codes, sizes) for xfs in children(root, "cellXfs") for xf in children(xfs, "xf")]
    return tuple(styles) or (PLAIN,)


def _codes(root: Element) -> dict[int, str]:
    codes = dict(_BUILT_IN)
    for formats in children(root, "numFmts"):
        for element in children(formats, "numFmt"):
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    return codes


def _size(font: Element) -> float:
    element = child(font, "sz")
    return float(element.get("val", "11")) if element is not None else 11.0


def _style(xf: Element, codes: dict[int, str], sizes: list[float]) -> Style:
    code = codes.get(int(xf.get("numFmtId", "0")), "")
    font = int(xf.get("fontId", "0"))
    alignment, protection = child(xf, "alignment"), child(xf, "protection")
    wrap = alignment is not None and attribute(alignment, "wrapText") in {"1", "true"}
    shrink = alignment is not None and attribute(alignment, "shrinkToFit") in {"1", "true"}
    locked = protection is None or attribute(protection, "locked") not in {"0", "false"}
    return Style(_look(code), sizes[font] if font < len(sizes) else 11.0, wrap=wrap, locked=locked, shrink=shrink)


def _look(code: str) -> Look:
    if is_percent_format(code):
        return Look.PERCENT
    if is_date_format(code):
        return Look.DATE
    if code.strip() == "@":
        return Look.TEXT
    return Look.NUMBER if is_number_format(code) else Look.GENERAL
