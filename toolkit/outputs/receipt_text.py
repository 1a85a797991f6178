"""收件回执: what came, when, whether anything is still missing, and what to look at. Pure."""

from collections.abc import Sequence
from datetime import tzinfo

from toolkit.nouns.docket import Docket, FileRow, Outcome, UnitRow
from toolkit.nouns.fields import Form
from toolkit.outputs.letter_phrases import came_words, common_facts, file_words
from toolkit.outputs.returned.findings import FindingPlaces, findings
from toolkit.outputs.returned.sentences import sentences
from toolkit.plan.model import Period, Plan, Unit
from toolkit.words import dates

_ACCEPTED = frozenset({Outcome.ACCEPTED, Outcome.REMARKS})
_LONGEST = 40


def accepted_rows(docket: Docket, unit: str) -> tuple[FileRow, ...]:
    """Return the rows of the unit's newest file that counts; () = none is accepted."""
    good = [row for row in docket.files_of(unit) if row.outcome in _ACCEPTED]
    return tuple(row for row in good if row.receipt == good[-1].receipt)


def receipt_facts(plan: Plan, form: Form, docket: Docket, period: Period, unit: Unit, zone: tzinfo) -> dict[str, object]:
    """Return the values for 收件回执; there must be an accepted file."""
    rows = accepted_rows(docket, unit.name)
    where = FindingPlaces(plan=plan, form=form, places={})
    said = sentences(findings(where, rows, ()))
    rest = len(said) - _LONGEST
    remarks = [f"{number}．{text}" for number, text in enumerate(said[:_LONGEST], start=1)] if len(said) > 1 else list(said)
    state = docket.row(unit.name)
    return {
        **common_facts(plan, unit, period),
        "回执": {
            "文件": file_words(rows[-1]),
            "收到": came_words(rows[-1], zone),
            "结论": f"{Outcome.ACCEPTED.phrase}，有{len(said)}处请留意" if said else Outcome.ACCEPTED.phrase,
            "提示": [*remarks, f"其余{rest}条从略。"] if rest > 0 else remarks,
            "齐全": [*_complete(plan, state), *_later(docket, unit.name, rows[-1])],
            "日期": dates.day((rows[-1].taken or docket.as_of).astimezone(zone).date()),
        },
    }


def _complete(plan: Plan, state: UnitRow | None) -> Sequence[str]:
    """Return what is there and what is still missing."""
    if state is None:
        return ()
    if state.filled_rows < state.due_rows:
        counts = f"本期应报{state.due_rows}项任务，已有合格填报{state.filled_rows}项，其余请补报。"
    else:
        counts = f"本期应报{state.due_rows}项任务，均已收到合格填报。" if state.due_rows else ""
    if not plan.policy.scan_required:
        scan = ""
    elif state.scan:
        scan = "签字盖章的扫描件已收到，本期材料收齐。" if state.filled_rows >= state.due_rows else "签字盖章的扫描件已收到。"
    else:
        scan = "签字盖章的扫描件尚未收到，请尽快报送。"
    return tuple(filter(None, (counts, scan)))


def _later(docket: Docket, unit: str, row: FileRow) -> Sequence[str]:
    """Return a sentence about a newer file that was sent back."""
    mine = docket.files_of(unit)
    after = [other for other in mine[mine.index(row) + 1 :] if other.outcome is Outcome.RETURNED and not other.stray]
    if not after:
        return ()
    return (f"此后报来的{file_words(after[-1])}须修改，另见退回说明；修改合格之前，以本次所报为准。",)
