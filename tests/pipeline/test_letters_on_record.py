"""Letters on record: whose a letter is comes with it, never out of a file's name; every line of the catalogue can be made."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from desk_workspace import desk, laid, office, silent, taken

from toolkit.cli.line import COMMANDS
from toolkit.evidence.ledger import open_ledger
from toolkit.pipeline.catalogue import CATALOGUE, Scope, made_by
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.export import export
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import hand_out
from toolkit.plan.draft import shipped_draft
from toolkit.plan.write import write_plan
from toolkit.workspace import init

ODD, NEAR = "教育-体育局", "体育局"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A plan in which one unit's name stands inside another's, behind a hyphen."""
    init(tmp_path)
    draft = shipped_draft()
    table = tuple((a, b, c, {"教育局": ODD, "水利局": NEAR}.get(d, d)) for a, b, c, d in draft.table[:6])
    hosts = "\n".join(row[3] for row in table)
    units = [(ODD, ODD, "", "县直"), (NEAR, NEAR, "", "县直"), *(u for u in draft.units if u[0] in hosts)]
    table = (*table, ("", "", "改造中小学校2所。", ODD), ("", "", "建设健身步道3公里。", NEAR))
    plan = write_plan(replace(draft, table=table, units=tuple(units)))
    (tmp_path / "templates" / "附件1.xlsx").write_bytes(plan)
    return tmp_path


def reminded(root: Path) -> list[str]:
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return [draft.unit for draft in ledger.drafted() if draft.kind == "催报"]


def test_a_unit_with_a_hyphen_is_reminded_once_and_nobody_in_its_place(root):
    first = hand_out(office(root, "2022-04-08T09:00"), "remind", "2022-04", dry_run=False, tell=silent)
    assert {ODD, NEAR} <= set(reminded(root))
    assert any(ODD in path.name for path in first.paths)
    again = hand_out(office(root, "2022-04-08T10:00"), "remind", "2022-04", dry_run=False, tell=silent)
    assert again.paths == first.paths and any("原样留着" in words for words in again.moved)
    assert reminded(root).count(ODD) == reminded(root).count(NEAR) == 1


def test_an_export_holds_its_own_unit_s_letters_only(root):
    generate(office(root, "2022-03-25T09:00"), "2022-04", (), dry_run=False, tell=silent)
    hand_out(office(root, "2022-04-08T09:00"), "remind", "2022-04", dry_run=False, tell=silent)
    for unit in (ODD, NEAR):
        export(office(root, "2022-04-09T09:00"), unit, root / f"证据{unit}", dry_run=False)
        names = [path.name for path in (root / f"证据{unit}" / "函件").rglob("*") if path.is_file()]
        assert len(names) == 3
        assert [ODD in name for name in names] == [unit == ODD] * 3


def returned_on_record(root: Path) -> list[tuple[str, str]]:
    with open_ledger(root / "archive" / "台账.sqlite3", read_only=True) as ledger:
        return [(draft.unit, draft.detail["收文"]) for draft in ledger.drafted() if draft.kind == "退回"]


def test_a_file_sent_back_is_on_record_once_however_often_it_is_written_again(tmp_path):
    laid(tmp_path)
    there = desk(tmp_path)
    there.mail("一.eml", "教育局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("教育局", put("进展情况", "同上"))})
    taken(tmp_path, "2022-04-02T12:00")
    first = returned_on_record(tmp_path)
    assert [unit for unit, _ in first] == ["教育局"]
    there.mail("水利局.eml", "水利局", "2022-04-03T10:00", {"附件2.xlsx": there.filled("水利局")})
    taken(tmp_path, "2022-04-03T12:00")
    assert returned_on_record(tmp_path) == first
    there.mail("二.eml", "教育局", "2022-04-04T10:00", {"附件2.xlsx": there.filled("教育局", put("进展情况", "无"))})
    taken(tmp_path, "2022-04-04T12:00")
    assert [unit for unit, _ in returned_on_record(tmp_path)] == ["教育局"] * 2, "another file sent back is another letter"


def test_a_reminder_is_on_record_once_a_moment_and_again_days_later(tmp_path):
    laid(tmp_path)
    for moment in ("2022-04-08T09:00", "2022-04-08T09:00", "2022-04-13T09:00"):
        hand_out(office(tmp_path, moment), "remind", "2022-04", dry_run=False, tell=silent)
    assert reminded(tmp_path).count("教育局") == 2


def test_every_line_of_the_catalogue_can_be_made():
    for line in CATALOGUE:
        module, function = line.make.split(":")
        assert callable(getattr(import_module(f"toolkit.pipeline.{module}"), function)), line.kind
    assert len({line.kind for line in CATALOGUE}) == len(CATALOGUE)
    commands = {name for name, module in COMMANDS.items() if module == "letters"}
    assert {line.command for line in CATALOGUE if line.command} == commands
    assert all(made_by(name, Scope.PERIOD) or made_by(name, Scope.YEAR) for name in commands)
    assert all(line.scope is Scope.PERIOD for line in CATALOGUE if line.recorded or line.in_run or line.follows_ingest)
