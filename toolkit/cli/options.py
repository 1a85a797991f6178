"""What every command shares: the session and its four options, given before or after the command's name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.cli.beforehand import Begun
from toolkit.cli.examples import epilog
from toolkit.cli.front_page import WIDTH
from toolkit.cli.summaries import SHARED
from toolkit.nouns.errors import ToolkitError
from toolkit.words import refusals

if TYPE_CHECKING:
    from toolkit.pipeline.office import Office

Function = TypeVar("Function", bound=Callable[..., Any])
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": WIDTH}


@dataclass(slots=True)
class Session:
    """What the options said, until a command asks."""

    workspace: str = ""
    as_of: str = ""
    json: bool = False
    dry_run: bool = False
    quiet: bool = False
    open: bool = False
    """Open the result when done (一键…)."""
    later_notes: bool = False
    now: datetime | None = None
    """Set once by main(); the only reading of the clock."""
    began: float = field(default_factory=perf_counter)
    """When the command began, for `run --profile`."""
    early: Begun = Begun()  # noqa: RUF009
    """What was begun before the line was understood."""

    @property
    def root(self) -> Path:
        """Return the workspace: -w, else DUBAN_WORKSPACE, else this folder or the nearest above it that is one."""
        from toolkit.workspace.paths import given

        return given(self.workspace)

    def moment(self, zone: tzinfo | None = None) -> datetime:
        """Return the moment to judge by; a date alone means the end of that day. Raises ToolkitError."""
        if zone is None:
            from zoneinfo import ZoneInfo

            zone = ZoneInfo("Asia/Shanghai")
        if self.as_of:
            return parse_moment(self.as_of, zone, option="--as-of")
        if self.now is None:
            raise RuntimeError("main() did not set the clock")
        return self.now.astimezone(zone).replace(microsecond=0)


def parse_moment(text: str, zone: tzinfo, *, option: str) -> datetime:
    """Read a time as people write it; a day alone is the end of that day; a day without a year is one of the plan's year."""
    from toolkit.values.moments import read_moment

    for year in (lambda: None, plan_year):  # the plan is opened only for a day without a year
        try:
            return read_moment(text, zone, year=year()).end
        except ValueError:
            continue
    raise click.UsageError(
        f"{option} 读不懂“{text}”，请写成 2022-04-06T18:00、2022-04-06 或 4月6日18:00 的样式（只写日期表示当日24时）。"
    )


def plan_year() -> int | None:
    """Return the year that the workspace's plan is about; None where there is no readable plan."""
    from toolkit.pipeline.office import read_office_plan

    try:
        return read_office_plan(session().root).periods[0].deadline.year
    except (ToolkitError, IndexError):
        return None


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        session = context.find_root().ensure_object(Session)
        if value:
            setattr(session, name, value)

    return callback


def _shared(name: str, *also: str) -> Callable[[Function], Function]:
    """Return a shared option as `SHARED` tells it; `also`: the name of its parameter, where that is not its own."""
    names, value, said = SHARED[name]
    more: dict[str, Any] = {"metavar": value} if value else {"is_flag": True}
    return click.option(*names.split(", "), *also, expose_value=False, callback=_keep(name), help=said, **more)


_OPTIONS = {
    "workspace": _shared("workspace"),
    "as_of": _shared("as_of"),
    "json": _shared("json", "as_json"),
    "dry_run": _shared("dry_run"),
    "later_notes": _shared("later_notes"),
    "quiet": _shared("quiet"),
    "open": click.option("--open", "open_", is_flag=True, expose_value=False, hidden=True, callback=_keep("open")),
}


def common(function: Function) -> Function:
    """Add the shared options to a group or command."""
    for option in reversed(_OPTIONS.values()):
        function = option(function)
    return function


def session() -> Session:
    return click.get_current_context().find_root().ensure_object(Session)


def reading_options(function: Function) -> Function:
    """Add where and by how many files are read."""
    for option in reversed(_READING):
        function = option(function)
    return function


_READING = (
    click.option("--cluster", default="", metavar="地址", help="在集群上读取来件：写调度器的地址（台账仍在本机）。"),
    click.option("--or-here", is_flag=True, help="集群连不上时改在本机读取。"),
    click.option("--workers", type=click.IntRange(1, 64), metavar="个数", help="本机用几个进程读取（默认：每个核一个）。"),
)


def reading_at(here: "Office", cluster: str, workers: int | None, *, or_here: bool) -> "Office":
    """Return the office with the place where files are read. Raises: ToolkitError, where the cluster does not answer."""
    from dataclasses import replace

    if cluster:
        from toolkit.intake.cluster import reachable

        try:
            reachable(cluster)
        except ToolkitError as error:
            if not or_here:
                raise
            click.echo(f"{error}已按 --or-here 改在本机读取。", err=True)
            cluster = ""
    return replace(here, cluster=cluster, workers=workers)


period_argument = click.argument("period", required=False, metavar="[期次]")


def existing(path: str) -> Path:
    path_given = Path(path)
    if not path_given.is_file():
        raise ToolkitError(refusals.no_such_file(path))
    return path_given


def nearest(typed: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant."""
    import difflib

    return next(iter(difflib.get_close_matches(typed, list(known), 1, 0.6)), None)


class Commands(click.Group):
    """A group that names the nearest command for a slip of the hand, and shows examples with every help."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.epilog = command.epilog or epilog(f"{self.name} {cmd_name}")
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            near = nearest(args[0], known)
            hint = f"是不是想用 {near}？" if near else f"输入 {ctx.command_path} --help 查看全部命令。"
            raise click.UsageError(f"没有“{args[0]}”这个命令，{hint}", ctx)
        return super().resolve_command(ctx, args)
