"""What is wrong and what to type, in sentences: for the list, the comments and the letter. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.nouns.problems import Code
from toolkit.outputs.letter_phrases import item_words, listed, sentence
from toolkit.outputs.returned.findings import Finding
from toolkit.words.cell_lists import cells_named

_SEVERAL = 3
"""Blank answers of a row from which on they are told together."""
_BLANK = "为必填，此格为空"
_NAMES_ITEMS = frozenset({Code.S04, Code.S09})
"""Whose message names the items itself."""

__all__ = ["comment", "item_words", "place_words", "sentences"]


def place_words(one: Finding) -> str:
    """Return where it stood in the file that came, if the cell is another one there."""
    return f"所报表 {one.theirs}" if one.theirs and one.theirs != one.here else ""


def comment(findings: Iterable[Finding]) -> str:
    """Return a cell's comment: what must be changed first, then what to look at."""
    ordered = sorted(findings, key=lambda one: not one.must)
    return "\n\n".join(f"【{'须修改' if one.must else '请留意'}】{sentence(one.message)}\n{sentence(one.fix)}" for one in ordered)


def sentences(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return one sentence a problem; the same problem in several rows is said once, with all its cells."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for one in _blank_rows_as_one(findings):
        groups.setdefault((one.message, one.fix), []).append(one)
    return tuple(_sentence(group) for group in groups.values())


def _blank_rows_as_one(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings; of a row in which several answers are blank one that names them."""
    blank: dict[str, list[Finding]] = {}
    for one in findings:
        if one.code is Code.V01 and one.item and one.message.endswith(_BLANK):
            blank.setdefault(one.item.id, []).append(one)
    for one in findings:
        row = blank.get(one.item.id, []) if one.item else []
        if one not in row or len(row) < _SEVERAL:
            yield one
        elif one is row[0]:
            headers = "".join(f"“{each.header}”" for each in row)
            cells = listed([each.here for each in row])
            theirs = listed([each.theirs for each in row])
            none = "".join(f"；“{each.header}”确实没有的填“无”" for each in row if "填“无”" in each.fix)
            yield replace(one, message=f"{headers}均为必填，都是空的", fix=f"请逐格填写{none}", here=cells, theirs=theirs)


def _sentence(group: Sequence[Finding]) -> str:
    first = group[0]
    items = listed([one.item.number for one in group if one.item])
    about = f"第{items}项：" if items and first.code not in _NAMES_ITEMS else ""
    return f"{about}{sentence(first.message)}{sentence(first.fix)}{_cells(group)}"


def _cells(group: Sequence[Finding]) -> str:
    here = cells_named(one.here for one in group if one.here)
    theirs = cells_named(one.theirs for one in group if place_words(one))
    said = "，".join(filter(None, (f"见退回修改表 {here}" if here else "", f"所报表 {theirs}" if theirs else "")))
    return f"（{said}）" if said else ""
