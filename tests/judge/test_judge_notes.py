"""The clerk's own facts: in force, shown with who and when, taken back, given back (DESIGN §4, issue 4)."""

from dataclasses import replace
from datetime import date

import pytest
from judge_desk import DONE, LATE, Desk, at

from toolkit.judge.statements_bound import ReceiptsByName, standing, taken_back, targets
from toolkit.nouns.outcomes import Verdict
from toolkit.nouns.records import Note, NoteKind, Receipt
from toolkit.words.notes import sentence

UNIT = "教育局"
WHEN = at("2022-04-12T10:20")


def note(number, kind=NoteKind.EXEMPT, **facts):
    return Note(number=number, kind=kind, at=WHEN, **{"by": "值班员", "reason": "经核实", **facts})


def retract(number, what):
    return note(number, NoteKind.RETRACT, retracts=what)


# -- in force ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notes", "stand"),
    [
        ((note(1),), [1]),
        ((note(1), retract(2, 1)), []),
        ((note(1), retract(2, 1), retract(3, 2)), [1]),
        ((note(1), retract(2, 1), retract(3, 2), retract(4, 3)), []),
        ((note(1), note(2), retract(3, 1)), [2]),
        ((note(1), retract(2, 1), retract(3, 1)), []),
        ((note(1), retract(2, 1), retract(3, 1), retract(4, 3)), []),
        ((note(1), retract(2, 99)), [1]),
    ],
)
def test_note_stands_unless_a_standing_retraction_names_it(notes, stand):
    assert [found.number for found in standing(notes)] == stand


def test_retraction_taken_back_is_itself_gone():
    assert taken_back((note(1), retract(2, 1), retract(3, 2))) == {2}


# -- which receipt -----------------------------------------------------------------------------------------------------


def receipt(number, name, run, inside=()):
    return Receipt(number=number, run=run, name=name, inside=inside, sha256="0", size=1, archived="a")


HEAP = (
    receipt(2, "附件2.xlsx", 1),
    receipt(3, "二批/附件2.xlsx", 1),
    receipt(4, "附件2.xlsx", 1, inside=("教育局.zip",)),
    receipt(12, "附件2.xlsx", 10),
    receipt(13, "二批/教育局.zip", 10),
    receipt(14, "附件2.xlsx", 10, inside=("二批/教育局.zip",)),
)


@pytest.mark.parametrize(
    ("file", "number", "found"),
    [
        ("#4", 99, {4}),
        ("#x", 99, set()),
        ("附件2.xlsx", 5, {2}),
        ("附件2.xlsx", 9, {2}),
        ("附件2.xlsx", 11, {12}),
        ("附件2.xlsx", 99, {12}),
        ("二批/附件2.xlsx", 99, {3}),
        ("inbox\\二批\\附件2.xlsx", 99, {3}),
        ("教育局.zip", 9, {4}),
        ("二批/教育局.zip", 99, {13, 14}),
        ("没有.xlsx", 99, set()),
        ("", 99, set()),
    ],
)
def test_name_means_the_newest_file_so_called_before_the_note(file, number, found):
    assert targets(note(number, NoteKind.RECEIVED, file=file), HEAP) == found


# -- shown -------------------------------------------------------------------------------------------------------------

FACTS = {
    NoteKind.EXEMPT: {"unit": UNIT, "period": "2022-04"},
    NoteKind.DELAY: {"unit": UNIT, "period": "2022-04", "due": date(2022, 4, 15)},
    NoteKind.PAPER: {"unit": UNIT, "period": "2022-04", "material": "盖章扫描件", "received": at("2022-04-06T09:00")},
    NoteKind.ACCEPT: {"unit": UNIT, "period": "2022-04", "item": "3-1"},
    NoteKind.REOPEN: {"unit": UNIT, "item": "3-1"},
    NoteKind.REMINDED: {"unit": UNIT, "period": "2022-04", "received": at("2022-04-06T10:00"), "channel": "电话"},
    NoteKind.RECEIVED: {"file": "附件2-教育局.xlsx", "received": at("2022-04-06T08:00")},
    NoteKind.CLAIM: {"file": "附件2-教育局.xlsx", "unit": UNIT},
}


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.name)
def test_every_fact_is_shown_with_who_when_and_why_and_can_be_taken_back(kind):
    desk = Desk()
    desk.sheet(UNIT)
    number = desk.note(kind, at=WHEN, by="值班员", reason="领导同意", **FACTS[kind])
    row = desk.unit(UNIT)
    assert any("（值班员4月12日登记：领导同意）" in remark for remark in row.remarks)
    assert "（值班员4月12日登记：领导同意）" in row.reason
    assert [found.number for found in row.notes] == [number]
    desk.note(NoteKind.RETRACT, retracts=number)
    row = desk.unit(UNIT)
    assert (row.remarks, row.notes) == ((), ())


@pytest.mark.parametrize("kind", NoteKind)
def test_every_kind_of_fact_has_a_sentence(kind):
    told = sentence(note(5, kind, retracts=3, **FACTS.get(kind, {})), WHEN.tzinfo)
    assert told.endswith("（值班员4月12日登记：经核实）")
    assert "None" not in told


