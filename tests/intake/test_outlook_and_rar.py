"""Outlook's .msg and winmail.dat, and rar: files drawn after their specifications, not after our readers."""

import email
import shutil
import struct
import subprocess
from datetime import UTC, datetime
from email import policy

import pytest
from compound_file import attachment, compound, msg, rar4, rar5, tnef
from xlsx_parts import sheet

from toolkit.intake.examine import examine
from toolkit.intake.foreign import programs
from toolkit.intake.reading import Reading
from toolkit.nouns.limits import Limits
from toolkit.nouns.records import Sort

SENT, CAME = datetime(2022, 4, 2, 1, 58, tzinfo=UTC), datetime(2022, 4, 2, 2, 0, tzinfo=UTC)
NAME = "附件2-教育局.xlsx"
RAR = pytest.mark.skipif(not programs(), reason="no program here that opens rar")


def look(data: bytes, name: str) -> Reading:
    return examine(data, name, Limits())


def codes(reading: Reading) -> list[str]:
    return [found.code.name for found in reading.problems]


def contents(reading: Reading) -> dict[str, bytes]:
    return {member.name: member.data for member in reading.members}


TEXTS = {0x0037: "报送4月进展", 0x0C1F: "/O=EXCHANGE/CN=JYJ", 0x5D01: "jyj@example.gov.cn", 0x1000: "请查收"}
TIMES = {0x0039: SENT, 0x0E06: CAME}


@pytest.mark.parametrize("wide", [True, False], ids=["Unicode", "code page 936"])
def test_a_msg_gives_its_attachments_times_and_sender(wide):
    form, large = sheet(), bytes(range(256)) * 300
    data = compound(msg(TEXTS, TIMES, [attachment(NAME, form, wide=wide), attachment("盖章.pdf", large, wide=wide)], wide=wide))
    found = look(data, "报送.msg")
    assert (found.sort, contents(found)) == (Sort.CONTAINER, {NAME: form, "盖章.pdf": large})
    assert (found.mail_received, found.mail_date) == (CAME, SENT)
    assert (found.sender, found.subject) == ("jyj@example.gov.cn", "报送4月进展")


def test_a_received_line_in_a_msg_counts_before_its_own_time_of_delivery():
    head = "Received: from a by b; Sat, 2 Apr 2022 10:05:00 +0800\r\nDate: Sat, 2 Apr 2022 09:59:00 +0800\r\n\r\n"
    found = look(compound(msg(TEXTS | {0x007D: head}, TIMES, [attachment(NAME, sheet())])), "报送.msg")
    assert found.mail_received == datetime(2022, 4, 2, 2, 5, tzinfo=UTC)
    assert found.mail_date == datetime(2022, 4, 2, 1, 59, tzinfo=UTC)


def test_a_mail_within_a_msg_comes_as_a_mail_with_what_it_holds():
    form = sheet()
    inner = msg({0x0037: "原邮件", 0x5D01: "x@example.gov.cn"}, {0x0039: SENT}, [attachment(NAME, form)], head=24)
    found = look(compound(msg(TEXTS, TIMES, [attachment("", inner)])), "转发.msg")
    (member,) = found.members
    assert member.name == "原邮件.eml"
    read = email.message_from_bytes(member.data, policy=policy.default)
    assert [(part.get_filename(), part.get_content()) for part in read.iter_attachments()] == [(NAME, form)]
    assert contents(look(member.data, member.name)) == {NAME: form}


def test_a_msg_that_was_cut_is_said_to_be_damaged():
    data = compound(msg(TEXTS, TIMES, [attachment(NAME, bytes(range(256)) * 300)]))
    for lost in (600, 3000):
        found = look(data[:-lost], "报送.msg")
        assert codes(found) == ["F01"] and found.members == ()


@pytest.mark.skipif(not shutil.which("7z"), reason="no 7z")
def test_another_program_reads_the_same_msg(tmp_path):
    form = sheet()
    (tmp_path / "a.msg").write_bytes(compound(msg(TEXTS, TIMES, [attachment(NAME, form)])))
    subprocess.run(["7z", "x", "-tCompound", "-oout", "a.msg"], cwd=tmp_path, check=True, capture_output=True)
    (found,) = (tmp_path / "out").rglob("*37010102*")
    assert found.read_bytes() == form


