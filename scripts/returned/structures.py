"""What senders do to rows, columns, headers and sheets."""

from collections.abc import Callable, Iterator
from copy import copy
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from returned.desk import Case, Desk, Edit, Sheet

Maker = Callable[[Desk], Case]


def accepted(desk: Desk, name: str, unit: str, *edits: Edit, codes: tuple[str, ...] = (), why: str = "") -> Case:
    outcome = "accepted_with_remarks" if codes else "accepted"
    return Case(name=name, data=desk.filled(unit, *edits), rows=(("", outcome, unit, codes),), answers=desk.told(unit), why=why)


def returned(desk: Desk, name: str, unit: str, *edits: Edit, codes: tuple[str, ...], but: tuple[str, ...] = ()) -> Case:
    told = desk.told(unit, but=but) if but else {}
    return Case(name=name, data=desk.filled(unit, *edits), rows=(("", "returned", unit, codes),), answers=told)


def cases(desk: Desk) -> Iterator[Case]:
    yield accepted(desk, "原样填报.xlsx", "水利局")
    yield accepted(desk, "改名为新建工作表.xlsx", "乡村振兴局")
    yield accepted(desk, "中间插入空行.xlsx", "教育局", lambda s: s.ws.insert_rows(s.head + 2))
    yield returned(desk, "删去一行.xlsx", "卫健局", lambda s: s.ws.delete_rows(s.head + 2), codes=("S04",))
    yield accepted(desk, "行倒序.xlsx", "住建局", reversed_rows)
    yield accepted(desk, "插入一列.xlsx", "交通局", inserted_column, codes=("S05",))
    yield accepted(desk, "两列对调.xlsx", "公安局", lambda s: swap(s, "进展情况", "下一步工作计划"))
    yield accepted(desk, "双层表头.xlsx", "县妇联", two_headers)
    yield accepted(desk, "表头带空格换行和全角.xlsx", "文体广旅局", spaced_headers)
    yield accepted(desk, "表头用同义词.xlsx", "科工贸局", synonyms)
    yield accepted(desk, "前面多一张封面.xlsx", "江口乡", cover_in_front)
    yield accepted(desk, "工作表改名.xlsx", "黄冕镇", lambda s: setattr(s.ws, "title", "Sheet1"))
    yield accepted(desk, "复制到新表.xlsx", "四排镇", into_new_book)
    yield accepted(desk, "删掉编号列.xlsx", "农业农村局", lambda s: s.ws.delete_cols(s.columns["编号"]))
    yield accepted(desk, "清空编号.xlsx", "鹿寨镇", cleared_ids)
    yield accepted(desk, "编号下拉重复.xlsx", "教育局", dragged_ids)
    yield returned(desk, "内容排序而编号没动.xlsx", "农业农村局", sorted_without_ids, codes=("S10",))
    yield accepted(desk, "无编号且行倒序.xlsx", "科工贸局", cleared_ids, reversed_rows)
    yield accepted(desk, "隐藏一行.xlsx", "住建局", lambda s: hide_row(s, 1))
    yield accepted(desk, "前面空三行两列.xlsx", "平山镇", shifted)
    yield accepted(desk, "日期1904系统.xlsx", "导江乡", epoch_1904)
    yield accepted(desk, "格式刷到最后一行.xlsx", "水利局", styled_to_the_end)
    yield accepted(desk, "富文本和表情.xlsx", "县妇联", emoji)
    yield both_in_one(desk)


def reversed_rows(s: Sheet) -> None:
    rows = [s.row(n) for n in range(len(s.items))]
    for place, values in enumerate(reversed(rows)):
        s.put_row(place, values)


def inserted_column(s: Sheet) -> None:
    s.ws.insert_cols(s.columns["进展情况"])
    s.ws.cell(s.head, s.columns["进展情况"]).value = "分管领导"
    s.ws.cell(s.head + 1, s.columns["进展情况"]).value = "副职"


