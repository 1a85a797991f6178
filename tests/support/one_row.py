"""One row of a returned sheet read against a small form."""

from datetime import date
from decimal import Decimal

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field, Form, Type
from toolkit.nouns.submission import Row, Slot
from toolkit.values.rows import read_row

STATUSES = ("未启动", "前期工作", "正在实施", "已完工待验收", "已完成")


def asked(key, column, kind=Type.TEXT, *, required=True, **more):
    return Field(
        source="填报",
        key=key,
        header=more.pop("header", key),
        column=column,
        template=f"{{{{ 填报.{key} }}}}",
        required=required,
        type=kind,
        **more,
    )


FORM = Form(
    sheet="附件2",
    title=("进展情况表",),
    header_rows=(5,),
    row=6,
    fields=(
        asked("办理状态", 6, Type.CHOICE, choices=STATUSES),
        asked("完成比例", 7, Type.PERCENT, number_format="0%", minimum=Decimal(0), maximum=Decimal(1)),
        asked("进展情况", 8),
        asked("存在问题", 9),
        asked("下一步工作计划", 10),
        asked("预计完成时间", 11, Type.DATE, required=False, minimum=date(2020, 1, 1), maximum=date(2030, 12, 31)),
        asked("备注", 12, required=False),
        asked("完成投资", 13, Type.NUMBER, required=False, header="完成投资（万元）", minimum=Decimal(0)),
        asked("户数", 14, Type.WHOLE, required=False, minimum=Decimal(0), maximum=Decimal(5000)),
    ),
    foot=(),
    unit_label="填报单位",
    period_label="期次",
    sha256="0" * 64,
    version="0" * 12,
    id_column=15,
    adds_id_column=False,
)
PLACES = {
    "办理状态": "F7",
    "完成比例": "G7",
    "进展情况": "H7",
    "存在问题": "I7",
    "下一步工作计划": "J7",
    "预计完成时间": "K7",
    "备注": "L7",
    "完成投资": "M7",
    "户数": "N7",
}
GOOD = {
    "办理状态": "正在实施",
    "完成比例": "65%",
    "进展情况": "已建成水厂2处",
    "存在问题": "无",
    "下一步工作计划": "建成第3处水厂",
}


def cell(value, number_format=""):
    if isinstance(value, Cell) or value is None:
        return value
    if isinstance(value, bool):
        kind = CellKind.BOOLEAN
    elif isinstance(value, str):
        kind = CellKind.TEXT
    else:
        kind = CellKind.DATE if isinstance(value, date) else CellKind.NUMBER
        value = Decimal(repr(value)) if kind is CellKind.NUMBER else value
    return Cell(7, 7, kind, value, number_format)


def read(limit=2000, **answers):
    """Read a row that is right but for `answers`; return the values."""
    issued = answers.pop("printed", {})
    given_answers = GOOD | answers
    slots = {
        key: found if isinstance(found, Slot) else Slot(address=PLACES[key], cell=cell(found))
        for key, found in given_answers.items()
    }
    prefilled = {key: Slot(address=f"B{n}", cell=cell(text)) for n, (key, text) in enumerate(issued.items(), 7)}
    return read_row(Row(row=7, item="1-1", answers=slots, prefilled=prefilled), FORM, "附件2", word_limit=limit, year=2022)


def codes(values):
    return {(found.code.name, found.cell) for found in values.problems}
