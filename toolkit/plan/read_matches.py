"""Sheet 对照: which item of ours an item of the offices below is. Pure."""

from collections.abc import Mapping

from toolkit.plan.ids import item_id
from toolkit.plan.mistakes import Mistakes
from toolkit.plan.model import Item, ItemMatch, Plan
from toolkit.plan.plain_book import PlanSheet
from toolkit.plan.read_units import Roster
from toolkit.plan.sheets import PlanRow, fold, table

UNIT, THEIRS, OURS = "单位", "下级事项", "本级事项"


def read_matches(plan: Plan, sheet: PlanSheet, name: str, mistakes: Mistakes) -> tuple[ItemMatch, ...]:
    """Return the rows; 单位 may be blank (every unit), 本级事项 is an id or the content itself."""
    with mistakes.kept():
        matches = []
        roster = Roster(plan.units)
        by_content = {fold(item.content): item for item in reversed(plan.items)}
        for line in table(sheet, name, (THEIRS, OURS), mistakes=mistakes).lines:
            with mistakes.kept():
                if line.text(THEIRS) or line.text(OURS):
                    matches.append(_match(plan, line, roster, by_content))
        return tuple(matches)
    return ()


def _match(plan: Plan, line: PlanRow, roster: Roster, by_content: Mapping[str, Item]) -> ItemMatch:
    for label in (THEIRS, OURS):
        if not line.text(label):
            raise line[label].wrong(f"{label}为空，请填写。")
    item = by_content.get(fold(line.text(OURS))) or plan.item(item_id(line[OURS]))
    if item is None:
        raise line[OURS].wrong(f"附件1里没有事项“{line.text(OURS)}”，请写事项编号（如 8-1）或实事内容全文。")
    unit = roster.named(line[UNIT]).name if line.text(UNIT) else None
    return ItemMatch(unit=unit, theirs=line.text(THEIRS), item=item.id)
