"""The Press: a template opened once, printed once per unit. Only what differs is written anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType

from toolkit.form.placeholder import Name
from toolkit.generate.blocked import BlockedMember, blocked
from toolkit.generate.code_picture import CodePicture, with_codes
from toolkit.generate.fillings import Answers, FormFacts, OfPeriod, absent_from, facts, of_period
from toolkit.generate.pieces import GappedMember, TooHigh
from toolkit.generate.room import Room, plain_room, room_for
from toolkit.generate.shift import Shift
from toolkit.generate.splice import Splice
from toolkit.nouns.answer import Answer
from toolkit.nouns.cells import address
from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Form
from toolkit.ooxml.package import BadPackage, Package
from toolkit.ooxml.packing import PackedPart, ReadyMembers, copied, pack, ready, stored, write
from toolkit.plan.model import Item, Period, Plan, Unit

_NOTHING: Mapping[str, Mapping[str, Answer]] = MappingProxyType({})
_NO_FOOT: Mapping[str, str] = MappingProxyType({})


Piece = PackedPart | ReadyMembers | GappedMember | BlockedMember | CodePicture


@dataclass(frozen=True, slots=True)
class Layout:
    """The package for one number of rows: members as they are, and members still to be filled."""

    members: tuple[tuple[str, Piece], ...]


class Press:
    """Issues a form for one unit and period after the other."""

    def __init__(self, template: bytes, form: Form, plan: Plan) -> None:
        """Open the template that `form` was read from.

        Raises: ToolkitError, when the template names a setting that the plan does not have.
        """
        self.form = form
        self.plan = plan
        try:
            coded = with_codes(Package(template), form)
            package = coded.package
            self._pictures = coded.pictures
            self._members = copied(package)
            self._splice = Splice(package, form, coded=bool(coded.pictures))
        except BadPackage as error:
            raise ToolkitError(f"附件2.xlsx：{error}。") from error
        self._wanted = frozenset(name for _, name in self._splice.names())
        self._check_settings()
        self._layouts: dict[int, Layout] = {}
        self._known: dict[tuple[str, date | None], OfPeriod] = {}
        self._settled: dict[tuple[str, date | None, frozenset[str], int], Layout] = {}

    def issue(
        self,
        unit: Unit,
        period: Period,
        items: Sequence[Item],
        last: Mapping[str, Mapping[str, Answer]],
        answers: Mapping[str, Mapping[str, Answer]] = _NOTHING,
        foot: Mapping[str, str] = _NO_FOOT,
        returned: str = "",
        until: date | None = None,
    ) -> bytes:
        """Return the workbook. `last` and `answers`: item id → KEY → answer.

        `until`: the unit's own last day, where it is another than the period's.
        `returned`: "#12" = the copy that sends receipt 12 back, which its printed code says.

        Raises: ValueError, when there is nothing to ask.
        """
        if not items:
            raise ValueError("a form needs at least one item")
        given = Answers(last=last, now=answers, foot=foot, until=until, returned=returned)
        known = self._of_period(period, until)
        values = facts(self.plan, self.form, unit, period, tuple(items), given, known, self._wanted)
        try:
            return _printed(self._common(len(items), period, given, values), values)
        except TooHigh:
            return _printed(self._laid_out(room_for(self._splice.columns, values)), values)

    def starts(
        self,
        unit: Unit,
        period: Period,
        items: Sequence[Item],
        last: Mapping[str, Mapping[str, Answer]],
        answers: Mapping[str, Mapping[str, Answer]] = _NOTHING,
    ) -> tuple[int, ...]:
        """Return the first row of each item in the form issued with these texts."""
        given = Answers(last=last, now=answers, foot=_NO_FOOT)
        room = room_for(self._splice.columns, facts(self.plan, self.form, unit, period, tuple(items), given))
        return tuple(self.form.row + start for start in room.starts)

    def places(self, items: Sequence[Item]) -> Mapping[str, Mapping[str, str]]:
        """Return where each answer stands in the form issued for these items: item id → KEY → cell address.

        Of a form without long texts, where every item has one row.
        """
        return {
            item.id: {field.key: address(self.form.row + step, field.column) for field in self.form.asked}
            for step, item in enumerate(items)
        }

    def _shift(self, count: int) -> Shift:
        return Shift(self.form.sheet, self.form.row, count - 1)

    def _layout(self, count: int) -> Layout:
        if count not in self._layouts:
            self._layouts[count] = self._laid_out(plain_room(count))
        return self._layouts[count]

    def _of_period(self, period: Period, until: date | None) -> OfPeriod:
        if (period.id, until) not in self._known:
            self._known[period.id, until] = of_period(self.plan, period, until)
        return self._known[period.id, until]

    def _common(self, count: int, period: Period, given: Answers, values: FormFacts) -> Layout:
        """Return the layout in which all is filled in that the period's forms of this kind have in common."""
        absent = absent_from(self.plan, given)
        key = (period.id, given.until, absent, count)
        if key not in self._settled:
            members = self._layout(count).members
            self._settled[key] = Layout(tuple(_joined((name, _settled(name, part, values, absent)) for name, part in members)))
        return self._settled[key]

    def _laid_out(self, room: Room) -> Layout:
        changed = self._splice.changed(self._shift(len(room.slots)), room)
        dropped = self._splice.dropped
        kept: dict[str, Piece] = {n: e for n, e in self._members.items() if n not in dropped}
        for name, content in changed.items():
            kept[name] = pack(name, content) if isinstance(content, bytes) else content
        kept |= self._pictures
        return Layout(tuple(kept.items()))

    def _check_settings(self) -> None:
        known = {*self.plan.settings.values, "任务名称"}  # an 附件1 of before has no such row: its title says it
        for where, name in self._splice.names():
            if isinstance(name, Name) and name.source == "设置" and name.key not in known:
                raise ToolkitError(
                    f"附件2.xlsx {where}：占位符 {{{{ {name} }}}} 在附件1.xlsx 的“设置”里没有这一项，"
                    "请在“设置”里加上，或改正占位符。"
                )


def _printed(layout: Layout, values: FormFacts) -> bytes:
    return write(_packed(name, part, values) for name, part in layout.members)


def _settled(name: str, part: Piece, values: FormFacts, absent: frozenset[str]) -> Piece:
    if not isinstance(part, GappedMember):
        return part
    member = part.settled(values, absent)
    return blocked(name, member) if member.gaps else pack(name, member.fill(values))


def _joined(members: Iterable[tuple[str, Piece]]) -> Iterator[tuple[str, Piece]]:
    """Yield the members, those together that stand behind one another and are ready."""
    for are_ready, run in groupby(members, key=lambda member: isinstance(member[1], PackedPart)):
        if are_ready:
            yield "", ready(part for _, part in run if isinstance(part, PackedPart))
        else:
            yield from run


def _packed(name: str, part: Piece, values: FormFacts) -> PackedPart | ReadyMembers:
    if isinstance(part, PackedPart | ReadyMembers):
        return part
    if isinstance(part, BlockedMember):
        return part.packed(values)
    return pack(name, part.fill(values)) if isinstance(part, GappedMember) else stored(name, part.fill(values))
