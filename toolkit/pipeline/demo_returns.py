"""How the demo's units answer: issued forms opened with openpyxl, edited, wrapped and dropped as real ones are."""

import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from toolkit.pipeline import demo_texts as texts
from toolkit.values.meaning import DONE, FINISH, NEXT, PERCENT, PROGRESS, RUNNING, STATUS, TROUBLE

Edit = Callable[[Any, Mapping[str, int], int], None]
"""(sheet, header → column, first row of the table): one unit's own habit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUnit:
    """Where returns are made: the issued forms of a period, and the inbox."""

    issued: Path
    inbox: Path
    period: str

    def filled(self, unit: str, *edits: Edit) -> bytes:
        """Return the unit's issued form, filled in and saved by openpyxl."""
        from openpyxl import load_workbook

        book = load_workbook(self.issued / f"附件2-{unit}.xlsx")
        sheet = book.worksheets[0]
        head = next(cell.row or 0 for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(STATUS))
        columns = {str(c.value).rstrip("*"): c.column for c in sheet[head] if c.value}
        for row in range(head + 1, sheet.max_row + 1):
            if sheet.cell(row, columns["编号"]).value:
                self._fill(sheet, row, columns)
        for edit in edits:
            edit(sheet, columns, head + 1)
        return saved(book)

    def _fill(self, sheet: Any, row: int, columns: Mapping[str, int]) -> None:
        stamp = str(sheet.cell(row, columns["编号"]).value)
        unit = stamp.split("@")[1]
        item = f"{int(stamp[1:3])}-{int(stamp[3:5])}"
        turn = 0 if self.period == "2022-04" else 1
        answers = {
            STATUS: RUNNING,
            PERCENT: float(texts.PACE[item][turn] if item in texts.PACE else texts.PERCENT[self.period]),
            PROGRESS: texts.OWN.get((item, unit), texts.PROGRESS[item])[turn],
            TROUBLE: texts.TROUBLE[turn],
            NEXT: texts.NEXT[turn],
            FINISH: date(2022, 9, 30),
        }
        for header, value in answers.items():
            sheet.cell(row, columns[header]).value = value
        sheet.row_dimensions[row].height = None

    def drop(self, name: str, data: bytes, when: str) -> None:
        """Lay a file into the inbox with a modification time."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        moment = datetime.fromisoformat(f"{when}+08:00").timestamp()
        os.utime(path, (moment, moment))

    def mail(self, name: str, unit: str, when: str, attachments: Mapping[str, bytes]) -> None:
        """Lay a saved mail into the inbox, with the server's Received header."""
        moment = datetime.fromisoformat(f"{when}+08:00")
        mail = EmailMessage(policy=SMTP)
        mail["Received"] = f"from mail.example.gov.cn by mx.example.com; {format_datetime(moment)}"
        mail["From"] = "office@example.gov.cn"
        mail["To"] = "duchashi@example.gov.cn"
        mail["Date"] = format_datetime(moment)
        mail["Subject"] = f"{unit}报送附件2"
        mail.set_content("您好，现报送附件2及盖章扫描件，请查收。\n")
        for file, data in attachments.items():
            kind = ("application", "pdf") if file.endswith(".pdf") else ("application", "octet-stream")
            mail.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=file)
        mail.set_boundary(f"=-duban-{self.period}")
        self.drop(name, mail.as_bytes(), when)


def saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def scan(unit: str, period: str) -> bytes:
    """Return a one-page PDF that stands for a signed and sealed scan."""
    note = f"% scan {unit} {period}\n".encode()
    parts = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]>>endobj\n",
    )
    return b"%PDF-1.4\n" + note + b"".join(parts) + b"trailer<</Root 1 0 R>>\n%%EOF\n"


class _GbkNamed(zipfile.ZipInfo):
    """A member whose name is stored in GBK with no mark of it, as Windows tools in China do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip as Windows tools make it: names in GBK."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            entry = _GbkNamed(name, (2022, 4, 1, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()


# -- habits ----------------------------------------------------------------------------------------------------------


def put(header: str, value: object, row: int = 0) -> Edit:
    """Write one value into a column of the row-th line."""

    def edit(sheet: Any, columns: Mapping[str, int], first: int) -> None:
        sheet.cell(first + row, columns[header]).value = value

    return edit


def finished(row: int = 0) -> Edit:
    def edit(sheet: Any, columns: Mapping[str, int], first: int) -> None:
        for header, value in (
            (STATUS, DONE),
            (PERCENT, 1),
            (TROUBLE, "无"),
            (NEXT, "无"),
            (FINISH, date(2022, 5, 20)),
        ):
            sheet.cell(first + row, columns[header]).value = value

    return edit


def inserted_row(sheet: Any, columns: Mapping[str, int], first: int) -> None:
    """Insert an empty row above the table's last line, as units do to get room."""
    del columns
    sheet.insert_rows(first)
