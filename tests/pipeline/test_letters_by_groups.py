"""What goes to units that have to correct or to report is made out again only where something of their group is another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from desk_workspace import copied, desk, laid, noting, office, ran, silent
from forgetting import sql

from toolkit.nouns.records import NoteKind
from toolkit.nouns.shelf import LongList
from toolkit.pipeline import products, remind, sent_back
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.making import Making
from toolkit.pipeline.producing import judged_now
from toolkit.pipeline.products import Wanted
from toolkit.pipeline.written_files import WrittenFiles

FIRST, NEXT = "2022-04-07T09:00", "2022-04-07T15:00"
BACK, SILENT = "教育局", "水利局"


@pytest.fixture(autouse=True)
def _each_unit_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "_UNITS", 1)


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Path:
    """April with a unit's sheet sent back and all others reminded."""
    root = laid(tmp_path_factory.mktemp("told") / "w")
    drop(root, "一", "2022-04-06T15:20", "同上")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(products, "_UNITS", 1)
        return ran(root, FIRST)


@pytest.fixture
def root(told: Path, tmp_path: Path) -> Path:
    return copied(told, tmp_path / "w")


def drop(root: Path, name: str, when: str, words: str = "", unit: str = BACK) -> None:
    there = desk(root)
    said = (put("进展情况", words),) if words else ()
    there.drop(f"附件2-{unit}-{name}.xlsx", there.filled(unit, *said), when)


