"""附件1.xlsx → Plan."""

from toolkit.plan.model import Extension, Item, Period, Plan, Score, Settings, Unit

__all__ = ["Extension", "Item", "Period", "Plan", "Score", "Settings", "Unit"]
