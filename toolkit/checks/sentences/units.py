"""What one counts by: two units of one thing made one, and the units of a group as a pattern. Pure.

Which words are units, and of what, stands in `wordlists.txt` (度量单位, 人户单位, 工程单位 …); nobody lists them again.
"""

from decimal import Decimal

from toolkit.checks.sentences.clauses import Clause, Quantity
from toolkit.values.lexicon import Lexicon, Sense

_IN_BASE = {
    "千米": (1000, "米"), "公里": (1000, "米"), "万米": (10_000, "米"), "公顷": (15, "亩"), "名": (1, "人"), "位": (1, "人"),
    "平方": (1, "平方米"), "立方": (1, "立方米"),
}  # fmt: skip
"""Unit → how many of which: two ways of counting one thing."""
COUNTED = (Sense.PIECE, Sense.HEAD, Sense.MEASURE)
"""Groups of what is built, served or measured."""


def base_unit(unit: str) -> str:
    """Return 米 for 公里, 人 for 名; any other unit as it is."""
    return _IN_BASE[unit][1] if unit in _IN_BASE else unit


def in_base(quantity: Quantity) -> Quantity:
    """Return 3公里 as 3000米, 12公顷 as 180亩, 40名 as 40人."""
    if quantity.unit not in _IN_BASE:
        return quantity
    times, unit = _IN_BASE[quantity.unit]
    return quantity._replace(number=quantity.number * Decimal(times), unit=unit)


def counts(quantity: Quantity | None, lexicon: Lexicon, *senses: Sense) -> bool:
    """Tell whether there is a quantity, and in a unit of one of the groups."""
    return quantity is not None and lexicon.among(quantity.unit, *senses)


def of_money(clause: Clause) -> bool:
    """Tell whether it speaks of money, by word or by amount: how much was spent says nothing of the works."""
    spent = any(counts(one, clause.lexicon, Sense.MONEY_UNIT) for one in clause.quantities)
    return spent or clause.lexicon.finds(clause.text, Sense.MONEY)
