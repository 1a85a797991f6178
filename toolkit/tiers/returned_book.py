"""A book from below → the submission that it is: whose, which period, one row for each of our items. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.intake.recognise.unit_names import Clues, suggested, unit_by_name
from toolkit.nouns.cells import Book
from toolkit.nouns.fields import Form
from toolkit.nouns.outcomes import NOT_ASKED, Status
from toolkit.nouns.problems import Code, Problem, problem
from toolkit.nouns.submission import BOOK_AS_OF, Below, OwnItem, Row, Submission
from toolkit.plan.model import Plan
from toolkit.tiers.book_mark import ABOUT, REGISTER, SUMMARY, BookMark, read_mark
from toolkit.tiers.book_tables import (
    CONTENT,
    NUMBER,
    PROJECT,
    ROW_ID,
    STATE,
    UNIT,
    CountyBook,
    TableRow,
    county_book,
    headed,
)
from toolkit.tiers.holding import amiss, register_amiss
from toolkit.tiers.joining import Joined, joined
from toolkit.tiers.rolling import DERIVED, header_of, rolled
from toolkit.values.meaning import PERCENT, PROGRESS, STATUS
from toolkit.values.names import name_key
from toolkit.values.texts import quotable


@dataclass(frozen=True, slots=True)
class BookOwner:
    """Unit and period that a book is of here. `unit` None = none, or several; `job` = S14 of a stranger's."""

    unit: str | None
    period: str
    suggestion: str = ""
    alien: Problem | None = None


def whose_book(mark: BookMark, clues: Clues, plan: Plan) -> BookOwner:
    """Return whose a book is: by the clerk's claim, by its 任务号 (an alias in 单位), by the county that it names."""
    period = clues.claimed_period or period_of(mark, plan)
    by_job = plan.unit(mark.job) if mark.job else None
    claimed = plan.unit(clues.claimed) if clues.claimed else None
    named = unit_by_name(mark.county, plan)
    unit = claimed.name if claimed else by_job.name if by_job else named
    alien = None
    known = plan.unit(unit) if unit else None
    jobs = {name_key(alias) for alias in known.aliases if _is_job(alias)} if known else set()
    if jobs and name_key(mark.job) not in jobs and not claimed:
        alien = problem(Code.S14, ABOUT, None, theirs=mark.job)
    return BookOwner(unit, period, "" if unit else suggested((mark.county,), plan), alien)


def _is_job(alias: str) -> bool:
    """Tell a 任务号 from a name: letters and digits only."""
    return alias.isascii() and alias.isalnum()


def period_of(mark: BookMark, plan: Plan) -> str:
    """Return our period: the same id, else the one period whose data are as of the same day, else theirs (S03)."""
    if plan.period(mark.period):
        return mark.period
    same = [p.id for p in plan.periods if mark.data_as_of and p.data_as_of.isoformat() == mark.data_as_of]
    return same[0] if len(same) == 1 else mark.period


