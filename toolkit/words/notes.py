"""The clerk's statements in words: what is stated, by whom, when, why; as a reason, as a line, as a row. Pure."""

from datetime import tzinfo

from toolkit.nouns.records import Note, NoteKind
from toolkit.words.dates import moment, short_day, short_moment
from toolkit.words.states import TIME_UNKNOWN

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


def sentence(note: Note, zone: tzinfo) -> str:
    """Return a statement as a reason, e.g. "缓报至4月15日（督查室4月7日登记：经县领导同意）"."""
    why = f"：{note.reason}" if note.reason else ""
    who = f"{note.by} " if note.by[-1:].isascii() and note.by else note.by
    real = f"，登记于{note.backdated.astimezone(zone):%Y-%m-%d %H:%M}" if note.backdated else ""
    told = f"{who}{short_day(note.at.astimezone(zone))}登记{real}{why}"
    return f"{stated(note, zone)}（{told}）"


def stated(note: Note, zone: tzinfo) -> str:
    """Return what a note states: 缓报至4月15日. Every paper says it in these words."""
    file = f"“{note.file}”" if note.file else ""
    item = f"事项{note.item}" if note.item else ""
    came = short_moment(note.received, zone) if note.received else TIME_UNKNOWN
    words = {
        NoteKind.RECEIVED: f"{file}收到时间登记为{came}",
        NoteKind.EXEMPT: "免报",
        NoteKind.DELAY: f"缓报至{short_day(note.due)}" if note.due else "缓报",
        NoteKind.PAPER: f"{note.channel}收到{note.material}，{came}",
        NoteKind.CLAIM: f"{file}认领为{note.unit}的材料",
        NoteKind.ACCEPT: f"认可{file}{item or '报送的表'}",
        NoteKind.REOPEN: f"{item}撤销完成，须继续填报",
        NoteKind.REMINDED: f"{came}{note.channel or ''}催报",
        NoteKind.SEEN: f"{note.material}{file or item}已核对",
        NoteKind.ALIAS: f"“{note.material}”认作{note.unit}的别名",
        NoteKind.MATCH: f"下级事项“{note.material}”就是本级的{note.item}",
        NoteKind.WORDS: f"{file}的文字抄入附件2，请单位确认",
        NoteKind.LEFT: f"inbox 里的“{note.material}”未能收取",
        NoteKind.CLOSE: "定稿",
        NoteKind.UNCLOSE: "撤销定稿",
        NoteKind.RETRACT: f"撤回第{note.retracts}号登记",
    }
    return words[note.kind]


def told(note: Note, zone: tzinfo) -> str:
    """Return a statement as a line of its own: 2022年4月9日10:20值班员登记：缓报至4月15日，理由：…"""
    who = note.by or note.source
    what = "，".join(filter(None, (stated(note, zone), note.reason and f"理由：{note.reason}")))
    real = f"（登记于{moment(note.backdated, zone)}）" if note.backdated else ""
    return f"{moment(note.at, zone)}{who}登记{real}：{what}"


def cause(note: Note) -> str:
    """Return a statement as why a verdict changed: 第12号登记（撤回第9号登记：重复）."""
    what = f"撤回第{note.retracts}号登记" if note.retracts else note.kind.value
    return f"第{note.number}号登记（{what}{f'：{note.reason}' if note.reason else ''}）"


NO_LONGER_WAITING = "已不在 inbox 里等待"
"""Why a file left in the inbox is not told any more, as it is put on record."""


def row_changed(book: str) -> str:
    """Return why what a row stated is taken back, as it is put on record."""
    return f"{book} 中该行已改"