def test_times_from_the_receipt_log_stand_in_their_column_not_in_the_reason():
    desk = Desk()
    desk.sheet(UNIT)
    desk.note(NoteKind.RECEIVED, source="收文登记", file="附件2-教育局.xlsx", received=at("2022-04-02T20:00"))
    row = desk.unit(UNIT)
    assert (row.evidence.value, row.remarks, len(row.notes)) == ("clerk", (), 1)


# -- exemption, acceptance, reminders ----------------------------------------------------------------------------------


def test_exempted_unit_owes_nothing_until_it_is_taken_back():
    desk = Desk()
    number = desk.note(NoteKind.EXEMPT, **FACTS[NoteKind.EXEMPT])
    assert desk.status(UNIT) == "免报"
    assert desk.status(UNIT, "2022-06") == "未报"
    back = desk.note(NoteKind.RETRACT, retracts=number)
    assert desk.status(UNIT) == "未报"
    desk.note(NoteKind.RETRACT, retracts=back)
    assert desk.status(UNIT) == "免报"


def test_returned_row_is_accepted_and_merged_by_the_clerks_word():
    desk = Desk()
    number = desk.both(UNIT, put={("3-1", "进展情况"): "同上", ("4-1", "完成比例"): "不详"})
    assert desk.unit(UNIT).filled_rows == 1
    desk.note(NoteKind.ACCEPT, unit=UNIT, period="2022-04", item="3-1")
    assert desk.outcome(number) == "returned"
    assert {e.item: e.verdict for e in desk.docket().entries} == {
        "3-1": Verdict.REMARK,
        "4-1": Verdict.RETURNED,
        "9-4": Verdict.PASSED,
    }
    assert "V01 H5" in desk.codes(number)


def test_returned_file_is_accepted_as_a_whole_and_keeps_its_own_time():
    desk = Desk()
    number = desk.both(UNIT, when=LATE, drop=("4-1",), put={("3-1", "进展情况"): "同上"})
    accepted = desk.note(NoteKind.ACCEPT, file=f"#{number}")
    row = desk.unit(UNIT)
    assert (desk.outcome(number), row.status.value, row.first_received) == ("accepted_with_remarks", "迟报", at(LATE))
    desk.note(NoteKind.RETRACT, retracts=accepted)
    assert (desk.outcome(number), desk.status(UNIT)) == ("returned", "退回待重报")


def test_acceptance_speaks_of_what_had_come_by_then_only():
    desk = Desk()
    desk.sheet(UNIT)
    desk.note(NoteKind.ACCEPT, unit=UNIT, period="2022-04")
    assert desk.outcome(desk.sheet(UNIT, when=LATE, put={("3-1", "进展情况"): "同上"})) == "returned"


def test_accepted_completion_completes_the_item():
    desk = Desk()
    number = desk.both("水利局", **{**DONE, "完成比例": 0.95})
    assert desk.unit("水利局", "2022-06").due_rows == 1
    desk.note(NoteKind.ACCEPT, file=f"#{number}")
    assert desk.unit("水利局", "2022-06").due_rows == 1, "已完成 at 95% is accepted, but not complete"


def test_another_periods_form_can_be_accepted_for_its_own_period():
    desk = Desk()
    desk.both(UNIT)
    number = desk.sheet(UNIT, when="2022-06-01", 完成比例=0.6)
    assert desk.outcome(number) == "returned"
    desk.note(NoteKind.ACCEPT, file=f"#{number}")
    assert (desk.outcome(number), desk.file(number).period) == ("accepted_with_remarks", "2022-04")
    assert str(desk.entry("3-1", UNIT).fields["完成比例"]) == "0.6"


def test_reminders_are_counted_up_to_the_moment():
    desk = Desk()
    for day in (4, 6):
        moment = at(f"2022-04-0{day}T10:00")
        desk.note(NoteKind.REMINDED, unit=UNIT, period="2022-04", received=moment, at=moment, channel="电话")
    early, late = desk.unit(UNIT, as_of="2022-04-05"), desk.unit(UNIT, as_of="2022-04-07")
    assert (early.reminders, early.last_reminded) == (1, at("2022-04-04T10:00"))
    assert (late.reminders, late.last_reminded) == (2, at("2022-04-06T10:00"))
    assert len(early.remarks) == 1


@pytest.mark.parametrize("named", ["甲.eml", "乙.zip", "丙.zip", "甲.eml/乙.zip", "乙.zip/丙.zip", "甲.eml/乙.zip/丙.zip"])
def test_a_file_is_called_by_each_of_its_containers_and_by_each_run_of_them(named):
    receipt = Receipt(number=2, run=1, name="表.xlsx", inside=("甲.eml", "乙.zip", "丙.zip"), sha256="0", size=1, archived="")
    other = replace(receipt, number=3, name="另.xlsx", inside=("丁.zip",))
    assert [(grade, one.number) for grade, one in ReceiptsByName((receipt, other)).graded(named)] == [(2, 2)]
