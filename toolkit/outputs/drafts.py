"""A mail that nobody has sent: .eml bytes that a mail program opens as a draft, attachments and addresses in place. Pure.

X-Unsent: 1 makes Outlook and Foxmail open it for writing. Written by hand rather than by email.message, so that the same
letter is the same bytes under every Python, and so that old mail programs get names in both spellings (RFC 2231 and 2047).
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from toolkit.ooxml.cell_text import BREAKS

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_ROOM = 39
"""Bytes in one encoded word: with its mark and the header's name it stays on a line of 76, as RFC 2047 asks."""
_KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
}


def draft(
    *,
    to: Sequence[str],
    subject: str,
    text: str,
    attachments: Sequence[tuple[str, bytes]] = (),
    moment: datetime,
    sender: str = "",
    copies: Sequence[str] = (),
) -> bytes:
    """Return the draft. What is no mail address is left out; without any the draft has no To, for the clerk to fill in.

    `attachments`: (name, content), in order. `moment`: the Date it bears, aware.
    """
    headers = [
        "X-Unsent: 1",
        *_addressed("From", [sender]),
        *_addressed("To", to),
        *_addressed("Cc", copies),
        f"Subject: {_encoded(one_line(subject))}",
        f"Date: {format_datetime(moment)}",
        "MIME-Version: 1.0",
    ]
    body = _body(text)
    if not attachments:
        return _joined([*headers, *body])
    mark = _boundary(text, attachments)
    lines = [*headers, "Content-Type: multipart/mixed;", f' boundary="{mark}"', "", f"--{mark}", *body]
    for name, content in attachments:
        lines += [f"--{mark}", *_attached(one_line(name), content)]
    return _joined([*lines, f"--{mark}--"])


def one_line(text: str) -> str:
    """Return text as it may stand in a header: no line breaks, no control or direction characters."""
    return _CONTROLS.sub(" ", text).strip()


def addresses(given: Iterable[str]) -> tuple[str, ...]:
    """Return what can be written to, in order, each once; a domain in Chinese becomes its ASCII form."""
    mailboxes = (_ascii(address.strip()) for address in given if _ADDRESS.fullmatch(address.strip()))
    return tuple(dict.fromkeys(filter(None, mailboxes)))


def _ascii(address: str) -> str:
    local, _, domain = address.partition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""


def _addressed(header: str, given: Iterable[str]) -> list[str]:
    mailboxes = addresses(given)
    return [f"{header}: " + ",\r\n ".join(mailboxes)] if mailboxes else []


def _encoded(text: str) -> str:
    """Return a header's text as encoded words of whole characters, one a line (RFC 2047)."""
    if text.isascii() and len(text) <= _ROOM and "=?" not in text:
        return text
    words, word = [], b""
    for letter in text:
        more = letter.encode()
        if len(word) + len(more) > _ROOM:
            words.append(word)
            word = b""
        word += more
    words.append(word)
    return "\r\n ".join(f"=?utf-8?B?{base64.b64encode(word).decode()}?=" for word in words)


def _body(text: str) -> list[str]:
    clean = _NOT_IN_TEXT.sub("", BREAKS.sub("\n", text)).replace("\n", "\r\n")
    kind = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", ""]
    return [*kind, _base64(clean.encode())]


def _attached(name: str, content: bytes) -> list[str]:
    """Return one attachment: its name by RFC 2231 for today's programs, by RFC 2047 for those that know no better."""
    kind = _KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    plain = re.sub(r'["\\]', "_", name)
    return [
        f"Content-Type: {kind};",
        f' name="{_encoded(plain)}"',
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment;",
        *_continued(name),
        "",
        _base64(content),
    ]


def _continued(name: str) -> list[str]:
    """Return the file name's parameter, cut into numbered pieces where one line would be too long (RFC 2231)."""
    letters = [quote(letter, safe="") for letter in name]
    pieces, piece = [], ""
    for letter in letters:
        if len(piece) + len(letter) > _ROOM:
            pieces.append(piece)
            piece = ""
        piece += letter
    pieces.append(piece)
    if len(pieces) == 1:
        return [f" filename*=utf-8''{pieces[0]}"]
    first, *rest = pieces
    lines = [f" filename*0*=utf-8''{first}", *(f" filename*{n}*={more}" for n, more in enumerate(rest, start=1))]
    return [*(f"{line};" for line in lines[:-1]), lines[-1]]


def _base64(content: bytes) -> str:
    return base64.encodebytes(content).decode().rstrip("\n").replace("\n", "\r\n")


def _boundary(text: str, attachments: Sequence[tuple[str, bytes]]) -> str:
    """Return a mark that the content decides; "_" never stands in base64."""
    seen = hashlib.sha256(text.encode("utf-8", "replace"))
    for name, content in attachments:
        seen.update(name.encode("utf-8", "replace") + b"\0" + hashlib.sha256(content).digest())
    return f"=_duban_{seen.hexdigest()[:32]}"


def _joined(lines: Sequence[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
