"""The table of a template: its header rows, its columns, and the field that each column is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from toolkit.form.placeholder import Name, marked
from toolkit.form.read_book import (
    Mark,
    TemplateBook,
    origin,
    shown_text,
)
from toolkit.form.read_format import is_date_format, is_number_format
from toolkit.form.read_rules import Rule, day_of_rule, read_rules
from toolkit.form.template_sheet import TemplateSheet
from toolkit.nouns.fields import Field, Type
from toolkit.values.texts import is_percent_format

_STAR = re.compile(r"[\s\u200b]*[*＊﹡∗✱][\s\u200b*＊﹡∗✱]*$")
_MOST_HEADER_ROWS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """Where the table stands."""

    sheet: str
    row: int
    first: int
    last: int
    header_rows: tuple[int, ...]
    marks: tuple[Mark, ...]
    """Placeholders of the repeated row, left to right."""


def read_table(template: TemplateBook, sheet_name: str, row: int, marks: Iterable[Mark]) -> FormTable:
    """Find the header rows and the columns. Raises: ToolkitError."""
    sheet = template.at(sheet_name)
    own = tuple(mark for mark in marks if mark.sheet == sheet_name and mark.row == row)
    for block in sheet.merges:
        if block.top <= row <= block.bottom and block.top != block.bottom:
            what = "按事项重复的那一行不能与上下行合并单元格，请取消合并"
            raise template.wrong(sheet_name, block.top, block.left, what)
    if row == 1:
        raise template.wrong(sheet_name, row, own[0].column, "按事项重复的那一行上面要有一行标题")
    rows = tuple(range(_top_of_header(sheet, row, own), row))
    used = [column for column, cell in sheet.row(row) if cell.value is not None]
    heads = [column for column in range(1, sheet.last_column + 1) if shown_text(sheet, row - 1, column)]
    columns = used + [c for c in heads if not _apart(sheet, row - 1, c, used)]
    return FormTable(sheet=sheet_name, row=row, first=min(columns), last=max(columns), header_rows=rows, marks=own)


def _apart(sheet: TemplateSheet, row: int, column: int, used: list[int]) -> bool:
    """Tell whether a text in the header row stands apart, right of the repeated row's own columns."""
    return column > max(used) + 1 and not shown_text(sheet, row, column - 1)


def _top_of_header(sheet: TemplateSheet, row: int, own: tuple[Mark, ...]) -> int:
    top = row - 1
    while top > max(1, row - _MOST_HEADER_ROWS):
        above = min((b.top for b in sheet.merges if b.top < top <= b.bottom), default=top)
        if above < top:
            top = above
        elif not _header_goes_on(sheet, top, row, own):
            break
        else:
            top -= 1
    return top


def _header_goes_on(sheet: TemplateSheet, top: int, row: int, own: tuple[Mark, ...]) -> bool:
    """Tell whether a column without a header down here has one in the row above (two rows, not merged)."""
    for mark in own:
        if any(shown_text(sheet, r, mark.column).strip() for r in range(top, row)):
            continue
        above = shown_text(sheet, top - 1, mark.column).strip()
        if above and not marked(above) and not above.endswith((":", "：")):
            return True
    return False


def read_fields(template: TemplateBook, table: FormTable) -> tuple[Field, ...]:
    """Return one field for every column of the table. Raises: ToolkitError."""
    sheet = template.at(table.sheet)
    rules = read_rules(template, sheet)
    by_column = {mark.column: mark for mark in table.marks}
    fields = []
    for column in range(table.first, table.last + 1):
        if origin(sheet, table.row, column)[1] != column:
            continue  # covered by a cell merged sideways
        fields.append(_field(template, table, rules, column, by_column.get(column)))
    _check_headers(template, table, fields)
    _check_keys(template, table, fields)
    return tuple(fields)


