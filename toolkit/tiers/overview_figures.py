"""Whether the counts on sheet 概览 of a book from below are those of its own rows. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from toolkit.nouns.cells import Sheet
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.tiers.book_tables import CONTENT, NEAR, PROJECT, UNIT, CountyBook, TableRow, done, headed
from toolkit.values.meaning import PERCENT, STATUS
from toolkit.values.texts import plain, show_percent

Counts = Mapping[str, Mapping[str, int]]
"""Label of a row → header → how many there are."""


def overview_amiss(book: CountyBook) -> Iterator[Problem]:
    """Yield S17 of every figure of 概览 that its rows do not bear; a formula whose result nobody knows is no figure."""
    sheet = book.overview
    if sheet is None:
        return
    for key, counts in _expected(book):
        for row, label in _block(sheet, key):
            for header, expected in counts.get(label, {}).items():
                said = row.number(header)
                if said is not None and said != expected:
                    yield _wrong(row, f"{label}·{header}", header, plain(Decimal(expected)))
            yield from _rate(row, label, counts.get(label, {}))


def _wrong(row: TableRow, named: str, header: str, expected: str) -> Problem:
    said = row.number(header)
    value = "" if said is None else plain(said)
    return problem(Code.S17, row.sheet.name, row.at(header), header=named, value=value, expected=expected)


def _rate(row: TableRow, label: str, counts: Mapping[str, int]) -> Iterator[Problem]:
    said, whole = row.number("完成率"), counts.get("总数")
    if said is not None and whole and abs(Decimal(counts["已完成"]) / whole - said) > NEAR:
        yield _wrong(row, f"{label}·完成率", "完成率", show_percent(Decimal(counts["已完成"]) / whole, 2))


def _block(sheet: Sheet, key: str) -> Iterator[tuple[TableRow, str]]:
    """Yield the rows of the table whose labels stand under this header, to the first without one."""
    at = next((place for place, cell in sorted(sheet.cells.items()) if cell.value == key), None)
    if at is None:
        return
    top, column = at
    heads = {str(cell.value): place for (row, place), cell in sheet.cells.items() if row == top and place > column}
    row = top + 1
    while (cell := sheet.at(row, column)) is not None and cell.value not in {None, ""}:
        yield TableRow(sheet=sheet, row=row, columns=heads), str(cell.value).strip()
        row += 1


def _expected(book: CountyBook) -> Iterator[tuple[str, Counts]]:
    keys = headed(book.detail, (STATUS,)), headed(book.detail, (PERCENT,))
    lines = [(row, done(row, *keys)) for row in book.detail.rows if row.text(CONTENT)]
    whole, part = Counter(row.text(UNIT) for row, _ in lines), Counter(row.text(UNIT) for row, finished in lines if finished)
    yield "指标", {"承办任务（项×单位）": {"总数": len(lines), "已完成": part.total()}}
    yield "单位", {unit: {"任务数": whole[unit], "已完成": part[unit]} for unit in whole}
    items: dict[tuple[str, str], bool] = {}
    for row, finished in lines:
        key = row.text(PROJECT), row.text(CONTENT)
        items[key] = items.get(key, True) and finished
    yield "指标", {"实事内容（项）": {"总数": len(items), "已完成": sum(items.values())}}
    projects = _projects(items)
    through = sum(counts["项数"] == counts["完成项数"] for counts in projects.values())
    yield "指标", {"立项（件）": {"总数": len(projects), "已完成": through}}
    yield "立项名称", projects
    if book.reported is not None:
        statuses = Counter(row.text("报送状态") for row in book.reported.rows if row.text("单位") != "合计")
        yield "报送状态", {status: {"单位数": count} for status, count in statuses.items()}


def _projects(items: Mapping[tuple[str, str], bool]) -> Counts:
    whole = Counter(project for project, _ in items)
    part = Counter(project for (project, _), finished in items.items() if finished)
    return {project: {"项数": count, "完成项数": part[project]} for project, count in whole.items()}
