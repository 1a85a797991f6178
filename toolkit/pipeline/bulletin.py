"""督查通报, 预警督办单 and 年终通报: drafts from dockets, in the office's own Word templates."""

from collections.abc import Sequence
from functools import partial

from toolkit.outputs.bulletin.demands import asked_by
from toolkit.outputs.bulletin.period import bulletin_facts
from toolkit.outputs.bulletin.period_data import BulletinData, MergedPeriod, unheard
from toolkit.outputs.bulletin.points import totals
from toolkit.outputs.bulletin.warning import red_units, warning_facts
from toolkit.outputs.bulletin.year import year_facts
from toolkit.outputs.merge import AssignmentRow, merged
from toolkit.outputs.register_book.score import wanted
from toolkit.outputs.returned.facts import contact
from toolkit.outputs.returned.letter import letter
from toolkit.pipeline.letters import LetterRoom
from toolkit.pipeline.products import File, Files, Judged, Wanted, files
from toolkit.plan.model import Period, Unit
from toolkit.plan.schedule import Schedules
from toolkit.words.names import safe_name

BULLETIN, WARNING, YEARLY = "督查通报.docx", "预警督办单.docx", "年终通报.docx"


def bulletin_files(judged: Judged, wanted: Wanted) -> Files:
    """Return the period's bulletin; `wanted.detail` is its 期号, by default which collection of the year it is."""
    office, period = judged.office, wanted.its_period
    number = int(wanted.detail) if wanted.detail else office.plan.periods.index(period) + 1
    path = office.workspace.period(period.id) / BULLETIN
    data = period_data(judged, period)
    return files(File(path=path, asks=asked_by(data), make=partial(_bulletin, judged, data, number)))


def warning_files(judged: Judged, wanted: Wanted) -> Files:
    """Return a 预警督办单 for each unit with red assignments."""
    data = period_data(judged, wanted.its_period)
    room = LetterRoom(judged.office)
    folder = judged.office.workspace.period(wanted.place) / "预警"
    return files(
        *(
            File(
                path=folder / safe_name(f"预警督办单-{unit.name}.docx"),
                unit=unit.name,
                make=partial(_warning, room, data, unit, lines),
            )
            for unit, lines in red_units(data)
        )
    )


def year_files(judged: Judged, wanted: Wanted) -> Files:
    """Return the year's bulletin on reporting."""
    path = judged.office.workspace.period(wanted.place) / "年终报送情况通报.docx"
    return files(File(path=path, make=partial(_year, judged)))


def period_data(judged: Judged, period: Period) -> BulletinData:
    plan, docket = judged.office.plan, judged.docket(period)
    key = period.id, plan.sha256
    if key not in judged.merged:
        earlier = judged.earlier(period)
        lines = merged(plan, docket, earlier, Schedules(plan, period))
        judged.merged[key] = MergedPeriod(lines, unheard(docket, earlier))
    known = judged.merged[key]
    return BulletinData(plan=plan, period=period, docket=docket, lines=known.lines, letters=judged.drafted, unheard=known.unheard)


def _bulletin(judged: Judged, data: BulletinData, number: int) -> bytes:
    room = LetterRoom(judged.office)
    return letter(room.template(BULLETIN), bulletin_facts(data, number), data.docket.as_of, room.author, BULLETIN)


def _warning(room: LetterRoom, data: BulletinData, unit: Unit, lines: Sequence[AssignmentRow]) -> bytes:
    facts = warning_facts(data, unit, lines, contact(data.plan))
    return letter(room.template(WARNING), facts, data.docket.as_of, room.author, WARNING)


def _year(judged: Judged) -> bytes:
    office, dockets = judged.office, judged.dockets
    over = [d for d in dockets if d.as_of > d.effective_deadline] or dockets[:1]
    last = next(period for period in office.plan.periods if period.id == over[-1].period)
    data, room = period_data(judged, last), LetterRoom(office)
    points = totals(office.plan, dockets) if wanted(office.plan) else None
    facts = year_facts(data, dockets, points)
    return letter(room.template(YEARLY), facts, data.docket.as_of, room.author, YEARLY)
