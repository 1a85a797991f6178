"""督查通报, 预警督办单 and 年终通报: drafts from dockets, in the office's own Word templates."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from toolkit.evidence.archive import safe_file_name
from toolkit.nouns.docket import Docket
from toolkit.outputs.bulletin import BulletinData, bulletin_facts, red_units, totals, warning_facts, year_facts
from toolkit.outputs.merge import AssignmentRow, merged
from toolkit.outputs.register_book.score import wanted
from toolkit.outputs.returned.facts import contact
from toolkit.outputs.returned.letter import letter
from toolkit.pipeline.letters import LetterRoom
from toolkit.pipeline.office import Office, docket_of
from toolkit.plan.model import Period, Unit
from toolkit.plan.schedule import schedules
from toolkit.workspace import YEAR

Files = dict[Path, Callable[[], bytes]]
BULLETIN, WARNING, YEARLY = "督查通报.docx", "预警督办单.docx", "年终通报.docx"


def bulletin_files(office: Office, dockets: Sequence[Docket], period: Period, *, number: int | None = None) -> Files:
    """Return the period's bulletin; `number` is its 期号, by default which collection of the year it is."""
    number = number or office.plan.periods.index(period) + 1
    return {office.workspace.period(period.id) / BULLETIN: partial(_bulletin, office, dockets, period, number)}


def warning_files(office: Office, dockets: Sequence[Docket], period: Period) -> Files:
    """Return a 预警督办单 for each unit with red assignments."""
    matter = _matter(office, dockets, period)
    desk = LetterRoom(office)
    folder = office.workspace.period(period.id) / "预警"
    return {
        folder / safe_file_name(f"预警督办单-{unit.name}.docx"): partial(_warning, desk, matter, unit, lines)
        for unit, lines in red_units(matter)
    }


def year_files(office: Office, dockets: Sequence[Docket]) -> Files:
    """Return the year's bulletin on reporting."""
    return {office.workspace.period(YEAR) / "年终报送情况通报.docx": partial(_year, office, dockets)}


def _matter(office: Office, dockets: Sequence[Docket], period: Period) -> BulletinData:
    docket = docket_of(dockets, period)
    past = dockets[: dockets.index(docket)]
    lines = merged(office.plan, docket, past, schedules(office.plan, period))
    return BulletinData(plan=office.plan, period=period, docket=docket, lines=lines)


def _bulletin(office: Office, dockets: Sequence[Docket], period: Period, number: int) -> bytes:
    matter, desk = _matter(office, dockets, period), LetterRoom(office)
    return letter(desk.template(BULLETIN), bulletin_facts(matter, number), matter.docket.as_of, desk.author, BULLETIN)


def _warning(desk: LetterRoom, matter: BulletinData, unit: Unit, lines: Sequence[AssignmentRow]) -> bytes:
    facts = warning_facts(matter, unit, lines, contact(matter.plan))
    return letter(desk.template(WARNING), facts, matter.docket.as_of, desk.author, WARNING)


def _year(office: Office, dockets: Sequence[Docket]) -> bytes:
    over = [d for d in dockets if d.as_of > d.effective_deadline] or dockets[:1]
    last = next(period for period in office.plan.periods if period.id == over[-1].period)
    matter, desk = _matter(office, dockets, last), LetterRoom(office)
    points = totals(office.plan, dockets) if wanted(office.plan) else None
    facts = year_facts(matter, dockets, points)
    return letter(desk.template(YEARLY), facts, matter.docket.as_of, desk.author, YEARLY)
