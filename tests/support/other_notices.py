"""Notices of other counties, drawn after real ones: texts with tables pasted in, lists, Word and Excel with merged heads."""

import io

import docx
from openpyxl import Workbook

SECTIONS = """盐池县人民政府办公室文件
盐政办发〔2024〕15号
关于印发盐池县2024年民生实事责任分解表的通知
各乡镇人民政府、各部门：
请各责任单位于3月15日前将实施方案报县政府督查室备案，每季度末月20日前将进展情况报县政府督查室，邮箱ycdc@163.com。所有项目务必于2024年12月底前完成。
盐池县人民政府办公室
2024年3月1日
附件
盐池县2024年民生实事责任分解表
序号\t民生实事\t2024年建设内容\t主要责任单位\t配合单位\t分管领导\t完成时限\t资金（万元）
一、就业（2项）
1\t稳岗扩就业\t城镇新增就业2600人。\t县人社局\t县财政局、各乡镇\t副县长\t12月底前\t300
2\t技能培训\t培训1500人次。\t县人社局\t县教育局\t副县长\t9月底\t120
二、教育（1项）
3\t学位扩容\t新建幼儿园2所。\t县教育局\t\t副县长\t9月投入使用\t2000
"""
TWO_HEADS = """西湖区2025年政府工作报告重点任务分解表
（共3项）
序号\t重点任务\t目标任务\t责任单位\t\t完成时间
\t\t\t牵头单位\t配合单位\t
1\t产业提质\t新增规上企业20家。\t区经信局\t区科技局，各镇街\t全年
2\t产业提质\t招商引资到位50亿元。\t区商务局\t\t12月31日
3\t城市更新\t改造老旧小区12个。\t区住建局\t区城管局\t6月底前
各牵头单位每月25日前将推进情况报区政府督查室。
"""
LISTED = """关于做好2024年为民办实事工作的通知
鄂温克旗各苏木乡镇：
现将2024年旗级民生实事安排如下，请各单位每月25日前报旗政府督查室，邮箱ewkdc@163.com。
一、就业（2项）
1．城镇新增就业1000人。牵头单位：旗人社局；配合单位：旗财政局、各苏木乡镇。完成时限：12月底前。
2．零就业家庭动态清零。牵头单位：旗人社局。
二、教育
1．新建幼儿园1所。牵头单位：旗教育局；配合单位：旗住建局；完成时限：9月投入使用。
鄂温克旗人民政府办公室
2024年2月20日
"""
ONE_BY_ONE = """永兴市2023年十件民生实事
实事一：农村公路提质工程
建设内容：新改建农村公路100公里。
牵头单位：市交通运输局
配合单位：市财政局、各乡镇（街道）
完成时限：11月底
实事二：学位保障工程
建设内容：新增公办学位3000个。
牵头单位：市教育局
分管领导：副市长
完成时限：2023年8月31日前
各单位每半月报送一次进展情况至市政府督查室。
"""
IN_BRACKETS = """临江县民生实事项目表（2024年）
1. 城区道路提升工程。改造道路5条。（县住建局牵头，县公安局、县交通局配合）
2. 饮水安全工程。新建水厂2座。（县水利局牵头）
请于6月30日、12月31日前将进展情况报县政府督查室。
"""
COMMAS = """江州区2024年为民办实事项目责任表
序号,项目名称,建设地点,投资额（万元）,责任单位,完成时限
1,文化广场,城北,500,区文旅局,2024.10
2,敬老院,城南,800,"区民政局、城南街道",2024年9月底
请于4月15日、4月30日、5月15日前报送进展情况。
"""
WEEKLY = """清水县2024年政府重点工作任务清单
序号\t工作任务\t年度目标\t责任部门
1\t推进污水管网建设\t完成20公里\t住建局
2\t建设农贸市场\t建成3个\t市场监管局、城关镇
自2024年11月起，每周五前将进展报县政府督查室。
"""
TEN_DAYS = """大洼区人民政府办公室关于做好水利建设攻坚的通知
大政办〔2025〕21号
自2025年9月起，各责任单位每旬末（10日、20日、月底前）向区政府督查室报送进展情况，直至12月底。
大洼区2025年秋冬季水利建设攻坚任务清单
序号\t工程名称\t建设内容\t责任单位\t完成时间
1\t堤防加固\t加固8.6公里\t区水利局\t2025年11月30日
2\t节水改造\t衬砌22公里\t区农业农村局，各镇、街道\t12月底
"""
UNTIL = """清河县人民政府办公室
请各责任单位自2025年9月1日起至10月31日，每周五17时前将进展情况报县政府督查室。
清河县2025年重建任务表
说明：本表由县政府督查室负责解释
序号\t重点任务\t目标任务\t牵头单位\t配合单位
1\t道路抢通\t修复公路36公里\t县交通局（牵头），各县（市、区）政府\t县财政局
"""
LED = """关于印发《永安市2025年为民办实事项目实施方案》的通知
永政办〔2025〕8号
实事一：新建农村公路60公里
责任领导：副市长
牵头单位：市交通运输局
配合单位：各乡镇（街道）
实事二：新增托位500个
责任领导：副市长
牵头单位：市卫健局
配合单位：市发改局
请于4月5日、7月5日前将进展报送市政府督查室。
"""


