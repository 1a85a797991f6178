"""The sheet 退回问题: every problem in a line, with a link to its cell. Sheet XML by hand, all text as text. Pure."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from toolkit.generate.fillings import escaped
from toolkit.generate.heights import HIGHEST, Box, needed
from toolkit.nouns.problems import Severity
from toolkit.ooxml.namespaces import SPREADSHEET
from toolkit.outputs.returned.findings import Finding
from toolkit.outputs.returned.looks import Looks
from toolkit.outputs.returned.sentences import item_words, place_words

NAME = "退回问题"
_COLUMNS = (("位置", 9.0), ("哪一项", 28.0), ("哪一栏", 13.0), ("哪里不对", 42.0), ("怎样改", 36.0), ("要求", 9.0))
_SIZE = 11.0
_LETTERS = "ABCDEF"
HEAD = 3
"""The row of the table's header."""
_PAGE = (
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
)


def listing(title: str, intro: str, findings: Sequence[Finding], looks: Looks, form_sheet: str) -> bytes:
    """Return the sheet's member. `form_sheet`: the name of the sheet that the links lead to."""
    head, body = looks.text(size=_SIZE, bold=True, centre=True), looks.text(size=_SIZE)
    link = looks.text(size=_SIZE, link=True, centre=True)
    marks = {severity: looks.text(size=_SIZE, tint=severity, centre=True) for severity in Severity}
    centre = looks.text(size=_SIZE, centre=True)
    whole = sum(width for _, width in _COLUMNS)
    rows = [
        _row(1, [(title, looks.text(size=16, bold=True, boxed=False))], [whole], 16),
        _row(2, [(intro, looks.text(size=_SIZE, boxed=False))], [whole], _SIZE),
        _row(HEAD, [(name, head) for name, _ in _COLUMNS], [width for _, width in _COLUMNS], _SIZE),
    ]
    links = []
    for number, one in enumerate(findings, start=HEAD + 1):
        texts = (one.here or "全表", item_words(one.item), one.header, _said(one), one.fix, "须修改" if one.must else "请留意")
        styles = (link if one.here else centre, body, body, body, body, marks[one.severity])
        rows.append(_row(number, list(zip(texts, styles, strict=True)), [width for _, width in _COLUMNS], _SIZE))
        if one.here:
            links.append(_link(f"A{number}", form_sheet, one.here))
    return _sheet(rows, links).encode()


def _said(one: Finding) -> str:
    where = place_words(one)
    return f"{one.message}（{where}）" if where else one.message


def _row(number: int, cells: Sequence[tuple[str, int]], widths: Sequence[float], size: float) -> str:
    height = max(needed(text, Box(width, size, wrap=True)) for (text, _), width in zip(cells, widths, strict=True))
    inside = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
        for letter, (text, style) in zip(_LETTERS, cells, strict=False)
    )
    return f'<row r="{number}" ht="{min(HIGHEST, height + 4):.2f}" customHeight="1">{inside}</row>'


def _link(cell: str, sheet: str, target: str) -> str:
    """Return a link inside the workbook; a sheet's name may hold an apostrophe."""
    quoted = sheet.replace("'", "''")
    location = quoteattr(f"'{quoted}'!{target}")
    return f'<hyperlink ref="{cell}" location={location} display="{target}"/>'


def _sheet(rows: Sequence[str], links: Sequence[str]) -> str:
    cols = "".join(f'<col min="{n}" max="{n}" width="{w:g}" customWidth="1"/>' for n, (_, w) in enumerate(_COLUMNS, 1))
    hyperlinks = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{SPREADSHEET}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"><pane ySplit="{HEAD}" topLeftCell="A{HEAD + 1}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{cols}</cols><sheetData>{''.join(rows)}</sheetData>"
        '<mergeCells count="2"><mergeCell ref="A1:F1"/><mergeCell ref="A2:F2"/></mergeCells>'
        f"{hyperlinks}{_PAGE}</worksheet>"
    )
