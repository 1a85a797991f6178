"""Where files are read changes nothing: one, two or four workers, a cluster, a cluster that loses a worker midway."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from desk_workspace import copied, desk, laid, noting, office, silent
from looked import readings_of

from toolkit.evidence.ledger import open_ledger
from toolkit.intake.isolation import Job, Workers
from toolkit.intake.reading import dump
from toolkit.intake.recognise import book as recognising
from toolkit.intake.recognise.kept import unpacked
from toolkit.judge.judgement import Judgement
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import NoteKind
from toolkit.pipeline import batch_intake
from toolkit.pipeline.main_job import run
from toolkit.pipeline.reading_ahead import ReadingAhead
from toolkit.pipeline.reading_room import workers_of

AFTER, LATER = "2022-04-08T09:00", "2022-04-09T09:00"
WITH_DASK = pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="no distributed")


def filled(root: Path) -> Path:
    laid(root)
    there = desk(root)
    for unit in ("教育局", "水利局"):
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    there.drop("乱码.xlsx", b"PK\x03\x04 damaged", "2022-04-02T15:20")
    there.mail("报送.eml", "教育局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("教育局")})
    return root


def facts(root: Path) -> list[object]:
    """Return what was recorded and what was read, byte for byte."""
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return [*ledger.records(), *readings_of(ledger).items()]


def outputs(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted((root / "outbox").rglob("*")) if p.is_file()}


def test_one_two_and_four_workers_come_to_the_same(tmp_path):
    first, results = filled(tmp_path / "first"), []
    for count in (1, 2, 4):
        root = copied(first, tmp_path / f"w{count}")
        here = replace(office(root, AFTER), workers=count)
        run(here, "2022-04", received=None, dry_run=False, tell=silent)
        results.append((facts(root), outputs(root)))
    assert results[0] == results[1] == results[2]


def test_batches_read_ahead_of_each_other_come_to_what_one_batch_comes_to(tmp_path, monkeypatch):
    first, results = filled(tmp_path / "first"), []
    for files in (1, 3, 200):
        monkeypatch.setattr(batch_intake, "BATCH_FILES", files)
        root = copied(first, tmp_path / f"b{files}")
        run(replace(office(root, AFTER), workers=2), "2022-04", received=None, dry_run=False, tell=silent)
        results.append((facts(root), outputs(root)))
    assert results[0] == results[1] == results[2]


def test_what_workers_work_out_beforehand_changes_nothing_but_who_works(tmp_path, monkeypatch):
    first, results = filled(tmp_path / "first"), []
    here_recognised = []
    real = recognising.recognise
    monkeypatch.setattr(recognising, "recognise", lambda *given: here_recognised.append(1) or real(*given))
    for many in (1, 10_000):
        monkeypatch.setattr(batch_intake, "MANY", many)
        here_recognised.clear()
        root = copied(first, tmp_path / f"m{many}")
        run(replace(office(root, AFTER), workers=2), "2022-04", received=None, dry_run=False, tell=silent)
        results.append((facts(root), outputs(root)))
        assert bool(here_recognised) is (many > 1)
    assert results[0] == results[1]


def test_a_table_is_judged_in_the_visit_in_which_it_is_read(tmp_path, monkeypatch):
    root, judged_here, afterwards = laid(tmp_path / "w"), [], []
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    there.mail("报送.eml", "水利局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("水利局")})
    sheet, foresee = Judgement.sheet, batch_intake.foresee
    monkeypatch.setattr(batch_intake, "MANY", 1)
    monkeypatch.setattr(ReadingAhead, "readings", {})
    monkeypatch.setattr(Judgement, "sheet", lambda *given: judged_here.append(1) or sheet(*given))

    def foreseen(workers, left):
        afterwards.extend(left := list(left))
        return foresee(workers, left)

    monkeypatch.setattr(batch_intake, "foresee", foreseen)
    run(replace(office(root, AFTER), workers=2), "2022-04", received=None, dry_run=False, tell=silent)
    assert not judged_here
    assert [receipt.name for receipt, _ in afterwards] == ["报送.eml", "附件2.xlsx"]


def test_forms_are_kept_only_of_sheets_of_which_not_all_is_kept(tmp_path, monkeypatch):
    """A table that is judged in the visit in which it is read is recognised again where its unit's sheets are judged anew."""
    monkeypatch.setattr(batch_intake, "MANY", 1)
    monkeypatch.setattr(ReadingAhead, "readings", {})
    root = laid(tmp_path / "w")
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局"), "2022-04-02T15:20")
    there.mail("报送.eml", "水利局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("水利局")})
    plain = copied(root, tmp_path / "plain")
    for where, workers in ((root, 2), (plain, 1)):
        run(replace(office(where, AFTER), workers=workers), "2022-04", received=None, dry_run=False, tell=silent)
    assert forms_kept(root) == ["水利局"]
    assert sorted(forms_kept(plain)) == ["教育局", "水利局"]
    recognised = []
    real = recognising.recognise
    monkeypatch.setattr(recognising, "recognise", lambda *given: recognised.append(1) or real(*given))
    for where in (root, plain):
        noting(LATER, kind=NoteKind.ACCEPT, unit="教育局", period="2022-04")(where)
        recognised.clear()
        run(office(where, LATER), "2022-04", received=None, dry_run=False, tell=silent)
        assert len(recognised) == (where == root)
    assert (facts(root), outputs(root)) == (facts(plain), outputs(plain))


def forms_kept(root: Path) -> list[str]:
    """Return the units of which recognised forms are kept (what is pressed; what is said of whose a table is, is not)."""
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        bodies = [
            unpacked(body) for key in ledger.derived_keys("judged") if (body := ledger.derived("judged", key))[:1] == b"\x58"
        ]
        return [form["Submission"][1] for forms in bodies if isinstance(forms, list) for form in forms if "Submission" in form]


def test_a_worker_that_dies_over_what_is_only_foreseen_costs_nothing():
    with Workers(Limits(), 2, told=b"told") as workers:
        assert list(workers.each("os:_exit", [9])) == []
        assert list(workers.each("toolkit.intake.worker:shown_no_function", ["x"])) == []
        assert list(workers.each("builtins:len", ["four", "five5"])) == [4, 5]


@contextmanager
def cluster() -> Iterator[tuple[str, list[int]]]:
    """Yield the address of a scheduler on loopback and the process ids of its two workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, started = f"tcp://127.0.0.1:{port}", []
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONWARNINGS": "ignore"}

    def start(*command: str) -> None:
        quiet = subprocess.DEVNULL
        started.append(subprocess.Popen([sys.executable, "-m", *command], env=env, stdout=quiet, stderr=quiet))

    try:
        start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")
        for _ in range(2):
            start("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
        yield address, [process.pid for process in started[1:]]
    finally:
        for process in started:
            process.kill()
            process.wait()


def waited(address: str) -> None:
    """Wait until both workers have joined."""
    from distributed import Client

    for _ in range(60):
        try:
            with Client(address, timeout=5, set_as_default=False) as client:
                if len(client.nthreads()) == 2:
                    return
        except OSError:
            pass
        time.sleep(0.5)
    raise TimeoutError(address)


@WITH_DASK
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.filterwarnings("default")
def test_a_cluster_that_loses_a_worker_comes_to_the_same(tmp_path, capfd):
    here, limits = filled(tmp_path / "w"), Limits()
    other = copied(here, tmp_path / "local")
    sheets = sorted((here / "inbox").rglob("*.*"))
    jobs = [Job(key=n, name=path.name, source=path) for n, path in enumerate(sheets * 10)]
    with workers_of(office(here, AFTER), limits) as local:
        expected = dict(local.read(jobs))
    with cluster() as (address, pids):
        waited(address)
        capfd.readouterr()
        found = {}
        with workers_of(replace(office(here, AFTER), cluster=address), limits) as remote:
            for done, (key, reading) in enumerate(remote.read(jobs)):
                found[key] = reading
                if done == 3:
                    os.kill(pids[0], signal.SIGKILL)
        assert {key: dump(one) for key, one in found.items()} == {key: dump(one) for key, one in expected.items()}
        run(replace(office(here, AFTER), cluster=address), "2022-04", received=None, dry_run=False, tell=silent)
    assert capfd.readouterr() == ("", "")  # what a library says of its workers is not for the clerk
    run(office(other, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert facts(here) == facts(other)
    assert outputs(here) == outputs(other)


@WITH_DASK
@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_cluster_that_does_not_answer_is_one_sentence_and_nothing_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.intake.cluster.PATIENCE", 1)
    root = filled(tmp_path / "w")
    here = replace(office(root, AFTER), cluster="tcp://127.0.0.1:9")
    before = sorted(path.name for path in (root / "inbox").rglob("*"))
    with pytest.raises(ToolkitError, match="连不上集群"):
        run(here, "2022-04", received=None, dry_run=False, tell=silent)
    assert sorted(path.name for path in (root / "inbox").rglob("*")) == before
