"""inbox/待办.xlsx: what waits for the clerk, filled in like any sheet, becomes notes; no row is ever lost."""

import errno
from datetime import date
from io import BytesIO

import pytest
from desk_workspace import april, desk, office, silent, taken
from looked import dockets_of
from openpyxl import Workbook, load_workbook

from toolkit.clerk.todo import HEADERS, TaskKind, read_todo
from toolkit.evidence.ledger import open_ledger
from toolkit.judge.waiting import waiting
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline import desk_book
from toolkit.pipeline.demo_returns import put, scan
from toolkit.pipeline.desk_book import decide_desk, keep_desk, known_of, read_desk, take_desk
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.main_job import hand_out
from toolkit.pipeline.noting import record
from toolkit.pipeline.office import docket_of
from toolkit.pipeline.upkeep import undo
from toolkit.workspace.refused import speaking

NOW, LATER = "2022-04-09T09:00", "2022-04-09T11:00"


@pytest.fixture
def root(tmp_path):
    return april(tmp_path / "ws")


def kept(root):
    here = office(root, NOW)
    with open_ledger(here.workspace.ledger) as ledger:
        return keep_desk(here, ledger, dockets_of(here), read_desk(here, ledger))


def tasks(root, moment=NOW):
    here = office(root, moment)
    with open_ledger(here.workspace.ledger, read_only=True) as ledger:
        return waiting(known_of(here, ledger, dockets_of(here)))


def fill(root, kind, **cells):
    """Fill in the first row of a kind as an office program would."""
    path = root / "inbox" / "待办.xlsx"
    book = load_workbook(path)
    sheet = book["待办"]
    labels = {cell.value: cell.column for cell in sheet[1]}
    row = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, labels["类别"]).value == kind)
    for label, value in cells.items():
        sheet.cell(row, labels[label], value)
    book.save(path)


def done(root, moment=NOW):
    here = office(root, moment)
    with open_ledger(here.workspace.ledger) as ledger:
        book = decide_desk(here, ledger, dockets_of(here), read_desk(here, ledger), by="值班员")
        if book.notes:
            ledger.append(*book.notes)
        return book, keep_desk(here, ledger, dockets_of(here), book)


def test_what_waits_is_listed_with_what_can_be_done(root):
    assert kept(root) == ()
    sheet = load_workbook(root / "inbox" / "待办.xlsx")["待办"]
    rows = [dict(zip(HEADERS, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert {row["类别"] for row in rows} == {"待认领", "沿用承办单位"}
    assert any("微信图片.jpg" in row["事情"] for row in rows)
    assert len([row for row in rows if row["类别"] == "沿用承办单位"]) == 3


def test_a_filled_row_becomes_a_note_and_moves_to_done(root):
    kept(root)
    fill(root, "待认领", 处理="认领给“填写内容”栏所写的单位", 填写内容="水利局", 理由="微信群里水利局发的", 登记人="督查室")
    book, complaints = done(root)
    assert complaints == () and [(n.kind, n.unit, n.by) for n in book.notes] == [(NoteKind.CLAIM, "水利局", "督查室")]
    assert TaskKind.UNCLAIMED not in {task.kind for task in tasks(root)}
    after = load_workbook(root / "inbox" / "待办.xlsx")
    assert [row[4].value for row in after["已办"].iter_rows(min_row=2)] == ["水利局"]
    here = office(root, NOW)
    row = next(u for u in docket_of(dockets_of(here), here.period("2022-04")).units if u.unit == "水利局")
    assert row.scan is not None


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"处理": "认领给“填写内容”栏所写的单位", "填写内容": "不存在局", "理由": "x"}, "不存在局"),
        ({"处理": "随便写的", "理由": "x"}, "下拉"),
        ({"处理": "认领给“填写内容”栏所写的单位", "理由": "x"}, "单位名称"),
    ],
)
def test_a_row_that_cannot_be_done_says_why_and_stays_as_typed(root, cells, named):
    kept(root)
    fill(root, "待认领", **cells)
    book, _ = done(root)
    assert book.notes == () and named in " ".join(book.complaints)
    [row] = read_todo((root / "inbox" / "待办.xlsx").read_bytes())
    assert (row.choice, row.value, row.reason) == (cells["处理"], cells.get("填写内容", ""), "x")
    sheet = load_workbook(root / "inbox" / "待办.xlsx")["待办"]
    assert any(named in str(cell.value) for cell in sheet["J"])


