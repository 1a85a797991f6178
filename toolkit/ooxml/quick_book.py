"""xlsxwriter's book for many thousand cells: its parts are compressed as they are written, never one text of a whole sheet."""

from functools import partial
from io import BytesIO, StringIO
from typing import Any

from xlsxwriter.packager import Packager
from xlsxwriter.relationships import Relationships
from xlsxwriter.workbook import Workbook

from toolkit.ooxml.blocks import GrowingBlock
from toolkit.ooxml.packing import ZipPieces
from toolkit.ooxml.quick_sheet import QuickSheet
from toolkit.ooxml.spool import Spool

_LINKED = ("drawing", "vml", "background", "table", "comment")
"""What the library relates a sheet with besides the files that its cells lead to."""


class QuickBook(Workbook):  # type: ignore[misc]
    """A book whose parts are compressed while they are written, and laid aside; once it is closed, `pieces` are its bytes."""

    def __init__(self, options: dict[str, Any], spool: Spool | None = None) -> None:
        super().__init__(BytesIO(), {**options, "in_memory": True})
        self._spool = spool or Spool()
        self.pieces = ZipPieces()
        self._faults: list[OSError] = []

    def add_sheet(self, name: str) -> QuickSheet:
        sheet: QuickSheet = self.add_worksheet(name, partial(QuickSheet, self._spool))
        return sheet

    def close(self) -> None:
        """Raises: OSError, what is laid aside finds no room."""
        super().close()
        for fault in self._faults:
            raise fault

    def _get_packager(self) -> Packager:
        return _Packager(self.pieces, self._spool, self._faults)


class _Packager(Packager):  # type: ignore[misc]
    """Writes one part after the other, each before the next is begun."""

    def __init__(self, pieces: ZipPieces, spool: Spool, faults: list[OSError]) -> None:
        """`faults`: takes what went wrong; raised within the library it would leave a zip open and come in another's words."""
        super().__init__()
        self._zip, self._spool, self._faults = pieces, spool, faults
        self._open: _PartStream | None = None

    def _filename(self, xml_filename: str) -> StringIO:
        self._end_part()
        self._open = _PartStream(xml_filename, self._spool)
        return self._open

    def _end_part(self) -> None:
        if self._open is not None:
            self._open.end(self._zip)
            self._open = None

    def _write_worksheet_rels_files(self) -> None:
        for number, sheet in enumerate(self.workbook.worksheets(), 1):
            others = [link for kind in _LINKED for link in getattr(sheet, f"external_{kind}_links")]
            if others or sheet.link_count:
                related = _Related(sheet.link_count, sheet.targets)
                for link in others:
                    related._add_document_relationship(*link)
                related._set_xml_writer(self._filename(f"xl/worksheets/_rels/sheet{number}.xml.rels"))
                related._assemble_xml_file()

    def _create_package(self) -> list[Any]:
        """Return what is left for the book to put into a zip: nothing, for it is in ours (no book of ours has pictures)."""
        try:
            super()._create_package()
            self._end_part()
        except OSError as fault:
            self._faults.append(fault)
        return []


class _Related(Relationships):  # type: ignore[misc]
    """A sheet's relations: the files that its cells lead to, written already, then all others."""

    def __init__(self, count: int, targets: GrowingBlock) -> None:
        super().__init__()
        self.id = count + 1
        self._targets = targets

    def _xml_start_tag(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_start_tag(tag, attributes)
        self.fh.stand(self._targets)


class _PartStream(StringIO):
    """A part's XML on its way: the library writes to what it takes for its own kind of file."""

    def __init__(self, name: str, spool: Spool) -> None:
        super().__init__()
        self.name = name
        self.block = GrowingBlock(spool)

    def write(self, text: str) -> int:
        self.block.add(text.encode("utf-8"))
        return len(text)

    def end(self, book: ZipPieces) -> None:
        """Write the part, and hold nothing of it: the library holds this object."""
        block, self.block = self.block, GrowingBlock()
        pieces = block.pieces(last=True)
        book.add_pieces(self.name, block.crc, block.size, pieces)

    def stand(self, block: GrowingBlock) -> None:
        """Let it go on with a stretch that is written already."""
        self.block.stand(block)
