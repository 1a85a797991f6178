"""The edition as one page that stands alone. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.nouns.fields import Type
from toolkit.outputs.pages import render
from toolkit.outputs.public import sentences as wording
from toolkit.outputs.public.facts import PublicEdition, PublicItem, PublicTask
from toolkit.outputs.public.fields import CONTENT, HOSTS, NUMBER, PROJECT, Edition, PublicColumn
from toolkit.outputs.public.sentences import NOTHING, Tally
from toolkit.values.meaning import BUILT, DONE, NOT_BEGUN, PERCENT, PREPARING, RUNNING, STATUS
from toolkit.values.texts import rounded
from toolkit.words.dates import day

TEMPLATE = "公布.html.j2"
_NAMED = {
    DONE: "#1b7a43", BUILT: "#0f766e", RUNNING: "#2b6cb0", wording.OPEN: "#2b6cb0",
    PREPARING: "#b7791f", NOT_BEGUN: "#7a8594", NOTHING: "#d3d9e0",
}  # fmt: skip
_COLOURS = ("#6b46c1", "#97266d", "#7b341e", "#2d3748")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One unit's line in a cell."""

    unit: str
    """"" = the item's only unit, or not public."""
    text: str
    note: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCell:
    """One cell of the table."""

    header: str
    look: str
    """CSS class: number, content, hosts, status, percent, short, long."""
    lines: tuple[PageLine, ...]
    lead: str = ""
    bar: Decimal | None = None
    """Percent points of the progress bar, 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectGroup:
    """One 件 with its rows."""

    heading: str
    note: str
    rows: tuple[tuple[PageCell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stretch of a stacked bar; start and size in percent of the whole."""

    name: str
    count: int
    start: Decimal
    size: Decimal
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One stacked bar."""

    title: str
    unit: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "，".join(f"{part.name}{part.count}{self.unit}" for part in self.parts)


def page(edition: PublicEdition, sources: Mapping[str, str]) -> bytes:
    """Return the page as UTF-8; `sources`: the templates by name."""
    headers = tuple(column for column in edition.columns if column.key != PROJECT)
    values = {
        "公布": edition,
        "类别": wording.kind(edition.edition),
        "设置": {"县名": edition.county, "年度": edition.year, "督查室": edition.office},
        "期次": {"名称": edition.period},
        "数据截至": day(edition.data_as_of) if edition.data_as_of else "",
        "统计时间": wording.moment(edition.as_of),
        "总体情况": (wording.scope(edition), *wording.state(edition)),
        "说明": wording.basis(edition),
        "异议": wording.objection(edition),
        "图": charts(edition),
        "栏目": tuple((column.key, look(column)) for column in headers),
        "件": tuple(_group(edition, project.number, project.name, project.items) for project in edition.projects),
    }
    return render(TEMPLATE, sources, values)


def charts(edition: PublicEdition) -> tuple[Chart, ...]:
    """Return the bars of 项 and of 任务; () = 办理状态 is not public, or nothing is known."""
    if not edition.shows(STATUS) or edition.data_as_of is None or edition.edition is Edition.START or not edition.tasks:
        return ()
    items = [tally for tally in wording.item_tallies(edition) if tally.count]
    return (
        Chart(title=f"{len(edition.items)}项的完成情况", unit="项", parts=stacked(items)),
        Chart(title=f"{len(edition.tasks)}个承办任务的办理状态", unit="个", parts=stacked(wording.task_tallies(edition))),
    )


def stacked(tallies: Sequence[Tally]) -> tuple[Part, ...]:
    """Return the stretches one after another; the last ends at 100."""
    whole, before, bars = sum(tally.count for tally in tallies), 0, []
    colours = iter(_COLOURS * (len(tallies) // len(_COLOURS) + 1))
    for tally in tallies:
        start, end = _share(before, whole), _share(before + tally.count, whole)
        colour = _NAMED.get(tally.name) or next(colours)
        bars.append(Part(name=tally.name, count=tally.count, start=start, size=end - start, colour=colour))
        before += tally.count
    return tuple(bars)


def _share(count: int, whole: int) -> Decimal:
    return rounded(Decimal(count) * 100 / Decimal(whole), 2) if whole else Decimal(0)


def _group(edition: PublicEdition, number: str, name: str, items: Sequence[PublicItem]) -> ProjectGroup:
    heading = f"{number}. {name}" if number and name else name or (f"第{number}件" if number else "")
    rows = tuple(tuple(_cell(edition, item, column) for column in edition.columns if column.key != PROJECT) for item in items)
    return ProjectGroup(heading=heading, note=f"{len(items)}项" if len(items) > 1 else "", rows=rows)


def look(column: PublicColumn) -> str:
    """Return the class that says how wide the column is."""
    named = {NUMBER: "number", CONTENT: "content", HOSTS: "hosts", STATUS: "status", PERCENT: "percent"}
    if column.key in named:
        return named[column.key]
    return "long" if column.type is Type.TEXT else "short"


def _cell(edition: PublicEdition, item: PublicItem, column: PublicColumn) -> PageCell:
    header, kind = column.key, look(column)
    if not column.per_task:
        text = {NUMBER: item.number, CONTENT: item.content}.get(header)
        text = "、".join(task.unit for task in item.tasks) if text is None else text
        return PageCell(header=header, look=kind, lines=(PageLine(unit="", text=text),))
    place = edition.task_columns.index(column)
    dated = column.answer and column == [c for c in edition.columns if c.answer][-1]
    lines = tuple(_line(task, column, place, alone=len(item.tasks) == 1, dated=dated) for task in item.tasks)
    if len({(line.text, line.note) for line in lines}) == 1 and (not column.answer or not item.known):
        lines = (PageLine(unit="", text=lines[0].text, empty=lines[0].empty),)
    leads = {STATUS: wording.shared_status(item), PERCENT: wording.shared_percent(item)}
    bar = min(max(item.mean * 100, Decimal(0)), Decimal(100)) if header == PERCENT and item.mean is not None else None
    return PageCell(header=header, look=kind, lines=lines, lead=leads.get(header, "") if item.known else "", bar=bar)


def _line(task: PublicTask, column: PublicColumn, place: int, *, alone: bool, dated: bool) -> PageLine:
    unit = "" if alone else task.unit
    if column.answer and not task.known:
        return PageLine(unit=unit, text=NOTHING, empty=True)
    text = wording.answer(task.values[place], column)
    note = f"数据截至{day(task.older)}" if dated and task.older else ""
    return PageLine(unit=unit, text=text or "—", note=note, empty=not text)
