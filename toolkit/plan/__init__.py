"""附件1.xlsx → Plan."""

from toolkit.plan.model import Extension, Item, Period, Plan, Score, Unit
from toolkit.plan.settings import Settings

__all__ = ["Extension", "Item", "Period", "Plan", "Score", "Settings", "Unit"]
