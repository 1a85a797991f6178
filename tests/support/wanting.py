"""What a product is made from, drawn by hand: an office, its dockets, what is wanted."""

from collections.abc import Sequence
from typing import Any

from toolkit.nouns.docket import Docket
from toolkit.nouns.letters_on_record import Letters
from toolkit.nouns.records import Drafted
from toolkit.pipeline.products import Judged, Wanted
from toolkit.plan.model import Period


def asked(
    office: Any, dockets: Sequence[Docket], period: Period | None = None, detail: str = "", drafted: Sequence[Drafted] = ()
) -> tuple[Judged, Wanted]:
    """Return the two arguments of every maker of files."""
    return Judged(office=office, dockets=dockets, drafted=Letters(drafted)), Wanted(kind="", period=period, detail=detail)
