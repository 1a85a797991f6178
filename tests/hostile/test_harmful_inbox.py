"""Everything hostile at once into one inbox: each ends in an outcome, the good form beside them is read, nothing escapes."""

import os
import time
import zipfile
from collections import Counter
from io import BytesIO

import pytest
from desk_workspace import desk, laid, office, silent
from harmful_files import EVIL_NAMES, book, cases, raw_zip

from toolkit.cli import main
from toolkit.pipeline.ingest import ingest

NOW = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """Return (workspace, rows, seconds, what lay beside the workspace before)."""
    outer = tmp_path_factory.mktemp("敌意")
    root = laid(outer / "督办")
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T10:00")
    for name, data, _ in cases():
        (root / "inbox" / name).write_bytes(data)
    for place, name in enumerate(EVIL_NAMES):
        content = book((f"第{place}件",))
        (root / "inbox" / f"恶名{place}.zip").write_bytes(raw_zip(name.encode("utf-8", "surrogatepass"), content))
    if hasattr(os, "symlink"):
        (outer / "秘密.xlsx").write_bytes(book(("秘密",)))
        (root / "inbox" / "链接.xlsx").symlink_to(outer / "秘密.xlsx")
    started = time.monotonic()
    found = ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    return root, found.rows, time.monotonic() - started


def codes_of(rows, name: str) -> set[str]:
    """Return the codes of a file and of everything inside it."""
    mine = [row for row in rows if row.name == name or row.inside[:1] == (name,)]
    assert mine, name
    return {problem.code.name for row in mine for problem in row.problems}


def test_every_hostile_file_ends_in_an_outcome_with_a_reason(taken):
    _, rows, _ = taken
    wanted = {name: codes for name, _, codes in cases() if codes}
    assert {name: codes_of(rows, name) for name, codes in wanted.items() if not codes_of(rows, name) & codes} == {}
    accepted = {row.name for row in rows if row.outcome.value.startswith("accepted")}
    assert accepted & {name for name, _, _ in cases()} == set()


def test_the_good_form_among_them_is_accepted(taken):
    _, rows, _ = taken
    assert [row.outcome.value for row in rows if row.name == "附件2-教育局.xlsx"] == ["accepted"]


def test_the_whole_batch_ends_soon(taken):
    assert taken[2] < 120


def test_nothing_is_written_outside_the_workspace(taken):
    root = taken[0]
    assert sorted(path.name for path in root.parent.iterdir()) == sorted(
        {"督办"} | {p.name for p in root.parent.glob("秘密.xlsx")}
    )


def test_every_name_in_the_archive_is_one_that_windows_allows(taken):
    forbidden = set('<>:"|?*\\') | {chr(code) for code in range(32)} | {"\u202e"}
    reserved = {"con", "prn", "aux", "nul"} | {f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10)}
    names = [path for path in (taken[0] / "archive" / "原件").rglob("*") if path.is_file()]
    assert names
    for path in names:
        assert not forbidden & set(path.name) and path.name == path.name.rstrip(" .") and len(path.name.encode()) <= 255
        assert path.stem.lower() not in reserved
    for folder, count in Counter((path.parent, path.name.lower()) for path in names).items():
        assert count == 1, folder


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_is_never_followed(taken):
    root, rows, _ = taken
    assert not any("秘密" in str(entry.fields) for row in rows for entry in row.entries)
    secret = (root.parent / "秘密.xlsx").read_bytes()
    assert all(path.read_bytes() != secret for path in (root / "archive" / "原件").rglob("*") if path.is_file())


def test_a_second_run_takes_nothing_twice_and_verify_holds(taken):
    root = taken[0]
    again = ingest(office(root, "2022-04-09T09:00"), received=None, dry_run=False, tell=silent)
    assert again.rows == ()
    with pytest.raises(SystemExit) as ended:
        main(["-w", str(root), "verify"])
    assert ended.value.code == 0


def test_no_sign_reaches_the_screen_that_steers_it(taken, capsys):
    with pytest.raises(SystemExit):
        main(["-w", str(taken[0]), "status", "2022-04", "--as-of", NOW])
    with pytest.raises(SystemExit):
        main(["-w", str(taken[0]), "note", "list"])
    shown = capsys.readouterr()
    for text in (shown.out, shown.err):
        assert not {"\x1b", "\u202e", "\x00", "\x07"} & set(text)


def test_names_are_kept_as_received_in_the_record(taken):
    _, rows, _ = taken
    names = {row.name for row in rows}
    for name in EVIL_NAMES:
        if "\x00" not in name:
            assert name in names, name


def test_raw_zip_is_a_zip():
    with zipfile.ZipFile(BytesIO(raw_zip(b"a.txt", b"x" * 100))) as package:
        assert package.read("a.txt") == b"x" * 100
