"""Results as plain JSON values: exactly the shapes of DESIGN §5. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from toolkit.nouns.answer import Answer
from toolkit.nouns.outcomes import Status
from toolkit.nouns.problems import Problem
from toolkit.nouns.records import Note
from toolkit.telling.story import change_cells

if TYPE_CHECKING:
    from toolkit.evidence.proof import Proof
    from toolkit.nouns.docket import Docket, Entry, FileRow, UnitRow
    from toolkit.pipeline.arriving import IngestResult
    from toolkit.pipeline.cycle import Cycle
    from toolkit.pipeline.export import Exported
    from toolkit.pipeline.main_job import RunResult
    from toolkit.pipeline.not_back import NotBack
    from toolkit.pipeline.noting import NoteListed
    from toolkit.pipeline.rebuilding import Rebuilt
    from toolkit.pipeline.status import StatusResult
    from toolkit.pipeline.story import Change, UnitStory
    from toolkit.pipeline.upkeep import CheckResult, Undone
    from toolkit.pipeline.written_files import WrittenFiles


def plain(answer: Answer) -> str | int | float | None:
    """Return a JSON value: numbers as numbers (percent a fraction of 1), dates ISO, blank null."""
    if isinstance(answer, Decimal):
        return int(answer) if answer == answer.to_integral_value() and abs(answer) < 10**15 else float(answer)
    if isinstance(answer, datetime | date):
        return answer.isoformat()
    return answer


def moment(value: datetime | None, zone: tzinfo) -> str | None:
    return value.astimezone(zone).isoformat(timespec="seconds") if value else None


def problem(fault: Problem) -> dict[str, Any]:
    return {
        "code": fault.code.name,
        "severity": fault.severity.value,
        "sheet": fault.sheet,
        "cell": fault.cell,
        "message": fault.message,
        "fix": fault.fix,
    }


def file_row(row: "FileRow", zone: tzinfo) -> dict[str, Any]:
    return {
        "name": row.name,
        "inside": "/".join(row.inside) or None,
        "sha256": row.sha256,
        "outcome": row.outcome.value,
        "unit": row.unit,
        "period": row.period,
        "sheet": row.sheet,
        "received": moment(row.received, zone),
        "evidence": row.evidence.value,
        "foot": dict(row.foot),
        "problems": [problem(fault) for fault in row.problems],
        "receipt": row.receipt,
        "archived": row.archived,
        "note": row.note,
    }


def unit_row(row: "UnitRow", zone: tzinfo) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "status": row.status.value,
        "reason": row.reason,
        "provisional": row.provisional,
        "first_received": moment(row.first_received, zone),
        "scan_received": moment(row.scan_received, zone),
        "complete_at": moment(row.complete_at, zone),
        "evidence": row.evidence.value if row.sheet else None,
        "due_rows": row.due_rows,
        "filled_rows": row.filled_rows,
        "returns": row.returns,
        "days_late": row.days_late,
        "working_days_late": row.working_days_late,
        "reminders": row.reminders,
    }


def entry(row: "Entry") -> dict[str, Any]:
    return {
        "item": row.item,
        "unit": row.unit,
        "verdict": row.verdict.value,
        "fields": {key: plain(value) for key, value in row.fields.items()},
        "source": {"file": row.source.file, "sheet": row.source.sheet, "cells": dict(row.source.cells)},
    }


def counts(rows: "Sequence[UnitRow]") -> Mapping[str, int]:
    return {status.value: sum(row.status is status for row in rows) for status in Status}


def docket(period: "Docket", zone: tzinfo) -> dict[str, Any]:
    """Return `status --json` of one period."""
    return {
        "period": period.period,
        "deadline": period.deadline.isoformat(),
        "effective_deadline": moment(period.effective_deadline, zone),
        "deadline_reason": period.deadline_reason,
        "as_of": moment(period.as_of, zone),
        "fingerprint": period.fingerprint,
        "plan_fingerprint": period.rules,
        "closed": moment(period.closed, zone) if period.closed else None,
        "later_notes": period.later_notes,
        "counts": counts(period.units),
        "units": [unit_row(row, zone) for row in period.units],
        "files": [file_row(row, zone) for row in period.files],
        "entries": [entry(row) for row in period.entries],
    }


def year(dockets: "Sequence[Docket]", zone: tzinfo) -> dict[str, Any]:
    """Return `status --year --json`: every period's docket, all files together in order of arrival."""
    parts = [docket(one, zone) for one in dockets]
    return {
        "as_of": parts[-1]["as_of"] if parts else None,
        "periods": parts,
        "files": [row for part in parts for row in part["files"]],
    }


# -- results of commands ---------------------------------------------------------------------------------------------


def cycle(stand: "Cycle") -> dict[str, Any]:
    """Return where the office stands, as `duban` alone says it."""
    return {
        "workspace": str(stand.root),
        "period": stand.period.id,
        "effective_deadline": moment(stand.limit.moment, stand.zone),
        "deadline_reason": stand.limit.reason,
        "over": stand.over,
        "ended": stand.ended,
        "units": stand.units,
        "counts": {status.value: stand.counts.get(status, 0) for status in Status},
        "waiting": stand.waiting,
        "next": {"command": stand.command, "why": stand.why},
    }


