"""What the office hands out, as values: what is wanted, its files, whose each file is, and what they are made from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit.nouns.letters_on_record import NO_LETTERS, Letters
from toolkit.nouns.records import Drafted
from toolkit.pipeline.catalogue import product
from toolkit.pipeline.office import Office, docket_of
from toolkit.pipeline.unit_prints import UnitPrints
from toolkit.plan.model import Period, Plan, Unit
from toolkit.workspace import YEAR
from toolkit.workspace.pieces import Content, Pieces

if TYPE_CHECKING:
    from toolkit.judge.dockets import Dockets
    from toolkit.nouns.docket import Docket, VerdictChange
    from toolkit.outputs.bulletin.period_data import MergedPeriod
    from toolkit.outputs.reminder import UnitToRemind


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file to write: made when it is asked for."""

    path: Path
    make: Callable[[], Content]
    """Returns what it says; pieces of what is large: they come once, and are made as they are written."""
    unit: str = ""
    """The unit that it is for; "" = the office's own."""
    asks: tuple[str, ...] = ()
    """Units that a paper for all gives a day by which to answer."""
    inputs: Callable[[], str] = str
    """Returns a hash of all that its bytes depend on besides this program; "" = only its bytes tell."""
    made_of: Callable[[bytes, Callable[[bytes], None]], Pieces] | None = None
    """Makes the same of what was kept of the file before it: blocks that this has too are copied. The other gets what to keep."""

    def __call__(self) -> bytes:
        """Return all that it says, held at once."""
        made = self.make()
        return b"".join(made) if isinstance(made, Pieces) else made


Files = Mapping[Path, File]
_UNITS = 128
"""Units whose files are a group."""


def files(*made: File) -> dict[Path, File]:
    return {one.path: one for one in made}