def returned_book(book: Book, clues: Clues, plan: Plan, form: Form) -> tuple[Submission, ...] | None:
    """Return the submission of a 汇总表 from below; None = the book is none. A register is no sheet: see `register_of`."""
    read = read_mark(book)
    if read is None or read.mark.kind != SUMMARY:
        return None
    who = whose_book(read.mark, clues, plan)
    county = county_book(book, read)
    first = county.detail.sheet.name if county else book.sheets[0].name
    problems: list[Problem] = [who.alien] if who.alien else []
    if who.unit is None:
        problems.append(problem(Code.S02, ABOUT, read.cells.get("county"), detail=f"填报地区“{read.mark.county}”不在“单位”表里"))
    rows: tuple[Row, ...] = ()
    doubtful: tuple[str, ...] = ()
    below = None
    if county is None:
        problems.append(problem(Code.S01, first, None, detail="，“明细”工作表不见了", how=""))
    elif who.unit is not None:
        matched = joined(plan, who.unit, [row for row in county.detail.rows if row.text(CONTENT)])
        rows, doubtful, more = _read(county, matched, plan, form)
        problems += more
        below = _below(county, matched)
    return (
        Submission(
            sheet=first,
            unit=who.unit,
            period=who.period,
            form=form.version,
            rows=rows,
            header_address=county.detail.header_address if county else "A1",
            columns=county.detail.headers if county else {},
            foot={BOOK_AS_OF: read.mark.as_of, "台账指纹": read.mark.ledger, "计划指纹": read.mark.rules},
            problems=tuple(problems),
            basis="认领" if clues.claimed else "标识",
            suggestion=who.suggestion,
            doubtful=doubtful,
            below=below,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBelow:
    """A 报送情况登记表 from below: of which unit and period here, and what does not hold in it (S17, S19)."""

    unit: str
    period: str
    problems: tuple[Problem, ...] = ()
    alien: bool = False
    """Another job's: it changes nothing and is no second material."""


def register_of(book: Book, plan: Plan) -> RegisterBelow | None:
    """Return whose register a 报送情况登记表 from below is; None = the book is none, or nobody's."""
    read = read_mark(book)
    if read is None or read.mark.kind != REGISTER:
        return None
    who = whose_book(read.mark, Clues(name=""), plan)
    if not who.unit:
        return None
    if who.alien:
        return RegisterBelow(unit=who.unit, period=who.period, problems=(who.alien,), alien=True)
    return RegisterBelow(unit=who.unit, period=who.period, problems=register_amiss(book, read))


def _read(book: CountyBook, matched: Joined, plan: Plan, form: Form) -> tuple[tuple[Row, ...], tuple[str, ...], list[Problem]]:
    wrong = amiss(book)
    cells = {problem.cell for problem in wrong if problem.sheet == book.detail.sheet.name and problem.cell}
    bad = {row.row for row in book.detail.rows if any(row.at(header) in cells for header in row.columns)}
    rows, silent, doubtful = [], [], []
    values = plan.settings.values
    for item, group in matched.rows.items():
        if any(row.row in bad for row in group):
            doubtful.append(item)
        elif not any(row.counted for row in group):
            silent.append(item)
        else:
            rows.append(Row(row=group[0].row, item=item, answers=rolled(form, book.detail, group, values)))
    doubtful += [*silent, *(likely.id for _, likely in matched.own if likely)]
    problems = [*wrong, *_columns(book, form, plan), *_own(book, matched), *_silent(book, matched, silent)]
    return tuple(rows), tuple(dict.fromkeys(doubtful)), problems


def _below(book: CountyBook, matched: Joined) -> Below:
    """Return the rows of items that only they have, and how many of their units were on time with them."""
    status, percent, told = (headed(book.detail, (key,)) for key in (STATUS, PERCENT, PROGRESS))
    own = tuple(
        OwnItem(
            number=row.text(NUMBER),
            project=row.text(PROJECT),
            content=row.text(CONTENT),
            unit=row.text(UNIT),
            status=row.text(status),
            share=row.number(percent),
            progress=row.text(told),
            address=row.at(CONTENT),
            likely=likely.id if likely else "",
        )
        for row, likely in matched.own
    )
    said = [row.text("报送状态") for row in book.reported.rows if row.text("单位") != "合计"] if book.reported else []
    asked = [status for status in said if status and status not in NOT_ASKED]
    return Below(own=own, asked=len(asked), on_time=sum(status == Status.ON_TIME for status in asked))


def _columns(book: CountyBook, form: Form, plan: Plan) -> Iterator[Problem]:
    for field in form.asked:
        if field.required and field.key not in DERIVED and not header_of(book.detail, field, plan.settings.values):
            yield problem(Code.S07, book.detail.sheet.name, book.detail.header_address, header=field.header, detail="")


def _own(book: CountyBook, matched: Joined) -> Iterator[Problem]:
    """Yield S20 once for each item that only they have."""
    seen: set[str] = set()
    for row, likely in matched.own:
        content = row.text(CONTENT)
        if content in seen:
            continue
        seen.add(content)
        near = f"（可能是本级的 {likely.id} “{quotable(likely.content)}”）" if likely else ""
        yield problem(Code.S20, book.detail.sheet.name, row.at(CONTENT), content=quotable(content), near=near)


def _silent(book: CountyBook, matched: Joined, items: list[str]) -> Iterator[Problem]:
    for item in items:
        row = matched.rows[item][0]
        units = "、".join(one.text(UNIT) for one in matched.rows[item])
        yield problem(Code.S21, book.detail.sheet.name, _at(row), item=item, units=units).concerning(item)


def _at(row: TableRow) -> str:
    return row.at(STATE) or row.at(ROW_ID)
