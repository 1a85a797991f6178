"""Prove the ledger and the archive whole, or name what is broken. Effects: reads; writes nothing."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.evidence.archive import Archive, sha256_of
from toolkit.evidence.ledger import Ledger, same_fingerprint
from toolkit.evidence.ledger.chain import GENESIS, Record, broken_links, fingerprint
from toolkit.evidence.unproved import edited_outputs, strays
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Receipt, receipt_mark
from toolkit.nouns.shelf import marks_of, those
from toolkit.workspace import Workspace, arrivals
from toolkit.workspace.refused import shown_path

Reread = Callable[[Sequence[Receipt]], Iterable[tuple[int, bytes]]]
"""Reads originals anew: (receipt number, reading as `put_readings` takes it) for each that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What `verify` found."""

    ok: bool
    proved: tuple[str, ...]
    broken: tuple[str, ...]
    """What is broken, the chain first; () when ok."""
    noticed: tuple[str, ...] = ()
    """What breaks no proof, but is to be looked at: clocks that ran backwards, files that nobody recorded."""
    head: str
    """台账指纹 as printed."""


def refuse_broken(workspace: Workspace, ledger: Ledger) -> tuple[str, ...]:
    """Refuse to judge by a ledger whose chain is broken, or that is gone while its originals are there.

    Reads every record once; what else `verify` looks at takes longer and waits for it. Returns the originals that no record
    names, as paths below archive/: what an ingest left that died.

    Raises:
        ToolkitError: one sentence; nothing was written.
    """
    if ledger.next_number == 1 and not ledger.highest_number():
        refuse_lost(workspace, ledger.path)
    faults = (*_link_faults(ledger), *ledger.schema_faults())
    if faults:
        more = f"等 {len(faults)} 处" if len(faults) > 1 else ""
        then = "台账不可信，没有据此输出任何结果：请运行 duban verify 查看全部，用备份恢复 archive"
        raise ToolkitError(f"{faults[0]}{more}。{then}。")
    unrecorded, unknown = _unknown_originals(workspace, ledger)
    if unknown:
        more = f"等 {len(unknown)} 份" if len(unknown) > 1 else ""
        raise ToolkitError(
            f"archive/{shown_path(unknown[0])}{more}原件是收过的，台账里却没有它的记录：台账比 archive/原件 旧"
            "（放回过旧的台账，或上次收件中断以后 inbox 里的原文件被移走），按它判定会把报过的算作未报，没有据此输出任何结果。"
            "有较新的台账备份，请恢复它；没有，就把这些原件移到 inbox 重新收，再核实收到时间。"
        )
    return unrecorded


def _unknown_originals(workspace: Workspace, ledger: Ledger) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the originals that no record names, and those of ours among them that no inbox will bring again: the ledger is an
    older one."""
    archive = Archive(workspace)
    named = ledger.archived()
    unrecorded = archive.unrecorded(named)
    strays = archive.once_received(unrecorded, named)
    coming = _cut_off(workspace, archive, strays)
    late = ledger.archived() if strays else frozenset()  # once more: an ingest may have ended between the two looks
    return unrecorded, tuple(name for name in strays if name not in coming and name not in late)


def _cut_off(workspace: Workspace, archive: Archive, strays: Sequence[str]) -> frozenset[str]:
    return frozenset(archive.cut_off(strays, arrivals(workspace.inbox, sleep=lambda _: None).files)) if strays else frozenset()


def refuse_lost(workspace: Workspace, ledger: Path) -> None:
    """Refuse to begin an empty ledger beside originals: every unit would be 未报."""
    folders = workspace.originals.iterdir() if workspace.originals.is_dir() else ()
    kept = (folder for folder in folders if folder.is_dir() and folder != workspace.staging)
    if any(entry.name != ".gitkeep" for folder in kept for entry in folder.iterdir()):
        lost = "不见了" if not ledger.exists() else "是空的"
        where = f"archive/原件 里有原件，台账 {shown_path(ledger)} 却{lost}"
        raise ToolkitError(f"{where}：请先用备份恢复它，在此之前不判定、不收件。")


def verify(workspace: Workspace, ledger: Ledger, reread: Reread | None = None) -> Proof:
    """Prove chain, file, originals, templates and, with `reread`, the derived readings."""
    from toolkit.evidence.clocks import clock_remarks

    chain = _chain_faults(ledger)
    if chain:
        # What follows needs facts that can be trusted to be readable.
        return _proof(ledger, (), (*chain, *_originals_if_readable(workspace, ledger)))
    count = ledger.highest_number()
    receipts = ledger.receipts(undone=True)
    originals = _original_faults(workspace, ledger, receipts)
    stored = {number for number, body in ledger.each_reading() if body is not None} if reread else set()
    readings = _reading_faults(ledger, stored, reread) if reread else ()
    lines = (
        f"台账 {count} 条记录首尾相接，逐条指纹相符，触发器和表结构完好",
        f"原件 {len({r.archived for r in receipts})} 份（收文 {len(receipts)} 件），逐份核对相符，没有多余或缺失",
        f"表样 {len(ledger.templates())} 份，核对相符",
    )
    proved = [line for line, faults in zip(lines, ((), originals, originals), strict=True) if not faults]
    if reread and not readings:
        proved.append(f"读取结果 {len(stored)} 份，由原件重读一遍，相符")
    noticed = (*clock_remarks(ledger.records()), *strays(workspace, ledger), *edited_outputs(workspace, ledger))
    return replace(_proof(ledger, tuple(proved), (*originals, *readings)), noticed=noticed)


