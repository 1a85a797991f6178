"""xlsxwriter's sheet with its inner loops made short: the same bytes (a test says so), for books of many thousand cells.

A cell costs it two wrappers, five function calls and thirty searches for functions that no formula of ours has; a county
pays nothing of note for that, a country pays minutes.
"""

from collections.abc import Sequence
from functools import cache
from re import compile as pattern
from typing import Any

from xlsxwriter.worksheet import Worksheet

from toolkit.nouns.cells import column_letter

_NEWER = pattern(r"_xlfn\.|[A-Z.]{3,}\(")
_OLD = frozenset({"IFERROR", "IF", "COUNTIF", "COUNTIFS", "SUM", "SUMPRODUCT", "AVERAGE", "AVERAGEIFS", "MAX", "MIN"})
"""Functions that every office program has always known: nothing is to be put before their names."""


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose cells are given by row and column, never as "A1"."""

    _drawn: Sequence[tuple[object, dict[str, Any]]] = ()
    """Looks of lines in cells, and a line of each."""
    write_string = Worksheet._write_string
    write_number = Worksheet._write_number
    write_blank = Worksheet._write_blank

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002
        plain = formula[1:] if formula[:1] == "=" else formula
        if all(name[:-1] in _OLD for name in _NEWER.findall(plain)) and plain[:1] != "{":
            return plain
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared

    def add_sparkline(self, row: int, col: int, options: dict[str, Any]) -> int:
        """Add a line like one added before as its copy: for each, the library builds the colours of all 36 styles."""
        look = tuple((name, value) for name, value in options.items() if name != "range")
        like: dict[str, Any] | None = next((line for known, line in self._drawn if known == look), None)
        if like is None or "!" not in options["range"] or "$" in options["range"]:
            done: int = super().add_sparkline(row, col, options)
            if done == 0:
                self._drawn = [*self._drawn, (look, self.sparklines[-1])]
            return done
        self.sparklines.append({**like, "locations": [f"{_letters(col)}{row + 1}"], "ranges": [options["range"]]})
        return 0

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        face, kind = cell.format, type(cell).__name__
        if face is None and row not in self.row_info and col not in self.col_info:
            start = f'<c r="{_letters(col)}{row + 1}"'
        elif face is not None and face.xf_index is not None:
            start = f'<c r="{_letters(col)}{row + 1}" s="{face.xf_index}"'
        else:
            kind = ""
        if kind == "String" and not self.constant_memory:
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind == "Blank":
            self.fh.write(f"{start}/>")
        elif kind == "Number":
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        elif kind == "Formula" and (type(cell.value) in {int, float} or cell.value in {"", "是", "否"}):
            text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
            self.fh.write(f"{start}{text}><f>{self._escape_data(cell.formula)}</f><v>{cell.value}</v></c>")
        else:
            super()._write_cell(row, col, cell)


@cache
def _letters(column: int) -> str:
    return column_letter(column + 1)
