"""Text dumps of what the office hands out, for the golden files of the demo's two periods.

Run `python tests/support/golden_dump.py` to write tests/stories/golden/ anew; read the difference before committing it. Fingerprints depend on
the library that saved the units' answers and are masked; everything else must be the same on every machine.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parents[1] / "stories" / "golden"
PERIODS = (("2022-04", "2022-04-12T09:00"), ("2022-06", "2022-06-08T09:00"))
_MARKS = re.compile(r"\b[0-9A-Fa-f]{64}\b|\b(?:[0-9A-Fa-f]{4,16}[- ]){3,}[0-9A-Fa-f]{4,16}\b|\b[0-9a-f]{12,40}\b")


def played(folder: Path) -> Path:
    """Play the demo and draft what it does not: bulletins, warnings, the year's letter, the public editions."""
    from datetime import datetime

    from toolkit.pipeline.catalogue import Scope
    from toolkit.pipeline.demo import demo
    from toolkit.pipeline.main_job import hand_out
    from toolkit.pipeline.office import open_office

    def silent(_what: str, _done: int, _total: int) -> None:
        return

    demo(folder, tell=silent)
    for period, moment in PERIODS:
        office = open_office(folder, lambda zone, m=moment: datetime.fromisoformat(m).replace(tzinfo=zone))
        hand_out(office, "bulletin", period, dry_run=False, tell=silent)
    hand_out(office, "publish", scope=Scope.YEAR, detail="年中", dry_run=False, tell=silent)
    hand_out(office, "bulletin", scope=Scope.YEAR, dry_run=False, tell=silent)
    return folder


def dumps(root: Path) -> Iterator[tuple[str, str]]:
    """Yield (golden file's name, text) of everything in outbox, issued forms of one unit only."""
    outbox = root / "outbox"
    for path in sorted(p for p in outbox.rglob("*") if p.is_file()):
        if path.parent.name == "下发" and path.stem != "附件2-教育局":
            continue
        if path.parent.name == "回执" and path.suffix == ".docx" and path.stem != "收件回执-教育局":
            continue
        text = _DUMPS[path.suffix](path.read_bytes())
        name = "__".join(path.relative_to(outbox).parts)
        yield f"{name}.txt", _MARKS.sub("<指纹>", text).replace("\r\n", "\n")


def _xlsx(data: bytes) -> str:
    from openpyxl import load_workbook

    shown, formulas = load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))
    lines: list[str] = []
    for sheet in formulas.worksheets:
        lines.append(f"## {sheet.title} {sheet.dimensions} {sheet.sheet_state}")
        if sheet.title == "校验码":  # a digest of every cell of 明细, which is dumped itself
            continue
        lines += [_line(cell, shown[sheet.title]) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return "\n".join(lines) + "\n"


def _line(cell: Any, values: Any) -> str:
    said = f"{cell.coordinate}\t{cell.value!r}"
    if cell.data_type == "f":
        said += f"\t→ {values[cell.coordinate].value!r}"
    return said + (f"\t批注 {cell.comment.text!r}" if cell.comment else "")


def _docx(data: bytes) -> str:
    from docx import Document
    from docx.oxml.ns import qn

    lines = []
    for part in Document(BytesIO(data)).element.body:
        if part.tag == qn("w:tbl"):
            for row in part.iter(qn("w:tr")):
                lines.append("| " + " | ".join(_said(cell) for cell in row.iter(qn("w:tc"))))
        elif part.tag == qn("w:p"):
            lines.append(_said(part))
    return "\n".join(lines) + "\n"


def _said(element: Any) -> str:
    from docx.oxml.ns import qn

    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _eml(data: bytes) -> str:
    mail = message_from_bytes(data, policy=policy.default)
    head = [f"{name}: {mail[name]}" for name in ("From", "To", "Subject", "Date", "X-Unsent")]
    body = mail.get_body(("plain",))
    names = [f"附件 {part.get_filename()}" for part in mail.iter_attachments()]
    return "\n".join([*head, "", body.get_content() if body else "", *names]) + "\n"


def _html(data: bytes) -> str:
    from lxml import html

    page = html.document_fromstring(data.decode())
    for part in page.xpath("//style|//script"):
        part.drop_tree()
    said = (re.sub(r"\s+", " ", text).strip() for text in page.itertext())
    return "\n".join(text for text in said if text) + "\n"


_DUMPS = {".xlsx": _xlsx, ".docx": _docx, ".eml": _eml, ".html": _html, ".txt": lambda data: data.decode()}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = dict(dumps(played(Path(folder) / "demo")))
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.txt"):
        if old.name not in found:
            old.unlink()
    for name, text in found.items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
