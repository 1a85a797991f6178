"""Several forms in one workbook: copies, blanks left beside filled ones, one unit's answers that differ. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.intake.recognise.placing import PlacedTable
from toolkit.intake.recognise.rows import said_by
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import Row, Submission


@dataclass(frozen=True, slots=True)
class TableSubmission:
    """A submission with the table that it was read from."""

    table: PlacedTable
    submission: Submission


def settle(sheetfuls: Sequence[TableSubmission]) -> tuple[Submission, ...]:
    """Return the submissions; of one unit and period only those that add something, and no answer chosen by chance."""
    groups: dict[tuple[str | None, str | None, bool], list[Submission]] = {}
    for one in sheetfuls:
        foreign = any(problem.code is Code.S14 for problem in one.submission.problems)
        groups.setdefault((one.submission.unit, one.submission.period, foreign), []).append(one.submission)
    kept: set[int] = set()
    changed: dict[int, Submission] = {}
    for (unit, *_), same in groups.items():
        chosen = _needed(same) if unit else same
        kept |= {id(one) for one in chosen}
        if unit and len(chosen) > 1:
            changed |= {id(old): new for old, new in zip(chosen, _apart(chosen), strict=True)}
    everyone = (one.submission for one in sheetfuls)
    return tuple(changed.get(id(one), one) for one in everyone if id(one) in kept)


def _needed(same: Sequence[Submission]) -> list[Submission]:
    """Leave out exact copies, and sheets without one answer where another has some."""
    if len(same) == 1:
        return list(same)
    filled = [one for one in same if any(any(said_by(row.answers)) for row in one.rows)] or list(same[:1])
    said: list[tuple[tuple[str | None, tuple[str, ...]], ...]] = []
    kept = []
    for one in filled:
        says = tuple(sorted(((row.item, said_by(row.answers)) for row in one.rows), key=str))
        if says not in said:
            kept.append(one)
        said.append(says)
    return kept


def _apart(same: Sequence[Submission]) -> list[Submission]:
    """Block items that two sheets answer differently (S09); excuse those that another sheet answers."""
    rows = [(place, row) for place, one in enumerate(same) for row in one.rows if row.item]
    items = {str(row.item) for _, row in rows}
    split = {item for item in items if len({said_by(r.answers) for _, r in rows if r.item == item}) > 1}
    ready = []
    for place, one in enumerate(same):
        own = tuple(replace(row, item=None) if row.item in split else row for row in one.rows)
        problems = tuple(_s09(same, place, row) for row in one.rows if row.item in split)
        elsewhere = {str(row.item) for other, row in rows if other != place}
        ready.append(
            replace(
                one,
                rows=own,
                problems=(*one.problems, *problems),
                doubtful=tuple(sorted({*one.doubtful, *elsewhere, *split})),
            )
        )
    return ready


def _s09(same: Sequence[Submission], place: int, row: Row) -> Problem:
    places = [f"“{one.sheet}”第 {r.row} 行" for one in same for r in one.rows if r.item == row.item]
    cell = next((slot.address for slot in row.answers.values()), same[place].header_address)
    return problem(Code.S09, same[place].sheet, cell, item=row.item, rows="、".join(places)).concerning(row.item)
