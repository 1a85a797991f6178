"""A real workspace for tests of the public path: forms issued, filled with openpyxl, dropped and ingested in process."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.demo_returns import DemoUnit, put, scan
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import run
from toolkit.pipeline.noting import record
from toolkit.pipeline.office import Office, open_office
from toolkit.pipeline.producing import judged_now
from toolkit.workspace import init


def silent(_what: str, _done: int, _total: int) -> None:
    return


def office(root: Path, moment: str) -> Office:
    return open_office(root, lambda zone: datetime.fromisoformat(moment).replace(tzinfo=zone))


def laid(root: Path) -> Path:
    """Lay down a workspace with April's forms issued to two units: a copy of the one that is made once."""
    return copied(_made_once("laid"), root)


def desk(root: Path, period: str = "2022-04") -> DemoUnit:
    place = office(root, "2022-04-01T09:00").workspace
    return DemoUnit(issued=place.issued(period), inbox=place.inbox, period=period)


def taken(root: Path, moment: str) -> tuple[str, ...]:
    """Ingest what lies in the inbox and return the outcomes."""
    found = ingest(office(root, moment), received=None, dry_run=False, tell=silent)
    return tuple(row.outcome.value for row in found.rows)


def two_came(root: Path) -> Path:
    """Lay down April with a form to be sent back and one that is good in the inbox."""
    there = desk(laid(root))
    there.drop("附件2-教育局.xlsx", there.filled("教育局", put("进展情况", "同上")), "2022-04-02T10:00")
    there.drop("附件2-水利局.xlsx", there.filled("水利局"), "2022-04-02T10:00")
    return root


def answered(root: Path, *units: str) -> Path:
    """Lay down April with the good forms of these units taken in on the 8th."""
    there = desk(laid(root))
    for unit in units:
        there.drop(f"附件2-{unit}.xlsx", there.filled(unit), "2022-04-02T15:20")
    taken(root, "2022-04-08T09:00")
    return root


def april(root: Path) -> Path:
    """Play April: 教育局 sent back, then corrected; its scan; a picture of nobody. A copy of the one that is played once."""
    return copied(_made_once("april"), root)


def judged_april(root: Path) -> Path:
    """Play April, and judge it on the 20th: all that can be kept of a judgement is kept. A copy of the one that is judged once."""
    return copied(_made_once("judged"), root)


def ran_april(root: Path) -> Path:
    """Lay down April with 教育局's good form taken in, run on the 8th. A copy of the one that ran once."""
    return copied(_made_once("ran"), root)


def ran(root: Path, moment: str) -> Path:
    """Run for April; return the workspace."""
    run(office(root, moment), "2022-04", received=None, dry_run=False, tell=silent)
    return root


def noted(root: Path, moment: str, kind: NoteKind, **facts: object) -> None:
    """Put a note of the clerk's on record."""
    here = office(root, moment)
    record(here, Note(kind=kind, at=here.as_of, by="督查室", reason="经核实", **facts), dry_run=False)  # type: ignore[arg-type]


def noting(moment: str, **what: object) -> Callable[[Path], None]:
    """Return what puts a note on record in a workspace, whatever it says: nothing of it is looked at."""

    def note(root: Path) -> None:
        here = office(root, moment)
        with here.writing("note") as ledger:
            ledger.append(Note(at=here.as_of, by="", reason="经核实", **what))  # type: ignore[arg-type]

    return note


@cache
def _made_once(what: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="一次-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return {"laid": _lay, "april": _play, "judged": _judge, "ran": _run}[what](folder / "w")


def _lay(root: Path) -> Path:
    init(root)
    generate(office(root, "2022-03-25T09:00"), "2022-04", ("教育局", "水利局"), dry_run=False, tell=silent)
    return root


def _play(root: Path) -> Path:
    laid(root)
    there = desk(root)
    there.mail("一.eml", "教育局", "2022-04-02T10:00", {"附件2.xlsx": there.filled("教育局", put("进展情况", "同上"))})
    there.mail(
        "二.eml",
        "教育局",
        "2022-04-03T10:00",
        {"附件2.xlsx": there.filled("教育局"), "教育局盖章.pdf": scan("教育局", "2022-04")},
    )
    there.drop("微信图片.jpg", b"\xff\xd8\xff\xe0photo\xff\xd9", "2022-04-05T10:00")
    taken(root, "2022-04-08T09:00")
    return root


def _judge(root: Path) -> Path:
    here = office(april(root), "2022-04-20T09:00")
    with here.writing("test") as ledger:
        judged_now(here, ledger)
    return root


def _run(root: Path) -> Path:
    return ran(answered(root, "教育局"), "2022-04-08T09:00")


def copied(played: Path, to: Path) -> Path:
    shutil.copytree(played, to, dirs_exist_ok=True)
    return to


def without_marks(data):
    """Return the form copied into a fresh book, without anything that says whose it is."""
    source, copy = load_workbook(BytesIO(data)).worksheets[0], Workbook()
    for line in source.iter_rows():
        for cell in line:
            if cell.value is not None and not str(cell.value).startswith(("S0", "表号", "填报单位")):
                copy.worksheets[0].cell(cell.row, cell.column).value = cell.value
    out = BytesIO()
    copy.save(out)
    return out.getvalue()
