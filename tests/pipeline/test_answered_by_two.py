"""What goes back to many units, and the smaller books, are made by a twin beside 汇总表: the same bytes, also when it dies."""

import os
import time
from base64 import b64encode
from functools import partial
from itertools import count

import pytest
from desk_workspace import answered, copied, desk, office, silent, two_came

from toolkit.evidence.ledger import open_ledger
from toolkit.judge import dockets
from toolkit.judge.unit_states import judged_unit
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline import answers_owed, errands, products, sent_back, twin
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.desk_book import DeskBook, DrawnBook, draw_beside
from toolkit.pipeline.main_job import run
from toolkit.pipeline.unit_prints import UnitPrints

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="no process is copied here"),
    pytest.mark.filterwarnings("ignore:.*fork"),
]
NOW, LATER = "2022-04-08T09:00", "2022-04-09T09:00"
KEPT = ("made", "units", "desk", "judged", "settled")


@pytest.fixture(scope="module", autouse=True)
def each_by_itself():
    """The letters of every unit are a group of their own."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(products, "_UNITS", 1)
        yield


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return two_came(tmp_path_factory.mktemp("两手") / "督办")


@pytest.fixture
def by_two(monkeypatch):
    monkeypatch.setattr(errands, "MANY", 1)
    monkeypatch.setattr(errands, "may_have_twin", lambda: True)


def dying(after):
    """Return a twin that tells so many lines and dies."""

    class Dying(twin.Twin):
        def __init__(self, *works):
            lines = count()

            def little(work):
                for line in work():
                    if next(lines) == after:
                        os._exit(1)
                    yield line

            super().__init__(*(partial(little, work) for work in works))

    return Dying


def after_run(root, moment=NOW):
    done = run(office(root, moment), "2022-04", received=None, dry_run=False, tell=silent)
    handed = [root / "inbox" / "待办.xlsx", *(path for path in (root / "outbox").rglob("*") if path.is_file())]
    files = {path.relative_to(root): path.read_bytes() for path in handed}
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        kept = {(kind, key): ledger.derived(kind, key) for kind in KEPT for key in ledger.derived_keys(kind)}
        rest = (ledger.head_full(), ledger.outputs(), kept, answers_owed.behind(ledger))
    return files, rest, sorted(path.relative_to(root) for path in done.collected.copies.paths), done.undone


@pytest.fixture
def alone(filled, tmp_path):
    return after_run(copied(filled, tmp_path / "一手"))


def test_two_write_what_one_does(filled, alone, by_two, tmp_path):
    assert any("退回" in str(name) for name in alone[0]) and any("回执" in str(name) for name in alone[0])
    assert after_run(copied(filled, tmp_path / "两手")) == alone


@pytest.mark.parametrize("after", range(40))
def test_what_the_twin_did_not_tell_is_written_by_the_first(filled, alone, by_two, tmp_path, monkeypatch, after):
    monkeypatch.setattr(errands, "Twin", dying(after))
    assert after_run(copied(filled, tmp_path / "半途")) == alone


@pytest.fixture(scope="module")
def late(filled, tmp_path_factory):
    """A sheet that came after the first run, and what one process makes of it."""
    root = copied(filled, tmp_path_factory.mktemp("补报") / "w")
    after_run(root)
    there = desk(root)
    there.drop("附件2-水利局-补.xlsx", there.filled("水利局", put("进展情况", "大坝主体已完工。")), "2022-04-08T15:20")
    return root, after_run(copied(root, root.with_name("一手")), LATER)


@pytest.mark.parametrize("after", [None, *range(0, 44, 2)])
def test_of_a_late_sheet_two_make_what_one_does(late, by_two, tmp_path, monkeypatch, after):
    if after is not None:
        monkeypatch.setattr(errands, "Twin", dying(after))
    assert after_run(copied(late[0], tmp_path / "两手"), LATER) == late[1]


@pytest.mark.parametrize("many", [1, 1000], ids=["by a twin", "here"])
def test_how_units_stand_where_only_the_tasks_are_told_is_known_the_next_time(tmp_path, monkeypatch, many):
    """The next period is collected after a deadline: in a country's run every unit of it was judged anew each time."""
    monkeypatch.setattr(errands, "may_have_twin", lambda: True)
    monkeypatch.setattr(errands, "MANY", many)
    root, judged = answered(tmp_path / "w", "教育局"), []
    after_run(root, "2022-04-21T09:00")
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-21T15:20")

    def asked(judgement, period, unit, *more):
        judged.append((period.id, unit))
        return judged_unit(judgement, period, unit, *more)

    monkeypatch.setattr(errands, "MANY", 1000)  # a twin's would not be counted
    monkeypatch.setattr(dockets, "judged_unit", asked)
    after_run(root, "2022-04-22T09:00")
    assert ("2022-04", "水利局") in judged
    assert {unit for period, unit in judged if period == "2022-06"} <= {"水利局"}


