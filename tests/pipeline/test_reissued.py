"""A form that is issued again names the day by which the unit is now to answer, on the table and in the instructions."""

from desk_workspace import desk, laid, office, silent, taken
from openpyxl import load_workbook

from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.issue import generate


def texts(root, unit: str) -> str:
    book = load_workbook(root / "outbox" / "2022-04" / "下发" / f"附件2-{unit}.xlsx")
    return "\n".join(str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value)


def test_day_of_a_unit_that_is_to_correct_its_return(tmp_path):
    root = laid(tmp_path)
    assert texts(root, "教育局").count("2022年4月6日") == 2  # as the deadline applies, as letters say it
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局", put("完成比例", "好多")), "2022-04-02T10:00")
    assert taken(root, "2022-04-08T09:00") == ("returned",)
    generate(office(root, "2022-04-08T10:00"), "2022-04", ("教育局", "水利局"), dry_run=False, tell=silent)
    assert texts(root, "教育局").count("2022年4月13日") == 2 and "2022年4月6日" not in texts(root, "教育局")
    assert texts(root, "水利局").count("2022年4月6日") == 2
