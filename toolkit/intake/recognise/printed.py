"""Lines printed round the table: 填报单位, 期次 and what is asked once (表尾). Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from toolkit.intake.recognise.folding import bare
from toolkit.intake.recognise.placing import PlacedTable, TextGrid
from toolkit.nouns.cells import Cell
from toolkit.nouns.fields import FootField
from toolkit.nouns.problems import Problem
from toolkit.values.foot import foot_problem
from toolkit.values.texts import clean

_LABEL = re.compile(r"((?<![\u4e00-\u9fff])[\u4e00-\u9fff]\w*+(?:\s*[（(][^（()）]{0,12}[)）])?)\s*[:：]")
"""From the first sign of a run: what begins within it begins there too."""
_BRACKETED = re.compile(r"[（(].*?[)）]")
_COLON = re.compile("[:：]")
_LONGEST = 300
_LONGEST_LABEL = 20
_WIDEST_FOOT = 8
_LONGEST_FOOT = 60
_FOOT_WORDS = """
填报人 填表人 填报日期 填表日期 填报时间 联系电话 联系人 单位主要领导 单位负责人 分管领导 主要领导 审核人 审核 签字 盖章
合计 总计 注1 填表说明 填报说明
"""
_FOOT_START = tuple(_FOOT_WORDS.split())


def labelled(table: PlacedTable, labels: Sequence[str]) -> tuple[str, str | None]:
    """Return (text, cell) of the first of these labels that says something above the table, else below it."""
    wanted = _wanted(tuple(labels))
    blank: str | None = None
    for cell, rest in _marked(table, _around(table), wanted):
        text, place = (rest, cell.address) if rest else _beside(table, cell)
        if text:
            return text, place
        blank = blank or place
    for line in table.grid.sheet.text_around:
        value = _after(line, wanted)
        if value:
            return value, None
    return "", blank


@dataclass(frozen=True, slots=True)
class Foot:
    """What is written at the foot of one table, where something is."""

    said: Mapping[str, str]
    """表尾 KEY → what is written there."""
    cells: Mapping[str, str]
    """表尾 KEY → the cell, where it stands in one."""

    @classmethod
    def of(cls, table: PlacedTable) -> Self:
        told = [(field.key, *_foot_text(table, field)) for field in table.form.foot]
        cells = {key: place for key, text, place in told if text and place}
        return cls({key: clean(text) for key, text, _ in told if text}, cells)

    def amiss(self, sheet: str, year: int) -> tuple[Problem, ...]:
        """Return V10 for what is written there and cannot be the day or the telephone that it should be."""
        told = (foot_problem(key, text, sheet=sheet, cell=self.cells.get(key), year=year) for key, text in self.said.items())
        return tuple(one for one in told if one)


def is_label(text: str) -> bool:
    """Tell whether a text begins with a short label and a colon: 填报人：…"""
    match = _LABEL.match(text.strip()) if _COLON.search(text) else None
    return bool(match and len(match[1]) <= _LONGEST_LABEL)


def is_foot(grid: TextGrid, row: int) -> bool:
    """Tell whether a row stands outside the table: signatures, notes, totals."""
    if row not in grid.feet:
        grid.feet[row] = _is_foot(grid, row)
    return grid.feet[row]


def _is_foot(grid: TextGrid, row: int) -> bool:
    if len(grid.rows[row]) > _WIDEST_FOOT:
        return False
    texts = [text for _, text in grid.line(row) if text]
    if not texts:
        return False
    if is_label(texts[0]) or _plain(texts[0]).startswith(_FOOT_START):
        return True
    short = all(len(text) <= _LONGEST_FOOT for text in texts)
    return short and any(_plain(t) in _FOOT_START or (is_label(t) and _plain(t).startswith(_FOOT_START)) for t in texts)


def _foot_text(table: PlacedTable, field: FootField) -> tuple[str, str | None]:
    wanted = _wanted((field.label, field.key))
    for cell, rest in _marked(table, _around(table, below_first=field.row > table.form.row), wanted):
        text, place = (rest, cell.address) if rest else _beside(table, cell)
        if text:
            return text, place
    for line in table.grid.sheet.text_around:
        value = _after(line, wanted)
        if value:
            return value, None
    return "", None


@lru_cache(maxsize=256)
def _wanted(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(bare(label) for label in labels if label))


def _around(table: PlacedTable, *, below_first: bool = False) -> tuple[int, ...]:
    grid, place = table.grid, (table.above, table.top, table.data)
    if place not in grid.around:
        below = tuple([row for row in table.data if is_foot(grid, row)])
        grid.around[place] = tuple(range(table.above, table.top)), below
    above, below = grid.around[place]
    return (*reversed(below), *above) if below_first else (*above, *below)


def _marked(table: PlacedTable, rows: Sequence[int], wanted: Sequence[str]) -> Iterator[tuple[Cell, str]]:
    """Yield (cell, text behind the label in it) for cells that bear one of the labels."""
    for row in rows:
        if _labels_of(table.grid, row).isdisjoint(wanted):
            continue
        for cell, text in table.grid.line(row):
            if not _may_bear_one(cell):
                continue
            value = "" if not _names(text).isdisjoint(wanted) else _after(text, wanted)
            if value is not None:
                yield cell, value


def _may_bear_one(cell: Cell) -> bool:
    return isinstance(cell.value, str) and len(cell.value) <= _LONGEST


def _labels_of(grid: TextGrid, row: int) -> frozenset[str]:
    """Return every label that may stand in a row: it is asked for each of them."""
    if row not in grid.labels:
        grid.labels[row] = _labels_told(tuple([text for cell, text in grid.line(row) if _may_bear_one(cell)]))
    return grid.labels[row]


@lru_cache(maxsize=1024)
def _labels_told(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the labels of a row that says these texts: what a form prints is the same in all its copies."""
    told = [names for text in texts if _COLON.search(text) for names, _ in _labels_in(text)]
    return frozenset().union(*map(_names, texts), *told)


@lru_cache(maxsize=4096)
def _names(text: str) -> frozenset[str]:
    """Return the label that a whole text may be, with and without its brackets."""
    return frozenset({bare(text), _plain(text)})


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return bare(_BRACKETED.sub("", text))


def _after(text: str, wanted: Sequence[str]) -> str | None:
    """Return what stands behind a label in a line that may hold several; None = no such label in it."""
    for names, said in _labels_in(text) if _COLON.search(text) else ():
        if not names.isdisjoint(wanted):
            return said
    return None


@lru_cache(maxsize=4096)
def _labels_in(text: str) -> tuple[tuple[frozenset[str], str], ...]:
    """Return the labels in a line, each with what stands behind it."""
    labels = list(_LABEL.finditer(text))
    ends = [*(label.start() for label in labels[1:]), len(text)]
    return tuple(
        (frozenset({bare(label[1]), _plain(label[1])}), text[label.end() : end].strip(" \t\n_＿　"))
        for label, end in zip(labels, ends, strict=False)
    )


def _beside(table: PlacedTable, cell: Cell) -> tuple[str, str | None]:
    """Return the next cell to the right that says something, unless it is another label; else the place to fill."""
    block = table.grid.blocks.get((cell.row, cell.column))
    start = (block.right if block else cell.column) + 1
    for other, text in table.grid.line(cell.row):
        if other.column < start:
            continue
        if is_label(text):
            break
        return text.strip("_＿ 　"), other.address
    return "", cell.address
