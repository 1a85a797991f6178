"""A workbook → its forms: one submission for each, () where there is none. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.form.stamp import FORM_PROPERTY, JOB_PROPERTY, PERIOD_PROPERTY, UNIT_PROPERTY, job_key
from toolkit.intake.recognise.dragged import gathered
from toolkit.intake.recognise.evidence import is_form
from toolkit.intake.recognise.identity import Identity, Marks, identify, period_by_name, read_marks
from toolkit.intake.recognise.job import Jobs, job_of, other_job
from toolkit.intake.recognise.labels import Labels, asks
from toolkit.intake.recognise.placing import PlacedTable, TextGrid, find_tables
from toolkit.intake.recognise.printed import Foot
from toolkit.intake.recognise.rivals import settled
from toolkit.intake.recognise.rows import KnownItems, Match, RowClues, as_row, doubles, match_rows, read_facts
from toolkit.intake.recognise.several import TableSubmission, settle
from toolkit.intake.recognise.shape import columns_added, columns_missing
from toolkit.intake.recognise.unit_names import Clues, unit_by_name, unknown_name
from toolkit.nouns.cells import Book
from toolkit.nouns.fields import Form
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import Submission
from toolkit.plan.model import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class _RecognisedSheet:
    """One table that is a form."""

    table: PlacedTable
    marks: Marks
    facts: tuple[RowClues, ...]

    @property
    def speaks(self) -> bool:
        return self.marks.stamped or bool(self.marks.printed_unit)


@dataclass(frozen=True, slots=True)
class _Issues:
    """Which forms there are, and under which 任务号 they were issued."""

    forms: Mapping[str, Form]
    current: Form
    newest: Mapping[str, str]
    """Period id → the newest version issued for it."""
    jobs: Jobs


def recognise(
    book: Book,
    clues: Clues,
    plan: Plan,
    forms: Mapping[str, Form],
    current: Form,
    issued: Mapping[str, str] | None = None,
    jobs: Jobs | None = None,
) -> tuple[Submission, ...]:
    """Return one submission for each form found in the book, in sheet order.

    `issued`: period id → the newest version issued for it; a sheet of another known version is S08.
    `jobs`: 任务号 of the forms that this workspace issues and issued; None = the plan's.
    """
    named = book.properties.get(FORM_PROPERTY, "")
    recognised = _forms_in(book, plan, forms.get(named, current), stamped=bool(book.properties.get(UNIT_PROPERTY)))
    for other in _others(forms, named, current) if not recognised else ():
        recognised = _forms_in(book, plan, other, stamped=False)
        if recognised:
            break
    recognised = tuple(_of_version(one, plan, forms) for one in recognised)
    visible = tuple(one for one in recognised if not one.table.grid.sheet.hidden)
    if not recognised:
        return _headless(book, clues, plan, current, jobs or frozenset({plan.job}))
    chosen = visible or recognised
    known = _Issues(forms, current, issued or {}, jobs or frozenset({plan.job}))
    ready = [_submission(one, chosen, book.properties, clues, plan, known) for one in chosen]
    hidden = [one.table.grid.sheet.name for one in recognised if one not in chosen]
    if hidden:
        detail = f"隐藏的“{'”“'.join(hidden)}”未予读取"
        extra = problem(Code.S05, ready[0].submission.sheet, None, what="工作表", detail=detail)
        first = ready[0].submission
        ready[0] = replace(ready[0], submission=replace(first, problems=(*first.problems, extra)))
    return settle(ready)


def _others(forms: Mapping[str, Form], named: str, current: Form) -> list[Form]:
    """Return the other known versions of the form, newest known last issued first."""
    return [form for version, form in reversed(tuple(forms.items())) if version not in {named, current.version}]


def _forms_in(book: Book, plan: Plan, form: Form, *, stamped: bool) -> tuple[_RecognisedSheet, ...]:
    labels = _labels(form, plan)
    recognised = []
    for sheet in book.sheets:
        hits = labels.hits(sheet)
        if not asks(hits):
            continue
        for table in find_tables(TextGrid.of(sheet), form, labels, hits):
            one = _recognised(table, plan)
            if is_form(one.table, one.marks, one.facts, plan, stamped=stamped):
                recognised.append(one)
    return tuple(recognised)


def _labels(form: Form, plan: Plan) -> Labels:
    """Return the form's labels, looked up once for all sheets."""
    known = plan.derived(_known_labels)
    if id(form) not in known:
        known[id(form)] = (form, Labels.of(form, plan.settings.values))
    return known[id(form)][1]


def _known_labels(_plan: Plan) -> dict[int, tuple[Form, Labels]]:
    """Return the labels of forms so far; a form is kept beside its own, so that no other can be at its address."""
    return {}


def _recognised(table: PlacedTable, plan: Plan) -> _RecognisedSheet:
    table = settled(table)
    marks = read_marks(table)
    return _RecognisedSheet(table=table, marks=marks, facts=read_facts(table, marks, plan))


def _of_version(one: _RecognisedSheet, plan: Plan, forms: Mapping[str, Form]) -> _RecognisedSheet:
    """Read the table again with the version that its own 表号 names."""
    form = forms.get(one.marks.number.form) if one.marks.number else None
    if form is None or form.version == one.table.form.version:
        return one
    tables = find_tables(one.table.grid, form, _labels(form, plan))
    same = next((table for table in tables if table.top <= one.table.bottom and one.table.top <= table.bottom), None)
    return _recognised(same, plan) if same else one


