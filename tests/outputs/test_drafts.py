"""Drafts: whatever goes in, a mail program reads the same letter back, and nothing forges a header."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.outputs.drafts import addresses, draft

MOMENT = datetime(2022, 4, 7, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG = "附件2-" + "鹿寨县人民政府重点项目建设服务中心" * 3 + "-退回修改.xlsx"


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_draft_opens_for_writing_with_everything_in_place():
    mail = read(
        draft(
            to=("jyj@example.gov.cn", "two@example.gov.cn"),
            subject="请修改附件2：教育局 2022年第1期（4月）",
            text="您好：\n请见附件。\n",
            attachments=[("附件2-教育局-退回修改.xlsx", b"PK\x03\x04"), (LONG, b"x" * 1000)],
            moment=MOMENT,
            sender="dcs@example.gov.cn",
        )
    )
    assert mail["X-Unsent"] == "1"
    assert mail["To"] == "jyj@example.gov.cn, two@example.gov.cn"
    assert mail["From"] == "dcs@example.gov.cn"
    assert mail["Subject"] == "请修改附件2：教育局 2022年第1期（4月）"
    assert mail["Date"] == "Thu, 07 Apr 2022 09:30:00 +0800"
    body = mail.get_body()
    assert body is not None and body.get_content() == "您好：\r\n请见附件。\r\n"
    first, second = mail.iter_attachments()
    assert (first.get_filename(), first.get_content()) == ("附件2-教育局-退回修改.xlsx", b"PK\x03\x04")
    assert (second.get_filename(), second.get_content()) == (LONG, b"x" * 1000)


def test_no_line_is_longer_than_mail_allows():
    data = draft(to=["a@example.cn"] * 9, subject="题" * 300, text="文" * 5000, attachments=[(LONG, b"x")], moment=MOMENT)
    assert max(len(line) for line in data.split(b"\r\n") if not line.startswith(b"Content-Type")) <= 78


def test_without_a_recipient_the_draft_has_none():
    mail = read(draft(to=(), subject="x", text="", moment=MOMENT))
    assert mail["To"] is None and mail["From"] is None and not list(mail.iter_attachments())


@pytest.mark.parametrize(
    "bad", ["", "无", "a@b", "a b@example.cn", "x@example.cn\r\nBcc: y@example.cn", "a@example.cn,b@example.cn", "<a@example.cn>"]
)
def test_what_is_no_address_is_left_out(bad):
    assert addresses([bad, "ok@example.cn", "ok@example.cn"]) == ("ok@example.cn",)


def test_a_chinese_domain_becomes_ascii():
    assert addresses(["dcs@鹿寨.政务"])[0].isascii()


STRANGE = st.text(alphabet=st.sampled_from('a鹿😀\r\n\t\0\x85\u2028\u202e\ud800":;=?\\%\'" '), max_size=60)


@settings(deadline=None, max_examples=60)
@given(subject=STRANGE, name=STRANGE, text=STRANGE)
def test_nothing_forges_a_header_or_a_part(subject: str, name: str, text: str):
    data = draft(
        to=["a@example.cn"],
        subject=subject + "\r\nBcc: evil@example.cn\r\n\r\nforged",
        text=text + "\n--=_duban_0\n",
        attachments=[(name + "\r\nX-Evil: 1.xlsx", b"content")],
        moment=MOMENT,
    )
    mail = read(data)
    assert mail["Bcc"] is None and mail["To"] == "a@example.cn"
    assert [part.get_content_type() for part in mail.walk()][:2] == ["multipart/mixed", "text/plain"]
    [attached] = mail.iter_attachments()
    assert attached["X-Evil"] is None
    assert attached.get_payload(decode=True) == b"content"
    assert len(list(mail.walk())) == 3


def test_the_same_letter_is_the_same_bytes():
    def once() -> bytes:
        return draft(to=["a@example.cn"], subject="一", text="二", attachments=[("三.pdf", b"4")], moment=MOMENT)

    assert once() == once()
