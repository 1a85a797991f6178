"""What a recognised sheet lacks or has changed, against what was issued: for the judge to call. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from toolkit.intake.recognise.folding import bare, folded
from toolkit.nouns.answer import Answer
from toolkit.nouns.fields import Field, Form
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import Row, Submission
from toolkit.plan.model import Item, Plan
from toolkit.values.texts import from_where_they_differ, quotable, shown_cell
from toolkit.words.dates import day

Issued = Mapping[str, Mapping[str, Answer]]
"""Item id → KEY → the answer printed as 上期.KEY."""


def missing(form: Submission, due: Sequence[str]) -> Problem | None:
    """Return S04 for items of the unit that the sheet does not answer; rows in doubt are not called missing too."""
    silent = {p.code for p in form.problems} & {Code.S01}
    there = {row.item for row in form.rows} | set(form.doubtful)
    absent = [item for item in due if item not in there]
    if not absent or silent or form.unit is None:
        return None
    return problem(Code.S04, form.sheet, form.header_address, items="、".join(absent)).concerning(*absent)


def altered(submission: Submission, row: Row, form: Form, plan: Plan, issued: Issued) -> tuple[Problem, ...]:
    """Return S06 for each prefilled cell of a row that no longer says what was issued (ours is kept)."""
    item = plan.item(row.item) if row.item else None
    if item is None:
        return ()
    last = issued.get(item.id, {})
    return tuple(_changes(submission, row, form, plan, item, last))


def _changes(
    submission: Submission, row: Row, form: Form, plan: Plan, item: Item, last: Mapping[str, Answer]
) -> Iterator[Problem]:
    for field in form.prefilled:
        slot = row.prefilled.get(f"{field.source}.{field.key}")
        if slot is None or (field.source, field.key) == ("事项", "编号"):
            continue
        ours = _expected(field, item, last) or _planned(field, submission, item, plan)
        theirs = shown_cell(slot.cell) if slot.cell else ""
        if not ours or _same(theirs, ours) or _is_number(field, theirs, item) or _is_late_news(field, theirs):
            continue
        said, issued = from_where_they_differ(theirs, ours[0])
        change = f"被改为“{quotable(said)}”" if quotable(said) else "被清空"
        facts = {"theirs": quotable(said) or "空白", "change": change, "ours": quotable(issued)}
        changed = problem(Code.S06, submission.sheet, slot.address, header=field.header, **facts)
        yield changed.concerning(item.id, key=f"{field.source}.{field.key}")


def _expected(field: Field, item: Item, last: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return the texts that may stand in the cell as issued; () = not ours to compare."""
    if field.source == "上期":
        return _printed(last.get(field.key))
    known = {"序号": item.number, "立项名称": item.project, "实事内容": item.content}
    return (known[field.key],) if field.source == "事项" and field.key in known else ()


def _planned(field: Field, form: Submission, item: Item, plan: Plan) -> tuple[str, ...]:
    """Return what the plan says of the item at the form's period: who is responsible, until when."""
    if field.source != "事项":
        return ()
    if field.key == "承办单位":
        period = plan.period(form.period or "")
        days = (period,) if period else plan.periods
        return tuple(dict.fromkeys("、".join(plan.hosts(item, p.deadline)) for p in days))
    if field.key == "完成时限" and form.unit:
        return tuple(text for day in (plan.limit(item.id, form.unit), item.due) for text in _printed(day))
    return ()


def _is_late_news(field: Field, theirs: str) -> bool:
    """Tell whether 上期 is blank because nothing had been accepted yet when the form was issued."""
    return field.source == "上期" and not theirs


def _printed(answer: Answer) -> tuple[str, ...]:
    """Return the ways an earlier answer may have been printed."""
    if answer is None:
        return ("",)
    if isinstance(answer, Decimal):
        points = (answer * 100).normalize() + 0
        shown_as = (points.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) for places in range(3))
        return (f"{points:f}%", *(f"{figure:f}%" for figure in shown_as), f"{answer.normalize() + 0:f}")
    if isinstance(answer, date):
        return (answer.isoformat(), day(answer))
    return (answer,)


def _same(theirs: str, ours: Sequence[str]) -> bool:
    if theirs in ours:
        return True
    from toolkit.values.numbers import figure_of

    return any(folded(theirs) == folded(text) or _loose(theirs) == _loose(text) for text in ours) or any(
        figure_of(theirs) is not None and figure_of(theirs) == figure_of(text) for text in ours
    )


def _loose(text: str) -> str:
    """Fold what office programs change by themselves: quotes, line breaks, separators between names."""
    return re.sub(r"[、,;/，；\n]", "", folded(text).translate(str.maketrans("“”‘’", "\"\"''")))


def _is_number(field: Field, theirs: str, item: Item) -> bool:
    """Tell whether a 序号 is only written differently: 8(1), 8-1."""
    return field.key == "序号" and bare(theirs) in {bare(item.number), bare(item.id)}
