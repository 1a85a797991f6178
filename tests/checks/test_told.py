"""X10–X17: what a text says beside the other columns; half of every table must stay silent."""

from datetime import date
from decimal import Decimal

from notice_items import item
from row_tables import each_row

from toolkit.checks.rules.claims import finish_day, of_last_year, overall_share
from toolkit.checks.rules.quantities import out_of_scale, shortfall
from toolkit.checks.rules.slips import placeholder, says_the_same
from toolkit.checks.rules.standstill import held_up
from toolkit.checks.rules.sums import wrong_sum


# fmt: off
@each_row("text", [
    "因征地纠纷，项目停工。", "村民阻工，3号码头停工至今。", "受连续降雨影响，进度滞后。", "资金未到位，施工单位已撤场。", "项目进度缓慢，低于序时进度。", "上级补助资金尚未下达，材料款无法支付。", "施工队与村民谈不拢，无法进场。",
    "2次招标均流标，正在重新招标。", "管线迁改受阻，路面施工暂停。", "设备未能供货，安装无法推进。", "用地手续未批复，主体尚未动工。", "部分住户不愿搬迁。", "因土地权属争议，考试场停建。", "受疫情影响，工人无法返岗。",
])
def test_x10_sees_a_problem_that_is_told(text):
    assert held_up(text)


@each_row("text", [
    "因降雨停工5天，现已复工。", "项目未停工，正常施工。", "无阻工现象，施工顺利。", "此前征地受阻，现已解决。", "为避免进度滞后，施工单位增加机械3台。", "防止停工窝工，已备足材料。", "资金已到位，施工单位已进场。", "资金已全部下达。", "解决群众出行困难问题。", "去年停工的路段已复工。",
    "为600户特殊困难老年人家庭实施改造。", "5个系统主体已完工，其余5个正在开挖基坑。", "施工未受雨季影响。", "邻县项目因资金未到位停工，我县未受影响。", "如遇阻工将及时协调。", "征地受阻问题已协调解决。", "已制定防汛预案，防止停工。", "进度未滞后。",
])
def test_x10_is_silent_where_nothing_stands(text):
    assert held_up(text) is None


@each_row(("item_id", "text", "expected"), [
    ("6-2", "项目总体进度达80%。", "0.8"), ("10-1", "工程形象进度60%。", "0.6"), ("6-1", "目前总体完成85%。", "0.85"), ("6-2", "截至5月底，整体进度约为45%。", "0.45"), ("10-4", "完成总工程量的70%。", "0.7"), ("9-4", "任务完成率96%。", "0.96"), ("8-2", "总体形象进度为55.5%", "0.555"), ("10-1", "已完成65%。", "0.65"),
    ("1-1", "村级水厂完成60%。", None), ("2-1", "产业道路形象进度80%。", None), ("3-1", "主体形象进度90%。", None), ("6-1", "征地工作完成60%。", None), ("9-1", "合格率98%。", None), ("6-1", "完成投资80%。", None), ("6-2", "计划年底完成80%。", None), ("6-2", "上期总体进度60%，目前总体进度75%。", "0.75"),
    ("6-2", "总体进度60%。一标段总进度80%。", "0.6"), ("6-2", "较上期提高10%。", None), ("10-1", "路基完成50%", None), ("8-1", "群众满意度95%", None),
])
def test_x11_reads_only_what_is_said_of_the_whole(item_id, text, expected):
    assert overall_share(text, item(item_id)) == (Decimal(expected) if expected else None)


@each_row(("item_id", "text", "expected"), [
    ("6-2", "预计9月底完工。", (2022, 9, 30)), ("10-1", "道路预计2022年8月15日建成通车。", (2022, 8, 15)), ("10-4", "项目计划于10月底前全部完成。", (2022, 10, 31)), ("8-2", "该项目预计12月底竣工。", (2022, 12, 31)), ("8-3", "候车亭预计7月底前建成并投入使用。", (2022, 7, 31)),
    ("3-1", "预计8月底完成主体。", None), ("6-1", "一标段预计7月底完工。", None), ("6-2", "计划6月开工。", None), ("1-1", "村级水厂预计7月完工。", None), ("6-2", "原计划8月底完工。", None), ("10-1", "路基预计6月底完成。", None), ("6-2", "力争9月底完工。", None), ("6-2", "预计7月底完成招标。", None), ("6-2", "预计8月底不能完工。", None),
])
def test_x12_reads_only_the_finish_of_the_whole(item_id, text, expected):
    found = finish_day(text, item(item_id), 2022)
    assert (found[0] if found and not found[2] else None) == (date(*expected) if expected else None)


@each_row("text", [
    "我镇承担12个，已完成6个，其余5个待施工。", "10个系统中已完工4个，其余5个正在施工。", "共10处，已完工4处、在建3处、未开工2处。", "15个点位，已建成9个，剩余7个未开工。", "应建20处，建成12处，剩余7处正在施工。", "共建成12个，其中平山镇8个、四排镇6个。", "3所幼儿园，1所竣工、1所在建、2所未开工。",
])
def test_x13_sees_a_sum_that_fails(text):
    assert wrong_sum(text)


