"""附件2.xlsx → Form: the template as the schema. A mistake in it is one sentence with sheet and cell."""

import hashlib
from collections.abc import Collection, Iterable

from toolkit.form.placeholder import PER_ROW, Name, PlaceholderError, check_item
from toolkit.form.read_book import Mark, TemplateBook, marks, open_template
from toolkit.form.read_foot import foot_fields, heading, label_of, titles
from toolkit.form.read_table import FormTable, read_fields, read_table
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Form
from toolkit.ooxml.package import BadPackage


def read_form(data: bytes, name: str = "附件2.xlsx", columns: Collection[str] | None = ()) -> Form:
    """Read and check a template. `columns` are 附件1's own, for {{ 事项.X }}; None = a form of old, whose plan is not at hand.

    Raises: ToolkitError, naming sheet and cell of the first mistake.
    """
    template = open_template(data, name)
    try:
        return _form_of(template, data, columns)
    except BadPackage as error:  # a part that only a second look opens: a DTD, XML that is cut off
        raise ToolkitError(f"{name}：{error}。") from error


def _form_of(template: TemplateBook, data: bytes, columns: Collection[str] | None) -> Form:
    placed = marks(template)
    if columns is not None:
        _check_items(template, placed, columns)
    sheet, row = _repeated_row(template, placed)
    if columns is not None and not any(name.source == "填报" for mark in placed for name in mark.names):
        raise ToolkitError(
            f"{template.name} 工作表“{sheet}”第 {row} 行：没有一格写着 {{{{ 填报.… }}}}，各单位没有可填的格，"
            "请在要填的格里写上如 {{ 填报.进展情况 }} 的占位符。"
        )
    _check_places(template, placed, sheet, row)
    table = read_table(template, sheet, row, placed)
    fields = read_fields(template, table)
    here = [mark for mark in placed if mark.sheet == sheet]
    digest = hashlib.sha256(data).hexdigest()
    own = next((f.column for f in fields if f.source == "事项" and f.key == "编号"), None)
    return Form(
        sheet=sheet,
        title=titles(template, table),
        heading=heading(template, table),
        header_rows=table.header_rows,
        row=row,
        fields=fields,
        foot=foot_fields(template, here),
        unit_label=label_of(template, here, Name("单位", "名称"), Name("单位", "全称")),
        period_label=label_of(template, here, Name("期次", "名称"), Name("期次", "期次")),
        sha256=digest,
        version=digest[:12],
        id_column=own or _free_column(template, table),
        adds_id_column=own is None,
        asides=_asides(template),
    )


def _asides(template: TemplateBook) -> frozenset[str]:
    """Return what stands outside the cells."""
    package = template.package
    return frozenset(aside.text for part in package.sheets for aside in package.asides(part.member))


def _check_items(template: TemplateBook, marks: Iterable[Mark], columns: Collection[str]) -> None:
    for mark in marks:
        for name in mark.names:
            try:
                check_item(name, columns)
            except PlaceholderError as error:
                raise template.wrong(mark.sheet, mark.row, mark.column, str(error)) from error


def _repeated_row(template: TemplateBook, marks: Iterable[Mark]) -> tuple[str, int]:
    rows: dict[tuple[str, int], Mark] = {}
    for mark in marks:
        if any(name.source == "事项" for name in mark.names):
            rows.setdefault((mark.sheet, mark.row), mark)
    if not rows:
        raise ToolkitError(
            f"{template.name}：没有一个单元格写着 {{{{ 事项.… }}}}，不知道哪一行要按事项重复，"
            "请在表格的填写行写上如 {{ 事项.实事内容 }} 的占位符。"
        )
    first, *others = rows
    if others:
        second = rows[others[0]]
        where = "另一张工作表" if second.sheet != first[0] else f"第 {first[1]} 行"
        raise template.wrong(
            second.sheet,
            second.row,
            second.column,
            f"{where}已经有 {{{{ 事项.… }}}}，按事项重复的只能有一行，请把其中一行的占位符去掉",
        )
    return first


def _check_places(template: TemplateBook, marks: Iterable[Mark], sheet: str, row: int) -> None:
    for mark in marks:
        inside = (mark.sheet, mark.row) == (sheet, row)
        for name in mark.names:
            what = _misplaced(mark, name, inside=inside, sheet=sheet, row=row)
            if what:
                raise template.wrong(mark.sheet, mark.row, mark.column, what)


def _misplaced(mark: Mark, name: Name, *, inside: bool, sheet: str, row: int) -> str:
    written = f"{{{{ {name} }}}}"
    if name.source in PER_ROW and not inside:
        return f"{written} 只能写在工作表“{sheet}”第 {row} 行（按事项重复的那一行）"
    if name.source == "表尾" and inside:
        return f"{written} 只填一次，不能写在按事项重复的那一行，请改为 {{{{ 填报.{name.key} }}}} 或移到表格外"
    if name.source == "表尾" and mark.sheet != sheet:
        return f"{written} 要由单位填写，只能写在工作表“{sheet}”"
    if name.source == "二维码" and (inside or mark.sheet != sheet):
        return f"{written} 只能写在工作表“{sheet}”的标题行或表尾"
    if name.source == "填报" and mark.alone is None:
        return f"{written} 必须单独占一格，请把格内其他文字移到标题里"
    if name.source == "表尾" and len(mark.names) > 1:
        return f"{written} 与别的占位符写在同一格，读不回来，请分开写"
    return ""


def _free_column(template: TemplateBook, table: FormTable) -> int:
    """Return the column after everything that stands on the sheet, so that hiding it hides nothing."""
    sheet = template.at(table.sheet)
    used = [column for (_, column), cell in sheet.cells.items() if cell.value is not None]
    merged = [block.right for block in sheet.merges if block.right < 1000]
    return max([table.last, *used, *merged]) + 1
