"""What is in force, as the ledger has it: 附件1, 附件2 and the letters' templates, recorded whenever they changed.

A command that writes or prints records first, so that the chain's head moves with every change; looking writes nothing.
"""

import hashlib
from datetime import datetime
from pathlib import Path

from toolkit.evidence.archive import Archive, sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import KeptTemplate
from toolkit.plan.model import Plan
from toolkit.words import refusals, remarks
from toolkit.workspace import Workspace
from toolkit.workspace.refused import unreadable

_LETTERS = frozenset({".docx", ".j2"})
SHOWN_CELLS = 5


def recorded(ledger: Ledger, until: int | None = None) -> dict[str, KeptTemplate]:
    """Return name → the template last recorded, up to a record."""
    return {kept.name: kept for kept in ledger.templates() if until is None or kept.number <= until}


def record_templates(workspace: Workspace, ledger: Ledger, as_of: datetime) -> None:
    """Keep what changed since it was last recorded, and record it."""
    changed = _changed(workspace, ledger)
    if not changed:
        return
    ledger.prove()
    archive = Archive(workspace)
    kept = archive.keep_templates((data, path.suffix) for path, data in changed)
    archive.settle()
    ledger.append(
        *(
            KeptTemplate(at=as_of, name=path.name, sha256=_digest(data), archived=archived)
            for (path, data), archived in zip(changed, kept, strict=True)
        )
    )


def _changed(workspace: Workspace, ledger: Ledger) -> list[tuple[Path, bytes]]:
    """Return what is not as it was last recorded. A letter's template held by another program waits for the next run."""
    known = {name: kept.sha256 for name, kept in recorded(ledger).items()}
    letters = sorted(path for path in workspace.templates.iterdir() if path.suffix in _LETTERS and path.is_file())
    now = [(path, _bytes(path)) for path in (workspace.plan, workspace.form, *letters) if not path.name.startswith("~$")]
    return [(path, data) for path, data in now if data is not None and known.get(path.name) != _digest(data)]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        if path.suffix in _LETTERS:
            return None  # whoever prints with it says so; no other work hangs on it
        raise unreadable(path, error) from None


def kept_bytes(workspace: Workspace, kept: KeptTemplate) -> bytes | None:
    """Return a recorded template as it was; None = it is gone, or not what was recorded."""
    path = workspace.archive / kept.archived
    return path.read_bytes() if sha256_of(path) == kept.sha256 else None


def unrecorded(workspace: Workspace, ledger: Ledger) -> tuple[str, ...]:
    """Say which of 附件1 and 附件2 changed since they were recorded: for commands that only look."""
    last = recorded(ledger)
    said = []
    for path, data in _changed(workspace, ledger):
        kept = last.get(path.name)
        if kept is None or path not in {workspace.plan, workspace.form}:
            continue
        said.append(remarks.changed_since(path.name, changes(kept_bytes(workspace, kept), data)))
    return tuple(said)


def changes(before: bytes | None, after: bytes | None) -> tuple[str, ...]:
    """Return the changed cells of two states of a workbook as words, the first few; () where one is not there."""
    if before is None or after is None or before == after:
        return ()
    from toolkit.plan.changed_cells import changed_cells

    cells = changed_cells(before, after)
    more = (remarks.and_more(len(cells)),) if len(cells) > SHOWN_CELLS else ()
    return (*(change.words for change in cells[:SHOWN_CELLS]), *more)


def refuse_other_year(workspace: Workspace, ledger: Ledger, plan: Plan) -> None:
    """Refuse a plan of another year than the ledger's records are of.

    Raises:
        ToolkitError: one sentence that names new-year.
    """
    kept = recorded(ledger).get(workspace.plan.name)
    if kept is None or kept.sha256 == plan.sha256 or not (ledger.receipts() or ledger.issued()):
        return
    data = kept_bytes(workspace, kept)
    if data is None:
        return
    from toolkit.judge.snapshot import first_day
    from toolkit.plan.read import read_plan

    before, now = first_day(read_plan(data, workspace.plan.name)).year, first_day(plan).year
    if before != now:
        raise ToolkitError(refusals.another_year(now, before))
