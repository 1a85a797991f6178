"""Generate: one pre-filled 附件2 per unit that still owes something, and a record of what was issued to whom."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path

from toolkit.evidence.ledger import Ledger
from toolkit.evidence.ledger.chain import Record
from toolkit.generate import Press
from toolkit.generate.rich_text import template_texts
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Issued, Output
from toolkit.ooxml.package import Package
from toolkit.pipeline.form_orders import FormOrder, orders_of
from toolkit.pipeline.log_lists import keep_lists
from toolkit.pipeline.made_up import make_up, sentences
from toolkit.pipeline.office import Office, Tell
from toolkit.pipeline.twin import Portions, Twin, may_have_twin
from toolkit.plan.deadlines import effective
from toolkit.plan.model import Period, Unit
from toolkit.words import refusals, remarks
from toolkit.words.names import safe_name
from toolkit.workspace.leftovers import sweep_parts
from toolkit.workspace.many_files import written_at_once
from toolkit.workspace.writing import settle

ISSUED = "下发"
"""The kind of its outputs."""
MANY = 200
"""Forms from which a second process is worth its start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What `generate` wrote."""

    period: Period
    folder: Path
    units: tuple[str, ...]
    nothing_due: tuple[str, ...]
    dry_run: bool = False
    standing: int = 0
    """How many of the forms said the same already and were left alone."""
    moved: tuple[str, ...] = ()
    """Sentences about forms that lie under a second name."""
    hints: tuple[str, ...] = ()
    """What the clerk should look at before the forms go out."""


@dataclass(frozen=True, slots=True)
class FormWritten:
    """One form on the disk, in the folder of the period's forms."""

    meant: str
    """Its name."""
    used: str
    """The same, or a second name beside it."""
    sum: str
    """The sha256 of its bytes."""
    fresh: bool
    """It was written now; else it stood there already."""


def generate(office: Office, named: str | None, units: Sequence[str], *, dry_run: bool, tell: Tell) -> Generated:
    """Write outbox/<period>/下发/附件2-<单位>.xlsx for every unit (or those named) with something still due."""
    if office.workspace.refused_import.is_file():
        from toolkit.pipeline.setting_up import refuse_example

        refuse_example(office.workspace)
    period = office.period(named)
    wanted = tuple(office.unit(name) for name in units) or office.plan.units
    if dry_run:
        with office.reading() as ledger:
            return _generate(office, ledger, period, wanted, dry_run=True, tell=tell)
    with office.writing("generate") as ledger:
        owed = make_up(office, ledger, tell)
        made = _generate(office, ledger, period, wanted, dry_run=False, tell=tell)
    return replace(made, hints=(*made.hints, *sentences(owed)))


def _hints(office: Office, period: Period) -> Iterator[str]:
    """Say what of the forms may be wrong though nothing is broken: an unknown calendar, a scan asked for and not wanted."""
    due = effective(office.plan, period)
    if due.unsure:
        yield remarks.unsure_calendar(due.reason)
    if not office.plan.policy.scan_required and _asks_for_scan(office.template):
        yield remarks.SCAN_ASKED_FOR


def _asks_for_scan(template: bytes) -> bool:
    return any("扫描件" in text for text in template_texts(Package(template)))


def _generate(office: Office, ledger: Ledger, period: Period, wanted: Sequence[Unit], *, dry_run: bool, tell: Tell) -> Generated:
    held = office.plan.duties(period.deadline).held
    holding = [unit for unit in wanted if unit.name in held]
    if not holding:
        raise ToolkitError(refusals.nothing_to_issue([unit.name for unit in wanted], period.name))
    orders = orders_of(office, ledger, period, holding)
    folder = office.workspace.issued(period.id)
    busy = {order.unit.name for order in orders}
    made = Generated(
        period=period,
        folder=folder,
        units=tuple(order.unit.name for order in orders),
        nothing_due=tuple(unit.name for unit in holding if unit.name not in busy),
        dry_run=dry_run,
    )
    return made if dry_run else _write(office, ledger, orders, made, tell)


def form_name(unit: Unit) -> str:
    return safe_name(f"附件2-{unit.name}.xlsx")


