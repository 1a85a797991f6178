"""Build templates/催报通知.docx as shipped (GB/T 9704-2012). The office edits the result in Word; this is only its origin."""

import sys
from pathlib import Path

from make_returned_letter import RECEIVED, build

LINES: tuple[tuple[str, str], ...] = (
    ("title", "关于{{ 催报.事由 }}{{ 设置.表名 }}的通知"),
    ("plain", ""),
    ("plain", "{{ 单位.全称 }}："),
    (
        "body",
        "按照{% if 设置.通知文号 %}{{ 设置.通知文号 }}文件{% else %}通知{% endif %}要求，{{ 期次.名称 }}{{ 催报.材料 }}应于"
        "{{ 催报.截止 }}前报送。报送截止：{{ 催报.截止依据 }}。截至{{ 催报.截至 }}，{{ 催报.情况 }}。",
    ),
    ("body", "{%p if 催报.此前 %}"),
    ("body", "{{ 催报.此前 }}。"),
    ("body", "{%p endif %}"),
    ("body", "{%p if 催报.事项 %}"),
    ("body", "贵单位本期应报的任务："),
    ("body", "{%p for 条 in 催报.事项 %}"),
    ("body", "{{ 条 }}"),
    ("body", "{%p endfor %}"),
    ("body", "{%p endif %}"),
    (
        "body",
        "请于{{ 催报.期限 }}前{% if 催报.已过 %}补报{% else %}报送{% endif %}{{ 催报.欠缺 }}。{{ 催报.节假日 }}"
        "报送时间如实登记，作为年终评分的依据。",
    ),
    ("body", "已经报送的，请告知报送时间和方式，以便核对。联系：{{ 催报.联系 }}。"),
    ("plain", ""),
    ("sign", "{{ 设置.督查室 }}"),
    ("date", "{{ 催报.日期 }}"),
    ("body", "{%p if 催报.抄送 %}"),
    ("body", "抄送：{{ 催报.抄送 }}"),
    ("body", "{%p endif %}"),
)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "templates" / "催报通知.docx"
    build(LINES, "催报通知", target, RECEIVED)
