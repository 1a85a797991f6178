"""The clerk's desk for the tests of judging: forms issued and filled by value, dropped with a time, notes, dockets."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dockets import shipped_form

from toolkit.generate import Press
from toolkit.intake.reading import Reading
from toolkit.intake.sheets import read_book
from toolkit.judge.dockets import examined, judge
from toolkit.judge.snapshot import Snapshot
from toolkit.nouns.cells import Book, Cell, CellKind
from toolkit.nouns.docket import Docket, Entry, FileRow, UnitRow
from toolkit.nouns.limits import Limits
from toolkit.nouns.problems import Problem
from toolkit.nouns.records import IngestRun, Issued, Note, NoteKind, Receipt, Sort, Times
from toolkit.outputs.returned import ReturnedCase, case_of
from toolkit.outputs.returned.returned_case import Starts
from toolkit.plan.model import Extension, Plan, Unit
from toolkit.plan.read import read_plan
from toolkit.plan.settings import Settings

HERE = Path(__file__).parents[2] / "templates"
ZONE = ZoneInfo("Asia/Shanghai")
ON_TIME, LATE = "2022-04-02T09:00", "2022-04-08T10:00"
Answers = Mapping[str, object]


def at(text: str) -> datetime:
    """Return a moment in the county's time: "2022-04-05" or "2022-04-05T09:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@cache
def shipped_plan() -> Plan:
    return read_plan((HERE / "附件1.xlsx").read_bytes())


@cache
def _press() -> Press:
    return Press((HERE / "附件2.xlsx").read_bytes(), shipped_form(), shipped_plan())


def plan_with(*, units: Sequence[Unit] = (), extensions: Sequence[Extension] = (), **settings: str) -> Plan:
    """Return the shipped plan with settings changed, units added and extensions approved."""
    plan = shipped_plan()
    values = Settings({**plan.settings.values, **settings}, plan.settings.places)
    return replace(plan, settings=values, units=(*plan.units, *units), extensions=tuple(extensions))


def good(item: str, unit: str, period: str) -> dict[str, object]:
    """Return answers that no rule remarks on, different in every period."""
    month = int(period[-2:])
    own = sum(map(ord, unit)) % 97
    return {
        "办理状态": "正在实施",
        "完成比例": Decimal(month) / 10 if month < 10 else Decimal("0.95"),
        "进展情况": f"{unit}承办的{item}事项，{month - 1}月浇筑基础{own + month}米，砌墙{month * 11}米，正在安装第{month}批设备。",
        "存在问题": f"第{month}批材料运输受雨季影响",
        "下一步工作计划": f"{month + 1}月安装下一批设备",
        "预计完成时间": date(2022, 9, 30) if month < 10 else date(2022, 12, 31),
    }


DONE = {
    "办理状态": "已完成",
    "完成比例": Decimal(1),
    "进展情况": "全部建成，已投入使用。",
    "存在问题": "无",
    "下一步工作计划": "无",
    "预计完成时间": date(2022, 3, 20),
}