def _write(office: Office, ledger: Ledger, orders: Sequence[FormOrder], made: Generated, tell: Tell) -> Generated:
    """Write the forms and put them on record."""
    period = made.period
    records: list[Record] = []
    hints: list[str] = []
    forms: dict[int, FormWritten] = {}

    def meanwhile() -> None:
        records.extend(_records(office, ledger, period, orders))
        hints.extend((*_hints(office, period), *keep_lists(office)))

    for place, form in _written(office, period, orders, meanwhile):
        tell("生成附件2", len(forms), len(orders))
        forms[place] = form
    settle([office.workspace.issued(period.id)] if orders else [])
    tell("生成附件2", len(orders), len(orders))
    last = records[-1].seq if records else ledger.highest_number()
    folder = office.workspace.issued(period.id).relative_to(office.workspace.outbox).as_posix()
    outputs = (
        Output(
            kind=ISSUED, period=period.id, detail=order.unit.name, at=office.as_of, seq=last,
            files=(f"{folder}/{forms[place].used}",), sums=(forms[place].sum,),
        )
        for place, order in enumerate(orders)
    )  # fmt: skip
    ledger.put(records, outputs)
    beside = (form for _, form in sorted(forms.items()) if form.meant != form.used)
    return replace(
        made,
        standing=sum(not form.fresh for form in forms.values()),
        moved=tuple(remarks.written_beside(form.meant, form.used) for form in beside),
        hints=tuple(hints),
    )


def _records(office: Office, ledger: Ledger, period: Period, orders: Sequence[FormOrder]) -> Sequence[Record]:
    """Make out what was issued to whom and is not on record yet."""
    known = {_what(fact) for fact in ledger.issued()}
    return ledger.made_out(fact for order in orders if _what(fact := _issued(office, period, order)) not in known)


def _written(
    office: Office, period: Period, orders: Sequence[FormOrder], meanwhile: Callable[[], None]
) -> Iterator[tuple[int, FormWritten]]:
    """Press and write each form and yield it with its order's place; of many a twin of this process does its share.

    `meanwhile` is done here when the twin is at work already.
    """
    press = Press(office.template, office.form, office.plan)
    if len(orders) < MANY or not may_have_twin():
        meanwhile()
        yield from _pressed(press, office, period, orders, range(len(orders)))
        return
    shared = Portions(len(orders))
    twin = Twin(lambda: (json.dumps((n, *astuple(form))) for n, form in _pressed(press, office, period, orders, shared)))
    left = set(range(len(orders)))
    try:
        meanwhile()
        for place, form in chain(_pressed(press, office, period, orders, shared), _told(twin)):
            left.discard(place)
            yield place, form
    finally:
        twin.end()
        shared.close()
        if left:
            sweep_parts(office.workspace)  # it died over its work, or was stopped
    if left:
        yield from _pressed(press, office, period, orders, sorted(left))


def _told(twin: Twin) -> Iterator[tuple[int, FormWritten]]:
    for line in twin.told():
        place, *form = json.loads(line)
        yield place, FormWritten(*form)


def _pressed(
    press: Press, office: Office, period: Period, orders: Sequence[FormOrder], places: Iterable[int]
) -> Iterator[tuple[int, FormWritten]]:
    """Press and write here the forms of these orders."""
    folder = office.workspace.issued(period.id)
    made: deque[tuple[int, str, str]] = deque()

    def files() -> Iterator[tuple[Path, bytes]]:
        for place in places:
            order = orders[place]
            data = press.issue(order.unit, period, order.items, order.last, until=order.until)
            name = form_name(order.unit)
            made.append((place, name, sha256(data).hexdigest()))
            yield folder / name, data

    for now in written_at_once(files()):
        place, name, digest = made.popleft()
        yield place, FormWritten(name, now.path.name, digest, now.fresh)


def _issued(office: Office, period: Period, order: FormOrder) -> Issued:
    return Issued(
        at=office.as_of,
        period=period.id,
        unit=order.unit.name,
        form=office.form.version,
        template=office.form.sha256,
        items=tuple(item.id for item in order.items),
        job=office.plan.job,
    )


def _what(fact: Issued) -> tuple[str, str, str, tuple[str, ...], str]:
    return fact.period, fact.unit, fact.form, fact.items, fact.job
