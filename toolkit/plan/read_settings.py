"""Sheet 设置: every value as text with its cell, checked at once so that no mistake waits for its command. Pure."""

import difflib
import re
from collections.abc import Mapping
from decimal import Decimal

from toolkit.nouns.problems import Code
from toolkit.plan.mistakes import Mistakes
from toolkit.plan.plain_book import PlanSheet
from toolkit.plan.settings import Settings
from toolkit.plan.sheets import PlanCell, fold, table
from toolkit.plan.shipped import JOB, SETTINGS
from toolkit.values.lexicon import PREFIX, Sense, group_of

CHOICES = {
    "层级": ("基层", "上级"),
    "盖章扫描件": ("必需", "不要求"),
    "按时认定": ("齐全", "电子表"),
    "首报认定": ("首次收到", "首次合格"),
    "节假日顺延": ("是", "否"),
    "评分启用": ("是", "否"),
    "配合单位填报": ("是", "否"),
}
DAYS = ("完成时限", "延期申报截止")
NUMBERS = {
    "收表宽限": (0, 366), "滞后阈值": (0, 100), "滞后提醒": (0, 100),
    "雷同阈值": (0, 1), "字数上限": (1, 32767), "单文件上限MB": (1, 4096),
    "解包上限MB": (1, 65536), "压缩比上限": (2, 100000), "成员数上限": (1, 1000000), "嵌套层数上限": (1, 10),
    "单表单元格上限": (100, 17179869184), "单文件时限秒": (1, 3600), "单文件内存上限MB": (128, 65536),
}  # fmt: skip
NAMES = tuple(name for name, _value, _hint in SETTINGS)
"""Settings that the program knows; others are the clerk's own, for placeholders in 附件2."""
SWITCHES = ("退回", "提示", "停用")
_NUMBER = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)(天|日|个百分点|百分点|点|字|秒|层|个|MB|mb|M|%|days)?")
_JOB = re.compile(r"[0-9A-Z]{2,12}")
_YEAR = re.compile(r"((?:19|20|21)\d{2})年?度?")
_CODE = re.compile(r"[FSVXPU]\d{2}")


NEEDED = ("县名", "年度", "督查室")
"""Printed on every paper; never blank."""


def read_settings(sheet: PlanSheet, book: str, mistakes: Mistakes) -> Settings:
    """Return 设置 as text, every value checked. Raises: ToolkitError if the sheet has no header."""
    rows = table(sheet, book, ("项", "值"), mistakes=mistakes)
    values: dict[str, str] = {}
    places: dict[str, str] = {}
    dated = (_YEAR.fullmatch(fold(line.text("值"))) for line in rows.lines if fold(line.text("项")) == "年度")
    year = next((int(match[1]) for match in dated if match), None)
    for line in rows.lines:
        name = fold(line.text("项"))
        name = name.upper() if _CODE.fullmatch(name.upper()) else name
        name = f"{PREFIX}{group.value}" if (group := group_of(name)) else name
        with mistakes.kept():
            if name in values:
                raise line["项"].wrong(f"“{name}”写了两遍，请只留一行。")
            if name:
                values[name], places[name] = "", line["值"].cell
                values[name] = _value(name, line["值"], year)
                if not values[name] and name in NEEDED:
                    raise line["值"].wrong(f"{name}为空，请填写。")
    for line in rows.lines:
        with mistakes.kept():
            _known(line["项"], values)
    return Settings(values, places)


def _value(name: str, spot: PlanCell, year: int | None) -> str:
    """Return the value as typed Settings read it: dates ISO, numbers bare ("14 天" → "14", "95%" → "0.95").

    `year` is the plan's, for dates that name none (10月底).
    """
    if name == "任务号":
        return _job(spot)
    if not spot.text:
        return ""
    if name in NUMBERS:
        return _bounded(name, spot)
    if name in DAYS:
        day = spot.day_in(year)
        return day.isoformat() if day else ""
    if name in CHOICES or name in Code.__members__:
        allowed = CHOICES.get(name, SWITCHES)
        if fold(spot.text) not in allowed:
            raise spot.wrong(f"{name}填的是“{spot.text}”，请填“{'”或“'.join(allowed)}”。")
        return fold(spot.text)
    if name == "年度":
        return _year(spot)
    return spot.text


def _bounded(name: str, spot: PlanCell) -> str:
    low, high = NUMBERS[name]
    match = _NUMBER.fullmatch(fold(spot.text).replace(",", ""))
    share = match is not None and match[2] == "%" and high == 1
    value = (Decimal(match[1]) / 100 if share else Decimal(match[1])) if match else None
    whole = high == 1 or name in {"滞后阈值", "滞后提醒"} or (value is not None and value == value.to_integral_value())
    if value is None or not low <= value <= high or not whole:
        raise spot.wrong(f"{name}填的是“{spot.text}”，请填 {low} 到 {high} 之间的{'数' if high == 1 else '整数'}。")
    return f"{value.normalize():f}"


def _job(spot: PlanCell) -> str:
    """Return 任务号, which no workspace may lack: it stands in every form, and two jobs of one office are told apart by it."""
    text = fold(spot.text).upper()
    if not _JOB.fullmatch(text):
        said = f"任务号填的是“{spot.text}”" if text else "任务号为空"
        raise spot.wrong(f"{said}，请填 2 到 12 个字母或数字，如 {JOB}；下发后不要再改，每项任务用不同的任务号。")
    return text


def _year(spot: PlanCell) -> str:
    match = _YEAR.fullmatch(fold(spot.text))
    if not match:
        raise spot.wrong(f"年度填的是“{spot.text}”，请填四位数字，如 2022。")
    return match[1]


def _known(spot: PlanCell, given: Mapping[str, str]) -> None:
    """Refuse a name that is nearly one of ours, lest a slip of the hand switch a setting off unseen."""
    name = fold(spot.text)
    if _CODE.fullmatch(name.upper()) and name.upper() not in Code.__members__:
        raise spot.wrong(f"没有编号为“{name}”的规则，请核对。")
    if name in NAMES or name.upper() in Code.__members__ or group_of(name):
        return
    if name.startswith("词表"):
        raise spot.wrong(f"没有“{name}”这一组，组名有：{'、'.join(Sense)}。")
    near = difflib.get_close_matches(name, [known for known in NAMES if known not in given], 1, 0.75)
    if near:
        raise spot.wrong(f"没有“{name}”这一项，是不是“{near[0]}”？请改正。")


def with_words(settings: Settings, sheet: PlanSheet, book: str, mistakes: Mistakes) -> Settings:
    """Return the settings with the words of sheet 词表 (组, 词): as many rows to a group as the office likes."""
    rows = table(sheet, book, ("组", "词"), mistakes=mistakes)
    values, places = dict(settings.values), dict(settings.places)
    for line in rows.lines:
        name, words = fold(line.text("组")), line.text("词")
        with mistakes.kept():
            group = group_of(f"{PREFIX}{name.removeprefix(PREFIX)}")
            if group is None and (name or words):
                raise line["组"].wrong(f"没有“{name}”这一组，组名有：{'、'.join(Sense)}。")
            if group and words:
                key = f"{PREFIX}{group.value}"
                values[key] = "、".join(filter(None, (values.get(key, ""), words)))
                places.setdefault(key, line["词"].cell)
    return Settings(values, places)
