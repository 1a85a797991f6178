"""What the printed codes of a scan settle: whose, which job, which period, which print; and what the eye is helped to.

A code is the strongest stamp that paper has: it beats the file's name (S12). Two that disagree settle nothing (S10).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.form.paper_code import (
    ISSUE_PROPERTY,
    TITLE,
    PaperCode,
    issue_mark,
    job_mark,
    parse_code,
    period_mark,
    unit_mark,
)
from toolkit.form.stamp import job_key
from toolkit.intake.recognise import Clues
from toolkit.intake.recognise.unit_names import file_name, name_units
from toolkit.judge.issued_records import IssuedRecords
from toolkit.judge.judgement import Judgement
from toolkit.judge.snapshot import Arrival, Snapshot
from toolkit.nouns.outcomes import GOOD, Outcome
from toolkit.nouns.paper import Paper, Seen
from toolkit.nouns.problems import Code, Problem, Severity, applied, problem
from toolkit.nouns.records import Sort
from toolkit.plan.model import Plan

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow

_TOLD = 20
"""Pages named in a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOwner:
    """What the codes of one scan come to."""

    codes: tuple[PaperCode, ...]
    units: tuple[str, ...]
    """Units that the codes name; two or more contradict each other."""
    periods: tuple[str, ...]
    """Ids of the periods that they name, as the plan or the ledger knows them."""
    names: Mapping[str, str]
    """Mark → unit or period."""
    foreign: tuple[str, ...] = ()
    """Marks of other jobs."""
    unknown_period: bool = False

    @property
    def unit(self) -> str | None:
        return self.units[0] if len(self.units) == 1 and not self.torn else None

    @property
    def period(self) -> str | None:
        return self.periods[0] if len(self.periods) == 1 and not self.torn else None

    @property
    def torn(self) -> bool:
        return len({code.belongs for code in self.codes}) > 1


def paper_owner(snapshot: Snapshot, arrival: Arrival) -> PaperOwner | None:
    """Return what the codes of a scan say; None = it is no scan, or none was read."""
    paper = arrival.reading.paper
    if paper is None or arrival.sort is not Sort.SCAN:
        return None
    codes = tuple(code for seen in paper.codes if (code := parse_code(seen.text)))
    if not codes:
        return None
    issued = IssuedRecords.of(snapshot.issued)
    jobs = {job_mark(job_key(job)) for job in (snapshot.plan.job, *issued.jobs)}
    own = [code for code in codes if code.job in jobs]
    also, written = snapshot.plan.derived(_unit_marks)
    units = {code.unit: written.get(code.unit) or issued.marks.get(code.unit) or also.get(code.unit) for code in codes}
    periods = _marked([*issued.newest, *(p.id for p in snapshot.plan.periods)], period_mark)
    named = {mark: snapshot.plan.unit(name) for mark, name in units.items() if name}
    return PaperOwner(
        codes=codes,
        units=tuple(dict.fromkeys(unit.name for unit in named.values() if unit)),
        periods=tuple(dict.fromkeys(periods[code.period] for code in own if code.period in periods)),
        names={**periods, **{mark: unit.name for mark, unit in named.items() if unit}},
        foreign=tuple(dict.fromkeys(code.job for code in codes if code.job not in jobs)),
        unknown_period=any(code.period not in periods for code in own),
    )


def _unit_marks(plan: Plan) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return mark → unit by every name, and by the names that 附件1 writes."""
    every = _marked([name for unit in plan.units for name in unit.names], unit_mark)
    return every, _marked([unit.name for unit in plan.units], unit_mark)


def _marked(names: Iterable[str], mark: Callable[[str], str]) -> dict[str, str]:
    return {mark(name): name for name in names}


def paper_row(judgement: Judgement, arrival: Arrival, row: "FileRow", owner: PaperOwner | None) -> "FileRow":
    """Return a scan's row with what was seen on it."""
    paper, snapshot = arrival.reading.paper, judgement.snapshot
    if paper is None or row.outcome not in {Outcome.SCAN, Outcome.UNCLAIMED}:
        return row
    row = replace(row, paper=paper)
    if owner is None:
        return replace(row, note="；".join(filter(None, (row.note, paper.note if paper.pages else ""))))
    claimed = bool(arrival.claim and arrival.claim.unit)
    if owner.foreign and not claimed:
        return _alien(judgement, arrival, row, owner)
    if owner.torn and not claimed:
        s10 = _switched(snapshot, problem(Code.S10, detail=f"扫描件里有不同的表，{_by_page(paper, owner)}"))
        return replace(
            row, outcome=Outcome.UNCLAIMED, unit=None, problems=(*row.problems, *s10), suggestion=(*owner.units, "")[0]
        )
    if row.outcome is not Outcome.SCAN or row.unit is None:
        return row
    problems = tuple(_remarks(judgement, arrival, row, paper, owner))
    kept = _switched(snapshot, *problems)
    seen = f"公章{paper.seal.value}，签字{paper.signature.value}（系统看图所得，以原件为准）"
    row = replace(row, problems=(*row.problems, *kept), note="；".join(filter(None, (row.note, seen, *_notes(problems)))))
    period = snapshot.plan.period(str(row.period))
    if period and period.id != arrival.collecting.id:
        judgement.stray((((str(row.unit), arrival.collecting.id), f"另收到{period.name}的盖章扫描件"),))
    if any(p.severity is Severity.RETURN and p.code is not Code.S12 for p in kept):
        return replace(row, outcome=Outcome.RETURNED)
    return row


