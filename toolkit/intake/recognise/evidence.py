"""Is a table with familiar headers really the form? A stranger's table must never be taken for it. Pure."""

from collections.abc import Sequence

from toolkit.intake.recognise.folding import bare
from toolkit.intake.recognise.identity import Marks
from toolkit.intake.recognise.item_contents import ItemsByContent
from toolkit.intake.recognise.placing import PlacedTable
from toolkit.intake.recognise.rows import RowClues
from toolkit.plan.model import Plan

_MOST = 0.75


def is_form(table: PlacedTable, marks: Marks, facts: Sequence[RowClues], plan: Plan, *, stamped: bool) -> bool:
    """Decide from headers and from what else is known: stamps, title, rows that are the plan's.

    With a stamp inside the cells, one asked column and two others do (a unit may have deleted the rest: S07).
    """
    asked = len(table.form.asked)
    enough = min(3, (asked + 1) // 2)
    if table.asked >= enough:
        certain = stamped or marks.stamped or _titled(table) or _has_rows(facts, plan)
        return certain or _own_words(table)
    inside = marks.stamped and any(plan.item(row.item) for row, _ in marks.ids.values())
    return (inside or stamped or _has_rows(facts, plan)) and table.asked >= 1 and len(table.fields) >= 3


def _own_words(table: PlacedTable) -> bool:
    """Tell whether nearly all headers of the form are there in its own words: a copy with nothing else left."""
    visible = sum(bool(f.header) and not f.hidden for f in table.form.fields)
    return table.exact >= max(4, _MOST * visible) and table.asked * 2 >= len(table.form.asked)


def _has_rows(facts: Sequence[RowClues], plan: Plan) -> bool:
    contents = plan.derived(ItemsByContent)
    return any(fact.content and fact.content in contents for fact in facts)


def _titled(table: PlacedTable) -> bool:
    """Tell whether the form's title stands above the table."""
    titles = [bare(title) for title in table.form.title]
    texts = [
        bare(cell.value)
        for row in range(table.above, table.top)
        for cell in table.grid.rows.get(row, ())
        if isinstance(cell.value, str) and len(cell.value) < 200
    ]
    texts += [bare(line) for line in table.grid.sheet.text_around if len(line) < 200]
    return any(title and title in text for title in titles for text in texts)
