"""催报: whom, how often, never twice within two days; the letter says only what the docket says."""

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from io import BytesIO

import pytest
from docx import Document
from judge_desk import HERE, ZONE, Desk, at, plan_with, shipped_form
from wanting import asked

from toolkit.judge.dockets import judge
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.letters_on_record import Letters
from toolkit.nouns.outcomes import Status
from toolkit.nouns.records import Drafted, NoteKind
from toolkit.outputs.answer_day import answer_by
from toolkit.outputs.reminder import all_asked
from toolkit.pipeline.office import Office
from toolkit.pipeline.remind import reminder_files
from toolkit.workspace import Workspace

pytestmark = pytest.mark.slow

AFTER = "2022-04-08T09:00"
OTHERS = ("教育局", "水利局")


def drafted(unit: str, when: str, period: str = "2022-04") -> Drafted:
    return Drafted(at=at(when), kind="催报", period=period, unit=unit)


def made(desk: Desk, tmp_path, as_of: str = AFTER, past: tuple[Drafted, ...] = ()):
    office = Office(
        workspace=Workspace(tmp_path),
        plan=desk.plan,
        form=shipped_form(),
        template=(HERE / "附件2.xlsx").read_bytes(),
        as_of=at(as_of),
        zone=ZONE,
    )
    found = desk.plan.period("2022-04")
    return reminder_files(*asked(office, judge(desk.snapshot(as_of)), found, drafted=past))


def files(desk: Desk, tmp_path, as_of: str = AFTER, past: tuple[Drafted, ...] = ()) -> dict[str, bytes]:
    return {path.relative_to(tmp_path).as_posix(): make() for path, make in made(desk, tmp_path, as_of, past).items()}


def units(desk: Desk, tmp_path, as_of: str = AFTER, past: tuple[Drafted, ...] = ()) -> list[str]:
    """Return who is asked now, in order; a letter drafted before that still holds asks nobody anew."""
    asked_now = made(desk, tmp_path, as_of, past).items()
    return [path.stem.split("-")[-1] for path, file in asked_now if file.unit and path.suffix == ".docx"]


def letter(desk: Desk, tmp_path, unit: str, as_of: str = AFTER) -> str:
    data = files(desk, tmp_path, as_of)[f"outbox/2022-04/催报/催报通知-{unit}.docx"]
    return "\n".join(p.text for p in Document(BytesIO(data)).paragraphs)


def reported(*, but: tuple[str, ...] = ()) -> Desk:
    """Return a desk where every unit but some has reported."""
    desk = Desk()
    for unit in desk.plan.units:
        if unit.name not in but:
            desk.both(unit.name)
    return desk


def test_everyone_who_owes_something_is_reminded_and_nobody_else(tmp_path):
    desk = reported(but=("拉沟乡", "平山镇", "教育局"))
    desk.sheet("平山镇")
    desk.sheet("教育局", put={("3-1", "完成比例"): "好多"}, when="2022-04-05T09:00")
    rows = {row.unit: row.status for row in desk.docket(as_of=AFTER).units}
    owing = [u for u, s in rows.items() if s in {Status.MISSING, Status.INCOMPLETE, Status.RETURNED}]
    assert set(owing) == {"拉沟乡", "平山镇", "教育局"}
    asked = units(desk, tmp_path)
    assert set(asked) <= set(owing) and {"拉沟乡", "平山镇"} <= set(asked)


def test_nobody_owes_then_nothing_is_written(tmp_path):
    assert files(reported(), tmp_path) == {}


@pytest.mark.parametrize(
    ("hours", "asked"), [("2022-04-08T09:00", False), ("2022-04-06T09:01", False), ("2022-04-06T09:00", True)]
)
def test_nobody_twice_within_two_days(tmp_path, hours, asked):
    desk = reported(but=("拉沟乡",))
    assert (units(desk, tmp_path, past=(drafted("拉沟乡", hours),)) == ["拉沟乡"]) is asked