def two_headed_word() -> bytes:
    """A Word table whose 责任单位 is merged over 牵头 and 配合, 序号 over both head rows, with section rows across."""
    paper = docx.Document()
    for line in ("武平县2025年民生实事项目责任分解表", "请每单月10日前报县政府督查室。2025年11月30日前完成。"):
        paper.add_paragraph(line)
    table = paper.add_table(rows=7, cols=6)
    rows = (
        ("序号", "实事项目", "年度目标", "责任单位", "", "时间节点"),
        ("", "", "", "牵头", "配合", ""),
        ("一、教育类", "", "", "", "", ""),
        ("1", "幼儿园建设", "新建2所", "县教育局", "县住建局\n县财政局", "8月底前"),
        ("2", "校园食堂", "改造9个", "县教育局", "", "12月底"),
        ("二、交通类", "", "", "", "", ""),
        ("3", "农村公路", "提升30公里", "县交通运输局", "各乡（镇）", "11月"),
    )
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value:
                table.cell(row, column).text = value
    table.cell(0, 3).merge(table.cell(0, 4))
    for column in (0, 1, 2, 5):
        table.cell(0, column).merge(table.cell(1, column))
    for row in (2, 5):
        table.cell(row, 0).merge(table.cell(row, 5))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def workbook() -> bytes:
    """An Excel table: title over it, 类别 and leader merged down, the reporting rule below."""
    book = Workbook()
    page = book.active
    rows = (
        ("万宁市2024年重点项目推进计划表",),
        ("类别", "序号", "项目名称", "建设内容及规模", "牵头责任单位", "市领导", "完成时限"),
        ("交通", 1, "滨海大道", "新建道路6公里", "市交通局", "副市长", "2024年12月"),
        (None, 2, "客运站", "改建客运站1座", "市交通局", None, "10月底前"),
        ("水务", 3, "水厂", "新建水厂1座", "市水务局、万城镇", "市长", None),
        ("报送要求：每季度末月25日前报市政府督查室，邮箱 wndc@163.com。",),
    )
    for values in rows:
        page.append(values)
    page.merge_cells("A1:G1")
    page.merge_cells("A3:A4")
    page.merge_cells("F3:F4")
    page.merge_cells("A6:G6")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


KINDS = {
    "sections": (SECTIONS.encode(), "txt"),
    "two heads": (TWO_HEADS.encode("gb18030"), "txt"),
    "list": (LISTED.encode("utf-16"), "txt"),
    "one by one": (ONE_BY_ONE.encode(), "txt"),
    "brackets": (IN_BRACKETS.encode(), "txt"),
    "commas": (COMMAS.encode(), "csv"),
    "weekly": (WEEKLY.encode("utf-8-sig"), "txt"),
    "ten days": (TEN_DAYS.encode(), "txt"),
    "until": (UNTIL.encode(), "txt"),
    "led": (LED.encode(), "txt"),
    "word": (two_headed_word(), "docx"),
    "excel": (workbook(), "xlsx"),
}
"""Name → (bytes, extension)."""