class Desk:
    """One office's ledger in memory. Numbers run on as the ledger's do."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.plan = plan or shipped_plan()
        self.form = shipped_form()
        same = (self.plan.units, self.plan.job) == (shipped_plan().units, shipped_plan().job)
        self.press = _press() if same else Press((HERE / "附件2.xlsx").read_bytes(), self.form, self.plan)
        self.receipts: list[Receipt] = []
        self.readings: dict[int, Reading] = {}
        self.runs: dict[int, IngestRun] = {}
        self.notes: list[Note] = []
        self.issued: tuple[Issued, ...] = ()
        self.number = 0
        self.files = 0

    # -- what comes in --------------------------------------------------------------------------------------------

    def run(self, as_of: str) -> int:
        """Start an ingest at this moment."""
        self.number += 1
        self.runs[self.number] = IngestRun(number=self.number, as_of=at(as_of))
        return self.number

    def items(self, unit: str, period: str) -> tuple[str, ...]:
        found = self.plan.period(period)
        assert found is not None
        return tuple(item for item, holder in self.plan.assignments(found.deadline) if holder == unit)

    def book(
        self,
        unit: str,
        period: str = "2022-04",
        *,
        items: Sequence[str] = (),
        last: Mapping[str, Answers] | None = None,
        put: Mapping[tuple[str, str], object] | None = None,
        drop: Sequence[str] = (),
        **answers: object,
    ) -> Book:
        """Return an issued form filled in. `answers`: for every row; an "8-1" key: for that row; `put`: raw cells."""
        asked = tuple(items) or self.items(unit, period)
        rows = {item: _exact({**good(item, unit, period), **_common(answers), **answers.get(item, {})}) for item in asked}
        found, named = self.plan.period(period), self.plan.unit(unit)
        assert found and named
        known = [item for id_ in asked if (item := self.plan.item(id_))]
        press = self.press
        data = press.issue(named, found, known, last or {}, rows)
        book = read_book(data, "附件2.xlsx", Limits())
        return _altered(book, press.places(known), put or {}, drop, asked)

    def drop(
        self,
        content: Book | bytes,
        name: str,
        when: str | None = ON_TIME,
        *,
        run: int | None = None,
        sort: Sort = Sort.BOOK,
        problems: Sequence[Problem] = (),
        **more: object,
    ) -> int:
        """Receive a file; `when` is the time in its mail's Received header, None = nobody knows."""
        times = more.pop("times", Times(mail_received=at(when)) if when else Times())
        held = run or self.run((when or ON_TIME)[:10] + "T23:59:59")
        self.number += 1
        self.files += 1
        digest = hashlib.sha256(content if isinstance(content, bytes) else repr(content).encode()).hexdigest()
        told = {"sha256": digest, "size": 1, "archived": f"原件/{self.number}_{name}", **more}
        self.receipts.append(Receipt(number=self.number, run=held, name=name, times=times, **told))  # type: ignore[arg-type]
        book = content if isinstance(content, Book) else None
        self.readings[self.number] = Reading(sort=sort, book=book, problems=tuple(problems))
        return self.number

    def sheet(self, unit: str, period: str = "2022-04", when: str | None = ON_TIME, *, name: str = "", **more: object) -> int:
        """Receive a filled form; keywords that `drop` knows go there, the rest fills it."""
        mine = {key: more.pop(key) for key in ("run", "times", "sha256", "inside", "sender", "parent") if key in more}
        return self.drop(self.book(unit, period, **more), name or f"附件2-{unit}.xlsx", when, **mine)  # type: ignore[arg-type]

    def scan(self, unit: str, when: str | None = ON_TIME, *, name: str = "", **more: object) -> int:
        told = name or f"{unit}盖章版.pdf"
        content = more.pop("content", f"{told} {when}".encode())
        return self.drop(content, told, when, sort=Sort.SCAN, **more)  # type: ignore[arg-type]

    def both(self, unit: str, period: str = "2022-04", when: str | None = ON_TIME, **more: object) -> int:
        """Receive the form and its scan at the same moment."""
        number = self.sheet(unit, period, when, **more)
        self.scan(unit, when)
        return number

    def note(self, kind: NoteKind, **facts: object) -> int:
        self.number += 1
        told = {"at": at("2022-04-30"), "by": "督查室", "reason": "经核实", **facts}
        self.notes.append(Note(number=self.number, kind=kind, **told))  # type: ignore[arg-type]
        return self.number

    # -- what is judged -------------------------------------------------------------------------------------------

    def snapshot(self, as_of: str) -> Snapshot:
        return Snapshot(
            plan=self.plan,
            form=self.form,
            receipts=tuple(self.receipts),
            readings=self.readings,
            runs=self.runs,
            notes=tuple(self.notes),
            issued=self.issued,
            as_of=at(as_of),
        )

    def docket(self, period: str = "2022-04", as_of: str = "2022-12-31") -> Docket:
        return next(found for found in judge(self.snapshot(as_of)) if found.period == period)

    def unit(self, unit: str, period: str = "2022-04", as_of: str = "2022-12-31") -> UnitRow:
        return next(row for row in self.docket(period, as_of).units if row.unit == unit)

    def status(self, unit: str, period: str = "2022-04", as_of: str = "2022-12-31") -> str:
        return self.unit(unit, period, as_of).status.value

    def file(self, number: int, as_of: str = "2022-12-31") -> FileRow:
        return next(row for row in examined(self.snapshot(as_of)).rows if row.receipt == number)

    def outcome(self, number: int, as_of: str = "2022-12-31") -> str:
        return self.file(number, as_of).outcome.value

    def codes(self, number: int, as_of: str = "2022-12-31") -> set[str]:
        """Return codes with their cells, of one file: {"P01 G6"}."""
        return {f"{found.code.name} {found.cell or ''}".strip() for found in self.file(number, as_of).problems}

    def entry(self, item: str, unit: str, period: str = "2022-04", as_of: str = "2022-12-31") -> Entry | None:
        found = self.docket(period, as_of).entries
        return next((entry for entry in found if (entry.item, entry.unit) == (item, unit)), None)


def _exact(answers: Answers) -> dict[str, object]:
    return {key: Decimal(repr(value)) if isinstance(value, float) else value for key, value in answers.items()}


def _common(answers: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in answers.items() if not key[0].isdigit()}


def _altered(
    book: Book,
    places: Mapping[str, Mapping[str, str]],
    put: Mapping[tuple[str, str], object],
    drop: Sequence[str],
    asked: Sequence[str],
) -> Book:
    sheet = book.sheets[0]
    cells = dict(sheet.cells)
    by_address = {cell.address: place for place, cell in cells.items()}
    for (item, key), value in put.items():
        row, column = _place(places[item][key], by_address)
        cells.pop((row, column), None)
        if value is not None:
            kind = CellKind.NUMBER if isinstance(value, Decimal) else CellKind.TEXT
            cells[row, column] = Cell(row, column, kind, value)  # type: ignore[arg-type]
    gone = {_place(next(iter(places[item].values())), by_address)[0] for item in drop if item in asked}
    kept = {place: cell for place, cell in cells.items() if place[0] not in gone}
    return replace(book, sheets=(replace(sheet, cells=kept), *book.sheets[1:]))


def _place(address: str, known: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    if address in known:
        return known[address]
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]), column


def returned_case(
    desk: Desk, unit: str = "教育局", period: str = "2022-04", *, starts: Starts | None = None
) -> ReturnedCase | None:
    dockets = judge(desk.snapshot("2022-12-31"))
    found = desk.plan.unit(unit)
    at = desk.plan.period(period)
    assert found and at
    return case_of(desk.plan, desk.form, dockets, at, found, starts)
