"""The drop-downs of 收文登记.xlsx, which offer units and periods, and what is kept of its bytes. Effects: a file, ledger."""

from hashlib import sha256

from toolkit.evidence.ledger import Ledger
from toolkit.intake.recognise.kept import code_print
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.errors import ToolkitError
from toolkit.pipeline.office import Office
from toolkit.plan.model import Plan
from toolkit.words import remarks
from toolkit.workspace import open_elsewhere, write_atomic
from toolkit.workspace.refused import held_open

LOG_CACHE = "log"
"""Kind of the derived cache: what 收文登记.xlsx says, under its bytes."""
_LISTS = "lists"


def keep_lists(office: Office, ledger: Ledger | None = None) -> tuple[str, ...]:
    """Let the drop-downs offer the plan's units and periods of today; an open book is said and left for the next time."""
    path = office.workspace.receipt_log
    try:
        data = path.read_bytes()
    except OSError:  # gone, or held by another program: what reads its rows says so
        return ()
    try:
        made = _with_lists(ledger, data, office.plan)
        if made is None:
            return ()
        if not open_elsewhere(path) and path.read_bytes() == data:
            write_atomic(path, made, elsewhere=False)
            return ()
    except FileNotFoundError:
        return ()
    except (OSError, ToolkitError) as error:
        if not held_open(error):
            return (remarks.not_written(path.name, str(error)),)
    return (remarks.lists_not_updated(path.name),)


def _with_lists(ledger: Ledger | None, data: bytes, plan: Plan) -> bytes | None:
    """Return the log with drop-downs that offer the plan's units and periods; None = it does already, or cannot be opened."""
    periods = [period.id for period in plan.periods]
    key = log_key(_LISTS, data, plan, *periods)
    if ledger is not None and ledger.derived(LOG_CACHE, key) is not None:
        return None
    from toolkit.clerk.log_lists import relisted

    made = relisted(data, [unit.name for unit in plan.units], periods)
    if made is None and ledger is not None:
        keep_of_log(ledger, key, b"as it is")
    return made


def log_key(what: str, data: bytes, plan: Plan, *more: str) -> str:
    """Return the key of one thing that is asked of the log: its bytes, the names in the plan."""
    return f"{what}|{content_hash(code_print(), sha256(data).hexdigest(), plan.sha256 or _names(plan), *more)}"


def _names(plan: Plan) -> str:
    from toolkit.judge.recognitions import names_print

    return names_print(plan)


def keep_of_log(ledger: Ledger, key: str, body: bytes) -> None:
    """Keep one answer, and none to the same question about another log."""
    if ledger.writable:
        asked = key.partition("|")[0]
        old = [other for other in ledger.derived_keys(LOG_CACHE) if other.partition("|")[0] == asked]
        ledger.keep_derived(LOG_CACHE, {key: body}, old)