def swap(s: Sheet, one: str, other: str) -> None:
    for row in range(s.head, s.head + 1 + len(s.items)):
        a, b = s.ws.cell(row, s.columns[one]), s.ws.cell(row, s.columns[other])
        a.value, b.value = b.value, a.value


def two_headers(s: Sheet) -> None:
    values = [s.ws.cell(s.head, c).value for c in range(1, max(s.columns.values()) + 1)]
    s.ws.insert_rows(s.head)
    for column, value in enumerate(values, start=1):
        s.ws.cell(s.head, column).value = "填报内容" if column in {s.columns["办理状态"]} else None
        s.ws.cell(s.head + 1, column).value = value


def spaced_headers(s: Sheet) -> None:
    s.ws.cell(s.head, s.columns["进展情况"]).value = " 进 展\n情 况 ＊"
    s.ws.cell(s.head, s.columns["完成比例"]).value = "完成比例（％）*"
    s.ws.cell(s.head, s.columns["存在问题"]).value = "存 在 问 题*"


def synonyms(s: Sheet) -> None:
    for header, other in (
        ("进展情况", "工作进展"),
        ("存在问题", "存在的困难和问题"),
        ("下一步工作计划", "下步打算"),
        ("完成比例", "完成进度"),
    ):
        s.ws.cell(s.head, s.columns[header]).value = other


def cover_in_front(s: Sheet) -> None:
    front = s.book.create_sheet("封面", 0)
    front["B3"] = "江口乡人民政府报送材料"
    front["B5"] = "2022年4月"
    s.book.active = 0


def into_new_book(s: Sheet) -> None:
    fresh = Workbook()
    for row in s.ws.iter_rows():
        for cell in row:
            if cell.value is not None:
                there = fresh.active.cell(cell.row, cell.column, cell.value)
                there.number_format = copy(cell.number_format)
    s.book = fresh


def cleared_ids(s: Sheet) -> None:
    for place in range(len(s.items)):
        s.cell("编号", place).value = None


def sorted_without_ids(s: Sheet) -> None:
    """Sort all but the hidden column: each row's id now belongs to another item."""
    rows = [s.row(n)[:-1] for n in range(len(s.items))]
    for place, values in enumerate(reversed(rows)):
        s.put_row(place, values)


def dragged_ids(s: Sheet) -> None:
    first = s.cell("编号").value
    for place in range(len(s.items)):
        s.cell("编号", place).value = first


def hide_row(s: Sheet, row: int) -> None:
    s.ws.row_dimensions[s.head + 1 + row].hidden = True


def shifted(s: Sheet) -> None:
    merged = list(s.ws.merged_cells.ranges)
    for block in merged:
        s.ws.unmerge_cells(str(block))
    s.ws.insert_rows(1, 3)
    s.ws.insert_cols(1, 2)


def epoch_1904(s: Sheet) -> None:
    s.book.epoch = CALENDAR_MAC_1904
    s.cell("预计完成时间").value = datetime(2022, 9, 30)


def styled_to_the_end(s: Sheet) -> None:
    s.ws.cell(1_048_576, 3).number_format = "0.00"
    s.ws.row_dimensions[1_048_570].height = 20


def emoji(s: Sheet) -> None:
    s.cell("备注").value = "👍 已核对_x000B_ ok"


def both_in_one(desk: Desk) -> Case:
    one, other = desk.sheet("江口乡"), desk.sheet("黄冕镇")
    one.ws.title = "江口乡"
    copied = one.book.create_sheet("黄冕镇")
    for row in other.ws.iter_rows():
        for cell in row:
            if cell.value is not None:
                copied.cell(cell.row, cell.column, cell.value).number_format = copy(cell.number_format)
    told = desk.told("江口乡") | desk.told("黄冕镇")
    return Case(
        name="两个单位在一个工作簿.xlsx",
        data=one.bytes(),
        rows=(("", "accepted", "江口乡", ()), ("", "accepted", "黄冕镇", ())),
        answers=told,
    )
