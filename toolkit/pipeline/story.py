"""One unit's story: every file it sent, what changed from version to version and from period to period, what was stated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.nouns.docket import Answer, Docket, Entry, Evidence, FileRow, Outcome
from toolkit.outputs import json_view as plain
from toolkit.pipeline.blocks import Block
from toolkit.pipeline.noting import NoteListed, about_unit
from toolkit.pipeline.office import Office
from toolkit.plan.model import Period, Unit
from toolkit.values.rows import show
from toolkit.words.states import TIME_UNKNOWN, status_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer that two reports give differently; `old` and `new` say which reports."""

    item: str
    field: str
    old: str
    before: str
    new: str
    after: str

    def cells(self) -> tuple[str, str, str, str]:
        return (self.item, self.field, f"{self.old}{self.before}", f"{self.new}{self.after}")

    def as_json(self, between: str) -> dict[str, str]:
        return dict(zip(("item", "field", "from", "to"), self.cells(), strict=True), between=between)


def story(office: Office, dockets: Sequence[Docket], unit: Unit) -> tuple[tuple[Block, ...], dict[str, Any]]:
    """Return the unit's history as tables for people and as JSON."""
    files = [found for docket in dockets for found in docket.files if found.unit == unit.name]
    versions = tuple(_versions(office, files))
    periods = tuple(_periods(office, dockets, unit))
    notes = about_unit(office, unit.name, {found.receipt for found in files})
    blocks = (
        Block(
            title=f"{unit.name}：各期报送情况",
            headers=("期次", "状态", "实报", "应报", "退回", "理由"),
            rows=tuple(_statuses(office, dockets, unit)),
        ),
        Block(
            title="来件",
            headers=("收文号", "期次", "文件", "结果", "收到", "依据", "问题"),
            rows=tuple(_file(office, found) for found in files),
        ),
        _changes("同一期前后各次报送的变化", versions),
        _changes("各期之间的变化（以合格的填报为准）", periods),
        _notes(notes),
    )
    return tuple(block for block in blocks if block.title), {
        "unit": unit.name,
        "periods": [
            {"period": d.period, **plain.unit_row(r, office.zone)} for d in dockets for r in d.units if r.unit == unit.name
        ],
        "files": [plain.file_row(found, office.zone) for found in files],
        "changes": [*(c.as_json("version") for c in versions), *(c.as_json("period") for c in periods)],
        "notes": [note.as_json() for note in notes],
    }


def _statuses(office: Office, dockets: Sequence[Docket], unit: Unit) -> Iterator[tuple[object, ...]]:
    for docket in dockets:
        row = next((row for row in docket.units if row.unit == unit.name), None)
        if row is not None:
            name = office.period(docket.period).name
            yield name, status_word(row), row.filled_rows, row.due_rows, row.returns, row.reason


def _file(office: Office, row: FileRow) -> tuple[object, ...]:
    came = f"{row.received.astimezone(office.zone):%Y-%m-%d %H:%M}" if row.received else TIME_UNKNOWN
    codes = "、".join(dict.fromkeys(found.code.name for found in row.problems))
    return (f"#{row.receipt}", row.period, row.name, row.outcome.word, came, row.evidence.word, codes)


def _changes(title: str, changes: Sequence[Change]) -> Block:
    if not changes:
        return Block()
    return Block(title=title, headers=("事项", "栏目", "从", "到"), rows=tuple(change.cells() for change in changes))


def _notes(notes: Sequence[NoteListed]) -> Block:
    if not notes:
        return Block()
    headers = ("编号", "类别", "内容", "理由", "登记人", "时间", "状态")
    return Block(title=Evidence.CLERK.word, headers=headers, rows=tuple(note.cells() for note in notes))


# -- what changed ------------------------------------------------------------------------------------------------------


def _versions(office: Office, files: Sequence[FileRow]) -> Iterator[Change]:
    """Yield what each file of a period says differently from the one before it, per item, in order of arrival."""
    last: dict[tuple[str | None, str], tuple[FileRow, Entry]] = {}
    for row in files:
        for entry in row.entries if row.outcome is not Outcome.DUPLICATE else ():
            before = last.get((row.period, entry.item))
            if before is not None:
                names = (f"#{before[0].receipt} ", f"#{row.receipt} ")
                yield from _differences(office, before[1], entry, names)
            last[row.period, entry.item] = (row, entry)


def _periods(office: Office, dockets: Sequence[Docket], unit: Unit) -> Iterator[Change]:
    """Yield what the answers that count say differently from the period before; a predecessor's come along."""
    last: dict[str, tuple[Period, Entry]] = {}
    for docket in dockets:
        period = office.period(docket.period)
        for entry in docket.entries:
            if entry.verdict.value == "退回" or not _is_of(office, entry, unit):
                continue
            before = last.get(entry.item)
            if before is not None and before[0].id != period.id:
                names = (_named(before[0], before[1], unit), _named(period, entry, unit))
                yield from _differences(office, before[1], entry, names)
            if before is None or before[0].id != period.id or entry.unit == unit.name:
                last[entry.item] = (period, entry)


def _is_of(office: Office, entry: Entry, unit: Unit) -> bool:
    """Tell whether the answers are the unit's, or those of a unit that it took the assignment over from."""
    on = office.plan.periods[-1].deadline
    return entry.unit == unit.name or entry.unit in office.plan.predecessors(entry.item, unit.name, on)


def _named(period: Period, entry: Entry, unit: Unit) -> str:
    return f"{period.id}（{entry.unit}） " if entry.unit != unit.name else f"{period.id} "


def _differences(office: Office, old: Entry, new: Entry, names: tuple[str, str]) -> Iterator[Change]:
    for key, value in new.fields.items():
        earlier = old.fields.get(key)
        if earlier != value:
            yield Change(
                item=new.item,
                field=key,
                old=names[0],
                before=_text(office, key, earlier),
                new=names[1],
                after=_text(office, key, value),
            )


def _text(office: Office, key: str, answer: Answer) -> str:
    field = office.form.field(key)
    text = show(answer, field) if field and answer is not None else "" if answer is None else str(answer)
    return text or "（空）"