def test_a_reminder_by_telephone_counts_and_another_period_s_does_not(tmp_path):
    desk = reported(but=OTHERS)
    desk.note(
        NoteKind.REMINDED,
        unit="水利局",
        period="2022-04",
        received=at("2022-04-07T10:00"),
        channel="电话",
        at=at("2022-04-07T10:05"),
    )
    assert units(desk, tmp_path, past=(drafted("教育局", "2022-04-07T09:00", "2022-06"),)) == ["教育局"]


def test_before_the_deadline_only_when_it_is_near(tmp_path):
    desk = reported(but=("拉沟乡",))
    assert units(desk, tmp_path, "2022-03-25T09:00") == []
    assert units(desk, tmp_path, "2022-04-02T09:00") == ["拉沟乡"]


def test_the_letter_says_how_often_it_was_really_asked_before(tmp_path):
    desk = reported(but=OTHERS)
    for day in (1, 3):
        when = at(f"2022-04-0{day}T10:00")
        desk.note(NoteKind.REMINDED, unit="水利局", period="2022-04", received=when, channel="电话", at=when)
    assert "催报2次" in letter(desk, tmp_path, "水利局")
    assert "次" not in letter(desk, tmp_path, "教育局")


def test_a_holiday_on_the_way_is_told(tmp_path):
    desk = reported(but=("拉沟乡",))
    assert "4月3日" in letter(desk, tmp_path, "拉沟乡", "2022-04-02T09:00")
    assert "放假" not in letter(desk, tmp_path, "拉沟乡", "2022-04-11T09:00")


def test_what_is_missing_is_named(tmp_path):
    desk = reported(but=("拉沟乡", "平山镇", "四排镇"))
    desk.sheet("平山镇")
    desk.scan("四排镇")
    assert "电子表和签字盖章的扫描件" in letter(desk, tmp_path, "拉沟乡")
    assert "尚缺签字盖章的扫描件" in letter(desk, tmp_path, "平山镇")
    assert "尚缺《进展情况表》电子表" in letter(desk, tmp_path, "四排镇")


def test_the_mail_is_a_draft_with_the_letter(tmp_path):
    desk = reported(but=("拉沟乡",))
    desk.plan = replace(desk.plan, units=tuple(replace(u, emails=("a@example.gov.cn",)) for u in desk.plan.units))
    made = files(desk, tmp_path)
    mail = message_from_bytes(made["outbox/2022-04/催报/催报邮件-拉沟乡.eml"], policy=policy.default)
    sent = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert (mail["To"], mail["X-Unsent"]) == ("a@example.gov.cn", "1")
    assert sent == {"催报通知-拉沟乡.docx": made["outbox/2022-04/催报/催报通知-拉沟乡.docx"]}


def test_the_clerk_s_sheet_names_every_unit_once(tmp_path):
    desk = reported(but=OTHERS)
    text = files(desk, tmp_path)["outbox/2022-04/催报/催报短信.txt"].decode()
    assert [line.split("（")[0] for line in text.splitlines() if line[:1].isdigit() and "．" in line[:3]] == [
        "1．水利局",
        "2．教育局",
    ]


def test_letters_keep_the_standard_s_page_and_fonts(tmp_path):
    page = Document(BytesIO(files(reported(but=("拉沟乡",)), tmp_path)["outbox/2022-04/催报/催报通知-拉沟乡.docx"]))
    section = page.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    asian = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"
    fonts = {run._element.rPr.rFonts.get(asian) for p in page.paragraphs for run in p.runs if run.text.strip()}
    assert fonts == {"方正小标宋简体", "仿宋_GB2312", "黑体"}


def test_twice_the_same_bytes(tmp_path):
    desk = reported(but=OTHERS)
    assert files(desk, tmp_path) == files(desk, tmp_path)


