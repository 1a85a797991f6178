"""The tamper table: each way to bend the ledger or the archive, and that `verify` names it."""

import hashlib
import json
import os
import sqlite3
from datetime import datetime, timedelta, timezone

import pytest

from toolkit.evidence.archive import Archive
from toolkit.evidence.ledger import open_ledger
from toolkit.evidence.ledger.chain import link
from toolkit.evidence.proof import verify, verify_against
from toolkit.evidence.unproved import strays
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import IngestRun, KeptTemplate, Note, NoteKind, Receipt
from toolkit.workspace import Workspace
from toolkit.workspace.writing import remove

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2022, 4, 6, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def workspace(tmp_path):
    """Records: 1 run, 2–3 receipts, 4 template, 5–6 notes."""
    made = Workspace(tmp_path)
    made.archive.mkdir()
    archive = Archive(made)
    with open_ledger(made.ledger) as ledger:
        facts = [
            Receipt(name=n, sha256=hashlib.sha256(d).hexdigest(), size=3, archived=archive.store(d, "2022-04", n))
            for n, d in (("甲.xlsx", b"one"), ("乙.xlsx", b"two"))
        ]
        kept = archive.keep_templates([(b"form", ".xlsx")])[0]
        template = KeptTemplate(at=NOW, name="附件2.xlsx", sha256=hashlib.sha256(b"form").hexdigest(), archived=kept)
        notes = [Note(kind=NoteKind.EXEMPT, at=NOW, unit=unit, period="2022-04") for unit in ("教育局", "水利局")]
        ledger.append(IngestRun(as_of=NOW), *facts, template, *notes)
        ledger.put_readings({2: b"read:one", 3: b"read:two"})
    return made


def reread(workspace):
    archive = Archive(workspace)
    return lambda receipts: [(r.number, b"read:" + archive.read(r.archived)) for r in receipts]


def proof(workspace):
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        return verify(workspace, ledger, reread(workspace))


def bend(workspace, *statements: str, restore: bool = True) -> None:
    """Run SQL with the triggers dropped, and put them back."""
    connection = sqlite3.connect(workspace.ledger, isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers if restore else ():
        connection.execute(sql)
    connection.close()


def test_an_untouched_workspace_is_proved(workspace):
    found = proof(workspace)
    assert found.ok and found.broken == () and len(found.proved) == 4


TAMPER = {
    "edit a body": (["UPDATE record SET body = replace(body, '教育局', '农业局') WHERE seq = 5"], "第 5 条"),
    "edit a time": (["UPDATE record SET at = '2022-04-01T00:00:00+08:00' WHERE seq = 1"], "第 1 条"),
    "edit a kind": (["UPDATE record SET kind = 'issued' WHERE seq = 6"], "第 6 条"),
    "edit a hash": (["UPDATE record SET hash = replace(hash, 'a', 'b') WHERE seq = 3"], "第 3 条"),
    "edit prev": (["UPDATE record SET prev = replace(prev, 'a', 'b') WHERE seq = 3"], "第 3 条"),
    "delete in the middle": (["DELETE FROM record WHERE seq = 3"], "缺第 3 条"),
    "delete several": (["DELETE FROM record WHERE seq IN (2, 3, 4)"], "缺第 2 条至第 4 条"),
    "delete the first": (["DELETE FROM record WHERE seq = 1"], "缺第 1 条"),
    "delete the tail": (["DELETE FROM record WHERE seq >= 5"], "截去"),
    "delete everything": (["DELETE FROM record"], "截去"),
    "cut the tail and the counter": (
        ["DELETE FROM record WHERE seq >= 3", "UPDATE sqlite_sequence SET seq = 2 WHERE name = 'record'"],
        "没有它的记录",
    ),
    "insert": (
        ["INSERT INTO record SELECT 7, kind, at, body, prev, replace(hash, 'a', 'b') FROM record WHERE seq = 6"],
        "第 7 条",
    ),
    "swap two bodies": (
        ["UPDATE record SET body = (SELECT body FROM record r WHERE r.seq = 11 - record.seq) WHERE seq IN (5, 6)"],
        "第 5 条",
    ),
    "swap two records": (
        [
            "UPDATE record SET seq = 105 WHERE seq = 5",
            "UPDATE record SET seq = 5 WHERE seq = 6",
            "UPDATE record SET seq = 6 WHERE seq = 105",
        ],
        "第 5 条",
    ),
    "move a record to the end": (["UPDATE record SET seq = 9 WHERE seq = 2"], "缺第 2 条"),
    "bend the counter": (["UPDATE sqlite_sequence SET seq = 3 WHERE name = 'record'"], "编号计数"),
    "drop an index": (["DROP INDEX record_kind"], "record_kind"),
    "add a table": (["CREATE TABLE mine (x)"], "mine"),
    "add a trigger": (["CREATE TRIGGER mine AFTER INSERT ON record BEGIN DELETE FROM reading; END"], "mine"),
    "body no JSON any more": (
        ["PRAGMA ignore_check_constraints = ON", "UPDATE record SET body = '{' WHERE seq = 2"],
        "第 2 条",
    ),
}


@pytest.mark.parametrize(("statements", "word"), TAMPER.values(), ids=TAMPER)
def test_every_way_to_bend_the_ledger_is_named(workspace, statements, word):
    bend(workspace, *statements)
    found = proof(workspace)
    assert not found.ok and any(word in line for line in found.broken), found.broken


def test_dropped_and_hollowed_triggers_are_named(workspace):
    bend(workspace, restore=False)
    assert sum("触发器" in line for line in proof(workspace).broken) == 3
    connection = sqlite3.connect(workspace.ledger)
    connection.execute("CREATE TRIGGER record_no_update BEFORE UPDATE ON record BEGIN SELECT 1; END")
    connection.close()
    assert any("record_no_update被改动" in line for line in proof(workspace).broken)


@pytest.mark.parametrize("statement", ["PRAGMA user_version = 0", "PRAGMA user_version = 99", "PRAGMA application_id = 1"])
def test_a_changed_version_or_mark_is_refused(workspace, statement):
    bend(workspace, statement)
    with pytest.raises(ToolkitError):
        proof(workspace)


def original(workspace, ending: str):
    (name,) = [name for name in Archive(workspace).files() if name.endswith(ending)]
    return workspace.archive / name


def rewrite(path, data: bytes) -> None:
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    path.chmod(0o644)
    path.write_bytes(data)
    os.utime(path, ns=times)


def instead(one, other) -> None:
    remove(other)
    one.rename(other)


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda w: rewrite(original(w, "甲.xlsx"), b"onf"), "被改动"),
        (lambda w: remove(original(w, "乙.xlsx")), "不见了"),
        (lambda w: original(w, "甲.xlsx").rename(w.originals / "2022-04" / "x"), "不见了"),
        (lambda w: instead(original(w, "甲.xlsx"), original(w, "乙.xlsx")), "第 3 条收文“乙.xlsx”的原件被改动"),
        (lambda w: (w.originals / "2022-04" / "stray").write_bytes(b"x"), "没有它的记录"),
        (lambda w: rewrite(next(w.snapshots.iterdir()), b"other"), "表样"),
        (lambda w: remove(next(w.snapshots.iterdir())), "表样"),
    ],
)
def test_every_way_to_bend_the_archive_is_named(workspace, act, word):
    act(workspace)
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        found = verify(workspace, ledger)
    assert not found.ok and any(word in line for line in found.broken), found.broken


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", ".DS_Store", "~$甲.xlsx", "._甲.xlsx"])
def test_what_a_file_manager_lays_beside_originals_is_no_broken_evidence(workspace, name):
    (workspace.originals / "2022-04" / name).write_bytes(b"x")
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        assert verify(workspace, ledger).ok
        assert [name in line for line in strays(workspace, ledger)] == [True]