def _by_page(paper: Paper, owner: PaperOwner) -> str:
    """Return whose paper each page is, as "第1页教育局2022-04、第2页公安局2022-04"."""
    told: dict[str, None] = {}
    for mark in paper.codes:
        code = parse_code(mark.text)
        if code:
            unit, period = owner.names.get(code.unit, "别的单位"), owner.names.get(code.period, "别的期次")
            told[f"第{mark.page}页{unit}{period}"] = None
    kept = list(told)[:_TOLD]
    return "、".join(kept) + ("等" if len(told) > len(kept) else "")


def _switched(snapshot: Snapshot, *problem: Problem) -> tuple[Problem, ...]:
    return applied(problem, snapshot.plan.settings.switches)


def _alien(judgement: Judgement, arrival: Arrival, row: "FileRow", owner: PaperOwner) -> "FileRow":
    """Another job's paper: it changes nothing, and the unit's reason says that it came."""
    s14 = _switched(judgement.snapshot, problem(Code.S14, theirs="、".join(owner.foreign)))
    unit = owner.unit or row.unit
    if unit:
        words = f"收到的“{arrival.receipt.name}”是另一项工作的扫描件，未计入"
        judgement.stray((((unit, arrival.collecting.id), words),))
    return replace(row, outcome=Outcome.RETURNED, unit=unit, period=arrival.collecting.id, problems=(*row.problems, *s14))


# -- what is to be said ----------------------------------------------------------------------------------------------


def _remarks(judgement: Judgement, arrival: Arrival, row: "FileRow", paper: Paper, owner: PaperOwner) -> Iterator[Problem]:
    plan = judgement.snapshot.plan
    if owner.unknown_period:
        yield problem(Code.S03, theirs="附件1没有列出的", ours=arrival.collecting.name)
    clues = Clues(name=arrival.receipt.path, inside=arrival.receipt.inside, sender=arrival.receipt.sender)
    named = name_units(file_name(clues), plan)
    if named and owner.unit and owner.unit not in named:
        yield problem(Code.S12, named="、".join(named), unit=owner.unit)
    if _other_print(judgement, arrival, row, owner):
        yield problem(Code.S08)
    unseen = tuple(_unseen(paper, owner))
    if unseen:
        yield problem(Code.S16, detail="，".join(unseen))


def _notes(problems: tuple[Problem, ...]) -> Iterator[str]:
    for one in problems:
        if one.code is Code.S08:
            yield "签字盖章的不是合并的那一份电子表，请核对"
        elif one.code is Code.S16 and "页缺" in dict(one.facts)["detail"]:
            yield dict(one.facts)["detail"]


def _unseen(paper: Paper, owner: PaperOwner) -> Iterator[str]:
    """Yield what should be on the paper and is not: a page, the seal, the signature."""
    feet, heads = [c for c in owner.codes if c.at_foot], [c for c in owner.codes if not c.at_foot]
    if heads and not feet and heads[0].place == TITLE and not paper.note:
        yield f"第{paper.pages + 1}页缺"
    elif feet and not heads and not paper.note:
        yield "第1页缺"
    if paper.seal is Seen.NO:
        yield "没见到公章"
    if paper.signature is Seen.NO:
        yield "没见到签字"


def _other_print(judgement: Judgement, arrival: Arrival, row: "FileRow", owner: PaperOwner) -> bool:
    """Tell whether the paper is not a print of the sheet that counts: an older issue, or one corrected since."""
    unit, period = str(row.unit), str(row.period)
    prints = {code.issue for code in owner.codes}
    if len(prints) > 1:
        return True
    own = next(iter(prints))
    rows = judgement.rows.of_unit(unit, period)
    accepted = [other for other in rows if other.outcome in GOOD]
    issued = IssuedRecords.of(judgement.snapshot.issued).issued_to(unit, period)
    marks = [issue_mark(unit, period, i.form, i.items) for i in issued]
    if not accepted:
        return own in marks[:-1] and own != marks[-1]
    counting = accepted[-1]
    merged = _issue_of(judgement, counting)
    if merged:
        return merged != own or _signed_before(arrival, rows, counting)
    return (own in marks[:-1] and own != marks[-1]) or _signed_before(arrival, rows, counting)


def _issue_of(judgement: Judgement, row: "FileRow") -> str:
    book = judgement.snapshot.readings[row.receipt].book
    return book.properties.get(ISSUE_PROPERTY, "") if book else ""


def _signed_before(arrival: Arrival, rows: "Sequence[FileRow]", counting: "FileRow") -> bool:
    """Tell whether the scan came before the sheet that counts, which corrects one that was sent back."""
    came = arrival.timing.received
    corrected = any(row.outcome is Outcome.RETURNED and row.receipt < counting.receipt for row in rows)
    return bool(corrected and came and counting.received and came < counting.received)
