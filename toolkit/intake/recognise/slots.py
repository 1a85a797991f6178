"""What one row of a returned table says in each column, through merges and over the rows that continue it. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from toolkit.intake.recognise.placing import PlacedTable
from toolkit.nouns.cells import Cell, CellKind, Range, address
from toolkit.nouns.submission import Slot


def answers(table: PlacedTable, row: int) -> dict[str, Slot]:
    """Return 填报 KEY → slot of one row; a cell merged over several rows answers for each of them.

    A long text that is continued in the rows below is one answer again.
    """
    return {key: slot(table, row, column) for key, column in table.columns.items()}


def slot(table: PlacedTable, row: int, column: int) -> Slot:
    """Return what stands in one column of a row, with its place."""
    cells, block = table.grid.sheet.cells, table.grid.blocks.get((row, column))
    if block is None and row not in table.continued:
        return Slot(address=address(row, column), cell=cells.get((row, column)))
    if block and block.left == column and block.bottom > block.top > table.bottom and _joins(table, block):
        top = address(block.top, block.left)
        return Slot(address=top, cell=cells.get((block.top, block.left)), merged=block.address)
    first, below = cells.get((row, column)), table.continued.get(row, ())
    more = [cell for place in below if (cell := cells.get((place, column)))]
    others = [c for c in table.columns.values() if c != column and block.left <= c <= block.right] if block else []
    across = block.address if block and others and block.top > table.bottom else None
    return Slot(address=address(row, column), cell=_joined(first, more), across=across)


def _joins(table: PlacedTable, block: Range) -> bool:
    """Tell whether a merged block joins rows of several items: those that continue a row are no rows of their own."""
    return sum(row in table.grid.rows and row not in table.continuing for row in range(block.top, block.bottom + 1)) > 1


def _joined(first: Cell | None, more: Sequence[Cell]) -> Cell | None:
    """Join the pieces of a long text; anything else than text is only what the first cell says."""
    filled = [cell for cell in (first, *more) if cell]
    if first is not None and first.kind is not CellKind.TEXT:
        return first
    if len(filled) < 2 or any(cell.kind is not CellKind.TEXT for cell in filled):
        return filled[0] if filled else None
    return replace(filled[0], value="".join(str(cell.value) for cell in filled))
