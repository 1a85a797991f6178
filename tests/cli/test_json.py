"""`--json`: every command answers with exactly one document on stdout, looked at or done; its shape is said here."""

import json
import os
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from desk_workspace import april, copied

from toolkit.cli import show
from toolkit.cli.line import COMMANDS, run_line
from toolkit.cli.upkeep import note
from toolkit.nouns.errors import Exit

NOW = "2022-04-12T09:00"
FILES = "what files written complaints dry_run"
NOTE = (
    "number kind unit period item file material received due retracts reason by at clock source stands"
    " about files written complaints claim dry_run"
)
WHY = ("--reason", "经核实")
SHAPES = (
    ((), "workspace period effective_deadline deadline_reason over ended units counts waiting next"),
    (("init", "新"), "folder notice made kept dry_run"),
    (("init", "新", "--notice", "通知.txt"), "folder notice made kept dry_run"),
    (("import-plan", "通知.txt", "--force"), "plan aside notice dry_run"),
    (("new-year", "新", "--from", "{root}"), "source folder units settings unfinished checks made kept dry_run"),
    (("plan",), "title counts items units assignments periods inherited warnings"),
    (("plan", "--add-units"), "units aside"),
    (("generate", "2022-06"), "period folder units nothing_due unchanged complaints dry_run"),
    (("add", "通知.txt"), "files dry_run"),
    (("ingest",), "files complaints log_rows dry_run copies written"),
    (("merge",), FILES),
    (("register", "--year"), FILES),
    (("run",), "ingest files written complaints seconds status"),
    (
        ("status",),
        "period deadline effective_deadline deadline_reason as_of fingerprint plan_fingerprint closed later_notes"
        " counts units files entries not_back",
    ),
    (("status", "--year"), "as_of periods files not_back"),
    (("status", "教育局"), "unit periods files changes notes not_back"),
    (("demo", "演示"), "workspace periods dry_run"),
    (("remind",), FILES),
    (("bulletin",), FILES),
    (("brief",), FILES),
    (("forms",), FILES),
    (("publish", "--edition", "年中"), FILES),
    (("note", "accept", "水利局", *WHY), NOTE),
    (("note", "alias", "教体局", "教育局", *WHY), NOTE),
    (("note", "claim", "图.jpg", "水利局", *WHY), NOTE),
    (("note", "delay", "水利局", "4月20日", *WHY), NOTE),
    (("note", "exempt", "水利局", *WHY), NOTE),
    (("note", "match", "水利局", "甲", "1-1", *WHY), NOTE),
    (("note", "paper", "水利局", "电子表", "4月2日", *WHY), NOTE),
    (("note", "received", "图.jpg", "4月2日", *WHY), NOTE),
    (("note", "reminded", "水利局", *WHY), NOTE),
    (("note", "reopen", "水利局", "1-1", *WHY), NOTE),
    (("note", "words", "图.jpg", *WHY), NOTE),
    (("note", "words", "图.jpg", "水利局", *WHY), NOTE),
    (("close", "2022-04"), NOTE),
    (("undo",), "run back cut_off complaints dry_run"),
    (("verify",), "ok proved broken noticed fingerprint"),
    (("rebuild",), "files written complaints broken dry_run"),
    (("export", "教育局"), "unit folder originals missing complaints dry_run"),
)
LISTS = (("note", "list"), ("doctor",))
ALONE = {"retract", "unclose"}
"""Of what is on record already: below."""


@pytest.fixture
def root(tmp_path, monkeypatch):
    root = april(tmp_path / "w")
    (root / "inbox" / "图.jpg").write_bytes(b"\xff\xd8\xff\xe0photo\xff\xd9")
    os.utime(root / "inbox" / "图.jpg", (1648800000, 1648800000))
    assert run_line(["ingest", "-w", str(root), "--as-of", NOW]) == Exit.OK
    (tmp_path / "通知.txt").write_text("2022年民生实事\n1．修路。牵头单位：交通局；12月底前完成。\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return root


@pytest.fixture
def told(root, capsys):
    """Run a command; return its code and the document."""

    def run(*words):
        capsys.readouterr()
        code = run_line([*(word.format(root=root) for word in words), "-w", str(root), "--as-of", NOW, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_every_command_is_tried():
    tried = {words for words, _ in SHAPES} | set(LISTS)
    assert {words[0] for words in tried if words} == set(COMMANDS)
    assert {words[1] for words in tried if words[:1] == ("note",)} | ALONE == set(note.commands)


def standing(root):
    return sorted(str(path) for path in root.parent.rglob("*"))


@pytest.mark.parametrize(("words", "keys"), SHAPES, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_one_document_looked_at_and_done(told, root, words, keys):
    before = standing(root)
    code, looked = told(*words, "--dry-run")
    assert code == Exit.OK and list(looked) == keys.split()
    assert looked.get("dry_run", True) is True and looked.get("written", []) == []
    assert standing(root) == before
    code, done = told(*words)
    assert code == Exit.OK and list(done) == keys.split()
    assert done.get("dry_run", False) is False


@pytest.mark.parametrize("words", LISTS, ids=" ".join)
def test_a_list_is_one_document_too(told, words):
    assert isinstance(told(*words)[1], list)


def test_what_takes_back_a_note_tells_it_as_the_note_did(told):
    number = told("note", "exempt", "水利局", *WHY)[1]["number"]
    assert told("note", "retract", str(number), *WHY)[1]["retracts"] == number
    assert told("close", "2022-04")[1]["kind"] == "定稿"
    assert told("note", "unclose", "2022-04", *WHY)[1]["kind"] == "撤销定稿"


def test_two_notes_of_one_command_are_one_document(told):
    code, done = told("note", "words", "图.jpg", "水利局", *WHY)
    assert code == Exit.OK and (done["kind"], done["claim"]["kind"]) == ("抄录", "认领")
    assert done["number"] > done["claim"]["number"]


def test_what_was_written_is_told_by_path(told, root):
    copied(root / "outbox" / "2022-04" / "下发", root / "inbox" / "又来")
    done = told("ingest")[1]
    assert done["copies"] and set(done["written"]) <= set(done["copies"])
    rebuilt = told("rebuild")[1]
    for path in (*done["copies"], *rebuilt["written"]):
        assert Path(path).is_file()


def test_where_there_is_no_workspace_it_is_said_so(tmp_path, capsys):
    assert run_line(["-w", str(tmp_path), "--json"]) == Exit.OK
    said = json.loads(capsys.readouterr().out)
    assert said["workspace"] is None and said["next"]["command"].startswith("duban init")


def test_a_refusal_leaves_stdout_empty(tmp_path, capsys):
    assert run_line(["-w", str(tmp_path), "status", "--json"]) == Exit.OPERATOR
    out, err = capsys.readouterr()
    assert out == "" and len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii"])
def test_no_sign_is_lost_on_its_way(monkeypatch, encoding):
    """A name of bytes that are no text, a sign that code page 936 does not have: what is read is what was said."""
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding=encoding, errors="replace"))
    value = {"name": "\udcb0附件𠮷.xlsx", "reason": "鹿寨"}
    show.as_json(value)
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("ascii" if encoding != "utf-8" else "utf-8")) == value


def test_names_as_they_are_where_the_stream_can_say_them(capsys):
    show.as_json({"name": "教育局"})
    assert "教育局" in capsys.readouterr().out
