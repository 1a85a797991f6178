"""The demo: two periods of the real 2022 plan, with returns as they come, through the same functions as the commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.outcomes import Status
from toolkit.pipeline import demo_returns as returns
from toolkit.pipeline.arriving import IngestResult
from toolkit.pipeline.catalogue import Scope
from toolkit.pipeline.demo_returns import DemoUnit, finished, put
from toolkit.pipeline.issue import generate
from toolkit.pipeline.main_job import hand_out, run
from toolkit.pipeline.office import Office, Tell, open_office
from toolkit.values.meaning import PERCENT, PROGRESS, TROUBLE
from toolkit.words import refusals
from toolkit.workspace import Workspace, init
from toolkit.workspace.writing import clear_folder

MARK = ".duban-demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPeriod:
    """One period as it was played."""

    issued: int
    """Forms that went out."""
    taken: tuple[IngestResult, ...]
    counts: Mapping[Status, int]
    """How many units ended in which state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlayed:
    """Both periods, and where the workspace is."""

    workspace: Workspace
    april: DemoPeriod | None = None
    june: DemoPeriod | None = None
    """None = --dry-run."""


def demo(folder: Path, *, dry_run: bool = False, tell: Tell) -> DemoPlayed:
    """Build the demo workspace anew and play two periods in it.

    Raises:
        ToolkitError: the folder holds something that is no demo.
    """
    _refuse_others(folder)
    if dry_run:
        return DemoPlayed(workspace=Workspace(folder.absolute()))
    if folder.exists():
        clear_folder(folder)
    init(folder)
    (folder / MARK).write_text("duban demo\n", encoding="utf-8")
    april, june = _april(folder, tell), _june(folder, tell)
    office = _at(folder, "2022-06-13T09:00")
    hand_out(office, "register", scope=Scope.YEAR, dry_run=False, tell=tell)
    return DemoPlayed(workspace=office.workspace, april=april, june=june)


def _refuse_others(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise ToolkitError(refusals.no_room_for_a_demo(folder))


def _at(folder: Path, moment: str) -> Office:
    def given(zone: tzinfo) -> datetime:
        return datetime.fromisoformat(moment).replace(tzinfo=zone)

    return open_office(folder, given)


def _april(folder: Path, tell: Tell) -> DemoPeriod:
    office = _at(folder, "2022-03-25T09:00")
    made = generate(office, "2022-04", (), dry_run=False, tell=tell)
    desk = DemoUnit(issued=office.workspace.issued("2022-04"), inbox=office.workspace.inbox, period="2022-04")
    odd = {"教育局", "县妇联", "交通局", "住建局", "公安局", "卫健局", "平山镇", "拉沟乡"}
    _plain(desk, [unit for unit in made.units if unit not in odd], "2022-04-02T15:20")
    scan = returns.scan
    desk.drop("二批/教育局-进展情况（终稿）(2).xlsx", desk.filled("教育局", returns.inserted_row), "2022-04-06T17:40")
    desk.drop("二批/教育局盖章版.pdf", scan("教育局", "2022-04"), "2022-04-06T17:42")
    desk.mail("县妇联报送.eml", "县妇联", "2022-04-01T10:05", {
        "附件2-县妇联.xlsx": desk.filled("县妇联"), "附件2-县妇联-盖章版.pdf": scan("县妇联", "2022-04"),
    })  # fmt: skip
    pack = {"交通局/附件2-交通局.xlsx": desk.filled("交通局"), "交通局/盖章.pdf": scan("交通局", "2022-04")}
    desk.drop("交通局.zip", returns.zipped(pack), "2022-04-06T09:12")
    desk.drop("附件2-住建局.xlsx", desk.filled("住建局"), "2022-04-08T11:30")
    desk.drop("附件2-住建局-盖章版.pdf", scan("住建局", "2022-04"), "2022-04-08T11:31")
    wrong = (put(PROGRESS, "同上"), put(PERCENT, "已过半"), put(TROUBLE, None, 1))
    desk.drop("附件2-公安局.xlsx", desk.filled("公安局", *wrong), "2022-04-05T16:00")
    desk.drop("附件2-公安局盖章.pdf", scan("公安局", "2022-04"), "2022-04-05T16:00")
    desk.drop("卫健局.xlsx", desk.filled("卫健局", put(PERCENT, "约35%"), put(PERCENT, 28, 1)), "2022-04-06T20:10")
    desk.drop("卫健局盖章.pdf", scan("卫健局", "2022-04"), "2022-04-06T20:12")
    desk.drop("附件2-平山镇.xlsx", desk.filled("平山镇"), "2022-04-06T08:30")
    desk.drop("微信图片_20220406101500.jpg", b"\xff\xd8\xff\xe0demo photo\xff\xd9", "2022-04-06T10:15")
    first = run(_at(folder, "2022-04-09T09:00"), "2022-04", received=None, dry_run=False, tell=tell)
    desk.drop("附件2-公安局-退回修改.xlsx", desk.filled("公安局"), "2022-04-11T10:00")
    second = run(_at(folder, "2022-04-12T09:00"), "2022-04", received=None, dry_run=False, tell=tell)
    return DemoPeriod(issued=len(made.units), taken=(first.collected, second.collected), counts=second.counts)


def _plain(desk: DemoUnit, units: Sequence[str], when: str) -> None:
    for unit in units:
        desk.drop(f"附件2-{unit}.xlsx", desk.filled(unit), when)
        desk.drop(f"附件2-{unit}-盖章版.pdf", returns.scan(unit, desk.period), when)


def _june(folder: Path, tell: Tell) -> DemoPeriod:
    office = _at(folder, "2022-05-20T09:00")
    made = generate(office, "2022-06", (), dry_run=False, tell=tell)
    desk = DemoUnit(issued=office.workspace.issued("2022-06"), inbox=office.workspace.inbox, period="2022-06")
    odd = {"水利局", "科工贸局", "黄冕镇", "江口乡", "导江乡"}
    _plain(desk, [unit for unit in made.units if unit not in odd], "2022-06-02T16:00")
    for unit in ("水利局", "科工贸局", "黄冕镇", "江口乡"):
        desk.drop(f"附件2-{unit}-盖章版.pdf", returns.scan(unit, "2022-06"), "2022-06-06T17:00")
    done = put(PROGRESS, "扩网工程10处、村级水厂3处、屯级供水工程20处全部建成通水，受益人口50600人。")
    desk.drop("附件2-水利局.xlsx", desk.filled("水利局", finished(), done), "2022-06-06T17:00")
    same = put(PROGRESS, "完成2个农贸市场设计，1个进场施工。")
    desk.drop("附件2-科工贸局.xlsx", desk.filled("科工贸局", same), "2022-06-06T17:00")
    desk.drop("附件2-黄冕镇.xlsx", desk.filled("黄冕镇", put(PERCENT, 0.2)), "2022-06-06T17:00")
    desk.drop("附件2-江口乡.xlsx", desk.filled("江口乡", put(PROGRESS, "正在积极推进中。")), "2022-06-06T17:00")
    june = run(_at(folder, "2022-06-08T09:00"), "2022-06", received=None, dry_run=False, tell=tell)
    hand_out(_at(folder, "2022-06-08T09:00"), "bulletin", "2022-06", dry_run=False, tell=tell)
    return DemoPeriod(issued=len(made.units), taken=(june.collected,), counts=june.counts)
