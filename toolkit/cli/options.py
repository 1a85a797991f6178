"""What every command shares: the session and its four options, given before or after the command's name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from toolkit.nouns.errors import ToolkitError

Function = TypeVar("Function", bound=Callable[..., Any])
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@dataclass(slots=True)
class Session:
    """What the options said, until a command asks."""

    workspace: str = "."
    as_of: str = ""
    json: bool = False
    dry_run: bool = False
    quiet: bool = False
    now: datetime | None = None
    """Set once by main(); the only reading of the clock."""

    @property
    def root(self) -> Path:
        return Path(self.workspace)

    def moment(self, zone: tzinfo | None = None) -> datetime:
        """Return the moment to judge by; a date alone means the end of that day. Raises ToolkitError."""
        zone = zone or ZoneInfo("Asia/Shanghai")
        if self.as_of:
            return parse_moment(self.as_of, zone, option="--as-of")
        if self.now is None:
            raise RuntimeError("main() did not set the clock")
        return self.now.astimezone(zone).replace(microsecond=0)


def parse_moment(text: str, zone: tzinfo, *, option: str) -> datetime:
    """Read an ISO time; a date alone is the end of that day; without an offset it is local."""
    try:
        found = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise click.UsageError(f"{option} 要写成 2022-04-06T18:00 或 2022-04-06 的样式，这里写的是“{text}”。") from None
    if len(text.strip()) <= len("2022-04-06"):
        found = datetime.combine(found.date(), time(23, 59, 59))
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        session = context.find_root().ensure_object(Session)
        if value:
            setattr(session, name, value)

    return callback


_OPTIONS = {
    "workspace": click.option("-w", "--workspace", metavar="文件夹", expose_value=False, callback=_keep("workspace"),
                              help="工作文件夹（默认：当前文件夹）。"),
    "as_of": click.option("--as-of", metavar="时间", expose_value=False, callback=_keep("as_of"),
                          help="按哪个时刻判断（默认：现在），如 2022-04-06T18:00。"),
    "json": click.option("--json", "as_json", is_flag=True, expose_value=False, callback=_keep("json"),
                         help="输出 JSON。"),
    "dry_run": click.option("--dry-run", is_flag=True, expose_value=False, callback=_keep("dry_run"),
                            help="只看会做什么，不写任何文件。"),
    "quiet": click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=_keep("quiet"),
                          help="不显示进度。"),
}  # fmt: skip


def common(function: Function) -> Function:
    """Add the shared options to a group or command."""
    for option in reversed(_OPTIONS.values()):
        function = option(function)
    return function


def session() -> Session:
    return click.get_current_context().find_root().ensure_object(Session)


period_argument = click.argument("period", required=False, metavar="[期次]")


def existing(path: str) -> Path:
    found = Path(path)
    if not found.is_file():
        raise ToolkitError(f"找不到文件“{path}”，请核对路径。")
    return found
