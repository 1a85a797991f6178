"""The chart of 领导专报 as Word draws it itself: stacked bars, one a 件, editable in looks, no picture. Pure."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from toolkit.ooxml.namespaces import CHART, DRAWING, LINKS, WORD_DRAWING
from toolkit.outputs.brief.figures import COLOURS, BriefFigures, Position, ProjectBar, has_room
from toolkit.outputs.brief.leader import PLACE_OF_CHART

if TYPE_CHECKING:
    from docx.document import Document

_KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_MILLIMETRE = 36000
_WIDTH, _PER_BAR, _MARGIN = 156, 5.5, 15
"""Millimetres."""


def chart_put(document: "Document", known: BriefFigures) -> None:
    """Put the chart where {{ 专报.图 }} stands; a template without it gets none."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    for paragraph in document.paragraphs:
        if paragraph.text.strip() != PLACE_OF_CHART:
            continue
        part = Part(PackURI("/word/charts/chart1.xml"), _KIND, chart_xml(known).encode(), document.part.package)
        relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        _replaced(paragraph, relation, _MARGIN + _PER_BAR * len(known.bars))
        return


def _replaced(paragraph: Any, relation: str, height: float) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph.clear()
    paragraph.paragraph_format.line_spacing = 1.0
    size = f'cx="{_WIDTH * _MILLIMETRE}" cy="{round(height * _MILLIMETRE)}"'
    drawing = parse_xml(
        f'<w:drawing {nsdecls("w")}><wp:inline xmlns:wp="{WORD_DRAWING}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr id="1" name="图表 1" descr="各件任务进展，按件分列"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{CHART}">'
        f'<c:chart xmlns:c="{CHART}" xmlns:r="{LINKS}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    paragraph.add_run()._r.append(drawing)


def chart_xml(known: BriefFigures) -> str:
    """Return the chart's part: one series a group, the first 件 on top."""
    bars = known.bars
    most = known.longest
    series = "".join(_series(place, group, bars, most) for place, group in enumerate(Position))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}"><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="40"/><c:overlap val="100"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'{_type(900)}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="{most}"/><c:min val="0"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="none"/><c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
        '</c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/>'
        f'{_type(900)}</c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>"
    )


def _series(place: int, group: Position, bars: Sequence[ProjectBar], most: int) -> str:
    narrow = "".join(
        f'<c:dLbl><c:idx val="{n}"/><c:delete val="1"/></c:dLbl>'
        for n, bar in enumerate(bars)
        if bar.counts[place] and not has_room(bar.counts[place], most)
    )
    names = "".join(f'<c:pt idx="{n}"><c:v>{escape(bar.name)}</c:v></c:pt>' for n, bar in enumerate(bars))
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"<c:tx><c:v>{group.value}</c:v></c:tx>"
        f'<c:spPr><a:solidFill><a:srgbClr val="{COLOURS[group]}"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls>{narrow}{_type(800)}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f'<c:cat><c:strLit><c:ptCount val="{len(bars)}"/>{names}</c:strLit></c:cat>'
        f'<c:val><c:numLit><c:formatCode>0</c:formatCode><c:ptCount val="{len(bars)}"/>{"".join(_values(place, bars))}'
        "</c:numLit></c:val></c:ser>"
    )


def _values(place: int, bars: Sequence[ProjectBar]) -> Iterator[str]:
    """Yield the counts; a nought is left out, so that no label says 0."""
    for number, bar in enumerate(bars):
        if bar.counts[place]:
            yield f'<c:pt idx="{number}"><c:v>{bar.counts[place]}</c:v></c:pt>'


def _type(size: int) -> str:
    face = '<a:latin typeface="仿宋_GB2312"/><a:ea typeface="仿宋_GB2312"/>'
    look = f'<a:pPr><a:defRPr sz="{size}">{face}</a:defRPr></a:pPr>'
    return f'<c:txPr><a:bodyPr/><a:p>{look}<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