def papers(root: Path) -> dict[str, bytes]:
    here = office(root, FIRST).workspace
    folders = here.returned("2022-04"), here.reminders("2022-04")
    return {path.name: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def made_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units of whose papers it is told by themselves what they are made from."""
    units: list[str] = []
    back, reminder = sent_back._Back.inputs, remind._Reminders.of_letter
    monkeypatch.setattr(sent_back._Back, "inputs", lambda self: units.append(self.case.unit.name) or back(self))
    monkeypatch.setattr(
        remind._Reminders, "of_letter", lambda self, unit, one: units.append(unit.name) or reminder(self, unit, one)
    )
    return units


def test_nobody_of_whom_nothing_changed_is_made_out_again(root, made_out):
    before = papers(root)
    noting(NEXT, kind=NoteKind.REMINDED, unit=SILENT, period="2022-04")(root)
    ran(root, NEXT)
    assert set(made_out) == {SILENT}
    assert papers(root) == before
    made_out.clear()
    made_again(root, NEXT)
    assert made_out == []


def test_who_was_reminded_does_not_tell_of_who_has_to_correct(tmp_path, monkeypatch, made_out):
    """A letter to a silent unit of the same group, written after the papers, had all of them made out again."""
    monkeypatch.setattr(products, "_UNITS", 128)
    root = laid(tmp_path / "g")
    drop(root, "一", "2022-04-06T15:20", "同上")
    ran(root, FIRST)
    made_out.clear()
    assert len(made_again(root, NEXT).paths) == 4 and made_out == []
    (root / "templates" / "退回说明.txt.j2").write_text("请修改。", "utf-8")
    made_again(root, NEXT)
    assert set(made_out) == {BACK}


def made_again(root: Path, moment: str) -> WrittenFiles:
    """Have what is to be corrected made, with nothing new in the inbox."""
    here = office(root, moment)
    with here.writing("test") as ledger:
        making = Making(judged_now(here, ledger), ledger)
        return making.written("退回", [Wanted(kind="退回", period=here.period("2022-04"))], silent)


def test_a_paper_that_was_changed_or_lost_is_made_out_again(root, made_out):
    before, here = papers(root), office(root, FIRST).workspace
    next(here.returned("2022-04").glob("*.eml")).write_bytes(b"x")
    (here.reminders("2022-04") / "催报通知-交通局.docx").unlink()
    drop(root, "一", "2022-04-07T14:20", unit=SILENT)
    ran(root, NEXT)
    assert set(made_out) == {BACK, SILENT, "交通局"}
    now = papers(root)
    assert {name for name in before if now.get(name) != before[name]} <= {
        name for name in before if SILENT in name or "短信" in name
    }


@pytest.mark.parametrize("moment", [NEXT, "2022-04-10T09:00", "2022-04-14T09:00"])
def test_who_is_to_be_reminded_is_told_unopened_but_for_those_that_were_noted_of(root, moment):
    noting(NEXT, kind=NoteKind.REMINDED, unit=SILENT, period="2022-04")(root)
    here = office(root, moment)
    with here.writing("test") as ledger:
        judged = judged_now(here, ledger)
        docket = judged.docket(here.period("2022-04"))
        opened: list[object] = []
        docket = replace(docket, units=Loud(docket.units, opened), files=Loud(docket.files, opened))
        told = remind.all_asked(here.plan, docket, judged.drafted)
        assert len(told) > 10 and {row.unit for row in opened} <= {SILENT}


class Loud(LongList):
    """A list that notes what of it is opened."""

    def __init__(self, lying: LongList, opened: list[object]) -> None:
        self._lying, self._opened = lying, opened

    def __len__(self) -> int:
        return len(self._lying)

    def _value(self, place: int) -> object:
        self._opened.append(self._lying[place])
        return self._opened[-1]

    def own_marks(self):
        return self._lying.own_marks()


def reminded_and_made(root: Path) -> None:
    ran(root, "2022-04-14T09:00")
    made_again(root, "2022-04-15T09:00")


LATER = "2022-04-07T16:00"
CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing, later that day": (lambda _root: None, LATER),
    "nothing, the day given is over": (lambda _root: None, "2022-04-14T09:00"),
    "nothing, long after": (lambda _root: None, "2022-05-30T09:00"),
    "seen from before": (lambda _root: None, "2022-04-06T16:00"),
    "seen from before anything came": (lambda _root: None, "2022-04-04T09:00"),
    "seen from between, with a letter written later": (reminded_and_made, "2022-04-12T09:00"),
    "the same moment": (lambda _root: None, NEXT),
    "corrected": (lambda root: drop(root, "二", "2022-04-07T15:30"), LATER),
    "sent back once more": (lambda root: drop(root, "二", "2022-04-07T15:30", "略"), LATER),
    "sent back once more, days later": (lambda root: drop(root, "二", "2022-04-11T15:30", "略"), "2022-04-12T09:00"),
    "the silent one reports": (lambda root: drop(root, "一", "2022-04-07T15:30", unit=SILENT), LATER),
    "the silent one reports badly": (lambda root: drop(root, "一", "2022-04-07T15:30", "同上", unit=SILENT), LATER),
    "a later day is given": (
        noting(
            LATER, kind=NoteKind.DELAY, unit=BACK, period="2022-04", received=datetime.fromisoformat("2022-04-20T23:59+08:00")
        ),
        LATER,
    ),
    "reminded by telephone": (noting(LATER, kind=NoteKind.REMINDED, unit=SILENT, period="2022-04"), LATER),
    "reminded by telephone, days later": (
        noting("2022-04-09T09:00", kind=NoteKind.REMINDED, unit=BACK, period="2022-04"),
        "2022-04-14T09:00",
    ),
    "exempt": (noting(LATER, kind=NoteKind.EXEMPT, unit=BACK, period="2022-04"), LATER),
    "another template": (
        lambda root: (root / "templates" / "退回说明.txt.j2").write_text("请修改。", "utf-8"),
        LATER,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_stands_is_what_would_be_made(root, tmp_path, change):
    ran(root, NEXT)
    happen, moment = CHANGES[change]
    happen(root)
    forgotten = copied(root, tmp_path / "f")
    sql(forgotten, "DELETE FROM derived", "DELETE FROM reading")
    for one in (root, forgotten):
        ran(one, moment)
        made_again(one, moment)
    assert papers(root) == papers(forgotten)


def test_a_day_that_no_letter_told_is_counted_anew_once_it_is_over(root, tmp_path):
    """No letter names the file that cannot be opened: a hash without the moment would keep its day for ever."""
    desk(root).drop(f"附件2-{BACK}-二.xlsx", b"PK\x03\x04 no book", "2022-04-07T15:30")
    ran(root, LATER)
    first = papers(root)
    forgotten = copied(root, tmp_path / "f")
    sql(forgotten, "DELETE FROM derived", "DELETE FROM reading")
    for one in (root, forgotten):
        made_again(one, "2022-04-25T09:00")
    assert papers(root) == papers(forgotten) != first
