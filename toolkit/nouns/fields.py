"""The form as data: what 附件2.xlsx asks, prefills and prints (the schema). Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class Type(StrEnum):
    """What a field may hold, from its cell's validation and number format."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    WHOLE = "whole"
    PERCENT = "percent"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of the repeated row."""

    source: str
    """First half of the placeholder: 事项 · 上期 · 填报 · 单位 · 期次 · 设置 · 表号; "" = fixed text or mixed."""
    key: str
    """Second half, e.g. 进展情况; for 填报 it names the field in every output."""
    header: str
    """Header as printed, without a trailing * and with white space folded; two header rows are joined with " "."""
    column: int
    """1-based column in the template."""
    template: str
    """The cell's own text, e.g. "{{ 填报.进展情况 }}"."""
    required: bool = False
    type: Type = Type.TEXT
    choices: tuple[str, ...] = ()
    minimum: Decimal | date | None = None
    maximum: Decimal | date | None = None
    minimum_excluded: bool = False
    """The bound itself is not allowed (a validation "greater than")."""
    maximum_excluded: bool = False
    limit: int | None = None
    """Longest text allowed by a text-length validation; None = 设置.字数上限."""
    number_format: str = "General"
    hidden: bool = False

    @property
    def asked(self) -> bool:
        return self.source == "填报"


@dataclass(frozen=True, slots=True, kw_only=True)
class FootField:
    """One {{ 表尾.KEY }}: asked once, outside the table."""

    key: str
    label: str
    """Text printed before it (same cell or the cell to the left), without ：, e.g. "填报人"."""
    row: int
    column: int
    template: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """附件2.xlsx, read and checked. Rows and columns are the template's, 1-based."""

    sheet: str
    title: tuple[str, ...]
    """Texts above the table that hold no placeholder but name the form (the notice's title)."""
    heading: str = ""
    """The title as the template writes it, placeholders and all."""
    header_rows: tuple[int, ...]
    row: int
    """The repeated row."""
    fields: tuple[Field, ...]
    """Every column of the table in template order, hidden 编号 included."""
    foot: tuple[FootField, ...]
    unit_label: str
    """Text printed before {{ 单位.名称 }}, e.g. "填报单位（盖章）"; "" = the template prints no unit."""
    period_label: str
    sha256: str
    version: str
    """First 12 hex digits of sha256: the form's version in the stamp."""
    id_column: int
    """Column of 编号 (in the template, or the one that is added after the last)."""
    adds_id_column: bool
    asides: frozenset[str] = frozenset()
    """What the template's own notes and text boxes say: no word of a unit's."""

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.asked)

    @cached_property
    def percents(self) -> frozenset[str]:
        """KEYs of the answers that are percents."""
        return frozenset(field.key for field in self.asked if field.type is Type.PERCENT)

    @cached_property
    def prefilled(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not field.asked)

    def field(self, key: str) -> Field | None:
        """Return the asked field with this KEY; rules stay silent when the template has none."""
        return self._by_key.get(key)

    @cached_property
    def keys(self) -> frozenset[str]:
        """KEYs of the asked fields."""
        return frozenset(self._by_key)

    @cached_property
    def _by_key(self) -> dict[str, Field]:
        return {field.key: field for field in reversed(self.asked)}
