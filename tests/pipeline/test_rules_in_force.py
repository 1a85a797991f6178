"""The past is judged by the plan of then: recorded when it changed, frozen at 定稿, told where a verdict changed (DESIGN §7)."""

import shutil
from datetime import date

import openpyxl
import pytest
from desk_workspace import copied, desk, noted, office, silent, taken
from forgetting import forget_readings
from looked import looked

from toolkit.evidence.ledger import open_ledger
from toolkit.judge.dockets import examined
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import NoteKind
from toolkit.pipeline.catalogue import Scope
from toolkit.pipeline.main_job import hand_out
from toolkit.pipeline.rebuilding import rebuild
from toolkit.pipeline.snapshots import snapshot_of

UNIT, PERIOD = "教育局", "2022-04"


@pytest.fixture(scope="module")
def late(tmp_path_factory):
    """教育局 was two days late: its form and scan came on the 8th."""
    from desk_workspace import laid, scan

    root = laid(tmp_path_factory.mktemp("迟报") / "督办")
    there = desk(root)
    files = {"附件2.xlsx": there.filled(UNIT), "教育局盖章.pdf": scan(UNIT, PERIOD)}
    there.mail("一.eml", UNIT, "2022-04-08T10:00", files)
    taken(root, "2022-04-09T09:00")
    register(root)
    return root


@pytest.fixture
def root(late, tmp_path):
    return copied(late, tmp_path / "督办")


def edit(root, sheet, key, value, *, column=2):
    """Change the cell beside (or in the column of) the row whose first cell is `key`; None as value drops the row."""
    path = root / "templates" / "附件1.xlsx"
    book = openpyxl.load_workbook(path)
    rows = book[sheet]
    row = next((cells[0].row for cells in rows.iter_rows() if str(cells[0].value) == key), None)
    if row is None:
        rows.append([key, value])
    elif value is None:
        rows.delete_rows(row)
    else:
        rows.cell(row, column).value = value
    book.save(path)


def register(root, moment="2022-04-10T09:00"):
    hand_out(office(root, moment), "register", PERIOD, dry_run=False, tell=silent)


def verdict(root, moment="2022-04-10T09:00", period=PERIOD):
    docket = looked(office(root, moment), period, year=False).dockets[0]
    return next((row.status.value, row.days_late) for row in docket.units if row.unit == UNIT)


def printed(root, period=PERIOD):
    """Return the register's lines that stand across the sheet."""
    return lines_of(root / "outbox" / period / "报送情况登记表.xlsx")[0]


