"""What leaders get of a period: 领导专报, 一张图, and a list for each leader who is named in 附件1."""

from functools import partial

from toolkit.outputs import pages
from toolkit.outputs.brief import picture
from toolkit.outputs.brief.charges import Charge, charge_facts, charges
from toolkit.outputs.brief.chart import chart_put
from toolkit.outputs.brief.figures import figures
from toolkit.outputs.brief.leader import leader_facts
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.returned.letter import letter
from toolkit.pipeline.bulletin import period_data
from toolkit.pipeline.letters import LetterRoom
from toolkit.pipeline.pages import templates
from toolkit.pipeline.products import File, Files, Judged, Wanted, files
from toolkit.words.names import safe_name

LEADER, CHARGE = "领导专报.docx", "领导任务清单.docx"


def leader_files(judged: Judged, wanted: Wanted) -> Files:
    """Return the period's one page for leaders."""
    data, room = period_data(judged, wanted.its_period), LetterRoom(judged.office)
    path = judged.office.workspace.period(wanted.place) / LEADER
    return files(File(path=path, make=partial(_leader, room, data)))


def picture_files(judged: Judged, wanted: Wanted) -> Files:
    """Return 一张图.svg, and 一张图.png where this computer can make it."""
    data = period_data(judged, wanted.its_period)
    svg = picture.picture(data, templates(judged.office, picture.TEMPLATE, pages.PARTS))
    drawn = picture.png(svg)
    stem = judged.office.workspace.period(wanted.place) / "一张图"
    made = [File(path=stem.with_suffix(".svg"), make=lambda: svg)]
    if drawn is not None:
        made.append(File(path=stem.with_suffix(".png"), make=lambda: drawn))
    return files(*made)


def charge_files(judged: Judged, wanted: Wanted) -> Files:
    """Return a list for each 分管领导 and 责任领导; none where 附件1 has neither column."""
    data, room = period_data(judged, wanted.its_period), LetterRoom(judged.office)
    folder = judged.office.workspace.period(wanted.place) / "领导清单"
    return files(
        *(
            File(
                path=folder / safe_name(f"{charge.role}-{charge.name}.docx"),
                make=partial(_charge, room, data, charge),
            )
            for charge in charges(data)
        )
    )


def _charge(room: LetterRoom, data: BulletinData, charge: Charge) -> bytes:
    return letter(room.template(CHARGE), charge_facts(data, charge), data.docket.as_of, room.author, CHARGE)


def _leader(room: LetterRoom, data: BulletinData) -> bytes:
    known = figures(data)
    return letter(
        room.template(LEADER), leader_facts(data), data.docket.as_of, room.author, LEADER, lambda page: chart_put(page, known)
    )
