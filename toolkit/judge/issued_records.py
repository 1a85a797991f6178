"""What was issued, with what is looked up in it: worked out once, however many snapshots speak of the same records. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from toolkit.form.paper_code import unit_mark
from toolkit.nouns.records import Issued

Owner = tuple[str, str]
"""(unit, period)."""


class IssuedRecords(tuple[Issued, ...]):
    """The records, oldest first."""

    @classmethod
    def of(cls, issued: Sequence[Issued]) -> "IssuedRecords":
        return issued if isinstance(issued, cls) else cls(issued)

    def __getstate__(self) -> None:
        """Send the records alone to a worker."""

    @cached_property
    def newest(self) -> Mapping[str, str]:
        """Period → the version of the form issued last."""
        return {one.period: one.form for one in self}

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """Return the mark in a paper's code → the unit that it was issued to."""
        return {unit_mark(unit): unit for unit in dict.fromkeys(one.unit for one in self)}

    @cached_property
    def jobs(self) -> frozenset[str]:
        """Return 任务号 of all jobs that forms were issued for; "" = of one that had none."""
        return frozenset(one.job for one in self)

    @cached_property
    def by_owner(self) -> Mapping[Owner, Sequence[Issued]]:
        """(unit, period) → what they were sent, oldest first."""
        forms: dict[Owner, list[Issued]] = defaultdict(list)
        for one in self:
            forms[one.unit, one.period].append(one)
        return dict(forms)

    @cached_property
    def first(self) -> Mapping[Owner, datetime]:
        """(unit, period) → when they were sent a form first."""
        return {owner: min(one.at for one in theirs) for owner, theirs in self.by_owner.items()}