def _submission(
    one: _RecognisedSheet,
    all_: Sequence[_RecognisedSheet],
    properties: Mapping[str, str],
    clues: Clues,
    plan: Plan,
    issues: _Issues,
) -> TableSubmission:
    table = one.table
    own = properties if _has_properties(one, all_, properties, plan) else {}
    who = identify(table, one.marks, own, clues, plan)
    job = job_of(table.grid.sheet.name, one.marks, own, issues.jobs, claimed=bool(clues.claimed))
    known = KnownItems.of(plan, who.unit, who.period or clues.collecting, claimed=bool(clues.claimed), jobs=issues.jobs)
    matches, twice = doubles(table, gathered(table, match_rows(table, one.facts, known)))
    if who.contradicted or job.contradicted:
        matches = tuple(replace(m, item=None, problem=None, doubtful=(*m.doubtful, *_named(m))) for m in matches)
        twice = ()
    at_foot = Foot.of(table)
    problems = (
        *who.problems,
        *((job.problem,) if job.problem else ()),
        *columns_missing(table),
        *(m.problem for m in matches if m.problem),
        *twice,
        *columns_added(table, matches),
        *_older(one, own, who, issues),
        *at_foot.amiss(table.grid.sheet.name, _year(plan)),
    )
    submission = Submission(
        sheet=table.grid.sheet.name,
        unit=who.unit,
        period=who.period,
        form=table.form.version,
        rows=tuple(as_row(table, match) for match in matches),
        header_address=table.header_address,
        columns=table.columns,
        foot=at_foot.said,
        foot_cells=at_foot.cells,
        problems=problems,
        basis=who.basis,
        suggestion=who.suggestion or (_sole_host(matches, plan, clues.collecting) if who.unit is None else ""),
        printed=unknown_name(one.marks.printed_unit, plan),
        doubtful=tuple(sorted({item for m in matches for item in m.doubtful})),
    )
    return TableSubmission(table=table, submission=submission)


def _sole_host(matches: Iterable[Match], plan: Plan, collecting: str) -> str:
    """Return the one unit that all the items on the sheet were given to; "" = they point at several. Only a suggestion."""
    period = plan.period(collecting)
    items = [item for match in matches if match.item and (item := plan.item(match.item))]
    hosts = [frozenset(plan.hosts(item, period.deadline) if period else item.hosts) for item in items]
    common = frozenset.intersection(*hosts) if hosts else frozenset()
    return next(iter(common)) if len(common) == 1 else ""


def _year(plan: Plan) -> int:
    """Return the plan's year, for days at the foot that name none."""
    year = plan.settings.text("年度")
    return int(year) if year.isdigit() and len(year) == len("2022") else plan.periods[-1].deadline.year if plan.periods else 2000


def _named(match: Match) -> tuple[str, ...]:
    return (match.item,) if match.item else ()


def _has_properties(one: _RecognisedSheet, all_: Sequence[_RecognisedSheet], properties: Mapping[str, str], plan: Plan) -> bool:
    """Tell whether the workbook's properties speak for this table: it is alone, or nobody else is meant."""
    if len(all_) == 1:
        return True
    if one.speaks:
        return False
    unit = properties.get(UNIT_PROPERTY, "")
    return not any(_says_unit(other, unit, plan) for other in all_ if other is not one)


def _says_unit(one: _RecognisedSheet, unit: str, plan: Plan) -> bool:
    said = {row.unit for row, _ in one.marks.ids.values()}
    said |= {one.marks.number.unit} if one.marks.number else set()
    return unit in said or unit_by_name(one.marks.printed_unit, plan) == unit


def _older(
    one: _RecognisedSheet,
    properties: Mapping[str, str],
    who: Identity,
    issues: _Issues,
) -> tuple[Problem, ...]:
    """Return S08 where the stamped version is a known one, but not the newest issued for its period."""
    version = one.marks.number.form if one.marks.number else ""
    version = version or properties.get(FORM_PROPERTY, "")
    wanted = issues.newest.get(who.period or "", issues.current.version)
    if not version or version == wanted or version not in issues.forms:
        return ()
    return (problem(Code.S08, one.table.grid.sheet.name, one.marks.number_cell),)


def _headless(book: Book, clues: Clues, plan: Plan, current: Form, jobs: Jobs) -> tuple[Submission, ...]:
    """Return an empty submission with S01 for a book that bears our stamp but holds no table of the form any more.

    With another job's stamp it is that job's form, whatever its columns are (S14).
    """
    unit = unit_by_name(clues.claimed or book.properties.get(UNIT_PROPERTY, ""), plan)
    if unit is None or not book.properties.get(UNIT_PROPERTY) or not book.sheets:
        return ()
    first = next((sheet for sheet in book.sheets if not sheet.hidden), book.sheets[0])
    theirs = job_key(book.properties.get(JOB_PROPERTY, ""))
    foreign = other_job(first.name, None, theirs) if theirs and theirs not in jobs else None
    unread = book.details.get(Code.F08.name, "")
    headless = problem(
        Code.S01, first.name, None, detail=f"（{unread}，没有读）" if unread else "",
        how="，并删去表格以外的内容" if Code.F03.name in book.details else "",
    )  # fmt: skip
    return (
        Submission(
            sheet=first.name,
            unit=unit,
            period=period_by_name(book.properties.get(PERIOD_PROPERTY, ""), plan),
            form=current.version,
            rows=(),
            header_address="A1",
            problems=(foreign or headless,),
            basis="认领" if clues.claimed else "标识",
        ),
    )
