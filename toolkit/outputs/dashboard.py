"""The clerk's own view of a period (看板.html): who has reported, what must be dealt with, where every task stands. Pure.

Internal: it shows reasons, problems and returned answers. It is made of the same parts as the public page.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from urllib.parse import quote

from toolkit.nouns.docket import TO_SEE_TO, Docket, FileRow, Outcome, Status, UnitRow
from toolkit.nouns.fields import Form
from toolkit.nouns.shelf import Picked
from toolkit.outputs.board_drawings import CoursePicture, StateRow, pictures, states
from toolkit.outputs.letter_phrases import aside
from toolkit.outputs.merge import AssignmentRow, Light, Share, merged, shares
from toolkit.outputs.pages import render
from toolkit.outputs.register_book.phrases import period_name
from toolkit.plan.model import Plan
from toolkit.values.meaning import STATUS
from toolkit.values.texts import clean, rounded
from toolkit.words.dates import day, limit, moment, narrow_moment
from toolkit.words.lights import light_words
from toolkit.words.numbers import hundredths, percent, points
from toolkit.words.states import TIME_UNKNOWN, marked

TEMPLATE = "看板.html.j2"
LINKS = (("汇总表.xlsx", "汇总表"), ("报送情况登记表.xlsx", "报送情况登记表"))
"""What stands beside every dashboard."""
FOLDERS = {"退回": "退回修改", "催报": "催报", "下发": "下发的表"}
"""What stands beside it where there is any."""
_LINE_BITS = 20
_ORDER = (
    Status.MISSING, Status.RETURNED, Status.INCOMPLETE, Status.TIME_UNKNOWN, Status.LATE, Status.EXTENDED, Status.PENDING,
    Status.ON_TIME, Status.EXEMPT,
)  # fmt: skip
LONGEST = 300
"""Characters of a text on the dashboard; the whole stands in the workbook."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    item: str
    project: str
    content: str
    unit: str
    state: str
    status: str
    percent: str
    points: Decimal | None
    schedule: str
    behind: str
    light: str
    trouble: str
    stood: int
    shared: str
    """What the shared item as a whole comes to, on its first line; "" otherwise."""


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
    units: Sequence[UnitLine]
    files: tuple[FileLine, ...]
    tasks: Sequence[TaskLine]
    legend: str
    """What the three lights mean."""
    threshold: str
    """Points of the red light, as pages laid down by an earlier version name it."""
    fingerprint: str
    periods: tuple[str, ...]
    """The year so far, by name."""
    courses: tuple[CoursePicture, ...]
    items: int
    states: Sequence[StateRow]


def board(
    plan: Plan,
    form: Form,
    docket: Docket,
    history: Sequence[Docket],
    *,
    schedules: Mapping[tuple[str, str], Decimal],
    zone: tzinfo,
) -> Board:
    """Return the dashboard's facts."""
    del form
    period = plan.period(docket.period)
    name = clean(period.name) if period else docket.period
    lines = merged(plan, docket, history, schedules)
    items = shares(lines) if lines else ()
    so_far = (*history, docket)
    marks = docket.unit_marks
    order = sorted(range(len(marks)), key=lambda place: _ORDER.index(marks[place].status))
    return Board(
        title=f"{clean(plan.settings.text('县名'))}督办看板　{name}",
        county=clean(plan.settings.text("县名")),
        period=name,
        data_as_of=day(period.data_as_of) if period else "",
        deadline=f"{limit(docket.effective_deadline, zone)}{aside(docket.deadline_reason)}",
        as_of=moment(docket.as_of, zone),
        counts=tuple(StateCount(status.value, docket.count(status)) for status in Status),
        lights=tuple(StateCount(light.value, sum(line.light is light for line in lines)) for light in Light),
        sentences=_sentences(docket, lines, items),
        units=Picked(lambda place: _unit(docket.units[place], zone), order),
        files=tuple(_file(row, zone) for outcome in TO_SEE_TO for row in _files(docket, outcome)),
        tasks=_tasks(items),
        legend=light_words(plan.policy.yellow, plan.policy.red).legend,
        threshold=hundredths(plan.policy.red),
        fingerprint=docket.fingerprint,
        periods=tuple(clean(period_name(plan, one.period)) for one in so_far),
        courses=pictures(plan, items, so_far),
        items=len(items),
        states=states(plan, so_far),
    )


def page(board: Board, sources: Mapping[str, str], folders: Collection[str] = ()) -> bytes:
    """Return the page as UTF-8; `sources`: the templates by name; `folders`: those of FOLDERS that there are."""
    there = ((f"{name}/", text) for name, text in FOLDERS.items() if name in folders)
    links = tuple((quote(path, safe="/."), text) for path, text in (*LINKS, *there))
    return render(TEMPLATE, sources, {"看板": board, "链接": links})


