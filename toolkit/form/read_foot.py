"""What stands around a template's table: title, printed labels, and what is asked once (表尾)."""

import re
from collections.abc import Iterable, Iterator

from toolkit.form.placeholder import Name, Part, marked, parse
from toolkit.form.read_book import Mark, TemplateBook, origin, shown_text
from toolkit.form.read_table import FormTable
from toolkit.form.template_sheet import TemplateSheet
from toolkit.nouns.fields import FootField

_SHORTEST_TITLE = 6


def titles(template: TemplateBook, table: FormTable) -> tuple[str, ...]:
    """Return the literal texts above the table that name the form; of a title with placeholders its longest literal."""
    texts = (_literal(text) for text in _above(template, table))
    return tuple(dict.fromkeys(text for text in texts if len(text) >= _SHORTEST_TITLE))


def heading(template: TemplateBook, table: FormTable) -> str:
    """Return the form's title as the template writes it, placeholders and all; "" = it has none."""
    texts = [text for text in _above(template, table) if len(_literal(text)) > _SHORTEST_TITLE]
    return texts[0] if texts else ""


def _above(template: TemplateBook, table: FormTable) -> Iterator[str]:
    sheet = template.at(table.sheet)
    for row in range(1, table.header_rows[0]):
        for column, cell in sheet.row(row):
            text = _fold(cell.value) if isinstance(cell.value, str) else ""
            if text and not _is_label(sheet, row, column, text):
                yield text


def _literal(text: str) -> str:
    return max((part for part in parse(text) if isinstance(part, str)), key=len, default="").strip()


def _is_label(sheet: TemplateSheet, row: int, column: int, text: str) -> bool:
    return bool(re.search(r"[:：]", text)) or marked(_next(sheet, row, column))


def _next(sheet: TemplateSheet, row: int, column: int) -> str:
    last = column
    for block in sheet.merges:
        if (block.top, block.left) == (row, column):
            last = block.right
    return shown_text(sheet, row, last + 1)


def foot_fields(template: TemplateBook, here: Iterable[Mark]) -> tuple[FootField, ...]:
    """Return every 表尾.KEY in reading order. Raises: ToolkitError for one KEY twice."""
    fields: dict[str, FootField] = {}
    for mark in here:
        for name in mark.names:
            if name.source != "表尾":
                continue
            if name.key in fields:
                what = f"{{{{ {name} }}}} 写了两次，只填一次，请去掉一个"
                raise template.wrong(mark.sheet, mark.row, mark.column, what)
            fields[name.key] = FootField(
                key=name.key,
                label=_label(template, mark, name),
                row=mark.row,
                column=mark.column,
                template=mark.text,
            )
    return tuple(fields.values())


def label_of(template: TemplateBook, here: Iterable[Mark], *wanted: Name) -> str:
    """Return the text printed before the first of these placeholders that the sheet has; "" = none."""
    here = tuple(here)
    for name in wanted:
        for mark in here:
            if name in mark.names:
                return _label(template, mark, name)
    return ""


def _label(template: TemplateBook, mark: Mark, name: Name) -> str:
    before = _before(mark.parts, name)
    if before:
        return _bare(before)
    sheet = template.at(mark.sheet)
    for column in range(mark.column - 1, 0, -1):
        text = shown_text(sheet, mark.row, column).strip()
        if text:
            return "" if marked(text) else _bare(text)
        if origin(sheet, mark.row, column) == (mark.row, column) and mark.column - column > 1:
            break
    return ""


def _before(parts: tuple[Part, ...], name: Name) -> str:
    text = ""
    for part in parts:
        if part == name:
            return text.strip()
        text = part if isinstance(part, str) else ""
    return ""


def _bare(text: str) -> str:
    """Return the last label of a text without its colon: "期次：一  填报人：" → "填报人"."""
    folded = _fold(text)
    pieces = re.split(r"\s{2,}|[;；]", text.strip())
    last = _fold(pieces[-1]) if pieces else folded
    return (last or folded).rstrip(" :：").strip()


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
