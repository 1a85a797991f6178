"""Two states of 附件1 told apart: each changed cell by its address, whole rows that came or went, nothing else."""

from io import BytesIO

import openpyxl
import pytest

from toolkit.plan.changed_cells import changed_cells


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = BytesIO()
    made.save(target)
    return target.getvalue()


BASE = {
    "期次": [["期次", "截止日期"], ["2022-04", "2022-04-05"], ["2022-06", "2022-06-05"]],
    "设置": [["项", "值"], ["节假日顺延", "是"]],
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"期次": [BASE["期次"][0], ["2022-04", "2022-04-12"], BASE["期次"][2]]}, [("期次", "B2", "2022-04-05", "2022-04-12")]),
        ({"设置": [["项", "值"], ["节假日顺延", "否"]]}, [("设置", "B2", "是", "否")]),
        ({"设置": [["项", "值"], ["节假日顺延"]]}, [("设置", "B2", "是", "")]),
        ({"设置": [*BASE["设置"], ["年度", 2022]]}, [("设置", "第3行", "", "年度 2022")]),
        ({"设置": BASE["设置"][:1]}, [("设置", "第2行", "节假日顺延 是", "")]),
        ({"节假日": [["日期", "类型"]]}, [("节假日", "第1行", "", "日期 类型")]),
        ({"期次": [BASE["期次"][0], ["2022-02", "x"], *BASE["期次"][1:]]}, [("期次", "第2行", "", "2022-02 x")]),
    ],
)
def test_changed_cells(change, expected):
    found = changed_cells(book(**BASE), book(**{**BASE, **change}))
    assert [(c.sheet, c.where, c.before, c.after) for c in found] == expected


def test_saving_again_changes_nothing():
    data = book(**BASE)
    again = BytesIO()
    openpyxl.load_workbook(BytesIO(data)).save(again)
    assert changed_cells(data, again.getvalue()) == ()
