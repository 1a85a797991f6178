"""Cell formats that a 退回 copy adds to the template's own: tinted twins of its formats, and those of the list. Pure."""

from copy import deepcopy

from toolkit.nouns.problems import Severity
from toolkit.ooxml.package import Element, child, children, local

_TINTS = {Severity.RETURN: "FFFFC7CE", Severity.REMARK: "FFFFE699"}
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")


class Looks:
    """The workbook's styles part under work. Ask for numbers, then take `root`."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._twins: dict[tuple[int, Severity], int] = {}
        self._fills: dict[str, int] = {}

    def tinted(self, number: int, severity: Severity) -> int:
        """Return the format that is like `number`, locks and number formats included, but tinted."""
        if (number, severity) not in self._twins:
            formats = self._group("cellXfs")
            known = list(children(formats, "xf"))
            twin = deepcopy(known[number]) if number < len(known) else self._new("xf", numFmtId="0", fontId="0", borderId="0")
            twin.set("fillId", str(self._fill(_TINTS[severity])))
            twin.set("applyFill", "1")
            self._twins[number, severity] = self._add(formats, twin)
        return self._twins[number, severity]

    def text(
        self,
        *,
        size: float,
        bold: bool = False,
        link: bool = False,
        tint: Severity | None = None,
        boxed: bool = True,
        centre: bool = False,
    ) -> int:
        """Return a format for wrapped text of the list."""
        xf = self._new(
            "xf",
            numFmtId="0",
            fontId=str(self._font(size, bold=bold, link=link)),
            fillId=str(self._fill(_TINTS[tint]) if tint else 0),
            borderId=str(self._border() if boxed else 0),
            xfId="0",
            applyFont="1",
            applyFill="1",
            applyBorder="1",
            applyAlignment="1",
        )
        across = "center" if centre else "left"
        xf.append(self._new("alignment", horizontal=across, vertical="center", wrapText="1"))
        return self._add(self._group("cellXfs"), xf)

    def _font(self, size: float, *, bold: bool, link: bool) -> int:
        font = self._new("font")
        if bold:
            font.append(self._new("b"))
        if link:
            font.append(self._new("u"))
        font.append(self._new("sz", val=f"{size:g}"))
        font.append(self._new("color", **{"rgb": "FF0563C1" if link else "FF000000"}))
        font.append(self._new("name", val="黑体" if bold else "仿宋_GB2312"))
        font.append(self._new("family", val="2"))
        return self._add(self._group("fonts"), font)

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            fill = self._new("fill")
            pattern = self._new("patternFill", patternType="solid")
            pattern.append(self._new("fgColor", rgb=colour))
            pattern.append(self._new("bgColor", indexed="64"))
            fill.append(pattern)
            self._fills[colour] = self._add(self._group("fills"), fill)
        return self._fills[colour]

    def _border(self) -> int:
        border = self._new("border")
        for side in ("left", "right", "top", "bottom"):
            line = self._new(side, style="thin")
            line.append(self._new("color", rgb="FF808080"))
            border.append(line)
        border.append(self._new("diagonal"))
        return self._add(self._group("borders"), border)

    def _group(self, name: str) -> Element:
        element = child(self.root, name)
        if element is None:
            element = self._new(name)
            before = set(_ORDER[: _ORDER.index(name)])
            self.root.insert(max((i + 1 for i, e in enumerate(self.root) if local(e) in before), default=0), element)
        return element

    def _add(self, group: Element, made: Element) -> int:
        group.append(made)
        count = sum(1 for _ in children(group, local(made)))
        group.set("count", str(count))
        return count - 1

    def _new(self, name: str, **attributes: str) -> Element:
        space = str(self.root.tag).rpartition("}")[0]
        return self.root.makeelement(f"{space}}}{name}" if space else name, attributes)
