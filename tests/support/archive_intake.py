"""A small intake over archive, ledger and promises, for the laws of the archive; also run by killed child processes."""

import hashlib
import os
from datetime import datetime, timedelta, timezone

from toolkit.evidence.archive import Archive
from toolkit.evidence.ledger import Ledger, open_ledger
from toolkit.evidence.promises import Promises
from toolkit.evidence.proof import verify
from toolkit.nouns.records import IngestRun, Receipt, Times
from toolkit.workspace import Workspace, arrivals

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2022, 4, 6, 9, 30, tzinfo=SHANGHAI)
CAME = 1_649_208_600_123_456_000


def drop(workspace: Workspace, name: str, data: bytes) -> None:
    path = workspace.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, ns=(CAME, CAME))


def scan(workspace: Workspace):
    return arrivals(workspace.inbox, sleep=lambda seconds: None).files


def ingest(workspace: Workspace, batch: int = 1000) -> tuple[str, ...]:
    """One ingest in the order of effects that the pipeline has to keep; a file b"zip:…" has two members."""
    with open_ledger(workspace.ledger) as ledger:
        promises, archive = Promises(workspace, ledger), Archive(workspace)
        held = promises.keep()
        found = scan(workspace)
        archive.sweep(archive.unrecorded(ledger.archived()), found)
        files = [file for file in found if file.name not in held]
        for start in range(0, len(files), batch):
            held = take(ledger, archive, promises, files[start : start + batch])
        return held


def take(ledger: Ledger, archive: Archive, promises: Promises, files) -> tuple[str, ...]:
    run = ledger.next_number
    facts, leaving = [], []
    for file in files:
        staged = archive.stage(file)
        leaving.append((file, staged.sha256))
        data = staged.path.read_bytes()
        own = run + 1 + len(facts)
        path = archive.store(staged, "2022-04", file.name)
        times = Times(file_time=file.modified(SHANGHAI))
        facts.append(Receipt(name=file.name, sha256=staged.sha256, size=file.size, archived=path, times=times))
        for member in (data + b"1", data + b"2") if data.startswith(b"zip:") else ():
            digest = hashlib.sha256(member).hexdigest()
            path = archive.store(member, "2022-04", "附件2.xlsx", root=staged.sha256)
            facts.append(Receipt(name="m", inside=(file.name,), parent=own, sha256=digest, size=len(member), archived=path))
    archive.settle()
    promises.out(leaving)
    ledger.append(IngestRun(as_of=NOW), *facts)
    return promises.keep()


def undo(workspace: Workspace) -> None:
    with open_ledger(workspace.ledger) as ledger:
        promises = Promises(workspace, ledger)
        promises.keep()
        standing = [run.number for run in ledger.runs() if not run.undone]
        if standing:
            promises.back(r for r in ledger.receipts() if r.run == standing[-1])
            ledger.undo(standing[-1], at=NOW)
        promises.keep()


def inbox(workspace: Workspace) -> dict[str, bytes]:
    return {file.name: file.path.read_bytes() for file in scan(workspace)}


def outer(workspace: Workspace) -> list[tuple[str, str]]:
    with open_ledger(workspace.ledger, read_only=True) as ledger:
        assert verify(workspace, ledger).broken == ()
        return sorted((r.name, r.sha256) for r in ledger.receipts() if r.parent is None)


HEAP = {"附件2.xlsx": b"one", "二批/附件2.xlsx": b"two", "信.zip": b"zip:3", "same.pdf": b"one"}


def heap(workspace: Workspace) -> list[tuple[str, str]]:
    for name, data in HEAP.items():
        drop(workspace, name, data)
    return sorted((name, hashlib.sha256(data).hexdigest()) for name, data in HEAP.items())
