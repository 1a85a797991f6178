"""What stands before a command: how Python is to behave, and what is begun before the line is understood.

To load what understands it takes longer than another process takes to begin. What the line says is only guessed here, from its
words: what was begun for nothing ends with the command, and who needs what could not be begun does it himself, and says why not.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from toolkit.cli.summaries import SHARED

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.pipeline.plan_ahead import PlanAhead
    from toolkit.workspace import FirstLook

_RARELY = (200_000, 20, 50)
"""How often rings of objects are looked for: a command makes hardly any and ends soon; a look goes through all it holds."""
_ELSEWHERE = ("-h", "--help", "--cluster")
"""What is not done, or not on this computer."""


class Begun(NamedTuple):
    """What was begun for a workspace."""

    root: "Path | None" = None
    ahead: "PlanAhead | None" = None
    """附件1, where it is being read already."""
    seen: "FirstLook | None" = None
    """What lay in the inbox; workers begin for it."""


@contextmanager
def rarely_collecting(*, ends: bool) -> Iterator[None]:
    """Have Python look for rings of objects as seldom as a command needs it. `ends`: the process ends with it."""
    often = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        if ends:
            gc.freeze()  # else Python looks through all that it holds several times over before it ends
        gc.set_threshold(*often)


@contextmanager
def begun(words: Sequence[str]) -> Iterator[Begun]:
    """Begin what the command of these words will want first."""
    with ExitStack() as left:
        yield _begun(words, left)


def _begun(words: Sequence[str], left: ExitStack) -> Begun:
    """`left`: what ends with the command."""
    command = _command(words)
    if command not in {"generate", "run", "ingest"} or any(word.startswith(_ELSEWHERE) for word in words):
        return Begun()
    from toolkit.nouns.errors import ToolkitError
    from toolkit.workspace.paths import given

    try:
        root = given(_folder_named(words))
        if command == "generate":
            from toolkit.pipeline.plan_ahead import plan_ahead

            return Begun(root, ahead=left.enter_context(plan_ahead(root)))
        from toolkit.pipeline.early_look import looked_early

        return Begun(root, seen=looked_early(root, ""))
    except (OSError, ValueError, ToolkitError):
        return Begun()


def _command(words: Sequence[str]) -> str:
    """Return the first word that is neither an option nor given to one; "" = there is none."""
    valued = {name for names, value, _ in SHARED.values() if value for name in names.split(", ")}
    given_to = ""
    for word in words:
        if not word.startswith("-") and given_to not in valued:
            return word
        given_to = word
    return ""


def _folder_named(words: Sequence[str]) -> str:
    """Return the folder that -w gives; "" = none."""
    options = SHARED["workspace"][0].split(", ")
    for word, following in zip(words, (*words[1:], ""), strict=True):
        for option in options:
            if word.startswith(option):
                return word.removeprefix(option).removeprefix("=") or following
    return ""
