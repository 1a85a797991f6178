"""Days as people write them in a plan (12月底前, 9月投入使用), read by the one reader of dates. Pure."""

from datetime import date

from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field, Type
from toolkit.values.dates import read_date

_FIELD = Field(source="事项", key="完成时限", header="完成时限", column=1, template="", type=Type.DATE)


def read_limit(text: str, year: int) -> date | None:
    """Return the day that a text names; `year` is the plan's, for texts that name none. None = it names no day."""
    day = read_date(Cell(1, 1, CellKind.TEXT, text), _FIELD, year).value
    return day if isinstance(day, date) else None
