"""收件回执: what came, when, whether anything is still missing, and what to look at. Pure."""

from collections.abc import Sequence
from datetime import tzinfo

from toolkit.nouns.docket import Docket, FileRow, UnitRow
from toolkit.nouns.fields import Form
from toolkit.nouns.outcomes import Evidence, Outcome, Status
from toolkit.outputs.letter_phrases import came_words, common_facts, day_words, file_words
from toolkit.outputs.returned.facts import contact
from toolkit.outputs.returned.findings import FindingPlaces, findings
from toolkit.outputs.returned.sentences import sentences
from toolkit.plan.model import Period, Plan, Unit
from toolkit.words import dates
from toolkit.words.states import MARK, marked, status_word

_ACCEPTED = frozenset({Outcome.ACCEPTED, Outcome.REMARKS})
_LONGEST = 40


def accepted_rows(docket: Docket, unit: str) -> tuple[FileRow, ...]:
    """Return the rows of the unit's newest file that counts; () = none is accepted."""
    good = [row for row in docket.files_of(unit) if row.outcome in _ACCEPTED]
    return tuple(row for row in good if row.receipt == good[-1].receipt)


def has_accepted(docket: Docket, unit: str) -> bool:
    return any(mark.outcome in _ACCEPTED for mark in docket.file_marks_of(unit))


def receipt_facts(
    plan: Plan, form: Form, docket: Docket, period: Period, rows: Sequence[FileRow], unit: Unit, zone: tzinfo
) -> dict[str, object]:
    """Return the values for 收件回执. `rows`: its `accepted_rows`, at least one."""
    where = FindingPlaces(plan=plan, form=form, places={})
    noted = findings(where, rows, ())
    said = sentences(noted)
    rest = len(said) - _LONGEST
    remarks = [f"{number}．{text}" for number, text in enumerate(said[:_LONGEST], start=1)] if len(said) > 1 else list(said)
    state = docket.row(unit.name)
    complete = (*_complete(plan, state), *_in_time(plan, docket, state, zone))
    return {
        **common_facts(plan, unit, period),
        "回执": {
            "文件": file_words(rows[-1]),
            "收到": came_words(rows[-1], zone),
            "结论": f"{Outcome.ACCEPTED.phrase}，有{len(noted)}处请留意" if said else Outcome.ACCEPTED.phrase,
            "提示": [*remarks, f"其余{rest}条从略。"] if rest > 0 else remarks,
            "齐全": [plan.policy.called(one) for one in (*complete, *_later(docket, unit.name, rows[-1]))],
            "联系": contact(plan),
            "日期": dates.day((rows[-1].taken or docket.as_of).astimezone(zone).date()),
        },
    }


def _complete(plan: Plan, state: UnitRow | None) -> Sequence[str]:
    """Return what is there and what is still missing."""
    both = "均" if state and state.due_rows > 1 else ""
    if state is None:
        return ()
    if state.filled_rows < state.due_rows:
        counts = f"本期应报{state.due_rows}个任务，已有合格填报{state.filled_rows}个，其余请补报。"
    else:
        counts = f"本期应报{state.due_rows}个任务，{both}已收到合格填报。" if state.due_rows else ""
    if not plan.policy.scan_required:
        scan = ""
    elif state.scan:
        scan = "签字盖章的扫描件已收到，本期材料收齐。" if state.filled_rows >= state.due_rows else "签字盖章的扫描件已收到。"
    else:
        scan = "签字盖章的扫描件尚未收到，请尽快报送。"
    return tuple(filter(None, (counts, scan)))


def _in_time(plan: Plan, docket: Docket, state: UnitRow | None, zone: tzinfo) -> Sequence[str]:
    """Return whether the unit is in time or late, by how much, and on what evidence; nothing while that is not settled."""
    if state is None or (state.complete_at is None and state.status is not Status.TIME_UNKNOWN):
        return ()
    until = f"本期报送截止：{docket.deadline_reason}"
    if state.deadline:
        until = f"经批准的缓报期限：{day_words(state.deadline.astimezone(zone).date())}24时"
    if state.status is Status.TIME_UNKNOWN or state.complete_at is None:
        return (f"{until}。收到时间尚待核实（{_evidence(plan, state)}），核实后登记是否按时。",)
    what = "材料收齐时间" if plan.policy.by_later else "电子表收到时间"
    when = f"{until}。{what}为{dates.moment(state.complete_at, zone)}（{_evidence(plan, state)}）"
    if state.status is Status.LATE:
        late = f"迟报{state.days_late}天" if state.days_late else "迟报"
        return (f"{when}，登记为{late}{MARK if marked(state) else ''}。有异议的，请提出并附依据。",)
    return (f"{when}，登记为{status_word(state)}。",) if state.status is Status.ON_TIME else ()


def _evidence(plan: Plan, state: UnitRow) -> str:
    """Return how the times that count are known: one phrase where sheet and scan have the same."""
    both = [("电子表", state.sheet), ("扫描件", state.scan if plan.policy.by_later else None)]
    known = [(name, arrival.evidence.phrase) for name, arrival in both if arrival is not None]
    if len({phrase for _, phrase in known}) < 2:
        return known[0][1] if known else Evidence.UNKNOWN.phrase
    return "；".join(f"{name}：{phrase}" for name, phrase in known)


def _later(docket: Docket, unit: str, row: FileRow) -> Sequence[str]:
    """Return a sentence about a newer file that was sent back."""
    mine = docket.files_of(unit)
    after = [other for other in mine[mine.index(row) + 1 :] if other.outcome is Outcome.RETURNED and not other.stray]
    if not after:
        return ()
    return (f"此后报来的{file_words(after[-1])}须修改，另见退回说明；修改合格之前，以本次所报为准。",)
