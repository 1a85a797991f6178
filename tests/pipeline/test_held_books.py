"""A book that another program holds is one sentence, and what does not hang on it is done."""

import pytest
from desk_workspace import copied, office, silent, two_came
from held import held

from toolkit.cli.line import run_line
from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.errors import Exit
from toolkit.pipeline.ingest import ingest

NOW = "2022-04-08T09:00"


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    return two_came(tmp_path_factory.mktemp("开着") / "督办")


@pytest.fixture
def root(begun, tmp_path):
    return copied(begun, tmp_path / "ws")


def received(root) -> list[str]:
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return [receipt.name for receipt in ledger.receipts()]


@pytest.mark.parametrize(
    "name", ["templates/退回说明.docx", "inbox/收文登记.xlsx", "inbox/待办.xlsx", "outbox/2022-04/汇总表.xlsx"]
)
def test_the_rest_of_a_run_goes_on(root, monkeypatch, capsys, name):
    book = root / name
    if not book.exists():
        book.parent.mkdir(parents=True, exist_ok=True)
        book.write_bytes(b"held")
    with held(book, monkeypatch):
        code = run_line(["run", "4月", "-w", str(root), "--as-of", NOW])
    out, err = capsys.readouterr()
    assert code == (Exit.OPERATOR if name.startswith("templates") else Exit.OK), err
    assert book.stem in out + err
    assert not name.endswith("收文登记.xlsx") or err.count(book.name) == 1  # whether its lists lack a unit nobody knows
    assert len(received(root)) == 2
    assert (root / "outbox" / "2022-04" / "报送情况登记表.xlsx").is_file()
    assert list((root / "outbox" / "2022-04" / "回执").iterdir())
    assert not (root / "duban.log").exists()


def test_what_was_written_beside_a_held_book_goes_when_the_book_is_written(root, monkeypatch):
    """Two books of one name lay there, and the older one looked as good."""
    folder = root / "outbox" / "2022-04"
    book, beside, own = folder / "汇总表.xlsx", folder / "汇总表（2）.xlsx", folder / "汇总表（3）.xlsx"

    def ran(day: int) -> None:
        assert run_line(["run", "4月", "-w", str(root), "--as-of", f"2022-04-{day:02}T09:00"]) == Exit.OK

    ran(8)
    before = book.read_bytes()
    for day in (9, 10):
        with held(book, monkeypatch):
            ran(day)
        assert beside.is_file() and not own.exists()
    assert book.read_bytes() == before
    own.write_bytes(beside.read_bytes() + b"x")  # the clerk has one that he wrote into
    ran(11)
    assert book.read_bytes() != before
    assert own.is_file() and not beside.exists()


def test_what_a_held_template_kept_back_is_made_up(root, monkeypatch):
    letter = root / "templates" / "退回说明.docx"
    with held(letter, monkeypatch):
        done = ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    assert [letter.name in sentence for sentence in done.undone] == [True]
    back = root / "outbox" / "2022-04" / "退回"
    assert not list(back.rglob("*退回说明.docx"))
    assert not ingest(office(root, NOW), received=None, dry_run=False, tell=silent).undone
    assert list(back.rglob("*退回说明.docx"))


@pytest.mark.parametrize("name", ["templates/附件1.xlsx", "templates/附件2.xlsx"])
@pytest.mark.parametrize("command", ["run", "status", "init", "plan", "generate"])
def test_plan_and_form_are_one_sentence(root, monkeypatch, capsys, name, command):
    book = root / name
    words = ["init", str(root)] if command == "init" else [command, "-w", str(root), "--as-of", NOW]
    if command == "plan" and "附件2" in name:
        words = ["run", "4月", "-w", str(root), "--as-of", NOW, "--dry-run"]
    with held(book, monkeypatch):
        code = run_line(words)
    _out, err = capsys.readouterr()
    assert code == (Exit.OK if command == "init" else Exit.OPERATOR), err
    assert command == "init" or (len(err.strip().splitlines()) == 1 and book.name in err)
    assert not (root / "duban.log").exists()


def test_a_notice_never_goes_beside_the_plan(root, monkeypatch, capsys, tmp_path):
    notice = tmp_path / "通知.txt"
    notice.write_text("2022年民生实事\n1．修路。牵头单位：交通局；12月底前完成。\n", encoding="utf-8")
    with held(root / "templates" / "附件1.xlsx", monkeypatch):
        code = run_line(["import-plan", str(notice), "--force", "-w", str(root)])
    assert code == Exit.OPERATOR, capsys.readouterr()
    assert not (root / "templates" / "附件1（2）.xlsx").exists()
