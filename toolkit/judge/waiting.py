"""What waits for the clerk after everything has been judged: one task for each thing (待办). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from toolkit.clerk.todo import Asked, Choice, Task, TaskKind, seen
from toolkit.nouns.docket import Docket, Evidence, FileRow, Outcome, UnitRow, Verdict, VerdictChange
from toolkit.nouns.problems import Code, Severity
from toolkit.nouns.records import Note, NoteKind, Times
from toolkit.plan.model import Plan

_WEAK = frozenset({Evidence.MAIL_DATE, Evidence.FILE_TIME, Evidence.UNKNOWN})
_AT = datetime.min  # noqa: DTZ901 - filled in when the choice is taken
_SEVERAL = 3
"""From so many loose files of one ingest on, one row for all is offered."""
_MATERIAL = frozenset({Outcome.ACCEPTED, Outcome.REMARKS, Outcome.RETURNED, Outcome.SCAN, Outcome.REGISTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFacts:
    """What the tasks are made from."""

    plan: Plan
    dockets: tuple[Docket, ...]
    times: Mapping[int, Times]
    """Receipt → every moment known of it."""
    notes: tuple[Note, ...]
    """In force."""
    zone: tzinfo
    archive: str = "../archive"
    """The archive as seen from inbox/, for links."""
    changes: tuple[VerdictChange, ...] = ()
    """认定变动 of the newest registers."""


def waiting(known: WaitingFacts) -> tuple[Task, ...]:
    """Return what waits, by kind, period and receipt; what the clerk has looked at (已阅) does not wait."""
    done = {_mark(note): note.number for note in known.notes if note.kind is NoteKind.SEEN}
    tasks = [task for source in _SOURCES for task in source(known)]
    kinds = list(TaskKind)
    once = {task.key: task for task in tasks if done.get(_seen_mark(task), -1) < task.since}
    return tuple(sorted(once.values(), key=lambda task: (kinds.index(task.kind), task.period)))


def _mark(note: Note) -> tuple[str, ...]:
    return (note.material, note.file, note.unit, note.period, note.item)


def _seen_mark(task: Task) -> tuple[str, ...]:
    return next((_mark(c.note) for c in task.choices if c.note.kind is NoteKind.SEEN), ())


# -- files -----------------------------------------------------------------------------------------------------------


def _files(known: WaitingFacts) -> Iterator[tuple[Docket, FileRow]]:
    for docket in known.dockets:
        for row in docket.files:
            yield docket, row


def _unclaimed(known: WaitingFacts) -> Iterator[Task]:
    for docket, row in _files(known):
        if row.outcome is not Outcome.UNCLAIMED:
            continue
        likely = _likely(known, docket, row)
        first = f"，可能是{row.suggestion}的" if row.suggestion else ""
        yield _about_file(
            known,
            TaskKind.UNCLAIMED,
            row,
            f"“{row.name}”（#{row.receipt}）判断不了是哪个单位的{first}。",
            (
                *(Choice(word=f"认领给{name}", note=_note(NoteKind.CLAIM, row, unit=name)) for name in likely),
                Choice(word="认领给“填写内容”栏所写的单位", note=_note(NoteKind.CLAIM, row), asks=Asked.UNIT),
                _no_need(TaskKind.UNCLAIMED, row, "与报送无关，不用处理"),
            ),
        )


def _likely(known: WaitingFacts, docket: Docket, row: FileRow) -> tuple[str, ...]:
    """Return the suggested unit, then those that still lack a material in that period, then all others."""
    lacking = [unit.unit for unit in docket.units if unit.sheet is None or unit.scan is None]
    names = [row.suggestion] if row.suggestion else []
    return tuple(dict.fromkeys((*names, *lacking, *(unit.unit for unit in docket.units))))[:40]


def _untimed(known: WaitingFacts) -> Iterator[FileRow]:
    """Yield the files whose time decides something and is not sure."""
    doubtful = {(docket.period, unit.unit) for docket in known.dockets for unit in docket.units if _unsure(unit)}
    for docket, row in _files(known):
        if row.evidence in _WEAK and row.outcome in _MATERIAL and (docket.period, row.unit) in doubtful:
            yield row


def _times(known: WaitingFacts) -> Iterator[Task]:
    for row in _untimed(known):
        moments = _moments(known, row)
        told = "，".join(f"{word}{_at(moment, known.zone)}" for word, moment in moments) or "没有任何时间"
        yield _about_file(
            known,
            TaskKind.TIME,
            row,
            f"{row.unit}的“{row.name}”（#{row.receipt}）何时收到还不能确定：{told}。",
            (
                *(
                    Choice(word=f"{_at(moment, known.zone)}收到（{word}）", note=_note(NoteKind.RECEIVED, row, received=moment))
                    for word, moment in moments
                ),
                Choice(word="收到时间见“填写内容”栏", note=_note(NoteKind.RECEIVED, row), asks=Asked.TIME),
            ),
        )


def _times_together(known: WaitingFacts) -> Iterator[Task]:
    """One row for a whole ingest of loose files, before the rows of each."""
    loose: dict[int, list[FileRow]] = {}
    for row in _untimed(known):
        times = known.times.get(row.receipt)
        if row.evidence is Evidence.FILE_TIME and times and times.file_time:
            loose.setdefault(row.run, []).append(row)
    for run, rows in loose.items():
        if len(rows) >= _SEVERAL:
            own = [_note(NoteKind.RECEIVED, row, received=known.times[row.receipt].file_time) for row in rows]
            open_ = [_note(NoteKind.RECEIVED, row) for row in rows]
            yield Task(
                kind=TaskKind.TIME,
                about=("批", f"#{run}"),
                what=f"第{run}号收件有{len(rows)}件只有文件时间，可以在这一行一并登记，也可以在下面逐件登记。",
                where=f"{rows[0].name}等{len(rows)}件",
                choices=(
                    Choice(word="都按各自的文件时间收到", note=own[0], more=tuple(own[1:])),
                    Choice(word="都在“填写内容”所写的时间收到", note=open_[0], asks=Asked.TIME, more=tuple(open_[1:])),
                ),
            )


def _unsure(unit: UnitRow) -> bool:
    return unit.doubtful or any(arrival is not None and arrival.weak for arrival in (unit.sheet, unit.scan))


def _moments(known: WaitingFacts, row: FileRow) -> tuple[tuple[str, datetime], ...]:
    times = known.times.get(row.receipt)
    if times is None:
        return ()
    named = (("邮件到达", times.mail_received), ("邮件所写", times.mail_date), ("文件时间", times.file_time), ("收件", row.taken))
    return tuple((word, moment) for word, moment in named if moment is not None)


def _no_form(known: WaitingFacts) -> Iterator[Task]:
    """Something came from a unit, but no form: unreadable, refused, a letter, a link."""
    settled = {
        (docket.period, unit.unit) for docket in known.dockets for unit in docket.units if unit.sheet is not None and unit.scan
    }
    wanted = {Outcome.UNREADABLE, Outcome.REFUSED, Outcome.NOT_A_FORM}
    for docket, row in _files(known):
        if row.confirming:
            continue  # its words went back in a form
        mail = row.formless and row.outcome is Outcome.CONTAINER
        if not (mail or (row.outcome in wanted and row.unit)) or (docket.period, row.unit) in settled:
            continue
        why = "；".join(problem.message for problem in row.problems[:1])
        yield _about_file(
            known,
            TaskKind.NO_FORM,
            row,
            f"{row.unit or '不知哪个单位'}发来“{row.name}”（#{row.receipt}），不是可读的附件2{f'：{why}' if why else ''}。",
            (*_copying(row), _no_need(TaskKind.NO_FORM, row, "已联系单位改报")),
        )


def _copying(row: FileRow) -> Iterator[Choice]:
    """Yield what can be done with a report in words: it goes back in a form, for the unit to confirm."""
    words = _note(NoteKind.WORDS, row)
    if row.words and row.unit:
        yield Choice(word="把文字抄进附件2，请单位确认", note=words)
    elif row.words:
        claim = _note(NoteKind.CLAIM, row)
        yield Choice(word="是“填写内容”栏所写单位的，把文字抄进附件2", note=claim, asks=Asked.UNIT, more=(words,))


def _seals(known: WaitingFacts) -> Iterator[Task]:
    for _, row in _files(known):
        unseen = [problem for problem in row.problems if problem.code.name == "S16"]
        if unseen:
            yield _about_file(
                known,
                TaskKind.SEAL,
                row,
                f"{row.unit}的扫描件“{row.name}”（#{row.receipt}）：{unseen[0].message}。",
                (_no_need(TaskKind.SEAL, row, "已核对，签字盖章齐全"), _no_need(TaskKind.SEAL, row, "已要求补签补盖")),
            )


def _about_file(known: WaitingFacts, kind: TaskKind, row: FileRow, what: str, choices: Sequence[Choice]) -> Task:
    return Task(
        kind=kind,
        about=(f"#{row.receipt}", row.sheet or ""),
        what=what,
        where=row.whole,
        link=f"{known.archive}/{row.archived}" if row.archived else "",
        period=row.period or "",
        choices=tuple(choices),
    )


def _note(kind: NoteKind, row: FileRow, *, unit: str = "", received: datetime | None = None) -> Note:
    return Note(kind=kind, at=_AT, file=f"#{row.receipt}", unit=unit, received=received)


def _no_need(kind: TaskKind, row: FileRow, word: str) -> Choice:
    return Choice(word=word, note=seen(kind, file=f"#{row.receipt}"))


# -- rows ------------------------------------------------------------------------------------------------------------


def _receipts(docket: Docket) -> Mapping[tuple[str, str], int]:
    """Return (original, sheet) → the newest receipt of it: from then on what stands there waits."""
    return {(str(row.archived), str(row.sheet)): row.receipt for row in docket.files}


def _returned_rows(known: WaitingFacts) -> Iterator[Task]:
    for docket in known.dockets:
        receipts = _receipts(docket)
        for entry in docket.entries:
            if entry.verdict is not Verdict.RETURNED:
                continue
            sent_back = [problem for problem in entry.problems if problem.severity is Severity.RETURN]
            words = "；".join(dict.fromkeys(f"{problem.cell or ''}{problem.message}" for problem in sent_back[:3]))
            accept = Note(kind=NoteKind.ACCEPT, at=_AT, unit=entry.unit, period=docket.period, item=entry.item)
            about = {"unit": entry.unit, "period": docket.period, "item": entry.item}
            yield Task(
                kind=TaskKind.RETURNED_ROW,
                about=(entry.unit, entry.item, str(entry.source.archived), entry.source.sheet),
                what=f"{entry.unit}的事项{entry.item}被退回：{words}。",
                where=f"{entry.source.file}·{entry.source.sheet}",
                link=f"{known.archive}/{entry.source.archived}" if entry.source.archived else "",
                period=docket.period,
                since=receipts.get((str(entry.source.archived), entry.source.sheet), 0),
                choices=(
                    Choice(word="经核实，认可这一行", note=accept),
                    Choice(word="维持退回，等单位重报", note=seen(TaskKind.RETURNED_ROW, **about)),
                ),
            )


def _prefilled(known: WaitingFacts) -> Iterator[Task]:
    for docket in known.dockets:
        receipts = _receipts(docket)
        for entry in docket.entries:
            changed = [problem for problem in entry.problems if problem.code is Code.S06]
            if changed:
                about = {"unit": entry.unit, "period": docket.period, "item": entry.item}
                words = "；".join(f"{problem.cell or ''}{problem.message}" for problem in changed)
                yield Task(
                    kind=TaskKind.PREFILLED,
                    about=(entry.unit, entry.item, *(problem.message for problem in changed)),
                    what=f"{entry.unit}的事项{entry.item}：{words}。",
                    where=f"{entry.source.file}·{entry.source.sheet}",
                    link=f"{known.archive}/{entry.source.archived}" if entry.source.archived else "",
                    period=docket.period,
                    since=receipts.get((str(entry.source.archived), entry.source.sheet), 0),
                    choices=(Choice(word="以下发内容为准", note=seen(TaskKind.PREFILLED, **about)),),
                )


def _inherited(known: WaitingFacts) -> Iterator[Task]:
    for item in known.plan.items:
        if item.inherited:
            yield Task(
                kind=TaskKind.INHERITED,
                about=(item.id, *item.hosts),
                what=f"事项{item.id}“{item.content}”的承办单位在通知里空着，沿用上一行的{'、'.join(item.hosts)}，请对照通知。",
                where=f"附件1.xlsx·附件1·{item.place}" if item.place else "附件1.xlsx",
                link="../templates/附件1.xlsx",
                choices=(Choice(word="沿用无误", note=seen(TaskKind.INHERITED, item=item.id)),),
            )


def _aliases(known: WaitingFacts) -> Iterator[Task]:
    """One row for a name that the plan does not know, however many files print it."""
    for _docket, row in _files(known):
        unit = row.unit or row.suggestion
        if not row.printed or not unit or row.outcome is Outcome.DUPLICATE:
            continue
        told = f"现认作{unit}" if row.unit else f"可能是{unit}"
        alias = Note(kind=NoteKind.ALIAS, at=_AT, unit=unit, material=row.printed)
        task = _about_file(
            known,
            TaskKind.ALIAS,
            row,
            f"“{row.name}”（#{row.receipt}）的填报单位写作“{row.printed}”，{told}。以后都把“{row.printed}”认作{unit}吗？",
            (
                Choice(word=f"“{row.printed}”是{unit}的别名", note=alias),
                Choice(word="是“填写内容”栏所写单位的别名", note=replace(alias, unit=""), asks=Asked.UNIT),
                Choice(word="不是别名，不用处理", note=seen(TaskKind.ALIAS, item=row.printed)),
            ),
        )
        yield replace(task, about=(row.printed, unit), period="")


def _own_items(known: WaitingFacts) -> Iterator[Task]:
    """One row for an item that only a child has, in however many rows and periods its books name it."""
    for docket in known.dockets:
        for unit, row in docket.books_below:
            for own in row.below.own if row.below else ():
                likely = known.plan.item(own.likely) if own.likely else None
                match = Note(kind=NoteKind.MATCH, at=_AT, unit=unit, material=own.content)
                near = f"，可能是本级的{likely.id}“{likely.content}”" if likely else ""
                task = _about_file(
                    known,
                    TaskKind.OWN_ITEM,
                    row,
                    f"{unit}的“{own.content}”本级没有{near}。",
                    (
                        *((Choice(word=f"就是本级的{likely.id}", note=replace(match, item=likely.id)),) if likely else ()),
                        Choice(word="就是“填写内容”栏所写的本级事项", note=match, asks=Asked.ITEM),
                        Choice(word="下级自定的，单独列出", note=seen(TaskKind.OWN_ITEM, unit=unit, item=own.content)),
                    ),
                )
                yield replace(task, about=(unit, own.content), period="")


def _changed(known: WaitingFacts) -> Iterator[Task]:
    """One row for all units whose verdict a register changed for the same reasons; a late return is no such change."""
    together: dict[tuple[str, int, tuple[str, ...]], list[VerdictChange]] = {}
    for change in known.changes:
        if not change.arrived:
            together.setdefault((change.period, change.number, change.causes), []).append(change)
    for (place, number, causes), changes in together.items():
        words = "，".join(f"{change.unit}{change.before}→{change.after}" for change in changes)
        yield Task(
            kind=TaskKind.CHANGED_VERDICT,
            about=(place, str(number), *causes),
            what=f"新的登记表与上次打印的不同：{words}。原因：{'；'.join(causes)}。",
            where=f"{place}·报送情况登记表.xlsx",
            link=f"../outbox/{place}/报送情况登记表.xlsx",
            period=place,
            since=number,
            choices=(
                Choice(word="变动属实，已换发登记表", note=seen(TaskKind.CHANGED_VERDICT, period=place, item="；".join(causes))),
                Choice(word="已知悉，不用换发", note=seen(TaskKind.CHANGED_VERDICT, period=place, item="；".join(causes))),
            ),
        )


def _at(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


_SOURCES = (
    _unclaimed, _times_together, _times, _no_form, _returned_rows, _prefilled, _seals, _changed, _inherited, _aliases, _own_items,
)  # fmt: skip