def verify_against(ledger: Ledger, printed: str) -> Proof:
    """Prove that today's chain continues the one whose fingerprint was printed."""
    faults = _chain_faults(ledger)
    if same_fingerprint(printed, GENESIS):
        return _proof(ledger, ("该指纹是空台账的指纹，任何台账都接得上它",), faults)
    record = ledger.find(printed)
    if record is None:
        return _proof(ledger, (), (*faults, f"台账里没有指纹为 {printed.strip()} 的记录：今天的台账不是那份打印件的延续"))
    since = ledger.highest_number() - record.seq
    which = f"指纹 {fingerprint(record.hash)} 是第 {record.seq} 条记录（{record.at}）"
    line = f"今天的台账是那份打印件的延续：{which}，其后又有 {since} 条"
    return _proof(ledger, (line,), faults)


def _proof(ledger: Ledger, proved: tuple[str, ...], broken: tuple[str, ...]) -> Proof:
    return Proof(ok=not broken, proved=proved, broken=tuple(dict.fromkeys(broken)), head=ledger.head())


def _chain_faults(ledger: Ledger) -> tuple[str, ...]:
    links = _link_faults(ledger)
    return (*links, *ledger.file_faults(), *ledger.schema_faults())


def _link_faults(ledger: Ledger) -> tuple[str, ...]:
    if ledger.is_whole():
        return ()
    last = 0

    def counted() -> Iterator[Record]:
        nonlocal last
        for record in ledger.records():
            last = record.seq
            yield record

    faults = list(broken_links(counted()))
    highest = ledger.highest_number()
    if highest > last:
        faults.append(f"台账末尾被截去：曾有 {highest} 条记录，现在只到第 {last} 条")
    if highest < last:
        faults.append(f"台账的编号计数被改动：计到 {highest}，却有第 {last} 条记录")
    return tuple(faults)


def _originals_if_readable(workspace: Workspace, ledger: Ledger) -> tuple[str, ...]:
    try:
        return _original_faults(workspace, ledger, ledger.receipts(undone=True))
    except (ToolkitError, ValueError, TypeError, KeyError):
        return ("台账记录的内容已读不懂，原件无法逐份核对",)


def _original_faults(workspace: Workspace, ledger: Ledger, receipts: Sequence[Receipt]) -> tuple[str, ...]:
    archive = Archive(workspace)
    claims = [(r.archived, r.sha256, f"第 {r.number} 条收文“{shown_path(r.name)}”的原件") for r in receipts]
    claims += [(t.archived, t.sha256, f"第 {t.number} 条记录的表样“{t.name}”") for t in ledger.templates()]
    hashes: dict[str, str] = {}
    faults: list[str] = []
    for archived, sha256, what in claims:
        if archived not in hashes:
            hashes[archived] = _hash(archive, archived)
        if not hashes[archived]:
            faults.append(f"{what}不见了或打不开：archive/{shown_path(archived)}")
        elif hashes[archived] != sha256:
            faults.append(f"{what}被改动：archive/{shown_path(archived)}")
    unnamed = archive.unrecorded(hashes)
    coming = _cut_off(workspace, archive, unnamed)
    faults += [f"有原件而台账里没有它的记录：archive/{shown_path(name)}" for name in unnamed if name not in coming]
    return tuple(faults)


def _hash(archive: Archive, archived: str) -> str:
    try:
        path = archive.path(archived)
        return "" if path.is_symlink() else sha256_of(path)  # what a link leads to is kept elsewhere, and may change
    except ValueError:  # leads out of the archive
        return ""


def _unfinished(body: bytes | None) -> bool:
    """Tell a reading that a limit of time or memory ended: it says nothing of the evidence."""
    from toolkit.intake.reading import load

    try:
        return body is not None and load(body).unfinished
    except (ValueError, LookupError, TypeError, zlib.error):
        return False


def _reading_faults(ledger: Ledger, stored: set[int], reread: Reread) -> tuple[str, ...]:
    """`stored`: the receipts whose reading is kept."""
    spoilt = [f"读取结果 {number} 已损坏，请运行 duban rebuild 重建" for number in ledger.spoilt_readings()]
    receipts = ledger.receipts(undone=True)
    known = {mark.number for mark in marks_of(receipts, receipt_mark)}
    unowned = [f"读取结果 {number} 没有对应的收文" for number in sorted(stored - known)]
    read = reread(those(receipts, lambda mark: mark.number in stored, receipt_mark))  # without those named already
    otherwise = {number for number, again in read if _differs(ledger.reading(number), again)}
    faults = [
        f"第 {receipt.number} 条收文“{shown_path(receipt.name)}”的读取结果与原件不符，请运行 duban rebuild 重建"
        for receipt in those(receipts, lambda mark: mark.number in otherwise, receipt_mark)
    ]
    return (*spoilt, *unowned, *faults)


def _differs(before: bytes | None, again: bytes) -> bool:
    """Tell whether a reading is another than the one kept; one that a limit ended, or that went meanwhile, says nothing."""
    return before is not None and again != before and not _unfinished(before) and not _unfinished(again)