def test_a_row_begun_is_neither_done_nor_lost(root):
    kept(root)
    fill(root, "待认领", 理由="还在问")
    book, _ = done(root)
    assert book.notes == () and book.complaints == ()
    assert [row.reason for row in read_todo((root / "inbox" / "待办.xlsx").read_bytes())] == ["还在问"]


def test_a_choice_without_its_reason_is_said(root):
    kept(root)
    fill(root, "沿用承办单位", 处理="沿用无误")
    here = office(root, NOW)
    with open_ledger(here.workspace.ledger) as ledger:
        told = take_desk(here, ledger)
    assert told.notes == () and any("理由" in line and "第" in line for line in told.complaints)


def test_looked_at_means_that_it_waits_no_longer(root):
    kept(root)
    fill(root, "沿用承办单位", 处理="沿用无误", 理由="已对照通知")
    done(root)
    assert len([task for task in tasks(root) if task.kind is TaskKind.INHERITED]) == 2


def test_an_open_book_is_left_alone_and_said(root):
    kept(root)
    before = (root / "inbox" / "待办.xlsx").read_bytes()
    fill(root, "沿用承办单位", 处理="沿用无误", 理由="已对照通知")
    typed = (root / "inbox" / "待办.xlsx").read_bytes()
    (root / "inbox" / ".~lock.待办.xlsx#").write_text("soffice", encoding="utf-8")
    _, complaints = done(root)
    assert complaints and (root / "inbox" / "待办.xlsx").read_bytes() == typed != before
    (root / "inbox" / ".~lock.待办.xlsx#").unlink()
    book, complaints = done(root)
    assert complaints == () and book.notes == ()  # already on record: not a second time
    assert len([task for task in tasks(root) if task.kind is TaskKind.INHERITED]) == 2


def test_saved_while_we_worked_is_not_overwritten(root):
    kept(root)
    here = office(root, NOW)
    with here.reading() as ledger:
        book = read_desk(here, ledger)
    fill(root, "沿用承办单位", 处理="沿用无误", 理由="刚刚保存")
    typed = (root / "inbox" / "待办.xlsx").read_bytes()
    with open_ledger(here.workspace.ledger) as ledger:
        assert keep_desk(here, ledger, dockets_of(here), book) != ()
    assert (root / "inbox" / "待办.xlsx").read_bytes() == typed


def test_a_spoilt_book_costs_only_itself(root):
    (root / "inbox" / "待办.xlsx").write_bytes(b"no workbook")
    here = office(root, NOW)
    with here.reading() as ledger:
        book = read_desk(here, ledger)
    assert book.rows == () and "待办.xlsx" in book.complaints[0]


def test_a_time_in_doubt_offers_the_moments_known(root):
    from desk_workspace import desk, taken

    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-04T10:00")
    taken(root, "2022-04-08T10:00")
    [task] = [task for task in tasks(root) if task.kind is TaskKind.TIME]
    assert any(choice.word.startswith("2022-04-04 10:00") for choice in task.choices)
    kept(root)
    fill(root, "时间待核", 处理="收到时间见“填写内容”栏", 填写内容="2022-04-04 16:30", 理由="公文交换系统记录")
    book, _ = done(root)
    [note] = book.notes
    assert note.received is not None and note.received.date() == date(2022, 4, 4)
    assert TaskKind.TIME not in {task.kind for task in tasks(root)}


def test_the_same_things_give_the_same_bytes(root):
    kept(root)
    once = (root / "inbox" / "待办.xlsx").read_bytes()
    (root / "inbox" / "待办.xlsx").unlink()
    kept(root)
    assert (root / "inbox" / "待办.xlsx").read_bytes() == once
    assert load_workbook(BytesIO(once))["选项"].sheet_state == "hidden"


