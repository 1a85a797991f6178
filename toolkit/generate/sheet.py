"""A worksheet made ready for filling: rows repeated and moved, placeholders turned into gaps."""

from collections.abc import Iterable, Sequence
from copy import deepcopy

from toolkit.form.placeholder import Name, Part, PlaceholderError, marked, parse
from toolkit.generate.heights import Box, width_of
from toolkit.generate.moved import forget_value, merge_down, move_cell_formulas, move_formulas, move_merges, move_sheet
from toolkit.generate.pieces import CellGap, GappedMember, Gaps, RowGap, RowText, TextGap
from toolkit.generate.rich_text import RichText, TextRun, cell_text
from toolkit.generate.room import HighLooks, Room, whole_name
from toolkit.generate.sheet_xml import SheetXml, column_of, drop, hide_column, place, rows, widen
from toolkit.generate.shift import Shift
from toolkit.generate.styles import Style, style_of
from toolkit.nouns.cells import address
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Form
from toolkit.ooxml.namespaces import SPACE
from toolkit.ooxml.package import Element, child, children, descendants

ID = Name("事项", "编号")


class SheetMaker:
    """Makes one sheet's member for a number of repeated rows."""

    def __init__(self, grid: SheetXml, form: Form, shift: Shift, room: Room, looks: HighLooks | None = None) -> None:
        self.grid = grid
        self.form = form
        self.shift = shift
        self.room = room
        self.looks = looks
        self.styles = tuple(grid.commons.styles)
        self._slots = room.slots
        self.gaps = Gaps()

    def form_sheet(self) -> GappedMember:
        """Make the form's own sheet."""
        root = self.grid.copy()
        if self.shift.extra:
            move_sheet(root, self.shift)
            move_merges(root, self.shift)
            merge_down(root, self.grid.tag, self.form.row, self.room)
        if self.room.widths:
            widen(root, self.grid.tag("cols"), self.room.widths)
        if self.form.adds_id_column:
            self._add_id_column(root)
        for row in list(rows(root)):
            if int(row.get("r", "0")) == self.form.row:
                self._repeat(row)
            else:
                self._move_row(row)
        self._page_texts(root)
        self._dimension(root)
        return self.gaps.cut(root)

    def other_sheet(self) -> GappedMember:
        """Make another sheet: its placeholders and what it says of the form's sheet."""
        root = self.grid.copy()
        if self.shift.extra:
            move_cell_formulas(root, self.shift)
            move_formulas(root, self.shift, home=False)
        for row in list(rows(root)):
            self._fill_row(row, int(row.get("r", "0")), None)
        self._page_texts(root)
        return self.gaps.cut(root)

    def _move_row(self, row: Element) -> None:
        old = int(row.get("r", "0"))
        new = self.shift.line(old)
        row.set("r", str(new))
        for cell in list(children(row, "c")):
            cell.set("r", address(new, column_of(cell)))
            formula = child(cell, "f")
            if formula is not None:
                _move_formula(cell, formula, self.shift.formula(formula.text or "", home=True), self.shift)
            if self.looks is not None and old > self.form.row:
                self._wrap_narrow(cell, old, self.looks)
        self._fill_row(row, old, None)

    def _wrap_narrow(self, cell: Element, old: int, looks: HighLooks) -> None:
        """Let a line of the foot wrap where its columns have become too narrow for it."""
        text, style = cell_text(cell, self.grid.commons.shared), style_of(cell, self.styles)
        width = self.grid.width(old, column_of(cell), self.room.widths)
        if text is None or style.wrap or marked(text.text) or not width or width_of(text.text, style.size) <= width:
            return
        cell.set("s", str(looks.wrapped(int(cell.get("s", "0") or "0"))))
        self.styles = tuple(looks.styles)
        if len(text.runs) == 1 and text.runs[0].look is None:
            self._break(cell, in_two_lines(text.text))

    def _break(self, cell: Element, lines: Sequence[str]) -> None:
        """Let a text stand on these lines and no others."""
        made = self._text_cell(cell.get("r", ""), "\n".join(lines), int(cell.get("s", "0")))
        for old in list(cell):
            cell.remove(old)
        cell.set("t", "inlineStr")
        cell.extend(made)

    def _repeat(self, row: Element) -> None:
        copies = [deepcopy(row) for _ in range(self.shift.extra)]
        for step, copy in reversed(list(enumerate(copies, start=1))):
            row.addnext(copy)
            self._copy_row(copy, step)
        self._copy_row(row, 0)

    def _copy_row(self, row: Element, step: int) -> None:
        number = self.form.row + step
        row.set("r", str(number))
        for cell in children(row, "c"):
            cell.set("r", address(number, column_of(cell)))
            formula = child(cell, "f")
            if formula is not None:
                _move_formula(cell, formula, self.shift.copied(formula.text or "", step), self.shift)
        item, part = self._slots[step]
        if self.room.high[item] and self.looks is not None:
            for cell in children(row, "c"):
                cell.set("s", str(self.looks.twin(int(cell.get("s", "0") or "0"))))
            self.styles = tuple(self.looks.styles)
        self._fill_row(row, self.form.row, item, part)

    def _fill_row(self, row: Element, old: int, step: int | None, part: int = 0) -> None:
        """Turn a row's placeholders into gaps. `old`: its number in the template, where widths are looked up.

        `part`: which of an item's rows it is; those below the first continue long texts or are merged into it.
        """
        below = part > 0
        texts: list[RowText] = []
        filled = step is not None
        for cell in list(children(row, "c")):
            text = cell_text(cell, self.grid.commons.shared)
            if text is None:
                _empty(cell, below=below)
                continue
            parts = self._parse(text.text, cell) if marked(text.text) else (text.text,)
            self._measure(texts, cell, old, parts, step)
            if below:
                self._continue_cell(row, cell, parts, step, part)
                continue
            if any(isinstance(part, Name) for part in parts):
                filled = True
                self._fill_cell(row, cell, text, parts, step)
        if filled:
            self._free_height(row, texts, step, part)

    def _parse(self, text: str, cell: Element) -> tuple[Part, ...]:
        try:
            return parse(text)
        except PlaceholderError as error:
            raise ToolkitError(f"附件2.xlsx 工作表“{self.grid.name}”{cell.get('r')}：{error}。") from error

    def _measure(self, texts: list[RowText], cell: Element, old: int, parts: tuple[Part, ...], step: int | None) -> None:
        style = style_of(cell, self.styles)
        width = self.grid.width(old, column_of(cell), self.room.widths)
        if width and not style.shrink:
            split = step is not None and column_of(cell) in self.room.split[step]
            texts.append(RowText(Box(width, style.size, style.wrap), parts, split))

    def _fill_cell(self, row: Element, cell: Element, text: RichText, parts: tuple[Part, ...], step: int | None) -> None:
        style = style_of(cell, self.styles)
        name = whole_name(text, parts, style)
        if name is not None:
            gap = self._cell_gap(cell, style, name, step, 0)
            mark = self.gaps.mark(gap)
            mark.tail = cell.tail
            row.replace(cell, mark)
            return
        for old in list(cell):
            cell.remove(old)
        cell.set("t", "inlineStr")
        inside = cell.makeelement(self.grid.tag("is"))
        cell.append(inside)
        runs = whole_runs(text.runs)
        for run in runs:
            self._add_run(inside, run, step, plain=len(runs) == 1 and run.look is None)

    def _continue_cell(self, row: Element, cell: Element, parts: tuple[Part, ...], step: int | None, part: int) -> None:
        """Let a cell below an item's first row hold the next piece of its text, or nothing."""
        name = next((piece for piece in parts if isinstance(piece, Name)), None)
        if step is None or name is None or column_of(cell) not in self.room.split[step]:
            _empty(cell, below=True)
            return
        mark = self.gaps.mark(self._cell_gap(cell, style_of(cell, self.styles), name, step, part))
        mark.tail = cell.tail
        row.replace(cell, mark)

    def _piece(self, cell: Element, style: Style, step: int | None, part: int) -> tuple[int, int, Box] | None:
        column = column_of(cell)
        if step is None or column not in self.room.split[step]:
            return None
        width = self.grid.width(self.form.row, column, self.room.widths) or 0.0
        return part, self.room.spans[step], Box(width, style.size, style.wrap)

    def _cell_gap(self, cell: Element, style: Style, name: Name, step: int | None, part: int) -> CellGap:
        number = f' s="{cell.get("s")}"' if cell.get("s") else ""
        return CellGap(
            name=name,
            row=step,
            prefix=self.grid.prefix,
            head=f' r="{cell.get("r")}"{number}',
            look=style.look,
            from_1904=self.grid.commons.from_1904,
            part=self._piece(cell, style, step, part),
        )

    def _add_run(self, inside: Element, run: TextRun, step: int | None, *, plain: bool) -> None:
        home = inside
        if not plain:
            home = inside.makeelement(self.grid.tag("r"))
            inside.append(home)
        if run.look is not None:
            home.append(deepcopy(run.look))
        text = home.makeelement(self.grid.tag("t"))
        text.set(SPACE, "preserve")
        home.append(text)
        self._add_parts(text, parse(run.text), step)

    def _add_parts(self, text: Element, parts: Iterable[Part], step: int | None, *, doubled: bool = False) -> None:
        text.text = ""
        last = None
        for part in parts:
            if isinstance(part, Name):
                last = self.gaps.mark(TextGap(name=part, row=step, doubled=doubled))
                text.append(last)
            elif last is None:
                text.text += part
            else:
                last.tail = (last.tail or "") + part

    def _free_height(self, row: Element, texts: list[RowText], step: int | None, part: int) -> None:
        """Let the row's height follow its content; a height that the clerk has set is the least."""
        custom = row.get("customHeight") in {"1", "true"}
        least = float(row.get("ht") or 0)
        if row.get("hidden") in {"1", "true"}:
            return
        drop(row, "ht")
        drop(row, "customHeight")
        share = (part, 1 if step is None else self.room.spans[step])
        fixed = step is None or not self.room.plain
        gap = RowGap(least=least or None, custom=custom, texts=tuple(texts), row=step, part=share, fixed=fixed)
        row.addprevious(self.gaps.mark_row(gap))

    def _page_texts(self, root: Element) -> None:
        """Fill placeholders in page headers and footers."""
        for element in descendants(root, "headerFooter"):
            for text in element:
                if text.text and marked(text.text):
                    self._add_parts(text, self._parse(text.text, element), None, doubled=True)

    def _add_id_column(self, root: Element) -> None:
        column, header = self.form.id_column, self.form.header_rows[-1]
        hide_column(root, self.grid.tag("cols"), column)
        locked = next((i for i, style in enumerate(self.grid.commons.styles) if style.locked), 0)
        for row in rows(root):
            number = int(row.get("r", "0"))
            if number in {header, self.form.row}:
                text = "编号" if number == header else f"{{{{ {ID} }}}}"
                _put(row, self._text_cell(address(number, column), text, locked), column)

    def _text_cell(self, where: str, text: str, style: int) -> Element:
        cell = self.grid.root.makeelement(self.grid.tag("c"), {"r": where, "s": str(style), "t": "inlineStr"})
        inside = cell.makeelement(self.grid.tag("is"))
        holder = cell.makeelement(self.grid.tag("t"))
        holder.text = text
        inside.append(holder)
        cell.append(inside)
        return cell

    def _dimension(self, root: Element) -> None:
        element = child(root, "dimension")
        if element is None:
            return
        used = [place(cell.get("r", "A1")) for cell in descendants(root, "c")]
        lines = [int(row.get("r", "1")) for row in rows(root)]
        columns = [column for _, column in used] + [field.column for field in self.form.fields]
        element.set("ref", f"A1:{address(max(lines, default=1), max([*columns, self.form.id_column]))}")


