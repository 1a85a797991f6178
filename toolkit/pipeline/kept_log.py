"""收文登记.xlsx as read before: the same bytes under the same plan are not opened again. Effects: ledger.

Opening a workbook takes openpyxl a quarter of a second; a log that says what it said at the last run needs none of it.
"""

import zlib
from dataclasses import fields

from toolkit.clerk.receipt_log import LogRow, read_log
from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import dump_kept, load_kept
from toolkit.pipeline.log_lists import LOG_CACHE, keep_of_log, log_key
from toolkit.plan.model import Plan

_ROWS = "rows"
_FIELDS = tuple(field.name for field in fields(LogRow))


def rows_of(ledger: Ledger, data: bytes, plan: Plan) -> tuple[LogRow, ...]:
    """Return the filled rows. Raises: ToolkitError: the first mistake, with sheet and cell."""
    key = log_key(_ROWS, data, plan)
    kept = _loaded(ledger.derived(LOG_CACHE, key))
    if kept is None:
        kept = read_log(data, plan)
        keep_of_log(ledger, key, dump_kept(tuple(tuple(getattr(row, name) for name in _FIELDS) for row in kept)))
    return kept


def _loaded(body: bytes | None) -> tuple[LogRow, ...] | None:
    try:
        return None if body is None else tuple(LogRow(**dict(zip(_FIELDS, row, strict=True))) for row in load_kept(body))
    except (ValueError, LookupError, TypeError, zlib.error):
        return None
