"""Word and OpenDocument: what the sender sees is what is read."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal

import pytest

from toolkit.intake.sheets import read_book
from toolkit.nouns.cells import Cell
from toolkit.nouns.limits import Limits

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(runs: str) -> Cell:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        cell = f"<w:tc><w:p>{runs}</w:p></w:tc>"
        body = f"<w:tbl><w:tr>{cell}{cell}</w:tr><w:tr>{cell}{cell}</w:tr></w:tbl>"
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return read_book(out.getvalue(), "a.docx", Limits()).sheets[0].cells[1, 1]


@pytest.mark.parametrize(
    ("look", "struck"),
    [
        ("<w:strike/>", "旧数"),
        ("<w:dstrike/>", "旧数"),
        ('<w:strike w:val="1"/>', "旧数"),
        ('<w:strike w:val="0"/>', ""),
        ('<w:strike w:val="false"/>', ""),
        ("<w:b/>", ""),
    ],
)
def test_what_is_struck_out_in_word_is_kept_apart(look, struck):
    found = word(f"<w:r><w:rPr>{look}</w:rPr><w:t>旧数</w:t></w:r><w:r><w:t>新数</w:t></w:r>")
    assert (found.value, found.struck, found.kept) == ("旧数新数", struck, "新数" if struck else "")


def fods(cell: str) -> Cell:
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    flat = (
        f'<?xml version="1.0"?><office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f'<office:body><office:spreadsheet><table:table table:name="附件2"><table:table-row>{cell}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document>"
    )
    return read_book(flat.encode(), "a.fods", Limits()).sheets[0].cells[1, 1]


def value(kind: str, attribute: str, shown: str) -> Cell:
    return fods(f'<table:table-cell office:value-type="{kind}" office:{attribute}><text:p>{shown}</text:p></table:table-cell>')


def test_what_an_ods_cell_shows_is_kept():
    assert value("float", 'value="46"', "已完成46所").words == "已完成46所"
    assert value("float", 'value="30"', "30%").words == "30%"
    assert value("float", 'value="46"', "46").words == ""
    assert value("float", 'value="0.30000000000000004"', "0.3").value == Decimal("0.3")
    month = value("date", 'date-value="2022-03-01"', "2022年3月")
    assert (month.value, month.number_format) == (datetime(2022, 3, 1), 'yyyy"年"m"月"')  # noqa: DTZ001


def test_a_number_that_is_none_is_that_cell_s_error():
    assert value("float", 'value="NaN"', "NaN").kind.value == "error"


@pytest.mark.parametrize(
    ("shown", "style"), [("2022年9月", 'yyyy"年"m"月"'), ("Sep 22", 'yyyy"年"m"月"'), ("9月", 'm"月"'), ("9月1日", "")]
)
def test_an_ods_date_that_shows_only_its_month_says_so(shown: str, style: str) -> None:
    cell = fods(
        f'<table:table-cell office:value-type="date" office:date-value="2022-09-01"><text:p>{shown}</text:p></table:table-cell>'
    )
    assert cell.number_format == style
