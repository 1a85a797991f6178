"""Take a saved mail (.eml) apart: its attachments as they were sent, its times, its sender. Pure.

The bytes are split here and not by the email package: an attached mail must come out byte for byte as received, and a
raw GB18030 name must survive.
"""

import quopri
import re
from binascii import Error as BinaryError
from binascii import a2b_uu
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.intake.headers import (
    Headers,
    address,
    main_value,
    moment,
    parameters,
    received,
    split_head,
    text,
    unbase64,
    value_of,
)
from toolkit.intake.mail_body import MailBody
from toolkit.intake.reading import Member, Reading
from toolkit.intake.sealed import seal
from toolkit.intake.smime import cms_kind, signed_content
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.records import Sort

_DEPTH = 20
_MAILS = {"message/rfc822", "message/global", "application/rfc822", "message/x-rfc822"}
_NO_FILES = {
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
    "message/delivery-status", "message/disposition-notification", "text/rfc822-headers", "application/applefile",
}  # fmt: skip
_SIGNED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_EXTENSIONS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/jpg": "jpg", "image/png": "png", "image/gif": "gif",
    "image/bmp": "bmp", "image/tiff": "tif", "image/heic": "heic", "image/webp": "webp", "application/zip": "zip",
    "application/vnd.ms-excel": "xls", "application/msword": "doc", "text/csv": "csv", "text/calendar": "ics",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods", "application/ms-tnef": "dat",
}  # fmt: skip


@dataclass(slots=True)
class _Mail:
    """One mail while it is being taken apart."""

    limits: Limits
    files: "list[_Attachment]" = field(default_factory=list)
    body: MailBody = field(default_factory=MailBody)
    damaged: bool = False
    partial: bool = False
    """It is one piece of a mail that was sent in several."""
    signed: bool = False
    """Content was taken out of a signature that nobody verified."""
    spent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attachment:
    name: str
    data: bytes
    cid: str
    shown: bool
    """The part itself says that it belongs inside the text."""


def open_mail(data: bytes, limits: Limits) -> tuple[Reading, tuple[Problem, ...]]:
    """Return the mail as a container, and what is to be said of it.

    Raises:
        Unreadable: F03 too many or too large parts.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t \x00")
    headers, body = split_head(data)
    mail = _Mail(limits)
    _part(mail, headers, body, 0)
    members, table = tuple(_member(file, mail.body.pages) for file in mail.files), mail.body.table()
    reading = Reading(
        sort=Sort.CONTAINER,
        members=(*members, *((table,) if table else ())),
        mail_received=received(headers),
        mail_date=moment(value_of(headers, "date")),
        sender=address(value_of(headers, "from")) or address(value_of(headers, "sender")),
        subject=text(value_of(headers, "subject")),
        kind="eml",
        link=mail.body.linked and all(member.inline for member in members),
        words="" if members or table else mail.body.words(),
    )
    return reading, tuple(_remarks(mail))


def _remarks(mail: _Mail) -> Iterator[Problem]:
    if mail.partial:
        yield problem(Code.F08, detail="邮件被分成几封发送，其余部分在别的邮件里，请作为一封重新发送")
    elif mail.damaged:
        yield problem(Code.F08, detail="邮件不完整，能取出的附件已取出")
    if mail.signed:
        yield problem(Code.F10)


def _member(file: _Attachment, bodies: list[str]) -> Member:
    inline = bool(file.cid) and (file.shown or any(f"cid:{file.cid}" in body for body in bodies))
    return Member(name=file.name, data=file.data, inline=inline)


def _part(mail: _Mail, headers: Headers, body: bytes, depth: int, *, within: str = "") -> None:
    """Take one part: walk into a multipart, note a body, keep a file. `within`: the multipart that it stands in."""
    content_type = value_of(headers, "content-type")
    kind = main_value(content_type) or ("message/rfc822" if within == "multipart/digest" else "text/plain")
    if kind.startswith("multipart/") and depth < _DEPTH:
        for piece in _pieces(mail, parameters(content_type).get("boundary", ""), body):
            _part(mail, *split_head(_headed(piece)), depth + 1, within=kind)
        return
    disposition = value_of(headers, "content-disposition")
    name = _file_name(disposition, content_type)
    if kind in _NO_FILES:
        return
    attached = main_value(disposition) == "attachment"
    content = _content(mail, headers, body)
    if kind in _SIGNED and depth < _DEPTH and _signed(mail, content, depth):
        return
    mail.partial = mail.partial or kind == "message/partial"
    if kind in _MAILS:
        subject = text(value_of(split_head(content.lstrip())[0], "subject"))
        name = name or f"{subject or '无主题'}.eml"
    elif not name and not attached and (kind.startswith("text/") or depth == 0):
        _body(mail, kind, content_type, content)
        return
    shown = main_value(disposition) == "inline" or (within == "multipart/related" and not attached)
    cid = value_of(headers, "content-id").strip(b"<> \t").decode("utf-8", "replace")
    _keep(mail, name or _invented(mail, kind), content, cid, shown=shown)


def _signed(mail: _Mail, content: bytes, depth: int) -> bool:
    """Take the part that an opaque signature holds; False = there is none in it, or it is encrypted."""
    if cms_kind(content) == "enveloped":
        _keep(mail, "加密邮件.p7m", seal(content, Code.F02), "", shown=False)
        return True
    inner = signed_content(content) if cms_kind(content) == "signed" else None
    if inner is None:
        return False
    mail.signed = True
    _part(mail, *split_head(_headed(inner)), depth + 1)
    return True


def _headed(piece: bytes) -> bytes:
    """Return a part that split_head can split: one without any header begins with a blank line."""
    return piece if re.match(rb"[!-9;-~]+[ \t]*:|\r?\n", piece) else b"\n" + piece


def _keep(mail: _Mail, name: str, content: bytes, cid: str, *, shown: bool) -> None:
    mail.spent += len(content)
    if len(mail.files) >= mail.limits.members:
        raise Unreadable(Code.F03, detail=f"邮件内超过 {mail.limits.members} 个附件")
    if mail.spent > mail.limits.unpacked_bytes:
        raise Unreadable(Code.F03, detail=f"附件合计超过 {mail.limits.unpacked_bytes >> 20} MB")
    mail.files.append(_Attachment(name=name, data=content, cid=cid, shown=shown))


def _body(mail: _Mail, kind: str, content_type: bytes, content: bytes) -> None:
    mail.body.add(kind, content, parameters(content_type).get("charset", ""))
    if kind == "text/html":
        return
    for name, data in uuencoded(content):
        _keep(mail, name, data, "", shown=False)


def uuencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files that an old mail program wrote into the text: begin 644 name … end."""
    for match in re.finditer(rb"^begin [0-7]{3,4} ([^\r\n]+)\r?\n(.*?)^end\s*?$", body, re.DOTALL | re.MULTILINE):
        try:
            yield text(match[1]), b"".join(_uu_line(line) for line in match[2].splitlines() if line.strip())
        except BinaryError:
            continue


