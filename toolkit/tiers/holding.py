"""Whether a book's figures hold: marks compared, sums and shares reckoned again from its own rows. Pure."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from toolkit.nouns.cells import Book, Cell, CellKind
from toolkit.nouns.outcomes import Status
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.tiers.book_mark import ABOUT, FINGERPRINT, LABELS, ReadMark, cell_mark
from toolkit.tiers.book_tables import (
    BEHIND,
    CONTENT,
    FINISHED,
    NEAR,
    PROJECT,
    SCHEDULE,
    UNIT,
    BookTable,
    CountyBook,
    TableRow,
    done,
    headed,
    register_table,
)
from toolkit.tiers.overview_figures import overview_amiss
from toolkit.values.meaning import PERCENT, STATUS
from toolkit.values.numbers import mean
from toolkit.values.texts import plain, rounded, show_percent

_SUMMED = ("应报任务", "实报任务", "迟报天数", "迟报天数（自然日）", "迟报天数（工作日）", "退回次数", "催报次数")
_LATE = ("迟报天数", "迟报天数（自然日）")
_POINT = Decimal("0.06")
_QUOTED = 30


def amiss(book: CountyBook) -> tuple[Problem, ...]:
    """Return what does not hold, each with its cell; no second sentence about a cell that was changed (S18)."""
    changed = tuple(_changed(book))
    cells = {(fault.sheet, fault.cell) for fault in changed}
    reckoned = tuple(fault for fault in _reckoned(book) if (fault.sheet, fault.cell) not in cells)
    counts = () if changed or reckoned else tuple(overview_amiss(book))  # else they follow from what is wrong below them
    return (*_mark(book.read), *changed, *reckoned, *counts)


def register_amiss(book: Book, read: ReadMark) -> tuple[Problem, ...]:
    """Return what does not hold in a 报送情况登记表: its marks, its sums, a lateness that its status does not bear."""
    table = register_table(book)
    if table is None:
        first = book.sheets[0].name if book.sheets else ABOUT
        return (*_mark(read), problem(Code.S01, first, None, detail="，“报送情况登记表”工作表不见了", how=""))
    return (*_mark(read), *_reported(table))


def _mark(read: ReadMark) -> Iterator[Problem]:
    """Yield S19 of what the book says of itself."""
    for name in ("ledger", "rules"):
        value = str(getattr(read.mark, name))
        if not FINGERPRINT.fullmatch(value):
            said = f"“{value}”不成样式" if value else "是空的"
            yield problem(Code.S19, ABOUT, read.cells.get(name), label=LABELS[name], detail=said)
    for name in read.torn:
        yield problem(Code.S19, ABOUT, read.cells.get(name), label=LABELS[name], detail="与文件属性所记不一致")


def _changed(book: CountyBook) -> Iterator[Problem]:
    """Yield S18 of every cell of 明细 that is not what was printed, of rows added and rows taken out."""
    table, marks = book.detail, book.marks
    if marks is None:
        yield problem(Code.S18, table.sheet.name, table.header_address, what="“校验码”工作表不见了，各格无从核对")
        return
    known = {header for row in marks.values() for header in row}
    for header in known - set(table.headers):
        yield problem(Code.S18, table.sheet.name, table.header_address, what=f"“{header}”栏不见了")
    for row in table.rows:
        if row.id not in marks:
            yield problem(Code.S18, table.sheet.name, row.at(CONTENT), what="这一行不是生成时所有的")
            continue
        for header, mark in marks[row.id].items():
            cell = row.cell(header)
            if header not in row.columns:
                continue
            if row.formula(header):
                what = f"“{header}”现为公式，不是生成时的数字或文字"
                yield problem(Code.S18, table.sheet.name, row.at(header), what=what)
            elif cell_mark(book.read.mark.job, row.id, header, _value(cell)) != mark:
                yield problem(Code.S18, table.sheet.name, row.at(header), what=f"“{header}”现为{_quoted(cell)}，不是生成时的内容")
    there = {row.id for row in table.rows}
    gone = sorted(one for one in marks if one and one not in there)
    if gone:
        yield problem(Code.S18, table.sheet.name, table.header_address, what=f"少了 {len(gone)} 行（{'、'.join(gone[:3])}）")


def _value(cell: Cell | None) -> object:
    return cell.value if cell else None


def _quoted(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return "空白"
    said = "公式" if cell.kind is CellKind.UNCALCULATED else ""
    value = plain(rounded(cell.value, 6)) if isinstance(cell.value, Decimal) else str(cell.value)
    return f"{said}“{value[:_QUOTED]}{'…' if len(value) > _QUOTED else ''}”"


def _reckoned(book: CountyBook) -> Iterator[Problem]:
    for row in book.detail.rows:
        yield from _row(book.detail, row)
    if book.summary is not None:
        yield from _summary(book, book.summary)
    if book.reported is not None:
        yield from _reported(book.reported)


def _wrong(table: BookTable, row: TableRow, header: str, expected: str) -> Problem:
    return problem(Code.S17, table.sheet.name, row.at(header), header=header, value=_quoted(row.cell(header)), expected=expected)


def _row(table: BookTable, row: TableRow) -> Iterator[Problem]:
    status, percent = headed(table, (STATUS,)), headed(table, (PERCENT,))
    if row.text(FINISHED) and not row.live(FINISHED):
        expected = "是" if done(row, status, percent) else "否"
        if row.text(FINISHED) != expected:
            yield _wrong(table, row, FINISHED, expected)
    schedule, share, behind = row.number(SCHEDULE), row.number(percent), row.number(BEHIND)
    if schedule is not None and share is not None and behind is not None and row.counted:
        expected_points = rounded((schedule - share) * 100, 1)
        if abs(expected_points - behind) > _POINT:
            yield _wrong(table, row, BEHIND, plain(expected_points))


def _summary(book: CountyBook, table: BookTable) -> Iterator[Problem]:
    """Yield S17 where sheet 汇总表 says something else than 明细 of a line, of an item's share, of its being done."""
    detail = book.detail
    status, percent = headed(detail, (STATUS,)), headed(detail, (PERCENT,))
    groups: dict[str, list[TableRow]] = {}
    for row in detail.rows:
        groups.setdefault(_key(row), []).append(row)
    for line in table.rows:
        own = groups.get(_key(line), [])
        same = [row for row in own if row.text(UNIT) == line.text(UNIT)]
        if len(same) == 1:
            yield from _line(table, line, same[0], (status, percent))
        if own and line.row in _tops(table):
            yield from _share(table, line, own, (status, percent))


