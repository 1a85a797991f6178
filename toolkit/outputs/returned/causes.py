"""One cause, one message: which problems of a row a letter tells inside another's sentence. Pure.

The records keep every problem; only what the unit reads is told once. A problem is never told inside a milder one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.nouns.problems import Code, Problem, Severity

_INFERRED, _MERGED = "（由所填", "（合并单元格"


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem as it is told, with what its cure says besides."""

    problem: Problem
    more: str = ""

    @property
    def fix(self) -> str:
        return self.problem.fix + self.more


def by_cause(problems: Sequence[Problem]) -> Iterator[ToldProblem]:
    """Yield the problems that are told, in their order."""
    told = [(one, _host(one, problems)) for one in problems]
    for one, host in told:
        if host is None:
            yield ToldProblem(one, "".join(dict.fromkeys(_more(other, one) for other, its in told if its is one)))


def _more(inner: Problem, host: Problem) -> str:
    """Return what the host's cure says of the other problem, as far as the host does not say it already."""
    facts = dict(inner.facts)
    said = inner.code is Code.X04 and f"“{facts['phrase']}”" in host.message
    return "" if said else _MORE.get(inner.code, "").format_map(facts)


_MORE: Mapping[Code, str] = {
    Code.V06: "；读取有误的，请改为规范写法（如 {example}）",
    Code.X04: "；“{header}”写有“{phrase}”，与“{status}”不符",
    Code.X10: "；“{text_header}”已写有“{phrase}”",
}


def _host(one: Problem, problems: Sequence[Problem]) -> Problem | None:
    """Return the problem that tells this one: the effect of a reading, or what the same answer is told for already."""
    if one.code is Code.V06:
        merged = _MERGED in _reading(one)
        hosts = (o for o in problems if not merged and _place(o) == _place(one) and _reading(o).startswith(_INFERRED))
    else:
        beside = _TELLS.get(one.code, ())
        hosts = (o for code in beside for o in problems if o.code is code and o.about.items == one.about.items)
    return next((host for host in hosts if host.severity is Severity.RETURN or one.severity is Severity.REMARK), None)


_TELLS: Mapping[Code, tuple[Code, ...]] = {
    Code.X02: (Code.X03,),
    Code.X04: (Code.X03, Code.P04, Code.X01),
    Code.X10: (Code.X05,),
    Code.P05: (Code.P02,),
}
"""未启动 at 100% is told by X03; a status that the text refutes, by what is said of the status; 无 beside a problem told
in 进展情况, by X05; no progress, by P02, so that a unit is not sent to two cells with one reason."""


def _place(problem: Problem) -> tuple[str | None, str | None]:
    return problem.sheet, problem.cell


def _reading(problem: Problem) -> str:
    return dict(problem.facts).get("reading", "")
