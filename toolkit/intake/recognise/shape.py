"""What was done to the table's columns: missing, added. Pure."""

from collections.abc import Iterator, Sequence

from toolkit.form.stamp import parse_row_id
from toolkit.intake.recognise.placing import PlacedTable
from toolkit.intake.recognise.rivals import rival_words
from toolkit.intake.recognise.rows import Match
from toolkit.nouns.cells import address
from toolkit.nouns.fields import Field
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.values.texts import quotable


def columns_missing(table: PlacedTable) -> Iterator[Problem]:
    """Yield S07 for required columns that are gone (or cannot be told from another), S13 for the rest."""
    there, rivals = {f.column for f, _ in table.fields}, dict(table.rivals)
    for field in table.form.fields:
        if field.column in there or not field.header or _is_id(field) or field.hidden:
            continue
        code = Code.S07 if field.asked and field.required else Code.S13
        detail = rival_words(table, rivals[field]) if field in rivals else ""
        key = field.key if field.asked else f"{field.source}.{field.key}"
        lacking = problem(code, table.grid.sheet.name, table.header_address, header=field.header, detail=detail)
        yield lacking.concerning(key=key)


def columns_added(table: PlacedTable, matches: Sequence[Match]) -> Iterator[Problem]:
    """Yield S05 on the header of every column that nobody asked for and that says something."""
    known = {column for _, column in table.fields} | {column for column, _ in table.combined}
    known |= {column for _, columns in table.rivals for column in columns}
    added: dict[int, bool] = {}
    for match in matches:
        for cell in table.grid.rows[match.row]:
            if cell.column in known or not table.grid.text(match.row, cell.column):
                continue
            if not (isinstance(cell.value, str) and parse_row_id(cell.value)):
                added[cell.column] = True
    for column in sorted(added):
        place, text = _header(table, column)
        yield problem(Code.S05, table.grid.sheet.name, place, what="列", detail=text)


def _header(table: PlacedTable, column: int) -> tuple[str, str]:
    """Return (cell, text) of a column's header: its lowest cell that says something."""
    for row in range(table.bottom, table.top - 1, -1):
        cell = table.grid.at(row, column)
        text = table.grid.text(row, column)
        if cell and text:
            return cell.address, quotable(text)
    return address(table.bottom, column), f"第 {column} 列（无标题）"


def _is_id(field: Field) -> bool:
    return (field.source, field.key) == ("事项", "编号")
