"""What stands before the first form goes out, as lines for the screen: a workspace, a notice, the plan, the demo. Pure."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.telling.screen import count_words, ingested

if TYPE_CHECKING:
    from toolkit.pipeline.demo import DemoPeriod, DemoPlayed
    from toolkit.pipeline.new_year import YearBegun
    from toolkit.pipeline.setting_up import Imported, ReadNotice, UnitsAdded, WorkspaceStarted
    from toolkit.plan.model import Item, Plan
    from toolkit.plan.overview import PlanView
    from toolkit.workspace.layout import LaidDown

_MOST_LINES = 20
_BY_NAME = 3


# -- a workspace -----------------------------------------------------------------------------------------------------


def laid(done: "LaidDown") -> tuple[str, ...]:
    new = (f"已建 {_folders(done.made)}。",) if done.made else ()
    old = (f"已有 {_folders(done.kept)}，保持不动。",) if done.kept else ()
    return (*new, *old)


def _folders(names: Sequence[str]) -> str:
    """Return files by folder, few by name: templates 18 个文件，inbox/收文登记.xlsx."""
    folders: dict[str, list[str]] = {}
    for name in names:
        folders.setdefault(name.rpartition("/")[0], []).append(name)
    said = (
        "、".join(inside) if len(inside) <= _BY_NAME else f"{folder} 里 {len(inside)} 个文件" if folder else _launchers(inside)
        for folder, inside in folders.items()
    )
    return "，".join(said)


def _launchers(names: Sequence[str]) -> str:
    return f"{'、'.join(dict.fromkeys(name.split('.')[0] for name in names))}（双击用，共 {len(names)} 个文件）"


def started(done: "WorkspaceStarted") -> tuple[str, ...]:
    told = notice(done.read) if done.read else ()
    if done.laid is None:
        return (*told, f"将在 {done.folder} 新建工作文件夹（templates、inbox、outbox、archive）。")
    return (*told, *laid(done.laid), *_wanting(done.read))


def notice(read: "ReadNotice") -> tuple[str, ...]:
    """Return what was found and what the clerk has to look at; the rest is in sheet 请核对."""
    draft, gone = read.notice.draft, read.notice.gone
    head = f"从“{read.name}”读出 {len(draft.table)} 项、{len(draft.units)} 个单位、{len(draft.deadlines)} 个期次。"
    lost = (f"请核对：通知里没有{'、'.join(gone)}，已从“单位”表去掉（原表里还有）。",) if gone else ()
    doubts = tuple(f"请核对：{doubt}" for doubt in read.notice.doubts)
    checks = tuple(f"请核对：{check.line()}" for check in draft.checks)
    room = max(_MOST_LINES - len(doubts) - len(lost), 3)
    more = len(checks) - room
    rest = (f"请核对：还有 {more} 处，都列在附件1.xlsx 的“请核对”表里，格子标了底色。",) if more > 0 else ()
    return (head, *doubts, *lost, *checks[:room], *rest)


def _wanting(read: "ReadNotice | None") -> tuple[str, ...]:
    return ("下发前还要补：", *read.wanting) if read and read.wanting else ()


def imported(done: "Imported") -> tuple[str, ...]:
    told = notice(done.read)
    if done.dry_run:
        return (*told, f"将写入 {done.plan}。")
    aside = (f"原表另存为 {done.aside.name}。",) if done.aside else ()
    return (*told, *aside, *_wanting(done.read), f"已写入 {done.plan}，请打开核对后再继续。")


def units_added(done: "UnitsAdded") -> tuple[str, ...]:
    names = "、".join(done.names)
    if not names:
        return ("附件1里的单位都在“单位”表里，不用补。",)
    if done.aside is None:
        return (f"将在“单位”表补上：{names}。",)
    return (f"“单位”表已补上：{names}；全称、别名是推出来的，请核对，邮箱请补。", f"原表另存为 {done.aside.name}。")


def year_begun(done: "YearBegun") -> tuple[str, ...]:
    told = (
        f"从 {done.source} 接过来：{len(done.draft.units)} 个单位、{done.settings} 项设置、附件2和函件模板；"
        f"{done.unfinished} 项没有办完的事项列在附件1，上一年最后的答复印在表里的上期栏。",
        *(f"请核对：{check.line()}" for check in done.draft.checks),
    )
    if done.laid is None:
        return (*told, f"将在 {done.folder} 新建工作文件夹。")
    return (*told, *laid(done.laid), "今年的新任务请补进附件1，或用 duban import-plan 通知 --force 另行导入。")


# -- the plan --------------------------------------------------------------------------------------------------------


def plan(view: "PlanView") -> tuple[str, ...]:
    """Return the overview as a clerk reads it."""
    read = view.plan
    kinds = [f"{sum(u.category == k for u in read.units)} 个{k}" for k in _kinds(view)]
    head = (
        f"{read.title}",
        f"{view.projects} 件实事，{len(read.items)} 项内容，{len(view.assignments)} 个任务（项×单位），"
        f"{len(read.units)} 个单位（{'，'.join(kinds)}）。",
        "",
    )
    items = [
        f"  {item.id:<5} {item.project}｜{_short(item.content)}｜{'、'.join(item.hosts)}"
        f"{'（沿用）' if item.inherited else ''}{_besides(item, read)}"
        for item in read.items
    ]
    dates = [
        f"  {period.id}  {period.name}  通知截止 {period.deadline}，适用 {limit.day} 24时\n"
        f"{' ' * (len(period.id) + 4)}{limit.reason}；数据截至 {period.data_as_of}"
        for period, limit in view.deadlines
    ]
    confirm = [
        f"  {item.id}（{item.place}）沿用“{'、'.join(item.hosts)}”：{_short(item.content)}" for item in view.plan.inherited
    ]
    tail = ["", "请确认承办单位为空、沿用上一行的事项：", *confirm] if confirm else []
    return (*head, *items, "", *_units(view), "", "期次：", *dates, *tail, *(("", *view.warnings) if view.warnings else ()))


def _kinds(view: "PlanView") -> tuple[str, ...]:
    """Return the kinds of units that there are, in the order in which they are told."""
    there = {unit.category for unit in view.plan.units}
    return tuple(kind for kind in ("县直", "乡镇", "下级") if kind in there)


def _units(view: "PlanView") -> Iterator[str]:
    """Yield who has which assignments, in the order of sheet 单位."""
    for kind in _kinds(view):
        yield f"{kind}单位的任务："
        for unit in (unit for unit in view.plan.units if unit.category == kind):
            own = [item for item, name in view.assignments if name == unit.name]
            since = f"（{unit.since} 起接替{'、'.join(unit.replaces)}）" if unit.since and unit.replaces else ""
            yield f"  {unit.name}  {len(own)} 个{'：' if own else ''}{'、'.join(own)}{since}"


def _besides(item: "Item", read: "Plan") -> str:
    """Return who helps, and the item's own limit where it has one."""
    helping = f"｜配合：{'、'.join(item.helpers)}" if item.helpers else ""
    own = item.due != read.settings.day("完成时限")
    return f"{helping}｜{item.due} 前完成" if own else helping


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# -- the demo --------------------------------------------------------------------------------------------------------


