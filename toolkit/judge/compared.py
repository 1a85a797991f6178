"""The answers that count compared with each other (U rules), and what is said of them added to entries and files. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from toolkit.checks.rules import RuleCase
from toolkit.checks.rules.across import alike_places, compared
from toolkit.judge.judgement import Across, Judgement, verdict
from toolkit.nouns.docket_marks import EntryMark
from toolkit.nouns.outcomes import Outcome
from toolkit.nouns.problems import Problem, Severity, applied, place

if TYPE_CHECKING:
    from toolkit.nouns.docket import Entry, FileRow


def across(judgement: Judgement, codes: Sequence[int], marks: Sequence[EntryMark]) -> Across:
    """Return the U problems of the answers that count; they change no outcome, so they are never more than 提示.

    Most stand alone: their marks are looked at first, and only those are opened that are like another.
    """
    rows, switches = judgement.rows, judgement.snapshot.plan.settings.switches
    alike = rows.all_alike(codes)
    like = [codes[place] for place in alike_places([one.item for one in marks], [one.unit for one in marks], alike)]
    in_order = sorted(like, key=rows.place_of)
    by_owner: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for key, raised in compared(_compared(judgement, code) for code in in_order):
        by_owner[key].extend(replace(one, switched=Severity.REMARK) for one in applied((raised,), switches))
    return {key: tuple(problems) for key, problems in by_owner.items()}


def _compared(judgement: Judgement, code: int) -> RuleCase:
    """Return as much of a row as comparing looks at: its answers, not what was due or said before."""
    row, entry = judgement.rows.row_of(code), judgement.rows.entry(code)
    snapshot, sheet = judgement.snapshot, entry.source.sheet
    item, period = snapshot.plan.item(entry.item), snapshot.plan.period(str(row.period))
    if item is None or period is None:
        raise LookupError(entry.item)
    return RuleCase(
        item=item,
        unit=entry.unit,
        period=period,
        form=snapshot.forms.get(judgement.former.get((row.receipt, sheet), ""), snapshot.form),
        sheet=sheet,
        fields=entry.fields,
        cells=entry.source.cells,
        limit=item.due,
        schedule=Decimal(0),
        last=None,
        history=(),
        policy=snapshot.plan.policy,
        extended=False,
        failed=judgement.failed.get(code, frozenset()),
        lexicon=snapshot.words,
    )


def with_compared(entry: "Entry", beside: Across) -> "Entry":
    """Add what is said of an answer beside others'."""
    more = beside.get((entry.item, entry.unit), ())
    if not more:
        return entry
    problems = tuple(sorted((*entry.problems, *more), key=place))
    return replace(entry, problems=problems, verdict=verdict(problems))


def file_with_compared(row: "FileRow", beside: Across) -> "FileRow":
    """Add the U problems to the file whose sheet they stand on, without touching its outcome."""
    if not beside or row.outcome in {Outcome.DUPLICATE, Outcome.SUPERSEDED}:
        return row
    more = tuple(p for e in row.entries for p in beside.get((e.item, e.unit), ()) if p.sheet == row.sheet)
    return replace(row, problems=tuple(sorted((*row.problems, *more), key=place))) if more else row
