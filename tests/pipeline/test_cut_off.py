"""Nothing is silent after a crash or an undo: answers are made up, an undo ends once, what never came again is named."""

import sys

import pytest
from desk_workspace import copied, desk, laid, office, silent, taken, without_marks
from looked import looked

from toolkit.evidence.archive import Archive, ChangedMeanwhile
from toolkit.evidence.ledger import open_ledger
from toolkit.evidence.promises import Promises
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline import producing, upkeep
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.export import export
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import hand_out, run
from toolkit.pipeline.noting import record
from toolkit.pipeline.rebuilding import rebuild
from toolkit.pipeline.upkeep import undo, verify
from toolkit.telling import as_json, screen
from toolkit.workspace import lock, many_files

arrivals_module = sys.modules["toolkit.workspace.arrivals"]  # the package offers its function under the same name
NOW = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """One form sent back lies in the inbox."""
    root = laid(tmp_path_factory.mktemp("断电") / "督办")
    there = desk(root)
    there.mail("一.eml", "教育局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("教育局", put("进展情况", "同上"))})
    return root


@pytest.fixture
def root(begun, tmp_path):
    return copied(begun, tmp_path / "督办")


class Killed(BaseException):
    """The process ends here."""


def killed(monkeypatch, where, name, at=0):
    """Let the program die at the nth call of one of its effects."""
    real, calls = getattr(where, name), iter(range(9999))

    def dying(*args, **more):
        if next(calls) >= at:
            raise Killed
        return real(*args, **more)

    monkeypatch.setattr(where, name, dying)


def copies(root):
    outbox = root / "outbox" / "2022-04"
    return {p.name: p.read_bytes() for folder in ("退回", "回执") for p in (outbox / folder).glob("*") if p.is_file()}


COMMANDS = {
    "ingest": lambda here: ingest(here, received=None, dry_run=False, tell=silent),
    "run": lambda here: run(here, "2022-04", received=None, dry_run=False, tell=silent),
    "register": lambda here: hand_out(here, "register", "2022-04", dry_run=False, tell=silent),
    "note": lambda here: record(
        here, Note(kind=NoteKind.REMINDED, at=here.as_of, reason="电话", unit="水利局", period="2022-04"), dry_run=False
    ),
    "generate": lambda here: generate(here, "2022-06", ("水利局",), dry_run=False, tell=silent),
    "close": lambda here: record(here, Note(kind=NoteKind.CLOSE, at=here.as_of, reason="收齐", period="2022-04"), dry_run=False),
    "bulletin": lambda here: hand_out(here, "bulletin", "2022-04", dry_run=False, tell=silent),
    "undo": lambda here: undo(here, by="", dry_run=False),
    "export": lambda here: export(here, "水利局", None, dry_run=False),
    "rebuild": lambda here: rebuild(here, dry_run=False, tell=silent),
}


PLACES = [(producing, "produced", 0), (many_files, "UnsyncedFile", 0), (many_files, "UnsyncedFile", 2)]


@pytest.mark.parametrize(
    ("where", "name", "at", "command"),
    [
        *(pytest.param(*PLACES[0], command, id=f"{name} before the answers") for name, command in COMMANDS.items()),
        *(pytest.param(*place, COMMANDS["register"], id=f"register after {place[2]} files") for place in PLACES[1:]),
    ],
)
def test_next_command_makes_up_the_answers_that_a_crash_took(root, tmp_path, monkeypatch, where, name, at, command):
    whole = copied(root, tmp_path / "完整")
    taken(whole, NOW)
    with monkeypatch.context() as patched:
        killed(patched, where, name, at)
        with pytest.raises(Killed):
            taken(root, NOW)
    assert copies(root) != copies(whole)
    assert any("中断" in line for line in looked(office(root, NOW), "2022-04", year=False).complaints)
    command(office(root, NOW))
    assert copies(root) == copies(whole) and copies(root)
    assert looked(office(root, NOW), "2022-04", year=False).complaints == ()


def test_answers_made_up_later_that_day_are_those_that_were_cut_off(root, tmp_path, monkeypatch):
    whole = copied(root, tmp_path / "完整")
    taken(whole, NOW)
    with monkeypatch.context() as patched:
        killed(patched, producing, "produced", 0)
        with pytest.raises(Killed):
            taken(root, NOW)
    hand_out(office(root, "2022-04-08T17:30"), "register", "2022-04", dry_run=False, tell=silent)
    assert copies(root) == copies(whole) and copies(root)


def test_files_of_nobody_leave_nothing_to_be_answered(root):
    taken(root, NOW)
    desk(root).drop("微信图片.jpg", b"\xff\xd8\xff\xe0photo\xff\xd9", "2022-04-08T10:00")
    assert taken(root, "2022-04-08T11:00") == ("unclaimed",)
    assert looked(office(root, "2022-04-08T12:00"), "2022-04", year=False).complaints == ()


def test_claim_cut_off_before_its_answer_is_answered_by_the_next_command(root, monkeypatch):
    there = desk(root)
    there.drop("表.xlsx", without_marks(there.filled("水利局", put("进展情况", "同上"))), "2022-04-08T08:00")
    taken(root, NOW)
    claim = Note(kind=NoteKind.CLAIM, at=office(root, NOW).as_of, reason="电话问过", unit="水利局", file="表.xlsx")
    before = copies(root)
    with monkeypatch.context() as patched:
        killed(patched, producing, "produced", 0)
        with pytest.raises(Killed):
            record(office(root, NOW), claim, dry_run=False)
    assert copies(root) == before
    hand_out(office(root, NOW), "register", "2022-04", dry_run=False, tell=silent)
    assert any("水利局" in name for name in set(copies(root)) - set(before))


def test_read_only_outbox_is_made_up_for_too(root, monkeypatch):
    def refused(path, data):
        raise ToolkitError("没有权限")

    with monkeypatch.context() as patched:
        patched.setattr(many_files, "UnsyncedFile", refused)
        assert ingest(office(root, NOW), received=None, dry_run=False, tell=silent).undone
    assert copies(root) == {}
    taken(root, NOW)
    assert copies(root)


def test_answered_once_nothing_is_written_again(root):
    taken(root, NOW)
    before = {path: path.stat().st_mtime_ns for path in (root / "outbox").rglob("*") if path.is_file()}
    taken(root, NOW)
    assert {path: path.stat().st_mtime_ns for path in (root / "outbox").rglob("*") if path.is_file()} == before


# -- undo --------------------------------------------------------------------------------------------------------------


def undone_runs(root):
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return [undo.run for undo in ledger.undos()]


@pytest.mark.parametrize("where", ["_return", "_write"])
def test_second_undo_after_a_crash_takes_back_no_earlier_run(root, monkeypatch, where):
    taken(root, NOW)
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-08T08:00")
    taken(root, "2022-04-08T10:00")
    with monkeypatch.context() as patched:
        killed(patched, Promises, where, at=0 if where == "_return" else 1)
        with pytest.raises(Killed):
            undo(office(root, "2022-04-08T11:00"), by="", dry_run=False)
    finished = undo(office(root, "2022-04-08T11:01"), by="", dry_run=False)
    assert len(undone_runs(root)) == 1 and finished.cut_off
    assert (root / "inbox" / "附件2-水利局.xlsx").is_file()
    undo(office(root, "2022-04-08T11:02"), by="", dry_run=False)
    assert len(undone_runs(root)) == 2


def test_an_undo_on_a_disk_that_then_is_full_is_done(root, monkeypatch):
    """It ended as one that was refused, and whoever did it again, as told, took back an earlier run too."""
    taken(root, NOW)
    kept = upkeep._desk_kept

    def full(office, ledger):
        left = kept(office, ledger)
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        ledger.keep_derived("甲", {"乙": bytes(100_000)})
        return left

    monkeypatch.setattr(upkeep, "_desk_kept", full)
    assert undo(office(root, "2022-04-08T11:00"), by="", dry_run=False).files == 1
    assert len(undone_runs(root)) == 1


def test_undo_that_died_at_its_last_step_takes_back_no_earlier_run(root):
    taken(root, NOW)
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-08T08:00")
    taken(root, "2022-04-08T10:00")
    here = office(root, "2022-04-08T11:00")
    with lock(here.workspace, "undo", since=here.as_of):
        left = here.workspace.holder.read_bytes()
    undo(here, by="", dry_run=False)
    here.workspace.holder.write_bytes(left)
    told = undo(office(root, "2022-04-08T11:01"), by="", dry_run=False)
    assert (told.cut_off, told.files, len(undone_runs(root))) == (True, 1, 1)
    assert not undo(office(root, "2022-04-08T11:02"), by="", dry_run=False).cut_off
    assert len(undone_runs(root)) == 2


def test_what_was_taken_back_and_never_came_again_is_named(root):
    taken(root, NOW)
    undo(office(root, "2022-04-08T10:00"), by="", dry_run=False)
    (root / "inbox" / "一.eml").unlink()
    found = looked(office(root, "2022-04-08T11:00"), "2022-04", year=False)
    (one,) = found.not_back
    assert (one.names, one.units) == (("一.eml",), ("教育局",)) and "1件未再收" in one.words
    assert as_json.status(found)["not_back"]
    assert any(one.words in block.lines for block in screen.status(found))
    story = looked(office(root, "2022-04-08T11:00"), "教育局", year=False)
    assert story.not_back == (one,)
    assert looked(office(root, "2022-04-08T11:00"), "水利局", year=False).not_back == ()
    assert any(one.words in line for line in screen.proved(verify(root, against=None, tell=silent)))


def test_export_names_what_never_came_again_of_its_unit_alone(root, tmp_path):
    taken(root, NOW)
    undo(office(root, "2022-04-08T10:00"), by="", dry_run=False)
    (root / "inbox" / "一.eml").unlink()
    for unit, named in (("教育局", True), ("水利局", False)):
        done = export(office(root, "2022-04-08T11:00"), unit, tmp_path / unit, dry_run=False)
        text = (tmp_path / unit / "说明.txt").read_text("utf-8-sig")
        assert any("1件未再收" in line for line in done.gone) is ("1件未再收" in text) is named


def test_what_came_again_is_not_named(root):
    taken(root, NOW)
    undo(office(root, "2022-04-08T10:00"), by="", dry_run=False)
    taken(root, "2022-04-08T11:00")
    assert looked(office(root, "2022-04-08T12:00"), "2022-04", year=False).not_back == ()


# -- left behind ---------------------------------------------------------------------------------------------------------


def unreadable(root, monkeypatch):
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-08T08:00")
    real = arrivals_module._unreadable
    monkeypatch.setattr(arrivals_module, "_unreadable", lambda path: "打不开：没有权限" if "水利局" in path.name else real(path))


def changed_meanwhile(root, monkeypatch):
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-08T08:00")
    real = Archive.stage

    def stage(self, file):
        if "水利局" in file.name:
            raise ChangedMeanwhile(file.name)
        return real(self, file)

    monkeypatch.setattr(Archive, "stage", stage)


@pytest.mark.parametrize("left", [unreadable, changed_meanwhile])
def test_file_that_could_not_be_taken_in_is_named_and_nobody_is_dunned_for_it(root, monkeypatch, left):
    with monkeypatch.context() as patched:
        left(root, patched)
        run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent)
    row = next(row for row in looked(office(root, NOW), "2022-04", year=False).dockets[0].units if row.unit == "水利局")
    reminders = [path.name for path in (root / "outbox" / "2022-04" / "催报").glob("*")]
    assert "附件2-水利局.xlsx" in row.reason and reminders and not any("水利局" in name for name in reminders)
    taken(root, "2022-04-08T10:00")
    row = next(
        row for row in looked(office(root, "2022-04-08T11:00"), "2022-04", year=False).dockets[0].units if row.unit == "水利局"
    )
    assert row.filled_rows and "留待" not in row.reason


def test_file_left_in_the_inbox_is_named_in_its_units_note_and_nobody_is_dunned_for_it(root):
    growing = root / "inbox" / "附件2-水利局.xlsx.crdownload"
    growing.write_bytes(b"half")
    run(office(root, NOW), "2022-04", received=None, dry_run=False, tell=silent)
    row = next(row for row in looked(office(root, NOW), "2022-04", year=False).dockets[0].units if row.unit == "水利局")
    reminders = [path.name for path in (root / "outbox" / "2022-04" / "催报").glob("*")]
    assert growing.name in row.reason and reminders and not any("水利局" in name for name in reminders)
    growing.unlink()
    taken(root, "2022-04-08T10:00")
    later = looked(office(root, "2022-04-08T11:00"), "2022-04", year=False).dockets[0].units
    assert growing.name not in next(row for row in later if row.unit == "水利局").reason
