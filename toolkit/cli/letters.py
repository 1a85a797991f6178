"""The commands for workbooks, letters and publication, one for each command of the catalogue. Nothing is sent."""

from typing import Any

import click

from toolkit.cli import show
from toolkit.cli.main_job import office, open_result, say_last_period, say_waiting
from toolkit.cli.options import common, period_argument, session
from toolkit.cli.summaries import SUMMARIES
from toolkit.pipeline.catalogue import CATALOGUE, Scope, made_by

_YEAR = {
    "register": click.option("--year", is_flag=True, help="全年的登记表。"),
    "bulletin": click.option("--year", is_flag=True, help="年终报送情况通报。"),
}
_DETAIL = {
    "bulletin": click.option(
        "--number", "detail", type=click.IntRange(1, 999), metavar="期号", help="第几期通报（默认：本年第几次收表）。"
    ),
    "publish": click.option(
        "--edition", "detail", type=click.Choice(["年初", "年中", "年终"]), required=True, help="哪一次公布。"
    ),
}
_NOTHING = {"remind": "现在没有需要催报的单位（不欠材料的、还没到提醒时候的、两天内刚起草过催报或退回过的，都不催）。"}
"""Command → what is said where nothing is to be written."""


def _command(name: str, words: str) -> click.Command:
    def make(period: str | None = None, detail: Any = None, *, year: bool = False) -> None:
        from toolkit.pipeline.main_job import hand_out

        scope = Scope.YEAR if year or not made_by(name, Scope.PERIOD) else Scope.PERIOD
        said = str(detail) if detail else ""
        with show.progress(session()) as tell:
            here = say_last_period(office(), period or ("全年" if scope is Scope.YEAR else None))
            say_waiting(here)
            done = hand_out(here, name, period, scope=scope, detail=said, dry_run=session().dry_run, tell=tell)
        show.written(done, session())
        if name in _NOTHING and not done.paths and not session().json:
            show.lines([_NOTHING[name]])
        if done.paths and name == "remind":
            open_result(done.paths[0].parent)

    made = common(make)
    for options in (_YEAR, _DETAIL):
        made = options[name](made) if name in options else made
    if made_by(name, Scope.PERIOD):
        made = period_argument(made)
    return click.command(name, help=words)(made)


commands = {line.command: _command(line.command, SUMMARIES[line.command]) for line in CATALOGUE if line.command}
