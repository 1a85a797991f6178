"""What stands before a command: how Python is to behave, and what is begun before the line is understood.

To load what understands it takes longer than a twin of this process takes to begin. What the line says is only guessed here, from
its words: what was begun for nothing ends with the command, and nothing that is asked for hangs on it.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from toolkit.cli.summaries import SHARED

if TYPE_CHECKING:
    from toolkit.pipeline.plan_ahead import PlanAhead

_RARELY = (200_000, 20, 50)
"""How often rings of objects are looked for: a command makes hardly any and ends soon; a look goes through all it holds."""


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


def begun(words: Sequence[str]) -> AbstractContextManager["PlanAhead | None"]:
    """Begin what the command of these words will want; None = nothing."""
    if "generate" not in words:
        return nullcontext()
    from toolkit.pipeline.plan_ahead import plan_ahead
    from toolkit.workspace.paths import given

    return plan_ahead(given(_folder_named(words)))


def _folder_named(words: Sequence[str]) -> str:
    """Return the folder that -w gives; "" = none."""
    options = SHARED["workspace"][0].split(", ")
    for word, following in zip(words, (*words[1:], ""), strict=True):
        for option in options:
            if word.startswith(option):
                return word.removeprefix(option).removeprefix("=") or following
    return ""
