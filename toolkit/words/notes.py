"""The clerk's statements as lists show them: what a note is about, and its row. Pure."""

from toolkit.nouns.records import Note

NOTE_HEADERS = ("编号", "类别", "内容", "理由", "登记人", "时间", "状态")


def note_content(note: Note) -> str:
    """Return what a note is about: unit, period, item, file, and what is stated of them."""
    parts = (
        note.unit,
        note.period,
        note.item,
        f"“{note.file}”" if note.file else "",
        note.material,
        f"{note.received:%Y-%m-%d %H:%M}" if note.received else "",
        f"至 {note.due}" if note.due else "",
        note.channel,
        f"第 {note.retracts} 号" if note.retracts else "",
    )
    return " ".join(part for part in parts if part)


def note_cells(note: Note, *, stands: bool) -> tuple[object, ...]:
    """Return a note as a row below NOTE_HEADERS."""
    real = f"（登记于 {note.backdated:%Y-%m-%d %H:%M}）" if note.backdated else ""
    return (
        note.number,
        note.kind.value,
        note_content(note),
        note.reason,
        note.by,
        f"{note.at:%Y-%m-%d %H:%M}{real}",
        "有效" if stands else "已撤回",
    )
