"""`duban status UNIT`: every file, what changed from version to version and from period to period, what was stated."""

import pytest
from desk_workspace import april, copied, desk, office, silent, taken
from looked import dockets_of, looked

from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.demo_returns import DemoUnit, put, scan
from toolkit.pipeline.issue import generate
from toolkit.pipeline.noting import record
from toolkit.pipeline.story import story
from toolkit.telling import as_json, screen
from toolkit.telling.story import story as shown

LATER = "2022-06-10T09:00"


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    root = april(tmp_path_factory.mktemp("played") / "ws")
    generate(office(root, "2022-05-20T09:00"), "2022-06", ("教育局",), dry_run=False, tell=silent)
    there = desk(root, "2022-06")
    june = there.filled("教育局", put("完成比例", 0.62))
    there.mail("三.eml", "教育局", "2022-06-02T10:00", {"附件2.xlsx": june, "教育局盖章.pdf": scan("教育局", "2022-06")})
    taken(root, "2022-06-08T09:00")
    here = office(root, LATER)
    said = {"at": here.as_of, "reason": "领导同意", "by": "值班员"}
    first = record(here, Note(kind=NoteKind.EXEMPT, unit="教育局", period="2022-06", **said), dry_run=False)
    retract = Note(kind=NoteKind.RETRACT, retracts=first.note.number, period="2022-06", **said)
    record(office(root, LATER), retract, dry_run=False)
    claim = Note(kind=NoteKind.CLAIM, unit="水利局", file="微信图片.jpg", **said)
    record(office(root, LATER), claim, every_period=True, dry_run=False)
    return root


@pytest.fixture(scope="module")
def told(played):
    here = office(played, LATER)
    with here.reading() as ledger:
        found = story(here, ledger, dockets_of(here), here.unit("教育局"))
    return shown(here, found), as_json.story(found, here.zone)


def test_every_period_and_file_of_the_unit_is_told(told):
    blocks, data = told
    assert [p["period"] for p in data["periods"]] == ["2022-04", "2022-06", "2022-08", "2022-10", "2022-12"]
    assert [p["status"] for p in data["periods"][:2]] == ["按时", "按时"]
    outcomes = [f["outcome"] for f in data["files"]]
    assert (outcomes[0], outcomes.count("returned"), outcomes.count("scan")) == ("returned", 1, 2)
    assert len(blocks[1].rows) == len(data["files"])


def test_changes_from_version_to_version_name_both_receipts(told):
    _, data = told
    versions = [c for c in data["changes"] if c["between"] == "version"]
    assert [(c["item"], c["field"]) for c in versions] == [("3-1", "进展情况")]
    assert versions[0]["from"].startswith("#")
    assert versions[0]["from"].endswith("（空）")


def test_changes_from_period_to_period_are_between_what_counts(told):
    _, data = told
    periods = [c for c in data["changes"] if c["between"] == "period" and c["field"] == "完成比例"]
    assert next((c["item"], c["to"]) for c in periods) == ("3-1", "2022-06 62%")
    assert all(c["from"].startswith("2022-04 ") for c in periods)


def test_notes_are_told_with_what_was_taken_back_and_nobody_elses(told):
    blocks, data = told
    assert [(n["kind"], n["stands"]) for n in data["notes"]] == [("免报", False), ("撤回", True)]
    assert blocks[-1].title == "督查室登记"


def test_status_takes_a_unit_by_any_of_its_names(played):
    shown = looked(office(played, LATER), "县教育局", year=False)
    assert as_json.status(shown)["unit"] == "教育局"
    assert next(block.title for block in screen.status(shown)) == "教育局：各期报送情况"


def test_story_as_of_an_earlier_moment_knows_no_more(played):
    shown = as_json.status(looked(office(played, "2022-04-02T12:00"), "教育局", year=False))
    assert [f["outcome"] for f in shown["files"]] == ["returned"]
    assert shown["changes"] == []


def test_item_handed_over_brings_its_story_along(played, tmp_path):
    from openpyxl import load_workbook

    root = copied(played, tmp_path / "ws")
    path = root / "templates" / "附件1.xlsx"
    book = load_workbook(path)
    sheet = book["单位"]
    head = next(r for r in range(1, 20) if any(c.value == "单位" for c in sheet[r]))
    columns = {c.value: c.column for c in sheet[head] if c.value}
    for label in ("生效日期", "接替", "事项"):
        columns.setdefault(label, max(columns.values()) + 1)
        sheet.cell(head, columns[label]).value = label
    row = head + 1
    while sheet.cell(row, columns["单位"]).value:
        row += 1
    for label, value in {"单位": "幼教中心", "生效日期": "2022-07-01", "接替": "教育局", "事项": "3-1"}.items():
        sheet.cell(row, columns[label]).value = value
    book.save(path)
    made = generate(office(root, "2022-07-15T09:00"), "2022-08", ("幼教中心",), dry_run=False, tell=silent)
    assert made.units == ("幼教中心",)
    place = office(root, LATER).workspace
    there = DemoUnit(issued=place.issued("2022-08"), inbox=place.inbox, period="2022-06")
    filled = there.filled("幼教中心", put("进展情况", "3所幼儿园均已封顶，正在粉刷外墙。"), put("完成比例", 0.7))
    there.mail("四.eml", "幼教中心", "2022-08-02T10:00", {"附件2.xlsx": filled})
    taken(root, "2022-08-08T09:00")
    here = office(root, "2022-08-08T09:00")
    with here.reading() as ledger:
        data = as_json.story(story(here, ledger, dockets_of(here), here.unit("幼教中心")), here.zone)
    assert [p["period"] for p in data["periods"]] == ["2022-08", "2022-10", "2022-12"]
    share = next(c for c in data["changes"] if c["field"] == "完成比例" and c["to"].startswith("2022-08"))
    assert (share["from"], share["to"]) == ("2022-06（教育局） 62%", "2022-08 70%")
