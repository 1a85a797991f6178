"""The command line: parses, prints, exits. A speaker, and the only reader of the clock."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from toolkit import __version__
from toolkit.cli import chinese
from toolkit.cli.beforehand import Begun
from toolkit.cli.examples import epilog
from toolkit.cli.front_page import ABOUT, ROUND, VERSION, never_die_of_a_sign
from toolkit.cli.options import HELP, Commands, Session, common
from toolkit.cli.summaries import SUMMARIES
from toolkit.nouns.errors import Exit, ToolkitError
from toolkit.words.dates import CHINA

COMMANDS = {
    "init": "main_job", "import-plan": "main_job", "new-year": "main_job",
    "plan": "main_job", "generate": "main_job", "add": "main_job",
    "ingest": "taking_in",
    "merge": "letters", "register": "letters", "run": "taking_in", "status": "main_job", "demo": "main_job",
    "remind": "letters", "bulletin": "letters", "brief": "letters", "forms": "letters", "publish": "letters",
    "note": "upkeep", "close": "upkeep",
    "undo": "upkeep", "verify": "upkeep", "rebuild": "upkeep", "export": "upkeep", "doctor": "upkeep",
}  # fmt: skip
_NOTHING = Begun()


class _Lazy(Commands):
    """Commands in the order of the work; a command's module is loaded when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = __import__(f"toolkit.cli.{COMMANDS[cmd_name]}", fromlist=["commands"])
        command: click.Command = module.commands[cmd_name]
        command.epilog = command.epilog or epilog(cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading one of them."""
        with formatter.section("命令"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in COMMANDS])


@click.group(
    cls=_Lazy,
    help=ABOUT,
    context_settings=HELP,
    epilog=ROUND,
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="duban", message="督办表单工具 %(prog)s %(version)s", help=VERSION)
@common
@click.pass_context
def cli(ctx: click.Context) -> None:
    """See `ABOUT`."""
    if ctx.invoked_subcommand is None:
        from toolkit.cli.main_job import where_we_are

        where_we_are()


def run_line(arguments: list[str] | None, early: Begun = _NOTHING) -> int:
    """Run the command line and return its exit code. `early`: what was begun for it."""
    never_die_of_a_sign()
    chinese.install()
    session = Session(now=datetime.now(CHINA), early=early)
    try:
        result = cli.main(args=arguments, prog_name="duban", standalone_mode=False, obj=session)
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.UsageError as error:
        error.show(sys.stderr)
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中止；再运行一次会接着做完。", err=True)
        return 130
    except (click.ClickException, ToolkitError) as error:
        click.echo(error.format_message() if isinstance(error, click.ClickException) else str(error), err=True)
        return Exit.OPERATOR
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception as error:
        from toolkit.workspace.refused import refused

        if isinstance(error, OSError) and (said := refused(error)):
            click.echo(said, err=True)
            return Exit.OPERATOR
        click.echo(f"程序出错了，这不是您的问题。经过已记入 {_log(session)}，请把它交给维护人员。", err=True)
        return Exit.BUG
    return int(result) if isinstance(result, int) else Exit.OK


def _log(session: Session) -> Path:
    """Append the traceback to duban.log in the workspace, or in the temp folder if that cannot be written."""
    import logging
    import tempfile
    import traceback

    text = f"{session.now:%Y-%m-%d %H:%M:%S} duban {__version__}\n{traceback.format_exc()}\n"
    for folder in (session.root, Path(tempfile.gettempdir())):
        path = folder / "duban.log"
        try:
            with path.open("a", encoding="utf-8") as log:
                log.write(text)
        except OSError:
            continue
        return path
    logging.getLogger(__name__).error(text)
    return Path("duban.log")
