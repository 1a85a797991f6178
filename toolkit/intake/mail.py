"""A saved mail (.eml) → members, sender, subject and the two times that its headers tell. Pure.

Sources: RFC 5322 (headers), RFC 2047 and 2231 (names); raw 8-bit GB18030 headers as Chinese clients write them.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from toolkit.checks.problems import Code, problem
from toolkit.intake.archives import decoded
from toolkit.intake.limits import Limits, Unreadable
from toolkit.intake.reading import Member, Reading
from toolkit.records import Sort

_BEIJING = timezone(timedelta(hours=8))
_PARAMETER = re.compile(r"""(?:^|;)\s*([\w-]+)(\*\d+)?(\*)?\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.DOTALL)
_BODY = frozenset({"text/plain", "text/html"})
_DEEPEST = 30


def read_mail(data: bytes, name: str, limits: Limits) -> Reading:
    """Return a mail's attachments as members. Raises: Unreadable (F01, F03)."""
    del name
    if data.startswith(b"From ") and b"\n" in data:
        data = data.split(b"\n", 1)[1]
    try:
        mail = email.message_from_bytes(data, policy=email.policy.compat32)
        members = tuple(_members(mail, limits))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(Code.F01, detail="邮件结构损坏") from error
    if len(members) > limits.members:
        raise Unreadable(Code.F03, detail=f"邮件里有 {len(members)} 个附件")
    return Reading(
        sort=Sort.CONTAINER,
        members=members,
        mail_received=received(mail),
        mail_date=moment(header(mail, "date")),
        sender=address(header(mail, "from")),
        subject=words(header(mail, "subject")),
        kind="eml",
    )


# -- headers ---------------------------------------------------------------------------------------------------------


def header(mail: Message, name: str) -> str:
    """Return the first header of that name, unfolded; raw bytes that are not ASCII are decoded."""
    for key, value in mail.raw_items():
        if key.lower() == name:
            raw = str(value).encode("ascii", "surrogateescape") if _has_raw(str(value)) else None
            text = decoded(raw) if raw is not None else str(value)
            return re.sub(r"\r?\n[ \t]*", " ", text).strip()
    return ""


def _has_raw(text: str) -> bool:
    return any("\udc80" <= sign <= "\udcff" for sign in text) and all(
        ord(sign) < 128 or "\udc80" <= sign <= "\udcff" for sign in text
    )


def words(text: str) -> str:
    """Decode RFC 2047 words; neighbours of one charset are joined before decoding, for clients split characters."""
    if "=?" not in text:
        return text.strip()
    joined: list[tuple[bytes, str]] = []
    try:
        pieces = decode_header(text)
    except (ValueError, LookupError):
        return text.strip()
    for piece, charset in pieces:
        raw = piece.encode("latin-1", "replace") if isinstance(piece, str) else piece
        known = (charset or "").lower()
        if joined and known and joined[-1][1] == known:
            joined[-1] = (joined[-1][0] + raw, known)
        else:
            joined.append((raw, known))
    return "".join(_charset(raw, charset) for raw, charset in joined).strip()


def _charset(raw: bytes, charset: str) -> str:
    if charset in {"gb2312", "gbk", "x-gbk", "cp936", "gb18030"}:
        return raw.decode("gb18030", "replace")
    if charset in {"", "unknown-8bit", "us-ascii", "ascii"}:
        return decoded(raw)
    try:
        return raw.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return decoded(raw)


def address(text: str) -> str:
    """Return the bare address, lower case; "" = none."""
    for _, found in getaddresses([words(text), text]):
        if "@" in found:
            return found.strip().lower()
    match = re.search(r"[\w.+-]+@[\w.-]+", text)
    return match[0].lower() if match else ""


def received(mail: Message) -> datetime | None:
    """Return the time of the topmost Received header: when our own server took the mail in."""
    text = header(mail, "received")
    return moment(text.rsplit(";", 1)[1]) if ";" in text else None


def moment(text: str) -> datetime | None:
    """Return a header's time, aware; one without zone is Beijing's; None = not a time."""
    if not text.strip():
        return None
    try:
        found = parsedate_to_datetime(text.strip())
        found = found if found.tzinfo else found.replace(tzinfo=_BEIJING)
        return found.astimezone(_BEIJING)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


# -- parts -----------------------------------------------------------------------------------------------------------


def _members(mail: Message, limits: Limits, depth: int = 0) -> Iterator[Member]:
    if depth > _DEEPEST:
        raise Unreadable(Code.F03, detail="邮件嵌套过深")
    payload = mail.get_payload()
    if mail.get_content_type() == "message/rfc822":
        yield _inner(mail, payload)
    elif isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _members(part, limits, depth + 1)
    elif depth or _attached(mail):
        found = _leaf(mail)
        if found:
            yield found


def _attached(mail: Message) -> bool:
    """Tell whether a mail of one part is itself an attachment."""
    return bool(file_name(mail)) or mail.get_content_type() not in _BODY


def _inner(mail: Message, payload: object) -> Member:
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Message):
        data = inner.as_bytes(policy=email.policy.compat32.clone(linesep="\r\n"))
        name = file_name(mail) or words(header(inner, "subject")) or "转发的邮件"
    else:
        raw = mail.get_payload(decode=True)
        data = raw if isinstance(raw, bytes) else b""
        name = file_name(mail) or "转发的邮件"
    return Member(name=name if name.lower().endswith((".eml", ".msg")) else f"{name}.eml", data=data)


def _leaf(part: Message) -> Member | None:
    """Return an attachment; the mail's own text is none."""
    name = file_name(part)
    disposition = header(part, "content-disposition").split(";")[0].strip().lower()
    kind = part.get_content_type()
    if not name and disposition != "attachment" and kind in _BODY:
        return None
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    has_id = bool(header(part, "content-id"))
    inline = disposition == "inline" or (has_id and disposition != "attachment")
    name = name or _unnamed(part, kind)
    if not data and part.get_payload():
        return Member(name=name, data=b"", fault=problem(Code.F01, detail="邮件附件编码损坏"))
    return Member(name=name, data=data, inline=inline and has_id)


def _unnamed(part: Message, kind: str) -> str:
    import mimetypes

    ending = mimetypes.guess_extension(kind) or ".bin"
    serial = header(part, "content-id").strip("<>").split("@")[0]
    return f"未命名附件{f'-{serial}' if serial else ''}{ending}"


def file_name(part: Message) -> str:
    """Return the attachment's name: RFC 2231's filename* before filename before the type's name; "" = none."""
    for field, key in (("content-disposition", "filename"), ("content-type", "name")):
        found = _parameter(header(part, field), key)
        if found:
            return re.sub(r"[\r\n\t]+", "", found).strip()
    return ""


def _parameter(text: str, key: str) -> str:
    plain, starred = "", {}
    for found, number, star, value in _PARAMETER.findall(text):
        if found.lower() != key:
            continue
        bare = value.strip()
        bare = re.sub(r"\\(.)", r"\1", bare[1:-1]) if bare.startswith('"') and bare.endswith('"') else bare
        if number or star:
            starred[int(number[1:]) if number else 0] = (bare, bool(star))
        elif not plain:
            plain = words(bare)
    return _starred(starred) or plain


def _starred(pieces: dict[int, tuple[str, bool]]) -> str:
    """Join RFC 2231 continuations and decode them by the charset that the first one names."""
    if not pieces:
        return ""
    charset, raw = "", b""
    for number in sorted(pieces):
        text, encoded = pieces[number]
        if number == min(pieces) and encoded and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogateescape")
    return _charset(raw, charset.lower())
