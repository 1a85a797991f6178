"""What is kept only to save work: used where nothing changed, never where anything did, and deletable at any time."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from desk_workspace import answered, copied, desk, laid, office, silent, taken
from forgetting import sql
from looked import dockets_of, looked, readings_of
from plan_book import edited, put, setting

from toolkit.clerk.receipt_log import LogRow
from toolkit.form.read import read_form
from toolkit.intake.recognise import book as recognising
from toolkit.intake.recognise.kept import dump_kept
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline import desk_book, producing
from toolkit.pipeline.demo_returns import put as answer
from toolkit.pipeline.main_job import RunResult, run
from toolkit.pipeline.upkeep import undo
from toolkit.plan.read import read_plan
from toolkit.telling import as_json, screen
from toolkit.telling.as_json import docket as plain

AFTER = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Path:
    """April, judged once: everything that can be kept is kept."""
    return answered(tmp_path_factory.mktemp("played") / "w", "教育局", "水利局")


@pytest.fixture
def root(played: Path, tmp_path: Path) -> Path:
    return copied(played, tmp_path / "w")


def ledger(root: Path) -> Path:
    return root / "archive" / "台账.sqlite3"


def said(root: Path) -> list[object]:
    here = office(root, AFTER)
    return [plain(docket, here.zone) for docket in dockets_of(here)]


def files(root: Path) -> list[object]:
    return [docket["files"] for docket in said(root)]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often a sheet is recognised."""
    names: list[str] = []
    real = recognising.recognise

    def recognise(book, clues, *rest):
        names.append(clues.name)
        return real(book, clues, *rest)

    monkeypatch.setattr(recognising, "recognise", recognise)
    return names


def test_a_sheet_is_recognised_once_and_never_again(tmp_path, monkeypatch):
    root, names = laid(tmp_path / "w"), counted(monkeypatch)
    there = desk(root)
    for unit in ("教育局", "水利局"):
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert sorted(names) == ["附件2-教育局.xlsx", "附件2-水利局.xlsx"]
    names.clear()
    run(office(root, "2022-04-09T09:00"), "2022-04", received=None, dry_run=False, tell=silent)
    looked(office(root, AFTER), "2022-04", year=False)
    assert names == []


def test_a_look_back_forgets_nothing_of_what_came_later(root, monkeypatch):
    there, names = desk(root), counted(monkeypatch)
    there.drop("附件2-水利局-补报.xlsx", there.filled("水利局", answer("进展情况", "又完成路基2公里。")), "2022-04-09T10:00")
    taken(root, "2022-04-10T09:00")
    run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    names.clear()
    looked(office(root, "2022-04-11T09:00"), "2022-04", year=False)
    assert names == []


SPOILT = {
    "nothing kept": ["DELETE FROM derived", "DELETE FROM reading"],
    "no reading": ["DELETE FROM reading"],
    "readings cut": ["UPDATE reading SET body = substr(body, 1, 40)"],
    "readings exchanged": ["UPDATE reading SET body = (SELECT body FROM reading r ORDER BY r.receipt DESC LIMIT 1)"],
    "readings of zeros": ["UPDATE reading SET body = zeroblob(300)"],
    "forms cut": ["UPDATE derived SET body = substr(body, 1, 30)"],
    "forms exchanged": ["UPDATE derived SET body = (SELECT body FROM derived d ORDER BY d.key LIMIT 1)"],
    "forms under other keys": ["UPDATE derived SET key = 'x' || key"],
}


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_or_deleted_it_is_worked_out_again(root, how):
    before = said(root)
    sql(root, *SPOILT[how])
    assert said(root) == before
    taken(root, AFTER)
    assert said(root) == before


EDITS: dict[str, Callable[[Path], object]] = {
    "a unit gets an alias": lambda root: plan(root, put("单位", "C5", "教育体育局")),
    "a content changed": lambda root: plan(root, put("附件1", "C5", "修建产业道路21公里以上。")),
    "a rule switched off": lambda root: plan(root, setting("S06", "停用")),
    "another number of words": lambda root: plan(root, setting("字数上限", "5")),
}


def plan(root: Path, *edits: Callable[..., object]) -> None:
    (root / "templates" / "附件1.xlsx").write_bytes(edited(*edits))


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_of_the_plan_it_is_as_if_nothing_had_been_kept(root, edit):
    said(root)
    EDITS[edit](root)
    after = said(root)
    sql(root, "DELETE FROM derived", "DELETE FROM reading")
    assert said(root) == after