def lines_of(path):
    """Return the first column of each sheet, where it says anything. Only values are read: an eighth of the time."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [[str(row[0]) for row in sheet.iter_rows(values_only=True) if row and row[0]] for sheet in book]
    finally:
        book.close()


def changes(root):
    lines = printed(root)
    start = next((n for n, line in enumerate(lines) if line.startswith("认定变动")), None)
    return [] if start is None else [line for line in lines[start + 1 :] if "→" in line]


def head(root):
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return ledger.head()


EDITS = {
    "a deadline": ("期次", PERIOD, "2022-04-11", 3),
    "节假日顺延": ("设置", "节假日顺延", "否", 2),
    "a holiday": ("节假日", "2022-04-07", "休", 2),
    "按时认定": ("设置", "按时认定", "电子表", 2),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_changed_plan_moves_the_fingerprints_of_what_is_printed_next(root, change):
    before, marks = head(root), [line for line in printed(root) if "计划指纹" in line]
    edit(root, *change[:3], column=change[3])
    register(root)
    after = [line for line in printed(root) if "计划指纹" in line]
    assert head(root) != before and marks and after != marks


def test_changed_verdicts_stand_in_the_order_of_the_register(root):
    edit(root, *EDITS["a deadline"][:3], column=EDITS["a deadline"][3])
    register(root)
    rows = looked(office(root, "2022-04-10T09:00"), PERIOD, year=False).dockets[0].units
    order = {row.unit: place for place, row in enumerate(rows)}
    places = [order[line.split(". ", 1)[1].split("：")[0]] for line in changes(root)]
    assert len(places) > 3 and places == sorted(places)


def test_looking_writes_nothing_and_says_what_changed(root):
    before = head(root)
    assert looked(office(root, "2022-04-10T09:00"), PERIOD, year=False).complaints == ()
    edit(root, "设置", "节假日顺延", "否")
    said = looked(office(root, "2022-04-10T09:00"), PERIOD, year=False).complaints
    assert len(said) == 1 and "附件1.xlsx" in said[0] and "设置!" in said[0] and head(root) == before


def test_editing_back_leaves_a_trace(root):
    kept = (root / "templates" / "附件1.xlsx").read_bytes()
    before = head(root)
    edit(root, "设置", "节假日顺延", "否")
    register(root)
    (root / "templates" / "附件1.xlsx").write_bytes(kept)
    register(root)
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        plans = [kept.sha256 for kept in ledger.templates() if kept.name == "附件1.xlsx"]
    assert head(root) != before and len(plans) == 3 and plans[0] == plans[2]


def test_changed_verdict_is_listed_with_the_cell_that_changed_it(root):
    assert verdict(root) == ("迟报", 2) and changes(root) == []
    edit(root, "期次", PERIOD, "2022-04-11", column=3)
    register(root)
    assert verdict(root) == ("按时", 0)
    (line,) = [line for line in changes(root) if UNIT in line]
    assert "迟报2天 → 按时" in line and "期次!C" in line and "2022-04-05" in line and "2022-04-11" in line


def test_changed_verdict_is_listed_with_the_note_and_with_the_arrival(root):
    noted(root, "2022-04-10T09:30", NoteKind.DELAY, unit=UNIT, period=PERIOD, due=date(2022, 4, 15))
    there = desk(root)
    there.mail("二.eml", "水利局", "2022-04-10T10:00", {"附件2.xlsx": there.filled("水利局")})
    taken(root, "2022-04-10T11:00")
    register(root, "2022-04-10T12:00")
    mine, other = ([line for line in changes(root) if unit in line] for unit in (UNIT, "水利局"))
    assert "迟报2天 → 按时" in mine[0] and "缓报" in mine[0] and "登记" in mine[0] and "附件1" not in mine[0]
    assert "报送不齐" in other[0] and "收文#" in other[0] and "附件2.xlsx" in other[0]


def register_year(root, moment):
    hand_out(office(root, moment), "register", scope=Scope.YEAR, dry_run=False, tell=silent)
    return changes_in(root / "outbox" / "全年" / "报送情况登记表.xlsx")


def changes_in(path):
    return [line for lines in lines_of(path) for line in lines if " → " in line]


def test_year_register_lists_what_changed_in_any_period_with_its_cause(root):
    assert register_year(root, "2022-06-20T09:00") == []
    edit(root, "期次", PERIOD, "2022-04-11", column=3)
    noted(root, "2022-06-20T10:00", NoteKind.EXEMPT, unit="水利局", period="2022-06")
    found = register_year(root, "2022-06-20T11:00")
    april = next(line for line in found if UNIT in line)
    june = next(line for line in found if "水利局" in line)
    assert PERIOD in april and "迟报2天 → 按时" in april and "期次!C" in april
    assert "2022-06" in june and "→ 免报" in june and "登记" in june and "期次!C" not in june
    assert register_year(root, "2022-06-20T11:00") == found


def test_year_register_holds_still_where_the_period_is_closed(root):
    close(root)
    assert register_year(root, "2022-06-20T09:00") == []
    edit(root, "期次", PERIOD, None)
    edit(root, "设置", "节假日顺延", "否")
    assert [
        line for line in register_year(root, "2022-06-20T11:00") if line.lstrip().startswith(PERIOD) or f"{PERIOD} " in line
    ] == []
    unclose(root, "2022-06-21T09:00")
    assert any(f"{PERIOD} {UNIT}" in line and "→ 无" in line for line in register_year(root, "2022-06-21T10:00"))


def test_printing_the_same_again_lists_and_records_nothing_new(root):
    before = head(root)
    register(root)
    assert head(root) == before and changes(root) == []


def test_moment_judged_by_is_the_cause_where_nothing_else_is(root):
    register(root, "2022-04-07T09:00")
    assert any("统计时点" in line for line in changes(root))


# -- 定稿 --------------------------------------------------------------------------------------------------------------


def close(root, moment="2022-04-20T09:00"):
    noted(root, moment, NoteKind.CLOSE, period=PERIOD)


def unclose(root, moment="2022-04-25T09:00"):
    noted(root, moment, NoteKind.UNCLOSE, period=PERIOD)


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_closed_period_is_judged_by_the_rules_it_was_closed_under(root, change):
    close(root)
    edit(root, *change[:3], column=change[3])
    assert verdict(root, "2022-04-30T09:00") == ("迟报", 2)
    assert verdict(root, "2022-04-10T09:00") == ("迟报", 2)
    register(root, "2022-04-30T09:00")
    assert changes(root) == [] and any("定稿" in line for line in printed(root))


def test_unclosing_gives_the_period_back_to_todays_rules_and_closing_again_freezes_those(root):
    close(root)
    edit(root, "期次", PERIOD, "2022-04-11", column=3)
    unclose(root)
    assert verdict(root, "2022-04-30T09:00") == ("按时", 0)
    close(root, "2022-04-26T09:00")
    edit(root, "期次", PERIOD, "2022-04-05", column=3)
    assert verdict(root, "2022-04-30T09:00") == ("按时", 0)
    unclose(root, "2022-04-27T09:00")
    register(root, "2022-04-30T09:00")
    assert verdict(root, "2022-04-30T09:00") == ("迟报", 2)


def test_taking_the_closing_back_unfreezes_too(root):
    close(root)
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        number = ledger.notes()[-1].number
    edit(root, "期次", PERIOD, "2022-04-11", column=3)
    noted(root, "2022-04-21T09:00", NoteKind.RETRACT, retracts=number)
    assert verdict(root, "2022-04-30T09:00") == ("按时", 0)


def test_closing_twice_and_opening_what_is_open_are_refused(root):
    with pytest.raises(ToolkitError, match="没有定稿"):
        unclose(root)
    close(root)
    with pytest.raises(ToolkitError, match="已于"):
        close(root)


def test_arrival_after_the_closing_counts_and_is_marked(root):
    close(root)
    there = desk(root)
    there.mail("补.eml", "水利局", "2022-04-21T10:00", {"附件2-水利局.xlsx": there.filled("水利局")})
    taken(root, "2022-04-22T09:00")
    docket = looked(office(root, "2022-04-30T09:00"), PERIOD, year=False).dockets[0]
    row = next(row for row in docket.units if row.unit == "水利局")
    assert row.filled_rows and "定稿后报送" in row.reason
    assert "定稿后报送" not in next(row for row in docket.units if row.unit == UNIT).reason


def test_plan_of_the_closing_gone_is_an_operators_matter_not_another_verdict(root):
    close(root)
    edit(root, "期次", PERIOD, "2022-04-11", column=3)
    register(root, "2022-04-30T09:00")
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        first = next(kept for kept in ledger.templates() if kept.name == "附件1.xlsx")
    victim = root / "archive" / first.archived
    victim.chmod(0o644)
    victim.write_bytes(b"forged")
    with pytest.raises(ToolkitError, match="定稿时"):
        verdict(root, "2022-04-30T09:00")


def test_closed_period_whose_row_is_gone_is_found_in_the_plan_it_was_closed_under(root):
    close(root)
    edit(root, "期次", PERIOD, None)
    for named in (PERIOD, "4月"):
        assert verdict(root, "2022-04-30T09:00", period=named) == ("迟报", 2)
    register(root, "2022-04-30T09:00")
    assert changes(root) == [] and any("定稿" in line for line in printed(root))
    year = looked(office(root, "2022-04-30T09:00"), None, year=True).dockets
    assert year[0].period == PERIOD and len(year) == 5
    before = marks(root)
    shutil.rmtree(root / "outbox")
    assert rebuild(office(root, "2022-04-30T09:00"), dry_run=False, tell=silent).complaints == ()
    assert marks(root) == before
    unclose(root)
    with pytest.raises(ToolkitError, match="期次"):
        verdict(root, "2022-04-30T09:00")


def test_history_of_a_closed_period_is_by_its_own_rules(root):
    """Settings that send April's answers back today do not take them from June's history."""
    april = copied(root, root.with_name("定稿"))
    close(april)
    for one in (root, april):
        edit(one, "设置", "字数上限", "1")
        edit(one, "设置", "V08", "退回")
    history = {}
    for name, one in (("open", root), ("closed", april)):
        due = office(one, "2022-06-01T09:00")
        with open_ledger(one / "archive" / "台账.sqlite3", read_only=True) as ledger:
            judgement = examined(snapshot_of(due, ledger))
            period = due.period("2022-06")
            history[name] = [judgement.history.answers(item, UNIT, period) for item in judgement.history.held(UNIT, period)]
    assert not any(history["open"]) and all(history["closed"])


def test_another_year_is_refused_with_the_way_out(root):
    edit(root, "设置", "年度", "2023")
    for command in (lambda: verdict(root), lambda: register(root), lambda: taken(root, "2022-04-30T09:00")):
        with pytest.raises(ToolkitError, match="new-year"):
            command()


def test_year_is_free_before_anything_is_on_record(tmp_path):
    from toolkit.workspace import init

    init(tmp_path / "督办")
    edit(tmp_path / "督办", "设置", "年度", "2023")
    assert looked(office(tmp_path / "督办", "2022-04-10T09:00"), PERIOD, year=False).dockets


# -- made again --------------------------------------------------------------------------------------------------------


def marks(root):
    outbox = root / "outbox"
    return {path.relative_to(outbox).as_posix(): path.read_bytes() for path in outbox.rglob("*") if path.is_file()}


def test_rebuild_makes_what_was_printed_by_the_plan_form_and_templates_of_then(root):
    hand_out(office(root, "2022-04-10T09:00"), "merge", PERIOD, dry_run=False, tell=silent)
    hand_out(office(root, "2022-04-10T09:00"), "remind", PERIOD, dry_run=False, tell=silent)
    before = marks(root)
    edit(root, "期次", PERIOD, "2022-04-11", column=3)
    edit(root, "设置", "督查室", "另一个办公室")
    for path in (root / "templates").glob("*.j2"):
        path.write_text(path.read_text(encoding="utf-8") + "改", encoding="utf-8")
    form = openpyxl.load_workbook(root / "templates" / "附件2.xlsx")
    form.save(root / "templates" / "附件2.xlsx")
    shutil.rmtree(root / "outbox")
    done = rebuild(office(root, "2022-04-30T09:00"), dry_run=False, tell=silent)
    assert (done.complaints, done.broken) == ((), False)
    assert marks(root) == before


def test_rebuild_says_which_template_of_then_is_gone(root):
    edit(root, "设置", "督查室", "另一个办公室")
    register(root, "2022-04-30T09:00")
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        first = next(kept for kept in ledger.templates() if kept.name == "附件1.xlsx")
    victim = root / "archive" / first.archived
    victim.chmod(0o644)
    victim.unlink()
    done = rebuild(office(root, "2022-04-30T09:00"), dry_run=False, tell=silent)
    assert done.broken and "附件1.xlsx" in done.complaints[0] and first.archived in done.complaints[0]


def test_rebuild_never_reads_a_forged_original_and_keeps_the_reading(root):
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        sheet = next(receipt for receipt in ledger.receipts() if receipt.name.endswith(".xlsx"))
        kept = ledger.reading(sheet.number)
    victim = root / "archive" / sheet.archived
    victim.chmod(0o644)
    victim.write_bytes(b"")
    before = marks(root)
    done = rebuild(office(root, "2022-04-30T09:00"), dry_run=False, tell=silent)
    assert done.broken and sheet.archived in "".join(done.complaints) and marks(root) == before
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        assert ledger.reading(sheet.number) == kept


def test_forged_original_whose_reading_is_lost_is_judged_by_nobody(root):
    with open_ledger(root / "archive" / "台账.sqlite3") as ledger:
        sheet = next(receipt for receipt in ledger.receipts() if receipt.name.endswith(".xlsx"))
    forget_readings(root / "archive" / "台账.sqlite3")
    victim = root / "archive" / sheet.archived
    victim.chmod(0o644)
    victim.write_bytes(b"forged")
    before = marks(root)
    for command in (lambda: verdict(root), lambda: rebuild(office(root, "2022-04-30T09:00"), dry_run=False, tell=silent)):
        with pytest.raises(ToolkitError, match="备份"):
            command()
    assert marks(root) == before


def test_rebuild_that_cannot_write_everything_deletes_nothing(root, monkeypatch):
    from toolkit.workspace import writing

    before, real = marks(root), writing._write_synced
    count = iter(range(99))

    def full(path, data):
        if next(count) == 1:
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(writing, "_write_synced", full)
    with pytest.raises(ToolkitError, match="磁盘已满"):
        rebuild(office(root, "2022-04-30T09:00"), dry_run=False, tell=silent)
    assert marks(root) == before