def _sentences(docket: Docket, lines: Sequence[AssignmentRow], items: Sequence[Share]) -> tuple[str, ...]:
    projects: dict[str, list[Share]] = {}
    for share in items:
        projects.setdefault(share.item.project_number, []).append(share)
    done = sum(all(share.done for share in group) for group in projects.values())
    counted = sum(line.counted for line in lines)
    red = sum(not line.counted and line.standing_light is Light.RED for line in lines)
    before = f"，其中上次为红灯的{red}个" if red else ""
    unknown = f"另有{len(lines) - counted}个没有合格材料，进度不明{before}。" if counted < len(lines) else ""
    return (
        f"{len(docket.units)}个单位；{len(projects)}件{len(items)}项，承办任务{len(lines)}个（一个单位承办一项为一个任务）。",
        f"{len(lines)}个任务中有合格材料的{counted}个，已完成{sum(line.done for line in lines)}个；"
        f"{len(items)}项中已完成{sum(share.done for share in items)}项；{len(projects)}件中全部完成的{done}件。{unknown}",
    )


def _unit(row: UnitRow, zone: tzinfo) -> UnitLine:
    return UnitLine(
        unit=clean(row.unit),
        status=row.status.value,
        reason=_short(row.reason),
        sheet=narrow_moment(row.first_received, zone),
        scan=narrow_moment(row.scan_received, zone),
        due=row.due_rows,
        filled=row.filled_rows,
        days_late=row.days_late,
        returns=row.returns,
        reminders=row.reminders,
        doubtful=marked(row),
    )


def _files(docket: Docket, outcome: Outcome) -> Iterator[FileRow]:
    return (docket.files[place] for place, mark in enumerate(docket.file_marks) if mark.outcome is outcome)


def _file(row: FileRow, zone: tzinfo) -> FileLine:
    return FileLine(
        number=row.receipt,
        name=clean(row.name),
        inside=clean("/".join(row.inside)),
        unit=clean(row.unit or ""),
        outcome=row.outcome.word,
        received=moment(row.received, zone) if row.received else TIME_UNKNOWN,
        action=row.outcome.to_do + (f"（{_short(row.note)}）" if row.note else ""),
        problems=tuple(_problem(row, place) for place in range(min(len(row.problems), 12))),
        link=original(row.archived),
    )


def _problem(row: FileRow, place: int) -> str:
    problem = row.problems[place]
    return f"{problem.cell + ' ' if problem.cell else ''}{problem.code.name} {_short(problem.message)}"


def original(archived: str | None) -> str:
    """Return the link from outbox/<period>/ to an original; "" = none, or no plain path below archive/."""
    parts = (archived or "").split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return ""
    return "../../archive/" + quote((archived or "").encode("utf-8", "replace"), safe="/")


def _tasks(items: Sequence[Share]) -> Sequence[TaskLine]:
    """Return a line for each unit of each item, made when it is come to: a country's would take a hundred megabytes."""
    places = [number << _LINE_BITS | line for number, share in enumerate(items) for line in range(len(share.lines))]

    def task(place: int) -> TaskLine:
        share, line = items[place >> _LINE_BITS], place & (1 << _LINE_BITS) - 1
        return _task(share, share.lines[line], first=line == 0)

    return Picked(task, places)


def _task(share: Share, line: AssignmentRow, *, first: bool) -> TaskLine:
    told = line.entry.fields.get(STATUS) if line.entry and line.counted else None
    share_done, behind = line.percent, line.behind
    return TaskLine(
        item=line.item.number,
        project=clean(line.item.project),
        content=_short(line.item.content),
        unit=clean(line.unit),
        state=line.state.value,
        status=clean(told) if isinstance(told, str) else "—",
        percent=percent(share_done),
        points=None if share_done is None else min(max(rounded(share_done * 100, 2), Decimal(0)), Decimal(100)),
        schedule=percent(line.schedule),
        behind="—" if behind is None else _behind(behind),
        light=line.light.value if line.light else "—",
        trouble=_short(line.trouble),
        stood=line.stood,
        shared=_shared(share) if first and len(share.lines) > 1 else "",
    )


def _shared(share: Share) -> str:
    done = sum(line.done for line in share.lines)
    mean = f"，{share.reported}个单位简单平均 {percent(share.mean)}" if share.mean is not None else ""
    return f"共{len(share.lines)}个单位，已完成{done}个，有合格材料的{share.reported}个{mean}"


def _behind(value: Decimal) -> str:
    if not rounded(value * 100, 1):
        return "持平"
    return f"{'落后' if value > 0 else '超前'}{points(abs(value))}"


def _short(text: str) -> str:
    whole = clean(text)
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}……（全文见汇总表）"
