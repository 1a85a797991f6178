"""What was issued, with what is looked up in it: worked out once, however many snapshots speak of the same records. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from toolkit.form.paper_code import unit_mark
from toolkit.nouns.records import Issued, IssuedMark, issued_mark
from toolkit.nouns.shelf import LongList, Places, Shelf, each, joined, marks_of


class IssuedRecords(LongList[Issued]):
    """The records, oldest first."""

    def __init__(self, records: Iterable[Issued]) -> None:
        self._records: Sequence[Issued] = records if isinstance(records, LongList) else Shelf(records)

    @classmethod
    def of(cls, issued: Sequence[Issued]) -> "IssuedRecords":
        return issued if isinstance(issued, cls) else cls(issued)

    def __reduce__(self) -> tuple[Callable[[Iterable[Issued]], "IssuedRecords"], tuple[Shelf[Issued]]]:
        """Send the records alone to a worker, as they would lie there."""
        return IssuedRecords, (Shelf(self),)

    def __len__(self) -> int:
        return len(self._records)

    def own_marks(self) -> Sequence[IssuedMark]:
        return marks_of(self._records, issued_mark)

    def _value(self, place: int) -> Issued:
        return self._records[place]

    @cached_property
    def _forms_and_jobs(self) -> tuple[Mapping[str, str], frozenset[str]]:
        """Return both from one look through all records."""
        marks = marks_of(self._records, issued_mark)
        return {period: form for _number, period, form, _job in marks}, frozenset([mark.job for mark in marks])

    @property
    def newest(self) -> Mapping[str, str]:
        """Period → the version of the form issued last."""
        return self._forms_and_jobs[0]

    @cached_property
    def marks(self) -> Mapping[str, str]:
        """Return the mark in a paper's code → the unit that it was issued to."""
        return {unit_mark(unit): unit for unit in dict.fromkeys(one.unit for one in self)}

    @property
    def jobs(self) -> frozenset[str]:
        """Return 任务号 of all jobs that forms were issued for; "" = of one that had none."""
        return self._forms_and_jobs[1]

    @cached_property
    def _places(self) -> Mapping[str, Mapping[str, Places]]:
        """Period → unit → where what they were sent stands."""
        places: dict[str, dict[str, Places]] = {}
        for place, one in enumerate(self):
            units = places.setdefault(one.period, {})
            units[one.unit] = joined(units.get(one.unit), place)
        return places

    def issued_to(self, unit: str, period: str) -> tuple[Issued, ...]:
        """Return what a unit was sent for a period, oldest first."""
        return tuple(self[place] for place in each(self._places.get(period, {}).get(unit)))

    def first(self, unit: str, period: str) -> datetime | None:
        """Return when a unit was sent a form for a period first; None = it was sent none."""
        return min((one.at for one in self.issued_to(unit, period)), default=None)