def in_two_lines(text: str) -> tuple[str, ...]:
    """Return the lines on which a text that is too wide may stand: one that ends in brackets begins them on a second."""
    place = text.rfind("（")
    return (text[:place], text[place:]) if place > 0 and "\n" not in text else (text,)


def _empty(cell: Element, *, below: bool) -> None:
    if not below:
        return
    for old in list(cell):
        cell.remove(old)
    drop(cell, "t")


def _move_formula(cell: Element, formula: Element, moved: str, shift: Shift) -> None:
    if formula.text:
        formula.text = moved
    if formula.get("ref"):
        formula.set("ref", cell.get("r", "") if formula.get("t") == "array" else shift.region(formula.get("ref", "")))
    forget_value(cell)


def whole_runs(runs: tuple[TextRun, ...]) -> tuple[TextRun, ...]:
    """Join neighbouring runs until no placeholder is split between them; the first one's font wins."""
    joined: list[TextRun] = []
    for run in runs:
        if joined and not _whole(joined[-1].text):
            joined[-1] = TextRun(joined[-1].text + run.text, joined[-1].look)
        else:
            joined.append(run)
    return tuple(joined)


def _whole(text: str) -> bool:
    if text.endswith("{"):
        return False
    try:
        parse(text)
    except PlaceholderError:
        return False
    return True


def _put(row: Element, cell: Element, column: int) -> None:
    for element in list(children(row, "c")):
        if column_of(element) == column:
            row.remove(element)
    before = sum(1 for element in children(row, "c") if column_of(element) < column)
    row.insert(before, cell)