def beside_the_table(sheet, _columns, _first) -> None:
    """A unit's own figures, far below its form."""
    for number in range(150):
        sheet.cell(60 + number // 10, 1 + number % 10).value = f"测点{number}"


@pytest.mark.parametrize(("before", "after"), [("200000", "100"), ("100", "200000")])
def test_after_another_limit_the_originals_are_read_by_that_one(tmp_path, before, after):
    root = laid(tmp_path / "w")
    plan(root, setting("单表单元格上限", before))
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局", beside_the_table), "2022-04-02T15:20")
    taken(root, AFTER)
    first = files(root)
    plan(root, setting("单表单元格上限", after))
    second = files(root)
    assert second != first
    taken(root, AFTER)
    third = files(root)
    sql(root, "DELETE FROM derived", "DELETE FROM reading")
    assert files(root) == second == third


def test_what_another_program_read_is_read_again(root, monkeypatch):
    before, names = said(root), counted(monkeypatch)
    monkeypatch.setattr("toolkit.pipeline.office.code_print", lambda: "an older version")
    assert said(root) == before
    with office(root, AFTER).reading() as records:
        assert readings_of(records) == {} and records.spoilt_readings() == ()
    ran(root)
    with office(root, AFTER).reading() as records:
        assert len(readings_of(records)) == len(records.receipts())
    assert names == []  # they say what they said


def test_what_cannot_be_read_again_is_as_it_was_read_before(root, monkeypatch):
    before = files(root)
    monkeypatch.setattr("toolkit.pipeline.office.code_print", lambda: "an older version")
    with office(root, AFTER).reading() as records:
        original = root / "archive" / records.receipts()[0].archived
    original.chmod(0o644)
    original.unlink()
    assert files(root) == before


def test_what_another_job_kept_is_not_believed(root, tmp_path):
    """Somebody copies the ledger's tables of what is kept over from another workspace."""
    other = laid(tmp_path / "other")
    there = desk(other)
    for unit in ("水利局", "教育局"):
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit, answer("进展情况", "另一项工作。")), "2022-04-02T15:20")
    taken(other, AFTER)
    before = said(root)
    with closing(sqlite3.connect(ledger(root), isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS other", (str(ledger(other)),))
        for table in ("derived", "reading"):
            connection.execute(f"DELETE FROM {table}")
            connection.execute(f"INSERT INTO {table} SELECT * FROM other.{table}")
    assert said(root) == before
    taken(root, AFTER)
    assert said(root) == before


def test_with_nothing_kept_nobody_is_said_to_be_owed_an_answer_who_is_not(root):
    desk(root).drop("微信图片.jpg", b"\xff\xd8\xff\xe0photo\xff\xd9", "2022-04-05T10:00")
    taken(root, AFTER)
    before = looked(office(root, AFTER), None, year=True).complaints
    sql(root, "DELETE FROM derived", "DELETE FROM reading")
    assert looked(office(root, AFTER), None, year=True).complaints == before == ()


def test_whose_the_files_were_that_never_came_again_is_told_without_what_was_kept(root):
    undo(office(root, AFTER), by="", dry_run=False)
    before = looked(office(root, AFTER), None, year=True).not_back
    assert {unit for one in before for unit in one.units} == {"教育局", "水利局"}
    sql(root, "DELETE FROM derived", "DELETE FROM reading")
    assert looked(office(root, AFTER), None, year=True).not_back == before


def test_a_file_that_says_so_already_is_left_alone(root):
    first = run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    stamps = {path: path.stat().st_mtime_ns for part in first.written for path in part.paths}
    assert stamps
    again = run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert {path: path.stat().st_mtime_ns for part in again.written for path in part.paths} == stamps
    spoilt = next(path for path in stamps if path.suffix == ".xlsx")
    spoilt.write_bytes(b"spoilt")
    run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert spoilt.stat().st_size > 1000


def test_the_plan_and_the_form_come_back_as_they_were_read(root):
    """What `open_office` took from the cache is what the files say, also when the cache was spoilt."""
    here = office(root, AFTER)
    assert here.plan == read_plan((root / "templates" / "附件1.xlsx").read_bytes(), "附件1.xlsx")
    assert here.form == read_form((root / "templates" / "附件2.xlsx").read_bytes(), "附件2.xlsx", here.plan.columns)
    sql(root, "UPDATE derived SET body = zeroblob(99)")
    assert office(root, AFTER).plan == here.plan
    ledger(root).write_bytes(b"no ledger at all")
    assert office(root, AFTER).form == here.form


# -- products that stand ---------------------------------------------------------------------------------------------


def ran(root: Path, moment: str = AFTER) -> RunResult:
    return run(office(root, moment), "2022-04", received=None, dry_run=False, tell=silent)


def told(result: RunResult) -> dict[str, object]:
    """What a run says, but for its time, the folder that it is in, and which of its files it wrote now."""
    files = [Path(name).name for name in as_json.ran(result)["files"]]
    folder = str(result.office.workspace.root)
    apart = ("用时", "已写入", "与原来相同")
    lines = [line.replace(folder, "") for line in screen.ran(result) if not any(words in line for words in apart)]
    words = sorted("、".join(line.strip() for line in lines).split("、"))
    return as_json.ran(result) | {"seconds": 0, "written": [], "files": files, "lines": words}


def handed_out(root: Path) -> dict[str, bytes]:
    """What the clerk finds after a run."""
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in (root / "outbox").rglob("*") if path.is_file()}
    return found | {"todo": (root / "inbox" / "待办.xlsx").read_bytes()}


@pytest.fixture(scope="module")
def finished(played: Path, tmp_path_factory) -> tuple[Path, dict[str, object]]:
    """April handed out, and what the run said."""
    root = copied(played, tmp_path_factory.mktemp("finished") / "w")
    return root, told(ran(root))


def refused(*_given: object) -> object:
    raise AssertionError("made though it stands")


def test_a_second_run_with_nothing_new_judges_and_makes_nothing_and_says_the_same(finished, tmp_path, monkeypatch):
    done, said_first = finished
    root = copied(done, tmp_path / "w")
    first = handed_out(root)
    monkeypatch.setattr(producing, "made", refused)
    monkeypatch.setattr(producing, "judged_now", refused)
    monkeypatch.setattr(desk_book, "read_todo", refused)
    assert told(ran(root)) == said_first
    assert handed_out(root) == first


def test_with_nothing_new_the_letters_that_stand_are_spoken_of_too(finished, tmp_path):
    root = copied(finished[0], tmp_path / "w")
    first = told(ran(root, "2022-04-09T09:00"))
    assert any("原样留着" in line for line in first["lines"])
    assert told(ran(root, "2022-04-09T09:00")) == first


def _spoil(root: Path) -> None:
    (root / "outbox" / "2022-04" / "汇总表.xlsx").write_bytes(b"spoilt")
    (root / "outbox" / "2022-04" / "看板.html").unlink()


def _own_page(root: Path) -> None:
    page = root / "templates" / "看板.html.j2"
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", "<p>本单位自用</p></body>"), encoding="utf-8")


def _noted(root: Path) -> None:
    here = office(root, AFTER)
    reminded = Note(kind=NoteKind.REMINDED, at=here.as_of, by="", reason="电话", period="2022-04", unit="财政局")
    with here.writing("note") as ledger:
        ledger.append(reminded)


def _later_then_back(root: Path) -> None:
    ran(root, "2022-04-12T09:00")


CHANGES: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _root: None,
    "files spoilt and lost": _spoil,
    "the page is the office's own": _own_page,
    "a note": _noted,
    "another moment in between": _later_then_back,
    "a kept sum exchanged": lambda root: sql(
        root,
        "UPDATE derived SET body = (SELECT body FROM derived d WHERE kind = 'made' ORDER BY key LIMIT 1) WHERE kind = 'made'",
    ),
    "kept sums cut": lambda root: sql(root, "UPDATE derived SET body = substr(body, 1, 20) WHERE kind = 'made'"),
    "no todo book": lambda root: (root / "inbox" / "待办.xlsx").unlink(),
    "a content changed": EDITS["a content changed"],
}


