"""Draw one kind of QR code, as fast as a form is spliced: version 1 (21 modules), level M, twenty letters and digits.

ISO/IEC 18004. The general libraries take longer for one code than the whole form takes; held to them by the tests.
"""

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import compress

SIDE = 21
QUIET = 2
"""White modules drawn around the code; the cell adds the rest of the quiet zone."""
_DATA, _CHECK = 16, 10
_SIGNS = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")}
_FORMAT = 0b101010000010010
"""Level M, mask 0, with its own check bits and the standard's mask."""
_FINDER = (0b1111111, 0b1000001, 0b1011101, 0b1011101, 0b1011101, 0b1000001, 0b1111111)

_EDGE = b"\xff" * QUIET
_AS_ABOVE = b"\2" + bytes(SIDE + 2 * QUIET)
"""A line of the picture that is like the one above it; b"\\0" begins one that says itself what it is."""
_WHITE = b"\0" + b"\xff" * (SIDE + 2 * QUIET) + _AS_ABOVE * (8 * QUIET - 1)
_BETWEEN = _EDGE + _AS_ABOVE * 7 + b"\0" + _EDGE
_BEFORE, _BEHIND = _WHITE + b"\0" + _EDGE, _EDGE + _AS_ABOVE * 7 + _WHITE
_INK = bytes.maketrans(b"01", b"\xff\x00")


def png(text: str) -> bytes:
    """Return the code as a picture, eight pixels a module, quiet zone included."""
    ink = modules(text).translate(_INK)
    lines = _BETWEEN.join([ink[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)])
    machine = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
    packed = machine.compress(b"".join((_BEFORE, lines, _BEHIND))) + machine.flush()
    return b"".join((_HEAD, _chunk(b"IDAT", packed), _END))


def modules(text: str) -> bytes:
    """Return b"0" and b"1" for every module, row by row, without quiet zone.

    The check bytes and the mask are linear: a code is the code of nothing, changed by one pattern for every byte.
    """
    code, patterns = _patterns()
    for byte, changes in zip(_data(text), patterns, strict=True):
        code ^= changes[byte]
    return format(code, f"0{SIDE * SIDE}b").encode()


@cache
def _patterns() -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Return the code of sixteen zero bytes, and what each value of each of them changes in it."""
    power, logarithm = _powers()
    changes = []
    for place in range(_DATA):
        check = _check(bytes(place) + b"\1" + bytes(_DATA - 1 - place))
        of_byte = [0]
        for bit in range(8):  # a byte twice as large makes check bytes that are twice these
            twice = bytes([power[logarithm[one] + bit] if one else 0 for one in check])
            change = _changed(bytes(place) + bytes([1 << bit]) + bytes(_DATA - 1 - place) + twice)
            of_byte += [before ^ change for before in of_byte]
        changes.append(tuple(of_byte))
    return _empty(), tuple(changes)


def _empty() -> int:
    """Return the code of zero bytes, whose check bytes are zero too, as one number, the upper left module its highest bit."""
    rows = [list(row) for row in _frame()]
    for row, column in _path():
        rows[row][column] = (row + column) % 2 == 0
    return int("".join("1" if dark else "0" for row in rows for dark in row), 2)


def _changed(data: bytes) -> int:
    """Return what the set bits of these data and check bytes change in it."""
    bits = f"{int.from_bytes(data, 'big'):0{8 * (_DATA + _CHECK)}b}"
    return sum(compress(_weights(), map(int, bits)))


@cache
def _weights() -> tuple[int, ...]:
    """Return what each data bit is in the number of a code."""
    return tuple([1 << SIDE * SIDE - 1 - (row * SIDE + column) for row, column in _path()])


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


_WIDE = (SIDE + 2 * QUIET) * 8
_HEAD = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">2I5B", _WIDE, _WIDE, 1, 0, 0, 0, 0))
_END = _chunk(b"IEND", b"")


def _data(text: str) -> bytes:
    """Return the sixteen bytes: mode, length, pairs of signs, terminator, padding."""
    if len(text) > 20:
        raise ValueError("more than 21 modules can hold")
    bits, length = 0b0010 << 9 | len(text), 13
    values = [_SIGNS[sign] for sign in text]
    for first, second in zip(values[::2], values[1::2], strict=False):
        bits, length = bits << 11 | first * 45 + second, length + 11
    if len(text) % 2:
        bits, length = bits << 6 | values[-1], length + 6
    stop = min(4, 8 * _DATA - length)
    bits, length = bits << stop, length + stop
    bits, length = bits << -length % 8, length + -length % 8
    known = bits.to_bytes(length // 8, "big")
    return known + bytes((0xEC, 0x11)[place % 2] for place in range(_DATA - len(known)))


@cache
def _powers() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the powers of 2 in GF(256), twice over, and their logarithms."""
    power, logarithm, value = [], [0] * 256, 1
    for exponent in range(255):
        power.append(value)
        logarithm[value] = exponent
        value = value << 1 ^ (0x11D if value & 0x80 else 0)
    return tuple(power * 2), tuple(logarithm)


