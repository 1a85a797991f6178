"""Build templates/收件回执.docx as shipped (GB/T 9704-2012): the receipt as a page to print. The office edits it in Word."""

import sys
from pathlib import Path

from make_returned_letter import build

LINES: tuple[tuple[str, str], ...] = (
    ("title", "{{ 设置.表名 }}收件回执"),
    ("plain", ""),
    ("plain", "{{ 单位.全称 }}："),
    ("body", "贵单位报送的{{ 期次.名称 }}{{ 设置.表名 }}已收到，文件为{{ 回执.文件 }}，{{ 回执.收到 }}。{{ 回执.结论 }}。"),
    ("body", "{%p for 句 in 回执.齐全 %}"),
    ("body", "{{ 句 }}"),
    ("body", "{%p endfor %}"),
    ("body", "{%p if 回执.提示 %}"),
    ("body", "请留意以下内容（本表已收下；要更正的，改后重报即可）："),
    ("body", "{%p for 条 in 回执.提示 %}"),
    ("body", "{{ 条 }}"),
    ("body", "{%p endfor %}"),
    ("body", "{%p endif %}"),
    ("body", "不清楚的，请联系{{ 回执.联系 }}。"),
    ("plain", ""),
    ("sign", "{{ 设置.督查室 }}"),
    ("date", "{{ 回执.日期 }}"),
)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "templates" / "收件回执.docx"
    build(LINES, "收件回执", target)
