"""A gzip file that unpacks to itself, so that whoever unpacks until nothing is packed never ends. Built, not stored.

After Russ Cox, "Zip Files All The Way Down": deflate's two instructions, "print these bytes" (a stored block) and
"repeat the last so many" (two matches), each take five bytes, and print their own listing.
"""

import struct
import zlib

_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
_STEP = 5


def quine() -> bytes:
    for mark in range(256):
        made = _fixed(bytes([97 + mark % 26, 97 + mark // 26, 0]))
        if made:
            return made
    raise AssertionError("no mark gives a checksum that agrees with itself")


def _fixed(name: bytes) -> bytes:
    """Solve crc(file with x in it) = x: the checksum is linear in the bits, so by elimination over GF(2)."""
    base = zlib.crc32(_listing(name, 0))
    rows = []
    for bit in range(32):
        rows.append((zlib.crc32(_listing(name, 1 << bit)) ^ base ^ 1 << bit, 1 << bit))
    found, wanted = 0, base
    for bit in range(32):
        pivot = next((row for row in rows if row[0] >> bit & 1), None)
        if pivot is None:
            if wanted >> bit & 1:
                return b""
            continue
        rows.remove(pivot)
        rows = [(row[0] ^ pivot[0], row[1] ^ pivot[1]) if row[0] >> bit & 1 else row for row in rows]
        if wanted >> bit & 1:
            wanted, found = wanted ^ pivot[0], found ^ pivot[1]
    return _listing(name, found)


def _listing(name: bytes, crc: int) -> bytes:
    head = _HEAD + name
    size = 2 * (len(head) + 13) + 30 * _STEP
    tail = b"\x01\x00\x00\xff\xff" + struct.pack("<II", crc, size)
    first, last = len(head) + _STEP, len(tail) + _STEP
    p, rp, one, four, r4, no, s, rs = (
        _print(first), _repeat(first), _print(5), _print(20), _repeat(20), _print(0), _print(last), _repeat(last),
    )  # fmt: skip
    code = [head, p, head, p, rp, one, rp, one, one, four, rp, one, one, four, r4, four, r4, four, r4, four]
    made = b"".join([*code, r4, four, r4, no, no, s, r4, no, no, s, rs, tail, rs, tail])
    assert len(made) == size, (len(made), size)
    return made


def _print(count: int) -> bytes:
    return struct.pack("<BHH", 0, count, count ^ 0xFFFF)


def _repeat(count: int) -> bytes:
    """Return two matches of together `count` bytes, 17 to 20, from so many bytes back; then the block's end."""
    bits = "010"  # not the last block; fixed codes
    for length in (count // 2, count - count // 2):
        bits += format(length - 2, "07b") + format(8, "05b") + format(count - 17, "03b")[::-1]
    bits += "0000000"
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, 40, 8))
