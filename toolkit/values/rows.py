"""One row of a returned sheet, cell by cell: typed answers with their addresses, and the V problems. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from toolkit.nouns.answer import Answer
from toolkit.nouns.cells import Cell, CellKind
from toolkit.nouns.fields import Field, Form, Type
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import Row, Slot
from toolkit.values.answers import ReadAnswer, inferred
from toolkit.values.choices import read_choice
from toolkit.values.dates import read_date
from toolkit.values.fillers import is_filler, says_nothing
from toolkit.values.lexicon import Lexicon, shipped
from toolkit.values.meaning import DONE, FINISH, FINISHED, NEXT, PROGRESS, REMARK, STATUS, TROUBLE
from toolkit.values.numbers import read_number
from toolkit.values.percents import read_percent
from toolkit.values.row_values import MERGED, RowValues
from toolkit.values.texts import bare, clean, quotable, seen, show, show_percent, shown_cell

__all__ = ["RowValues", "clean", "read_row", "show", "show_percent"]

_TEXT, _PICTURE = CellKind.TEXT, CellKind.PICTURE
_NO_VALUE = frozenset({CellKind.ERROR, CellKind.UNCALCULATED})
"""Members looked up once: to ask an enum for one takes as long as a call (Python 3.11)."""
_DITTO = frozenset({"同上", "略", "同前", "同上同上", "同上行", "略略"})
_NONE = frozenset({"无", "暂无", "没有", "无无"})
_OVER = re.compile(r"(?:已|均已|现已|全部|已全部)*(?:完成|完工|竣工|办结|结束|投入使用)(?:待验收)?|无|不适用")
_SOME_DAY = re.compile(r"[\d一二三四五六七八九十]月|\d\s*[./\-年]\s*\d|季度|年[底末内中]|半年")
"""8月20日开工 names a day, only not the one that is asked for."""
_APART = "取消合并、逐格填写"
_NOTHING = frozenset({"无", "暂无", "没有", "不适用"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowPlace:
    """What reading a cell needs to know besides the cell."""

    sheet: str
    word_limit: int
    year: int
    finished: bool
    """办理状态 says 已完成."""
    over: bool
    """办理状态 says 已完成 or 已完工待验收."""
    beyond: str
    """The words in which the row may say 超额完成."""
    printed: tuple[str, ...]
    """Texts that were issued with the row."""
    lexicon: Lexicon


def read_row(row: Row, form: Form, sheet: str, *, word_limit: int, year: int, lexicon: Lexicon | None = None) -> RowValues:
    """Read every asked field of one row; `year` is the plan's, for dates that name none."""
    slot = row.answers.get(STATUS)
    status = form.field(STATUS)
    stands = standing(slot.cell) if slot and slot.cell else None
    choice = read_choice(stands, status).value if stands and status else None
    page = _RowPlace(
        sheet=sheet,
        word_limit=word_limit,
        year=year,
        finished=choice == DONE,
        over=choice in FINISHED,
        lexicon=lexicon or shipped(),
        beyond=" ".join(_said(row, key) for key in (PROGRESS, REMARK)),
        printed=tuple(shown_cell(slot.cell) for key, slot in row.prefilled.items() if slot.cell and key.startswith("事项.")),
    )
    fields: dict[str, Answer] = {}
    problems: list[Problem] = []
    for field in form.asked:
        answer = row.answers.get(field.key)
        fields[field.key] = None
        if answer is not None:
            fields[field.key], raised = _answer(answer, field, page)
            problems += [one.concerning(row.item, key=field.key) for one in raised]
    cells = {field.key: _place(row.answers[field.key]) for field in form.asked if field.key in row.answers}
    return RowValues(fields=fields, cells=cells, problems=tuple(problems))


def _said(row: Row, key: str) -> str:
    slot = row.answers.get(key)
    return shown_cell(slot.cell) if slot and slot.cell else ""


