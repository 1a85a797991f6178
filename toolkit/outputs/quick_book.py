"""xlsxwriter's book for many thousand cells: its parts go into the zip as they are written, never as one text of all sheets."""

from io import BytesIO, StringIO
from re import compile as pattern
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook

_ODD = pattern(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x|\A\s|\s\Z")
_HELD = 200
"""Scraps of XML put together before they are compressed."""


class QuickBook(Workbook):  # type: ignore[misc]
    """A book whose parts go into the zip while they are written; `target` has it all once the book is closed."""

    def __init__(self, target: BytesIO, options: dict[str, Any]) -> None:
        super().__init__(BytesIO(), {**options, "in_memory": True})
        self._target = target

    def _get_packager(self) -> Packager:
        return _Packager(self._target)


class _Packager(Packager):  # type: ignore[misc]
    """Writes one part after the other, each before the next is begun."""

    def __init__(self, target: BytesIO) -> None:
        super().__init__()
        self._zip = ZipFile(target, "w", compression=ZIP_DEFLATED)
        self._open: _PartStream | None = None

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _QuickStrings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()

    def _filename(self, xml_filename: str) -> StringIO:
        self._end_part()
        info = ZipInfo(xml_filename, (1980, 1, 1, 0, 0, 0))
        info.compress_type = ZIP_DEFLATED
        self._open = _PartStream(self._zip.open(info, "w"))
        return self._open

    def _end_part(self) -> None:
        if self._open is not None:
            self._open.end()
            self._open = None

    def _create_package(self) -> list[Any]:
        """Return what is left for the book to put into a zip: nothing, for it is in ours (no book of ours has pictures)."""
        super()._create_package()
        self._end_part()
        self._zip.close()
        return []


class _QuickStrings(SharedStrings):  # type: ignore[misc]
    """The texts of all cells: one that holds nothing to be escaped is written as it is."""

    def _write_si(self, string: str) -> None:
        if _ODD.search(string) is None:
            self.fh.write(f"<si><t>{string}</t></si>")
        else:
            super()._write_si(string)


class _PartStream(StringIO):
    """A part's XML on its way: the library writes to what it takes for its own kind of file."""

    def __init__(self, entry: IO[bytes]) -> None:
        super().__init__()
        self._entry = entry
        self._held: list[str] = []

    def write(self, text: str) -> int:
        self._held.append(text)
        if len(self._held) >= _HELD:
            self._pass_on()
        return len(text)

    def _pass_on(self) -> None:
        self._entry.write("".join(self._held).encode("utf-8"))
        self._held.clear()

    def end(self) -> None:
        self._pass_on()
        self._entry.close()
