"""Old and foreign word-processor formats (.doc, .wps, .rtf …): converted to .docx by LibreOffice where it is found.

Its own throw-away profile, no macros, no links followed, the limits of a reader.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toolkit.intake.formats.compound import Compound
from toolkit.intake.programs import run_program
from toolkit.nouns.cells import Book
from toolkit.nouns.limits import Limits, Unreadable
from toolkit.nouns.problems import Code

_WINDOWS = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
_ASK = "请用 WPS 或 Word 打开，另存为 .docx 或把内容填入下发的附件2（.xlsx）"


_SIGNALLED = 128
"""A shell says so much more than the signal that ended a program; Windows far more."""


def office_program() -> str | None:
    """Return where LibreOffice is; None = not on this machine."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    return program or next((path for path in (*_WINDOWS, _MAC) if Path(path).is_file()), None)


def read_converted(kind: str, then: Callable[[bytes, Limits], Book]) -> Callable[[bytes, Limits], Book]:
    """Return a reader that converts a document of this kind to .docx first."""

    def read(data: bytes, limits: Limits) -> Book:
        if kind in {"doc", "wps"}:
            _refuse_encrypted(data)
        return replace(then(converted(data, kind, "docx", limits), made_here(limits)), format=kind)

    return read


def _refuse_encrypted(data: bytes) -> None:
    """Look at the document's own mark: LibreOffice would only say that it cannot open it."""
    compound = Compound(data)
    head = compound.read("WordDocument") if compound.has("WordDocument") else b""
    if len(head) > 11 and head[11] & 0x01:  # fEncrypted
        raise Unreadable(Code.F02)


def made_here(limits: Limits) -> Limits:
    """Return the limits for what an office program wrote: a blank picture in it may be packed a thousandfold."""
    return replace(limits, ratio=limits.unpacked_bytes)


def converted(data: bytes, extension: str, wanted: str, limits: Limits) -> bytes:
    """Return the document in another format.

    Raises:
        Unreadable: F04 no LibreOffice here, or it cannot read this; F05 it took too long or broke down.
    """
    program = office_program()
    if program is None:
        raise Unreadable(Code.F04, detail=f".{extension} 文档，本机没有 LibreOffice，{_ASK}")
    with tempfile.TemporaryDirectory(prefix="duban-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        source = home / f"source.{extension}"
        source.write_bytes(data)
        code, _ = run_program("LibreOffice", _command(program, home, source, wanted), limits, folder=home)
        result = home / "out" / f"source.{wanted}"
        if not result.is_file():
            if code < 0 or code > _SIGNALLED:  # it came to its end over this file: its own limit, or a fault of its own
                raise Unreadable(Code.F05, detail="LibreOffice 读到一半意外退出")
            raise Unreadable(Code.F04, detail=f".{extension} 文档，LibreOffice 也无法打开，{_ASK}")
        return result.read_bytes()


def _command(program: str, home: Path, source: Path, wanted: str) -> list[str]:
    return [
        program,
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        "--headless", "--norestore", "--nologo", "--nolockcheck", "--convert-to", wanted,
        "--outdir", str(home / "out"), str(source),
    ]  # fmt: skip
