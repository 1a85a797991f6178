"""What goes back to a unit after its file came: the 退回 copy with its letter, or a receipt.

Every file is made when it is asked for; what several files share (the press, the workbook in the mail) is made once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Generic, TypeVar

from toolkit.judge.dockets import Dockets
from toolkit.nouns.docket import Docket, FileRow
from toolkit.nouns.errors import ToolkitError
from toolkit.outputs import receipt_text
from toolkit.outputs.answer_day import AnswerBy, answer_by, answered, standing_by, telling
from toolkit.outputs.drafts import draft
from toolkit.outputs.filling import decoded, filled
from toolkit.outputs.letter_phrases import materials
from toolkit.outputs.returned import ReturnedCase, case_of, in_order
from toolkit.outputs.returned.facts import letter_facts
from toolkit.outputs.returned.letter import letter
from toolkit.outputs.returned.letter import opened_ahead as open_letter
from toolkit.outputs.returned.returned_case import Answered
from toolkit.pipeline.made_from import hashed
from toolkit.pipeline.office import Office
from toolkit.pipeline.products import File, Files, Judged, UnitFiles, UnitsMade, Wanted, files
from toolkit.plan.model import Item, Period, Plan, Unit
from toolkit.words.names import safe_name
from toolkit.words.remarks import mail_subject
from toolkit.workspace import shipped_template
from toolkit.workspace.refused import unreadable

if TYPE_CHECKING:
    from toolkit.generate import Press

T = TypeVar("T")
_LETTER, _TEXT, _RECEIPT, _RECEIPT_PAGE = "退回说明.docx", "退回说明.txt.j2", "收件回执.txt.j2", "收件回执.docx"


def returned_files(judged: Judged, wanted: Wanted) -> Files:
    """Return what goes to the units that still have to correct: for each a form, a letter, a text and a mail's draft.

    A file is given its days once; made again, the papers say the day that was given last, by whatever letter.
    """
    office, period = judged.office, wanted.its_period
    docket = judged.docket(period)
    room = LetterRoom(office)
    names, well = office.plan.unit_names, in_order(judged.dockets, period)
    passing = set[str]()
    """Units whose papers may say another day at a later moment: no letter on record has told them one yet."""

    def not_well(places: range) -> Iterator[Unit]:
        return (office.plan.units[place] for place in places if names[place] not in well)

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
        elsewhere = {name: tuple(_elsewhere(judged, docket, name)) for name in mine if name not in well}
        theirs = [name for name, others in elsewhere.items() if others or docket.file_marks_of(name)]
        if not theirs or judged.looks_back or office.plan.moves:
            return ""
        told = [
            *_said(judged, docket, mine),
            *(one for name in theirs for d in elsewhere[name] for one in _said(judged, d, (name,))),
        ]
        letters = [judged.told.to(name, period.id) for name in theirs]
        return room.of_group((_LETTER, _TEXT), told, letters) if all(own for *_, own in told) else ""

    def lasts(places: range) -> bool:
        return not passing.intersection(names[places.start : places.stop])

    return UnitFiles(len(names), UnitsMade(units=not_well, of=of, tells=tells, lasts=lasts))


def _said(judged: Judged, docket: Docket, units: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield of each unit what a docket says of all and of it, as hashes; "" = it cannot be told."""
    return ((judged.prints.common(docket), unit, judged.prints.of(docket, unit)) for unit in units)


def _elsewhere(judged: Judged, docket: Docket, unit: str) -> Iterator[Docket]:
    """Yield the other periods' dockets in which files of a unit are: where it strayed to, what it said before."""
    dockets = judged.dockets
    others = dockets.with_files_of(unit) if isinstance(dockets, Dockets) else dockets
    return (one for one in others if one.period != docket.period and one.file_marks_of(unit))


def to_correct(judged: Judged, period: Period) -> bool:
    """Tell whether any unit still has to correct what it sent."""
    office = judged.office
    well = in_order(judged.dockets, period)
    units = _but(office.plan, well)
    return any(case_of(office.plan, office.form, judged.dockets, period, unit) for unit in units)


def _but(plan: Plan, well: Collection[str]) -> Iterator[Unit]:
    """Yield the units that are not among these, in the plan's order."""
    return (plan.units[place] for place, name in enumerate(plan.unit_names) if name not in well)


def receipt_files(judged: Judged, wanted: Wanted) -> Files:
    """Return the 收件回执 of a period, one per unit with an accepted file: a text to send, a page to print."""
    office, period = judged.office, wanted.its_period
    docket = judged.docket(period)
    room = LetterRoom(office)
    folder = office.workspace.receipts(period.id)

    def of(unit: Unit) -> Files:
        one = _ReceiptLetter(room, judged, period, unit)
        text = File(path=folder / receipt_name(unit), unit=unit.name, make=one.text, inputs=one.of_text)
        page = File(path=folder / receipt_page_name(unit), unit=unit.name, make=one.page, inputs=one.of_page)
        return files(text, page)

    names, units = office.plan.unit_names, office.plan.units

    def with_receipt(places: range) -> list[Unit]:
        return [units[place] for place in places if receipt_text.has_accepted(docket, names[place])]

    def told(places: range) -> str:
        mine = names[places.start : places.stop]
        own = [judged.prints.of(docket, name) for name in mine]
        return room.of_group((_RECEIPT, _RECEIPT_PAGE), mine, own, judged.prints.common(docket)) if all(own) else ""

    return UnitFiles(len(names), UnitsMade(units=with_receipt, of=of, tells=told))


