"""A unit's receipt is rendered once: again only where what it says, its template or the file on disk is another."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_workspace import answered, copied, desk, laid, office, silent, taken
from forgetting import sql
from looked import dockets_of
from plan_book import edited
from plan_book import put as put_cell

from toolkit.outputs import receipt_text
from toolkit.outputs.returned import workbook
from toolkit.pipeline import letters, products
from toolkit.pipeline.answering import AnswersBeside
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.making import Making
from toolkit.pipeline.producing import judged_now
from toolkit.pipeline.products import Wanted
from toolkit.pipeline.standing import Standing

AFTER, LATER = "2022-04-08T09:00", "2022-04-09T09:00"
NAME = "收件回执-教育局"


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """April with a unit's receipt written, and another's sheet in the inbox."""
    root = answered(tmp_path_factory.mktemp("written") / "w", "教育局")
    there = desk(root)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-07T15:20")
    return root


@pytest.fixture
def root(written: Path, tmp_path: Path) -> Path:
    return copied(written, tmp_path / "w")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units whose receipt is rendered, as a text or a page."""
    units: list[str] = []
    for kind in ("text", "page"):
        real = getattr(letters._ReceiptLetter, kind)

        def made(self, real=real) -> bytes:
            units.append(self.unit.name)
            return real(self)

        monkeypatch.setattr(letters._ReceiptLetter, kind, made)
    return units


def receipts(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in office(root, LATER).workspace.receipts("2022-04").iterdir()}


def test_one_more_sheet_renders_that_units_receipt_only(root, rendered):
    before = receipts(root)
    taken(root, LATER)
    assert rendered == ["水利局", "水利局"]
    assert before.items() < receipts(root).items()


def test_no_row_is_opened_for_a_receipt_that_stands(root, monkeypatch):
    opened: list[str] = []
    rows_of = receipt_text.accepted_rows

    def asked(docket, unit):
        opened.append(unit)
        return rows_of(docket, unit)

    monkeypatch.setattr(receipt_text, "accepted_rows", asked)
    taken(root, LATER)
    assert set(opened) == {"水利局"}


def test_receipts_of_units_of_which_nothing_new_is_said_are_not_asked_what_they_are_made_from(root, monkeypatch):
    monkeypatch.setattr(products, "_UNITS", 1)
    taken(root, LATER)  # it is kept by units from here on
    asked: list[str] = []
    real = letters._ReceiptLetter._inputs
    monkeypatch.setattr(letters._ReceiptLetter, "_inputs", lambda self, name: asked.append(self.unit.name) or real(self, name))
    there, before = desk(root), receipts(root)
    there.drop("附件2-水利局-补.xlsx", there.filled("水利局", put("进展情况", "大坝主体已完工。")), "2022-04-08T15:20")
    taken(root, "2022-04-10T09:00")
    assert set(asked) == {"水利局"}
    assert before.keys() == receipts(root).keys() and before != receipts(root)
    page(root).unlink()
    there.drop("附件2-水利局-三.xlsx", there.filled("水利局", put("进展情况", "闸门已安装。")), "2022-04-09T15:20")
    taken(root, "2022-04-11T09:00")
    assert page(root).is_file() and set(asked) == {"水利局", "教育局"}


def test_what_is_said_of_one_units_answers_side_by_side_renders_no_other_ones_receipt(tmp_path, rendered):
    """The first word on answers that are like others (U rules, X16) had every unit's receipt made anew."""
    root = answered(tmp_path / "w", "水利局")
    there = desk(root)
    rendered.clear()
    same = "已完成全部设备采购和安装，正在逐个学校组织验收，资料同步归档。"
    alike = there.filled("教育局", put("进展情况", same, 0), put("进展情况", same, 1))
    there.drop("附件2-教育局.xlsx", alike, "2022-04-07T15:20")
    taken(root, LATER)
    told = dockets_of(office(root, LATER))[0].entries_of("教育局")
    assert "X16" in {problem.code.name for entry in told for problem in entry.problems}
    assert "水利局" not in rendered