def test_the_next_ingest_does_what_was_filled_in(root):
    from desk_workspace import taken

    taken(root, NOW)
    fill(root, "待认领", 处理="认领给“填写内容”栏所写的单位", 填写内容="水利局", 理由="电话核实")
    taken(root, "2022-04-09T10:00")
    here = office(root, "2022-04-09T11:00")
    row = next(u for u in docket_of(dockets_of(here), here.period("2022-04")).units if u.unit == "水利局")
    assert row.scan is not None
    [row] = load_workbook(root / "inbox" / "待办.xlsx")["已办"].iter_rows(min_row=2, values_only=True)
    assert all(row[place] for place in (0, 1, 2, 4, 6, 7))  # who, when and why stand there, whoever filled it in


def test_loose_files_of_one_ingest_are_timed_in_one_row(root):
    there = desk(root)
    for unit in ("教育局", "水利局"):
        there.drop(f"{unit}盖章件.pdf", scan(unit, "2022-04"), "2022-04-04T10:00")
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-04T11:00")
    there.drop("水利局又一份盖章.pdf", scan("水利局", "2022-04") + b"2", "2022-04-04T12:00")
    taken(root, "2022-04-08T10:00")
    assert kept(root) == ()
    together = [task for task in tasks(root) if task.about[0] == "批"]
    assert len(together) == 1 and together[0].where == "水利局盖章件.pdf等3件"
    fill(root, "时间待核", 处理="都按各自的文件时间收到", 理由="当面收取")
    before = len([task for task in tasks(root) if task.kind is TaskKind.TIME])
    assert before >= 4
    book, _left = done(root)
    assert {note.kind for note in book.notes} == {NoteKind.RECEIVED}
    assert len({note.file for note in book.notes}) == len(book.notes) == before - 1
    assert len({note.received for note in book.notes}) > 1
    assert [task for task in tasks(root) if task.kind is TaskKind.TIME] == []


def test_what_was_taken_back_waits_no_more(root):
    assert kept(root) == ()
    undo(office(root, NOW), by="值班员", dry_run=False)
    book = load_workbook(root / "inbox" / "待办.xlsx")
    assert "待认领" not in {row[1].value for row in book["待办"].iter_rows(min_row=2)}


def pasted(data, unit):
    """Return the sheet as pasted into a fresh book: values alone, no hidden column, another name of the unit printed."""
    source, book = load_workbook(BytesIO(data))["附件2"], Workbook()
    for cells in source.iter_rows():
        for cell in cells:
            hidden = isinstance(cell.value, str) and ("@" in cell.value or "督办表" in cell.value)
            if cell.value is not None and not hidden:
                text = f"填报单位：{unit}" if str(cell.value).startswith("填报单位") else cell.value
                book.active[cell.coordinate] = text
    kept_in = BytesIO()
    book.save(kept_in)
    return kept_in.getvalue()


def state(root, unit):
    here = office(root, "2022-04-09T12:00")
    return next(u for u in docket_of(dockets_of(here), here.period("2022-04")).units if u.unit == unit)


def test_a_name_nobody_knows_is_remembered_once_for_all(root):
    there = desk(root)
    there.drop("表.xlsx", pasted(there.filled("水利局"), "鹿寨县水利水保局"), "2022-04-05T10:00")
    taken(root, NOW)
    assert state(root, "水利局").sheet is None
    [task] = [task for task in tasks(root) if task.kind is TaskKind.ALIAS]
    assert "水利水保局" in task.what and task.link.endswith(".xlsx")
    fill(root, "疑似别名", 处理=task.choices[0].word, 理由="水利局旧称")
    taken(root, "2022-04-09T10:00")
    assert state(root, "水利局").sheet is not None
    assert TaskKind.ALIAS not in {task.kind for task in tasks(root, "2022-04-09T10:30")}
    replies = list((root / "outbox" / "2022-04").rglob("*水利局*"))
    assert any("回执" in str(path) for path in replies)
    there.drop("再报.xlsx", pasted(there.filled("水利局", put("备注", "补充")), "水利水保局"), "2022-04-05T11:00")
    assert "unclaimed" not in taken(root, "2022-04-09T11:00")


def test_what_is_no_alias_waits_no_more(root):
    there = desk(root)
    there.drop("水利局.xlsx", pasted(there.filled("水利局"), "河长制办公室"), "2022-04-05T10:00")
    taken(root, NOW)
    assert [task.kind for task in tasks(root)].count(TaskKind.ALIAS) == 1  # told by the file's name, printed otherwise
    fill(root, "疑似别名", 处理="不是别名，不用处理", 理由="抄错了")
    done(root)
    assert TaskKind.ALIAS not in {task.kind for task in tasks(root)}


