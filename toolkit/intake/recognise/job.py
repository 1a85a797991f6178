"""Which job a table was issued for: another job of the same office has the same units and periods. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.form.stamp import JOB_PROPERTY, job_key
from toolkit.intake.recognise.identity import Marks
from toolkit.nouns.problems import Code, Problem, problem

Jobs = frozenset[str]
"""任务号 under which this workspace issues, or ever issued, its forms."""


@dataclass(frozen=True, slots=True)
class JobMarks:
    """What the marks of one table come to."""

    problem: Problem | None = None
    """S14: all that says a job says another one. S10: some say ours, some another."""

    @property
    def contradicted(self) -> bool:
        return self.problem is not None and self.problem.code is Code.S10


def job_of(sheet: str, marks: Marks, properties: Mapping[str, str], jobs: Jobs, *, claimed: bool) -> JobMarks:
    """Compare what the stamps say of the job; a form that says nothing was issued before there was one."""
    ids = Counter(row.job for row, _ in marks.ids.values() if row.job)
    voices = {"文档属性": job_key(properties.get(JOB_PROPERTY, "")), "表号": marks.number.job if marks.number else ""}
    said = {what: job for what, job in voices.items() if job}
    named = set(said.values()) or set(ids)
    strange = named - jobs
    if not strange:
        return JobMarks()
    if not (named | set(ids)) & jobs:
        theirs = next(iter(said.values()), "") or ids.most_common(1)[0][0]
        return JobMarks(other_job(sheet, marks.number_cell, theirs))
    if claimed or not said:  # of 编号 alone each row speaks for itself
        return JobMarks()
    words = [*(f"{what}的任务号为 {job}" for what, job in said.items()), *(f"编号的任务号为 {job}" for job in sorted(ids))]
    return JobMarks(problem(Code.S10, sheet, marks.number_cell, detail="，".join(words)))


def other_job(sheet: str, cell: str | None, theirs: str) -> Problem:
    return problem(Code.S14, sheet, cell, theirs=theirs)
