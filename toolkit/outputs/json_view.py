"""A docket as plain JSON values: exactly the shape of DESIGN §5. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from toolkit.nouns.docket import Answer, Docket, Entry, FileRow, Status, UnitRow
from toolkit.nouns.problems import Problem


def plain(answer: Answer) -> str | int | float | None:
    """Return a JSON value: numbers as numbers (percent a fraction of 1), dates ISO, blank null."""
    if isinstance(answer, Decimal):
        return int(answer) if answer == answer.to_integral_value() and abs(answer) < 10**15 else float(answer)
    if isinstance(answer, datetime | date):
        return answer.isoformat()
    return answer


def moment(value: datetime | None, zone: tzinfo) -> str | None:
    return value.astimezone(zone).isoformat(timespec="seconds") if value else None


def problem(found: Problem) -> dict[str, Any]:
    return {
        "code": found.code.name,
        "severity": found.severity.value,
        "sheet": found.sheet,
        "cell": found.cell,
        "message": found.message,
        "fix": found.fix,
    }


def file_row(row: FileRow, zone: tzinfo) -> dict[str, Any]:
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
        "problems": [problem(found) for found in row.problems],
        "receipt": row.receipt,
        "archived": row.archived,
        "note": row.note,
    }


def unit_row(row: UnitRow, zone: tzinfo) -> dict[str, Any]:
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


def entry(row: Entry) -> dict[str, Any]:
    return {
        "item": row.item,
        "unit": row.unit,
        "verdict": row.verdict.value,
        "fields": {key: plain(value) for key, value in row.fields.items()},
        "source": {"file": row.source.file, "sheet": row.source.sheet, "cells": dict(row.source.cells)},
    }


def counts(rows: Sequence[UnitRow]) -> Mapping[str, int]:
    return {status.value: sum(row.status is status for row in rows) for status in Status}


def docket(found: Docket, zone: tzinfo) -> dict[str, Any]:
    """Return `status --json` of one period."""
    return {
        "period": found.period,
        "deadline": found.deadline.isoformat(),
        "effective_deadline": moment(found.effective_deadline, zone),
        "deadline_reason": found.deadline_reason,
        "as_of": moment(found.as_of, zone),
        "fingerprint": found.fingerprint,
        "plan_fingerprint": found.rules,
        "closed": moment(found.closed, zone) if found.closed else None,
        "later_notes": found.later_notes,
        "counts": counts(found.units),
        "units": [unit_row(row, zone) for row in found.units],
        "files": [file_row(row, zone) for row in found.files],
        "entries": [entry(row) for row in found.entries],
    }


def year(dockets: Sequence[Docket], zone: tzinfo) -> dict[str, Any]:
    """Return `status --year --json`: every period's docket, all files together in order of arrival."""
    parts = [docket(found, zone) for found in dockets]
    return {
        "as_of": parts[-1]["as_of"] if parts else None,
        "periods": parts,
        "files": [row for part in parts for row in part["files"]],
    }