def test_a_senseless_setting_is_one_sentence(tmp_path):
    desk = Desk(plan_with(催报补报天数="很快"))
    with pytest.raises(ToolkitError, match="催报补报天数"):
        files(desk, tmp_path)


def test_drafts_are_kept_apart_from_what_was_sent():
    desk = reported(but=("拉沟乡",))
    (one,) = all_asked(desk.plan, desk.docket(as_of=AFTER), Letters([drafted("拉沟乡", "2022-04-01T09:00")]))
    assert one.drafted is None and (len(one.drafts), one.row.reminders) == (1, 0)


# -- one day for a unit, whatever paper prints it ---------------------------------------------------------------------


def test_nobody_is_asked_again_before_the_day_that_the_last_letter_gave_him(tmp_path):
    desk = reported(but=("教育局", "拉沟乡"))
    desk.sheet("教育局", put={("3-1", "完成比例"): "好多"}, when="2022-04-07T09:00")
    for day, who in (("10", ["拉沟乡"]), ("11", ["拉沟乡"]), ("12", ["拉沟乡"]), ("13", ["教育局", "拉沟乡"])):
        assert sorted(units(desk, tmp_path, f"2022-04-{day}T09:00")) == sorted(who), day


def test_a_bulletin_that_gave_a_day_is_waited_for(tmp_path):
    desk = reported(but=("拉沟乡",))
    past = (Drafted(at=at("2022-04-08T09:00"), kind="通报", period="2022-04", unit="拉沟乡"),)
    assert units(desk, tmp_path, "2022-04-12T23:00", past) == []
    assert units(desk, tmp_path, "2022-04-13T00:00", past) == ["拉沟乡"]


def test_the_letter_about_a_file_gives_the_day_of_the_later_reminder():
    desk = reported(but=("教育局",))
    desk.sheet("教育局", put={("3-1", "完成比例"): "好多"}, when="2022-04-07T09:00")
    docket = desk.docket(as_of="2022-04-14T09:00")
    past = (drafted("教育局", "2022-04-13T09:00"),)
    (taken,) = [row.taken for row in docket.files_of("教育局") if row.taken]
    due = answer_by(desk.plan, docket, "教育局", taken, past)
    assert due.given and due == answer_by(desk.plan, docket, "教育局", letters=past)
    assert due.day == date(2022, 4, 18)


def test_a_letter_drafted_before_stands_as_it_was_while_its_unit_owes(tmp_path):
    desk = Desk()
    first = files(desk, tmp_path, "2022-04-08T09:00")
    past = tuple(drafted(unit.name, "2022-04-08T09:00") for unit in desk.plan.units)
    assert files(desk, tmp_path, "2022-04-08T15:00", past) == first
    desk.both("教育局", when="2022-04-08T16:00")
    now = {name: data for name, data in files(desk, tmp_path, "2022-04-08T18:00", past).items() if "短信" not in name}
    assert now and not [name for name in now if "教育局" in name]
    assert all(first[name] == data for name, data in now.items())


@pytest.mark.parametrize(("again", "words"), [("是", "电子表、重新签字盖章的扫描件。"), ("否", "电子表。")])
def test_a_corrected_sheet_is_asked_for_as_the_return_asked_for_it(tmp_path, again, words):
    desk = Desk(plan_with(重新盖章=again))
    desk.both("教育局", put={("3-1", "完成比例"): "好多"}, when="2022-04-02T09:00")
    assert f"补报退回修改后的《进展情况表》{words}" in letter(desk, tmp_path, "教育局", "2022-04-11T09:00")


def test_a_delay_is_told_with_its_day(tmp_path):
    desk = Desk()
    when = at("2022-04-04T09:00")
    desk.note(NoteKind.DELAY, unit="教育局", period="2022-04", due=date(2022, 4, 8), at=when)
    assert "报送截止：经批准缓报至2022年4月8日（星期五）24时。" in letter(desk, tmp_path, "教育局", "2022-04-11T09:00")
