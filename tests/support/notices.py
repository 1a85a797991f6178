"""Notices in Word, drawn for a test: text, table, merges."""

import io

import docx

from toolkit.plan import shipped
from toolkit.plan.notice import read_notice
from toolkit.plan.read import read_plan
from toolkit.plan.write import write_plan

HEADS = ("序号", "立项名称", "实事内容", "承办单位")
ROWS = (("1", "供水", "建水厂3处。", "水利局"), ("2", "道路", "修路20公里。", "交通局\n黄冕镇"), ("", "", "装路灯。", ""))
BODY = (
    "鹿寨县人民政府文件",
    "鹿政发〔2022〕1号",
    "关于下达2022年县级为民办实事工作任务的通知",
    "各承办单位从4月起，每逢双月5日（即：4月5日、6月5日、8月5日、10月8日、12月5日）前将为民办实事项目的进展情况、存在问题及下一步工作计划"
    "等情况填入项目进展情况表（附件2）报送至县政府督查室，直至项目全部完成。",
    "报送方式：通过公文交换系统或者电子邮件发至县政府督查室邮箱：lzxzfdcs@163.com；纸质版材料需经单位领导签字盖章扫描后一并报送。",
    "要求为民办实事项目原则上在2022年10月31日前完成，如有特殊情况需要延期的，要提前报告，原则上调整项目或项目需要延期完成的要在2022年7月之前上报。",
    "2022年2月21日",
)


def notice(rows=ROWS, *, body=BODY, heads=HEADS, title=shipped.TITLE, remark="", edit=None) -> bytes:
    """Draw a notice: text, 附件1, title, table."""
    paper = docx.Document()
    for line in (*body, "附件1", title):
        paper.add_paragraph(line)
    add_table(paper, rows, heads, remark)
    if edit:
        edit(paper)
    return saved(paper)


def add_table(paper, rows, heads=HEADS, remark=""):
    table = paper.add_table(rows=0, cols=len(rows[0]))
    for values in ((heads,) if heads else ()) + tuple(rows):
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    if remark:
        cells = table.add_row().cells
        cells[0].merge(cells[-1]).text = remark
    return table


def saved(paper) -> bytes:
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def plan_from_notice(data: bytes, extension: str = "docx") -> bytes:
    """Return the 附件1.xlsx that a notice makes."""
    return write_plan(read_notice(data, extension).draft)


def plan_of(data: bytes):
    return read_plan(plan_from_notice(data))


def merged(paper):
    """Merge 序号, 立项名称 and blank units down, as the notice prints them."""
    table = paper.tables[0]
    start = 0
    for place, (number, *_rest) in enumerate([*shipped.ROWS[1:], ("x",)], start=1):
        if number and place - 1 > start:
            for column in (0, 1):
                table.cell(start + 1, column).merge(table.cell(place, column))
        start = place if number else start
    table.cell(8, 3).merge(table.cell(9, 3))
    table.cell(15, 3).merge(table.cell(17, 3))
