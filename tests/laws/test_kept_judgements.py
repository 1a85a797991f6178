"""A law of what is kept: judged from it or without it, at any moment and after any edit, all is the same.

Beside it, a key that stands for two contents is found even where the two were never kept one after the other.
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from judge_desk import DONE, ZONE, Desk, shipped_form

from toolkit.intake.reading import dump
from toolkit.judge.dockets import Dockets, examined
from toolkit.judge.judgement import Judgement
from toolkit.judge.recognitions import Recognitions
from toolkit.judge.settled import SettledBefore
from toolkit.judge.snapshot import Snapshot, later_notes
from toolkit.nouns.cells import Book
from toolkit.nouns.records import Issued, NoteKind, Times
from toolkit.pipeline.products import Judged
from toolkit.plan.model import Extension
from toolkit.plan.settings import Settings

UNITS = ("教育局", "农业农村局", "乡村振兴局")
PERIODS = ("2022-04", "2022-06")
ANSWERS: dict[str, tuple[object, ...]] = {
    "办理状态": ("未启动", "前期工作", "正在实施", "已完工待验收", "已完成", "在建"),
    "完成比例": (Decimal(0), Decimal("0.3"), Decimal("0.65"), Decimal(1), "约65%", "六成", "很多", None, Decimal("1.2")),
    "进展情况": (
        "完成路基3公里，浇筑混凝土200立方米。", "完成路基5公里，浇筑混凝土350立方米。", "还有4个点未开工。", "正常推进。",
    ),
    "存在问题": ("无", "资金缺口50万元，已申请。", "征地进度慢，正在协调。", "暂无", None),
    "下一步工作计划": ("无", "5月底前完成主体。", "完成剩余2公里并验收。", None),
    "预计完成时间": (date(2022, 9, 30), "9月底", None, date(2022, 3, 1), date(2022, 12, 20)),
}  # fmt: skip
NOTES = {
    NoteKind.ACCEPT: 4, NoteKind.CLAIM: 4, NoteKind.RECEIVED: 4, NoteKind.RETRACT: 3, NoteKind.REOPEN: 2, NoteKind.ALIAS: 1,
    NoteKind.EXEMPT: 1, NoteKind.DELAY: 1, NoteKind.PAPER: 1,
}  # fmt: skip
"""What the clerk notes, and how often."""
SWITCHES = ("V06", "X01", "S06", "P02", "P03", "X08", "V01", "S04", "S12", "S03", "S07")


class PlayedYear:
    """A year at a desk, drawn from a seed: whatever units, clerk and time do, one thing after the other."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.desk = Desk()
        self.now = datetime(2022, 4, 1, 9, 0, tzinfo=ZONE)
        self.kept: dict[str, bytes] = {}
        """What was kept so far, of every step."""
        self.settled: dict[str, bytes] = {}
        """The marks of sheets that were kept last."""
        self.known = 0
        """How often some sheet was known by its marks."""
        self.seen: dict[object, object] = {}
        self.sent: list[tuple[str, Book]] = []
        self.done: list[str] = []

    def step(self) -> None:
        acts: tuple[tuple[Callable[[], object], int], ...] = (
            (self.sheet, 10), (self.copy, 2), (self.scan, 2), (self.junk, 1), (self.note, 9), (self.rules, 2), (self.issue, 1),
            (self.later, 4),
        )  # fmt: skip
        for _ in range(self.draw.randint(1, 3)):
            act = self.draw.choices([act for act, _ in acts], [weight for _, weight in acts])[0]
            self.done.append(f"{self.now:%m-%d %H:%M} {act.__name__} {act()}")

    # -- units ---------------------------------------------------------------------------------------------------------

    def sheet(self) -> str:
        draw, unit, period = self.draw, self.draw.choice(UNITS), self.draw.choice(PERIODS)
        answers: dict[str, object] = {}
        for item in self.desk.items(unit, period):
            chosen = {key: draw.choice(values) for key, values in ANSWERS.items() if draw.random() < 0.3}
            answers[item] = DONE if draw.random() < 0.2 else chosen
        items = self.desk.items(unit, period)
        asked = items[1:] if len(items) > 1 and draw.random() < 0.1 else items
        put = {(asked[0], "备注"): "另附说明"} if draw.random() < 0.1 else {}
        last = {asked[0]: {"进展情况": draw.choice(ANSWERS["进展情况"])}} if draw.random() < 0.5 else {}
        book = self.desk.book(unit, period, items=asked, put=put, last=last, **answers)
        if draw.random() < 0.35:
            book = unmarked(book)
        self.sent.append((unit, book))
        return self._dropped(unit, book)

    def copy(self) -> str:
        if not self.sent:
            return "-"
        unit, book = self.draw.choice(self.sent)
        return self._dropped(unit, book)

    def _dropped(self, unit: str, book: Book) -> str:
        draw = self.draw
        name = draw.choice((f"附件2-{unit}.xlsx", "附件2.xlsx", "附件2.xlsx", f"附件2-{draw.choice(UNITS)}.xlsx"))
        when = self.now - timedelta(hours=draw.choice((1, 30, 100, 300)))
        times = draw.choice((Times(mail_received=when), Times(file_time=when), Times(mail_date=when), Times()))
        run = self.desk.run(f"{self.now:%Y-%m-%dT%H:%M}")
        sender = draw.choice(("", "", "jyj@example.cn"))
        number = self.desk.drop(book, name, run=run, times=times, sender=sender)
        return f"#{number} {name} of {unit}"

    def scan(self) -> str:
        unit = self.draw.choice(UNITS)
        return f"#{self.desk.scan(unit, f'{self.now - timedelta(hours=2):%Y-%m-%dT%H:%M}')} {unit}"

    def junk(self) -> str:
        return f"#{self.desk.drop(b'no table', '说明.txt', f'{self.now:%Y-%m-%dT%H:%M}')}"

    # -- the clerk -----------------------------------------------------------------------------------------------------

    def note(self) -> str:
        draw = self.draw
        kind = draw.choices(tuple(NOTES), tuple(NOTES.values()))[0]
        unit, period, facts = draw.choice(UNITS), draw.choice(PERIODS), dict[str, object]()
        file = f"#{draw.choice(self.desk.receipts[-4:]).number}" if self.desk.receipts else "#1"
        if kind is NoteKind.RETRACT:
            if not self.desk.notes:
                return "-"
            facts = {"retracts": draw.choice(self.desk.notes).number}
        elif kind is NoteKind.ACCEPT:
            facts = draw.choice(
                ({"file": file}, {"unit": unit, "period": period}, {"unit": unit, "period": period, "item": "3-1"})
            )
        elif kind is NoteKind.CLAIM:
            facts = {"file": file, "unit": unit, "period": draw.choice(("", period))}
        elif kind is NoteKind.RECEIVED:
            facts = {"file": file, "received": self.now - timedelta(days=draw.randint(0, 12))}
        elif kind is NoteKind.REOPEN:
            facts = {"unit": unit, "period": draw.choice(("", period)), "item": draw.choice(("", *self.desk.items(unit, period)))}
        elif kind is NoteKind.ALIAS:
            facts = {"unit": unit, "material": f"{unit}办公室"}
        elif kind is NoteKind.DELAY:
            facts = {"unit": unit, "period": period, "due": self.now.date() + timedelta(days=3)}
        elif kind is NoteKind.PAPER:
            facts = {"unit": unit, "period": period, "material": "盖章扫描件", "received": self.now}
        else:
            facts = {"unit": unit, "period": period}
        self.desk.note(kind, at=self.now, **facts)
        return f"{kind} {facts}"

    def rules(self) -> str:
        """Edit 附件1: another hash of its bytes."""
        draw, plan = self.draw, self.desk.plan
        name, value = draw.choice(
            [
                *((switch, state) for switch in SWITCHES for state in ("退回", "提示", "停用")),
                ("盖章扫描件", "不要求"), ("盖章扫描件", "必需"), ("首报认定", "首次合格"), ("字数上限", "5"), ("滞后阈值", "20"),
            ]
        )  # fmt: skip
        values = Settings({**plan.settings.values, name: value}, plan.settings.places)
        until = date(2022, 12, 20)
        late = Extension(item="3-1", unit=None, kind="延期", filed=date(2022, 4, 1), approval="鹿政函1号", due=until)
        extensions = draw.choice(((), (late,)))
        known = hashlib.sha256(repr((values.values, extensions)).encode()).hexdigest()
        self.desk.plan = replace(plan, settings=values, extensions=extensions, sha256=known)
        return f"{name}={value}"

    def issue(self) -> str:
        unit, period, form = self.draw.choice(UNITS), self.draw.choice(PERIODS), shipped_form().version
        self.desk.number += 1
        issued = Issued(number=self.desk.number, at=self.now, period=period, unit=unit, form=form, template="", job="K7Q2")
        self.desk.issued = (*self.desk.issued, issued)
        return f"{unit} {period}"

    def later(self) -> str:
        self.now += timedelta(hours=self.draw.choice((3, 24, 72, 240)))
        return ""

    # -- the law ---------------------------------------------------------------------------------------------------------

    def hold(self) -> None:
        """Judge with all that was kept, and with nothing."""
        moment = self.now if self.draw.random() < 0.8 else self.now - timedelta(days=self.draw.randint(1, 9))
        bare = self.desk.snapshot(f"{moment:%Y-%m-%dT%H:%M}")
        prints = {number: hashlib.sha256(dump(reading)).hexdigest() for number, reading in bare.readings.items()}
        from_kept, anew = Recognitions(self.kept.get), Recognitions()
        told = said(examined(replace(bare, prints=prints, recognitions=from_kept)))
        again = said(examined(replace(bare, prints=prints, recognitions=anew)))
        marked = examined(replace(bare, prints=prints, recognitions=from_kept, settled=self.settled_before()))
        assert said(marked) == told == again == said(examined(bare)), "\n".join(self.done[-12:])
        for key, content in (*anew.fresh.items(), *papers(replace(bare, prints=prints, recognitions=anew))):
            assert self.seen.setdefault(key, content) == content, "\n".join((str(key), *self.done[-12:]))
        self.kept |= from_kept.fresh
        if len(marked.collected) == len(bare.receipts) and not later_notes(bare) and marked.to_keep:
            self.settled = {key: body or self.settled[key] for key, body in marked.to_keep.items()}
        self.known += marked.rows.any_settled

    def settled_before(self) -> SettledBefore:
        """Return the marks of sheets that were kept; the desk's records are never changed, so that a number tells the chain."""
        return SettledBefore(self.settled.get, str, self.desk.number)


