"""What an xls says outside its cells: notes as xlrd gives them, text boxes out of the records that it passes over. Pure."""

import struct
from collections.abc import Iterator
from typing import Any

from toolkit.nouns.cells import Aside
from toolkit.ooxml.asides import BOX, LETTERS, NOTE

_BOUNDSHEET, _EOF, _OBJECT, _DRAWING, _TEXT, _CONTINUE, _BOF = 0x85, 0x0A, 0x5D, 0xEC, 0x1B6, 0x3C, 0x809
_NOTE_OBJECT = 0x19
_ANCHOR = b"\x10\xf0\x12\x00\x00\x00"
"""How a shape's anchor to cells begins: its kind and length."""


def notes(sheet: Any) -> Iterator[Aside]:
    """Yield the notes of one of xlrd's sheets."""
    for (row, column), note in sorted(sheet.cell_note_map.items()):
        author, said = note.author.strip(), note.text.replace("\r", "\n").strip()
        for colon in ":：":
            said = said.removeprefix(f"{author}{colon}") if author else said
        if said.strip():
            yield Aside(NOTE, said.strip()[:LETTERS], row + 1, column + 1, author=author)


def boxes(stream: bytes) -> list[list[Aside]]:
    """Return the texts in shapes of each worksheet, in the workbook's order; of a broken stream none."""
    try:
        begins = [
            struct.unpack_from("<I", body)[0]
            for kind, body in _records(stream, 0)
            if kind == _BOUNDSHEET and len(body) > 5 and body[5] == 0
        ]
        return [list(_of_sheet(stream, begin)) for begin in begins]
    except (struct.error, ValueError, LookupError):
        return []


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream; charts inside it are part of it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        depth += (kind == _BOF) - (kind == _EOF)
        if not depth:
            return
        at += 4 + size


def _of_sheet(stream: bytes, begin: int) -> Iterator[Aside]:
    place, is_note, left = (0, 0, 0, 0), False, 0
    pieces: list[str] = []
    for kind, body in _records(stream, begin):
        if kind == _DRAWING:
            place = _anchored(body) or place
        elif kind == _OBJECT and len(body) >= 6:
            is_note = struct.unpack_from("<H", body, 4)[0] == _NOTE_OBJECT
        elif kind == _TEXT and len(body) >= 12:
            left, pieces = 0 if is_note else struct.unpack_from("<H", body, 10)[0], []
        elif kind == _CONTINUE and left and body:
            piece = body[1:].decode("utf-16-le" if body[0] & 1 else "latin-1", "replace")[:left]
            pieces.append(piece)
            left -= len(piece)
            if left <= 0 and (said := "".join(pieces).replace("\r", "\n").strip()):
                yield Aside(BOX, said[:LETTERS], *place)


def _anchored(drawing: bytes) -> tuple[int, int, int, int] | None:
    """Return the cells that a shape covers: top, left, bottom, right; None where this record does not say."""
    anchor = drawing.rfind(_ANCHOR)
    if anchor < 0 or anchor + 24 > len(drawing):
        return None
    _, left, _, top, _, right, _, bottom, _ = struct.unpack_from("<9H", drawing, anchor + 6)
    return top + 1, left + 1, bottom + 1, right + 1
