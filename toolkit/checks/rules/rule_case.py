"""One row as the rules see it: its answers, what was accepted before, and the measures to judge by. Pure data."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolkit.nouns.answer import Answer
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.plan.model import Item, Period
from toolkit.plan.settings import Policy
from toolkit.values.lexicon import Lexicon, for_item, shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """Rows of the same assignment in earlier periods are in `history`, newest first, accepted ones only."""

    item: Item
    unit: str
    period: Period
    form: Form
    sheet: str
    fields: Mapping[str, Answer]
    cells: Mapping[str, str]
    limit: date
    """完成时限 with approved extensions."""
    schedule: Decimal
    """序时进度, fraction of 1."""
    last: Mapping[str, Answer] | None
    history: tuple[tuple[str, Mapping[str, Answer]], ...]
    policy: Policy
    extended: bool
    failed: frozenset[str]
    """KEYs whose value was sent back: then no rule looks at the row."""
    request: str = ""
    """What is to be said of a request for extension beside the limit: filed too late, not approved."""
    readings: Mapping[str, str] = field(default_factory=dict)
    """KEY → how an answer was read that was not written so (V06); an effect of it names it first."""
    lexicon: Lexicon = field(default_factory=shipped)
    """The word lists with the office's own words, as they hold for the item."""
    _now: Mapping[str, Answer] = field(init=False, repr=False, compare=False)
    """The answers that this form asks for."""
    _then: Mapping[str, Answer] = field(init=False, repr=False, compare=False)
    """Likewise of `last`."""

    def __post_init__(self) -> None:
        asked = self.form.keys
        object.__setattr__(self, "lexicon", for_item(self.lexicon, self.item.content))
        object.__setattr__(self, "_now", {key: value for key, value in self.fields.items() if key in asked})
        object.__setattr__(self, "_then", {key: value for key, value in (self.last or {}).items() if key in asked})

    def header(self, key: str) -> str:
        """Return the header as printed on this form; the KEY where it has none."""
        asked = self.form.field(key)
        return asked.header if asked else key

    def reading(self, key: str) -> str:
        """Return "（由“还差25%”推定）" where the answer was inferred, else ""."""
        typed = self.readings.get(key)
        return f"（由所填“{typed}”推定）" if typed else ""

    def text(self, key: str, *, last: bool = False) -> str:
        """Return an answer that is text, "" where it is blank, not text or not asked."""
        value = (self._then if last else self._now).get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str, *, last: bool = False) -> Decimal | None:
        value = (self._then if last else self._now).get(key)
        return value if isinstance(value, Decimal) else None

    def day(self, key: str, *, last: bool = False) -> date | None:
        value = (self._then if last else self._now).get(key)
        return value if isinstance(value, date) else None

    def raised(self, code: Code, key: str, **facts: object) -> Problem:
        """Return the problem at the field's cell; `header` is the field's own."""
        raised = problem(code, self.sheet, self.cells.get(key), header=self.header(key), **facts)
        return raised.concerning(self.item.id, key=key)


Rule = Callable[[RuleCase], Iterator[Problem]]
