"""Kill every writing command before each of its effects, do it again, and compare with a run that nobody killed.

Usage: python benchmarks/boundaries.py [STEP] [COMMAND…]. STEP 1 = every effect. Needs a system that can fork.
"""

import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from desk_workspace import april, copied, desk, office, silent, without_marks
from dying import KILLED, REFUSED, effects
from notices import notice

from toolkit.evidence.ledger import open_ledger
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Note, NoteKind
from toolkit.pipeline.adding import add
from toolkit.pipeline.demo_returns import put, scan
from toolkit.pipeline.export import export
from toolkit.pipeline.ingest import ingest
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import hand_out, run
from toolkit.pipeline.new_year import new_year
from toolkit.pipeline.noting import record
from toolkit.pipeline.rebuilding import rebuild
from toolkit.pipeline.setting_up import import_notice, start
from toolkit.pipeline.upkeep import undo, verify
from toolkit.workspace import Workspace

NOW, PERIOD = "2022-04-09T09:00", "2022-04"
MOMENT = datetime.fromisoformat("2022-04-08T09:00+08:00")
Work = Callable[[Path], object]


def _note(kind: NoteKind, **facts: object) -> Work:
    """Return the work that records a note; where it is on record already, what follows it: an ingest."""

    def work(root: Path) -> object:
        here = office(root, NOW)
        with open_ledger(here.workspace.ledger, read_only=True) as ledger:
            noted = any(note.kind is kind for note in ledger.notes())
        if noted:
            return ingest(here, received=None, dry_run=False, tell=silent)
        return record(here, Note(kind=kind, at=here.as_of, reason="经核实", **facts), dry_run=False)  # type: ignore[arg-type]

    return work


def _imported(root: Path) -> object:
    paper = root.parent / "通知.docx"
    if not paper.exists():
        paper.write_bytes(notice())
    return import_notice(root, paper, "K7Q2", force=True, dry_run=False)


def _added(root: Path) -> object:
    """Put a file of another place in, as a clerk does who is not told whether it went: only what is not there."""
    there, paper = Workspace(root), root.parent / "水利局盖章.pdf"
    paper.write_bytes(scan("水利局", PERIOD))
    return None if (there.inbox / paper.name).exists() else add(there, [paper], dry_run=False)


def _made(command: str) -> Work:
    return lambda root: hand_out(office(root, NOW), command, PERIOD, dry_run=False, tell=silent)


COMMANDS: dict[str, Work] = {
    "init": lambda root: start(root / "新", "K7Q2", dry_run=False),
    "generate": lambda root: generate(office(root, NOW), "2022-06", ("教育局", "水利局"), dry_run=False, tell=silent),
    "ingest": lambda root: ingest(office(root, NOW), received=None, dry_run=False, tell=silent),
    "run": lambda root: run(office(root, NOW), PERIOD, received=None, dry_run=False, tell=silent),
    "register": _made("register"),
    "bulletin": _made("bulletin"),
    "remind": _made("remind"),
    "merge": _made("merge"),
    "brief": _made("brief"),
    "forms": _made("forms"),
    "claim": _note(NoteKind.CLAIM, unit="水利局", file="表.xlsx"),
    "received": _note(NoteKind.RECEIVED, file="二.eml", received=MOMENT),
    "exempt": _note(NoteKind.EXEMPT, unit="水利局", period=PERIOD),
    "delay": _note(NoteKind.DELAY, unit="水利局", period=PERIOD, due=MOMENT.date()),
    "paper": _note(NoteKind.PAPER, unit="水利局", period=PERIOD, material="盖章扫描件", received=MOMENT),
    "accept": _note(NoteKind.ACCEPT, unit="水利局", period=PERIOD),
    "reminded": _note(NoteKind.REMINDED, unit="水利局", period=PERIOD),
    "alias": _note(NoteKind.ALIAS, unit="水利局", material="县水务"),
    "words": _note(NoteKind.WORDS, unit="水利局", period=PERIOD, file="水利局.txt"),
    "match": _note(NoteKind.MATCH, item="8-1", material="建污水处理厂3座"),
    "close": _note(NoteKind.CLOSE, period=PERIOD),
    "unclose": _note(NoteKind.UNCLOSE, period=PERIOD),
    "undo": lambda root: undo(office(root, NOW), by="", dry_run=False),
    "export": lambda root: export(office(root, NOW), "教育局", None, dry_run=False),
    "rebuild": lambda root: rebuild(office(root, NOW), dry_run=False, tell=silent),
    "new-year": lambda root: new_year(office(root, NOW), root / "新", "K7Q2", dry_run=False),
    "import-plan": _imported,
    "add": _added,
}  # fmt: skip


