"""What goes back to a unit that has to correct: the form with what is amiss marked, its letter, a text, a mail's draft.

Every file is made when it is asked for; what several files share (the press, the workbook in the mail) is made once.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from toolkit.judge.dockets import Dockets
from toolkit.outputs.answer_day import AnswerBy, answer_by, answered, standing_by, telling
from toolkit.outputs.drafts import draft
from toolkit.outputs.letter_phrases import materials
from toolkit.outputs.returned import ReturnedCase, case_of, perhaps_sent_back
from toolkit.outputs.returned.facts import letter_facts
from toolkit.outputs.returned.letter import letter
from toolkit.pipeline.letters import LetterRoom, encoded
from toolkit.pipeline.made_from import hashed
from toolkit.pipeline.products import File, Files, Judged, UnitFiles, UnitsMade, Wanted, files
from toolkit.plan.model import Period, Unit
from toolkit.words.names import safe_name
from toolkit.words.remarks import mail_subject

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket

T = TypeVar("T")
_LETTER, _TEXT = "退回说明.docx", "退回说明.txt.j2"


def returned_files(judged: Judged, wanted: Wanted) -> Files:
    """Return what goes to the units that still have to correct: for each a form, a letter, a text and a mail's draft.

    A file is given its days once; made again, the papers say the day that was given last, by whatever letter.
    """
    office, period = judged.office, wanted.its_period
    docket = judged.docket(period)
    room = LetterRoom(office)
    names, perhaps = office.plan.unit_names, perhaps_sent_back(judged.dockets, period)
    passing = set[str]()
    """Units whose papers may say another day at a later moment: no letter on record has told them one yet."""

    def among(places: range) -> list[int]:
        return [place for place in places if names[place] in perhaps]

    def of(unit: Unit) -> Files:
        case = case_of(office.plan, office.form, judged.dockets, period, unit, room.starts)
        if case is None:
            return {}
        letters = judged.told.to(unit.name, period.id)
        told = answered(docket, case.file, unit.name, letters)
        due = (standing_by if told else answer_by)(office.plan, docket, unit.name, case.file.taken or docket.as_of, letters)
        if not (due.given and case.file.taken and any(telling(docket, case.file, unit.name, letters))):
            passing.add(unit.name)
        return _Back(room, docket, case, due).files()

    def tells(places: range) -> str:
        mine = names[places.start : places.stop]
        theirs = [name for name in mine if name in perhaps]
        if not theirs or judged.looks_back or office.plan.moves:
            return ""
        elsewhere = ((name, other) for name in theirs for other in _elsewhere(judged, docket, name))
        told = [*_said(judged, docket, mine), *(one for name, other in elsewhere for one in _said(judged, other, (name,)))]
        letters = [judged.told.to(name, period.id) for name in theirs]
        return room.of_group((_LETTER, _TEXT), told, letters) if all(own for *_, own in told) else ""

    def lasts(places: range) -> bool:
        return not passing.intersection(names[places.start : places.stop])

    return UnitFiles(office.plan, UnitsMade(among=among, of=of, tells=tells, lasts=lasts))


def _said(judged: Judged, docket: "Docket", units: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield of each unit what a docket says of all and of it, as hashes; "" = it cannot be told."""
    return ((judged.prints.common(docket), unit, judged.prints.of(docket, unit)) for unit in units)


def _elsewhere(judged: Judged, docket: "Docket", unit: str) -> "Iterator[Docket]":
    """Yield the other periods' dockets in which files of a unit are: where it strayed to, what it said before."""
    dockets = judged.dockets
    others = dockets.with_files_of(unit) if isinstance(dockets, Dockets) else dockets
    return (one for one in others if one.period != docket.period and one.file_marks_of(unit))


def to_correct(judged: Judged, period: Period) -> bool:
    """Tell whether any unit still has to correct what it sent."""
    office, perhaps = judged.office, perhaps_sent_back(judged.dockets, period)
    units = (office.plan.units[place] for place, name in enumerate(office.plan.unit_names) if name in perhaps)
    return any(case_of(office.plan, office.form, judged.dockets, period, unit) for unit in units)


class _Held(Generic[T]):
    """What several files of one unit are made of: made when first asked for, held until the last of them has it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: T | None = None

    def get(self) -> T:
        """Return it, and hold it for the next file."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def take(self) -> T:
        """Return it, and hold it no longer: of a thousand units' letters only those in hand are kept."""
        made, self._made = self.get(), None
        return made


class _Back:
    """One unit's return."""

    def __init__(self, room: LetterRoom, docket: "Docket", case: ReturnedCase, due: AnswerBy) -> None:
        self.room = room
        self.docket = docket
        self.case = case
        self.due = due
        self.book_name = self._name("退回修改.xlsx")
        self.letter_name = self._name("退回说明.docx")
        self._facts = _Held(self._gathered)
        self._book = _Held(self._filled_form)
        self._letter = _Held(self._set_letter)

    def files(self) -> Files:
        folder = self.room.office.workspace.returned(self.case.period.id)
        made = {
            self.book_name: self._book.get,
            self.letter_name: self._letter.get,
            self._name("退回说明.txt"): lambda: encoded(self.text),
            self._name("退回说明.eml"): self.mail,
        }
        unit = self.case.unit.name
        return files(*(File(path=folder / name, unit=unit, make=make, inputs=self.inputs) for name, make in made.items()))

    def inputs(self) -> str:
        return self._inputs

    @cached_property
    def _inputs(self) -> str:
        """A hash of all that the four files are made from, for they hold one another."""
        room = self.room
        if not room.rules:
            return ""
        return hashed(room.rules, room.sum_of(_LETTER), room.sum_of(_TEXT), self._facts.take(), self.case, self.due, room.author)

    def _filled_form(self) -> bytes:
        from toolkit.outputs.returned.workbook import returned_book

        zone = self.room.office.zone
        return returned_book(self.room.press, self.case, zone=zone, author=self.room.author, until=self.due)

    def _set_letter(self) -> bytes:
        return letter(self.room.template(_LETTER), self._facts.get(), self.due.written, self.room.author)

    @cached_property
    def text(self) -> str:
        return self.room.text(_TEXT, self._facts.get())

    def mail(self) -> bytes:
        """Return the mail's draft: the last of a unit's files."""
        form = materials(self.room.office.plan)["表名"]
        return draft(
            to=self.case.unit.emails,
            subject=mail_subject("请修改重报", self.case.unit.name, self.case.period.name, form),
            text=self.text,
            attachments=[(self.book_name, self._book.take()), (self.letter_name, self._letter.take())],
            moment=self.due.written,
            sender=self.room.office.plan.settings.text("邮箱"),
        )

    def _gathered(self) -> dict[str, object]:
        office = self.room.office
        return letter_facts(office.plan, self.docket, self.case, self.book_name, self.due)

    def _name(self, what: str) -> str:
        return safe_name(f"附件2-{self.case.unit.name}-{what}")
