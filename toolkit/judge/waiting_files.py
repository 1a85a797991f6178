"""What waits for the clerk about files: whose, when, what in place of a form, what names in them mean. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice

from toolkit.clerk.todo import Asked, Choice, Task, TaskKind, seen
from toolkit.judge.waiting_facts import UNDATED, WaitingFacts, about_file, files_of, no_need, places_of, shown_at, stated
from toolkit.nouns.docket import WEAK, Docket, FileRow
from toolkit.nouns.outcomes import UNOPENED, Evidence, Outcome
from toolkit.nouns.records import Note, NoteKind
from toolkit.nouns.shelf import LongList

_CHOICES = 40
"""Units that are offered."""
_SEVERAL = 3
"""From so many loose files of one ingest on, one row for all is offered."""
_MATERIAL = frozenset({Outcome.ACCEPTED, Outcome.REMARKS, Outcome.RETURNED, Outcome.SCAN, Outcome.REGISTER})


def unclaimed(known: WaitingFacts) -> Iterator[Task]:
    usual: dict[str, Sequence[str]] = {}
    for docket, row in files_of(known, lambda mark: mark.outcome is Outcome.UNCLAIMED):
        if docket.period not in usual:
            usual[docket.period] = _likely(docket)
        names = [row.suggestion] if row.suggestion else []
        likely = tuple(dict.fromkeys((*names, *usual[docket.period])))[:_CHOICES]
        first = f"，可能是{row.suggestion}的" if row.suggestion else ""
        yield about_file(
            known,
            TaskKind.UNCLAIMED,
            row,
            f"“{row.name}”（#{row.receipt}）判断不了是哪个单位的{first}。",
            (
                *(Choice(word=f"认领给{name}", note=stated(NoteKind.CLAIM, row, unit=name)) for name in likely),
                Choice(word="认领给“填写内容”栏所写的单位", note=stated(NoteKind.CLAIM, row), asks=Asked.UNIT),
                no_need(TaskKind.UNCLAIMED, row, "与报送无关，不用处理"),
            ),
        )


def _likely(docket: Docket) -> Sequence[str]:
    """Return the units that still lack a material in that period, then all others; no more than can be offered."""
    lacking = (mark.unit for mark in docket.unit_marks if not mark.whole)
    first = dict.fromkeys(islice(lacking, _CHOICES + 1))
    return (*first, *islice((mark.unit for mark in docket.unit_marks if mark.unit not in first), _CHOICES + 1))


def _untimed(known: WaitingFacts) -> Iterator[tuple[Docket, int]]:
    """Yield where the files stand whose time decides something and is not sure."""
    doubtful = {(docket.period, mark.unit) for docket in known.dockets for mark in known.unit_marks(docket) if mark.unsure}
    for docket, place in places_of(known, lambda mark: mark.evidence in WEAK and mark.outcome in _MATERIAL):
        if (docket.period, docket.file_marks[place].unit) in doubtful:
            yield docket, place


def times(known: WaitingFacts) -> Iterator[Task]:
    for docket, place in _untimed(known):
        row = docket.files[place]
        moments = _moments(known, row)
        told = "，".join(f"{word}{shown_at(moment, known.zone)}" for word, moment in moments) or "没有任何时间"
        yield about_file(
            known,
            TaskKind.TIME,
            row,
            f"{row.unit}的“{row.name}”（#{row.receipt}）何时收到还不能确定：{told}。",
            (
                *(
                    Choice(
                        word=f"{shown_at(moment, known.zone)}收到（{word}）", note=stated(NoteKind.RECEIVED, row, received=moment)
                    )
                    for word, moment in moments
                ),
                Choice(word="收到时间见“填写内容”栏", note=stated(NoteKind.RECEIVED, row), asks=Asked.TIME),
            ),
        )


def _loose(known: WaitingFacts) -> Iterator[tuple[Docket, int]]:
    """Yield where those of them stand that have no time but their file's own."""
    for docket, place in _untimed(known):
        mark = docket.file_marks[place]
        times = known.times.get(mark.receipt)
        if mark.evidence is Evidence.FILE_TIME and times and times.file_time:
            yield docket, place


@dataclass(frozen=True, slots=True)
class LooseFiles:
    """Loose files of one ingest, how many they are, and the first of them."""

    run: int
    count: int
    receipt: int
    sheet: str
    name: str


def loose_files(known: WaitingFacts) -> Iterator[LooseFiles]:
    """Yield how many loose files each ingest has, in the order of the first."""
    first: dict[int, tuple[Docket, int]] = {}
    counts: Counter[int] = Counter()
    for docket, place in _loose(known):
        run = docket.file_marks[place].run
        first.setdefault(run, (docket, place))
        counts[run] += 1
    rows = ((run, docket.files[place]) for run, (docket, place) in first.items())
    return (LooseFiles(run, counts[run], row.receipt, row.sheet or "", row.name) for run, row in rows)