def _line(table: BookTable, line: TableRow, source: TableRow, keys: tuple[str, str]) -> Iterator[Problem]:
    """Yield what one line of 汇总表 says otherwise than its row of 明细."""
    status, percent = keys
    if line.formula(percent) and not source.formula(percent):
        what = f"“{percent}”现为公式，不是生成时的数字或文字"
        yield problem(Code.S18, table.sheet.name, line.at(percent), what=what)
    elif line.number(percent) != source.number(percent):
        expected = source.number(percent)
        yield _wrong(table, line, percent, "空白" if expected is None else show_percent(expected, 2))
    if line.text(status) and source.text(status) and line.text(status) != source.text(status):
        yield _wrong(table, line, status, source.text(status))


def _key(row: TableRow) -> str:
    return "".join((row.text(PROJECT) + row.text(CONTENT)).split())


def _tops(table: BookTable) -> set[int]:
    """Return the rows in which an item begins: where its content itself stands, not a merge looked through."""
    return {row for row, column in table.sheet.cells if column == table.headers[CONTENT]}


def _share(table: BookTable, line: TableRow, own: Iterable[TableRow], keys: tuple[str, str]) -> Iterator[Problem]:
    mean_header, done_header = "本项完成比例", "本项是否完成"
    rows = list(own)
    reckoned, said = mean(row.number(keys[1]) for row in rows if row.counted), line.number(mean_header)
    if reckoned is not None and said is not None and abs(reckoned - said) > NEAR:
        yield _wrong(table, line, mean_header, show_percent(reckoned, 2))
    expected = "是" if all(done(row, *keys) for row in rows) else "否"
    if line.text(done_header) in {"是", "否"} and line.text(done_header) != expected:
        yield _wrong(table, line, done_header, expected)


def _reported(table: BookTable) -> Iterator[Problem]:
    """Yield S17 of a total of 报送情况 that is not the sum of its rows, and of a unit in time that was late for days."""
    units = [row for row in table.rows if row.text("单位") != "合计"]
    for row in units:
        if row.text("报送状态").startswith(Status.ON_TIME) and any((row.number(header) or 0) > 0 for header in _LATE):
            yield _wrong(table, row, "报送状态", Status.LATE)
    total = next((row for row in table.rows if row.text("单位") == "合计"), None)
    for header in _SUMMED if total else ():
        said = total.number(header) if total else None
        expected = sum((row.number(header) or Decimal(0) for row in units), Decimal(0))
        if total is not None and said is not None and said != expected:
            yield _wrong(table, total, header, plain(expected))