def _field(template: TemplateBook, table: FormTable, rules: tuple[Rule, ...], column: int, mark: Mark | None) -> Field:
    sheet = template.at(table.sheet)
    header, required = _header(sheet, table, column)
    if mark and not header:
        what = "这一列写了占位符，但上面没有标题，请在标题行写上标题"
        raise template.wrong(table.sheet, table.row, column, what)
    code = sheet.at(table.row, column).number_format
    name = (mark.alone if mark else None) or Name("", "")
    plain = Field(
        source=name.source,
        key=name.key,
        header=header,
        column=column,
        template=shown_text(sheet, table.row, column),
        required=required,
        number_format=code,
        hidden=_hidden(sheet, column),
    )
    rule = next((rule for rule in rules if rule.covers(table.row, column)), None)
    return _typed(template, plain, rule)


def _header(sheet: TemplateSheet, table: FormTable, column: int) -> tuple[str, bool]:
    texts: dict[tuple[int, int], str] = {}
    for row in table.header_rows:
        texts.setdefault(origin(sheet, row, column), shown_text(sheet, row, column))
    required = any(_STAR.search(text) for text in texts.values())
    folded = (re.sub(r"\s+", " ", _STAR.sub("", text)).strip() for text in texts.values())
    return " ".join(text for text in folded if text), required


def _hidden(sheet: TemplateSheet, column: int) -> bool:
    return any(block.left <= column <= block.right for block in sheet.hidden)


def _typed(template: TemplateBook, field: Field, rule: Rule | None) -> Field:
    percent, dated = is_percent_format(field.number_format), is_date_format(field.number_format)
    if rule is None:
        return replace(field, type=_by_format(field.number_format, percent=percent, dated=dated))
    if rule.kind == "list":
        return replace(field, type=Type.CHOICE, choices=rule.choices)
    if rule.kind == "textLength":
        limit = rule.maximum
        return replace(field, limit=int(limit) - rule.maximum_excluded if limit is not None else None)
    if rule.kind == "date":
        return _bounded(field, Type.DATE, rule, day_of_rule(template, rule.minimum), day_of_rule(template, rule.maximum))
    number = Type.PERCENT if percent else Type.WHOLE if rule.kind == "whole" else Type.NUMBER
    return _bounded(field, number, rule, rule.minimum, rule.maximum)


def _bounded(field: Field, kind: Type, rule: Rule, minimum: Decimal | date | None, maximum: Decimal | date | None) -> Field:
    return replace(
        field,
        type=kind,
        minimum=minimum,
        maximum=maximum,
        minimum_excluded=rule.minimum_excluded,
        maximum_excluded=rule.maximum_excluded,
    )


def _by_format(code: str, *, percent: bool, dated: bool) -> Type:
    if percent:
        return Type.PERCENT
    if dated:
        return Type.DATE
    return Type.NUMBER if is_number_format(code) else Type.TEXT


def _check_headers(template: TemplateBook, table: FormTable, fields: Iterable[Field]) -> None:
    seen: dict[str, Field] = {}
    for field in fields:
        first = seen.setdefault(re.sub(r"\s", "", field.header), field)
        if field.header and first is not field:
            row = table.header_rows[-1]
            what = f"标题“{field.header}”出现了两次（另一个在第 {first.column} 列），请改成不同的标题"
            raise template.wrong(table.sheet, row, field.column, what)


def _check_keys(template: TemplateBook, table: FormTable, fields: Iterable[Field]) -> None:
    asked: dict[str, Field] = {}
    for field in fields:
        if field.asked and asked.setdefault(field.key, field) is not field:
            what = f"{{{{ 填报.{field.key} }}}} 写了两次，请把其中一个改名"
            raise template.wrong(table.sheet, table.row, field.column, what)
    for column, name in _names(table):
        if name.source == "上期" and name.key not in asked:
            what = f"{{{{ {name} }}}} 没有对应的 {{{{ 填报.{name.key} }}}}，本表不收这一项，不会有上期内容"
            raise template.wrong(table.sheet, table.row, column, what)


def _names(table: FormTable) -> Iterator[tuple[int, Name]]:
    return ((mark.column, name) for mark in table.marks for name in mark.names)
