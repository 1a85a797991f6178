"""The clerk's own facts as sentences for the register: what was stated, by whom, when, why. Pure."""

from datetime import tzinfo

from toolkit.nouns.records import Note, NoteKind
from toolkit.words.dates import short_day, short_moment
from toolkit.words.states import TIME_UNKNOWN


def sentence(note: Note, zone: tzinfo) -> str:
    """Return e.g. "缓报至4月15日（督查室4月7日登记：经县领导同意）"."""
    why = f"：{note.reason}" if note.reason else ""
    who = f"{note.by} " if note.by[-1:].isascii() and note.by else note.by
    real = f"，登记于{note.backdated.astimezone(zone):%Y-%m-%d %H:%M}" if note.backdated else ""
    told = f"{who}{short_day(note.at.astimezone(zone))}登记{real}{why}"
    return f"{_what(note, zone)}（{told}）"


def _what(note: Note, zone: tzinfo) -> str:
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
