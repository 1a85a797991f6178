"""设置: what the clerk laid down, and what it means for judging (the office's policy). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Self

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.problems import Code, Severity

_MILDER = {code.name: Severity.REMARK.value for code in Code if code.name[0] in "XP" and code.severity is Severity.RETURN}
"""What a rule across columns or periods would send back was settled below, by the office that knows: here it is a remark."""


@dataclass(frozen=True)
class Settings:
    """设置 as text, with typed reading; a value of the wrong type is the operator's mistake with its cell."""

    values: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)
    """项 → cell of its value in sheet 设置."""

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "") or default

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name)
        if value in {"是", "否"}:
            return value == "是"
        if value:
            raise self._wrong(name, "请填“是”或“否”")
        return default

    def number(self, name: str, default: str) -> Decimal:
        value = self.text(name, default)
        try:
            return Decimal(value)
        except ArithmeticError:
            raise self._wrong(name, f"请填数字，如 {default}") from None

    def day(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        from toolkit.values.dates import exact_day

        if day := exact_day(value, self.year):
            return day
        raise self._wrong(name, "请填日期，如 2022-10-31")

    @property
    def year(self) -> int | None:
        """年度, for dates that name no year."""
        value = self.text("年度")
        return int(value) if value.isdecimal() else None

    @cached_property
    def switches(self) -> Mapping[str, str]:
        """Rule code → 退回 | 提示 | 停用, for the rules named in 设置 (项 = the code)."""
        own = {k: v for k, v in self.values.items() if len(k) == 3 and k[0] in "FSVXPU" and k[1:].isdigit() and v}
        return own if not self.upper else {**own, **{name: v for name, v in _MILDER.items() if own.get(name) != "停用"}}

    @property
    def upper(self) -> bool:
        """层级 = 上级: the units send books of their own, made from what was judged below."""
        return self.text("层级") == "上级"

    def _wrong(self, name: str, hint: str) -> ToolkitError:
        where = self.places.get(name, "")
        return ToolkitError(f"附件1.xlsx 工作表“设置”{where}：{name}填的是“{self.values.get(name)}”，{hint}。")


SHEET, SCAN = "电子表", "盖章扫描件"
"""The two materials of a return, as the notice calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the office reads the notice (设置): what is demanded and what counts as in time."""

    scan_required: bool = True
    """盖章扫描件 = 必需."""
    sealed_again: bool = True
    """重新盖章 = 是: a corrected sheet is signed and sealed anew."""
    judged_by_both: bool = True
    """按时认定 = 齐全: the later of sheet and scan."""
    first_accepted: bool = False
    """首报认定 = 首次合格: a returned sheet does not set the time."""
    rolls: bool = True
    """节假日顺延 = 是: a deadline on a day off moves to the next working day."""
    grace: timedelta = timedelta(days=14)
    """收表宽限: how long after its effective deadline a period is still the one being collected."""
    yellow: Decimal = Decimal("0.05")
    """滞后提醒: how far behind schedule is yellow, a fraction of 1."""
    red: Decimal = Decimal("0.3")
    """滞后阈值: how far behind schedule is red."""
    alike: Decimal = Decimal("0.95")
    """雷同阈值: how like last period's a text may be, a fraction of 1."""
    closes: date | None = None
    """延期申报截止: until when a longer limit may be asked for."""
    word_limit: int = 2000
    """字数上限 of one cell."""
    office: str = "督查室"
    """Who asks, as it signs."""
    phone: str = ""
    sheet_name: str = SHEET
    """What the first material is called: 电子表, from below 汇总表."""
    scan_name: str = SCAN
    """What the second material is called: 盖章扫描件, from below 报送情况登记表."""

    def called(self, words: str) -> str:
        """Return words of ours with the two materials by the names that they have here."""
        if self.sheet_name != SHEET:
            for ours in (f"《进展情况表》{SHEET}", "《进展情况表》"):
                words = words.replace(ours, f"《{self.sheet_name}》")
            words = words.replace(SHEET, self.sheet_name)
        if self.scan_name != SCAN:
            for ours in ("签字盖章的扫描件", SCAN):
                words = words.replace(ours, self.scan_name)
        return words

    @property
    def contact(self) -> str:
        """The office and its telephone: 督查室（0772-6812345）."""
        return f"{self.office}（{self.phone}）" if self.phone else self.office

    @property
    def by_later(self) -> bool:
        """Tell whether a unit is judged by the later of sheet and scan."""
        return self.scan_required and self.judged_by_both

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Read the policy out of 设置; what stands there not is as shipped."""
        red, alike = settings.number("滞后阈值", "30") / 100, settings.number("雷同阈值", "0.95")
        return cls(
            yellow=min(settings.number("滞后提醒", "5") / 100, red),
            red=red,
            alike=alike / 100 if alike > 1 else alike,
            closes=settings.day("延期申报截止"),
            word_limit=int(settings.number("字数上限", "2000")),
            office=settings.text("督查室", "督查室"),
            phone=settings.text("电话"),
            scan_required=settings.text("盖章扫描件", "必需") == "必需",
            sealed_again=settings.flag("重新盖章", default=True),
            judged_by_both=settings.text("按时认定", "齐全") == "齐全",
            first_accepted=settings.text("首报认定", "首次收到") == "首次合格",
            rolls=settings.flag("节假日顺延", default=True),
            grace=timedelta(days=int(settings.number("收表宽限", "14"))),
            sheet_name=settings.text("电子表名称") or ("汇总表" if settings.upper else SHEET),
            scan_name=settings.text("扫描件名称") or ("报送情况登记表" if settings.upper else SCAN),
        )