@cache
def _generator() -> tuple[int, ...]:
    """Return the logarithms of the generator polynomial's factors, highest first, without the leading one."""
    power, logarithm = _powers()
    polynomial = [1]
    for root in range(_CHECK):
        scaled = [power[logarithm[factor] + root] if factor else 0 for factor in polynomial]
        polynomial = [a ^ b for a, b in zip([*polynomial, 0], [0, *scaled], strict=True)]
    return tuple(logarithm[factor] for factor in polynomial[1:])


def _check(data: bytes) -> bytes:
    """Return the Reed-Solomon check bytes."""
    power, logarithm = _powers()
    rest = [0] * _CHECK
    for byte in data:
        first = byte ^ rest[0]
        rest = [*rest[1:], 0]
        if first:
            high = logarithm[first]
            rest = [old ^ power[high + factor] for old, factor in zip(rest, _generator(), strict=True)]
    return bytes(rest)


@cache
def _frame() -> tuple[tuple[bool, ...], ...]:
    """Return what is the same in every code: finders, timing, format."""
    rows = [[False] * SIDE for _ in range(SIDE)]
    for row, pattern in enumerate(_FINDER):
        for column in range(7):
            dark = bool(pattern >> (6 - column) & 1)
            rows[row][column] = rows[row][SIDE - 7 + column] = rows[SIDE - 7 + row][column] = dark
    for place in range(8, SIDE - 8):
        rows[6][place] = rows[place][6] = place % 2 == 0
    for bit, ((row, column), (other, beside)) in enumerate(zip(_format_near(), _format_far(), strict=True)):
        rows[row][column] = rows[other][beside] = bool(_FORMAT >> (14 - bit) & 1)
    rows[SIDE - 8][8] = True
    return tuple(tuple(row) for row in rows)


def _format_near() -> Iterator[tuple[int, int]]:
    yield from ((8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8))
    yield from ((row, 8) for row in (7, 5, 4, 3, 2, 1, 0))


def _format_far() -> Iterator[tuple[int, int]]:
    yield from ((SIDE - 1 - step, 8) for step in range(7))
    yield from ((8, SIDE - 8 + step) for step in range(8))


@cache
def _path() -> tuple[tuple[int, int], ...]:
    """Return the places of the data bits in their order: up and down in pairs of columns from the right."""
    path = []
    for turn, right in enumerate((20, 18, 16, 14, 12, 10, 8, 5, 3, 1)):
        rows = range(SIDE) if turn % 2 else range(SIDE - 1, -1, -1)
        path += [(row, column) for row in rows for column in (right, right - 1) if _free(row, column)]
    return tuple(path)


def _free(row: int, column: int) -> bool:
    if row == 6 or column == 6:
        return False
    return not ((row < 9 and column < 9) or (row < 9 and column >= SIDE - 8) or (row >= SIDE - 8 and column < 9))
