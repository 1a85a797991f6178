"""The command line. `duban --help` is answered from texts alone; all else is click's business, loaded when it is needed."""

import sys
from typing import Any

_OF_THE_LINE = frozenset({"cli", "COMMANDS", "_run"})


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit the process with a code of DESIGN §5."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["--help"], ["-h"]):
        from toolkit.cli.front_page import show_front_page

        sys.exit(show_front_page())
    from toolkit.cli.beforehand import begun, rarely_collecting

    with rarely_collecting(ends=arguments is None), begun(given) as early:
        from toolkit.cli.line import run_line

        code = run_line(arguments, early)
    sys.exit(code)


def __getattr__(name: str) -> Any:
    if name not in _OF_THE_LINE:
        raise AttributeError(name)
    from toolkit.cli import line

    return getattr(line, name)