@dataclass(frozen=True, slots=True)
class FileGroup:
    """Some files of a product, which stand or are made together."""

    files: Callable[[], Iterable[File]]
    inputs: Callable[[], str] = str
    """Returns a hash of all that decides which files they are and what their bytes say; "" = each file tells for itself."""
    lasts: Callable[[], bool] = lambda: True
    """Tells, once all its files were gone over, whether that hash will tell it at a later moment too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsMade:
    """How the files of units are made out, units by their places in the plan."""

    among: Callable[[range], Sequence[int]]
    """Returns where among some places units stand that may have files."""
    of: Callable[[Unit], Files]
    tells: Callable[[range], str] = lambda _places: ""
    """See `FileGroup.inputs`."""
    lasts: Callable[[range], bool] = lambda _places: True
    """See `FileGroup.lasts`."""
    on_record: Callable[[str], bool] = lambda _unit: False
    """Tells whether the letter to a unit was put on record at an earlier moment."""


class UnitFiles(Mapping[Path, File]):
    """The files of many units: each unit's are made out when they are come to, and held until the next one's are."""

    def __init__(self, plan: Plan, how: UnitsMade, behind: Files = MappingProxyType({})) -> None:
        """`behind`: files of the office's own, after all others."""
        self._plan, self._places, self._how, self._behind = plan, range(len(plan.unit_names)), how, behind
        self._last: Files = {}

    def to_record(self, known: Callable[[str], bool]) -> "UnitFiles":
        """Return those of units whose letters are to go on record, and nothing that tells of groups; no other is made out.

        `known`: tells of a unit that its letter is on record, beside what its maker knows.
        """
        how, names = self._how, self._plan.unit_names

        def among(places: range) -> list[int]:
            return [place for place in how.among(places) if not (known(names[place]) or how.on_record(names[place]))]

        return UnitFiles(self._plan, UnitsMade(among=among, of=how.of))

    def groups(self) -> Iterator[FileGroup]:
        for start in range(0, len(self._places), _UNITS):
            places = self._places[start : start + _UNITS]
            yield FileGroup(partial(self._files, places), partial(self._how.tells, places), partial(self._how.lasts, places))
        if self._behind:
            yield FileGroup(self._behind.values)

    def _files(self, places: range) -> Iterator[File]:
        for place in self._how.among(places):
            self._last = self._how.of(self._plan.units[place])
            yield from self._last.values()

    def __iter__(self) -> Iterator[Path]:
        yield from (file.path for file in self._files(self._places))
        yield from self._behind

    def __getitem__(self, path: Path) -> File:
        for known in (self._last, self._behind):
            if path in known:
                return known[path]
        return next(file for file in self._files(self._places) if file.path == path)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def groups_of(made: Files) -> Iterator[FileGroup]:
    """Yield a product's files in order, those of many units some units at a time."""
    return made.groups() if isinstance(made, UnitFiles) else iter((FileGroup(made.values),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One product to make. `period` None = the year."""

    kind: str
    period: Period | None = None
    detail: str = ""

    @property
    def place(self) -> str:
        return self.period.id if self.period else YEAR

    @property
    def its_period(self) -> Period:
        assert self.period is not None
        return self.period


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What products are made from: one judgement, made once and handed on."""

    office: Office
    dockets: "Sequence[Docket]"
    """One a period, in the plan's order."""
    drafted: Letters = NO_LETTERS
    """Letters on record before this moment."""
    told: Letters = NO_LETTERS
    """Those, and what was put on record at this very moment before this was made."""
    changes: "tuple[VerdictChange, ...]" = ()
    """认定变动: what the registers say otherwise than those printed before."""
    beside: Callable[[str], bytes | None] | None = None
    """Tells facts of 汇总表's blocks by their keys, as a twin told them meanwhile; None = nobody does."""

    @cached_property
    def prints(self) -> UnitPrints:
        """By what one tells whether a unit's papers are as they were."""
        return UnitPrints(_of_a_judgement(self.dockets))

    @cached_property
    def merged(self) -> "dict[tuple[str, str], MergedPeriod]":
        """(period, sha256 of the plan) → its lines, by whoever asked for them first: several products are made from them."""
        return {}

    @cached_property
    def asked(self) -> "dict[tuple[str, str], tuple[UnitToRemind, ...]]":
        """(period, sha256 of the plan) → who is reminded, likewise: letters, records and the screen tell the same."""
        return {}

    @cached_property
    def looks_back(self) -> bool:
        """Whether something was taken in, noted or written later than the moment of this; each group of papers asks."""
        judged, now = _of_a_judgement(self.dockets), self.office.as_of
        moments = [draft.at for draft in self.told]
        if judged is not None:
            known = judged.judgement.snapshot
            moments += [*(run.as_of for run in known.runs.values()), *(note.at for note in known.notes)]
        return any(now < moment for moment in moments)

    def _with(self, **changed: Any) -> "Judged":
        """Return the same with something else of which neither prints nor lines tell, nor who is reminded."""
        other = replace(self, **changed)
        vars(other).update(prints=self.prints, merged=self.merged, asked=self.asked)
        return other

    def told_beside(self, facts: Callable[[str], bytes | None]) -> "Judged":
        return self._with(beside=facts)

    def knowing(self, changes: "tuple[VerdictChange, ...]") -> "Judged":
        return self._with(changes=changes)

    def telling(self, drafted: Sequence[Drafted]) -> "Judged":
        """Return the same after letters went on record."""
        known = {one.number for one in self.told}
        fresh = (one for one in drafted if one.number not in known and one.at <= self.office.as_of)
        return self._with(told=Letters((*self.told, *fresh)))

    def changed(self, period: str) -> "tuple[VerdictChange, ...]":
        return tuple(change for change in self.changes if change.period == period)

    def printing(self, head: str) -> "Judged":
        """Return the same with another chain head on every docket, after letters went on record."""
        judged = _of_a_judgement(self.dockets)
        if judged is not None:
            return self._with(dockets=judged.printing(head))
        return replace(self, dockets=tuple(docket.printing(head) for docket in self.dockets))

    def docket(self, period: Period) -> "Docket":
        return docket_of(self.dockets, period)

    def made_ready(self, period: Period) -> None:
        """Have a period's docket searched by tables that are there already: for whoever forks, so that each twin has them."""
        judged = _of_a_judgement(self.dockets)
        if judged is not None:
            judged.made_ready(period.id)

    def earlier(self, period: Period) -> "Sequence[Docket]":
        """Return the dockets of the periods before this one."""
        judged = _of_a_judgement(self.dockets)
        if judged is not None:
            return judged.before(period.id)
        return tuple(takewhile(lambda docket: docket.period != period.id, self.dockets))


def made(judged: Judged, wanted: Wanted) -> Files:
    """Return the files of what is wanted, by path."""
    line = product(wanted.kind)
    if line is None:
        raise LookupError(wanted.kind)
    module, function = line.make.split(":")
    maker: Callable[[Judged, Wanted], Files] = getattr(import_module(f"toolkit.pipeline.{module}"), function)
    return maker(*_by_its_rules(judged, wanted))


def _by_its_rules(judged: Judged, wanted: Wanted) -> tuple[Judged, Wanted]:
    """Return a closed period's products with the plan and the form that it was closed under."""
    dockets = _of_a_judgement(judged.dockets)
    if wanted.period is None or dockets is None:
        return judged, wanted
    rules = dockets.judgement.snapshot.closed.get(wanted.period.id)
    period = rules.plan.period(wanted.period.id) if rules else None
    if rules is None or period is None or rules.plan is judged.office.plan:
        return judged, wanted
    office = replace(judged.office, plan=rules.plan, form=rules.form, template=rules.template)
    then = replace(judged, office=office)
    vars(then).update(merged=judged.merged, asked=judged.asked)
    return then, replace(wanted, period=period)


def _of_a_judgement(dockets: "Sequence[Docket]") -> "Dockets | None":
    """Return dockets that a judgement stands behind; None = they were put together otherwise. Loads the judge no sooner."""
    from toolkit.judge.dockets import Dockets

    return dockets if isinstance(dockets, Dockets) else None
