"""No command prints, judges or takes in by a ledger that is broken or lost; nothing unfinished stays (DESIGN §9)."""

import os
from datetime import datetime, timedelta

import pytest
from desk_workspace import april, desk, office, silent, taken
from forgetting import bent
from looked import looked

from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.main_job import hand_out, run
from toolkit.pipeline.noting import record
from toolkit.pipeline.office import open_office
from toolkit.pipeline.upkeep import verify

NOW = "2022-04-09T09:00"


@pytest.fixture
def root(tmp_path):
    return april(tmp_path / "督办")


def noted(here, kind, **facts):
    return Note(kind=kind, at=here.as_of, by="督查室", unit="教育局", **facts)


COMMANDS = {
    "status": lambda here: looked(here, "2022-04", year=False),
    "register": lambda here: hand_out(here, "register", "2022-04", dry_run=False, tell=silent),
    "merge --dry-run": lambda here: hand_out(here, "merge", "2022-04", dry_run=True, tell=silent),
    "ingest": lambda here: ingest(here, received=None, dry_run=False, tell=silent),
    "run": lambda here: run(here, "2022-04", received=None, dry_run=False, tell=silent),
    "note": lambda here: record(here, noted(here, NoteKind.EXEMPT, reason="经批准"), dry_run=False),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE record SET body = replace(body, '2022-04-03', '2022-04-01') WHERE kind = 'receipt'",),
        ("DELETE FROM record WHERE seq = (SELECT max(seq) FROM record)",),
        ("DELETE FROM record", "DELETE FROM sqlite_sequence"),
        ("CREATE TABLE mine (x)",),
    ],
    ids=["an edited record", "a cut tail", "an empty ledger", "a strange table"],
)
def test_broken_ledger_stops_every_command(root, command, statements):
    here = office(root, NOW)
    bent(root, *statements)
    with pytest.raises(ToolkitError, match="备份"):
        command(here)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_older_copy_of_the_ledger_beside_newer_originals_stops_every_command(root, command):
    here = office(root, NOW)
    older = here.workspace.ledger.read_bytes()
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-05T08:00")
    taken(root, NOW)
    here.workspace.ledger.write_bytes(older)
    with pytest.raises(ToolkitError, match="比 archive/原件 旧"):
        command(here)
    (kept,) = here.workspace.originals.rglob("*附件2-水利局.xlsx")
    kept.rename(here.workspace.inbox / "附件2-水利局.xlsx")
    command(here)


def test_what_an_ingest_left_that_died_before_its_commit_stops_nothing_and_breaks_no_proof(root):
    here = office(root, NOW)
    older = here.workspace.ledger.read_bytes()
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-05T08:00")
    data = (here.workspace.inbox / "附件2-水利局.xlsx").read_bytes()
    taken(root, NOW)
    here.workspace.ledger.write_bytes(older)
    (here.workspace.inbox / "附件2-水利局.xlsx").write_bytes(data)
    assert verify(root, against=None, tell=silent).ok
    looked(here, "2022-04", year=False)
    assert taken(root, NOW) == ("accepted",)


def test_strange_and_moved_files_among_the_originals_stop_nothing_and_are_named(root):
    here = office(root, NOW)
    first = sorted(here.workspace.originals.rglob("*_*.xlsx"))[0]
    (first.parent / "Thumbs.db").write_bytes(b"x")
    (first.parent / f"0123456789ab_{first.name}").write_bytes(b"x")
    copy = first.parent.parent / "2022-06" / first.name
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(first.read_bytes())
    looked(here, "2022-04", year=False)
    told = verify(root, against=None, tell=silent)
    assert len(told.broken) == 2 and [line.endswith("Thumbs.db") for line in told.noticed] == [True]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_lost_ledger_beside_originals_stops_every_command_and_none_is_begun(root, command):
    here = office(root, NOW)
    here.workspace.ledger.unlink()
    with pytest.raises(ToolkitError, match="备份"):
        command(here)
    assert not here.workspace.ledger.exists()


def test_what_a_killed_program_left_unfinished_goes_and_nothing_else(root):
    here = office(root, NOW)
    period = here.workspace.period("2022-04")
    left = [
        period / "下发" / "附件2-教育局.xlsx.4711.part",
        period / "汇总表.xlsx.12.part",
        root / "archive" / ".待办.json.9.part",
        root / "一键运行.bat.9.part",
        root / "inbox" / "收文登记.xlsx.9.part",
        root / "inbox" / "0123456789abcdef.duban.part",
        root / "inbox" / f"附件2.xlsx.{2**30}.duban.part",
        root / "证据" / "教育局.9.part" / "清单.xlsx",
    ]
    mine = period / "我的.part"
    theirs = root / "inbox" / "附件2.2022.part"
    copying = root / "inbox" / f"大文件.zip.{os.getpid()}.duban.part"
    for path in (*left, mine, theirs, copying):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    taken(root, NOW)
    assert not any(path.exists() for path in left) and not (root / "证据" / "教育局.9.part").exists()
    assert mine.exists() and theirs.exists() and copying.exists()


def test_every_record_keeps_the_computers_clock_beside_the_moment_it_speaks_of(root):
    clock = datetime.fromisoformat("2022-04-20T08:00:05.25+08:00")
    here = open_office(root, lambda zone: datetime(2022, 4, 2, 9, tzinfo=zone), clock)
    record(here, noted(here, NoteKind.DELAY, reason="同意", due=(clock + timedelta(9)).date()), dry_run=False)
    with open_ledger(here.workspace.ledger, read_only=True) as ledger:
        note = ledger.notes()[-1]
    assert (note.at, note.clock) == (here.as_of, clock.replace(microsecond=0))
