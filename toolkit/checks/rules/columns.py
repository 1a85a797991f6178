"""X rules: a row against itself, its limit and its schedule. Pure."""

from collections.abc import Iterator

from toolkit.checks.rules.contradiction import contradiction
from toolkit.checks.rules.hollow import is_hollow, says_only_none
from toolkit.checks.rules.quantities import shortfall
from toolkit.checks.rules.rule_case import RuleCase
from toolkit.checks.rules.slips import placeholder
from toolkit.checks.sentences import Clause, read_clauses
from toolkit.nouns.problems import Code, Problem
from toolkit.values.fillers import is_filler
from toolkit.values.lexicon import Sense
from toolkit.values.meaning import DONE, FINISH, FINISHED, NEXT, NOT_BEGUN, PERCENT, PREPARING, PROGRESS, RUNNING, STATUS, TROUBLE
from toolkit.values.texts import exact_percent, plain, quotable, rounded

_STEPS = frozenset({Sense.PREPARING, Sense.WORK, Sense.BEGIN, Sense.FINISH, Sense.COMPLETE})
_SHORTEST_PLAN = 8
"""Characters; 继续推进 is little, but common."""
_WRITE = {
    PROGRESS: "请写明做了什么、完成多少、到了哪一步",
    TROUBLE: "请在格内写明问题；确实没有的填“无”",
    NEXT: "请在格内写明下一步做什么、何时完成",
}


def x01_done_below_all(case: RuleCase) -> Iterator[Problem]:
    value = case.number(PERCENT)
    if case.text(STATUS) == DONE and value is not None and value < 1:
        facts = {"status_header": case.header(STATUS), "status": DONE, "value": exact_percent(value)}
        yield case.raised(Code.X01, PERCENT, reading=case.reading(PERCENT), **facts)


def x02_all_but_not_done(case: RuleCase) -> Iterator[Problem]:
    status = case.text(STATUS)
    if case.number(PERCENT) == 1 and status in {NOT_BEGUN, PREPARING, RUNNING}:
        facts = {"percent_header": case.header(PERCENT), "status": status}
        yield case.raised(Code.X02, STATUS, reading=case.reading(PERCENT), **facts)


def x03_status_against_percent(case: RuleCase) -> Iterator[Problem]:
    status, value = case.text(STATUS), case.number(PERCENT)
    if value is None:
        return
    if (status == NOT_BEGUN and value > 0) or (status == RUNNING and value == 0):
        facts = {"status_header": case.header(STATUS), "status": status, "value": exact_percent(value)}
        yield case.raised(Code.X03, PERCENT, reading=case.reading(PERCENT), hint=_likelier(case, status), **facts)


def _likelier(case: RuleCase, status: str) -> str:
    """Say which of the two looks wrong by what 进展情况 tells; "" = it does not tell."""
    begun = contradiction(case.text(PROGRESS), NOT_BEGUN, case.item, case.lexicon)
    idle = contradiction(case.text(PROGRESS), RUNNING, case.item, case.lexicon)
    wrong = ""
    if status == NOT_BEGUN:
        wrong = STATUS if begun else PERCENT
    elif begun or idle:
        wrong = PERCENT if begun else STATUS
    elif (last := case.number(PERCENT, last=True)) and case.number(PERCENT) == 0:
        return f"，上期为 {exact_percent(last)}，似是“{case.header(PERCENT)}”填错"
    told = begun or idle
    seen = f"，“{case.header(PROGRESS)}”写有“{told}”" if told else "，从文字看"
    return f"{seen}，似是“{case.header(wrong)}”填错" if wrong else ""


def x04_text_against_status(case: RuleCase) -> Iterator[Problem]:
    status, text = case.text(STATUS), case.text(PROGRESS)
    phrase = None if placeholder(text) else contradiction(text, status, case.item, case.lexicon)
    if phrase:
        yield case.raised(Code.X04, PROGRESS, phrase=phrase, status_header=case.header(STATUS), status=status)


def x05_behind_without_reason(case: RuleCase) -> Iterator[Problem]:
    value, text = case.number(PERCENT), case.text(TROUBLE)
    if value is None or not says_only_none(text, case.lexicon):
        return
    behind = case.schedule - value
    if behind >= case.policy.red and value < 1:
        facts = {
            "schedule": exact_percent(rounded(case.schedule, 3)),
            "behind": plain(rounded(behind * 100, 1)),
            "text": text,
            "percent_header": case.header(PERCENT),
        }
        yield case.raised(Code.X05, TROUBLE, value=exact_percent(value), reading=case.reading(PERCENT), **facts)


def x06_finish_after_limit(case: RuleCase) -> Iterator[Problem]:
    value = case.day(FINISH)
    if value is not None and value > case.limit:
        known = "；".join(filter(None, ("已按批准的新时限计" if case.extended else "", case.request)))
        closes, office = case.policy.closes, case.policy.contact
        late = closes is not None and case.period.deadline > closes
        way = f"延期申报已于 {closes} 截止，确需延期的请直接联系{office}；填错的请更正"
        cure = way if late else "确需延期的，请按通知要求提前书面报告；填错的请更正"
        detail = f"（{known}）" if known else ""
        facts = {"value": value, "limit": case.limit, "detail": detail, "cure": cure}
        yield case.raised(Code.X06, FINISH, reading=case.reading(FINISH), **facts)


def x07_finish_has_passed(case: RuleCase) -> Iterator[Problem]:
    value, as_of = case.day(FINISH), case.period.data_as_of
    over = case.text(STATUS) in FINISHED or case.number(PERCENT) == 1
    if value is not None and value < as_of and not over:
        yield case.raised(Code.X07, FINISH, value=value, reading=case.reading(FINISH), data_as_of=as_of)


def x08_hollow_text(case: RuleCase) -> Iterator[Problem]:
    text = case.text(PROGRESS)
    hollow = is_hollow(text, case.item, case.unit, case.lexicon)
    if hollow and not (placeholder(text) or contradiction(text, case.text(STATUS), case.item, case.lexicon)):
        yield case.raised(Code.X08, PROGRESS, text=quotable(text), hint=_WRITE[PROGRESS])
    for key in (TROUBLE, NEXT):
        if is_filler(case.text(key), case.lexicon) or (key == NEXT and _plans_nothing(case)):
            yield case.raised(Code.X08, key, text=quotable(case.text(key)), hint=_WRITE[key])


def _plans_nothing(case: RuleCase) -> bool:
    """Tell whether a plan is talk alone; one that names a step, works or their end in however common words says something."""
    text = case.text(NEXT)
    if case.text(STATUS) in FINISHED or len(text) < _SHORTEST_PLAN:
        return False
    if any(_names_step(clause) for clause in read_clauses(text, case.lexicon)) or says_only_none(text, case.lexicon):
        return False
    return is_hollow(text, case.item, case.unit, case.lexicon)


def _names_step(clause: Clause) -> bool:
    soft, stock = clause.lexicon.groups[Sense.SOFT], clause.lexicon.groups[Sense.STOCK]
    return clause.has(Sense.PAPERWORK) or any(
        fact.sense in _STEPS and fact.what not in soft and fact.what not in stock for fact in clause.facts
    )


def x09_quantity_missing(case: RuleCase) -> Iterator[Problem]:
    if case.number(PERCENT) != 1 or case.form.field(PROGRESS) is None:
        return
    short = shortfall(case.text(PROGRESS), case.item, case.lexicon)
    if short:
        facts = {"text_header": case.header(PROGRESS), "target": short.target, "actual": short.actual}
        yield case.raised(Code.X09, PERCENT, reading=case.reading(PERCENT), **facts)