def times_together(known: WaitingFacts, files: Iterable[LooseFiles]) -> Iterator[Task]:
    """One row for a whole ingest of loose files, before the rows of each."""
    for own in files:
        if own.count >= _SEVERAL:
            times = known.times[own.receipt]
            note = Note(kind=NoteKind.RECEIVED, at=UNDATED, file=f"#{own.receipt}", received=times.file_time)
            more, open_ = (_FurtherFiles(known, own, timed=timed) for timed in (True, False))
            yield Task(
                kind=TaskKind.TIME,
                about=("批", f"#{own.run}"),
                what=f"第{own.run}号收件有{own.count}件只有文件时间，可以在这一行一并登记，也可以在下面逐件登记。",
                where=f"{own.name}等{own.count}件",
                choices=(
                    Choice(word="都按各自的文件时间收到", note=note, more=more),
                    Choice(word="都在“填写内容”所写的时间收到", note=replace(note, received=None), asks=Asked.TIME, more=open_),
                ),
            )


class _FurtherFiles(LongList[Note]):
    """A note on each loose file of an ingest but the first, looked for when somebody asks."""

    def __init__(self, known: WaitingFacts, files: LooseFiles, *, timed: bool) -> None:
        self._known, self._files, self._timed = known, files, timed

    def __len__(self) -> int:
        return self._files.count - 1

    def _value(self, place: int) -> Note:
        return self._notes[place]

    @cached_property
    def _notes(self) -> Sequence[Note]:
        marks = (docket.file_marks[place] for docket, place in _loose(self._known))
        mine = [mark for mark in marks if mark.run == self._files.run]
        notes = (stated(NoteKind.RECEIVED, mark, received=self._known.times[mark.receipt].file_time) for mark in mine[1:])
        return [note if self._timed else replace(note, received=None) for note in notes]


def _moments(known: WaitingFacts, row: FileRow) -> tuple[tuple[str, datetime], ...]:
    times = known.times.get(row.receipt)
    if times is None:
        return ()
    named = (("邮件到达", times.mail_received), ("邮件所写", times.mail_date), ("文件时间", times.file_time), ("收件", row.taken))
    return tuple((word, moment) for word, moment in named if moment is not None)


def no_form(known: WaitingFacts) -> Iterator[Task]:
    """Something came from a unit, but no form: unreadable, refused, a letter, a link."""
    settled = {(docket.period, mark.unit) for docket in known.dockets for mark in known.unit_marks(docket) if mark.whole}
    wanted = UNOPENED | {Outcome.NOT_A_FORM}
    for docket, row in files_of(known, lambda mark: mark.formless or mark.outcome in wanted):
        if row.confirming:
            continue  # its words went back in a form
        mail = row.formless and row.outcome is Outcome.CONTAINER
        if not (mail or (row.outcome in wanted and row.unit)) or (docket.period, row.unit) in settled:
            continue
        why = "；".join(problem.message for problem in row.problems[:1])
        whose = row.unit or (f"不知哪个单位（可能是{row.suggestion}）" if row.suggestion else "不知哪个单位")
        yield about_file(
            known,
            TaskKind.NO_FORM,
            row,
            f"{whose}发来“{row.name}”（#{row.receipt}），不是可读的附件2{f'：{why}' if why else ''}。",
            (*_copying(row), no_need(TaskKind.NO_FORM, row, "已联系单位改报")),
        )


def _copying(row: FileRow) -> Iterator[Choice]:
    """Yield what can be done with a report in words: it goes back in a form, for the unit to confirm."""
    words = stated(NoteKind.WORDS, row)
    if row.words and row.unit:
        yield Choice(word="把文字抄进附件2，请单位确认", note=words)
    elif row.words:
        claim = stated(NoteKind.CLAIM, row)
        if row.suggestion:
            likely = stated(NoteKind.CLAIM, row, unit=row.suggestion)
            yield Choice(word=f"是{row.suggestion}的，把文字抄进附件2", note=likely, more=(words,))
        yield Choice(word="是“填写内容”栏所写单位的，把文字抄进附件2", note=claim, asks=Asked.UNIT, more=(words,))


def seals(known: WaitingFacts) -> Iterator[Task]:
    for _, row in files_of(known, lambda mark: mark.telling):
        unseen = [problem for problem in row.problems if problem.code.name == "S16"]
        if unseen:
            yield about_file(
                known,
                TaskKind.SEAL,
                row,
                f"{row.unit}的扫描件“{row.name}”（#{row.receipt}）：{unseen[0].message}。",
                (no_need(TaskKind.SEAL, row, "已核对，签字盖章齐全"), no_need(TaskKind.SEAL, row, "已要求补签补盖")),
            )


def aliases(known: WaitingFacts) -> Iterator[Task]:
    """One row for a name that the plan does not know, however many files print it."""
    for _docket, row in files_of(known, lambda mark: mark.telling):
        unit = row.unit or row.suggestion
        if not row.printed or not unit or row.outcome is Outcome.DUPLICATE:
            continue
        told = f"现认作{unit}" if row.unit else f"可能是{unit}"
        alias = Note(kind=NoteKind.ALIAS, at=UNDATED, unit=unit, material=row.printed)
        task = about_file(
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


def own_items(known: WaitingFacts) -> Iterator[Task]:
    """One row for an item that only a child has, in however many rows and periods its books name it."""
    for docket in known.dockets:
        for unit, row in known.books_below(docket):
            for own in row.below.own if row.below else ():
                likely = known.plan.item(own.likely) if own.likely else None
                match = Note(kind=NoteKind.MATCH, at=UNDATED, unit=unit, material=own.content)
                near = f"，可能是本级的{likely.id}“{likely.content}”" if likely else ""
                task = about_file(
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
                yield replace(task, about=(unit, own.content), period="", stands=(unit,))