def arriving(root: Path) -> None:
    """Let two forms, one of which goes back, a scan and a form of nobody lie in the inbox."""
    there = desk(root)
    files = {"附件2.xlsx": there.filled("水利局", put("进展情况", "同上")), "水利局盖章.pdf": scan("水利局", PERIOD)}
    there.mail("水利.eml", "水利局", "2022-04-08T10:00", files)
    there.drop("表.xlsx", without_marks(there.filled("水利局")), "2022-04-08T10:00")


def begun(command: str, root: Path) -> None:
    april(root)
    if command in {"ingest", "run"}:
        arriving(root)
    if command in {"claim", "undo", "received", "accept", "alias"}:
        arriving(root)
        ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    if command == "words":
        desk(root).drop("水利局.txt", "截至3月底，3座污水处理厂主体已封顶，下一步装设备。".encode(), "2022-04-03T10:00")
        ingest(office(root, NOW), received=None, dry_run=False, tell=silent)
    if command == "unclose":
        _note(NoteKind.CLOSE, period=PERIOD)(root)
    if command in {"rebuild", "export"}:
        run(office(root, NOW), PERIOD, received=None, dry_run=False, tell=silent)


def said(root: Path) -> dict[str, bytes]:
    """Return what stands in the workspace, but for the ledger: numbers and fingerprints may have moved on."""
    found = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(("archive/台账", "archive/备份", "archive/.", "archive/原件/.", "新/archive")):
            found[name] = _masked(path.read_bytes().replace(str(root).encode(), b""))
    return found


def _masked(data: bytes) -> bytes:
    """Leave out what follows from the ledger's numbers: figures, marks of files, the pictures and borders made of them."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = [name for name in sorted(package.namelist()) if "docProps" not in name and not name.endswith(".png")]
            data = b"\n".join(package.read(name) for name in names)
    if data.find(b"MIME-Version:", 0, 4000) >= 0:
        parts = message_from_bytes(data).walk()
        data = b"\n".join(_masked(part.get_payload(decode=True)) for part in parts if not part.is_multipart())  # type: ignore[arg-type]
    return re.sub(rb"[0-9A-F]{4}(-[0-9A-F]{4}){3}|>[0-9A-F]{6,8}<|[0-9]+", b"0", data)


def tried(command: str, step: int) -> tuple[int, list[str]]:
    """Return how many effects were cut off, and what differs after the command was done again."""
    work, wrong = COMMANDS[command], []
    with tempfile.TemporaryDirectory() as place:
        start_ = Path(place) / "起点"
        assert effects(start_, lambda: begun(command, start_))[0] == 0  # in a child: this process starts no workers
        whole = copied(start_, Path(place) / "整" / "督办")
        code, count = effects(whole, lambda: work(whole))
        assert code == 0, (command, code)
        expected, boundaries = said(whole), range(0, count, step)
        for at in boundaries:
            root = copied(start_, Path(place) / "断" / "督办")
            code, _ = effects(root, lambda root=root: work(root), at)  # type: ignore[misc]
            again, _ = effects(root, lambda root=root: work(root))  # type: ignore[misc]
            wrong += [f"{command} at {at}/{count}: {fault}" for fault in _faults(root, expected, code, again)]
            shutil.rmtree(Path(place) / "断")
        return len(boundaries), wrong


def _faults(root: Path, expected: dict[str, bytes], code: int, again: int) -> list[str]:
    found = said(root)
    faults = [f"lacks {name}" for name in expected.keys() - found.keys()]
    faults += [f"has {name}" for name in found.keys() - expected.keys()]
    faults += [f"differs {name}" for name in expected.keys() & found.keys() if expected[name] != found[name]]
    if code not in {KILLED, 0}:
        faults.append(f"ended with {code}")
    if again not in {0, REFUSED}:
        faults.append(f"again ended with {again}")
    return faults if effects(root, lambda: _proved(root))[0] == 0 else [*faults, "verify"]


def _proved(root: Path) -> None:
    proof = verify(root, against=None, tell=silent)
    if not proof.ok:
        print(*proof.broken, sep="\n")
        raise ToolkitError


def main(step: int, names: list[str]) -> None:
    total, wrong = 0, []
    for command in names or COMMANDS:
        count, faults = tried(command, step)
        total, wrong = total + count, wrong + faults
        print(f"{command}: {count} boundaries, {len(faults)} faults", *faults[:6], sep="\n  ", flush=True)
    print(f"{total} boundaries, {len(wrong)} faults")
    assert not wrong


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1, sys.argv[2:])
