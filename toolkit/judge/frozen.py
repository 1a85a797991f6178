"""The rules by which a closed period (定稿) is judged, whatever 附件1 and 附件2 say later. Pure values."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from toolkit.nouns.fields import Form
from toolkit.plan.model import Plan

if TYPE_CHECKING:
    from toolkit.nouns.docket import FileRow

AFTER = "定稿后报送"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRules:
    """Plan and form as they were recorded when a period was closed."""

    note: int
    """Number of the note that closed it: a receipt with a higher one came after."""
    at: datetime
    plan: Plan
    form: Form
    template: bytes
    """The form's workbook."""


def after(row: "FileRow", rules: FrozenRules | None) -> "FileRow":
    """Return the row of a closed period, marked where the file came after it was closed: it counts all the same."""
    if rules is None or row.receipt < rules.note:
        return row
    return replace(row, note="；".join(filter(None, (row.note, AFTER))))
