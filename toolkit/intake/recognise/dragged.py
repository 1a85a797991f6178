"""Values dragged down below the table, or formulas filled down to nowhere: one remark with a range. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.intake.recognise.placing import PlacedTable
from toolkit.intake.recognise.rows import Match
from toolkit.nouns.cells import address
from toolkit.nouns.problems import Code, problem
from toolkit.values.texts import quotable

_FEW = 3
"""From so many rows on they are told together."""


def gathered(table: PlacedTable, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Keep the first of a run of rows that say nothing of what they are about, with one S05 for all of them."""
    kept: list[Match] = []
    run: list[Match] = []
    for match in matches:
        if _is_scrap(table, match):
            run.append(match)
            continue
        kept += _together(table, run)
        run = []
        kept.append(match)
    return (*kept, *_together(table, run))


def _is_scrap(table: PlacedTable, match: Match) -> bool:
    if match.item is not None or match.problem is None or match.problem.code is not Code.S05:
        return False
    telling = [c for key in ("立项名称", "实事内容") if (c := table.column("事项", key))]
    return not any(table.grid.text(match.row, column) for column in telling)


def _together(table: PlacedTable, run: Sequence[Match]) -> list[Match]:
    if len(run) < _FEW:
        return list(run)
    cells = [cell for match in run for cell in table.grid.rows[match.row] if cell.column >= table.left]
    left, right = min(c.column for c in cells), max(c.column for c in cells)
    span = f"{address(run[0].row, left)}:{address(run[-1].row, right)}"
    said = next((text for match in run for c in table.grid.rows[match.row] if (text := table.grid.text(match.row, c.column))), "")
    detail = f"{span}，共{len(run)}行，如“{quotable(said)}”"
    place = address(run[0].row, min((c.column for c in table.grid.rows[run[0].row] if c.column >= table.left), default=left))
    return [replace(run[0], problem=problem(Code.S05, table.grid.sheet.name, place, what="行", detail=detail))]
