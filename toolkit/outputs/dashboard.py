"""The clerk's own view of a period (看板.html): who has reported, what must be dealt with, where every task stands. Pure.

Internal: it shows reasons, problems and returned answers. It is made of the same parts as the public page.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from itertools import chain
from urllib.parse import quote

from toolkit.nouns.docket import Docket, FileRow, UnitRow
from toolkit.nouns.fields import Form
from toolkit.nouns.outcomes import TO_SEE_TO, Outcome, Status
from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.board_drawings import MOST, CoursePicture, StateRow, pictures, states, units_asked
from toolkit.outputs.board_keys import BoardKeys
from toolkit.outputs.board_tally import AssignmentTally
from toolkit.outputs.board_tasks import LinesAtHand, TaskLine, TaskLines, shortened
from toolkit.outputs.docket_prints import DocketPrints, NoPrints
from toolkit.outputs.kept_page import KeptPage, Key, key_of
from toolkit.outputs.letter_phrases import aside
from toolkit.outputs.merge import AssignmentRows, Light
from toolkit.outputs.page_rows import PageRows
from toolkit.outputs.pages import Tables, rendered
from toolkit.outputs.register_book.phrases import period_name
from toolkit.plan.item_ids import project_of
from toolkit.plan.model import Plan
from toolkit.values.texts import clean
from toolkit.words.dates import day, limit, moment, narrow_moment
from toolkit.words.lights import light_words
from toolkit.words.numbers import hundredths
from toolkit.words.states import TIME_UNKNOWN, marked

TEMPLATE = "看板.html.j2"
LINKS = (("汇总表.xlsx", "汇总表"), ("报送情况登记表.xlsx", "报送情况登记表"))
"""What stands beside every dashboard."""
FOLDERS = {"退回": "退回修改", "催报": "催报", "下发": "下发的表"}
"""What stands beside it where there is any."""
_ORDER = (
    Status.MISSING, Status.RETURNED, Status.INCOMPLETE, Status.TIME_UNKNOWN, Status.LATE, Status.EXTENDED, Status.PENDING,
    Status.ON_TIME, Status.EXEMPT,
)  # fmt: skip
UNITS, FILES = 2_000, 2_000
"""Rows of a table beyond which no browser opens the page at ease, and nobody looks: what is to be dealt with comes first."""
TABLES = Tables("看板", ("units", "files", "tasks", "states", "first_units", "first_files", "first_tasks", "first_states"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    unit: str
    status: str
    reason: str
    sheet: str
    scan: str
    due: int
    filled: int
    days_late: int
    returns: int
    reminders: int
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    number: int
    name: str
    inside: str
    unit: str
    outcome: str
    received: str
    action: str
    problems: tuple[str, ...]
    link: str
    """Relative path of the archived original; "" = none."""


@dataclass(frozen=True, slots=True)
class StateCount:
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that the dashboard shows."""

    title: str
    county: str
    period: str
    data_as_of: str
    deadline: str
    as_of: str
    counts: tuple[StateCount, ...]
    lights: tuple[StateCount, ...]
    sentences: tuple[str, ...]
    units: PageRows[UnitLine]
    files: PageRows[FileLine]
    tasks: PageRows[TaskLine]
    legend: str
    """What the three lights mean."""
    threshold: str
    """Points of the red light, as pages laid down by an earlier version name it."""
    fingerprint: str
    periods: tuple[str, ...]
    """The year so far, by name."""
    courses: tuple[CoursePicture, ...]
    items: int
    states: PageRows[StateRow]
    first_tasks: PageRows[TaskLine]
    """Those that are shown where there are too many to show."""
    first_states: PageRows[StateRow]
    """Those of the units that are shown."""

    @property
    def first_units(self) -> PageRows[UnitLine]:
        return self.units.first(UNITS)

    @property
    def first_files(self) -> PageRows[FileLine]:
        return self.files.first(FILES)


def board(
    plan: Plan,
    form: Form,
    docket: Docket,
    history: Sequence[Docket],
    *,
    schedules: Mapping[Pair, Decimal],
    zone: tzinfo,
    prints: DocketPrints | None = None,
    kept: KeptPage | None = None,
) -> Board:
    """Return the dashboard's facts; `prints`: by what its rows are known again in the page before, `kept`."""
    period = plan.period(docket.period)
    name = clean(period.name) if period else docket.period
    so_far, rows = (*history, docket), AssignmentRows(plan, docket, history, schedules)
    keys = BoardKeys(plan, form, rows, zone, prints or NoPrints())
    tally, tasks = _counted(rows, [one.period for one in so_far], keys, kept or KeptPage())
    units, names = _units(docket, keys, zone), units_asked(plan, so_far)
    return Board(
        title=f"{clean(plan.settings.text('县名'))}督办看板　{name}",
        county=clean(plan.settings.text("县名")),
        period=name,
        data_as_of=day(period.data_as_of) if period else "",
        deadline=f"{limit(docket.effective_deadline, zone)}{aside(docket.deadline_reason)}",
        as_of=moment(docket.as_of, zone),
        counts=tuple(StateCount(status.value, docket.count(status)) for status in Status),
        lights=tuple(StateCount(light.value, tally.number(light)) for light in Light),
        sentences=_sentences(docket, tally),
        units=units,
        files=_files(docket, keys, zone),
        tasks=tasks.all(),
        legend=light_words(plan.policy.yellow, plan.policy.red).legend,
        threshold=hundredths(plan.policy.red),
        fingerprint=docket.fingerprint,
        periods=tuple(clean(period_name(plan, one.period)) for one in so_far),
        courses=pictures(plan, rows.pairs, tally, so_far, schedules),
        items=tally.item_count,
        states=states(so_far, names, range(len(names)), keys),
        first_tasks=tasks.first(),
        first_states=states(so_far, names, _beside(docket, units, names), keys),
    )


