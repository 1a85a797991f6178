"""收文登记.xlsx as read before: the same bytes under the same plan are not opened again. Effects: ledger.

Opening a workbook takes openpyxl a quarter of a second; a log that says what it said at the last run needs none of it.
"""

import zlib
from dataclasses import fields
from hashlib import sha256

from toolkit.clerk.receipt_log import LogRow, read_log
from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import code_print, dump_kept, load_kept
from toolkit.judge.recognitions import names_print
from toolkit.nouns.content_hash import content_hash
from toolkit.plan.model import Plan

_KIND = "log"
_ROWS, _LISTS = "rows", "lists"
_FIELDS = tuple(field.name for field in fields(LogRow))


def rows_of(ledger: Ledger, data: bytes, plan: Plan) -> tuple[LogRow, ...]:
    """Return the filled rows. Raises: ToolkitError: the first mistake, with sheet and cell."""
    key = _key(_ROWS, data, plan.sha256 or names_print(plan))
    kept = _loaded(ledger.derived(_KIND, key))
    if kept is None:
        kept = read_log(data, plan)
        _keep(ledger, key, dump_kept(tuple(tuple(getattr(row, name) for name in _FIELDS) for row in kept)))
    return kept


def with_lists(ledger: Ledger | None, data: bytes, plan: Plan) -> bytes | None:
    """Return the log with drop-downs that offer the plan's units and periods; None = it does already, or cannot be opened."""
    periods = [period.id for period in plan.periods]
    key = _key(_LISTS, data, plan.sha256 or names_print(plan), *periods)
    if ledger is not None and ledger.derived(_KIND, key) is not None:
        return None
    from toolkit.clerk.log_lists import relisted

    made = relisted(data, [unit.name for unit in plan.units], periods)
    if made is None and ledger is not None:
        _keep(ledger, key, b"as it is")
    return made


def _key(what: str, data: bytes, *more: str) -> str:
    return f"{what}|{content_hash(code_print(), sha256(data).hexdigest(), *more)}"


def _keep(ledger: Ledger, key: str, body: bytes) -> None:
    """Keep one answer, and none to the same question about another log."""
    if ledger.writable:
        asked = key.partition("|")[0]
        ledger.keep_derived(_KIND, {key: body}, [old for old in ledger.derived_keys(_KIND) if old.partition("|")[0] == asked])


def _loaded(body: bytes | None) -> tuple[LogRow, ...] | None:
    try:
        return None if body is None else tuple(LogRow(**dict(zip(_FIELDS, row, strict=True))) for row in load_kept(body))
    except (ValueError, LookupError, TypeError, zlib.error):
        return None
