"""S15: what a sheet says outside its cells, in notes, conversations about a cell and text boxes. Pure.

It is no answer, for nobody can tell of what; but it is never passed over in silence. The template's own words and the
remarks of a 退回 copy are ours.
"""

from collections.abc import Iterator
from dataclasses import replace

from toolkit.nouns.cells import Aside, Sheet, address
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import About, Code, Problem, problem
from toolkit.nouns.submission import Submission
from toolkit.values.texts import quotable

_QUOTED = 60
_OUR_MARKS = ("【须修改】", "【请留意】")
"""How our remarks on a 退回 copy begin: xls and ods as LibreOffice saves them name no author."""
_UNNAMED = "督查室"
"""Who signs where 设置 names no office, now or when the copy was made."""


def outside_cells(sheet: Sheet, submission: Submission, form: Form, office: str) -> Iterator[Problem]:
    """Yield one S15 for each text; `office` signs the remarks on 退回 copies."""
    for aside in sheet.asides:
        said = "" if aside.text in form.asides else _theirs(aside, office)
        if not said:
            continue
        text = quotable(said, _QUOTED)
        cell = address(aside.row, aside.column) if aside.row and aside.column else None
        about, where = _beneath(aside, submission, form)
        yield replace(problem(Code.S15, sheet.name, cell, what=aside.what, text=text, where=where), about=about)


def _theirs(aside: Aside, office: str) -> str:
    """Return what is not ours: of a remark of a 退回 copy the lines that the unit wrote on below its two."""
    if not aside.text.startswith(_OUR_MARKS):
        return "" if aside.author in {office, _UNNAMED} - {""} else aside.text
    if aside.author not in {"", office, _UNNAMED}:
        return aside.text
    lines = [line for line in aside.text.splitlines() if line.strip()]
    marks = [place for place, line in enumerate(lines) if line.startswith(_OUR_MARKS)]
    ours = {*marks, *(place + 1 for place in marks)}
    return "\n".join(line for place, line in enumerate(lines) if place not in ours)


def _beneath(aside: Aside, submission: Submission, form: Form) -> tuple[About, str]:
    """Return which answer the words stand at, and where they belong: into the input cell beneath them, if that is empty."""
    anchored = About()
    for row in submission.rows:
        for field in form.asked:
            slot, column = row.answers.get(field.key), submission.columns.get(field.key)
            if not (row.item and slot and column):
                continue
            about = About(items=(row.item,), key=field.key)
            if slot.cell is None and aside.covers(row.row, column):
                return about, f" {slot.address}（“{field.header.rstrip('*')}”现在是空的）"
            if (aside.row, aside.column) == (row.row, column):
                anchored = about
    return anchored, "相应的单元格"
