"""`duban note`: checked against plan and ledger, appended with who, when and why, taken back by a later one."""

from datetime import date

import pytest
from desk_workspace import april, desk, office, silent, taken, without_marks
from looked import dockets_of

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.demo_returns import put
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.noting import listed, record
from toolkit.pipeline.office import docket_of

NOW = "2022-04-09T09:00"


@pytest.fixture
def root(tmp_path):
    return april(tmp_path / "ws")


def note(root, kind, *, when=NOW, reason="经核实", dry_run=False, period=None, every_period=False, **facts):
    here = office(root, when)
    stated = Note(kind=kind, at=here.as_of, reason=reason, by="值班员", period=period or "", **facts)
    return record(here, stated, every_period=every_period, dry_run=dry_run)


def unit(root, name="教育局", period="2022-04", when="2022-04-20T09:00"):
    here = office(root, when)
    return next(row for row in docket_of(dockets_of(here), here.period(period)).units if row.unit == name)


def outcomes(root):
    here = office(root, NOW)
    return {row.name: row.outcome.value for row in docket_of(dockets_of(here), here.period("2022-04")).files}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_every_note_needs_a_reason(root, reason):
    with pytest.raises(ToolkitError, match="理由"):
        note(root, NoteKind.EXEMPT, reason=reason, unit="水利局")
    assert listed(office(root, NOW)) == ()


# fmt: off
SLIPS = {
    "unknown unit": (NoteKind.EXEMPT, {"unit": "教肓局"}, "教育局"),
    "unknown period": (NoteKind.EXEMPT, {"unit": "教育局", "period": "2022-05"}, "2022-05"),
    "unknown item": (NoteKind.REOPEN, {"unit": "教育局", "item": "3-9"}, "3-9"),
    "item of another unit": (NoteKind.REOPEN, {"unit": "教育局", "item": "1-1"}, "水利局"),
    "unknown file": (NoteKind.CLAIM, {"unit": "教育局", "file": "没有.jpg", "period": "", "every_period": True}, "没有.jpg"),
    "unknown receipt": (NoteKind.CLAIM, {"unit": "教育局", "file": "#999"}, "#999"),
    "unknown note": (NoteKind.RETRACT, {"retracts": 999}, "999"),
    "no later date": (NoteKind.DELAY, {"unit": "教育局", "due": date(2022, 4, 5)}, "2022-04-05"),
}
# fmt: on


@pytest.mark.parametrize(("kind", "facts", "word"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_refused_in_one_sentence_and_nothing_is_written(root, kind, facts, word):
    for dry_run in (True, False):
        with pytest.raises(ToolkitError, match=word):
            note(root, kind, dry_run=dry_run, **facts)
    assert listed(office(root, NOW)) == ()


@pytest.mark.parametrize("moment", ["2022-04-10T09:00", "2021-04-05T09:00"])
def test_a_time_that_cannot_be_is_refused(root, moment):
    with pytest.raises(ToolkitError):
        note(root, NoteKind.RECEIVED, file="微信图片.jpg", received=office(root, moment).as_of)


def test_rehearsal_writes_nothing(root):
    found = note(root, NoteKind.EXEMPT, unit="水利局", dry_run=True)
    assert (found.note.number, listed(office(root, NOW))) == (0, ())


def test_note_is_appended_with_who_when_and_why(root):
    found = note(root, NoteKind.EXEMPT, unit="县水利局", reason=" 经领导同意 ").note
    assert found.number
    assert (found.unit, found.period, found.by, found.reason, found.at) == (
        "水利局",
        "2022-04",
        "值班员",
        "经领导同意",
        office(root, NOW).as_of,
    )
    assert "免报（值班员4月9日登记：经领导同意）" in unit(root, "水利局").reason


def test_claim_and_taking_it_back_and_giving_it_back(root):
    assert outcomes(root)["微信图片.jpg"] == "unclaimed"
    first = note(root, NoteKind.CLAIM, file="微信图片.jpg", unit="水利局", every_period=True, period="")
    assert first.about == 1
    assert outcomes(root)["微信图片.jpg"] == "scan"
    back = note(root, NoteKind.RETRACT, retracts=first.note.number)
    assert outcomes(root)["微信图片.jpg"] == "unclaimed"
    note(root, NoteKind.RETRACT, retracts=back.note.number)
    assert outcomes(root)["微信图片.jpg"] == "scan"
    assert [row.stands for row in listed(office(root, NOW))] == [True, False, True]


def test_what_is_taken_back_already_cannot_be_taken_back_again(root):
    first = note(root, NoteKind.EXEMPT, unit="水利局")
    note(root, NoteKind.RETRACT, retracts=first.note.number)
    with pytest.raises(ToolkitError, match="已经撤回"):
        note(root, NoteKind.RETRACT, retracts=first.note.number)


def test_receipt_time_of_a_whole_mail(root):
    assert unit(root).evidence.value == "mail-received"
    found = note(root, NoteKind.RECEIVED, file="一.eml", received=office(root, "2022-04-07T09:00").as_of)
    assert found.about == 2
    row = unit(root)
    assert (row.status.value, f"{row.first_received:%m-%d}") == ("按时", "04-03")


def test_returned_file_is_accepted(root):
    receipt = next(
        row.receipt
        for row in docket_of(dockets_of(office(root, NOW)), office(root, NOW).period("2022-04")).files
        if row.outcome.value == "returned"
    )
    note(root, NoteKind.ACCEPT, file=f"#{receipt}")
    assert unit(root).returns == 0


def test_delay_paper_and_reminder_stand_in_the_units_row(root):
    note(root, NoteKind.DELAY, unit="水利局", due=date(2022, 4, 15))
    note(root, NoteKind.REMINDED, unit="水利局", received=office(root, NOW).as_of, channel="电话")
    row = unit(root, "水利局", when="2022-04-10T09:00")
    assert (row.status.value, row.reminders, len(row.notes)) == ("缓报", 1, 2)
    note(root, NoteKind.PAPER, unit="水利局", material="盖章扫描件", received=office(root, NOW).as_of, channel="现场")
    assert unit(root, "水利局").status.value == "报送不齐"


def test_a_claimed_form_that_is_returned_gets_its_letter(root):
    there = desk(root)
    form = without_marks(there.filled("水利局", put("进展情况", "同上")))
    there.drop("附件2.xlsx", form, "2022-04-08T10:00")
    taken(root, "2022-04-08T10:30")
    folder = root / "outbox" / "2022-04" / "退回"
    number = next(row.receipt for row in rows(root) if row.outcome.value == "unclaimed" and row.name == "附件2.xlsx")
    assert not list(folder.glob("*水利局*"))
    made = note(root, NoteKind.CLAIM, file=f"#{number}", unit="水利局", every_period=True)
    assert {path.suffix for path in folder.glob("*水利局*")} == {".xlsx", ".docx", ".txt", ".eml"}
    assert made.copies.paths
    again = ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    assert again.copies.paths == ()


def rows(root):
    here = office(root, NOW)
    return docket_of(dockets_of(here), here.period("2022-04")).files


def test_accepting_what_was_not_sent_back_is_said(root):
    assert note(root, NoteKind.ACCEPT, unit="水利局", item="1-1", period="2022-04").idle
