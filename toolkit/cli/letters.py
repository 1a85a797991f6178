"""The commands for letters and publication: everything is drafted, nothing is sent."""

import click

from toolkit.cli import show
from toolkit.cli.main_job import office, open_result
from toolkit.cli.options import common, period_argument, session


@click.command()
@period_argument
@common
def remind(period: str | None) -> None:
    """起草催报：通知、短信和邮件草稿；两天内催过的不再催。"""
    from toolkit.pipeline.main_job import remind as draft

    with show.progress(session()) as tell:
        done = draft(office(), period, dry_run=session().dry_run, tell=tell)
    show.written(done, session())
    if not done.paths and not session().json:
        show.lines(["没有需要催报的单位。"])
    if done.paths:
        open_result(done.paths[0].parent)


@click.command()
@period_argument
@click.option("--number", type=click.IntRange(1, 999), metavar="期号", help="第几期通报（默认：本年第几次收表）。")
@click.option("--year", is_flag=True, help="年终报送情况通报。")
@common
def bulletin(period: str | None, number: int | None, *, year: bool) -> None:
    """起草督查通报和预警督办单；--year 起草年终通报。"""
    from toolkit.pipeline.main_job import bulletin as draft

    with show.progress(session()) as tell:
        done = draft(office(), period, number=number, year=year, dry_run=session().dry_run, tell=tell)
    show.written(done, session())


@click.command()
@click.option("--edition", type=click.Choice(["年初", "年中", "年终"]), required=True, help="哪一次公布。")
@common
def publish(edition: str) -> None:
    """生成对外公布的网页、表格和文档；只含设置里列明的公开字段。"""
    from toolkit.pipeline.main_job import publish as write

    with show.progress(session()) as tell:
        done = write(office(), edition, dry_run=session().dry_run, tell=tell)
    show.written(done, session())


commands = {"remind": remind, "bulletin": bulletin, "publish": publish}