def _place(slot: Slot) -> str:
    return slot.merged.split(":")[0] if slot.merged else slot.address


def _answer(slot: Slot, field: Field, page: _RowPlace) -> tuple[Answer, list[Problem]]:
    """Return one answer and what is wrong with its cell: at most one problem of its reading, and V08."""
    cell, place = slot.cell, _place(slot)
    answer = _read(standing(cell) if cell else None, field, page)
    problems = []
    if cell and cell.struck:
        answer = _without_struck(cell, answer, field)
    if slot.across:
        answer = _beside_merged(slot.across, answer, field)
    merged = slot.merged is not None and answer.value is not None and answer.code in {None, Code.V06}
    if merged:
        answer = _over_rows(str(slot.merged), answer, field)
    if answer.code is not None:
        value = quotable(seen(cell)) if cell else ""
        example = _APART if merged or slot.across else _example(field, page, answer.value, struck=bool(cell and cell.struck))
        lacks = "看不出是哪一天完成" if _SOME_DAY.search(value) else "读不出日期"
        facts = {"header": field.header, "value": value, "example": example, "lacks": lacks} | dict(answer.facts)
        problems.append(problem(answer.code, page.sheet, place, **facts))
    if isinstance(answer.value, str) and len(answer.value) > (limit := field.limit or page.word_limit):
        facts = {"header": field.header, "length": str(len(answer.value)), "limit": str(limit)}
        problems.append(problem(Code.V08, page.sheet, place, **facts))
    return answer.value, problems


def standing(cell: Cell) -> Cell:
    """Return the cell as it stands: without the text that is struck out."""
    if not cell.struck:
        return cell
    return replace(cell, kind=CellKind.TEXT, value=cell.kept, number_format="", words="", struck="", kept="")


def _without_struck(cell: Cell, answer: ReadAnswer, field: Field) -> ReadAnswer:
    """Say what was left out: struck-out text is no answer."""
    if answer.code is None:
        rest = show(answer.value, field) if answer.value is not None else "空白"
        return inferred(answer.value, f"{quotable(rest)}（划掉的“{quotable(clean(cell.struck))}”不算）")
    if answer.code is Code.V01:
        detail = ("detail", f"为空（“{quotable(clean(cell.struck))}”已划掉，不算）")
        return ReadAnswer(None, Code.V01, (detail, *(fact for fact in answer.facts if fact[0] != "detail")))
    return answer


def _beside_merged(across: str, answer: ReadAnswer, field: Field) -> ReadAnswer:
    """Say that the cells of two columns were merged: what stands there is the left column's answer alone."""
    if answer.code is Code.V01:
        detail = ("detail", f"为空（{across} 合并成了一格，只算最左边一栏的内容）")
        return ReadAnswer(None, Code.V01, (detail, *(fact for fact in answer.facts if fact[0] != "detail")))
    if answer.code is None and answer.value is not None:
        return inferred(answer.value, f"{quotable(show(answer.value, field))}{MERGED} {across} 只算本栏）")
    return answer


def _over_rows(block: str, answer: ReadAnswer, field: Field) -> ReadAnswer:
    """Say that the answer stands for every row of a merged block."""
    read = dict(answer.facts).get("reading") or quotable(show(answer.value, field))
    return inferred(answer.value, f"{read}{MERGED} {block} 各行同此）")


_ERROR_TEXT = re.compile(r"#(?:REF!|VALUE!|DIV/0!|N/A|NAME\?|NULL!|NUM!|SPILL!|CALC!)")
"""An error value that was pasted as text."""


def _example(field: Field, page: _RowPlace, value: Answer = None, *, struck: bool = False) -> str:
    """Return how an answer of this kind is written, for the cure of what had to be inferred."""
    words = {Type.PERCENT: "85.5%", Type.DATE: f"{page.year}-09-30", Type.WHOLE: "12", Type.NUMBER: "120.5"}
    if field.choices:
        return value if isinstance(value, str) and value in field.choices else field.choices[0]
    return words.get(field.type) or ("删去划掉的字" if struck else "逐格填写")


