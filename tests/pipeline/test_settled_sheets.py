"""Sheets that nothing concerns which came since are known by their marks: not looked up, and what they come to is as if judged."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desk_workspace import copied, desk, noting, office, silent, taken
from forgetting import sql
from looked import readings_of
from plan_book import edited, setting

from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import packed, unpacked
from toolkit.judge import reading_prints, taken_up
from toolkit.judge.dockets import Dockets, examined
from toolkit.judge.kept_sheets import KeptSheets
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.demo_returns import put, scan, zipped
from toolkit.pipeline.issue import generate
from toolkit.pipeline.snapshots import SETTLED_CACHE, UNITS_CACHE, settled_ahead, snapshot_of
from toolkit.pipeline.upkeep import undo, verify
from toolkit.workspace import init

AFTER, LATER, LAST, NEXT = "2022-04-20T09:00", "2022-04-21T09:00", "2022-04-22T09:00", "2022-04-23T09:00"
JUNE = ("2022-05-25T09:00", "2022-06-08T09:00", "2022-06-09T09:00", "2022-06-10T09:00")
SIGN = b"\x89PNG\r\n\x1a\n" + b"sign" * 20
"""A picture that stands in the text of every mail."""
NOTED = datetime(2022, 4, 4, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


UNITS = ("教育局", "水利局", "住建局", "公安局")


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory) -> Path:
    """April's forms of three units, each in a file of its own, taken in; the fourth has sent nothing."""
    root = tmp_path_factory.mktemp("settled") / "w"
    init(root)
    generate(office(root, "2022-03-25T09:00"), "2022-04", UNITS, dry_run=False, tell=silent)
    there = desk(root)
    for unit in UNITS[:3]:
        there.drop(f"收/附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    taken(root, AFTER)
    return root


@pytest.fixture
def root(taken_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(taken_up, "CHUNK", 2)
    return copied(taken_in, tmp_path / "w")


def late(root: Path, unit: str = "教育局", moment: str = LATER) -> None:
    there = desk(root)
    there.drop(
        f"附件2-{unit}-再报.xlsx", there.filled(unit, put("进展情况", f"又完成路基2公里，{moment[:10]}。")), "2022-04-20T10:00"
    )
    taken(root, moment)


def said(root: Path, moment: str, *, anew: bool, ahead: bool = False) -> tuple[object, int]:
    """Return all that is judged, and how many rows were not. `ahead`: marks are loaded before anyone asks for them."""
    here = office(root, moment)
    with here.reading() as ledger:
        snapshot = snapshot_of(here, ledger, ahead=settled_ahead(ledger) if ahead else None)
        judgement = examined(replace(snapshot, settled=None, recognitions=None) if anew else snapshot)
        dockets = Dockets(judgement)
        lists = [[*map(repr, (*one.units, *one.files, *one.entries))] for one in dockets]
        marks = [[*map(repr, (*one.unit_marks, *one.file_marks, *one.entry_marks))] for one in dockets]
        known = [judgement.failed, judgement.former, judgement.collected, dict(judgement.strays), judgement.history.accepted]
        others = [(one.due, one.complete, one.later_notes) for one in dockets]
        assert snapshot.settled is not None and not snapshot.settled.ahead  # nothing is held that nobody asked for
        return (lists, marks, known, others), len(judgement.rows._settled)


noted = partial(noting, LATER)


def dropped(name: str, data: Callable[[Path], bytes]) -> Callable[[Path], None]:
    def drop(root: Path) -> None:
        desk(root).drop(name, data(root), "2022-04-20T10:00")
        taken(root, LATER)

    return drop


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _root: None,
    "a late sheet": late,
    "two late sheets": lambda root: (late(root), late(root, "水利局", LAST)),
    "a copy of a sheet": dropped("抄件/附件2-教育局.xlsx", lambda root: original(root, "附件2-教育局.xlsx")),
    "a scan": dropped("收/附件2-教育局-盖章.pdf", lambda root: scan("教育局", "2022-04")),
    "a scan of nobody's": dropped("新建/扫描件0001.pdf", lambda root: scan("x", "2022-04")),
    "a stranger's file": dropped("说明.txt", lambda root: "无".encode()),
    "a row accepted": noted(kind=NoteKind.ACCEPT, unit="教育局", period="2022-04"),
    "a unit reminded": noted(kind=NoteKind.REMINDED, unit="教育局", period="2022-04"),
    "a unit excused": noted(kind=NoteKind.EXEMPT, unit="水利局", period="2022-04"),
    "a file claimed": noted(kind=NoteKind.CLAIM, file="附件2-教育局.xlsx", unit="水利局"),
    "a period closed": noted(kind=NoteKind.CLOSE, period="2022-04"),
    "the last ingest taken back": lambda root: (late(root), undo(office(root, LATER), by="", dry_run=False)),
    "marks gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'settled'"),
    "marks spoilt": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'settled'"),
    "one list of marks gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'settled' AND key NOT LIKE 'of|%'"),
    "rows gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'judged'"),
    "rows spoilt": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'judged'"),
    "units gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'units'"),
    "units spoilt": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'units'"),
    "readings gone": lambda root: sql(root, "DELETE FROM reading"),
    "readings spoilt": lambda root: sql(root, "UPDATE reading SET body = zeroblob(40)"),
    "rows and readings gone": lambda root: sql(root, "DELETE FROM reading", "DELETE FROM derived WHERE kind = 'judged'"),
}


