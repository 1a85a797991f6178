"""The plan at a glance: what was read, what was inherited, when what is due. Pure data for `duban plan`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from toolkit.plan.deadlines import Effective, effective
from toolkit.plan.model import Item, Period, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """Everything that `duban plan` tells."""

    plan: Plan
    projects: int
    assignments: tuple[tuple[str, str], ...]
    deadlines: tuple[tuple[Period, Effective], ...]
    inherited: tuple[Item, ...]
    warnings: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """Return the overview as a clerk reads it."""
        plan = self.plan
        kinds = [f"{sum(u.category == k for u in plan.units)} 个{k}" for k in self._kinds]
        head = (
            f"{plan.title}",
            f"{self.projects} 件实事，{len(plan.items)} 项内容，{len(self.assignments)} 个任务（项×单位），"
            f"{len(plan.units)} 个单位（{'，'.join(kinds)}）。",
            "",
        )
        items = [
            f"  {item.id:<5} {item.project}｜{short(item.content)}｜{'、'.join(item.hosts)}"
            f"{'（沿用）' if item.inherited else ''}{_besides(item, plan)}"
            for item in plan.items
        ]
        dates = [
            f"  {period.id}  {period.name}  通知截止 {period.deadline}，适用 {found.day} 24时："
            f"{found.reason}；数据截至 {period.data_as_of}"
            for period, found in self.deadlines
        ]
        confirm = [f"  {item.id}（{item.place}）沿用“{'、'.join(item.hosts)}”：{short(item.content)}" for item in self.inherited]
        tail = ["", "请确认承办单位为空、沿用上一行的事项：", *confirm] if confirm else []
        return (*head, *items, "", *self._units(), "", "期次：", *dates, *tail, *(("", *self.warnings) if self.warnings else ()))

    @property
    def _kinds(self) -> tuple[str, ...]:
        """县直 and 乡镇 always, 下级 where there is one."""
        below = any(unit.category == "下级" for unit in self.plan.units)
        return ("县直", "乡镇", *(("下级",) if below else ()))

    def _units(self) -> tuple[str, ...]:
        """Return who has which assignments, in the order of sheet 单位."""
        lines = []
        for kind in self._kinds:
            lines.append(f"{kind}单位的任务：")
            for unit in (unit for unit in self.plan.units if unit.category == kind):
                own = [item for item, name in self.assignments if name == unit.name]
                since = f"（{unit.since} 起接替{'、'.join(unit.replaces)}）" if unit.since and unit.replaces else ""
                lines.append(f"  {unit.name}  {len(own)} 个{'：' if own else ''}{'、'.join(own)}{since}")
        return tuple(lines)


def _besides(item: Item, plan: Plan) -> str:
    """Return who helps, and the item's own limit where it has one."""
    helping = f"｜配合：{'、'.join(item.helpers)}" if item.helpers else ""
    own = item.due != plan.settings.day("完成时限")
    return f"{helping}｜{item.due} 前完成" if own else helping


def short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def overview(plan: Plan) -> PlanView:
    """Count and date the plan as of its first deadline."""
    first = plan.periods[0].deadline
    assignments = plan.assignments(first)
    busy = {unit for period in plan.periods for _, unit in plan.assignments(period.deadline)}
    helping = {name for item in plan.items for name in item.helpers}
    idle = [unit.name for unit in plan.units if unit.name not in busy | helping]
    warnings = [f"提示：单位表里的{'、'.join(idle)}没有承办事项，不会催报。"] if idle else []
    unsure = [p.id for p in plan.periods if effective(plan, p).unsure]
    if unsure:
        warnings.append(f"提示：{'、'.join(unsure)}的节假日安排未知，请在“节假日”表中补充。")
    return PlanView(
        plan=plan,
        projects=len({item.project_number for item in plan.items}),
        assignments=assignments,
        deadlines=tuple((period, effective(plan, period)) for period in plan.periods),
        inherited=tuple(item for item in plan.items if item.inherited),
        warnings=tuple(warnings),
    )


def as_json(view: PlanView) -> dict[str, Any]:
    plan = view.plan
    return {
        "title": plan.title,
        "counts": {
            "projects": view.projects,
            "items": len(plan.items),
            "assignments": len(view.assignments),
            "units": len(plan.units),
            "县直": sum(unit.category == "县直" for unit in plan.units),
            "乡镇": sum(unit.category == "乡镇" for unit in plan.units),
        },
        "items": [_item(item) for item in plan.items],
        "units": [{"unit": unit.name, "category": unit.category, "full_name": unit.full_name} for unit in plan.units],
        "assignments": [{"item": item, "unit": unit} for item, unit in view.assignments],
        "periods": [_period(period, found) for period, found in view.deadlines],
        "inherited": [{"item": item.id, "units": list(item.hosts), "cell": item.place} for item in view.inherited],
        "warnings": list(view.warnings),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "item": item.id,
        "number": item.number,
        "project": item.project,
        "content": item.content,
        "units": list(item.hosts),
        "inherited": item.inherited,
        "due": _iso(item.due),
    }


def _period(period: Period, found: Effective) -> dict[str, Any]:
    return {
        "period": period.id,
        "name": period.name,
        "deadline": _iso(period.deadline),
        "effective_deadline": found.moment.isoformat(),
        "rolled": found.rolled,
        "reason": found.reason,
        "data_as_of": _iso(period.data_as_of),
    }


def _iso(day: date) -> str:
    return day.isoformat()
