"""The commands for the clerk's own facts, for taking back and for proof."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli import show
from toolkit.cli.main_job import office
from toolkit.cli.options import HELP, Commands, common, parse_moment, session
from toolkit.nouns.errors import Exit
from toolkit.nouns.records import Note, NoteKind
from toolkit.telling import as_json, screen
from toolkit.words.notes import NOTE_HEADERS, note_cells
from toolkit.workspace.locking import who

if TYPE_CHECKING:
    from toolkit.pipeline.noting import NoteListed


def registrar() -> str:
    """Return who records: 设置.登记人, else who sits at the computer."""
    return office().plan.settings.text("登记人") or who()


_reason = click.option("--reason", required=True, metavar="理由", help="理由（必写），记入台账。")
_by = click.option("--by", default="", metavar="登记人", help="登记人（默认：设置里的“登记人”，没有就是当前登录名）。")
_period = click.option("--period", default=None, metavar="期次", help="期次（默认：正在收取的一期）。")


@click.group(cls=Commands, context_settings=HELP)
@common
def note() -> None:
    """督查室自己登记的事实：收到时间、认领、免报、缓报、认可、撤销完成、催报；都要写理由，只增不改。"""


def _recorded(
    kind: NoteKind, *, reason: str, by: str, period: str | None = None, every_period: bool = False, **facts: Any
) -> "NoteListed":
    from toolkit.pipeline.noting import record

    stated = Note(kind=kind, at=office().as_of, by=by or registrar(), reason=reason, period=period or "", **facts)
    return record(office(), stated, every_period=every_period, dry_run=session().dry_run)


def _record(kind: NoteKind, *, reason: str, by: str, period: str | None = None, every_period: bool = False, **facts: Any) -> int:
    done = _recorded(kind, reason=reason, by=by, period=period, every_period=every_period, **facts)
    show.result(session(), done, as_json.noted, screen.noted)
    return Exit.OPERATOR if done.copies.undone else Exit.OK


@note.command("received")
@click.argument("file", metavar="文件")
@click.argument("time", metavar="时间")
@_reason
@_by
@common
def received(file: str, time: str, reason: str, by: str) -> int:
    """登记一件来件的收到时间。文件写 inbox 下的名称或路径，或 #收文号。"""
    moment = parse_moment(time, office().zone, option="时间")
    return _record(NoteKind.RECEIVED, reason=reason, by=by, file=file, received=moment)


@note.command("claim")
@click.argument("file", metavar="文件")
@click.argument("unit", metavar="单位")
@click.option("--period", default=None, metavar="期次", help="归入哪一期（默认：按表内或收到时间）。")
@_reason
@_by
@common
def claim(file: str, unit: str, period: str | None, reason: str, by: str) -> int:
    """认领：说明一件待认领的来件是哪个单位的。"""
    return _record(NoteKind.CLAIM, reason=reason, by=by, file=file, unit=unit, period=period, every_period=True)


@note.command("alias")
@click.argument("name", metavar="写法")
@click.argument("unit", metavar="单位")
@_reason
@_by
@common
def alias(name: str, unit: str, reason: str, by: str) -> int:
    """别名：填报单位的一种写法，以后都认作这个单位；也可以直接写进附件1“单位”表。"""
    return _record(NoteKind.ALIAS, reason=reason, by=by, unit=unit, material=name, every_period=True)


@note.command("match")
@click.argument("unit", metavar="下级")
@click.argument("theirs", metavar="下级事项")
@click.argument("item", metavar="本级事项")
@_reason
@_by
@common
def match(unit: str, theirs: str, item: str, reason: str, by: str) -> int:
    """对照：下级汇总表里的一个事项就是本级的哪一项（编号）；也可以直接写进附件1“对照”表。"""
    return _record(NoteKind.MATCH, reason=reason, by=by, unit=unit, material=theirs, item=item, every_period=True)


