"""Take an Outlook mail (.msg) apart: a compound file of MAPI properties. Pure."""

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.generator import BytesGenerator
from email.message import EmailMessage
from typing import Any

from toolkit.intake.headers import address, decoded, moment, received, split_head, value_of
from toolkit.intake.mail_body import MailBody
from toolkit.intake.reading import Member, Reading
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code
from toolkit.nouns.records import Sort

_SUBJECT, _HEADERS, _SENDER, _SMTP, _SENT_AS = 0x0037, 0x007D, 0x0C1F, 0x5D01, 0x5D02
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_DATA, _LONG_NAME, _NAME, _TITLE, _CID, _MIME = 0x3701, 0x3707, 0x3704, 0x3001, 0x3712, 0x370E
_TEXT, _HTML = 0x1000, 0x1013
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_DEPTH = 8


class _Storage:
    """One message or attachment: its properties, and the storages below it."""

    def __init__(self, package: Any, path: tuple[str, ...], head: int) -> None:
        self.package, self.path, self.head = package, path, head

    def _stream(self, *parts: str) -> bytes | None:
        where = [*self.path, *parts]
        if not self.package.exists(where) or self.package.get_type(where) != 2:
            return None
        return bytes(self.package.openstream(where).read())

    def text(self, *tags: int) -> str:
        """Return the first of these properties that holds text."""
        for tag in tags:
            wide = self._stream(f"__substg1.0_{tag:04X}001F")
            if wide:
                return wide.decode("utf-16-le", "replace").rstrip("\x00")
            narrow = self._stream(f"__substg1.0_{tag:04X}001E")
            if narrow:
                return decoded(narrow.rstrip(b"\x00"), "")
        return ""

    def data(self, tag: int) -> bytes | None:
        return self._stream(f"__substg1.0_{tag:04X}0102")

    def time(self, tag: int) -> datetime | None:
        properties = self._stream("__properties_version1.0") or b""
        for place in range(self.head, len(properties) - 15, 16):
            mark, _, value = struct.unpack_from("<IIQ", properties, place)
            if mark == tag << 16 | 0x0040 and 0 < value < 1 << 62:
                return _EPOCH + timedelta(microseconds=value // 10)
        return None

    def attachments(self) -> "Iterator[_Storage]":
        level = len(self.path)
        below = {
            tuple(path[: level + 1])
            for path in self.package.listdir(streams=True, storages=True)
            if tuple(path[:level]) == self.path and path[level : level + 1] and "__attach_version1.0_" in path[level]
        }
        for path in sorted(below):
            yield _Storage(self.package, path, 8)

    def embedded(self) -> "_Storage | None":
        """Return the mail that is attached as a mail."""
        path = (*self.path, f"__substg1.0_{_DATA:04X}000D")
        if self.package.exists(list(path)) and self.package.exists([*path, "__properties_version1.0"]):
            return _Storage(self.package, path, 24)
        return None


def open_msg(data: bytes, limits: Limits) -> Reading:
    """Return the mail as a container. A mail inside it comes as an .eml made of what it holds.

    Raises:
        Unreadable: F03 too large.
    """
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as package:
        mail = _Storage(package, (), 32)
        headers, _ = split_head(mail.text(_HEADERS).encode("utf-8", "replace"))
        body = _body(mail)
        table = body.table()
        members = (*_members(mail, limits, 0), *((table,) if table else ()))
        if len(members) > limits.members or sum(len(member.data) for member in members) > limits.unpacked_bytes:
            raise Unreadable(Code.F03, detail="邮件附件过多或过大")
        return Reading(
            sort=Sort.CONTAINER,
            members=members,
            mail_received=received(headers) or mail.time(_DELIVERED),
            mail_date=moment(value_of(headers, "date")) or mail.time(_SUBMITTED),
            sender=_sender(mail) or address(value_of(headers, "from")),
            subject=mail.text(_SUBJECT).strip(),
            kind="msg",
            link=body.linked and all(member.inline for member in members),
            words="" if members or table else body.words(),
        )


def _body(mail: _Storage) -> MailBody:
    page = mail.data(_HTML) or mail.text(_HTML).encode()
    body = MailBody(texts=[mail.text(_TEXT)])
    if page:
        body.add("text/html", page, "")
    return body


def _sender(mail: _Storage) -> str:
    """Return the address; an Exchange name (/O=…/CN=…) is none."""
    stated = (mail.text(tag).strip().lower() for tag in (_SMTP, _SENT_AS, _SENDER))
    return next((address for address in stated if "@" in address and " " not in address), "")


def _members(mail: _Storage, limits: Limits, depth: int) -> Iterator[Member]:
    for number, attached in enumerate(mail.attachments(), start=1):
        inner = attached.embedded()
        name = attached.text(_LONG_NAME, _NAME, _TITLE).strip("\x00 ")
        if inner is not None and depth < _DEPTH:
            subject = inner.text(_SUBJECT).strip()
            name = name if name.lower().endswith((".msg", ".eml")) else f"{name or subject or '无主题'}.eml"
            yield Member(name=name, data=_as_eml(inner, limits, depth + 1))
            continue
        content = attached.data(_DATA)
        if content is not None:
            inline = bool(attached.text(_CID)) and attached.text(_MIME).startswith("image/")
            yield Member(name=name or f"未命名附件{number}.bin", data=content, inline=inline)


def _as_eml(mail: _Storage, limits: Limits, depth: int) -> bytes:
    """Write an inner mail as .eml, the same bytes every time."""
    made = EmailMessage()
    made["Subject"] = " ".join(mail.text(_SUBJECT).split())
    if sender := _sender(mail):
        made["X-Sender"] = sender
    if sent := mail.time(_SUBMITTED):
        made["Date"] = sent
    made.set_content(mail.text(_TEXT))
    if page := mail.data(_HTML) or mail.text(_HTML).encode():
        made.add_alternative(decoded(page, ""), subtype="html")
        made.set_boundary(f"=_duban_{depth}_text")
    for member in _members(mail, limits, depth):
        made.add_attachment(member.data, maintype="application", subtype="octet-stream", filename=member.name)
    if made.is_multipart():
        made.set_boundary(f"=_duban_{depth}")
    out = io.BytesIO()
    BytesGenerator(out).flatten(made)
    return out.getvalue()
