"""One unit's story: every file it sent, what changed from version to version and from period to period."""

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.checks.values import show
from toolkit.docket import Answer, Docket, Entry, FileRow
from toolkit.outputs import report as plain
from toolkit.pipeline.blocks import Block
from toolkit.pipeline.office import Office
from toolkit.plan.model import Unit

OUTCOMES = {
    "accepted": "合格", "accepted_with_remarks": "合格（有提示）", "returned": "退回", "superseded": "已被新表替换",
    "duplicate": "重复", "scan": "盖章扫描件", "container": "邮件或压缩包", "unclaimed": "待认领",
    "not_a_form": "不是附件2", "unreadable": "无法读取", "refused": "未予打开",
}  # fmt: skip


def story(office: Office, dockets: Sequence[Docket], unit: Unit) -> tuple[tuple[Block, ...], dict[str, Any]]:
    """Return the unit's history as tables for people and as JSON."""
    statuses, files, changes = [], [], []
    for docket in dockets:
        row = next((row for row in docket.units if row.unit == unit.name), None)
        if row is not None:
            period = office.period(docket.period)
            mark = "（时间待核）" if row.provisional else ""
            statuses.append((period.name, f"{row.status.value}{mark}", row.filled_rows, row.due_rows, row.returns, row.reason))
        files += [found for found in docket.files if found.unit == unit.name]
    changes = list(_changes(office, files))
    blocks = (
        Block(title=f"{unit.name}：各期报送情况", headers=("期次", "状态", "实报", "应报", "退回", "理由"), rows=tuple(statuses)),
        Block(
            title="来件",
            headers=("收文号", "期次", "文件", "结果", "收到", "依据", "问题"),
            rows=tuple(_file(office, found) for found in files),
        ),
        Block(title="前后变化" if changes else "", headers=("事项", "栏目", "从", "到"), rows=tuple(changes)),
    )
    return blocks, {
        "unit": unit.name,
        "periods": [
            {"period": d.period, **plain.unit_row(r, office.zone)} for d in dockets for r in d.units if r.unit == unit.name
        ],
        "files": [plain.file_row(found, office.zone) for found in files],
        "changes": [dict(zip(("item", "field", "from", "to"), row, strict=True)) for row in changes],
    }


def _file(office: Office, row: FileRow) -> tuple[object, ...]:
    came = f"{row.received.astimezone(office.zone):%Y-%m-%d %H:%M}" if row.received else "不明"
    codes = "、".join(dict.fromkeys(found.code.name for found in row.problems))
    return (f"#{row.receipt}", row.period, row.name, OUTCOMES[row.outcome.value], came, row.evidence.value, codes)


def _changes(office: Office, files: Sequence[FileRow]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what each version says differently from the one before, per item, in order of arrival."""
    last: dict[str, tuple[FileRow, Entry]] = {}
    for row in files:
        for entry in row.entries:
            before = last.get(entry.item)
            if before is not None:
                yield from _differences(office, before, (row, entry))
            last[entry.item] = (row, entry)


def _differences(
    office: Office, before: tuple[FileRow, Entry], after: tuple[FileRow, Entry]
) -> Iterator[tuple[str, str, str, str]]:
    (old_row, old), (new_row, new) = before, after
    for key, value in new.fields.items():
        earlier = old.fields.get(key)
        if earlier != value:
            yield (
                new.item,
                key,
                f"#{old_row.receipt}（{old_row.period}）{_text(office, key, earlier)}",
                f"#{new_row.receipt}（{new_row.period}）{_text(office, key, value)}",
            )


def _text(office: Office, key: str, answer: Answer) -> str:
    field = office.form.field(key)
    text = show(answer, field) if field and answer is not None else "" if answer is None else str(answer)
    return text or "（空）"