def page(
    board: Board, sources: Mapping[str, str], folders: Collection[str] = (), kept: KeptPage | None = None
) -> Iterator[bytes]:
    """Yield the page as UTF-8, as it is made; rows that are as they were come out of the page before, `kept`.

    `sources`: the templates by name; `folders`: those of FOLDERS that there are.
    """
    there = ((f"{name}/", text) for name, text in FOLDERS.items() if name in folders)
    links = tuple((quote(path, safe="/."), text) for path, text in (*LINKS, *there))
    return rendered(TEMPLATE, sources, {"看板": board, "链接": links}, TABLES, kept)


def _counted(rows: AssignmentRows, periods: Sequence[str], keys: BoardKeys, kept: KeptPage) -> tuple[AssignmentTally, TaskLines]:
    lines = LinesAtHand(rows)
    tally = AssignmentTally(rows.pairs, lines.made, periods, drawn=MOST)
    tally.count(lambda block, make: kept.facts(key_of(keys.lines(block)), make))
    return tally, TaskLines(lines, tally, keys)


def _sentences(docket: Docket, tally: AssignmentTally) -> tuple[str, ...]:
    items = [*tally.items_done()]
    finished, projects = sum(done for _, done in items), {project_of(item) for item, _ in items}
    left = {project_of(item) for item, done in items if not done}
    lines, counted, red = len(tally), tally.counted(), tally.still_red()
    before = f"，其中上次为红灯的{red}个" if red else ""
    unknown = f"另有{lines - counted}个没有合格材料，进度不明{before}。" if counted < lines else ""
    return (
        f"{len(docket.units)}个单位；{len(projects)}件{len(items)}项，承办任务{lines}个（一个单位承办一项为一个任务）。",
        f"{lines}个任务中有合格材料的{counted}个，已完成{tally.done()}个；"
        f"{len(items)}项中已完成{finished}项；{len(projects)}件中全部完成的{len(projects) - len(left)}件。{unknown}",
    )


def _units(docket: Docket, keys: BoardKeys, zone: tzinfo) -> PageRows[UnitLine]:
    """Return the units, those first that something has to be done about."""
    marks, rank = docket.unit_marks, {status: place for place, status in enumerate(_ORDER)}
    ranks = [rank[mark.status] for mark in marks]
    order = sorted(range(len(ranks)), key=ranks.__getitem__)
    return PageRows(lambda place: _unit(docket.units[place], zone), order, lambda place: keys.unit(marks[place].unit))


def _beside(docket: Docket, units: PageRows[UnitLine], names: Sequence[str]) -> Sequence[int]:
    """Return which of the names are those of units that are shown."""
    if len(names) <= UNITS:
        return range(len(names))
    shown = {docket.unit_marks[place].unit for place in units.first(UNITS).places}
    return [place for place, name in enumerate(names) if name in shown]


def _unit(row: UnitRow, zone: tzinfo) -> UnitLine:
    return UnitLine(
        unit=clean(row.unit),
        status=row.status.value,
        reason=shortened(row.reason),
        sheet=narrow_moment(row.first_received, zone),
        scan=narrow_moment(row.scan_received, zone),
        due=row.due_rows,
        filled=row.filled_rows,
        days_late=row.days_late,
        returns=row.returns,
        reminders=row.reminders,
        doubtful=marked(row),
    )


def _files(docket: Docket, keys: BoardKeys, zone: tzinfo) -> PageRows[FileLine]:
    """Return the files that the clerk has to see to."""
    marks = docket.file_marks
    places: dict[Outcome, list[int]] = {outcome: [] for outcome in TO_SEE_TO}
    for place, mark in enumerate(marks):
        if mark.outcome in places:
            places[mark.outcome].append(place)
    listed = [*chain.from_iterable(places.values())]
    sheets = Counter[tuple[int, str | None]]()
    nth: dict[int, int] = {}
    for place in listed:
        sheets[sheet := (marks[place].receipt, marks[place].unit)] += 1
        nth[place] = sheets[sheet]

    def key(place: int) -> Key:
        return keys.file(marks[place].unit, marks[place].receipt, nth[place])

    return PageRows(lambda place: _file(docket.files[place], zone), listed, key)


def _file(row: FileRow, zone: tzinfo) -> FileLine:
    return FileLine(
        number=row.receipt,
        name=clean(row.name),
        inside=clean("/".join(row.inside)),
        unit=clean(row.unit or ""),
        outcome=row.outcome.word,
        received=moment(row.received, zone) if row.received else TIME_UNKNOWN,
        action=row.outcome.to_do + (f"（{shortened(row.note)}）" if row.note else ""),
        problems=tuple(_problem(row, place) for place in range(min(len(row.problems), 12))),
        link=original(row.archived),
    )


def _problem(row: FileRow, place: int) -> str:
    problem = row.problems[place]
    return f"{problem.cell + ' ' if problem.cell else ''}{problem.code.name} {shortened(problem.message)}"


def original(archived: str | None) -> str:
    """Return the link from outbox/<period>/ to an original; "" = none, or no plain path below archive/."""
    parts = (archived or "").split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return ""
    return "../../archive/" + quote((archived or "").encode("utf-8", "replace"), safe="/")
