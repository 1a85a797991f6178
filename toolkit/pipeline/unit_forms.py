"""办理用表: for each unit its 延期（调整）申请表 and its 验收清单, a page an item."""

from collections.abc import Callable, Sequence
from functools import partial

from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.merge import AssignmentRow
from toolkit.outputs.returned.letter import letter
from toolkit.outputs.unit_forms import acceptance_facts, application_facts, of_unit
from toolkit.pipeline.bulletin import period_data
from toolkit.pipeline.letters import LetterRoom
from toolkit.pipeline.products import File, Files, Judged, Wanted, files
from toolkit.plan.model import Unit
from toolkit.words.names import safe_name

FOLDER, APPLICATION, ACCEPTANCE = "办理用表", "延期调整申请表.docx", "验收清单.docx"
Facts = Callable[[BulletinData, Unit, Sequence[AssignmentRow]], dict[str, object]]


def application_files(judged: Judged, wanted: Wanted) -> Files:
    """Return an application for each unit that has something unfinished."""
    return _made(judged, wanted, APPLICATION, application_facts, lambda line: not line.done)


def acceptance_files(judged: Judged, wanted: Wanted) -> Files:
    """Return a list for each unit to be accepted by."""
    return _made(judged, wanted, ACCEPTANCE, acceptance_facts, lambda _: True)


def _made(judged: Judged, wanted: Wanted, name: str, facts: Facts, needs: Callable[[AssignmentRow], bool]) -> Files:
    data, room = period_data(judged, wanted.its_period), LetterRoom(judged.office)
    folder = judged.office.workspace.period(wanted.place) / FOLDER
    mine = {unit.name: of_unit(data, unit) for unit in data.plan.units}
    stem = name.removesuffix(".docx")
    return files(
        *(
            File(
                path=folder / safe_name(f"{stem}-{unit.name}.docx"),
                unit=unit.name,
                make=partial(_form, room, data, unit, mine[unit.name], name, facts),
            )
            for unit in data.plan.units
            if any(map(needs, mine[unit.name]))
        )
    )


def _form(room: LetterRoom, data: BulletinData, unit: Unit, lines: Sequence[AssignmentRow], name: str, facts: Facts) -> bytes:
    return letter(room.template(name), facts(data, unit, lines), data.docket.as_of, room.author, name)
