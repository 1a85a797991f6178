"""A template understood quickly is understood as openpyxl understands it, or left to it."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

from toolkit.form.read_format import BUILT_IN, CJK_DATES
from toolkit.form.template_sheet import GENERAL, TemplateCell, plain_template, template_by_openpyxl
from toolkit.ooxml.package import Package

ROOT = Path(__file__).parents[2]
BOOKS = sorted(ROOT.glob("templates/**/附件2.xlsx")) + sorted(ROOT.glob("tests/stories/**/附件2*.xlsx"))
SHIPPED = ROOT / "templates" / "附件2.xlsx"


def edited(edit) -> bytes:
    book = load_workbook(SHIPPED)
    edit(book, book["附件2"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def facts(content):
    """Return all that is told; a blank cell of no format is as none."""
    assert content is not None
    return content.names, content.from_1904, [
        (s.title, s.names, set(s.merges), set(s.hidden), {k: c for k, c in s.cells.items() if c != TemplateCell(None)}, s.last_row, s.last_column) for s in content.sheets
    ]  # fmt: skip


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_of_ours(path):
    data = path.read_bytes()
    assert facts(plain_template(Package(data))) == facts(template_by_openpyxl(data))


EDITS = {
    "formula": lambda book, sheet: sheet.cell(12, 3, "=SUM(A5:A6)"),
    "named list": lambda book, sheet: book.defined_names.add(DefinedName("状态", attr_text="'附件2'!$A$1:$A$3")),
    "its own name": lambda book, sheet: sheet.defined_names.add(DefinedName("档", attr_text="'附件2'!$A$1")),
    "hidden columns": lambda book, sheet: [setattr(sheet.column_dimensions[c], "hidden", True) for c in "BN"],
    "number, percent, day": lambda book, sheet: [sheet.cell(20, c, v) for c, v in enumerate((5, 0.5, date(2022, 4, 5), True), 1)],
    "another sheet": lambda book, sheet: book.create_sheet("选项", 0).append(["是", "否", None, "#REF!"]),
    "far away": lambda book, sheet: sheet.cell(900, 40, "远"),
    "merged": lambda book, sheet: sheet.merge_cells("A20:F22"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_clerks_edits(edit):
    data = edited(edit)
    assert facts(plain_template(Package(data))) == facts(template_by_openpyxl(data))


def test_built_in_formats_are_those_of_openpyxl():
    assert {0: GENERAL, **BUILT_IN} == BUILTIN_FORMATS
    assert not BUILT_IN.keys() & CJK_DATES.keys()


@pytest.mark.parametrize(
    "edit",
    [
        lambda book, sheet: setattr(sheet["A20"], "hyperlink", "https://example.cn"),
        lambda book, sheet: setattr(book, "epoch", CALENDAR_MAC_1904),
        lambda book, sheet: setattr(sheet.cell(20, 1, 1.5), "number_format", "[h]:mm"),
        lambda book, sheet: book.create_chartsheet("图"),
    ],
)
def test_what_it_cannot_know_is_openpyxls(edit):
    data = edited(edit)
    plain = plain_template(Package(data))
    assert plain is None or facts(plain) == facts(template_by_openpyxl(data))


def test_no_openpyxl_for_a_plain_template():
    code = (
        "import sys; from pathlib import Path; from toolkit.form.read import read_form; "
        f"read_form(Path({str(SHIPPED)!r}).read_bytes()); print('openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"