@note.command("words")
@click.argument("file", metavar="来件")
@click.argument("unit", metavar="[单位]", required=False)
@_reason
@_by
@common
def words(file: str, unit: str | None, reason: str, by: str) -> int:
    """抄录：单位没有填表、只写了一段话的，把文字抄进预填的附件2，退给单位确认。看不出是谁发来的，要写明单位。"""
    claim = _recorded(NoteKind.CLAIM, reason=reason, by=by, file=file, unit=unit, every_period=True) if unit else None
    if claim and not session().json:
        show.lines(screen.noted(claim))
    done = _recorded(NoteKind.WORDS, reason=reason, by=by, file=file)
    show.result(session(), done, partial(as_json.noted, claim=claim), screen.noted)
    return Exit.OPERATOR if done.copies.undone else Exit.OK


@note.command("exempt")
@click.argument("unit", metavar="单位")
@_period
@_reason
@_by
@common
def exempt(unit: str, period: str | None, reason: str, by: str) -> int:
    """免报：某单位本期不用报。"""
    return _record(NoteKind.EXEMPT, reason=reason, by=by, unit=unit, period=period)


@note.command("delay")
@click.argument("unit", metavar="单位")
@click.argument("due", metavar="新日期")
@_period
@_reason
@_by
@common
def delay(unit: str, due: str, period: str | None, reason: str, by: str) -> int:
    """缓报：批准某单位推迟到新日期报送。"""
    day = parse_moment(due, office().zone, option="新日期").date()
    return _record(NoteKind.DELAY, reason=reason, by=by, unit=unit, period=period, due=day)


@note.command("paper")
@click.argument("unit", metavar="单位")
@click.argument("material", metavar="材料", type=click.Choice(["电子表", "盖章扫描件"]))
@click.argument("time", metavar="时间")
@_period
@click.option("--channel", default="", metavar="渠道", help="公文交换、邮箱、现场等。")
@_reason
@_by
@common
def paper(unit: str, material: str, time: str, period: str | None, channel: str, reason: str, by: str) -> int:
    """登记不经 inbox 收到的材料（如现场交来的盖章件）。"""
    moment = parse_moment(time, office().zone, option="时间")
    return _record(
        NoteKind.PAPER,
        reason=reason,
        by=by,
        unit=unit,
        period=period,
        material=material,
        received=moment,
        channel=channel,
    )


@note.command("accept")
@click.argument("target", metavar="文件|单位")
@click.option("--item", default="", metavar="事项", help="只认可这一项，如 8-1（默认：整份表）。")
@_period
@_reason
@_by
@common
def accept(target: str, item: str, period: str | None, reason: str, by: str) -> int:
    """认可：被退回的表（或其中一项）经核实予以认可，问题改列提示。"""
    unit = office().plan.unit(target)
    if unit is None:
        return _record(NoteKind.ACCEPT, reason=reason, by=by, file=target, item=item)
    return _record(NoteKind.ACCEPT, reason=reason, by=by, unit=unit.name, period=period, item=item)


@note.command("reopen")
@click.argument("unit", metavar="单位")
@click.argument("item", metavar="事项")
@click.option("--period", default="", metavar="期次", help="撤销哪一期报的完成（默认：最近一次）。")
@_reason
@_by
@common
def reopen(unit: str, item: str, period: str, reason: str, by: str) -> int:
    """撤销完成：验收发现未完成，下期起重新填报。"""
    return _record(NoteKind.REOPEN, reason=reason, by=by, unit=unit, item=item, period=period, every_period=True)


@note.command("reminded")
@click.argument("unit", metavar="单位")
@_period
@click.option("--at", "moment", default=None, metavar="时间", help="何时催的（默认：现在）。")
@click.option("--channel", default="电话", metavar="方式", show_default=True, help="电话、短信、函。")
@_reason
@_by
@common
def reminded(unit: str, period: str | None, moment: str | None, channel: str, reason: str, by: str) -> int:
    """催报：记录确已催过某单位。"""
    here = office()
    when = parse_moment(moment, here.zone, option="--at") if moment else here.as_of
    return _record(NoteKind.REMINDED, reason=reason, by=by, unit=unit, period=period, received=when, channel=channel)


