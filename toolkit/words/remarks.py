"""What a command says beside its result: of books held open, files left in the inbox, papers gone or made otherwise. Pure.

One sentence each; `pipeline` decides when it is due, and the commands print it.
"""

from collections.abc import Sequence

from toolkit.words.names import shown_name

_NAMED = 5
"""Files that are named; of more only the number is told."""
_RETRACT = "写错了请用 duban note retract 撤回"
SAME = "与原来相同，没有重写"
"""Of files."""
CHANGING = "还在变化或读不了，留待下次收取"
"""Why a file stays in the inbox, as it is put on record."""
NO_PICTURE = "提示：一张图只生成了 svg；要同时生成 png，请安装 resvg-py 和一种中文字体后重新运行。"
SCAN_ASKED_FOR = "提示：“设置”里盖章扫描件为“不要求”，附件2表样里却还写着要扫描件，请核对 templates/附件2.xlsx 的注。"
NOTHING_TO_COPY = f"提醒：这件里没有可抄的文字，或者单位已经报了附件2，这条抄录不起作用；{_RETRACT}。"
LEDGER_UNPROVED = "台账还没有核对完，命令就停了：没有写入。"
RETURNED_ANEW = "提示：退回修改表和退回说明上的期限已按这次的函件更新，发函时请用新的一份。"
ANSWERS_OWED = "有的退回、回执可能还没有写出（上次收件也许中断过）：再运行一次 duban ingest 就会补齐。"


def neither_period_nor_unit(said: str, near: str | None) -> str:
    """`near`: what was probably meant; None = nothing comes near."""
    hint = f"是不是“{near}”？" if near else "请写期次（如 2022-04）或附件1“单位”表里的单位名称。"
    return f"没有“{said}”这个期次或单位，{hint}"


def unknown_unit(said: str, near: str | None) -> str:
    hint = f"，是不是“{near}”？" if near else "。"
    return f"附件1的“单位”表里没有“{said}”{hint}"


def old_document(extension: str, wanted: str, *, installed: bool) -> str:
    """Say why a notice in an old format was not read; `wanted`: the format to save it in."""
    why = "LibreOffice 打不开" if installed else "本机没有 LibreOffice，不能直接读"
    return f"这份通知是 .{extension} 文档，{why}；请用 WPS 或 Office 打开，另存为 .{wanted} 再导入。"


# -- what comes next, what a draft supposes, subjects of mails --------------------------------------------------------

NEXT_ISSUE, NEXT_INGEST, NEXT_RUN = "生成预填的附件2，发给各单位", "先收这一批", "收件、校验、汇总、登记、催报"
NEXT_WAIT, NEXT_EXTENDED = "等各单位报送；收到的文件放进 inbox", "等缓报的单位"
NEXT_BULLETIN = "材料已齐，起草督查通报"
YEAR_END = "暂填年底，请按今年的通知改"
EMPTY = "（空）"
"""An answer that is blank, where the blank is what is told."""


def still_wanting(units: int) -> str:
    return f"{units} 个单位还欠材料"


def moved_on(year: int) -> str:
    """Say how the periods of a new year came about; `year`: the one before."""
    return f"照 {year} 年推算，请按今年的通知改"


def year_before(year: int) -> str:
    return f"上一年是 {year}"


def periods(count: int) -> str:
    return f"{count} 期"


def mail_subject(asked: str, unit: str, period: str, form: str) -> str:
    """Return the subject of a letter's mail; `asked`: 请修改重报, 请按时报送, 请尽快报送."""
    return f"{asked}：{unit}{period}{form}"


# -- why a verdict is another one -------------------------------------------------------------------------------------

CAME, MOMENT = "收文#", "统计时点"
"""How the causes begin that the days passing bring by themselves."""
OTHER_CAUSE = "程序版本不同或其他原因"


def days_late(status: str, days: int) -> str:
    return f"{status}{days}天"


def came(receipt: int, name: str) -> str:
    return f"{CAME}{receipt}“{name}”"


def taken_back(run: int) -> str:
    return f"第{run}号收件已撤回"


def another_moment(before: str, now: str) -> str:
    return f"{MOMENT}由{before}改为{now}"


def and_more(cells: int) -> str:
    return f"等 {cells} 处"


# -- caches and readings ----------------------------------------------------------------------------------------------

PLANS_KEPT, TABLES_KEPT, ROWS_KEPT = "附件1、附件2的读取缓存", "表格的识别缓存", "各表认定结果的缓存"
RECORDS_KEPT = "台账记录的检索缓存"
READ_LATER = "当时没有读完，下次收件时再读"
TOO_DEEP = "嵌套过深，或解包后过大、文件过多"


def bent(kept: str, places: int) -> str:
    return f"{kept}有 {places} 处与重读的不符，请运行 duban rebuild 重建"


def took_too_long(seconds: float) -> str:
    return f"整件来件读取用时超过 {seconds} 秒"


# -- books and papers held open ---------------------------------------------------------------------------------------


def todo_unread(name: str, why: str) -> str:
    return f"{name} 正被别的程序打开，读不了（{why}）；关闭后再运行一次，就会办理其中填好的行。"


def log_unread(name: str, why: str) -> str:
    return f"{name} 正被别的程序打开，读不了（{why}），其中新填的行这次没有登记；关闭后再运行一次。"


def not_updated(name: str) -> str:
    return f"{name} 正开着（或没有权限改写），这次没有更新；保存并关闭后，下次运行会更新。"


def not_written(name: str, why: str) -> str:
    return f"{name} 这次没有更新：{why}"


def lists_not_updated(name: str) -> str:
    return f"{name} 正开着，下拉列表里还是附件1改动以前的单位和期次；保存并关闭后，下次运行会更新。"


