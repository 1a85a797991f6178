"""Results as lines and blocks for the screen: what was done, what stands, what comes next. Pure; nothing is printed here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.nouns.docket_marks import file_mark
from toolkit.nouns.outcomes import TO_SEE_TO, Outcome, Status
from toolkit.nouns.problems import Severity
from toolkit.nouns.shelf import marks_of
from toolkit.telling.blocks import Block
from toolkit.telling.states import MOST_NAMES, WORST, by_state, by_word, is_calm, named, quiet
from toolkit.telling.story import story
from toolkit.words import remarks
from toolkit.words.dates import moment
from toolkit.words.names import shown_name
from toolkit.words.notes import note_content
from toolkit.words.states import status_word

if TYPE_CHECKING:
    from toolkit.evidence.proof import Proof
    from toolkit.nouns.docket import Docket, FileRow, UnitRow
    from toolkit.pipeline.adding import FilesAdded
    from toolkit.pipeline.arriving import IngestResult
    from toolkit.pipeline.cycle import Cycle
    from toolkit.pipeline.export import Exported
    from toolkit.pipeline.main_job import RunResult
    from toolkit.pipeline.noting import NoteListed
    from toolkit.pipeline.office import Office
    from toolkit.pipeline.rebuilding import Rebuilt
    from toolkit.pipeline.status import StatusResult
    from toolkit.pipeline.upkeep import Undone
    from toolkit.pipeline.written_files import WrittenFiles

_MOST_PATHS, _MOST_ROWS, _MOST_PLACES = 6, 20, 3
_TROUBLE = (*(one for one in TO_SEE_TO if one is not Outcome.RETURNED), Outcome.RETURNED, Outcome.NOT_A_FORM)
"""What an arrival can be that somebody must do something about, the clerk's own first."""
_LOOSE = frozenset({Outcome.UNCLAIMED, Outcome.UNREADABLE, Outcome.REFUSED})
_GOOD = (Outcome.ACCEPTED, Outcome.REMARKS)


def count_words(counts: Mapping[Status, int]) -> str:
    return "，".join(f"{status.value} {counts[status]}" for status in Status if counts.get(status))


# -- what was written ------------------------------------------------------------------------------------------------


def _folders(paths: Sequence[Path]) -> str:
    """Name the folders that files went to: …/outbox/2022-04 的 退回、回执."""
    folders = list(dict.fromkeys(path.parent for path in paths))
    if len(folders) == 1:
        return str(folders[0])
    above = Path(commonpath(folders))
    inner = "、".join(folder.relative_to(above).as_posix() for folder in folders if folder != above)
    return f"{above} 和其中的 {inner}" if above in folders else f"{above} 的 {inner}"


def _files(paths: Sequence[Path]) -> str:
    """Name files: a few each, of many how many they are and where."""
    if len(paths) > _MOST_PATHS:
        return f"{len(paths)} 个文件，在 {_folders(paths)}。"
    if len(paths) == 1:
        return str(paths[0])
    above = Path(commonpath([path.parent for path in paths]))
    return f"{above}：{'、'.join(path.relative_to(above).as_posix() for path in paths)}"


def written(done: "WrittenFiles") -> tuple[str, ...]:
    """Say what was written, and how many files say what they said."""
    fresh = done.paths if done.dry_run else done.fresh
    left = len(done.paths) - len(fresh)
    verb = "将写入" if done.dry_run else "已写入"
    said = (f"{verb} {_files(fresh)}",) if fresh else ()
    if left:
        where = "" if fresh else f"，在 {_folders(done.paths)}"
        said = (*said, f"{'其余 ' if fresh else ''}{left} 个文件{remarks.SAME}{where}。")
    return (*(f"{done.what}：{words}" for words in said), *done.moved)


def exported(done: "Exported") -> tuple[str, ...]:
    if done.dry_run:
        return (f"将把{done.unit.name}的 {done.originals} 件原件和清单导出到 {done.place}。",)
    lines = [f"已把{done.unit.name}的 {done.originals} 件原件、清单和说明导出到 {done.place}。"]
    if done.missing:
        lines.append(f"有 {len(done.missing)} 件原件在档案中找不到或内容已变，请运行 duban verify 查明。")
    return (*lines, *done.gone)


def rebuilt(done: "Rebuilt") -> tuple[str, ...]:
    if done.dry_run:
        return (f"将重做 outbox 里的 {len(done.paths)} 个文件和全部读取结果。",)
    return (f"已由 archive 重做 outbox 里的 {len(done.paths)} 个文件。",)


# -- what was taken in, stated, taken back ---------------------------------------------------------------------------


def added(done: "FilesAdded") -> tuple[str, ...]:
    verb = "将放入" if done.dry_run else "已放入"
    return tuple(
        f"{verb} inbox：{shown_name(target.name)}" if target else f"“{shown_name(source.name)}”已经在 inbox 里。"
        for source, target in done.files
    )


