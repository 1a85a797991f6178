"""A compound file's streams and its user-defined document properties ([MS-OLEPS]); olefile reads only the first set."""

import io
import struct

_SUMMARY = "\x05DocumentSummaryInformation"
_USER_DEFINED = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
_TEXT, _WIDE = 0x1E, 0x1F
_SIGNED = {0x02: "<h", 0x03: "<i", 0x14: "<q", 0x05: "<d", 0x0B: "<h"}
_UTF16 = 1200


class Compound:
    """One compound file."""

    def __init__(self, data: bytes) -> None:
        import olefile

        self._file = olefile.OleFileIO(io.BytesIO(data))

    def has(self, name: str) -> bool:
        return bool(self._file.exists(name))

    def read(self, name: str) -> bytes:
        return bytes(self._file.openstream(name).read())

    def user_properties(self) -> dict[str, str]:
        """Return the user-defined properties as text; {} when there are none or they are damaged."""
        if not self.has(_SUMMARY):
            return {}
        try:
            return _user_defined(self.read(_SUMMARY))
        except (struct.error, UnicodeDecodeError, LookupError, OSError):
            return {}


def _user_defined(stream: bytes) -> dict[str, str]:
    (sets,) = struct.unpack_from("<I", stream, 24)
    for number in range(min(sets, 16)):
        identity, start = struct.unpack_from("<16sI", stream, 28 + number * 20)
        if identity == _USER_DEFINED:
            return _section(stream[start:])
    return {}


def _section(section: bytes) -> dict[str, str]:
    (count,) = struct.unpack_from("<I", section, 4)
    places = dict(struct.unpack_from("<II", section, 8 + number * 8) for number in range(min(count, 4096)))
    codepage = struct.unpack_from("<H", section, places[1] + 4)[0] if 1 in places else _UTF16
    names = _dictionary(section, places[0], codepage) if 0 in places else {}
    properties = {}
    for key, place in places.items():
        if key in names:
            properties[names[key]] = _value(section, place, codepage)
    return properties


def _dictionary(section: bytes, place: int, codepage: int) -> dict[int, str]:
    (count,) = struct.unpack_from("<I", section, place)
    place += 4
    names = {}
    for _ in range(min(count, 4096)):
        key, length = struct.unpack_from("<II", section, place)
        size = length * 2 if codepage == _UTF16 else length
        names[key] = _text(section[place + 8 : place + 8 + size], codepage)
        place += 8 + size
        if codepage == _UTF16:
            place += -place % 4
    return names


def _value(section: bytes, place: int, codepage: int) -> str:
    (kind,) = struct.unpack_from("<I", section, place)
    if kind in {_TEXT, _WIDE}:
        (length,) = struct.unpack_from("<I", section, place + 4)
        size = length * 2 if kind == _WIDE or (codepage == _UTF16 and kind == _WIDE) else length
        return _text(section[place + 8 : place + 8 + size], _UTF16 if kind == _WIDE else codepage)
    if kind in _SIGNED:
        (number,) = struct.unpack_from(_SIGNED[kind], section, place + 4)
        return f"{number:g}" if isinstance(number, float) else str(number)
    return ""


def _text(raw: bytes, codepage: int) -> str:
    encoding = {_UTF16: "utf-16-le", 65001: "utf-8", 936: "gb18030", 54936: "gb18030"}.get(codepage, f"cp{codepage}")
    return raw.decode(encoding).split("\x00", 1)[0]


def is_cut(data: bytes) -> bool:
    """Tell a compound file whose directory is lost: cut off in transfer, or broken in itself."""
    directory, size = int.from_bytes(data[48:52], "little"), 1 << min(data[30] if len(data) > 30 else 9, 16)
    if (directory + 2) * size > len(data) + size - 1:
        return True
    try:
        Compound(data)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError):
        return True
    return False
