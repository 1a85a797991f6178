"""The commands of the main job: from the plan to the register."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli import show
from toolkit.cli.options import common, existing, period_argument, session
from toolkit.nouns.errors import Exit

if TYPE_CHECKING:
    from toolkit.pipeline.office import Office


def office() -> "Office":
    from toolkit.pipeline.office import open_office

    here = session()
    return open_office(
        here.root, here.moment, here.now, moving=not here.as_of, with_later_notes=here.later_notes, ahead=here.early.ahead
    )


def say_last_period(here: "Office", named: str | None) -> "Office":
    """Say why it is the last period where none was named and the year is over; return the office."""
    from toolkit.plan.deadlines import all_collected

    if not named and all_collected(here.plan, here.as_of):
        last, today = here.plan.periods[-1], here.as_of.astimezone(here.zone)
        show.complaints([f"没有写期次：到{today:%Y-%m-%d}各期都已收完，这里按最后一期（{last.id}）办。"])
    return here


def say_waiting(here: "Office") -> None:
    """Say that files lie in the inbox which no figure and no letter of this command knows."""
    from toolkit.words import remarks
    from toolkit.workspace import first_look

    if waiting := len(first_look(here.workspace.inbox).files):
        show.complaints([remarks.not_taken_in(waiting)])


def where_we_are() -> None:
    """Say where the office stands and which command comes next; without a workspace, how to make one."""
    from toolkit.telling import as_json, screen
    from toolkit.workspace.paths import Workspace

    here = Workspace(session().root)
    if not here.plan.is_file():
        show.result(session(), "duban init 督办", as_json.no_workspace, screen.no_workspace)
        return
    from toolkit.pipeline.cycle import cycle

    show.result(session(), cycle(office()), as_json.cycle, screen.cycle)


def open_result(path: Path) -> None:
    if session().open:
        from toolkit.cli.opened_file import opened

        opened(path)


def _new_job() -> str:
    import secrets

    from toolkit.plan.ids import JOBS, job_id

    return job_id(secrets.randbelow(JOBS))


@click.command()
@click.argument("folder", required=False, metavar="[文件夹]")
@click.option("--notice", metavar="通知", help="直接用这份通知（Word、WPS、Excel 或文本）做附件1。")
@click.option("--example", metavar="名称", help="放另一个示例，如“政府工作报告”（每月报、不要扫描件、有牵头和配合）。")
@common
def init(folder: str | None, *, notice: str | None, example: str | None) -> None:
    """新建工作文件夹，放好附件1、附件2，可直接使用；不给通知就放2022年的示例。"""
    from toolkit.pipeline.setting_up import start
    from toolkit.telling import beginning, beginning_json

    here = session()
    paper = existing(notice) if notice else None
    where = Path(folder or here.workspace or ".")
    done = start(where, _new_job(), notice=paper, example=example or "", dry_run=here.dry_run)
    show.result(here, done, beginning_json.started, beginning.started)


@click.command("import-plan")
@click.argument("notice", metavar="通知")
@click.option("--force", is_flag=True, help="覆盖已有的附件1.xlsx（原表另存一份）；还是示例的不用加。")
@common
def import_plan(notice: str, *, force: bool) -> None:
    """从通知（Word、WPS、Excel 或文本）里取出任务，生成附件1.xlsx；原有的邮箱、别名、联系人、设置都留着。"""
    from toolkit.pipeline.setting_up import import_notice
    from toolkit.telling import beginning, beginning_json

    here = session()
    done = import_notice(here.root, existing(notice), _new_job(), force=force, dry_run=here.dry_run)
    show.result(here, done, beginning_json.imported, beginning.imported)


@click.command("new-year")
@click.argument("folder", metavar="文件夹")
@click.option("--from", "old", required=True, metavar="上一年的文件夹", help="从哪个工作文件夹接过来。")
@common
def new_year(folder: str, *, old: str) -> None:
    """新建下一年的工作文件夹：单位、邮箱、别名、设置、表样接着用，没办完的事项连同最后的答复列出来。"""
    from toolkit.pipeline.new_year import new_year as begin
    from toolkit.pipeline.office import open_office
    from toolkit.telling import beginning, beginning_json
    from toolkit.words import refusals
    from toolkit.workspace.paths import Workspace

    here = session()
    Workspace.find(Path(old), refusals.LAST_YEAR)
    done = begin(open_office(Path(old), here.moment, here.now), Path(folder), _new_job(), dry_run=here.dry_run)
    show.result(here, done, beginning_json.year_begun, beginning.year_begun)


@click.command()
@click.option("--add-units", is_flag=True, help="把附件1里有、“单位”表里没有的单位补进“单位”表。")
@common
def plan(*, add_units: bool) -> None:
    """列出事项、单位、任务、截止时间和待确认的内容，并检查附件1。"""
    from toolkit.telling import beginning, beginning_json

    if add_units:
        from toolkit.pipeline.setting_up import add_units as write_units

        done = write_units(session().root, dry_run=session().dry_run)
        show.result(session(), done, beginning_json.units_added, beginning.units_added)
        return
    from toolkit.pipeline.office import read_office_plan
    from toolkit.plan.overview import overview

    view = overview(read_office_plan(session().root))
    show.result(session(), view, beginning_json.plan, beginning.plan)


@click.command()
@period_argument
@click.option("--unit", "units", multiple=True, metavar="单位", help="只生成这个单位的表（可写多次）。")
@common
def generate(period: str | None, units: tuple[str, ...]) -> None:
    """按单位生成本期预填好的附件2。"""
    with show.progress(session()) as tell:
        from toolkit.pipeline.issue import generate as issue
        from toolkit.telling import forms_issued

        here = say_last_period(office(), period)
        done = issue(here, period, units, dry_run=session().dry_run, tell=tell)
    show.result(session(), done, forms_issued.values, forms_issued.lines)
    open_result(done.folder)


@click.command()
@click.argument("files", nargs=-1, metavar="[文件]…")
@click.option("--dropped", is_flag=True, hidden=True)
@common
def add(files: tuple[str, ...], *, dropped: bool) -> None:
    """把文件放进 inbox（同名的另取名，不覆盖）。"""
    import os

    from toolkit.pipeline.adding import add as put
    from toolkit.telling import beginning_json, screen
    from toolkit.workspace import Workspace
    from toolkit.workspace.launchers import dropped_files

    names = (dropped_files(os.environ.get("DUBAN_DROPPED", "")) if dropped else ()) or files
    if not names and not dropped:
        raise click.UsageError("请写要放进 inbox 的文件。")
    done = put(Workspace.find(session().root), map(Path, names), dry_run=session().dry_run)
    show.result(session(), done, beginning_json.added, screen.added)


@click.command()
@click.argument("what", required=False, metavar="[期次|单位]")
@click.option("--year", is_flag=True, help="全年各期。")
@click.option("--check", is_flag=True, help="有未报或退回时以 1 退出。")
@common
def status(what: str | None, *, year: bool, check: bool) -> int:
    """谁报了什么；写单位名称则列出该单位的经过。"""
    from toolkit.pipeline.status import status as look
    from toolkit.telling import as_json

    here = say_last_period(office(), what or ("全年" if year else None))
    say_waiting(here)
    with look(here, what, year=year) as result:
        show.complaints(result.complaints)
        if session().json:
            show.as_json(as_json.status(result))
        else:
            show.status(result)
        first, wanting = result.dockets[0].period, check and result.wanting
    open_result(here.workspace.period(first) / "看板.html")
    return Exit.PROBLEMS if wanting else Exit.OK


@click.command()
@click.argument("folder", required=False, default="demo", metavar="[文件夹]")
@common
def demo(folder: str) -> None:
    """演示：在 demo 文件夹里用2022年的附件1走完两期。"""
    from toolkit.pipeline.demo import demo as play
    from toolkit.telling import beginning, beginning_json

    with show.progress(session()) as tell:
        played = play(Path(folder), dry_run=session().dry_run, tell=tell)
    show.result(session(), played, beginning_json.demo, beginning.demo)


commands = {
    "init": init, "import-plan": import_plan, "new-year": new_year, "plan": plan, "generate": generate, "add": add,
    "status": status, "demo": demo,
}  # fmt: skip
