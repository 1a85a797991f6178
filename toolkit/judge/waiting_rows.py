"""What waits for the clerk about answers, verdicts and the plan. Pure."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from toolkit.clerk.todo import Choice, Task, TaskKind, seen
from toolkit.judge.waiting_facts import UNDATED, WaitingFacts
from toolkit.nouns.docket_marks import EntryMark
from toolkit.nouns.problems import Code, Severity
from toolkit.nouns.records import Note, NoteKind

if TYPE_CHECKING:
    from toolkit.nouns.docket import Docket, Entry, VerdictChange


def _since(docket: "Docket", entry: "Entry") -> int:
    """Return the receipt that came last with the sheet that an answer stands in: from then on it waits."""
    source = entry.source
    files = (file for file in docket.files_of(entry.unit) if (file.archived, file.sheet) == (source.archived, source.sheet))
    return next((file.receipt for file in reversed([*files])), 0)


def _entries(known: WaitingFacts, wanted: Callable[[EntryMark], bool]) -> Iterator[tuple["Docket", "Entry"]]:
    for docket in known.dockets:
        marks = docket.entry_marks
        for place in known.entry_places(docket):
            if wanted(marks[place]):
                yield docket, docket.entries[place]


def returned_rows(known: WaitingFacts) -> Iterator[Task]:
    for docket, entry in _entries(known, lambda mark: not mark.accepted):
        sent_back = [problem for problem in entry.problems if problem.severity is Severity.RETURN]
        words = "；".join(dict.fromkeys(f"{problem.cell or ''}{problem.message}" for problem in sent_back[:3]))
        accept = Note(kind=NoteKind.ACCEPT, at=UNDATED, unit=entry.unit, period=docket.period, item=entry.item)
        about = {"unit": entry.unit, "period": docket.period, "item": entry.item}
        yield Task(
            kind=TaskKind.RETURNED_ROW,
            about=(entry.unit, entry.item, str(entry.source.archived), entry.source.sheet),
            what=f"{entry.unit}的事项{entry.item}被退回：{words}。",
            where=f"{entry.source.file}·{entry.source.sheet}",
            link=f"{known.archive}/{entry.source.archived}" if entry.source.archived else "",
            period=docket.period,
            stands=(entry.item, entry.unit),
            since=_since(docket, entry),
            choices=(
                Choice(word="经核实，认可这一行", note=accept),
                Choice(word="维持退回，等单位重报", note=seen(TaskKind.RETURNED_ROW, **about)),
            ),
        )


def prefilled(known: WaitingFacts) -> Iterator[Task]:
    for docket, entry in _entries(known, lambda mark: mark.prefilled):
        changed = [problem for problem in entry.problems if problem.code is Code.S06]
        about = {"unit": entry.unit, "period": docket.period, "item": entry.item}
        words = "；".join(f"{problem.cell or ''}{problem.message}" for problem in changed)
        yield Task(
            kind=TaskKind.PREFILLED,
            about=(entry.unit, entry.item, *(problem.message for problem in changed)),
            what=f"{entry.unit}的事项{entry.item}：{words}。",
            where=f"{entry.source.file}·{entry.source.sheet}",
            link=f"{known.archive}/{entry.source.archived}" if entry.source.archived else "",
            period=docket.period,
            stands=(entry.item, entry.unit),
            since=_since(docket, entry),
            choices=(Choice(word="以下发内容为准", note=seen(TaskKind.PREFILLED, **about)),),
        )


def inherited(known: WaitingFacts) -> Iterator[Task]:
    for item in known.plan.inherited:
        yield Task(
            kind=TaskKind.INHERITED,
            about=(item.id, *item.hosts),
            what=f"事项{item.id}“{item.content}”的承办单位在通知里空着，沿用上一行的{'、'.join(item.hosts)}，请对照通知。",
            where=f"附件1.xlsx·附件1·{item.place}" if item.place else "附件1.xlsx",
            link="../templates/附件1.xlsx",
            choices=(Choice(word="沿用无误", note=seen(TaskKind.INHERITED, item=item.id)),),
        )


def changed(known: WaitingFacts) -> Iterator[Task]:
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
