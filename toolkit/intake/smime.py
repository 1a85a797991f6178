"""Signed content wrapped in its signature (CMS, RFC 5652): .p7m files and opaque-signed mails. Pure.

The content is taken out; the signature is not verified, for that needs certificates that nobody here has.
"""

from collections.abc import Iterator

_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = bytes.fromhex("2a864886f70d010703")
_SEQUENCE, _OCTETS, _OID, _OWN = 0x30, 0x04, 0x06, 0xA0
_DEPTH = 8


def cms_kind(data: bytes) -> str:
    """Return "signed" or "enveloped" of a CMS file (DER or BER); "" = it is none."""
    if not data.startswith(b"\x30") or len(data) < 20:
        return ""
    head = data[:40]
    if b"\x06\x09" + _SIGNED in head:
        return "signed"
    return "enveloped" if b"\x06\x09" + _ENVELOPED in head else ""


def signed_content(data: bytes) -> bytes | None:
    """Return what was signed; None = it is not in the file (a detached signature), or the file is damaged."""
    try:
        (outer,) = [body for tag, body in _items(data) if tag == _SEQUENCE][:1]
        (wrapped,) = [body for tag, body in _items(outer) if tag == _OWN][:1]
        (signed,) = [body for tag, body in _items(wrapped) if tag == _SEQUENCE][:1]
        for tag, body in _items(signed):
            if tag == _SEQUENCE and next(_items(body), (0, b""))[0] == _OID:  # EncapsulatedContentInfo
                (content,) = [inner for kind, inner in _items(body) if kind == _OWN][:1]
                return _octets(content, 0)
    except (ValueError, IndexError):
        return None
    return None


def _octets(data: bytes, depth: int) -> bytes:
    """Join the pieces of an OCTET STRING, which BER may cut."""
    octets = b""
    for tag, body in _items(data):
        if tag == _OCTETS:
            octets += body
        elif tag == _OCTETS | 0x20 and depth < _DEPTH:
            octets += _octets(body, depth + 1)
    return octets


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (tag, body) of the values that stand one behind another; an end mark ends them."""
    at = 0
    while at + 1 < len(data) and data[at : at + 2] != b"\0\0":
        tag, body, at = _item(data, at, 0)
        yield tag, body


def _item(data: bytes, at: int, depth: int) -> tuple[int, bytes, int]:
    """Return tag, body and end of the value at a place.

    Raises:
        ValueError: it goes beyond the data, or too deep.
    """
    tag, length = data[at], data[at + 1]
    at += 2
    if length == 0x80:  # of no stated length: ends with two zeros
        begin = at
        if depth > _DEPTH:
            raise ValueError("too deep")
        while data[at : at + 2] != b"\0\0":
            _, _, at = _item(data, at, depth + 1)
        return tag, data[begin:at], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(data[at : at + size], "big"), at + size
    if at + length > len(data):
        raise ValueError("cut")
    return tag, data[at : at + length], at + length
