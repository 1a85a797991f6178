"""A returned sheet once recognised as a form: whose, which period, which cell answers what. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from toolkit.nouns.cells import Cell
from toolkit.nouns.problems import Problem

BOOK_AS_OF = "统计时点"
"""Name in the foot of a 汇总表 from below of the moment that it was made as of."""


class Slot(NamedTuple):
    """The place of one answer: its address always, its cell if not blank. There are two dozen a sheet: a tuple is made fast."""

    address: str
    cell: Cell | None
    merged: str | None = None
    """Address of the merged block when the answer covers several rows, e.g. "G7:G9"."""
    across: str | None = None
    """Address of the merged block when it covers other columns that are asked, e.g. "H7:I7": its text is the left one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the returned table, matched to an item or not."""

    row: int
    """1-based row on the sheet."""
    item: str | None
    """None = nobody asked for this row (S05) or its marks contradict each other (S10)."""
    answers: Mapping[str, Slot]
    """填报 KEY → slot, for the columns that the sheet has."""
    prefilled: Mapping[str, Slot] = field(default_factory=dict)
    """"事项.实事内容", "上期.进展情况" … → slot, for the prefilled columns that the sheet has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnItem:
    """A row of a book from below about an item that is none of ours, as it stands there."""

    number: str
    project: str
    content: str
    unit: str
    status: str
    share: Decimal | None
    progress: str
    address: str
    likely: str = ""
    """Id of our item that is probably meant; "" = none comes near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """What a book from below tells beside our items."""

    own: tuple[OwnItem, ...] = ()
    asked: int = 0
    """Its units that owed a return in the period."""
    on_time: int = 0
    """How many of them were on time with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One recognised sheet."""

    sheet: str
    unit: str | None
    """None = cannot be told, or the stamps disagree: the file is unclaimed."""
    period: str | None
    """None = the sheet does not say; then the period being collected when it came."""
    form: str
    """Version of the form it is read against."""
    rows: tuple[Row, ...]
    header_address: str
    """First cell of the header row, e.g. "A5": where S04, S07, S13 point."""
    columns: Mapping[str, int] = field(default_factory=dict)
    """填报 KEY → column on this sheet."""
    foot: Mapping[str, str] = field(default_factory=dict)
    foot_cells: Mapping[str, str] = field(default_factory=dict)
    """表尾 KEY → cell, where it stands in one."""
    problems: tuple[Problem, ...] = ()
    """S problems found while recognising."""
    basis: str = ""
    """What the unit was taken from: 标识 · 填报单位 · 文件名 · 文件夹 · 发件人 · 认领."""
    suggestion: str = ""
    """For an unclaimed sheet: the unit it is probably of."""
    printed: str = ""
    """填报单位 as printed, where the plan knows no such name."""
    doubtful: tuple[str, ...] = ()
    """Items in rows that do not count (S09, S10) or on another sheet of the file: never called missing (S04)."""
    below: Below | None = None
    """For a book from below: what it tells beside the rows."""