def saved_meanwhile(name: str) -> str:
    return f"{name} 刚刚被保存过，这次没有更新；请再运行一次。"


def written_beside(name: str, instead: str) -> str:
    return f"{name} 正被别的程序打开，本次写成了 {instead}。"


# -- rows of the clerk's books ----------------------------------------------------------------------------------------


def row_settled(name: str, row: int, key: str) -> str:
    return f"{name} 第 {row} 行（{key}）所说的事已经了结，没有再登记。"


def rows_without_reason(name: str, rows: Sequence[int]) -> str:
    return f"{name} 第 {'、'.join(map(str, rows))} 行选了怎样办理，还没有写理由，这次没有办；写上理由、保存关闭，下次就办。"


def row_undone(name: str, row: int, why: str) -> str:
    return f"{name} 第 {row} 行没有办成：{why}。"


def strange_channel(name: str, row: int, channel: str) -> str:
    return f"{name} 第 {row} 行：渠道“{shown_name(channel)}”不在列表里，已照录。"


def row_deleted(name: str, note: int | None) -> str:
    how = f"要撤回，请运行 duban note retract {note} --reason 理由"
    return f"{name} 里删去的一行（第 {note} 号登记）仍然有效；{how}。"


def row_of_no_file(name: str, file: str, near: str | None) -> str:
    hint = f"是不是“{shown_name(near)}”？" if near else ""
    return f"{name} 里登记的文件“{shown_name(file)}”还没有收到，{hint}请核对文件名（连同后缀）；确实还没到的，到了会自动对上。"


def log_gone(name: str, notes: Sequence[int]) -> str:
    them = "、".join(map(str, notes[:_NAMED])) + ("等" if len(notes) > _NAMED else "")
    how = "要撤回，请运行 duban note retract 号 --reason 理由；要接着登记，运行 duban init 放一份空表"
    return f"{name} 不见了，从它登记的 {len(notes)} 条（第 {them} 号）仍然有效；{how}。"


# -- files of the inbox -----------------------------------------------------------------------------------------------


def stuck(name: str) -> str:
    return f"“{shown_name(name)}”已收，但未能移出 inbox（没有权限，或正被别的程序打开），下次运行会移出。"


def not_taken_in(files: int) -> str:
    return f"inbox 里有 {files} 件还没有收，这里没有算进去；要算进去，请先运行 duban ingest。"


def changing(name: str) -> str:
    return f"“{shown_name(name)}”还在变化，留待下次收取。"


def growing(name: str) -> str:
    return f"“{shown_name(name)}”还在复制或下载，留待下次收取。"


def too_large(name: str, size: int, most: int) -> str:
    return f"“{shown_name(name)}”有 {size} MB，超过单文件上限 {most} MB，未收取，仍在原处。请让单位只报送附件2。"


def skipped(name: str, why: str) -> str:
    return f"“{shown_name(name)}”{why}，未收取，仍在原处。"


def read_after_all(name: str, receipt: int) -> str:
    return f"“{shown_name(name)}”（#{receipt}）上次没有读完，这次已读完。"


def never_again(run: int, names: Sequence[str], units: Sequence[str]) -> str:
    """Say what of an ingest that was taken back never came again; `units` () = nobody knows whose."""
    named = "、".join(f"“{shown_name(name)}”" for name in names[:_NAMED])
    whose = f"（{'、'.join(units)}）" if units else ""
    return f"第{run}次收件已撤回，{len(names)}件未再收：{named}{'等' if len(names) > _NAMED else ''}{whose}"


# -- papers and originals ---------------------------------------------------------------------------------------------


def changed_since(name: str, cells: Sequence[str]) -> str:
    told = f"（{'；'.join(cells)}）" if cells else ""
    return f"{name} 在上次记入台账之后改动过{told}：这里按现在的内容判断，下次写入或打印时记入台账。"


def paper_gone(name: str, archived: str) -> str:
    return f"当时的{name}（archive/{archived}）不见了或被改动，用它做的文件改按现在的{name}重做"


def not_read_again(receipt: int, name: str, archived: str) -> str:
    return (
        f"第 {receipt} 条收文“{shown_name(name)}”的原件 archive/{shown_name(archived)} 不见了或被改动，"
        "没有重读，仍用收件时的读取结果；请用备份恢复它"
    )


def made_otherwise(name: str, *, at_all: bool) -> str:
    how = "与当时写出的不同：程序或上述表样已经更换" if at_all else "没有重做：现在的程序不做这种文件"
    return f"outbox/{shown_name(name)} {how}"


def made_up(number: int) -> str:
    return f"上次中断，现已补写 {number} 个退回、回执文件。"


def letters_kept(fresh: int, kept: int) -> str:
    now = f"新起草{fresh}个单位" if fresh else "现在没有要新催的单位"
    return f"提示：{now}；此前起草、单位还没有报齐的{kept}个单位的催报原样留着。"


def year_unfinished(whole: int, over: int) -> str:
    return f"提示：全年共{whole}期，现在只到第{over}期截止，年终材料上已注明，其余各期截止后请重新生成。"


def unsure_calendar(reason: str) -> str:
    return f"提示：{reason}。"


# -- statements that do nothing ---------------------------------------------------------------------------------------


def nothing_to_accept(unit: str, period: str, item: str) -> str:
    about = f"事项 {item} " if item else ""
    return f"提醒：{unit}{period}期次的{about}现在没有被退回的内容，这条认可不起作用；{_RETRACT}。"


def sender_unknown(file: str) -> str:
    return f"提醒：还不知道是哪个单位发来的，请再运行 duban note claim {file} 单位 --reason 理由。"
