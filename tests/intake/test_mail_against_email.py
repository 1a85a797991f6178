"""Well-formed mails come apart as Python's own email package takes them apart."""

import email
from email import policy
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.intake.examine import examine
from toolkit.nouns.limits import Limits

NAMES = st.text(st.sampled_from("附件教育局2022盖章 ab-_()（）"), min_size=1, max_size=20).map(
    lambda text: f"文{text.strip()}.xlsx"
)
CONTENT = st.binary(min_size=1, max_size=300)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=60)


def mail(files: list[tuple[str, bytes]], text: str, html: str | None, inner: list[tuple[str, bytes]]) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "教育局 <jyj@example.gov.cn>", "dcs@example.gov.cn"
    made["Subject"], made["Date"] = "报送附件2", "Sat, 2 Apr 2022 10:00:00 +0800"
    made.set_content(text)
    if html is not None:
        made.add_alternative(f"<p>{html}</p>", subtype="html")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    if inner:
        forwarded = EmailMessage()
        forwarded["From"], forwarded["To"], forwarded["Subject"] = "a@example.gov.cn", "b@example.gov.cn", "转发"
        forwarded.set_content("见附件")
        for name, data in inner:
            forwarded.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        made.add_attachment(forwarded)
    return made.as_bytes()


def by_email(data: bytes) -> list[tuple[str, bytes]]:
    """Return (name, content) of the attachments at every level, forwarded mails looked through."""
    found = []
    for part in email.message_from_bytes(data, policy=policy.default).walk():
        if part.get_filename() and not part.is_multipart():
            found.append((part.get_filename(), part.get_payload(decode=True)))
    return found


def by_us(data: bytes) -> list[tuple[str, bytes]]:
    found = []
    for member in examine(data, "信.eml", Limits()).members:
        found += by_us(member.data) if member.name.endswith(".eml") else [(member.name, member.data)]
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, CONTENT), max_size=3), TEXTS, st.none() | TEXTS, st.lists(st.tuples(NAMES, CONTENT), max_size=2))
def test_attachments_are_those_that_email_finds(files, text, html, inner):
    data = mail(files, text, html, inner)
    assert by_us(data) == by_email(data)


def test_a_mail_inside_a_mail_keeps_its_own_attachments_to_itself():
    data = mail([("附件2.xlsx", b"outer")], "请查收", None, [("附件3.xlsx", b"inner")])
    found = examine(data, "信.eml", Limits())
    assert [member.name for member in found.members] == ["附件2.xlsx", "转发.eml"]
    assert [member.name for member in examine(found.members[1].data, "转发.eml", Limits()).members] == ["附件3.xlsx"]
