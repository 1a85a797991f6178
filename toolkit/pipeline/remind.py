"""催报: for each unit that owes something a letter and a mail's draft, for the clerk one sheet of short texts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from toolkit.outputs.drafts import draft
from toolkit.outputs.letter_phrases import materials
from toolkit.outputs.reminder import UnitToRemind, all_asked, call, calls_head, reminder_facts
from toolkit.outputs.returned.facts import contact
from toolkit.outputs.returned.letter import letter
from toolkit.pipeline.letters import LetterRoom, encoded
from toolkit.pipeline.made_from import hashed
from toolkit.pipeline.products import File, Files, Judged, UnitFiles, UnitsMade, Wanted, files
from toolkit.plan.model import Period, Unit
from toolkit.words.names import safe_name
from toolkit.words.remarks import mail_subject

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket

_LETTER, _TEXT = "催报通知.docx", "催报短信.txt.j2"


def reminder_files(judged: Judged, wanted: Wanted) -> Files:
    """Return what reminds the units that owe something in a period; empty = nobody is asked, now or by an earlier letter.

    Only who is asked now is put on record; a letter drafted before stands as it was while its unit owes what it asks for.
    催报短信.txt is for the clerk, one text a unit, with whom to call.
    """
    office, period = judged.office, wanted.its_period
    asked = _asked(judged, period)
    if not asked:
        return {}
    room = _Reminders(judged, period)
    folder = office.workspace.reminders(period.id)
    mine, names = {one.unit: one for one in asked}, office.plan.unit_names

    def of(unit: Unit) -> Files:
        one = mine[unit.name]
        name = safe_name(f"催报通知-{unit.name}.docx")
        to = "" if one.drafted else unit.name
        write, inputs = partial(room.letter, unit, one), partial(room.of_letter, unit, one)
        made = [
            File(path=folder / name, unit=to, make=write, inputs=inputs),
            File(
                path=folder / safe_name(f"催报邮件-{unit.name}.eml"),
                unit=to,
                make=partial(room.mail, unit, one, name),
                inputs=inputs,
            ),
        ]
        for helper in room.helpers(unit):
            copy = safe_name(f"催报通知-{unit.name}（抄送{helper.name}）.docx")
            made.append(File(path=folder / "抄送" / copy, make=write, inputs=inputs))
        return files(*made)

    def among(places: range) -> list[int]:
        return [place for place in places if names[place] in mine]

    def tells(places: range) -> str:
        return room.of_letters([mine[name] for name in names[places.start : places.stop] if name in mine])

    texts = File(path=folder / "催报短信.txt", make=partial(room.texts, asked), inputs=partial(room.of_letters, asked))
    how = UnitsMade(among=among, of=of, tells=tells, on_record=lambda name: mine[name].drafted is not None)
    return UnitFiles(office.plan, how, files(texts))


def _asked(judged: Judged, period: Period) -> tuple[UnitToRemind, ...]:
    """Return who is asked now and whose letter still holds, in the plan's order; looked for once a judgement."""
    plan = judged.office.plan
    key = period.id, plan.sha256
    if key not in judged.asked:
        judged.asked[key] = all_asked(plan, judged.docket(period), judged.drafted)
    return judged.asked[key]


def kept_letters(judged: Judged, period: Period) -> tuple[int, int]:
    """Return how many units are asked now, and how many letters drafted before still hold."""
    asked = _asked(judged, period)
    kept = sum(one.drafted is not None for one in asked)
    return len(asked) - kept, kept


class _Reminders(LetterRoom):
    """One period's reminders."""

    def __init__(self, judged: Judged, period: Period) -> None:
        super().__init__(judged.office)
        self.docket = judged.docket(period)
        self.period = period
        self._prints = judged.prints
        self._dockets: dict[datetime, Docket] = {}
        self._last: tuple[str, bytes] = ("", b"")
        """The letter made last and whose it is: its mail and its copies follow it."""

    def letter(self, unit: Unit, asked: UnitToRemind) -> bytes:
        if self._last[0] != unit.name:
            self._last = (unit.name, self._letter(unit, asked))
        return self._last[1]

    def _letter(self, unit: Unit, asked: UnitToRemind) -> bytes:
        return letter(self.template(_LETTER), self._facts(unit, asked), self._then(asked).as_of, self.author, _LETTER)

    def of_letter(self, unit: Unit, asked: UnitToRemind) -> str:
        """Return a hash of all that a letter, its copies and the mail with it are made from."""
        then, sums = self._then(asked), (self.sum_of(_LETTER), self.sum_of(_TEXT))
        late = then.as_of > then.effective_deadline
        return hashed(self.rules, *sums, self._facts(unit, asked), then.as_of, late, self.author) if self.rules else ""

    def of_letters(self, asked: Sequence[UnitToRemind]) -> str:
        """Return a hash of all that letters, and the texts to the same units, are made from; "" = it cannot be told.

        A letter that holds is as of its own moment: nothing hangs on this one's.
        """
        told = [(self._prints.of(self.docket, one.unit), one.drafted or self.docket.as_of, one.letters) for one in asked]
        known = bool(told) and all(own for own, *_ in told)
        return self.of_group((_LETTER, _TEXT), self._prints.common(self.docket), told) if known else ""

    def _then(self, asked: UnitToRemind) -> "Docket":
        """Return the docket as of the letter's own moment."""
        if asked.drafted is None:
            return self.docket
        if asked.drafted not in self._dockets:  # many letters are of one moment, and what a docket looks up is made once
            self._dockets[asked.drafted] = replace(self.docket, as_of=asked.drafted)
        return self._dockets[asked.drafted]

    def helpers(self, unit: Unit) -> tuple[Unit, ...]:
        """Return the 配合单位 that get a copy; a name that sheet 单位 does not have gets none."""
        units = (self.office.plan.unit(name) for name in self.office.plan.helpers(unit.name, self.period.deadline))
        return tuple(helper for helper in units if helper)

    def mail(self, unit: Unit, asked: UnitToRemind, name: str) -> bytes:
        docket = self._then(asked)
        due = "请尽快报送" if docket.as_of > docket.effective_deadline else "请按时报送"
        return draft(
            to=unit.emails,
            subject=mail_subject(due, unit.name, self.period.name, materials(self.office.plan)["表名"]),
            text=self.text(_TEXT, self._facts(unit, asked)),
            attachments=[(name, self.letter(unit, asked))],
            moment=docket.as_of,
            sender=self.office.plan.settings.text("邮箱"),
            copies=[address for helper in self.helpers(unit) for address in helper.emails],
        )

    def texts(self, asked: Sequence[UnitToRemind]) -> bytes:
        """Return the clerk's sheet: whom to reach, what to say."""
        parts = [self._call(number, self.office.unit(one.unit), one) for number, one in enumerate(asked, start=1)]
        return encoded("\n\n".join([calls_head(self.period, len(asked)), *parts]) + "\n")

    def _call(self, number: int, unit: Unit, asked: UnitToRemind) -> str:
        return call(number, unit, asked, self.text(_TEXT, self._facts(unit, asked)).strip(), self.period)

    def _facts(self, unit: Unit, asked: UnitToRemind) -> dict[str, object]:
        plan = self.office.plan
        return reminder_facts(plan, self._then(asked), self.period, unit, asked, contact(plan))