def _read(cell: Cell | None, field: Field, page: _RowPlace) -> ReadAnswer:
    if cell is None:
        return _blank("为空", field, page)
    pasted = cell.kind is _TEXT and "#" in str(cell.value) and _ERROR_TEXT.fullmatch(str(cell.value).strip())
    if pasted or cell.kind in _NO_VALUE:
        return ReadAnswer(None, Code.V07)
    if cell.kind is _PICTURE:
        picture = _blank("是图片，读不出文字", field, page)
        return picture if picture.code else inferred(None, "空白（格内是图片）")
    text = shown_cell(cell)
    if not text or (cell.kind is _TEXT and _dashes(text) and (field.required or field.type is not Type.TEXT)):
        dash = _blank(f"填“{text}”，视同未填" if text else "为空", field, page)
        return dash if dash.code or not text or field.required else inferred(None, "空白")
    if not field.required and field.type is not Type.TEXT and bare(text) in _NOTHING:
        return inferred(None, "空白")
    return _READERS[field.type](cell, field, page)


_HINTS = {TROUBLE: "；确实没有的填“无”", PROGRESS: "：做了什么、完成多少、到了哪一步", NEXT: "：做什么、何时完成"}


def _blank(detail: str, field: Field, page: _RowPlace) -> ReadAnswer:
    """Return V01 where an answer is required; 下一步工作计划 may stay blank once 已完成."""
    if not field.required or (field.key == NEXT and page.finished):
        return ReadAnswer()
    hint = _HINTS.get(field.key, "")
    if not hint and field.type is not Type.TEXT:
        hint = "，从下拉选项中选择" if field.choices else f"，如 {_example(field, page)}"
    return ReadAnswer(None, Code.V01, (("detail", detail), ("hint", hint)))


def _dashes(text: str) -> bool:
    """Tell whether the text is only dashes, slashes and dots: — / - …"""
    if text[:1].isalnum():
        return False
    return all(unicodedata.category(c)[0] in "PS" or c.isspace() for c in text) and not bare(text)


def _text(cell: Cell, field: Field, page: _RowPlace) -> ReadAnswer:
    text = shown_cell(cell)
    if not field.required:
        return ReadAnswer(text)
    word = bare(text)
    none_is_answer = field.key == TROUBLE or (field.key == NEXT and page.finished)
    if word in _DITTO or (word in _NONE and not none_is_answer):
        return _blank(f"填“{quotable(text)}”，视同未填", field, page)
    if field.key == PROGRESS and says_nothing(text, field, page.printed, page.lexicon):
        why = "看不出内容" if is_filler(text, page.lexicon) else "是表上原有的文字"
        return _blank(f"填“{quotable(text)}”，{why}，视同未填", field, page)
    return ReadAnswer(text)


def _date(cell: Cell, field: Field, page: _RowPlace) -> ReadAnswer:
    """Read a day; "已完成" in the optional finish date of what is over is no fault."""
    over = page.over and field.key == FINISH and not field.required
    if over and cell.kind is CellKind.TEXT and _OVER.fullmatch(bare(str(cell.value))):
        return ReadAnswer()
    return read_date(cell, field, page.year, page.lexicon)


_READERS: Mapping[Type, Callable[[Cell, Field, _RowPlace], ReadAnswer]] = {
    Type.TEXT: _text,
    Type.CHOICE: lambda cell, field, _: read_choice(cell, field),
    Type.NUMBER: lambda cell, field, page: read_number(cell, field, page.lexicon),
    Type.WHOLE: lambda cell, field, page: read_number(cell, field, page.lexicon),
    Type.PERCENT: lambda cell, field, page: read_percent(cell, field, beyond=page.beyond, lexicon=page.lexicon),
    Type.DATE: _date,
}
