"""Files are read before it is known whether they stay; what is read then is used for the very same bytes and for no others."""

import hashlib
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import replace

import pytest
from desk_workspace import copied, desk, laid, office, silent
from looked import readings_of
from openpyxl import load_workbook

from toolkit.evidence.ledger import open_ledger
from toolkit.intake import isolation
from toolkit.intake.isolation import Workers
from toolkit.judge.judgement import Judgement
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Sort
from toolkit.pipeline import batch_intake, ingest, reading_ahead, reading_room
from toolkit.pipeline.early_look import looked_early
from toolkit.pipeline.ingest import read_ahead
from toolkit.pipeline.main_job import run
from toolkit.pipeline.reading_ahead import ReadingAhead
from toolkit.pipeline.reading_room import MANY
from toolkit.workspace import InboxFile, first_look

AFTER = "2022-04-08T09:00"


def laid_down(folder, **contents: bytes):
    for name, data in contents.items():
        (folder / f"{name}.txt").write_bytes(data)
    return sorted(first_look(folder).files, key=lambda file: file.name)


def test_a_reading_stands_under_the_bytes_that_were_read(tmp_path):
    files = laid_down(tmp_path, a="各单位：".encode(), b="各单位：".encode(), c=b"", d=b"gone")
    (tmp_path / "d.txt").unlink()
    (tmp_path / "c.txt").write_bytes(b"another length")
    with ReadingAhead(Workers(Limits(), 1), files) as begun:
        readings = begun.readings
        assert begun.papers == {}
    assert [reading.sort for reading in readings.values()] == [Sort.OTHER]
    assert list(readings) == [(hashlib.sha256("各单位：".encode()).hexdigest(), ".txt", False)]


def test_only_so_many_are_read_ahead(tmp_path, monkeypatch):
    files = laid_down(tmp_path, a=b"1", b=b"22", c=b"333")
    monkeypatch.setattr(reading_ahead, "BYTES", 3)
    with ReadingAhead(Workers(Limits(), 1), files) as begun:
        assert len(begun.readings) == 2


def test_where_nothing_is_taken_in_nobody_waits_for_what_is_read(tmp_path):
    workers = Workers(Limits(), 1)
    with ReadingAhead(workers, laid_down(tmp_path, a=b"1")):
        pass
    with pytest.raises(CancelledError):
        workers._begun()


def test_of_many_files_the_workers_are_told_what_is_known(tmp_path):
    here = office(laid(tmp_path / "ws"), AFTER)
    tables = [InboxFile(path=tmp_path / f"{n}.xlsx", name=f"{n}.xlsx", size=1, mtime_ns=n) for n in range(MANY)]
    with ExitStack() as stack, open_ledger(here.workspace.ledger, read_only=True) as ledger:
        many, few = (read_ahead(here, ledger, files, None, stack) for files in (tables, tables[:2]))
        assert few is not None and few.asked == 2 and not few.workers.told and not few.run
        assert many is not None and many.asked == MANY and many.workers.told and many.run == ledger.next_number


def everything(root) -> list[object]:
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        facts = [*ledger.records(), *readings_of(ledger).items()]
    return facts + [(p.relative_to(root).as_posix(), p.read_bytes()) for p in sorted(root.rglob("outbox/**/*")) if p.is_file()]


@pytest.mark.parametrize("looked", [False, True])
def test_a_run_comes_to_the_same_with_and_without(tmp_path, monkeypatch, looked):
    first = laid(tmp_path / "first")
    there = desk(first)
    for unit in ("教育局", "水利局"):
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    there.drop("附件2-水利局-盖章.pdf", b"%PDF-1.4 no page", "2022-04-02T15:20")
    there.drop("乱码.xlsx", b"PK\x03\x04 damaged", "2022-04-02T15:20")
    there.mail("报送.eml", "教育局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("教育局")})
    results = []
    for files in (0, 2, 100):
        monkeypatch.setattr(reading_ahead, "FILES", files)
        root = copied(first, tmp_path / f"w{files}")
        seen = looked_early(root, "") if looked else None
        run(replace(office(root, AFTER), workers=2), "2022-04", received=None, dry_run=False, tell=silent, seen=seen)
        results.append(everything(root))
    assert results[0] == results[1] == results[2]


@pytest.fixture
def many(monkeypatch):
    """Few files are many here."""
    for module in (ingest, batch_intake, reading_room):
        monkeypatch.setattr(module, "MANY", 1)


@pytest.fixture
def seen_again(monkeypatch):
    """Return for which files a worker was visited a second time, to judge what it had read before."""
    seen, foresee = [], batch_intake.foresee

    def foreseen(workers, left):
        seen.extend(left := list(left))
        return foresee(workers, left)

    monkeypatch.setattr(batch_intake, "foresee", foreseen)
    return seen


def tables(folder, noted=False):
    root = laid(folder)
    there = desk(root)
    for unit in ("教育局", "水利局"):
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    if noted:
        path = root / "inbox" / "收文登记.xlsx"
        book = load_workbook(path)
        labels = {cell.value: cell.column for cell in book["收文登记"][1]}
        for label, value in {
            "单位": "水利局",
            "期次": "2022-04",
            "材料": "盖章扫描件",
            "收到时间": "2022-04-02 09:30",
            "渠道": "现场",
        }.items():
            book["收文登记"].cell(2, labels[label], value)
        book.save(path)
    return root


def test_what_is_read_ahead_is_judged_in_that_visit_by_the_workers_that_go_on(tmp_path, monkeypatch, many, seen_again):
    judged_here, sheet, begun = [], Judgement.sheet, []
    pool = isolation._pool
    monkeypatch.setattr(Judgement, "sheet", lambda *given: judged_here.append(1) or sheet(*given))
    monkeypatch.setattr(isolation, "_pool", lambda *given: begun.append(1) or pool(*given))
    root = tables(tmp_path / "w")
    run(replace(office(root, AFTER), workers=2), "2022-04", received=None, dry_run=False, tell=silent)
    assert (judged_here, seen_again, len(begun)) == ([], [], 1)


def test_what_the_log_says_meanwhile_is_told_to_other_workers(tmp_path, monkeypatch, many, seen_again):
    root = tables(tmp_path / "w", noted=True)
    plain = copied(root, tmp_path / "plain")
    run(replace(office(root, AFTER), workers=2), "2022-04", received=None, dry_run=False, tell=silent)
    assert [receipt.name for receipt, _ in seen_again] == ["附件2-教育局.xlsx", "附件2-水利局.xlsx"]
    monkeypatch.setattr(batch_intake, "MANY", 10_000)
    run(replace(office(plain, AFTER), workers=1), "2022-04", received=None, dry_run=False, tell=silent)
    assert everything(root) == everything(plain)
