"""The commands that take in. They look what lies in the inbox before they load what they need: it takes a tenth of a second."""

from contextlib import nullcontext
from time import perf_counter
from typing import TYPE_CHECKING

import click

from toolkit.cli.options import common, parse_moment, period_argument, reading_at, reading_options, session
from toolkit.nouns.errors import Exit

if TYPE_CHECKING:
    from toolkit.workspace import FirstLook


def seen_early(cluster: str) -> "FirstLook":
    """Look what lies in the inbox while nothing is loaded yet: workers begin sooner, and less is waited for."""
    here = session()
    if here.early.seen is not None and here.early.root == here.root and not cluster:
        return here.early.seen
    from toolkit.pipeline.early_look import looked_early

    return looked_early(here.root, cluster)


@click.command()
@click.option("--received", metavar="时间", help="这一批文件的收到时间（由登记人确认）。")
@reading_options
@common
def ingest(received: str | None, cluster: str, workers: int | None, *, or_here: bool) -> int:
    """收取 inbox 里的全部来件：归档、识别、校验、记入台账。"""
    seen = seen_early(cluster)
    from toolkit.cli import show
    from toolkit.cli.main_job import office
    from toolkit.pipeline.ingest import ingest as collect

    here = reading_at(office(), cluster, workers, or_here=or_here)
    stated = parse_moment(received, here.zone, option="--received") if received else None
    with show.progress(session()) as tell:
        done = collect(here, received=stated, dry_run=session().dry_run, tell=tell, seen=seen)
    show.complaints((*done.complaints, *done.undone))
    if session().json:
        from toolkit.telling import as_json

        show.as_json(as_json.ingested(done))
    else:
        show.ingested(done)
    return Exit.OPERATOR if done.undone else Exit.OK


@click.command()
@period_argument
@click.option("--received", metavar="时间", help="这一批文件的收到时间（由登记人确认）。")
@reading_options
@click.option("--profile", is_flag=True, help="列出时间用在哪里。")
@common
def run(period: str | None, received: str | None, cluster: str, workers: int | None, *, or_here: bool, profile: bool) -> int:
    """截止后的一整套：收件、汇总、登记、函件。"""
    seen = seen_early(cluster)
    from toolkit.cli import show
    from toolkit.cli.main_job import office, open_result, say_last_period
    from toolkit.cli.spent import TimeSpent
    from toolkit.pipeline.main_job import run as whole

    here, spent = reading_at(office(), cluster, workers, or_here=or_here), TimeSpent()
    say_last_period(here, period)
    stated = parse_moment(received, here.zone, option="--received") if received else None
    before = perf_counter() - session().began
    with show.progress(session()) as tell, spent.measuring() if profile else nullcontext():
        done = whole(here, period, received=stated, dry_run=session().dry_run, tell=tell, seen=seen)
    show.complaints((*done.collected.complaints, *done.undone))
    if session().json:
        from toolkit.telling import as_json

        show.as_json(as_json.ran(done))
    else:
        show.ran(done)
    if profile:
        show.profile(done.seconds, spent, before, perf_counter() - session().began)
    open_result(here.workspace.period(done.period.id) / "看板.html")
    return Exit.OPERATOR if done.undone else Exit.OK


commands = {"ingest": ingest, "run": run}