def changed_twice(done: Path, folder: Path, change: str) -> tuple[Path, Path]:
    """Return the workspace after a change, and the same without anything that was kept."""
    kept = copied(done, folder / "kept")
    CHANGES[change](kept)
    forgotten = copied(kept, folder / "forgotten")
    sql(forgotten, "DELETE FROM derived", "DELETE FROM reading")
    return kept, forgotten


@pytest.mark.parametrize(("change", "moment"), [*((change, AFTER) for change in CHANGES), ("nothing", "2022-04-09T09:00")])
def test_what_stands_is_what_would_be_made(finished, tmp_path, change, moment):
    roots = changed_twice(finished[0], tmp_path, change)
    kept, forgotten = (ran(root, moment) for root in roots)
    assert kept.counts == forgotten.counts
    assert plain(kept.docket, kept.office.zone) == plain(forgotten.docket, forgotten.office.zone)
    assert handed_out(roots[0]) == handed_out(roots[1])


# -- on the clock that moves on ----------------------------------------------------------------------------------------


def on_the_clock(root: Path, moment: str) -> RunResult:
    """Run as the clerk does who names no moment."""
    return run(replace(office(root, moment), moving=True), "2022-04", received=None, dry_run=False, tell=silent)


SAME_DAY, NEXT_DAY, COLLECTED = "2022-04-08T16:30", "2022-04-09T09:00", "2022-05-20T09:00"
"""COLLECTED: after 收表宽限, when the next period is being collected."""


