"""A file that a mail program left as it travelled: in base64 or uuencoded, or with a count before it. Pure."""

import re

from toolkit.intake.headers import unbase64
from toolkit.intake.mail import uuencoded
from toolkit.nouns.limits import Unreadable
from toolkit.nouns.problems import Code

_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]+={0,2}\s*")
_URL_SIGNS = bytes.maketrans(b"-_", b"+/")
_BEFORE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:data:[^,\s]{0,200};base64,|(?:(?:content|mime)-[\w-]+:[^\r\n]*\r?\n(?:[ \t]+[^\r\n]+\r?\n)*)+)?\s*",
    re.IGNORECASE,
)
"""What may stand before the base64: a data: address, or the headers of the part that it was."""
_UUENCODED = re.compile(rb"\s*begin(?:-base64)? [0-7]{3,4} [^\r\n]+\r?\n")
_COUNTED = re.compile(
    rb"([1-9]\d{1,9})[ \t]*\r?\n(?=(?:from|received|return-path|delivered-to|x-[\w-]+|message-id|date|subject):)", re.IGNORECASE
)
"""How Apple's Mail keeps a mail: its length, the mail, then remarks of its own."""
_PACKED = (b"UEsDB", b"0M8R4KGxGuE", b"JVBERi")
"""How a zip package, a compound file and a PDF begin in base64."""
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def unwrapped(data: bytes) -> bytes:
    """Return the file that a mail program left encoded, or wrote down its own way (.emlx); what else it is, as it is.

    Raises:
        Unreadable: F01 the code is cut.
    """
    counted = _COUNTED.match(data)
    if counted:
        return data[counted.end() : counted.end() + int(counted[1])]
    uu = _UUENCODED.match(data)
    if uu and b"-base64" not in uu[0]:
        content = next((content for _, content in uuencoded(data)), b"")
        return content if content.startswith(_MAGIC) else data
    return _from_base64(data, uu.end() if uu else _start(data))


def _start(data: bytes) -> int:
    before = _BEFORE.match(data)
    return before.end() if before else 0


def _from_base64(data: bytes, start: int) -> bytes:
    if not data.startswith(_PACKED, start):
        return data
    code = data[start:].translate(_URL_SIGNS).rstrip().removesuffix(b"====").rstrip()
    if not _BASE64.fullmatch(code):
        return data
    content, whole = unbase64(code)
    if not whole:
        raise Unreadable(Code.F01, detail="附件没有正确解码，且不完整")
    return content