@each_row("text", [
    "我镇承担12个，已完成6个，其余6个待枯水期施工。", "15处工程已完工10处，剩余5处中3处正在安装水泵，2处正在打井。", "共筛查1386人，其中宫颈癌筛查760人、乳腺癌筛查626人。", "完成筛查6120人，其中拍片4800人，查出疑似病例35例。", "120个已建成，其中直流桩40个，交流桩80个。", "10个点中6个已通水调试，3个正在安装设备。",
    "共建成12个，其中平山镇8个。", "约20处，已完工12处，其余7处在建。", "发放补助1200人，其中女性700人、60岁以上800人。", "8个小区已全部开工，其中4个完成雨污分流，其余小区正在拆除违建。", "42公里管网已完成30公里，其余12公里正在施工。", "硬化5.2公里，改造危桥3座。", "46所学校完成36所，余10所暑假实施。",
])
def test_x13_is_silent_in_doubt(text):
    assert wrong_sum(text) is None


@each_row("text", [
    "截至X月X日，已完成管网铺设XX公里。", "已完成___公里。", "（示例）已完成主体工程。", "示例：已建成3处。", "××村码头已建成。", "已于 年 月 日开工。", "已建成N个。", "某某村已开工。", "［填写进展］", "已完成××%。", "2022年X月开工。", "已完成**处。", "请填写本期进展",
])
def test_x14_sees_a_placeholder(text):
    assert placeholder(text)


@each_row("text", [
    "购置X光机2台。", "完成K0+000至K8+200段路面。", "开挖3×5米基坑2个。", "2022年5月8日开工。", "安装LED灯20盏。", "X射线检查完成。", "已建成示范点3个。", "路面宽4.5m。", "采购合同编号ZX-2022-08。", "已完成*号标段。", "A、B两标段开工。",
])
def test_x14_is_silent_on_names_and_measures(text):
    assert placeholder(text) is None


@each_row("text", ["截至2021年5月底，已完成路基8公里。", "2021年10月完成3个系统建设。", "2021年4月20日开工，2021年6月完成基础。", "截至去年12月，已建成5处。"])
def test_x15_sees_last_years_report(text):
    assert of_last_year(text, 2022)


@each_row("text", [
    "项目于2021年12月开工，目前完成路基8公里。", "2021年已建成20公里，今年新建10公里。", "2021年11月立项，2022年3月开工。", "截至2022年5月底，已完成8公里。", "去年已完成设计。", "2021年12月中标，5月20日进场施工。", "已完成2021年度结转资金清算。", "完成路基5公里。",
])
def test_x15_is_silent_where_this_year_is_told_too(text):
    assert of_last_year(text, 2022) is None


def test_x16_compares_fields_and_leaves_short_texts_alone():
    assert says_the_same("完成剩余5个系统的设备安装。", "完成剩余5个系统的设备安装")
    assert not says_the_same("已完成", "已完成")
    assert not says_the_same("完成剩余5个系统的设备安装。", "完成剩余4个系统的设备安装。")


@each_row(("item_id", "text", "seen"), [
    ("6-1", "已铺设污水管网5700公里。", True), ("1-1", "受益人口5000万人。", True), ("3-1", "新增学位90000个。", True), ("9-2", "已补贴产业工人300000人。", True), ("6-2", "建成农村污水处理系统1000个。", True),
    ("6-1", "已铺设污水管网57公里。", False), ("6-1", "完成管网5.9万米。", False), ("9-4", "46所学校共改造教室1200间。", False), ("3-1", "新增学位990个。", False), ("6-2", "已建成10个，日处理能力3000吨。", False), ("5-1", "安装健身路径30套，惠及群众12000人。", False), ("10-4", "2座惠民桥惠及3000人。", False),
])
def test_x17_sees_a_quantity_out_of_scale(item_id, text, seen):
    assert bool(out_of_scale(text, item(item_id))) is seen


@each_row(("item_id", "text", "seen"), [
    ("8-1", "12个建成10个。", True), ("9-4", "46所中45所已完成改造。", True), ("8-1", "应建12个，已建10个。", True), ("6-2", "10个中的9个已建成。", True), ("1-1", "实施乡镇水厂向农村扩网工程10处，目前扩网工程建成8处。", True), ("5-1", "健身路径装好28套。", True),
    ("8-1", "12个建成12个。", False), ("9-4", "46所学校全部改造完成，其中45所已通过验收。", False), ("9-4", "46所学校中45所已完成改造，另1所校舍拆除。", False), ("1-1", "实施乡镇水厂向农村扩网工程10处，已全部完成。", False), ("5-1", "在30个村屯装好30套健身路径。", False), ("3-1", "建成3所公立幼儿园，新增学位900个。", False),
])
def test_x09_knows_the_verbs_and_shares_of_real_reports(item_id, text, seen):
    assert bool(shortfall(text, item(item_id))) is seen
# fmt: on
