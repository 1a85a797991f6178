"""The notice's plan and a form like the shipped one, drawn by hand for the tests of recognising."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from toolkit.form.stamp import form_number, row_id
from toolkit.nouns.cells import Book, Cell, CellKind, Range, Sheet
from toolkit.nouns.fields import Field, FootField, Form, Type
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.plan.settings import Settings

_ITEMS = """
1-1|1|农村供水保障工程|实施乡镇水厂向农村扩网工程10处，建设村级水厂3处，屯级标准化供水工程20处，受益人口50000人。|水利局
2-1|2|农田设施改善工程|修建产业道路20公里以上，维修农田灌溉渠道、山塘、水坝等小农水项目，农田受益面积5000亩以上。|乡村振兴局 农业农村局
3-1|3|学前教育增量扩面工程|建成3所公立幼儿园，新增学位900个。|教育局
4-1|4|小学生防溺水技能扫盲工程|对小学三年级学生开展防溺水技能培训全覆盖，提高小学生安全防范意识和能力。|教育局
6-1|6（1）|人居环境改善工程|在县城新建或改造污水管网约57公里，改善群众的生活环境。|住建局
6-2|6（2）|人居环境改善工程|建设10个农村污水处理系统。|农业农村局
7-3|7（3）|城镇风貌“微改造”工程|在部分集镇道路安装或更换路灯，消灭亮化“盲点”。|住建局
8-1|8（1）|便民服务提升工程|新建便民洗衣码头40个，方便村民生产生活。|黄冕镇 江口乡 导江乡 鹿寨镇
8-2|8（2）|便民服务提升工程|建设鹿寨县摩托车科目二、科目三考试场，解决群众申领驾驶证而往返市县两地参加考试的问题。|公安局
8-4|8（4）|便民服务提升工程|对9个村级“妇女之家”提质升级，新建6所“儿童之家”，配备儿童娱乐、锻炼、游戏、学习设施设备等。|县妇联
9-4|9（4）|特殊人群健康关爱工程|实施青少年关爱行动，对46所学校教室进行双灯改造，防控学生近视。|教育局
10-1|10（1）|交通环境优化工程|从导江林场砂场口沿河修建一条直达导江幼儿园的道路，解决群众出行困难问题。|交通局
10-2|10（2）|交通环境优化工程|修建连通县第一幼儿园（城南园）与县社保中心门前路段道路，改善交通出行环境。|住建局
10-3|10（3）|交通环境优化工程|提质建设乡镇集镇道路，维修破损路面，扩宽硬化道路，方便群众出行。|平山镇 江口乡 四排镇 拉沟乡
10-4|10（4）|交通环境优化工程|新建2座惠民桥，连通集镇文化惠民广场与集镇主干道，方便群众出行。|黄冕镇
10-5|10（5）|交通环境优化工程|在平山镇新造路口增设一套道路交通信号灯，消除交通安全隐患。|公安局
"""
_ALIASES = {
    "教育局": ("鹿寨县教育局", "教体局"),
    "住建局": ("鹿寨县住房和城乡建设局", "住房城乡建设局", "住房和城乡建设局"),
    "农业农村局": ("鹿寨县农业农村局", "农业局"),
    "县妇联": ("鹿寨县妇女联合会", "妇联"),
    "公安局": ("鹿寨县公安局", "交警大队"),
}
COLUMNS = (
    ("事项", "序号"),
    ("事项", "立项名称"),
    ("事项", "实事内容"),
    ("事项", "承办单位"),
    ("上期", "进展情况"),
    ("填报", "办理状态"),
    ("填报", "完成比例"),
    ("填报", "进展情况"),
    ("填报", "存在问题"),
    ("填报", "下一步工作计划"),
    ("填报", "预计完成时间"),
    ("填报", "备注"),
    ("事项", "编号"),
)
REQUIRED = {"办理状态", "完成比例", "进展情况", "存在问题", "下一步工作计划"}
FILLED: tuple[object, ...] = ("正在实施", Decimal("0.3"), "已开工两处", "无", "继续施工", "2022-09-30", "")


def plan(**settings: str) -> Plan:
    items = []
    for line in _ITEMS.strip().splitlines():
        id_, number, project, content, hosts = line.split("|")
        items.append(
            Item(
                id=id_,
                number=number,
                project=project,
                content=content,
                hosts=tuple(hosts.split()),
                due=date(2022, 10, 31),
            )
        )
    names = dict.fromkeys(host for item in items for host in item.hosts)
    units = tuple(
        Unit(
            name=name,
            aliases=_ALIASES.get(name, ()),
            category="乡镇" if name[-1] in "乡镇" else "县直",
            emails=(f"u{place}@example.com",),
        )
        for place, name in enumerate(names)
    )
    months = (("2022-04", 4, 5), ("2022-06", 6, 5), ("2022-08", 8, 5))
    periods = tuple(
        Period(id=i, name=f"2022年第{n}期（{m}月）", deadline=date(2022, m, d), data_as_of=date(2022, m - 1, 28))
        for n, (i, m, d) in enumerate(months, 1)
    )
    values = {"县名": "鹿寨县", "年度": "2022", **settings}
    return Plan(
        title="鹿寨县2022年县级为民办实事事项表",
        settings=Settings(values),
        items=tuple(items),
        units=units,
        periods=periods,
    )


def form(version: str = "0123456789ab") -> Form:
    fields = tuple(
        Field(
            source=source,
            key=key,
            header=("上期" if source == "上期" else "") + key,
            column=place,
            template=f"{{{{ {source}.{key} }}}}",
            required=source == "填报" and key in REQUIRED,
            type=Type.PERCENT if key == "完成比例" else Type.TEXT,
            hidden=key == "编号",
        )
        for place, (source, key) in enumerate(COLUMNS, 1)
    )
    foot = (
        FootField(key="填报日期", label="填报日期", row=3, column=11, template=""),
        FootField(key="填报人", label="填报人", row=6, column=8, template=""),
        FootField(key="联系电话", label="联系电话", row=6, column=10, template=""),
    )
    return Form(
        sheet="附件2",
        title=("年县级为民办实事项目目标任务进展情况表",),
        header_rows=(4,),
        row=5,
        fields=fields,
        foot=foot,
        unit_label="填报单位（盖章）",
        period_label="期次",
        sha256=version * 5,
        version=version,
        id_column=13,
        adds_id_column=False,
    )


def issued_cells(
    unit: str,
    items: Sequence[str],
    period: str = "2022-04",
    *,
    answers: Sequence[object] = FILLED,
    version: str = "0123456789ab",
    first_row: int = 1,
    job: str = "",
) -> dict[tuple[int, int], object]:
    """Return the values of an issued and filled form, as (row, column) → value."""
    world = plan()
    found_period = world.period(period)
    assert found_period is not None
    top = first_row - 1
    cells: dict[tuple[int, int], object] = {
        (top + 1, 1): "附件2",
        (top + 1, 8): f"表号：{form_number(unit, period, version, job)}",
        (top + 2, 1): "鹿寨县2022年县级为民办实事项目目标任务进展情况表",
        (top + 3, 1): f"填报单位（盖章）：{unit}",
        (top + 3, 5): f"期次：{found_period.name}",
        (top + 3, 10): "填报日期：",
        (top + 3, 11): "2022-04-02",
    }
    for column, (source, key) in enumerate(COLUMNS, 1):
        star = "*" if source == "填报" and key in REQUIRED else ""
        cells[top + 4, column] = ("上期" if source == "上期" else "") + key + star
    for row, item_id in enumerate(items, top + 5):
        item = world.item(item_id)
        assert item is not None
        prefilled = (item.number, item.project, item.content, "、".join(item.hosts), "")
        for column, value in enumerate((*prefilled, *answers, row_id(item_id, unit, period, job)), 1):
            cells[row, column] = value
    foot = top + 5 + len(items)
    cells |= {
        (foot, 1): "单位主要领导（签字盖章）：",
        (foot, 7): "填报人：",
        (foot, 8): "办公室",
        (foot, 9): "联系电话：",
        (foot, 10): Decimal(6812345),
        (foot + 1, 1): "注：1．浅黄色格由填报单位填写。",
    }
    return {place: value for place, value in cells.items() if value not in {"", None}}


def unstamped(cells: Mapping[tuple[int, int], object]) -> dict[tuple[int, int], object]:
    """Return the cells without 编号, 表号, 填报单位 and 期次."""
    words = ("表号", "填报单位", "期次")
    return {p: v for p, v in cells.items() if not (isinstance(v, str) and ("@" in v or v.startswith(words)))}


def properties(unit: str, period: str = "2022-04", version: str = "0123456789ab") -> dict[str, str]:
    return {"duban.unit": unit, "duban.period": period, "duban.form": version}


def sheet(cells: Mapping[tuple[int, int], object], name: str = "附件2", **more: object) -> Sheet:
    drawn = {(row, column): _cell(row, column, value) for (row, column), value in cells.items()}
    return replace(Sheet(name=name, cells=drawn), **more)  # type: ignore[arg-type]


def book(*sheets: Sheet, **props: str) -> Book:
    return Book(format="xlsx", sheets=sheets, properties={k.replace("_", "."): v for k, v in props.items()})


def block(top: int, left: int, bottom: int, right: int) -> Range:
    return Range(top, left, bottom, right)


def _cell(row: int, column: int, value: object) -> Cell:
    kind = CellKind.DATE if isinstance(value, datetime) else CellKind.NUMBER if isinstance(value, Decimal) else CellKind.TEXT
    return Cell(row, column, kind, value)  # type: ignore[arg-type]