def test_of_the_periods_to_come_no_docket_is_put_together_for_a_unit_that_owes_a_sheet(late, tmp_path, monkeypatch):
    put_together = []

    def asked(snapshot, judgement, period, *more):
        put_together.append(period.id)
        return real(snapshot, judgement, period, *more)

    real = dockets._docket
    monkeypatch.setattr(dockets, "_docket", asked)
    after_run(copied(late[0], tmp_path / "w"), LATER)
    assert set(put_together) == {"2022-04"}


def test_where_the_moment_moved_on_two_make_what_one_does(late, by_two, tmp_path, monkeypatch):
    root = copied(late[0], tmp_path / "w")
    after_run(root, LATER)
    by_both = after_run(copied(root, tmp_path / "两手"), "2022-05-08T09:00")
    monkeypatch.setattr(errands, "MANY", 1000)
    assert after_run(root, "2022-05-08T09:00") == by_both


def test_who_writes_many_files_keeps_nobody_waiting_who_computes(monkeypatch):
    def waiting():
        time.sleep(60)
        yield "甲"

    monkeypatch.setattr(errands, "apart", lambda _ledger: None)
    with errands.Errands(None, 1000) as given:
        given.give("催报", waiting, many=True)
        told = given.give("登记表", lambda: iter("乙"))
        given.begin()
        assert list(told()) == ["乙"]


def test_a_drawn_desk_book_is_of_the_records_that_there_were(filled, tmp_path):
    class Told:
        def give(self, _what, errand):
            return lambda: iter(lines) if whole else iter(lines[:-1])

    here = office(copied(filled, tmp_path / "w"), NOW)
    with here.writing("run") as ledger:
        drawn = draw_beside(here, ledger, (), DeskBook(), UnitPrints(None), Told())
        book, units, blocks = ([b64encode(part).decode() for part in parts] for parts in ((b"abc", b"de"), (b"u",), (b"blocks",)))
        lines, whole = [*book, "", f"2022-06|s {units[0]}", "", *blocks, "", "whole"], True
        assert drawn() == DrawnBook(b"abcde", b"blocks", {"2022-06|s": b"u"})
        whole = False
        assert drawn() is None
        whole = True
        ledger.append(Note(kind=NoteKind.WORDS, at=here.as_of, by="登记人", reason="另有说明", unit="水利局"))
        assert drawn() is None


def test_what_can_be_written_by_neither_is_said_once(filled, by_two, tmp_path, monkeypatch):
    def refused(*_given):
        raise ToolkitError("模板打不开")

    root = copied(filled, tmp_path / "坏")
    with monkeypatch.context() as patched:
        patched.setattr(sent_back, "returned_files", refused)
        patched.setattr("toolkit.pipeline.producing.put_on_record", lambda *_given: None)
        said = after_run(root)
    assert said[3] == ("模板打不开",)
    assert not any("退回" in str(name) for name in said[0]) and any("回执" in str(name) for name in said[0])
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        assert answers_owed.behind(ledger)


def test_a_run_that_fails_over_the_books_leaves_no_twin(filled, by_two, tmp_path, monkeypatch):
    twins = []

    class Known(twin.Twin):
        def __init__(self, *works):
            super().__init__(*works)
            twins.append(self)

    def killed(*_given):
        raise KeyboardInterrupt

    root = copied(filled, tmp_path / "断")
    with monkeypatch.context() as patched:
        patched.setattr(errands, "Twin", Known)
        patched.setattr("toolkit.pipeline.main_job._line_written", killed)
        with pytest.raises(KeyboardInterrupt):
            after_run(root)
    assert len(twins) == 2
    for one in twins:
        with pytest.raises(ChildProcessError):
            os.waitpid(one._pid, os.WNOHANG)
    after_run(root)
    assert not list((root / "outbox").rglob("*.part"))
