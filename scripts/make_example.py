"""Build the second shipped job (政府工作报告) out of its notice and the shipped form; the office edits the results."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from toolkit.plan.notice import read_notice
from toolkit.plan.write import write_plan

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
FOLDER = TEMPLATES / "示例" / "政府工作报告"
SETTINGS = {"盖章扫描件": "不要求", "按时认定": "电子表", "收表宽限": "10"}
TEXTS = {
    "立项名称": "重点任务",
    "实事内容": "目标任务",
    "承办单位": "牵头单位",
    "{{ 事项.承办单位 }}": "{{ 事项.承办单位 }}\n（配合：{{ 事项.配合单位 }}；{{ 事项.牵头领导 }}）",
}
"""Cells of the shipped form that read otherwise here."""
PHRASES = {
    "本表电子版和单位主要领导签字盖章后的扫描件，": "本表电子版",
    " 一并报送": " 报送",
    "填完后打印，请单位主要领导签字、加盖公章，再扫描成 PDF 或图片。": "只报电子表，不用报送盖章的纸质件。",
    "把本电子表和盖章扫描件一并通过": "把本电子表通过",
    "填报单位（盖章）：": "填报单位：",
    "单位主要领导（签字盖章）：": "单位主要领导：",
    "目标任务进展情况表": "进展情况表",
}
"""Parts of its sentences: this job wants no scan, and its name ends in 任务 already."""


def main() -> None:
    """Write 附件1.xlsx and 附件2.xlsx."""
    draft = read_notice((FOLDER / "通知.txt").read_bytes(), "txt").draft
    settings = tuple((name, SETTINGS.get(name, value), hint) for name, value, hint in draft.settings)
    (FOLDER / "附件1.xlsx").write_bytes(write_plan(replace(draft, settings=settings)))
    book = load_workbook(BytesIO((TEMPLATES / "附件2.xlsx").read_bytes()), rich_text=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                said = TEXTS.get(str(cell.value).strip(), str(cell.value))
                for theirs, ours in PHRASES.items():
                    said = said.replace(theirs, ours)
                if cell.value is not None and said != str(cell.value):
                    cell.value = said
    book.save(FOLDER / "附件2.xlsx")


if __name__ == "__main__":
    main()
