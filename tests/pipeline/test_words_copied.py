"""A report in words: the clerk has it copied into the prefilled form, for the unit to confirm (待办, note words)."""

from email.message import EmailMessage

import openpyxl
import pytest
from desk_workspace import desk, laid, office, taken
from looked import dockets_of

from toolkit.evidence.ledger import open_ledger
from toolkit.intake.examine import examine
from toolkit.judge.waiting import waiting
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.demo_returns import scan
from toolkit.pipeline.desk_book import decide_desk, known_of, read_desk
from toolkit.pipeline.noting import record

SAID = "督查室：\n您好！\n截至3月底，3所公立幼儿园建设主体已封顶。\n小学三年级学生开展防溺水技能培训1200人。\n谢谢！\n\n"
QUOTED = "-----原始邮件-----\n发件人：督查室\n请尽快报送附件2"
NOW, LATER = "2022-04-08T09:00", "2022-04-08T10:00"


def mail(*, text=SAID + QUOTED, html="", sender="someone@example.org"):
    made = EmailMessage()
    made["From"], made["Subject"] = sender, "进展"
    made["Date"] = "Sat, 02 Apr 2022 10:00:00 +0800"
    made["Received"] = "from a by b; Sat, 02 Apr 2022 10:00:05 +0800"
    made.set_content(html or text, subtype="html" if html else "plain")
    return made.as_bytes()


@pytest.fixture
def root(tmp_path):
    root = laid(tmp_path / "ws")
    (root / "inbox" / "一.eml").write_bytes(mail())
    taken(root, NOW)
    return root


def sent(root):
    path = root / "outbox" / "2022-04" / "退回" / "附件2-教育局-退回修改.xlsx"
    sheet = openpyxl.load_workbook(path)["附件2"]
    header = next(cells for cells in sheet.iter_rows() if any(c.value == "进展情况*" for c in cells))
    column = next(c.column for c in header if c.value == "进展情况*")
    return [sheet.cell(header[0].row + step, column).value for step in (1, 2, 3)]


def test_words_are_what_a_mail_says_itself():
    assert examine(mail(), "一.eml", Limits()).words.splitlines() == [
        "截至3月底，3所公立幼儿园建设主体已封顶。",
        "小学三年级学生开展防溺水技能培训1200人。",
    ]
    page = "<html><style>p{}</style><p>您好</p><p>已完成&nbsp;80%。<br>下一步验收。</p></html>"
    assert examine(mail(html=page), "一.eml", Limits()).words.splitlines() == ["已完成 80%。", "下一步验收。"]


def test_one_command_puts_the_words_into_the_rows_they_are_about(root):
    here = office(root, LATER)
    claim = Note(kind=NoteKind.CLAIM, at=here.as_of, by="值班员", reason="x", file="一.eml", unit="教育局")
    record(here, claim, every_period=True, dry_run=False)
    assert sent(root) == [None, None, None]
    record(here, Note(kind=NoteKind.WORDS, at=here.as_of, by="值班员", reason="只发了文字", file="一.eml"), dry_run=False)
    first, second, third = sent(root)
    assert "封顶" in first and "1200人" in second and third is None and "您好" not in first


def test_one_row_does_both_whose_it_is_and_the_copy(root):
    here = office(root, LATER)
    with open_ledger(here.workspace.ledger) as ledger:
        [task] = [t for t in waiting(known_of(here, ledger, dockets_of(here))) if t.kind.name == "NO_FORM"]
        path = here.workspace.todo
        book = openpyxl.load_workbook(path)
        sheet = book["待办"]
        places = {cell.value: cell.column for cell in sheet[1]}
        row = next(n for n in range(2, sheet.max_row + 1) if sheet.cell(n, 1).value == task.key)
        for label, value in {"处理": task.choices[0].word, "填写内容": "教育局", "理由": "只发了文字"}.items():
            sheet.cell(row, places[label], value)
        book.save(path)
        notes = decide_desk(here, ledger, dockets_of(here), read_desk(here, ledger), by="值班员").notes
    assert [(note.kind, note.unit) for note in notes] == [(NoteKind.CLAIM, "教育局"), (NoteKind.WORDS, "教育局")]
    taken(root, LATER)
    assert "封顶" in sent(root)[0]
    with open_ledger(here.workspace.ledger) as ledger:
        left = waiting(known_of(office(root, "2022-04-08T11:00"), ledger, dockets_of(office(root, "2022-04-08T11:00"))))
    assert "NO_FORM" not in {task.kind.name for task in left}


def test_a_report_that_came_is_not_overwritten_with_words(root):
    there = desk(root)
    files = {"附件2.xlsx": there.filled("教育局"), "教育局盖章.pdf": scan("教育局", "2022-04")}
    there.mail("二.eml", "教育局", "2022-04-03T10:00", files)
    taken(root, LATER)
    here = office(root, "2022-04-08T11:00")
    found = record(here, Note(kind=NoteKind.WORDS, at=here.as_of, by="值班员", reason="x", file="一.eml"), dry_run=False)
    assert any("提醒" in line for line in found.idle)
    assert not (root / "outbox" / "2022-04" / "退回").exists() or not list((root / "outbox" / "2022-04" / "退回").iterdir())
