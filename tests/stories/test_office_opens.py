"""Word and Excel open everything that we hand out without repair: every book and letter of the demo's two periods, audited."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from judge_desk import HERE, good, shipped_form, shipped_plan

from toolkit.generate import Press

openxml_audit = pytest.importorskip("openxml_audit", reason="needs openxml-audit (pip install duban[dev])")
pytestmark = pytest.mark.slow


def faults(file: Path) -> list[str]:
    found = openxml_audit.OpenXmlValidator().validate(str(file))
    return [re.sub(r"\s+", " ", str(error)) for error in found.errors]


def kinds(root: Path):
    """Yield one book or letter of each kind: the first unit's stands for all units'."""
    seen = set()
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".xlsx", ".docx"} and "archive" not in p.parts):
        kind = (path.parent.name, re.sub(r"-[^-.]+(?=[-.])", "-", path.name))
        if kind not in seen:
            seen.add(kind)
            yield path


def test_every_book_and_letter_opens_without_repair(played_demo):
    files = list(kinds(played_demo))
    assert len(files) > 15
    assert {file.relative_to(played_demo).as_posix(): said for file in files if (said := faults(file))} == {}


def decorated() -> bytes:
    """Return the form as a clerk may have made it up: a picture, a chart and a table beside it."""
    from openpyxl import load_workbook
    from openpyxl.chart import BarChart, Reference
    from openpyxl.drawing.image import Image
    from openpyxl.worksheet.table import Table
    from PIL import Image as Drawn

    book = load_workbook(HERE / "附件2.xlsx")
    form, more = book.worksheets[0], book.create_sheet("参考")
    for row in (("月份", "投资"), ("1月", 10), ("2月", 20), ("3月", 35)):
        more.append(row)
    more.add_table(Table(displayName="投资", ref="A1:B4"))
    chart = BarChart()
    chart.add_data(Reference(more, min_col=2, min_row=1, max_row=4), titles_from_data=True)
    form.add_chart(chart, "P2")
    seal = BytesIO()
    Drawn.new("RGB", (40, 40), "#a61b1b").save(seal, "PNG")
    form.add_image(Image(seal), "P20")
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_form_with_picture_chart_and_table_is_issued_without_a_new_fault(tmp_path):
    plan, form = shipped_plan(), shipped_form()
    template = decorated()
    unit, period = plan.unit("教育局"), plan.periods[0]
    items = tuple(item for item in plan.items if unit.name in item.hosts)
    last = {item.id: good(item.id, unit.name, period.id) for item in items}
    before, after = tmp_path / "表样.xlsx", tmp_path / "下发.xlsx"
    before.write_bytes(template)
    after.write_bytes(Press(template, form, plan).issue(unit, period, items, last, {}))
    assert shape(faults(after)) - shape(faults(before)) == set()


def shape(said: list[str]) -> set[str]:
    """Return faults without their numbers: which row it is does not matter, nor how many cells."""
    return {re.sub(r"\[?\d+\]?", "#", one) for one in said}
