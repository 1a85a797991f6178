"""The clerk's statements in the register's words: when, by whom, what. Pure."""

from datetime import date, tzinfo

from toolkit.nouns.records import Note, NoteKind
from toolkit.words.dates import day, moment


def told(note: Note, zone: tzinfo) -> str:
    """Return one statement as a sentence: 4月9日10:20 值班员登记：…"""
    who = note.by or note.source
    what = "，".join(part for part in (_what(note, zone), note.reason and f"理由：{note.reason}") if part)
    real = f"（登记于{moment(note.backdated, zone)}）" if note.backdated else ""
    return f"{moment(note.at, zone)}{who}登记{real}：{what}"


def _what(note: Note, zone: tzinfo) -> str:
    came = f"于{moment(note.received, zone)}收到" if note.received else ""
    by = f"（{note.channel}）" if note.channel else ""
    texts = {
        NoteKind.RECEIVED: f"“{note.file}”{came or '收到时间不明'}{by}",
        NoteKind.EXEMPT: "本期免报",
        NoteKind.DELAY: f"准予缓报{_until(note.due)}",
        NoteKind.PAPER: f"{note.material}{came or '已收到'}{by}",
        NoteKind.CLAIM: f"“{note.file}”认定为本单位报送",
        NoteKind.ACCEPT: f"{_about(note)}予以认可",
        NoteKind.REOPEN: f"{_about(note)}撤销完成认定",
        NoteKind.REMINDED: f"已催报{by}",
    }
    return texts.get(note.kind, str(note.kind))


def _until(due: date | None) -> str:
    return f"至{day(due)}" if due else ""


def _about(note: Note) -> str:
    return f"事项{note.item}" if note.item else f"“{note.file}”" if note.file else ""