SETTLED = {
    "nothing": 3,
    "a late sheet": 4,
    "two late sheets": 5,
    "a scan": 3,
    "a unit reminded": 3,
    "a row accepted": 2,
    "readings gone": 3,
    "readings spoilt": 3,
} | dict.fromkeys(("a period closed", "marks gone", "marks spoilt", "one list of marks gone", "the last ingest taken back"), 0)
"""How many rows need no judging after a change; of others some."""


def original(root: Path, name: str) -> bytes:
    return next((root / "archive").rglob(f"*{name}")).read_bytes()


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_known_by_marks_comes_to_what_is_judged_anew(root, change):
    CHANGES[change](root)
    for moment in (LAST, "2022-04-04T09:00", "2022-12-30T09:00"):
        assert said(root, moment, anew=False)[0] == said(root, moment, anew=True)[0]


@pytest.mark.parametrize("change", CHANGES)
def test_marks_loaded_before_anyone_asks_are_those_that_are_asked_for(root, change):
    CHANGES[change](root)
    assert said(root, LAST, anew=False, ahead=True) == said(root, LAST, anew=False)
    assert said(root, LAST, anew=False)[1] >= SETTLED.get(change, 1)


# -- scans, mails, archives, notes -----------------------------------------------------------------------------------


def mail(unit: str, files: Mapping[str, bytes], when: str = "2022-04-02T10:00") -> bytes:
    """Return a mail of a unit's whose text bears the office's sign, as all its mails do."""
    came = datetime.fromisoformat(f"{when}:00+08:00")
    letter = EmailMessage(policy=SMTP)
    letter["Received"] = f"from a.example.cn by b.example.cn; {format_datetime(came)}"
    letter["From"], letter["Date"], letter["Subject"] = "office@example.cn", format_datetime(came), f"{unit}报送附件2"
    letter.set_content("现报送附件2，请查收。")
    letter.add_attachment(SIGN, maintype="image", subtype="png", filename="image001.png", cid="<sign@x>", disposition="inline")
    for name, data in files.items():
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


