"""What all letters of one call share, and the receipts: what goes back to a unit whose file was accepted."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError
from toolkit.outputs import receipt_text
from toolkit.outputs.filling import decoded, filled
from toolkit.outputs.returned.letter import letter
from toolkit.outputs.returned.letter import opened_ahead as open_letter
from toolkit.outputs.returned.returned_case import Answered
from toolkit.pipeline.made_from import hashed
from toolkit.pipeline.office import Office
from toolkit.pipeline.products import File, Files, Judged, UnitFiles, UnitsMade, Wanted, files
from toolkit.plan.model import Item, Period, Unit
from toolkit.words.names import safe_name
from toolkit.workspace import shipped_template
from toolkit.workspace.refused import unreadable

if TYPE_CHECKING:
    from toolkit.generate import Press
    from toolkit.nouns.docket import FileRow

_RECEIPT, _RECEIPT_PAGE = "收件回执.txt.j2", "收件回执.docx"


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

    names = office.plan.unit_names

    def with_receipt(places: range) -> list[int]:
        return [place for place in places if receipt_text.has_accepted(docket, names[place])]

    def told(places: range) -> str:
        mine = names[places.start : places.stop]
        own = [judged.prints.of(docket, name) for name in mine]
        return room.of_group((_RECEIPT, _RECEIPT_PAGE), mine, own, judged.prints.common(docket)) if all(own) else ""

    return UnitFiles(office.plan, UnitsMade(among=with_receipt, of=of, tells=told))


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
    def _rows(self) -> "tuple[FileRow, ...]":
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
