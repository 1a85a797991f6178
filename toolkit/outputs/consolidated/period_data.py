"""What every sheet of 汇总表.xlsx is made from, gathered once. Pure."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from toolkit.form.placeholder import parse
from toolkit.nouns.answer import Answer
from toolkit.nouns.content_hash import content_hash
from toolkit.nouns.docket import Docket, Entry, UnitRow
from toolkit.nouns.fields import Field, Form, Type
from toolkit.outputs.answers_joined import Pair
from toolkit.outputs.book_marks import book_mark
from toolkit.outputs.cell_values import CellValue, Figure, Formula, percent_format
from toolkit.outputs.docket_prints import DocketPrints
from toolkit.outputs.merge import AssignmentRows
from toolkit.outputs.workbook_pages import PageColumn
from toolkit.plan.deadlines import zone
from toolkit.plan.item_ids import project_ends
from toolkit.plan.model import Period, Plan
from toolkit.tiers.book_mark import SUMMARY, BookMark
from toolkit.tiers.rolling import BELOW
from toolkit.values.texts import is_percent_format, rounded
from toolkit.words.dates import day, moment

WIDTHS = {Type.CHOICE: 9.0, Type.PERCENT: 8.0, Type.NUMBER: 10.0, Type.WHOLE: 9.0, Type.DATE: 11.5, Type.TEXT: 30.0}

FactsTold = Callable[[str], bytes | None]
"""The key of a block's facts → these, where somebody told them meanwhile."""
_FEW = 4_096
"""Different figures that are remembered: a thousand units tell the same hundred percents on each page."""


def untold_facts(_key: str) -> None:
    """Tell nothing: each block is looked at here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolidatedData:
    """One period, joined and in the notice's order."""

    plan: Plan
    form: Form
    docket: Docket
    history: tuple[Docket, ...]
    rows: AssignmentRows
    """Makes lines of assignments."""
    pairs: Sequence[Pair]
    """The assignments of this part."""
    ends: Sequence[int]
    """How many of them there are up to the end of each project."""
    zone: tzinfo
    version: str
    inputs: tuple[tuple[str, str], ...]
    prints: DocketPrints
    ground: str
    """A hash of what every line hangs on besides what its unit says."""
    beside: FactsTold = untold_facts
    volume: tuple[int, int] = (1, 1)
    """Which part this is, of how many: the sheets of the lines are written in parts when one cannot hold them."""

    @classmethod
    def of(
        cls,
        plan: Plan,
        form: Form,
        docket: Docket,
        history: Sequence[Docket],
        schedules: Mapping[Pair, Decimal],
        *,
        version: str,
        inputs: tuple[tuple[str, str], ...],
        prints: DocketPrints,
        beside: FactsTold = untold_facts,
    ) -> "ConsolidatedData":
        rows = AssignmentRows(plan, docket, history, schedules)
        return cls(
            plan=plan,
            form=form,
            docket=docket,
            history=tuple(history),
            rows=rows,
            pairs=rows.pairs,
            ends=project_ends(item for item, _ in rows.pairs),
            zone=zone(plan),
            version=version,
            inputs=inputs,
            prints=prints,
            ground=_ground(plan, form, (docket, *history), prints),
            beside=beside,
        )

    def key(self, kind: str, prints: Sequence[str], *more: object) -> str:
        """Return a hash of what facts of one kind hang on; `prints`: of what they tell; "" = it cannot be told."""
        return content_hash(kind, self.ground, prints, more) if all(prints) else ""

    def key_of_units(self, kind: str, units: Sequence[str], *more: object) -> str:
        """Return a hash of what facts of one kind hang on that units' answers tell, earlier ones too; "" = it cannot be told."""
        prints = [*self.prints.of_each(self.docket, units)]
        before: list[tuple[str, str]] = []
        for docket in self.history:
            tellers = (one for unit in units for one in self.rows.answers.told_by(unit) if docket.entry_places(one))
            for unit in dict.fromkeys(tellers):
                before.append((docket.period, unit))
                prints.append(self.prints.of(docket, unit))
        return self.key(kind, prints, *more, before)

    @property
    def mark(self) -> BookMark:
        """What the book says of itself to the office above."""
        return book_mark(self.plan, self.docket, SUMMARY, self.version)

    @property
    def title(self) -> str:
        """The form's own title, as the notice prints it."""
        said = {"任务名称": self.plan.subject, **{name: value for name, value in self.plan.settings.values.items() if value}}
        parts = parse(self.form.heading or "{{ 设置.县名 }}{{ 设置.年度 }}年{{ 设置.任务名称 }}进展情况表")
        return "".join(part if isinstance(part, str) else said.get(part.key, "") for part in parts)

    @property
    def read_fields(self) -> tuple[Field, ...]:
        """The asked fields that people read line by line: where an answer comes from below is 明细's to tell."""
        return tuple(field for field in self.form.asked if field.key != BELOW)

    @property
    def periods_so_far(self) -> tuple[str, ...]:
        """The periods of the year up to this one, oldest first."""
        return (*(docket.period for docket in self.history), self.docket.period)

    def name_of(self, period: str) -> str:
        known = self.plan.period(period)
        return known.name if known else period

    @property
    def period(self) -> Period | None:
        return self.plan.period(self.docket.period)

    @property
    def period_name(self) -> str:
        return self.name_of(self.docket.period)

    @property
    def basis(self) -> str:
        """The line under every title: which period, data as of when, judged as of when."""
        data = f"数据截至：{day(self.period.data_as_of)}　" if self.period else ""
        part, parts = self.volume
        of = f"　任务多，一张工作表写不下，分写{parts}张，本张为第{part}张" if parts > 1 else ""
        return f"期次：{self.period_name}　{data}统计时点：{moment(self.docket.as_of, self.zone)}{of}"

    def volumes(self, most: int) -> tuple["ConsolidatedData", ...]:
        """Return the lines in parts of so many at most; a project stays in one, unless it alone is too long."""
        cuts, before = [0], 0
        for end in self.ends:
            if cuts[-1] < before and end - cuts[-1] > most:
                cuts.append(before)
            before = end
        if len(cuts) == 1:
            return (self,)
        parts = pairwise([*cuts, len(self.pairs)])
        return tuple(self._part(start, stop, (number, len(cuts))) for number, (start, stop) in enumerate(parts, 1))

    def _part(self, start: int, stop: int, volume: tuple[int, int]) -> "ConsolidatedData":
        ends = array("q", [end - start for end in self.ends if start < end <= stop])
        return replace(self, pairs=self.pairs[start:stop], ends=ends, volume=volume)

    def unit_row(self, unit: str) -> UnitRow | None:
        return self.docket.row(unit)