def test_winmail_dat_gives_its_attachments_by_their_long_names():
    form = sheet()
    found = look(tnef(("附件2-教~1.XLS", NAME, form), ("盖章.pdf", "", b"%PDF-1.4 x")), "winmail.dat")
    assert (found.sort, contents(found)) == (Sort.CONTAINER, {NAME: form, "盖章.pdf": b"%PDF-1.4 x"})


def test_winmail_dat_that_was_cut_gives_what_is_whole_or_says_so():
    form = sheet()
    data = tnef(("a.xlsx", NAME, form), ("b.pdf", "", bytes(5000)))
    assert contents(look(data[:-900], "winmail.dat")) == {NAME: form}
    assert codes(look(tnef(("a.xlsx", NAME, form))[:400], "winmail.dat")) == ["F01"]


def test_a_mail_attached_inside_winmail_dat_is_a_winmail_dat_of_its_own():
    form = sheet()
    (inner,) = look(tnef(forwarded=[tnef(("a.xlsx", NAME, form))]), "winmail.dat").members
    found = look(inner.data, inner.name)
    assert (inner.name, found.kind, contents(found)) == ("转发的邮件1.dat", "tnef", {NAME: form})


def test_an_attachment_of_winmail_dat_that_holds_nothing_known_is_not_silent():
    data = tnef(("a.xlsx", NAME, sheet()), ("b.pdf", "", b"x"))
    assert codes(
        look(data.replace(struct.pack("<I", 0x0006800F) + struct.pack("<I", 1), struct.pack("<2I", 0x00068001, 1)), "w.dat")
    )


TABLE = f"<table><tr>{'<td>进展情况</td>' * 7}</tr><tr>{'<td>已开工</td>' * 7}</tr></table>"


def test_a_table_in_the_text_of_a_msg_is_a_member():
    (member,) = look(compound(msg(TEXTS | {0x1013: f"<html>{TABLE}</html>"}, TIMES)), "报送.msg").members
    assert "进展情况" in member.data.decode()


def test_a_table_in_the_text_of_a_mail_within_a_msg_is_not_lost():
    inner = msg({0x0037: "原邮件", 0x1013: f"<html>{TABLE}</html>"}, {0x0039: SENT}, [attachment("a.pdf", b"%PDF-")], head=24)
    (mail,) = look(compound(msg(TEXTS, TIMES, [attachment("", inner)])), "转发.msg").members
    found = look(mail.data, mail.name)
    assert {name.rsplit(".")[-1] for name in contents(found)} == {"pdf", "html"}


def test_a_msg_that_lost_its_directory_is_damaged_and_no_unknown_kind():
    data = compound(msg(TEXTS, TIMES, [attachment(NAME, bytes(range(256)) * 300)]))
    for kept in (600, 1600, len(data) // 3, len(data) // 2):
        assert codes(look(data[:kept], "报送.msg")) == ["F01"]


def test_a_mail_s_winmail_dat_is_a_container_of_its_own():
    made = email.message.EmailMessage()
    made["From"], made["Subject"] = "a@example.gov.cn", "报送"
    made.set_content("见附件")
    made.add_attachment(tnef(("a.xlsx", NAME, sheet())), maintype="application", subtype="ms-tnef", filename="winmail.dat")
    (member,) = look(made.as_bytes(), "报送.eml").members
    assert list(contents(look(member.data, member.name))) == [NAME]


@RAR
@pytest.mark.parametrize("packed", [rar4, rar5])
def test_a_rar_gives_its_members(packed):
    form = sheet()
    found = look(packed({"a.xlsx": form, "b.txt": b"hello"}), "报送.rar")
    assert (found.sort, contents(found), codes(found)) == (Sort.CONTAINER, {"a.xlsx": form, "b.txt": b"hello"}, [])


@RAR
@pytest.mark.parametrize("packed", [rar4, rar5])
def test_a_rar_that_was_cut_is_not_taken_for_whole(packed):
    form = sheet()
    found = look(packed({"a.xlsx": form})[:-2000], "报送.rar")
    assert codes(found) in (["F01"], ["F04"], ["F08"]) and contents(found).get("a.xlsx") != form


@RAR
def test_a_rar5_names_its_members_in_chinese():
    assert list(contents(look(rar5({NAME: b"x"}), "报送.rar"))) == [NAME]