@pytest.fixture(scope="module")
def office_in(tmp_path_factory) -> Path:
    """April as it is in an office: a form and its scan in a folder, in a mail, in an archive; a mail with nothing but words."""
    root = tmp_path_factory.mktemp("office") / "w"
    init(root)
    generate(office(root, "2022-03-25T09:00"), "2022-04", UNITS, dry_run=False, tell=silent)
    there = desk(root)
    there.drop("收/附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    there.drop("收/教育局盖章.pdf", scan("教育局", "2022-04"), "2022-04-02T15:20")
    there.drop("收/扫描件0002.pdf", scan("谁", "2022-04"), "2022-04-02T15:20")
    files = {"附件2.xlsx": there.filled("水利局"), "扫描件0001.pdf": scan("水利局", "2022-04")}
    there.drop("收/一.eml", mail("水利局", files), "2022-04-02T15:20")
    files = {"附件2.xlsx": there.filled("住建局"), "住建局盖章.pdf": scan("住建局", "2022-04"), "说明.txt": "情况说明。".encode()}
    there.drop("住建局.zip", zipped(files), "2022-04-03T15:20")
    there.drop("公安局.eml", mail("公安局", {}), "2022-04-03T16:20")
    taken(root, AFTER)
    return root


def scan_of(unit: str, name: str = "再盖章.pdf") -> Callable[[Path], None]:
    return dropped(f"{unit}{name}", lambda root: scan(f"{unit}{name}", "2022-04"))


def issued_again(root: Path) -> None:
    generate(office(root, LATER), "2022-04", ("教育局",), dry_run=False, tell=silent)


def taken_back(root: Path) -> None:
    here = office(root, LATER)
    with here.writing("note") as ledger:
        ledger.append(Note(kind=NoteKind.RETRACT, at=here.as_of, by="", reason="记错了", retracts=ledger.notes()[-1].number))


OFFICE: dict[str, tuple[Callable[[Path], object], int]] = {
    "nothing": (lambda _root: None, 13),
    "a late sheet": (late, 14),
    "of one that mailed": (lambda root: late(root, "水利局"), 14),
    "of one that sent an archive": (lambda root: late(root, "住建局"), 14),
    "of one that sent words": (lambda root: late(root, "公安局"), 14),
    "a late scan": (scan_of("教育局"), 14),
    "a late scan of nobody's": (scan_of("", "扫描件0003.pdf"), 14),
    "a copy of a scan": (dropped("教育局抄.pdf", lambda root: original(root, "教育局盖章.pdf")), 11),
    "a copy of the sign": (dropped("标识.png", lambda _root: SIGN), 14),
    "a mail more": (dropped("二.eml", lambda _root: mail("教育局", {"教育局另.pdf": scan("另", "2022-04")})), 16),
    "a unit accepted": (noted(kind=NoteKind.ACCEPT, unit="水利局", period="2022-04"), 9),
    "a scan accepted": (noted(kind=NoteKind.ACCEPT, file="教育局盖章.pdf"), 11),
    "a scan claimed": (noted(kind=NoteKind.CLAIM, file="扫描件0002.pdf", unit="公安局"), 10),
    "a scan claimed of another": (noted(kind=NoteKind.CLAIM, file="教育局盖章.pdf", unit="公安局"), 9),
    "a form claimed": (noted(kind=NoteKind.CLAIM, file="收/一.eml/附件2.xlsx", unit="公安局"), 0),
    "an answer more time": (noted(kind=NoteKind.DELAY, unit="教育局", period="2022-04", due=date(2022, 4, 30)), 11),
    "a scan on paper": (noted(kind=NoteKind.PAPER, unit="教育局", period="2022-04", material="盖章扫描件"), 11),
    "words wanted": (noted(kind=NoteKind.WORDS, file="公安局.eml"), 11),
    "words wanted no more": (lambda root: (noted(kind=NoteKind.WORDS, file="公安局.eml")(root), taken_back(root)), 13),
    "a time stated": (noted(kind=NoteKind.RECEIVED, file="教育局盖章.pdf", received=NOTED), 11),
    "issued again": (issued_again, 13),
    "undone": (lambda root: (late(root), undo(office(root, LATER), by="", dry_run=False)), 13),
    "what came of them gone": (lambda root: sql(root, "DELETE FROM derived WHERE kind = 'judged'"), 13),
    "what was read gone": (lambda root: sql(root, "DELETE FROM reading"), 13),
}
"""What happens, and how many of thirteen to sixteen rows need no judging then."""


@pytest.mark.parametrize("change", OFFICE)
def test_what_is_no_form_is_known_by_marks_too_and_comes_to_what_is_judged_anew(office_in, tmp_path, monkeypatch, change):
    monkeypatch.setattr(taken_up, "CHUNK", 2)
    root = copied(office_in, tmp_path / "w")
    first, settled = OFFICE[change]
    first(root)
    assert said(root, LAST, anew=False)[1] == settled
    for moment in (LAST, "2022-04-03T09:00", "2022-12-30T09:00"):
        assert said(root, moment, anew=False)[0] == said(root, moment, anew=True)[0]
    taken(root, LAST)  # what is kept of it now is
    late(root, "教育局", NEXT)
    assert said(root, NEXT, anew=False)[0] == said(root, NEXT, anew=True)[0]
    assert said(root, NEXT, anew=False)[1] >= 11  # of copies alone nothing is kept


def otherwise(*edits: Callable[..., object]) -> Callable[[Path], None]:
    return lambda root: (root / "templates" / "附件1.xlsx").write_bytes(edited(*edits)) and None


@pytest.fixture(scope="module")
def closed_in(office_in, tmp_path_factory) -> Path:
    """The same, April closed, and then 附件1 says other things; in June two units have answered."""
    root = copied(office_in, tmp_path_factory.mktemp("closed") / "w")
    noted(kind=NoteKind.CLOSE, period="2022-04")(root)
    otherwise(setting("滞后提醒", "7"))(root)
    generate(office(root, JUNE[0]), "2022-06", UNITS, dry_run=False, tell=silent)
    there = desk(root, "2022-06")
    for unit in UNITS[:2]:
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-06-02T15:20")
    taken(root, JUNE[1])
    return root


def june(unit: str, moment: str) -> Callable[[Path], None]:
    def send(root: Path) -> None:
        there = desk(root, "2022-06")
        form = there.filled(unit, put("进展情况", f"又完成路基2公里，{moment[:10]}。"))
        there.drop(f"附件2-{unit}-六月再报.xlsx", form, "2022-06-07T10:00")
        taken(root, moment)

    return send


CLOSED: dict[str, tuple[Callable[[Path], object], int]] = {
    "nothing": (lambda _root: None, 15),
    "a late sheet": (june("教育局", JUNE[2]), 16),
    "a late sheet of the closed period": (lambda root: late(root, "水利局", JUNE[2]), 16),
    "an April accepted": (noted(kind=NoteKind.ACCEPT, unit="教育局", period="2022-04"), 12),
    "an item open again": (noted(kind=NoteKind.REOPEN, unit="教育局", item="3-1"), 12),
    "a form of April claimed": (noted(kind=NoteKind.CLAIM, file="收/一.eml/附件2.xlsx", unit="公安局"), 0),
    "rules changed again": (otherwise(setting("滞后提醒", "8")), 0),
    "rules as they were": (otherwise(), 0),
    "June closed too": (
        lambda root: (noted(kind=NoteKind.CLOSE, period="2022-06")(root), otherwise(setting("滞后提醒", "9"))(root)),
        0,
    ),
    "April open again": (noted(kind=NoteKind.UNCLOSE, period="2022-04"), 0),
    "what came of them gone": (lambda root: sql(root, "DELETE FROM derived WHERE kind = 'judged'"), 15),
    "half of what is kept gone": (lambda root: sql(root, "DELETE FROM derived WHERE rowid % 2"), 0),
}


@pytest.mark.parametrize("change", CLOSED)
def test_where_a_period_is_closed_under_other_rules_it_is_so_too(closed_in, tmp_path, monkeypatch, change):
    monkeypatch.setattr(taken_up, "CHUNK", 2)
    root = copied(closed_in, tmp_path / "w")
    first, settled = CLOSED[change]
    first(root)
    assert said(root, JUNE[2], anew=False)[1] == settled
    for moment in (JUNE[2], "2022-06-02T16:00", "2022-12-30T09:00"):
        assert said(root, moment, anew=False)[0] == said(root, moment, anew=True)[0]
    taken(root, JUNE[2])  # what is kept of it now is
    june("教育局", JUNE[3])(root)
    assert said(root, JUNE[3], anew=False)[0] == said(root, JUNE[3], anew=True)[0]
    assert said(root, JUNE[3], anew=False)[1] >= 16


def test_a_late_sheet_has_no_other_unit_looked_up(root, monkeypatch):
    asked: list[str] = []
    for name in ("looked_up", "judged"):
        real = getattr(KeptSheets, name)

        def look(self, arrival, *more, real=real, name=name):
            asked.append(f"{name} {arrival.receipt.name}")
            return real(self, arrival, *more)

        monkeypatch.setattr(KeptSheets, name, look)
    here = office(root, LATER)
    with here.reading() as ledger:
        rows = examined(snapshot_of(here, ledger)).rows
        assert asked == []
        assert [*rows] == [*rows]
        assert len(asked) == len(rows) == len(UNITS[:3])  # each is opened once
    asked.clear()
    late(root)
    judged = [name for name in asked if name.startswith("looked_up")]  # rows are opened where papers tell of them
    assert judged
    assert all("教育局" in name for name in judged)


def test_a_late_sheet_has_no_other_reading_looked_at(root, monkeypatch):
    asked: list[int] = []
    real = Ledger._whole_readings

    def looked_at(self, *asked_for):
        for number, body in real(self, *asked_for):
            asked.append(number)
            yield number, body

    monkeypatch.setattr(Ledger, "_whole_readings", looked_at)
    monkeypatch.setattr(reading_prints, "_SHARE", 1)  # of so few nearly each is more than a share
    late(root)
    here = office(root, LATER)
    with here.reading() as ledger:
        theirs = {receipt.number for receipt in ledger.receipts() if "教育局" in receipt.name}
    assert asked and set(asked) == theirs


def test_who_opens_a_row_finds_what_is_lost(root):
    sql(root, "DELETE FROM reading", "DELETE FROM derived WHERE kind = 'judged'")
    here = office(root, LATER)
    with here.writing("note") as ledger:
        rows = examined(snapshot_of(here, ledger)).rows
        assert readings_of(ledger) == {} and rows[1].entries
        assert len(readings_of(ledger)) == len(rows) == 3


def test_how_units_stand_of_which_nothing_has_changed_is_told_unopened(root, monkeypatch):
    opened: list[str] = []
    real = KeptSheets.judged

    def judged(self, arrival, *more):
        opened.append(arrival.receipt.name)
        return real(self, arrival, *more)

    late(root)
    monkeypatch.setattr(KeptSheets, "judged", judged)
    here = office(root, LAST)
    with here.reading() as ledger:
        dockets = Dockets(examined(snapshot_of(here, ledger)))
        told = [(one, place, dockets.keys_of(one)[16 * place :][:16]) for one in dockets for place in range(len(one.unit_marks))]
        assert opened == []
        assert len({key for _, _, key in told} - {bytes(16)}) == len(told)
        assert all(one.units[place].unit == one.unit_marks[place].unit for one, place, _ in told)
        assert len(opened) == len(UNITS[:3]) + 1


def test_states_that_somebody_wrote_himself_are_named(root):
    here = office(root, LATER)
    with here.writing("test") as ledger:
        kept = {key: ledger.derived(UNITS_CACHE, key) or b"" for key in ledger.derived_keys(UNITS_CACHE)}
        april = next(key for key in kept if key.startswith("2022-04|"))
        end = 16 * len(office(root, LATER).plan.duties(here.plan.period("2022-04").deadline).held)
        codes = unpacked(kept[april][end:])
        ledger.keep_derived(UNITS_CACHE, {april: kept[april][:end] + packed([code + 128 for code in codes])})
    assert len(verify(root, against=None, tell=silent).broken) == 1


def test_marks_that_somebody_wrote_himself_are_named(root):
    here = office(root, LATER)
    assert verify(root, against=None, tell=silent).ok
    with here.writing("test") as ledger:
        kept = {key: ledger.derived(SETTLED_CACHE, key) or b"" for key in ledger.derived_keys(SETTLED_CACHE)}
        of = next(key for key in kept if key.startswith("of|"))
        upto, head, runs, reader, loose, chunks, closed = unpacked(kept[of])
        sheets = unpacked(kept[chunks[0]])
        sheets[0][4][0][3] = "returned"
        body = packed(sheets)
        key = taken_up.sha256(body).hexdigest()
        ledger.keep_derived(SETTLED_CACHE, {key: body, of: packed([upto, head, runs, reader, loose, [key, *chunks[1:]], closed])})
    assert len(verify(root, against=None, tell=silent).broken) == 1