def _uu_line(line: bytes) -> bytes:
    """Decode one line; what a program wrote beyond its stated length does not count, as the standard library has it."""
    try:
        return a2b_uu(line)
    except BinaryError:
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
        return a2b_uu(line[:size])


def _file_name(disposition: bytes, content_type: bytes) -> str:
    """Return the attachment's name; the disposition's beats the type's, a star parameter a plain one."""
    return parameters(disposition).get("filename", "") or parameters(content_type).get("name", "")


def _invented(mail: _Mail, kind: str) -> str:
    number = len(mail.files) + 1
    return f"未命名附件{number}.{_EXTENSIONS.get(kind, 'bin')}"


def _pieces(mail: _Mail, boundary: str, body: bytes) -> Iterator[bytes]:
    """Yield the parts between the boundary's lines, byte for byte."""
    mark = b"--" + boundary.encode("utf-8", "surrogateescape") if boundary else b""
    if not mark or mark not in body:
        mail.damaged = True
        guess = re.search(rb"^(--[^\s-][^\r\n]{3,70}?)[ \t]*\r?\n(?=[!-9;-~]+:)", body, re.MULTILINE)
        if guess is None:
            yield body
            return
        mark = guess[1]
    line = re.compile(rb"(?:^|\r?\n)" + re.escape(mark) + rb"(--)?[ \t]*(?=\r?\n|$)")
    begin, closed = None, False
    for match in line.finditer(body):
        if begin is not None:
            yield body[begin : match.start()].removeprefix(b"\r").removeprefix(b"\n")
        if match[1]:
            closed = True
            break
        begin = match.end()
    if not closed:
        mail.damaged = True
        if begin is not None:
            yield body[begin:].removeprefix(b"\r").removeprefix(b"\n")


def _content(mail: _Mail, headers: Headers, body: bytes) -> bytes:
    """Undo the transfer encoding, as far as it goes."""
    coding = main_value(value_of(headers, "content-transfer-encoding"))
    if coding == "base64":
        content, whole = unbase64(body)
        mail.damaged = mail.damaged or not whole
        return content
    if coding == "quoted-printable":
        return quopri.decodestring(body)
    if coding in {"x-uuencode", "uuencode", "x-uue"}:
        return next((data for _, data in uuencoded(body)), body)
    return body
