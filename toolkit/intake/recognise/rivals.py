"""Columns that lay claim to one field. The exact header has won already (placing); a true tie is asked, never guessed."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.intake.recognise.folding import folded
from toolkit.intake.recognise.placing import PlacedTable
from toolkit.intake.recognise.printed import is_foot


def settled(table: PlacedTable) -> PlacedTable:
    """Decide between columns of equal claim: the only one that says something, or any of those that say the same.

    What stays undecided is taken from the fields and kept as `rivals`.
    """
    if not table.contested:
        return table
    fields = dict(table.fields)
    undecided = []
    for field, columns in table.contested:
        speaking = [column for column in columns if any(_said(table, column))]
        if len({_said(table, column) for column in speaking}) <= 1 or not field.asked:
            fields[field] = next(iter(speaking if field.asked else columns), columns[0])
        else:
            del fields[field]
            undecided.append((field, columns))
    ordered = tuple(sorted(fields.items(), key=lambda pair: pair[1]))
    return replace(table, fields=ordered, contested=(), rivals=tuple(undecided))


def rival_words(table: PlacedTable, columns: Sequence[int]) -> str:
    """Return "（H4“3月进展情况”、I4“4月进展情况”都像这一栏，分不清以哪一栏为准）"."""
    named = [words for column in columns if (words := _header(table, column))]
    return f"（{'、'.join(named)}都像这一栏，分不清以哪一栏为准）"


def _said(table: PlacedTable, column: int) -> tuple[str, ...]:
    rows = [row for row in table.data if not is_foot(table.grid, row)]
    if not any((row, column) in table.grid.sheet.cells for row in rows):
        return ()
    return tuple(folded(table.grid.text(row, column)) for row in rows)


def _header(table: PlacedTable, column: int) -> str:
    for row in range(table.bottom, table.top - 1, -1):
        cell, text = table.grid.sheet.cells.get((row, column)), table.grid.text(row, column)
        if cell and text:
            return f"{cell.address}“{text}”"
    return ""