def ingested(done: "IngestResult", *, standing: str = "") -> tuple[str, ...]:
    """Return what became of the inbox; `standing`: the period of which it is said below how each unit stands."""
    copies = written(done.copies)
    if not done.rows and not done.notes:
        return ("inbox 里没有新来件。", *copies)
    marks = list(marks_of(done.rows, file_mark))
    count = Counter(mark.outcome for mark in marks)
    words = "，".join(f"{outcome.word} {count[outcome]}" for outcome in Outcome if count[outcome])
    head = "将收" if done.dry_run else "已收"
    good = list(dict.fromkeys(mark.unit for mark in marks if mark.outcome in _GOOD and mark.unit))
    known = all(mark.period == standing for mark in marks if mark.outcome in _GOOD)
    fine = (f"合格的单位 {len(good)} 个：{named(good)}。",) if good and not known else ()
    log = f"登记簿新增 {done.notes} 行。" if done.notes else ""
    return (f"{head} {len(done.rows)} 件：{words or '无'}。{log}", *fine, *copies)


def to_deal_with(done: "IngestResult") -> Block:
    """Return a row for each arrival that somebody must do something about; the rest is counted in `ingested`."""
    places: dict[Outcome, list[int]] = {outcome: [] for outcome in _TROUBLE}
    for place, mark in enumerate(marks_of(done.rows, file_mark)):
        if mark.outcome in places:
            places[mark.outcome].append(place)
    shown = islice(chain.from_iterable(places.values()), _MOST_ROWS)  # of a country's thousands no other is opened
    told = tuple((row.whole, row.outcome.word, row.unit or "—", _why(row)) for row in map(done.rows.__getitem__, shown))
    left = sum(map(len, places.values())) - len(told)
    more = (f"其余 {left} 件见 inbox/待办.xlsx 和看板.html。",) if left else ()
    return Block(headers=("文件", "结果", "单位", "说明"), rows=told, lines=more, short=tuple(_by_outcome(done.rows, places)))


def _by_outcome(rows: "Sequence[FileRow]", places: Mapping[Outcome, Sequence[int]]) -> Iterator[str]:
    """Yield a line for each thing that can be wrong: how many, and whose."""
    for outcome, mine in places.items():
        if mine:
            names = [_file_or_unit(rows[place]) for place in mine[: MOST_NAMES + 1]]
            yield f"{outcome.word} {len(mine)} 件：{named(names)}。"
    yield "各处问题见看板.html、退回说明和 inbox/待办.xlsx。"


def _file_or_unit(row: "FileRow") -> str:
    must = sum(problem.severity is Severity.RETURN for problem in row.problems)
    return f"{row.unit}（{must} 处）" if row.unit and must else row.unit or f"“{shown_name(row.name)}”"


def _why(row: "FileRow") -> str:
    """Say on half a line what is wrong: how much must be changed, and the first cells."""
    if not row.problems:
        return row.note
    must = [problem for problem in row.problems if problem.severity is Severity.RETURN] or list(row.problems)
    places = list(dict.fromkeys(f"{problem.cell or ''} {problem.code.name}".strip() for problem in must))
    more = "…" if len(places) > _MOST_PLACES else ""
    return f"{len(must)} 处须改：{'、'.join(places[:_MOST_PLACES])}{more}"


def ran(done: "RunResult") -> tuple[str, ...]:
    spent = f"用时 {sum(seconds for _, seconds in done.seconds):.1f} 秒。"
    same = (f"{moment(done.since, done.office.zone)}以来没有新情况，各表的统计时点仍是那时。",) if done.since else ()
    return (*_standing(done), *same, *_products(done), spent)


def _standing(done: "RunResult") -> tuple[str, ...]:
    """Say how the units stand, the worst first: with their names where something has come."""
    if not done.collected.rows:
        counts = "，".join(f"{status.value} {done.counts[status]}" for status in WORST if done.counts.get(status))
        return (f"{done.period.name}：{counts or '无'}。",)
    lines = [f"{done.period.name}，{len(done.units)} 个单位："]
    for word, names in by_word(done.units).items():
        lines.append(f"  {word} {len(names)} 个：{named(names)}。")
    return tuple(lines)


def _products(done: "RunResult") -> tuple[str, ...]:
    """Name the period's folder once, then what was put into it."""
    folder = done.office.workspace.period(done.period.id)
    whole = dict.fromkeys(path for part in done.written for path in part.paths)
    fresh = whole if any(part.dry_run for part in done.written) else {path for part in done.written for path in part.fresh}
    verb = "将写入" if fresh is whole else "已写入"
    kinds = {
        f"{verb} ": [path for path in whole if path in fresh],
        f"{remarks.SAME}，在 ": [path for path in whole if path not in fresh],
    }
    said = [line for word, paths in kinds.items() if paths for line in (f"{word}{folder}：", f"  {_in_folder(folder, paths)}")]
    return (*said, *dict.fromkeys(sentence for part in done.written for sentence in part.moved))


def _in_folder(folder: Path, paths: Iterable[Path]) -> str:
    """Name files of a period's folder, those of its own folders by their number."""
    alone, deeper = list[str](), dict[str, int]()
    for path in paths:
        if path.parent == folder:
            alone.append(path.name)
        else:
            name = path.parent.relative_to(folder).parts[0] if path.is_relative_to(folder) else str(path.parent)
            deeper[name] = deeper.get(name, 0) + 1
    return "、".join([*alone, *(f"{name}（{count} 个文件）" for name, count in deeper.items())])