def test_with_nothing_new_the_papers_bear_the_moment_at_which_they_became_what_they_are(finished, tmp_path, monkeypatch):
    done, _said = finished
    root = copied(done, tmp_path / "w")
    first = handed_out(root)
    monkeypatch.setattr(producing, "made", refused)
    monkeypatch.setattr(producing, "judged_now", refused)
    again = on_the_clock(root, SAME_DAY)
    assert handed_out(root) == first
    assert (again.since, again.docket.as_of) == (office(root, AFTER).as_of,) * 2
    assert any("没有新情况" in line for line in screen.ran(again))


@pytest.mark.parametrize(
    ("change", "moment"), [*((change, SAME_DAY) for change in CHANGES), ("nothing", NEXT_DAY), ("nothing", COLLECTED)]
)
def test_on_the_clock_too_what_stands_is_what_would_be_made(finished, tmp_path, change, moment):
    roots = changed_twice(finished[0], tmp_path, change)
    kept, forgotten = (on_the_clock(root, moment) for root in roots)
    assert kept.since == forgotten.since
    assert plain(kept.docket, kept.office.zone) == plain(forgotten.docket, forgotten.office.zone)
    assert handed_out(roots[0]) == handed_out(roots[1])


def test_a_moment_asked_for_is_printed(finished, tmp_path):
    root = copied(finished[0], tmp_path / "w")
    assert ran(root, SAME_DAY).since is None
    assert "2022年4月8日16:30" in (root / "outbox" / "2022-04" / "看板.html").read_text(encoding="utf-8")


def test_where_nobody_owes_anything_they_stand_for_days(played, tmp_path):
    root = copied(played, tmp_path / "w")
    here = office(root, AFTER)
    with here.writing("note") as records:
        facts = {"kind": NoteKind.EXEMPT, "at": here.as_of, "reason": "函", "period": "2022-04"}
        records.append(*(Note(unit=unit.name, **facts) for unit in here.plan.units))
    ran(root)
    first = handed_out(root)
    assert on_the_clock(root, "2022-04-15T09:00").since == here.as_of
    assert handed_out(root) == first
    assert on_the_clock(root, COLLECTED).since is None


