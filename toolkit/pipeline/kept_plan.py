"""附件1 and 附件2 as read before: kept in the derived cache under a key of their bytes and of this program. Effects: ledger.

Understanding a plan of many units takes long, and openpyxl a third of a second to load; looking it up takes none.
Whatever is wrong with the cache, the files themselves are read.
"""

import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.evidence.ledger import Ledger, open_ledger
from toolkit.intake.recognise.kept import code_print, dump_kept, load_kept
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Form
from toolkit.pipeline.plan_bytes import dump_plan, dump_tables, load_plan, load_tables
from toolkit.plan.model import Plan

if TYPE_CHECKING:
    from toolkit.pipeline.plan_ahead import PlanAhead

Noun = TypeVar("Noun")
PLAN_CACHE = "plan"
"""Kind of the derived cache: plans and forms as read."""


class KeptPlan:
    """What is kept of a workspace's plan and form, and what was read anew and is to be kept."""

    def __init__(self, ledger: Path | None, ahead: "PlanAhead | None" = None) -> None:
        """`ledger`: where to look; None = read everything anew. `ahead`: a plan that is being read."""
        self._ledger = ledger
        self._ahead = ahead
        self.used: dict[str, bytes] = {}
        """Key → content of all that was asked for."""
        self._fresh: set[str] = set()
        self._fetched: dict[str, bytes | None] = {}
        """What was looked up together with something else, until somebody asks for it."""

    def plan(self, data: bytes, name: str) -> Plan:
        """Raises: ToolkitError: a mistake in the plan."""

        def read() -> Plan:
            from toolkit.plan.read import read_plan

            return read_plan(data, name)

        def apart() -> bytes | None:
            from toolkit.pipeline.plan_ahead import read_apart

            return read_apart(data, name)

        own = sha256(data).hexdigest()
        ahead = partial(self._ahead.kept, own) if self._ahead else apart
        plan = self._kept(["plan", name, own], dump_plan, load_plan, read, ahead, _key_of_tables(own))
        if (tables := self._tables(plan)) is not None:
            vars(plan)["kept"] = tables
        return plan

    def _tables(self, plan: Plan) -> Mapping[str, bytes] | None:
        key = _key_of_tables(plan.sha256)
        data = self._look(key)
        tables = _loaded(load_tables, data) if data else None
        if data and tables is not None:
            self.used[key] = b""  # its parts are held by the plan
        return tables

    def keep_tables(self, ledger: Ledger, plan: Plan) -> None:
        """Keep what a command that asked for all of it had to work out of a plan, where that is not kept yet."""
        key = _key_of_tables(plan.sha256)
        if ledger.writable and plan.sha256 and key not in self.used:
            self.used[key] = b""
            tables = tables_kept(plan)
            ledger.keep_derived(PLAN_CACHE, tables)
            vars(plan)["kept"] = load_tables(tables[key])  # who asks from now on makes none of his own

    def form(self, data: bytes, name: str, columns: tuple[str, ...]) -> Form:
        """Raises: ToolkitError: a mistake in the form."""

        def read() -> Form:
            from toolkit.form.read import read_form

            return read_form(data, name, columns)

        return self._kept(["form", name, sha256(data).hexdigest(), *columns], dump_kept, _form, read)

    def keep(self, ledger: Ledger) -> None:
        """Keep what was read anew, and nothing of an earlier plan."""
        if self._fresh:
            drop = [key for key in ledger.derived_keys(PLAN_CACHE) if key not in self.used]
            ledger.keep_derived(PLAN_CACHE, {key: self.used[key] for key in self._fresh}, drop)
            self.used |= dict.fromkeys(self._fresh, b"")
            self._fresh.clear()

    def _kept(
        self,
        parts: list[Any],
        dump: Callable[[Noun], bytes],
        load: Callable[[bytes], Noun],
        read: Callable[[], Noun],
        ahead: Callable[[], bytes | None] | None = None,
        following: str = "",
    ) -> Noun:
        """`following`: the key that will be asked for next."""
        key = content_hash(code_print(), *parts)
        data = self._look(key, following)
        if data is None and ahead and (data := ahead()):
            self._fresh.add(key)
        kept = _loaded(load, data) if data else None
        if data and kept is not None:
            self.used[key] = data if key in self._fresh else b""
            return kept
        made = read()
        self.used[key] = dump(made)
        self._fresh.add(key)
        return made

    def _look(self, key: str, following: str = "") -> bytes | None:
        if key in self._fetched:
            return self._fetched.pop(key)
        if self._ledger is None or not self._ledger.is_file():
            return None
        try:
            with closing(open_ledger(self._ledger, read_only=True)) as ledger:
                if following:
                    self._fetched[following] = ledger.derived(PLAN_CACHE, following)
                return ledger.derived(PLAN_CACHE, key)
        except ToolkitError:
            return None


def tables_kept(plan: Plan) -> dict[str, bytes]:
    """Return what is kept beside a plan, by its key; worked out anew."""
    from toolkit.intake.recognise.item_contents import CONTENTS, dumped_contents
    from toolkit.intake.recognise.unit_names import SIZES, dumped_sizes
    from toolkit.judge.recognitions import PRINTED, names_print
    from toolkit.plan.kept_tables import dumped_tables

    tables = dumped_tables(plan) | {
        CONTENTS: dumped_contents(plan),
        SIZES: dumped_sizes(plan),
        PRINTED: names_print(plan).encode("ascii"),
    }
    return {_key_of_tables(plan.sha256): dump_tables(tables)}


def _key_of_tables(plan: str) -> str:
    """Return the key of what is kept beside a plan of this sha256."""
    return content_hash(code_print(), "tables", plan)


def _loaded(load: Callable[[bytes], Noun], data: bytes) -> Noun | None:
    try:
        return load(data)
    except (ValueError, LookupError, TypeError, zlib.error):
        return None


def _form(data: bytes) -> Form:
    kept = load_kept(data)
    if not isinstance(kept, Form):
        raise TypeError("not a form")
    return kept