def noted(done: "NoteListed") -> tuple[str, ...]:
    note = done.note
    verb = f"已登记第 {note.number} 号" if note.number else "将登记"
    count = f"，涉及 {done.about} 件来件" if done.about else ""
    head = f"{verb}：{note.kind.value} {note_content(note)}{count}。理由：{note.reason}"
    return (head, *done.idle, *written(done.copies), *done.copies.undone, *done.left)


def undone(done: "Undone") -> tuple[str, ...]:
    if done.cut_off:
        return (f"上次撤回（第 {done.run} 号收件）中断过，现已做完：{done.files} 件放回 inbox；没有再撤回别的收件。", *done.left)
    if done.dry_run:
        return (f"将撤回第 {done.run} 号收件，{done.files} 件放回 inbox。",)
    return (f"已撤回第 {done.run} 号收件，{done.files} 件放回 inbox；台账只增记录，未作删改。", *done.left)


def proved(proof: "Proof") -> tuple[str, ...]:
    """Return what was proved, and the head; what is broken is a complaint."""
    return (*proof.proved, *(f"请留意：{line}" for line in proof.noticed), f"台账指纹 {proof.head}")


# -- where we stand --------------------------------------------------------------------------------------------------


def no_workspace(command: str) -> tuple[str, ...]:
    """Say that there is no workspace yet, and which command makes one."""
    more = "新建工作文件夹；duban demo 先看一遍演示，duban --help 列出全部命令"
    return ("这里还没有工作文件夹。", f"下一步：{command}    （{more}）")


def cycle(stand: "Cycle") -> tuple[str, ...]:
    limit = stand.limit
    what = "各期都已收完，最后一期是" if stand.ended else "正在收取"
    head = f"{what}{stand.period.name}，截止{moment(limit.moment, stand.zone)}（{'已过' if stand.over else '未到'}）。"
    if limit.unsure:
        head += f"（{limit.reason}。）"
    waiting = (f"inbox 里有 {stand.waiting} 件还没有收。",) if stand.waiting else ()
    return (
        f"工作文件夹：{stand.root}",
        head,
        f"{stand.units} 个单位：{count_words(stand.counts) or '无'}。",
        *waiting,
        f"下一步：{stand.command}    （{stand.why}）",
    )


def status(result: "StatusResult") -> tuple[Block, ...]:
    blocks = story(result.office, result.story) if result.story else tuple(_period(result.office, d) for d in result.dockets)
    if not result.not_back:
        return blocks
    return (*blocks, Block(title="撤回后没有再收的来件", lines=tuple(one.words for one in result.not_back)))


def _period(office: "Office", docket: "Docket") -> Block:
    period = office.period(docket.period)
    loose = [place for place, mark in enumerate(docket.file_marks) if mark.outcome in _LOOSE or mark.formless]
    unsure = sum(mark.doubtful and mark.status is not Status.TIME_UNKNOWN for mark in docket.unit_marks)
    apart = f"；其中 {unsure} 个的收到时间待核" if unsure else ""
    lines = [f"共 {len(docket.units)} 个单位：{count_words(docket.counts) or '无'}{apart}。"]
    if loose:
        names = "、".join(f"“{row.name}”（#{row.receipt}）" for row in map(docket.files.__getitem__, loose[:5]))
        lines.append(f"另有 {len(loose)} 件需要处理：{names}{'等' if len(loose) > 5 else ''}。")
    if docket.closed:
        lines.append(f"已于 {docket.closed.astimezone(office.zone):%Y-%m-%d %H:%M} 定稿，按定稿时的附件1认定。")
    if docket.later_notes:
        lines.append(f"其后登记 {docket.later_notes} 条，未计（要计入请加 --with-later-notes）。")
    needing = [docket.units[place] for place, mark in enumerate(docket.unit_marks) if not is_calm(mark)]
    rows = _told(needing)
    return Block(
        title=f"{period.name}  通知截止 {docket.deadline}，适用 {docket.effective_deadline:%Y-%m-%d} 24时\n"
        f"{docket.deadline_reason}",
        headers=("单位", "状态", "理由") if rows else (),
        rows=rows,
        lines=(*quiet(docket.unit_marks), *lines),
        short=tuple(by_state(needing)),
    )


def _told(rows: "Sequence[UnitRow]") -> tuple[tuple[object, ...], ...]:
    """Return a row for each unit that needs somebody, the worst first.

    Units of which the very same is to be said share a row, also where it names a file that bears the unit's name.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for row in sorted(rows, key=lambda one: WORST.index(one.status)):
        groups.setdefault((status_word(row), row.reason.replace(row.unit, _ITS)), []).append(row.unit)
    return tuple(
        (named(names), word, reason.replace(_ITS, names[0] if len(names) == 1 else "（单位）"))
        for (word, reason), names in groups.items()
    )


_ITS = "\0"
