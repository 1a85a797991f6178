"""附件2 as a clerk edits it in Excel."""

from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

SHIPPED = Path(__file__).parents[2] / "templates" / "附件2.xlsx"


def edited_form() -> Workbook:
    """Return the shipped form with a column added, one renamed, and two changed about."""
    book = load_workbook(SHIPPED)
    sheet = book["附件2"]
    sheet["N4"], sheet["N5"] = "完成投资（万元）*", "{{ 填报.完成投资 }}"
    sheet["I4"] = "主要困难*"
    for row in (4, 5):
        sheet.cell(row, 8).value, sheet.cell(row, 10).value = sheet.cell(row, 10).value, sheet.cell(row, 8).value
    rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
    rule.add("N5")
    sheet.add_data_validation(rule)
    return book
