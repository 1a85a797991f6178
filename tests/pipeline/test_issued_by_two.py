"""Many forms are issued by two processes: the same files and records as by one, also when the second dies."""

import os

import pytest
from desk_workspace import office, silent

from toolkit.evidence.ledger import open_ledger
from toolkit.pipeline import issue, twin
from toolkit.workspace import init

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is copied here"),
    pytest.mark.filterwarnings("ignore:.*fork"),
]


class Quick(twin.Twin):
    """Has taken all that there is before the first takes any."""

    def __init__(self, work):
        super().__init__(work)
        os.waitid(os.P_PID, self._pid, os.WEXITED | os.WNOWAIT)


class Dying(Quick):
    """Tells two forms and dies over those that it has taken besides."""

    def __init__(self, work):
        def little():
            for number, line in enumerate(work()):
                if number == 2:
                    os._exit(1)
                yield line

        super().__init__(little)


def issued(folder, patched, many, kind=twin.Twin):
    patched.setattr(issue, "MANY", many)
    patched.setattr(issue, "Twin", kind)
    patched.setattr(issue, "may_have_twin", lambda: True)
    patched.setattr(twin, "_FEW", 3)
    init(folder)
    done = issue.generate(office(folder, "2022-03-25T09:00"), "2022-04", (), dry_run=False, tell=silent)
    files = {path.name: path.read_bytes() for path in done.folder.iterdir()}
    with open_ledger(folder / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return done.units, files, ledger.head_full(), ledger.outputs()


def test_two_issue_what_one_does(tmp_path, monkeypatch):
    alone = issued(tmp_path / "one", monkeypatch, 1000)
    assert len(alone[1]) > 10
    assert issued(tmp_path / "two", monkeypatch, 2) == alone


def test_it_does_not_matter_who_issues_which(tmp_path, monkeypatch):
    alone = issued(tmp_path / "one", monkeypatch, 1000)
    assert issued(tmp_path / "two", monkeypatch, 2, Quick) == alone


def test_what_the_second_did_not_tell_is_done_by_the_first(tmp_path, monkeypatch):
    alone = issued(tmp_path / "one", monkeypatch, 1000)
    assert issued(tmp_path / "two", monkeypatch, 2, Dying) == alone


def test_one_that_cannot_write_says_so_as_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(issue, "may_have_twin", lambda: True)
    monkeypatch.setattr(issue, "MANY", 2)
    init(tmp_path)
    desk = office(tmp_path, "2022-03-25T09:00")
    last = desk.workspace.issued("2022-04") / issue.form_name(desk.plan.units[-1])
    last.mkdir(parents=True)
    with pytest.raises(Exception, match=last.name):
        issue.generate(desk, "2022-04", (), dry_run=False, tell=silent)
    assert not list(last.parent.glob("*.part"))
    with open_ledger(desk.workspace.ledger, read_only=True) as ledger:
        assert not ledger.issued()


def test_portions_are_each_taken_once_and_all_of_them(monkeypatch):
    monkeypatch.setattr(twin, "_NUMBERS", 7)
    for count in (0, 1, 16, 100, 1000):
        shared = twin.Portions(count)
        other = twin.Twin(lambda shared=shared: map(str, shared))
        mine = list(shared)
        theirs = [int(line) for line in other.told()]
        other.end()
        shared.close()
        assert sorted(mine + theirs) == list(range(count))


def test_a_twin_tells_its_lines_in_order():
    own = twin.Twin(lambda: iter(["一", "二"]))
    try:
        assert list(own.told()) == ["一", "二"]
    finally:
        own.end()
