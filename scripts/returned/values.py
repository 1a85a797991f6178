"""What senders type into cells."""

from collections.abc import Iterator
from typing import Any

from returned.desk import Case, Desk, Edit, Sheet
from returned.structures import accepted, returned

BAD = "办理状态", "完成比例", "进展情况", "存在问题", "预计完成时间"


def put(header: str, value: object, number_format: str | None = None, row: int = 0) -> Edit:
    def edit(s: Sheet) -> None:
        cell: Any = s.cell(header, row)
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return edit


def cases(desk: Desk) -> Iterator[Case]:
    yield returned(desk, "必填格空.xlsx", "水利局", put("存在问题", None), codes=("V01",))
    yield returned(desk, "填同上.xlsx", "住建局", put("进展情况", "同上", row=1), codes=("V01",), but=("7-3", "6-1"))
    yield returned(desk, "不在选项内.xlsx", "交通局", put("办理状态", "快好了"), codes=("V02",))
    yield returned(desk, "比例填已过半.xlsx", "公安局", put("完成比例", "已过半"), codes=("V03",))
    yield returned(desk, "比例一百五.xlsx", "县妇联", put("完成比例", 1.5), codes=("V04",))
    yield returned(desk, "日期填看情况.xlsx", "文体广旅局", put("预计完成时间", "看情况"), codes=("V05",))
    yield accepted(desk, "比例填约35%.xlsx", "科工贸局", put("完成比例", "约35%"), codes=("V06",))
    yield accepted(desk, "比例格填32.xlsx", "江口乡", put("完成比例", 32), codes=("V06",))
    yield accepted(desk, "比例填百分之三十二.xlsx", "黄冕镇", put("完成比例", "百分之三十二"), codes=("V06",))
    yield accepted(desk, "全角比例.xlsx", "四排镇", put("完成比例", "３２％"))
    yield accepted(desk, "日期写汉字.xlsx", "平山镇", put("预计完成时间", "2022年9月30日"))
    yield returned(desk, "公式没有结果.xlsx", "农业农村局", put("完成比例", "=[1]Sheet1!A1"), codes=("V07",))
    yield returned(desk, "错误值.xlsx", "鹿寨镇", put("完成比例", "#REF!"), codes=("V07",))
    yield accepted(desk, "超长文字.xlsx", "拉沟乡", put("备注", "补" * 32_000), codes=("V08",))
    yield returned(desk, "已完成却不足百.xlsx", "导江乡", finished_at(0.8), codes=("X01",))
    yield accepted(desk, "套话.xlsx", "乡村振兴局", put("备注", "无"), put("存在问题", "无"))
    yield accepted(desk, "图片插在格里.xlsx", "水利局", put("备注", '=DISPIMG("ID_1",1)'), codes=("V06",))
    yield accepted(desk, "改了预填内容.xlsx", "县妇联", put("实事内容", "建设儿童之家10所"), codes=("S06",))
    yield accepted(desk, "等号开头的文字.xlsx", "交通局", as_text("进展说明=见现场", "备注"))


def finished_at(share: float) -> Edit:
    def edit(s: Sheet) -> None:
        s.cell("办理状态").value = "已完成"
        s.cell("完成比例").value = share

    return edit


def as_text(text: str, header: str) -> Edit:
    def edit(s: Sheet) -> None:
        s.cell(header).value = "=" + text
        s.cell(header).data_type = "s"

    return edit