def _ground(plan: Plan, form: Form, dockets: Sequence[Docket], prints: DocketPrints) -> str:
    common = [(docket.period, prints.common(docket)) for docket in dockets]
    return content_hash(common, plan.sha256, plan.periods, plan.settings.values, form.sha256)


def column_of(field: Field) -> PageColumn:
    """Return the column of an asked field: width by what it holds, the template's own number format."""
    centred = field.type is not Type.TEXT
    return PageColumn(
        header=field.header,
        width=max(WIDTHS[field.type], min(24.0, len(field.header) * 2.0)) if centred else text_width(field),
        align="center" if centred else "left",
        number_format=field.number_format,
    )


def text_width(field: Field) -> float:
    """Return a wide column for what is told at length, a narrow one for remarks."""
    return WIDTHS[Type.TEXT] if field.required else 16.0


def answer(value: Answer, field: Field) -> CellValue:
    """Return an answer as a cell shows it; the cell keeps all of it."""
    if isinstance(value, Decimal) and (field.type is Type.PERCENT or is_percent_format(field.number_format)):
        return _share(value)
    return Figure(value, field.number_format) if isinstance(value, Decimal) else value


def told(entry: Entry | None, field: Field) -> CellValue:
    """Return what an entry answers to a field; where it could not be read, what stands in the cell."""
    if entry is None:
        return None
    value = entry.fields.get(field.key)
    return answer(value, field) if value is not None else entry.raw.get(field.key)


@lru_cache(maxsize=_FEW)
def _share(value: Decimal) -> Figure:
    return Figure(value, percent_format(value))


@lru_cache(maxsize=_FEW)
def percent(value: Decimal | None) -> Figure | None:
    """Return a fraction as a percent, shown rounded half up to two decimals at most."""
    return None if value is None else Figure(rounded(value, 12), percent_format(rounded(value, 4)))


def live(text: str, value: Decimal | None) -> Formula:
    """Return a live share with its value; blank where there is none."""
    now = percent(value)
    return Formula(text, "" if now is None else now.value, now.number_format if now else "0%")


@lru_cache(maxsize=_FEW)
def points(value: Decimal | None) -> Figure | None:
    """Return a difference of fractions in percent points with one decimal."""
    return None if value is None else Figure(rounded(value * 100, 1), "0.0")