SPOILT: dict[str, Callable[[Path], object]] = {
    "a page was changed": lambda root: page(root).write_bytes(b"x"),
    "a page is gone": lambda root: page(root).unlink(),
    "what was kept is gone": lambda root: sql(root, "DELETE FROM derived WHERE kind = 'made'"),
    "what was kept is no list": lambda root: sql(root, "UPDATE derived SET body = zeroblob(40) WHERE kind = 'made'"),
}


def page(root: Path) -> Path:
    return office(root, LATER).workspace.receipts("2022-04") / f"{NAME}.docx"


@pytest.mark.parametrize("how", SPOILT)
def test_what_does_not_stand_is_made_again(root, rendered, how):
    before = receipts(root)
    SPOILT[how](root)
    taken(root, LATER)
    assert "教育局" in rendered
    assert before.items() < receipts(root).items()


def test_another_template_is_another_receipt(root, rendered):
    template = root / "templates" / "收件回执.txt.j2"
    template.write_text(template.read_text("utf-8") + "\n另：请保存。\n", "utf-8")
    taken(root, LATER)
    assert rendered.count("教育局") == 1
    assert "另：请保存。" in receipts(root)[f"{NAME}.txt"].decode("utf-8")


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """April with one unit's sheet sent back, another's in the inbox."""
    root = laid(tmp_path / "r")
    there = desk(root)
    there.drop("附件2-教育局.xlsx", there.filled("教育局", put("进展情况", "同上")), "2022-04-02T15:20")
    assert taken(root, AFTER) == ("returned",)
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-07T15:20")
    return root


@pytest.fixture
def books(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units whose form that goes back is printed."""
    units: list[str] = []
    real = workbook.returned_book

    def printed(press, case, **more) -> bytes:
        units.append(case.unit.name)
        return real(press, case, **more)

    monkeypatch.setattr(workbook, "returned_book", printed)
    return units


def test_a_form_sent_back_stands_while_nothing_of_it_changed(returned, books):
    folder = office(returned, LATER).workspace.returned("2022-04")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    taken(returned, LATER)
    assert books == []
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_another_plan_is_another_form_sent_back(returned, books):
    plan = returned / "templates" / "附件1.xlsx"
    plan.write_bytes(edited(put_cell("单位", "F5", "new@example.cn")))
    taken(returned, LATER)
    assert books == ["教育局"]


def test_which_answers_stand_is_seen_while_files_are_taken_in(root, monkeypatch):
    class Now:
        worth_while = True

        def at_once(self, errand):
            told = [*errand()]
            return lambda: iter(told)

    monkeypatch.setattr(products, "_UNITS", 1)
    taken(root, LATER)
    here = office(root, "2022-04-10T09:00")

    def seen() -> set[str]:
        answers = AnswersBeside(Now())
        with here.reading() as ledger:
            answers.look(here, ledger, here.period("2022-04"))
        return set(answers._seen())

    whole = seen()
    assert len(whole) == len(here.plan.units)  # with nothing in most groups
    page(root).write_bytes(b"x")
    assert len(whole - seen()) == 1
    sql(root, "DELETE FROM derived WHERE kind = 'made'")
    assert seen() == set()


def test_what_was_seen_to_stand_is_not_looked_at_again(root, monkeypatch):
    monkeypatch.setattr(products, "_UNITS", 1)
    taken(root, LATER)
    here, looked = office(root, "2022-04-10T09:00"), []
    real = Standing.stands
    monkeypatch.setattr(Standing, "stands", lambda self, name, sha: looked.append(name) or real(self, name, sha))
    with here.writing("test") as ledger:
        judged = judged_now(here, ledger)
        receipts = Wanted(kind="回执", period=here.period("2022-04"))
        stood = {block.key: "" for block in Standing(here, ledger).parts(receipts).keyed()}
        written = Making(judged, ledger, stood).written("回执", [receipts], silent)
    assert looked == [] and len(written.paths) == 4 and not written.fresh
