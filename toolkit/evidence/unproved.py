"""What stands beside the evidence and proves nothing, but should not be taken for it: looked at, named. Effects: reads."""

import os
from collections.abc import Iterator
from pathlib import Path

from toolkit.evidence.archive import sha256_of
from toolkit.evidence.ledger import Ledger
from toolkit.words.names import is_debris
from toolkit.workspace import Workspace
from toolkit.workspace.paths import long_path
from toolkit.workspace.refused import shown_path


def strays(workspace: Workspace, ledger: Ledger) -> Iterator[str]:
    """Name files in archive/ that no record speaks of; those in 原件 are broken evidence and named by `verify` itself.

    What Windows or an open workbook lays down there (Thumbs.db, ~$…) is no evidence, and no broken one.
    """
    known = {template.archived for template in ledger.templates()}
    files = {workspace.ledger, workspace.log, workspace.promises, workspace.lock, workspace.holder}
    beside = {f"{path.name}{ending}" for path in files for ending in ("", "占用", "-journal", "-wal", "-shm")}
    for folder, folders, names in os.walk(long_path(workspace.archive)):
        place = Path(folder).relative_to(long_path(workspace.archive)).as_posix()
        folders[:] = sorted(name for name in folders if f"{place}/{name}" != "./备份")
        originals = place == "原件" or place.startswith("原件/")
        for name in sorted(names):
            path = name if place == "." else f"{place}/{name}"
            expected = not is_debris(name) if originals else path in known or path in beside or name == ".gitkeep"
            if not expected:
                yield f"台账没有记录的文件，不作依据：archive/{shown_path(path)}"


def edited_outputs(workspace: Workspace, ledger: Ledger) -> Iterator[str]:
    """Name files in outbox/ that are not as they were written, and remarks on outputs that no record can have made."""
    highest, outputs = ledger.highest_number(), ledger.outputs()
    ahead = ((output.kind, output.period, output.seq) for output in outputs if output.seq > highest)
    for kind, period, seq in dict.fromkeys(ahead):
        yield f"输出登记（{kind} {period}）指向第 {seq} 条记录，台账只到第 {highest} 条"
    for output in outputs:
        for name, written in zip(output.files, output.sums, strict=False):
            path = long_path(workspace.outbox / name)
            if path.is_file() and sha256_of(path) != written:
                yield f"写出之后被改动或另存过：outbox/{shown_path(name)}（要原样重做，请运行 duban rebuild）"