def demo(played: "DemoPlayed") -> tuple[str, ...]:
    april, june, place = played.april, played.june, played.workspace
    if april is None or june is None:
        return (f"将在 {place.root} 放演示：用2022年的附件1走完两期（那里原有的演示会重做）。",)
    return (
        f"演示在 {place.root}（2022年县级为民办实事：10件、23项、18个单位）。",
        "",
        f"【第1期】下发 {april.issued} 份附件2；截止4月5日为清明节，顺延到4月6日。",
        f"  4月9日收件：{_taken(april, 0)}",
        "  公安局的表有 3 处问题被退回，4月11日改好重报；住建局4月8日才报；平山镇缺盖章扫描件；拉沟乡没有报；",
        "  一张微信图片看不出是哪个单位的，列为待认领（duban note claim 可认领）。",
        f"  4月12日补收：{_taken(april, 1)}",
        f"  登记结果：{count_words(april.counts)}。",
        "",
        f"【第2期】下发 {june.issued} 份，带出上期进展；截止6月5日为端午节，顺延到6月6日。",
        f"  6月8日收件：{_taken(june, 0)}",
        "  水利局报已完成（下期不再下发）；科工贸局进展与上期相同、黄冕镇比例比上期低，退回；",
        "  江口乡内容空泛，提示；导江乡没有报。",
        f"  登记结果：{count_words(june.counts)}。",
        "",
        "请打开看看：",
        f"  {place.issued('2022-06') / '附件2-教育局.xlsx'}（下发给单位的表）",
        f"  {place.consolidated('2022-06')}（汇总表）",
        f"  {place.register('2022-04')}（报送情况登记表）",
        f"  {place.returned('2022-06')}（退回修改的表和说明）",
        f"  {place.register('全年')}（全年登记）",
        f"  {place.period('2022-06') / '督查通报.docx'}（督查通报）",
        f"  {place.period('2022-06') / '看板.html'}（督查室自己看的看板）",
        f"接着可以试：duban -w {place.root.name} status 2022-04 --as-of 2022-04-12",
    )


def _taken(period: "DemoPeriod", number: int) -> str:
    return ingested(period.taken[number])[0]
