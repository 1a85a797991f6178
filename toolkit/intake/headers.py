"""Mail headers as mail programs really write them: encoded words, star parameters, raw GB18030. Pure."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from toolkit.words.dates import CHINA

"""Assumed of a date that names no zone: the mail was written in the county."""
_WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(=\?)")
_PARAMETER = re.compile(r';\s*([\w\-]+(?:\*\d+)?\*?)\s*=\s*("(?:\\.|[^"\\])*(?:"|$)|[^;]*)', re.DOTALL)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "ms936", "hz-gb-2312", "euc-cn", "chinese", "gb18030"}
_YEARS = range(1990, 2100)

Headers = tuple[tuple[str, bytes], ...]
"""(name in lower case, value as received, still folded), topmost first."""


def split_head(data: bytes) -> tuple[Headers, bytes]:
    """Return the headers and what follows the first blank line."""
    headers: list[tuple[str, bytes]] = []
    place = 0
    while place < len(data):
        end = data.find(b"\n", place)
        end = len(data) if end < 0 else end + 1
        line = data[place:end]
        if not line.strip(b"\r\n"):
            return tuple(headers), data[end:]
        if line[:1] in b" \t" and headers:
            headers[-1] = (headers[-1][0], headers[-1][1] + line)
        else:
            name, colon, value = line.partition(b":")
            if not colon or not re.fullmatch(rb"[!-9;-~]+[ \t]*", name):
                if headers and not line.startswith((b"From ", b">From ")):
                    return tuple(headers), data[place:]  # the blank line was lost
                place = end
                continue
            headers.append((name.strip().decode("ascii").lower(), value))
        place = end
    return tuple(headers), b""


def value_of(headers: Headers, name: str) -> bytes:
    """Return the topmost header of that name, unfolded; b"" when there is none."""
    raw = next((value for key, value in headers if key == name), b"")
    return re.sub(rb"\r?\n", b"", raw).strip()


def text(raw: bytes | str) -> str:
    """Decode a header's value: encoded words, raw UTF-8 or GB18030."""
    plain = raw if isinstance(raw, str) else decoded(raw, "")
    plain = _BETWEEN.sub(r"\1\2", plain.replace("\r", "").replace("\n", ""))
    pieces: list[str] = []
    pending, charset, place = b"", "", 0
    for word in _WORD.finditer(plain):
        between = plain[place : word.start()]
        place = word.end()
        named = word[1].split("*")[0].lower()
        if between or named != charset:
            pieces += (decoded(pending, charset), between)
            pending = b""
        # one character may be cut in two by two words: bytes are joined before they are decoded
        pending, charset = pending + _word_bytes(word[2], word[3]), named
    pieces += (decoded(pending, charset), plain[place:])
    return "".join(pieces).replace("\x00", "").strip()


def _word_bytes(coding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "surrogateescape")
    return unbase64(raw)[0] if coding in "bB" else quopri.decodestring(raw, header=True)


def unbase64(raw: bytes) -> tuple[bytes, bool]:
    """Decode base64 as far as it goes; also whether it was whole."""
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", raw.partition(b"=")[0] if raw.count(b"=") <= 2 else raw)
    rest = len(clean) % 4
    try:
        content = base64.b64decode(clean + b"=" * (-len(clean) % 4)) if rest != 1 else base64.b64decode(clean[:-1])
    except binascii.Error:
        return b"", False
    return content, rest != 1 and (rest == 0 or b"=" in raw)


def decoded(raw: bytes, charset: str) -> str:
    """Decode by the charset that is named, if it fits; else by what the bytes look like."""
    named = "gb18030" if charset.lower() in _CHINESE else charset.lower()
    for encoding in dict.fromkeys((*((named,) if named else ()), "utf-8", "gb18030")):
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
        if not any("\ud800" <= sign <= "\udfff" for sign in text):
            return text
    return raw.decode("utf-8", "backslashreplace")


def main_value(raw: bytes) -> str:
    """Return a structured header's value without its parameters, lower case: "multipart/mixed"."""
    return text(raw).split(";")[0].strip().lower()


def parameters(raw: bytes) -> dict[str, str]:
    """Return a header's parameters by lower-case name; "filename*" (RFC 2231) beats "filename"."""
    plain = decoded(raw, "")
    simple: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(plain):
        name, value = match[1].lower(), _unquoted(match[2].strip())
        if "*" not in name:
            simple.setdefault(name, value)
            continue
        base, _, rest = name.partition("*")
        number = rest.rstrip("*")
        pieces.setdefault(base, []).append((int(number) if number else 0, name.endswith("*"), value))
    named = {name: _percent(text(value)) for name, value in simple.items()}
    return named | {name: value for name, parts in pieces.items() if (value := _joined(parts))}


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    inner = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
    return re.sub(r'\\(["\\])', r"\1", inner)


def _percent(value: str) -> str:
    """Undo the percent signs that some web mails write into a plain filename, if they make a Chinese name."""
    if not re.search(r"(%[0-9A-Fa-f]{2}){2}", value) or not value.isascii():
        return value
    try:
        text = unquote_to_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        return value
    return value if text.isascii() else text


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    """Join the pieces of one parameter (RFC 2231): charset'language'percent-encoded, in numbered parts."""
    parts = sorted(parts)
    charset, coded = "", ""
    for i, (_, starred, value) in enumerate(parts):
        content = value
        if i == 0 and starred and value.count("'") >= 2:
            charset, _, content = value.split("'", 2)
        # some programs cut inside %E4: the pieces are joined before they are decoded
        coded += content if starred else content.replace("%", "%25")
    plain = decoded(unquote_to_bytes(coded.encode("utf-8")), charset)
    return text(plain) if "=?" in plain else plain


def address(raw: bytes) -> str:
    """Return the bare address of a From header, lower case; "" when there is none."""
    plain = re.sub(rb"\r?\n[ \t]?", b"", raw).decode("ascii", "replace")
    bare = re.findall(r"<\s*([^<>\s]+@[^<>\s]+)\s*>", plain)
    candidates = bare[-1:] or _ADDRESS.findall(re.sub(r'"[^"]*"', "", plain))[:1] or _ADDRESS.findall(text(raw))[:1]
    return candidates[0].lower() if candidates else ""


def moment(raw: bytes) -> datetime | None:
    """Return the time a Date header states, aware; None = it states none that can be."""
    plain = text(raw)
    if not plain:
        return None
    try:
        when = _parsed(plain)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when is not None and when.year in _YEARS else None


def _parsed(plain: str) -> datetime | None:
    iso = _ISO.search(plain)
    if iso:
        year, month, day, hour, minute = (int(part) for part in iso.groups()[:5])
        zone = datetime.strptime(iso[7].replace(":", ""), "%z").tzinfo if iso[7] else CHINA
        return datetime(year, month, day, hour, minute, int(iso[6] or 0), tzinfo=zone)
    if re.search(r"\d\s+CST\b", plain):  # China, not the American Central, which the RFC had in mind
        plain = re.sub(r"(\d\s+)CST\b", r"\1+0800", plain)
    when = parsedate_to_datetime(plain)
    if when.tzinfo is not None:
        return when
    return when.replace(tzinfo=UTC if "-0000" in plain else CHINA)


def received(headers: Headers) -> datetime | None:
    """Return the time of the topmost Received header: what stands after its last semicolon."""
    top = value_of(headers, "received")
    _, mark, stated = top.rpartition(b";")
    return moment(stated) if mark else None