BETWEEN = {
    "a deadline": ("2022-04-06T20:00", "2022-04-07T08:30", None),
    "the day from which who sent nothing is asked": ("2022-03-30T09:00", "2022-04-05T09:00", None),
    "two days since the last reminder": ("2022-04-08T09:00", "2022-04-10T09:00", None),
    "a delay that ends": ("2022-04-08T09:00", "2022-04-12T09:00", NoteKind.DELAY),
    "paper that is handed in": ("2022-04-08T09:00", "2022-04-08T12:00", NoteKind.PAPER),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_when_something_falls_between_the_two_moments_it_is_as_if_nothing_had_stood(played, tmp_path, what):
    first, second, kind = BETWEEN[what]
    kept_root = copied(played, tmp_path / "kept")
    here = office(kept_root, first)
    if kind is not None:
        facts = {"due": date(2022, 4, 11)} if kind is NoteKind.DELAY else {"received": here.as_of + timedelta(hours=1)}
        more = {"material": "电子表"} if kind is NoteKind.PAPER else {}
        with here.writing("note") as records:
            records.append(Note(kind=kind, at=here.as_of, reason="函", period="2022-04", unit="财政局", **facts, **more))
    ran(kept_root, first)
    roots = kept_root, copied(kept_root, tmp_path / "anew")
    kept, anew = on_the_clock(roots[0], second), ran(roots[1], second)
    assert kept.since is None
    assert handed_out(roots[0]) == handed_out(roots[1])
    assert plain(kept.docket, kept.office.zone) == plain(anew.docket, anew.office.zone)


JUDGING = ("toolkit.judge.dockets", "toolkit.nouns.docket")
LIBRARIES = ("pandas", "numpy", "openpyxl", "xlsxwriter", "docx", "docxtpl", "lxml.etree", "multiprocessing")
READERS = (
    "intake.recognise.book",
    "values.rows",
    "checks.rules.columns",
    "ooxml.package",
    "pipeline.producing",
    "pipeline.ingest",
)


def loaded(root: Path, *command: str) -> str:
    """Run a command in a process of its own; return which of these it loaded, which take longer than all else it does."""
    names = (*LIBRARIES, *(f"toolkit.{name}" for name in READERS))
    code = (
        "import sys; from click.testing import CliRunner; from toolkit.cli import cli; "
        f"result = CliRunner().invoke(cli, ['-w', {str(root)!r}, *{command!r}, '2022-04', '--as-of', {AFTER!r}]); "
        "assert result.exit_code == 0, result.output; "
        f"print([name for name in {(*names, *JUDGING)!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout.strip()


def test_a_run_with_nothing_new_loads_nothing_that_reads_judges_or_prints(finished, tmp_path):
    root = copied(finished[0], tmp_path / "w")
    run(office(root, AFTER), "2022-04", received=None, dry_run=False, tell=silent)
    assert loaded(root, "run") == "[]"


def test_a_row_written_into_the_receipt_log_is_read_though_the_log_was_kept(finished, tmp_path):
    root = copied(finished[0], tmp_path / "w")
    here = office(root, AFTER)
    for _ in range(2):
        assert not run(here, "2022-04", received=None, dry_run=False, tell=silent).collected.notes
    log, blank = here.workspace.receipt_log, here.workspace.receipt_log.read_bytes()
    book = openpyxl.load_workbook(log)
    sheet = book["收文登记"]
    labels = {cell.value.rstrip("*"): cell.column for row in sheet.iter_rows(max_row=10) for cell in row if cell.value}
    row = next(cell.row for line in sheet.iter_rows(max_row=10) for cell in line if cell.value == "渠道") + 1
    for label, value in {"单位": "公安局", "期次": "2022-04", "材料": "免报", "说明": "批文"}.items():
        sheet.cell(row, labels[label], value)
    book.save(log)
    assert run(here, "2022-04", received=None, dry_run=False, tell=silent).collected.notes == 1
    again = run(here, "2022-04", received=None, dry_run=False, tell=silent)
    assert again.collected.notes == 0 and not again.collected.complaints
    log.write_bytes(blank)  # the row is gone again: read, and said
    assert run(here, "2022-04", received=None, dry_run=False, tell=silent).collected.complaints


def test_a_row_that_only_the_cache_has_never_becomes_a_record(finished, tmp_path):
    root = copied(finished[0], tmp_path / "w")
    here = office(root, AFTER)
    run(here, "2022-04", received=None, dry_run=False, tell=silent)
    row = LogRow(row=9, unit="公安局", period="2022-04", material="免报", note="批文")
    with here.writing("note") as records:
        key = next(key for key in records.derived_keys("log") if key.startswith("rows"))
        forged = tuple(getattr(row, field.name) for field in fields(LogRow))
        records.keep_derived("log", {key: dump_kept((forged,))})
    assert run(here, "2022-04", received=None, dry_run=False, tell=silent).collected.notes == 0


def test_looking_loads_nothing_that_reads_or_prints(finished):
    root, _said = finished
    assert loaded(root, "status") == str([*JUDGING])


def test_issuing_loads_nothing_that_reads_or_judges_returns(tmp_path):
    assert loaded(laid(tmp_path / "w"), "generate") == "['lxml.etree', 'toolkit.ooxml.package']"