def opened_ahead(office: Office) -> None:
    """Open the templates of receipts before anybody is written to; what is wrong with one is said by the receipts."""
    room = LetterRoom(office)
    with suppress(ToolkitError):
        open_letter(room.template(_RECEIPT_PAGE))


def receipt_name(unit: Unit) -> str:
    return safe_name(f"收件回执-{unit.name}.txt")


def receipt_page_name(unit: Unit) -> str:
    return safe_name(f"收件回执-{unit.name}.docx")


class LetterRoom:
    """What all letters of one call share; each is opened when it is first needed."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.in_hand: _Told | None = None
        self._templates: dict[str, bytes] = {}
        self._sums: dict[str, str] = {}

    @cached_property
    def press(self) -> "Press":
        from toolkit.generate import Press

        return Press(self.office.template, self.office.form, self.office.plan)

    def starts(self, unit: Unit, period: Period, items: Sequence[Item], last: Answered, now: Answered) -> tuple[int, ...]:
        """Return where items stand in a form that goes back; the template is only opened for a unit that gets one."""
        return self.press.starts(unit, period, items, last, now)

    @property
    def author(self) -> str:
        return self.office.plan.policy.office

    def template(self, name: str) -> bytes:
        """Return the workspace's template; one that an older workspace lacks is the shipped one."""
        if name not in self._templates:
            try:
                own = self.office.own_template(name)
            except OSError as error:
                path = self.office.workspace.templates / name
                raise unreadable(path, error) from None
            self._templates[name] = shipped_template(name) if own is None else own
        return self._templates[name]

    @cached_property
    def rules(self) -> str:
        """A hash of plan and form: of all that a form which goes back is made from, besides what it is about."""
        office = self.office
        return hashed(sha256(office.template).hexdigest(), office.form.sha256, office.plan.sha256, office.zone)

    def of_group(self, templates: Sequence[str], *told: object) -> str:
        """Return a hash of all that letters are made from, with what is told of their units; "" = it cannot be told."""
        return hashed(self.rules, [*map(self.sum_of, templates)], self.author, told) if self.rules else ""

    def sum_of(self, name: str) -> str:
        if name not in self._sums:
            self._sums[name] = sha256(self.template(name)).hexdigest()
        return self._sums[name]

    def text(self, name: str, facts: dict[str, object]) -> str:
        return filled(decoded(self.template(name), name), facts, name)


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

    def __init__(self, room: LetterRoom, docket: Docket, case: ReturnedCase, due: AnswerBy) -> None:
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


class _ReceiptLetter:
    """One unit's receipt. Its facts are in hand until the next one's are asked for: its two files ask in turn."""

    def __init__(self, room: LetterRoom, judged: Judged, period: Period, unit: Unit) -> None:
        self.room = room
        self.judged = judged
        self.docket = judged.docket(period)
        self.period = period
        self.unit = unit

    def text(self) -> bytes:
        return encoded(self.room.text(_RECEIPT, self._told.facts))

    def page(self) -> bytes:
        return letter(self.room.template(_RECEIPT_PAGE), self._told.facts, self._moment, self.room.author, _RECEIPT_PAGE)

    def of_text(self) -> str:
        return self._inputs(_RECEIPT)

    def of_page(self) -> str:
        return self._inputs(_RECEIPT_PAGE)

    def _inputs(self, name: str) -> str:
        room, told = self.room, self._print
        return hashed(room.rules, room.sum_of(name), told, room.author) if told and room.rules else ""

    @cached_property
    def _print(self) -> str:
        """Return a hash of all that is said of the unit, and of its moment: a print tells which receipts it has."""
        prints = self.judged.prints
        own = prints.of(self.docket, self.unit.name)
        return hashed(own, prints.common(self.docket)) if own else hashed(self._told.facts, self._moment)

    @property
    def _told(self) -> "_Told":
        if self.room.in_hand is None or self.room.in_hand.by is not self:
            self.room.in_hand = _Told(by=self, facts=self._gathered())
        return self.room.in_hand

    @cached_property
    def _rows(self) -> tuple[FileRow, ...]:
        return receipt_text.accepted_rows(self.docket, self.unit.name)

    @cached_property
    def _moment(self) -> datetime:
        return self._rows[-1].taken or self.docket.as_of

    def _gathered(self) -> dict[str, object]:
        office = self.room.office
        return receipt_text.receipt_facts(office.plan, office.form, self.docket, self.period, self._rows, self.unit, office.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a receipt says."""

    by: _ReceiptLetter
    facts: dict[str, object]


def encoded(text: str) -> bytes:
    """Return text with the line ends that every Windows editor shows."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
