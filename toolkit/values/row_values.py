"""What was read of one row of a returned sheet: its answers, where they stand, what is amiss. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.nouns.answer import Answer
from toolkit.nouns.problems import Code, Problem

MERGED = "（合并单元格"
"""How the reading of a merged cell begins to say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowValues:
    """What a row answers, in form order."""

    fields: Mapping[str, Answer]
    """KEY → answer for every asked field; None = blank, missing column, or unreadable."""
    cells: Mapping[str, str]
    """KEY → address for the columns that the sheet has; of a merged block its first cell."""
    problems: tuple[Problem, ...]


def inferred_from(values: RowValues) -> Mapping[str, str]:
    """Return KEY → what was typed, for every answer that had to be inferred (V06) or held down to 100% (V09)."""
    inferred = [(problem.cell, dict(problem.facts)) for problem in values.problems if problem.code in {Code.V06, Code.V09}]
    typed = {cell: facts["value"] for cell, facts in inferred if facts["reading"].partition(MERGED)[0] != facts["value"]}
    return {key: typed[place] for key, place in values.cells.items() if place in typed}