def unmarked(book: Book) -> Book:
    """Return the form as copied into a fresh book: nothing but a file's name says whose it is."""
    sheet = book.sheets[0]
    marks = ("S0", "表号", "填报单位")
    cells = {place: cell for place, cell in sheet.cells.items() if not str(cell.value).startswith(marks)}
    return replace(book, sheets=(replace(sheet, cells=cells),), properties={})


def said(judgement: Judgement) -> list[object]:
    """Return all that a judgement says, unit by unit, file by file, answer by answer."""
    return [
        (
            d.units[:],
            d.files[:],
            [(p, p.about) for f in d.files for p in f.problems],
            d.entries[:],
            tuple(d.due),
            tuple(d.complete),
        )
        for d in Dockets(judgement)
    ]


def papers(snapshot: Snapshot) -> list[tuple[object, object]]:
    """Return (a unit's print, all that its papers are made from) of every unit in every period."""
    judged = Judged(office=None, dockets=Dockets(examined(snapshot)))  # type: ignore[arg-type]
    pairs: list[tuple[object, object]] = []
    for docket in judged.dockets:
        for row in docket.units:
            own = judged.prints.of(docket, row.unit)
            facts = (row, docket.files_of(row.unit), docket.entries_of(row.unit), tuple(docket.due_of(row.unit)))
            pairs += [((snapshot.plan.sha256, judged.prints.common(docket), own), repr(facts))] if own else []
    return pairs


@pytest.mark.parametrize("seed", [1, 3, 6])
def test_what_is_kept_never_says_anything_else(seed):
    year = PlayedYear(seed)
    for _ in range(14):
        year.step()
        year.hold()
    assert year.known
