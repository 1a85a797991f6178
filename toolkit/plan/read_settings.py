"""Sheet 设置: every value as text with its cell, checked at once so that no mistake waits for its command. Pure."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from toolkit.checks.problems import Code
from toolkit.errors import ToolkitError
from toolkit.plan.grid import fold, table
from toolkit.plan.model import Settings

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CHOICES = {
    "盖章扫描件": ("必需", "不要求"),
    "按时认定": ("齐全", "电子表"),
    "首报认定": ("首次收到", "首次合格"),
    "节假日顺延": ("是", "否"),
    "评分启用": ("是", "否"),
}
DAYS = ("完成时限", "延期申报截止")
NUMBERS = {
    "收表宽限": (0, 366), "滞后阈值": (0, 100), "雷同阈值": (0, 1), "字数上限": (1, 32767), "单文件上限MB": (1, 4096),
    "解包上限MB": (1, 65536), "压缩比上限": (2, 100000), "成员数上限": (1, 1000000), "嵌套层数上限": (1, 10),
    "单表单元格上限": (100, 17179869184), "单文件时限秒": (1, 3600), "单文件内存上限MB": (128, 65536),
}  # fmt: skip
SWITCHES = ("退回", "提示", "停用")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def read_settings(sheet: "Worksheet", book: str) -> Settings:
    """Return 设置 as text. A name given twice is a mistake."""
    found = table(sheet, book, ("项", "值"))
    values: dict[str, str] = {}
    places: dict[str, str] = {}
    for line in found.lines:
        name = fold(line.text("项"))
        if not name:
            continue
        if name in values:
            raise line["项"].wrong(f"“{name}”写了两遍，请只留一行。")
        spot = line["值"]
        values[name] = _text(name, spot.text)
        places[name] = spot.where.rsplit("”", 1)[-1]
    return Settings(values, places)


def _text(name: str, text: str) -> str:
    """Return the value as typed Settings read it: dates ISO, numbers bare ("14 天" → "14", "95%" → "0.95")."""
    if name in NUMBERS:
        bare = text.replace("％", "%").replace(",", "")
        match = _NUMBER.match(bare)
        if match and bare[match.end() :].strip() in {
            "",
            "天",
            "日",
            "个百分点",
            "点",
            "字",
            "秒",
            "MB",
            "M",
            "层",
            "个",
            "days",
        }:
            return match[0]
        if match and bare.endswith("%"):
            return str(Decimal(match[0]) / 100) if NUMBERS[name][1] == 1 else match[0]
    return text


def check_settings(settings: Settings, book: str) -> None:
    """Check every value that has a closed form. Raises: ToolkitError with the cell."""
    for name, text in settings.values.items():
        if not text:
            continue
        where = f"{book} 工作表“设置”{settings.places.get(name, '')}"
        if name in CHOICES and text not in CHOICES[name]:
            raise ToolkitError(f"{where}：{name}填的是“{text}”，请填“{'”或“'.join(CHOICES[name])}”。")
        if name in NUMBERS:
            _bounded(name, settings, where)
        if name in Code.__members__ and text not in SWITCHES:
            raise ToolkitError(f"{where}：规则 {name} 填的是“{text}”，请填“退回”“提示”或“停用”。")
    _dates(settings, book)
    year = settings.text("年度")
    if year and not re.fullmatch(r"\d{4}", year):
        raise ToolkitError(f"{book} 工作表“设置”{settings.places['年度']}：年度填的是“{year}”，请填四位数字，如 2022。")


def _bounded(name: str, settings: Settings, where: str) -> None:
    low, high = NUMBERS[name]
    if not low <= settings.number(name, "0") <= high:
        raise ToolkitError(f"{where}：{name}填的是“{settings.text(name)}”，请填 {low} 到 {high} 之间的数。")


def _dates(settings: Settings, _book: str) -> None:
    read: Callable[[str], object] = settings.day
    for name in DAYS:
        read(name)