@pytest.mark.parametrize("text", ["水利局（盖章）", "鹿寨县水利局", "XX局", "（填写单位名称）", "教育局、水利局", "——"])
def test_only_a_name_of_its_own_is_an_alias(root, text):
    there = desk(root)
    there.drop("水利局.xlsx", pasted(there.filled("水利局"), text), "2022-04-05T10:00")
    taken(root, NOW)
    assert TaskKind.ALIAS not in {task.kind for task in tasks(root)}


def test_a_row_sent_back_again_waits_again(root):
    there = desk(root)
    there.mail("三.eml", "水利局", "2022-04-05T10:00", {"附件2.xlsx": there.filled("水利局", put("进展情况", "同上"))})
    taken(root, NOW)
    fill(root, "退回的行", 处理="维持退回，等单位重报", 理由="确有问题")
    done(root)
    assert TaskKind.RETURNED_ROW not in {task.kind for task in tasks(root)}
    there.mail("四.eml", "水利局", "2022-04-06T10:00", {"附件2.xlsx": there.filled("水利局", put("进展情况", "略"))})
    taken(root, "2022-04-09T10:00")
    assert TaskKind.RETURNED_ROW in {task.kind for task in tasks(root)}


def test_a_changed_verdict_waits_until_it_was_looked_at(root):
    def printed(moment):
        hand_out(office(root, moment), "register", "2022-04", dry_run=False, tell=silent)

    printed(NOW)
    assert TaskKind.CHANGED_VERDICT not in {task.kind for task in tasks(root)}
    here = office(root, "2022-04-09T09:30")
    exempt = Note(kind=NoteKind.EXEMPT, at=here.as_of, by="督查室", reason="经批准", unit="水利局", period="2022-04")
    record(here, exempt, dry_run=False)
    printed("2022-04-09T10:00")
    [task] = [task for task in tasks(root, LATER) if task.kind is TaskKind.CHANGED_VERDICT]
    assert "水利局" in task.what and "经批准" in task.what and task.period == "2022-04"
    assert (root / "inbox" / task.link).is_file()
    fill(root, "认定变动", 处理=task.choices[0].word, 理由="已换发")
    done(root, LATER)
    assert TaskKind.CHANGED_VERDICT not in {task.kind for task in tasks(root, LATER)}


def test_what_came_after_a_register_is_no_changed_verdict(root):
    hand_out(office(root, NOW), "register", "2022-04", dry_run=False, tell=silent)
    there = desk(root)
    there.mail("五.eml", "水利局", "2022-04-09T09:10", {"附件2.xlsx": there.filled("水利局")})
    taken(root, "2022-04-09T09:30")
    hand_out(office(root, "2022-04-09T10:00"), "register", "2022-04", dry_run=False, tell=silent)
    assert TaskKind.CHANGED_VERDICT not in {task.kind for task in tasks(root)}


@pytest.mark.parametrize(("number", "word"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "正开着")])
def test_why_the_book_was_not_written_is_said(root, monkeypatch, number, word):
    def refused(path, _data, **_more):
        with speaking(path):
            raise OSError(number, "")

    (root / "inbox" / "待办.xlsx").unlink(missing_ok=True)
    monkeypatch.setattr(desk_book, "write_atomic", refused)
    (line,) = kept(root)
    assert word in line and "待办.xlsx" in line


def test_a_view_of_then_leaves_the_book_to_be_kept_up_by_the_next_command(root):
    kept(root)
    before = len(tasks(root))
    hand_out(office(root, "2022-03-26T09:00"), "register", "2022-04", dry_run=False, tell=silent)
    ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    sheet = load_workbook(root / "inbox" / "待办.xlsx")["待办"]
    assert before and sum(1 for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True) if row[0]) == before


def test_what_could_not_be_done_stands_in_the_book_also_where_nothing_came(root):
    kept(root)
    ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    fill(root, "待认领", 处理="随便写的", 理由="x")
    ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    sheet = load_workbook(root / "inbox" / "待办.xlsx")["待办"]
    assert any("下拉" in str(cell.value) for cell in sheet["J"])