def no_workspace(command: str) -> dict[str, Any]:
    """Return what `duban` alone says where there is no workspace yet."""
    return {"workspace": None, "next": {"command": command}}


def status(result: "StatusResult") -> dict[str, Any]:
    told = story(result.story, result.office.zone) if result.story else _dockets(result)
    return told | {"not_back": [_not_back(one) for one in result.not_back]}


def _dockets(result: "StatusResult") -> dict[str, Any]:
    return year(result.dockets, result.office.zone) if result.year else docket(result.dockets[0], result.office.zone)


def _not_back(one: "NotBack") -> dict[str, Any]:
    return {"run": one.run, "files": list(one.names), "units": list(one.units)}


def story(told: "UnitStory", zone: tzinfo) -> dict[str, Any]:
    return {
        "unit": told.unit.name,
        "periods": [{"period": period, **unit_row(row, zone)} for period, row in told.states],
        "files": [file_row(row, zone) for row in told.files],
        "changes": [*(_change(c, "version") for c in told.versions), *(_change(c, "period") for c in told.periods)],
        "notes": [note(one.note, stands=one.stands) for one in told.notes],
    }


def _change(change: "Change", between: str) -> dict[str, str]:
    return dict(zip(("item", "field", "from", "to"), change_cells(change), strict=True), between=between)


def note(stated: Note, *, stands: bool) -> dict[str, Any]:
    return {
        "number": stated.number,
        "kind": stated.kind.value,
        "unit": stated.unit or None,
        "period": stated.period or None,
        "item": stated.item or None,
        "file": stated.file or None,
        "material": stated.material or None,
        "received": stated.received.isoformat() if stated.received else None,
        "due": stated.due.isoformat() if stated.due else None,
        "retracts": stated.retracts,
        "reason": stated.reason,
        "by": stated.by,
        "at": stated.at.isoformat(),
        "clock": stated.clock.isoformat() if stated.clock else None,
        "source": stated.source,
        "stands": stands,
    }


def noted(done: "NoteListed", claim: "NoteListed | None" = None) -> dict[str, Any]:
    """Return a note as it was just recorded. `claim`: the claim that was recorded before it."""
    return {
        **note(done.note, stands=done.stands),
        "about": done.about,
        "files": [str(path) for path in done.copies.paths],
        "written": [str(path) for path in done.copies.fresh],
        "complaints": [*done.idle, *done.copies.moved, *done.copies.undone, *done.left],
        "claim": noted(claim) if claim else None,
        "dry_run": not done.note.number,
    }


def ingested(done: "IngestResult") -> dict[str, Any]:
    """`files`: the arrivals; `copies`: what answers them in outbox/."""
    return {
        "files": [file_row(row, done.zone) for row in done.rows],
        "complaints": list(done.complaints),
        "log_rows": done.notes,
        "dry_run": done.dry_run,
        "copies": [str(path) for path in done.copies.paths],
        "written": [str(path) for path in done.copies.fresh],
    }


def ran(done: "RunResult") -> dict[str, Any]:
    return {
        "ingest": ingested(done.collected),
        "files": [str(path) for part in done.written for path in part.paths],
        "written": [str(path) for part in done.written for path in part.fresh],
        "complaints": [sentence for part in done.written for sentence in (*part.moved, *part.undone)],
        "seconds": dict(done.seconds),
        "status": docket(done.docket, done.office.zone),
    }


def written(done: "WrittenFiles") -> dict[str, Any]:
    return {
        "what": done.what,
        "files": [str(path) for path in done.paths],
        "written": [str(path) for path in done.fresh],
        "complaints": list(done.moved),
        "dry_run": done.dry_run,
    }


def undone(done: "Undone") -> dict[str, Any]:
    return {
        "run": done.run,
        "back": done.files,
        "cut_off": done.cut_off,
        "complaints": list(done.left),
        "dry_run": done.dry_run,
    }


def rebuilt(done: "Rebuilt") -> dict[str, Any]:
    paths = [str(path) for path in done.paths]
    return {
        "files": paths,
        "written": [] if done.dry_run else paths,
        "complaints": list(done.complaints),
        "broken": done.broken,
        "dry_run": done.dry_run,
    }


def exported(done: "Exported") -> dict[str, Any]:
    return {
        "unit": done.unit.name,
        "folder": str(done.place),
        "originals": done.originals,
        "missing": list(done.missing),
        "complaints": list(done.gone),
        "dry_run": done.dry_run,
    }


def proved(proof: "Proof") -> dict[str, Any]:
    return {
        "ok": proof.ok,
        "proved": list(proof.proved),
        "broken": list(proof.broken),
        "noticed": list(proof.noticed),
        "fingerprint": proof.head,
    }


def checked(result: "CheckResult") -> dict[str, Any]:
    return {"what": result.what, "detail": result.detail, "result": result.mark}