@note.command("retract")
@click.argument("number", type=int, metavar="编号")
@_reason
@_by
@common
def retract(number: int, reason: str, by: str) -> int:
    """撤回一条登记（写它的编号，见 note list）。"""
    return _record(NoteKind.RETRACT, reason=reason, by=by, retracts=number)


@note.command("unclose")
@click.argument("period", metavar="期次")
@_reason
@_by
@common
def unclose(period: str, reason: str, by: str) -> int:
    """撤销定稿：这一期重新按现在的附件1认定。"""
    return _record(NoteKind.UNCLOSE, reason=reason, by=by, period=period)


@click.command()
@click.argument("period", metavar="期次")
@click.option("--reason", default="收表结束，登记表已核定", show_default=True, metavar="理由", help="理由，记入台账。")
@_by
@common
def close(period: str, reason: str, by: str) -> int:
    """定稿：这一期从此按现在的附件1、附件2和设置认定，以后改附件1不影响它；再来的件照计，注明定稿后报送。"""
    return _record(NoteKind.CLOSE, reason=reason, by=by, period=period)


@note.command("list")
@common
def list_notes() -> None:
    """列出全部登记，谁、何时、为何。"""
    from toolkit.pipeline.noting import listed

    notes = listed(office())
    if session().json:
        show.as_json([as_json.note(row.note, stands=row.stands) for row in notes])
    else:
        show.table(NOTE_HEADERS, [note_cells(row.note, stands=row.stands) for row in notes])


@click.command()
@common
def undo() -> None:
    """撤回最近一次收件：只增记录，来件放回 inbox。"""
    from toolkit.pipeline.upkeep import undo as take_back

    done = take_back(office(), by=registrar(), dry_run=session().dry_run)
    show.result(session(), done, as_json.undone, screen.undone)


@click.command()
@click.option("--against", metavar="台账指纹", help="证明今天的台账接续了这个指纹；也可写汇总表、登记表的路径，并重算其数字。")
@common
def verify(against: str | None) -> int:
    """核对台账和原件：每条记录、每个文件。"""
    from toolkit.pipeline.upkeep import verify as prove

    with show.progress(session()) as tell:
        proof = prove(session().root, against=against, tell=tell)
    show.result(session(), proof, as_json.proved, screen.proved)
    show.complaints(proof.broken)
    return Exit.OK if proof.ok else Exit.OPERATOR


@click.command()
@common
def rebuild() -> int:
    """由 archive 重做全部派生数据和 outbox：按当时的附件1、附件2和函件样式，与当时打印的一致。"""
    from toolkit.pipeline.rebuilding import rebuild as again

    with show.progress(session()) as tell:
        done = again(office(), dry_run=session().dry_run, tell=tell)
    show.result(session(), done, as_json.rebuilt, screen.rebuilt)
    show.complaints(done.complaints)
    return Exit.OPERATOR if done.broken else Exit.OK


@click.command()
@click.argument("unit", metavar="单位")
@click.argument("folder", required=False, metavar="[文件夹]")
@common
def export(unit: str, folder: str | None) -> None:
    """导出某单位全年的原件、时间依据、认定和函件，供核对争议。"""
    from toolkit.pipeline.export import export as out

    done = out(office(), unit, Path(folder) if folder else None, dry_run=session().dry_run)
    show.result(session(), done, as_json.exported, screen.exported)


@click.command()
@common
def doctor() -> int:
    """检查本机和工作文件夹是否就绪。"""
    from toolkit.pipeline.upkeep import doctor as check

    results = check(session().root, session().moment())
    if session().json:
        show.as_json([as_json.checked(row) for row in results])
    else:
        show.table(("项目", "结果", "说明"), [(row.what, row.mark, row.detail) for row in results])
    return Exit.OPERATOR if any(row.bad for row in results) else Exit.OK


commands = {"note": note, "close": close, "undo": undo, "verify": verify, "rebuild": rebuild, "export": export, "doctor": doctor}