def test_a_bent_reading_is_named(workspace):
    with open_ledger(workspace.ledger) as ledger:
        ledger.put_readings({2: b"read:else", 9: b"of nothing"})
    found = proof(workspace)
    assert [("9 没有" in line, "甲.xlsx" in line) for line in found.broken] == [(True, False), (False, True)]


def test_a_rewritten_chain_passes_itself_but_not_the_printed_fingerprint(workspace):
    """Whoever can rewrite every hash is found by the print, which is why the print exists."""
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        printed = ledger.head_at(5)
        records = list(ledger.records())
    prev, statements = records[4].prev, []
    for record in records[4:]:
        body = json.dumps(
            {**json.loads(record.body), "unit": "农业局"}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        digest = link(seq=record.seq, kind=record.kind, at=record.at, body=body, prev=prev)
        statements.append(f"UPDATE record SET body = '{body}', prev = '{prev}', hash = '{digest}' WHERE seq = {record.seq}")
        prev = digest
    bend(workspace, *statements)
    assert proof(workspace).ok
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        assert not verify_against(ledger, printed).ok


def test_today_continues_what_was_printed(workspace):
    with open_ledger(workspace.ledger) as ledger:
        printed = ledger.head()
        ledger.append(Note(kind=NoteKind.EXEMPT, at=NOW))
        found = verify_against(ledger, printed)
        assert found.ok and "第 6 条" in found.proved[0] and "又有 1 条" in found.proved[0]
        assert verify_against(ledger, "0000-0000-0000-0000").ok
        assert not verify_against(ledger, "1111-1111-1111-1111").ok
        assert not verify_against(ledger, "").ok


def test_an_empty_workspace_is_whole(tmp_path):
    with open_ledger(tmp_path / "archive" / "台账.sqlite3", read_only=True) as ledger:
        assert verify(Workspace(tmp_path), ledger).ok


def test_a_hostile_name_is_shown_tamely(workspace):
    with open_ledger(workspace.ledger) as ledger:
        ledger.append(Receipt(run=1, name="\x1b[31m坏\udcff\u202e", sha256="0" * 64, size=1, archived="原件/none"))
    (line,) = proof(workspace).broken[:1]
    assert line.isprintable() and "坏" in line
    line.encode("utf-8")


def test_link_in_the_place_of_an_original_is_no_original(workspace, tmp_path):
    path, elsewhere = original(workspace, "甲.xlsx"), tmp_path / "别处"
    path.rename(elsewhere)
    try:
        path.symlink_to(elsewhere)
    except OSError:
        pytest.skip("this system makes no links here")
    if not (path.is_symlink() and path.exists()):
        pytest.skip("links lead nowhere here")  # as under Wine
    assert any("不见了" in line for line in proof(workspace).broken)


def test_bytes_behind_the_ledger_are_named(workspace):
    with workspace.ledger.open("ab") as file:
        file.write(b"more")
    assert proof(workspace).broken == ("台账文件末尾多出 4 字节，不是台账的内容",)
