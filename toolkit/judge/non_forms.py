"""What is no form: scans, containers, the unreadable, strangers' files. Whose they are, and what became of them. Pure."""

from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.intake.recognise import Clues, scan_unit
from toolkit.judge.history import successor
from toolkit.judge.papers import paper_owner
from toolkit.judge.scan_periods import ScanPeriods
from toolkit.judge.siblings import Siblings
from toolkit.judge.snapshot import Arrival, Snapshot, blank_row
from toolkit.nouns.cells import Book
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.problems import Code, Problem, Severity, applied, problem
from toolkit.nouns.records import Sort

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow
    from toolkit.tiers.returned_book import RegisterBelow

_OUTCOMES = {
    Sort.BOOK: Outcome.NOT_A_FORM,
    Sort.SCAN: Outcome.SCAN,
    Sort.CONTAINER: Outcome.CONTAINER,
    Sort.INLINE: Outcome.NOT_A_FORM,
    Sort.DEBRIS: Outcome.NOT_A_FORM,
    Sort.OTHER: Outcome.NOT_A_FORM,
    Sort.UNREADABLE: Outcome.UNREADABLE,
    Sort.REFUSED: Outcome.REFUSED,
}
_SILENT = frozenset({Sort.CONTAINER, Sort.INLINE, Sort.DEBRIS})


def silent(arrival: Arrival) -> bool:
    """Tell what says nothing about any unit: containers, signature pictures, debris, a mail's own text without the form."""
    return arrival.sort in _SILENT or (arrival.mark.inline and arrival.sort is not Sort.SCAN)


def other_row(snapshot: Snapshot, arrival: Arrival, siblings: Siblings, periods: ScanPeriods) -> "FileRow":
    """Return the row of an arrival in which no form was recognised."""
    sort = arrival.sort
    row = blank_row(arrival, _OUTCOMES[sort])
    if sort is Sort.BOOK and not arrival.mark.inline:
        row = replace(row, problems=(*row.problems, _formless(arrival.reading.book)))
    row = replace(row, problems=applied(row.problems, snapshot.plan.settings.switches))
    if sort is Sort.CONTAINER and arrival.receipt.subject:
        return replace(row, note=f"邮件主题：{arrival.receipt.subject}")
    if silent(arrival):
        return row
    unit, suggestion = whose(snapshot, arrival, siblings)
    hint = f"可能是“{suggestion}”的，核实后请在待办.xlsx 里认领（或 duban note claim）" if suggestion else ""
    note = "；".join(filter(None, (row.note, hint)))
    if unit is None and sort is Sort.SCAN:
        return replace(row, outcome=Outcome.UNCLAIMED, note=note, suggestion=suggestion)
    if arrival.register:
        row = _register(snapshot, arrival.register, row)
        if not arrival.claim and not snapshot.plan.period(arrival.register.period):
            return _other_period(snapshot, arrival, replace(row, unit=unit))
    period, meant = _period(snapshot, arrival, unit, siblings, periods)
    if period is None:
        why = f"可能是“{unit}”{meant} 期次的扫描件，也可能是本期的，请用 duban note claim 认领并用 --period 写明期次"
        told = "；".join(filter(None, (note, why)))
        return replace(row, outcome=Outcome.UNCLAIMED, note=told, suggestion=unit or "")
    named = snapshot.plan.period(period)
    heir = successor(snapshot.plan, unit, named) if unit and named else None
    return replace(row, unit=heir or unit, note=note if sort is Sort.SCAN else row.note, period=period)


def _register(snapshot: Snapshot, below: "RegisterBelow", row: "FileRow") -> "FileRow":
    """Return the row of a register from below: sent back where it does not hold."""
    wrong = applied(below.problems, snapshot.plan.settings.switches)
    back = below.alien or any(problem.severity is Severity.RETURN for problem in wrong)
    return replace(row, outcome=Outcome.RETURNED if back else Outcome.REGISTER, problems=(*row.problems, *wrong))


def _other_period(snapshot: Snapshot, arrival: Arrival, row: "FileRow") -> "FileRow":
    """Return a register from below as another period's: it changes nothing."""
    s03 = problem(Code.S03, theirs=arrival.stated_period, ours=arrival.collecting.name)
    return replace(row, outcome=Outcome.RETURNED, problems=(*row.problems, *applied((s03,), snapshot.plan.settings.switches)))


def no_form(detail: str = "", how: str = "") -> Problem:
    return problem(Code.S01, detail=detail, how=how)


def _formless(book: Book | None) -> Problem:
    """Return S01; where a part of the workbook could not be read the form may have stood in that: F01, or F03 for its size."""
    unread = book.details.get(Code.F08.name, "") if book else ""
    if not unread or book is None:
        return no_form()
    return problem(Code.F03 if Code.F03.name in book.details else Code.F01, detail=unread)


def _period(
    snapshot: Snapshot, arrival: Arrival, unit: str | None, siblings: Siblings, periods: ScanPeriods
) -> tuple[str | None, str]:
    """Return the period of what is no form (None = in doubt) and the one suggested: as stated, else see `ScanPeriods`."""
    claimed = (arrival.claim.period if arrival.claim else "") or arrival.stated_period
    paper = paper_owner(snapshot, arrival)
    if not claimed and paper and paper.period:
        claimed = paper.period
    if claimed and snapshot.plan.period(claimed):
        return str(claimed), ""
    if unit is None:
        return arrival.collecting.id, ""
    period, meant = periods.of(arrival, unit, siblings.period(arrival.receipt, unit))
    if period is None and not arrival.claim:
        return None, meant
    return period or arrival.collecting.id, meant


def whose(snapshot: Snapshot, arrival: Arrival, siblings: Siblings) -> tuple[str | None, str]:
    """Return (unit, suggestion) of an arrival in which no form was recognised (DESIGN §7, "Whose scan")."""
    receipt = arrival.receipt
    if arrival.claim and arrival.claim.unit:
        known = snapshot.plan.unit(arrival.claim.unit)
        return (known.name if known else None), ""
    if arrival.register:
        return arrival.register.unit, ""
    paper = paper_owner(snapshot, arrival)
    if paper and (paper.unit or paper.torn):
        return paper.unit, "" if paper.unit else (*paper.units, "")[0]
    clues = Clues(name=receipt.path, inside=receipt.inside, sender=receipt.sender, collecting=arrival.collecting.id)
    near = siblings.companions(receipt) if arrival.sort is Sort.SCAN else ()
    unit, _basis, suggestion = scan_unit(clues, snapshot.plan, near)
    if unit is None and arrival.stated_unit:
        return arrival.stated_unit, ""
    return unit, suggestion
