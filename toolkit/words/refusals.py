"""Why a command stops: one sentence each that says what is there, where, and what to do. Pure.

`pipeline` and `cli` decide when to refuse and raise it; rooms that read one thing (the plan's cells, a file, the ledger) say
themselves what is wrong with it.
"""

from collections.abc import Sequence
from datetime import date, datetime

LEDGER_MOVED_ON = "台账刚被另一个程序改动，请再运行一次。"
NOTHING_TO_UNDO = "没有可以撤回的收件。"
LAST_YEAR = "--from 要写上一年的工作文件夹（里面有 templates、inbox、archive），请核对路径。"
NO_REASON = "请用 --reason 写明理由，台账不收没有理由的登记。"
ALL_FINISHED = "上一年的事项都已完成，没有要接着办的；新任务请用 duban init 文件夹 --notice 通知。"


# -- folders and files ------------------------------------------------------------------------------------------------


def no_such_file(path: object) -> str:
    return f"找不到文件“{path}”，请核对路径。"


def nothing_added(path: str) -> str:
    return f"找不到“{path}”，没有放入任何文件，请核对路径。"


def nothing_added_of(path: str) -> str:
    return f"打不开“{path}”，它所在的文件夹没有放入，请检查它的权限后重试。"


def already_a_workspace(folder: object) -> str:
    return f"{folder} 已经是工作文件夹，请换一个文件夹名。"


def taken_by_others(folder: object, instead: str) -> str:
    """`instead`: the command with another folder."""
    return f"{folder} 里已有别的内容，请换一个文件夹：{instead} 文件夹名。"


def no_room_for_a_demo(folder: object) -> str:
    return f"{folder} 里已有别的内容，不能放演示；请换一个文件夹：duban demo 文件夹名。"


def not_utf8(path: object) -> str:
    return f"{path} 不是 UTF-8 编码的文本，请用记事本打开，另存时选择 UTF-8 编码。"


def held_open(path: object, said: str) -> str:
    return f"删不掉 {path}（{said}），请关闭正在使用它的程序后重试。"


# -- the plan and its notice ------------------------------------------------------------------------------------------


def no_such_example(named: str, known: Sequence[str]) -> str:
    return f"没有名为“{named}”的示例，可以用的有：{'、'.join(known)}。"


def plan_in_use(path: object, *, taken_in: bool) -> str:
    """`taken_in`: something was taken in by this plan."""
    if taken_in:
        return f"按 {path} 已经收过材料；确要换成这份通知请加 --force（原表会另存一份）。"
    return f"{path} 已经存在；确要替换请加 --force（原表会另存一份）。"


def plan_there(path: object, notice: object) -> str:
    return f"{path} 已经存在；换一份通知请用 duban import-plan {notice} --force。"


def still_the_example(notice: str) -> str:
    return (
        f"附件1还是随程序带来的示例，“{notice}”没有导入成功，不能用示例给各单位下发表格。"
        "请改好通知再运行 duban import-plan，或直接填写 templates/附件1.xlsx；确要用示例的，再运行一次 duban init。"
    )


def no_notice_format(name: str) -> str:
    return (
        f"通知“{name}”不是能导入的格式；请给出 .docx、.doc、.wps、.xlsx、.xls 或 .txt，"
        "PDF 和图片请把文字和表格复制到 Word 或 Excel 里另存再导入。"
    )


def another_year(now: int, before: int) -> str:
    return (
        f"附件1 的年度现在是 {now}，台账里是 {before} 年的记录：一个工作文件夹只管一年，"
        f"请把年度改回 {before}；{now} 年的工作请用 duban new-year 新建。"
    )


def no_such_period(named: str, known: Sequence[str]) -> str:
    return f"附件1的“期次”表里没有“{named}”，现有期次：{'、'.join(known)}。"


def nothing_to_issue(units: Sequence[str], period: str) -> str:
    return f"{'、'.join(units)}在{period}没有承办事项，不需要下发。"


# -- what the clerk notes ---------------------------------------------------------------------------------------------


def no_such_item(named: str) -> str:
    return f"附件1里没有事项“{named}”，事项写成 8-1 的样式。"


def not_their_item(unit: str, item: str, hosts: Sequence[str]) -> str:
    return f"{unit}不承办事项 {item}，它的承办单位是{'、'.join(hosts)}，请核对。"


def too_late(what: str, stated: datetime, as_of: datetime) -> str:
    return f"{what} {stated:%Y-%m-%d %H:%M} 晚于 {as_of:%Y-%m-%d %H:%M}，请核对。"


def too_early(what: str, stated: datetime, first: date) -> str:
    return f"{what} {stated:%Y-%m-%d %H:%M} 早于 {first}，请核对年份。"


def no_delay(day: date, period: str, deadline: date) -> str:
    return f"新日期 {day} 不晚于{period}的截止日期 {deadline}，不用缓报。"


def closed_already(period: str, at: datetime, number: int) -> str:
    return f"{period} 已于 {at:%Y-%m-%d %H:%M} 定稿（第 {number} 号登记）；要重新定稿，请先 note unclose。"


def not_closed(period: str) -> str:
    return f"{period} 没有定稿，不用撤销。"


def no_such_note(number: int) -> str:
    return f"台账里没有第 {number} 号登记，用 duban note list 查看编号。"


def retracted_already(number: int) -> str:
    return f"第 {number} 号登记已经撤回；要恢复它，请撤回那条“撤回”登记（编号见 duban note list）。"


def no_such_arrival(named: str) -> str:
    return f"台账里没有来件“{named}”，请写 inbox 下的名称或路径，或 #收文号（见 duban status）。"


# -- what is kept -----------------------------------------------------------------------------------------------------


def originals_gone(number: int, name: str, archived: str, count: int) -> str:
    """`count`: of how many receipts the original is gone."""
    more = f"（这样的共 {count} 件）" if count > 1 else ""
    return f"第 {number} 条收文“{name}”的原件 archive/{archived} 不见了或被改动，读取结果也不在{more}：请用备份恢复原件后再运行。"


def closed_by_what_is_gone(period: str, name: str, archived: str) -> str:
    return f"{period} 已定稿，定稿时的{name}（archive/{archived}）不见了或被改动，不能据以认定：请用备份恢复它。"


def no_fingerprint(named: str) -> str:
    return f"找不到 {named}，请写汇总表或登记表的路径，或印在上面的台账指纹。"


def no_print(typed: str) -> str:
    return f"“{typed}”不是台账指纹：登记表上印的是 16 位，如 1A2B-3C4D-5E6F-7081，只有数字和 A 到 F，请照着重新输入。"


def print_of_rules(typed: str) -> str:
    return f"{typed} 是计划指纹，说的是当时的附件1和附件2；请输入印在它旁边的台账指纹。"


def no_book_of_ours(name: str) -> str:
    return f"{name} 不是 duban run 写出的汇总表或登记表，没有机读标识。"
