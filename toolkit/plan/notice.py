"""A notice → 附件1.xlsx: its table as it stands, its dates and names as settings; what it lacks or leaves open is told. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.nouns.errors import ToolkitError
from toolkit.plan import shipped
from toolkit.plan.carried import Carried, settings_of
from toolkit.plan.draft import Check, Draft, period_ids
from toolkit.plan.job_name import job_name
from toolkit.plan.labels import HELPERS, HOST, LIMIT, NAME
from toolkit.plan.limits import read_limit
from toolkit.plan.notice_facts import NoticeFacts, read_facts
from toolkit.plan.notice_sources import read_blocks
from toolkit.plan.notice_table import TaskTable, find_tasks
from toolkit.plan.notice_units import unit_rows
from toolkit.plan.read_columns import column_keys
from toolkit.plan.read_units import vague
from toolkit.values.names import name_key
from toolkit.words.dates import short_day

_PATTERN = ((4, 5), (6, 5), (8, 5), (10, 8), (12, 5))
"""Month and day of reports, every other month, for a notice that names none."""
_NAMED = re.compile(r"附件\d*[:：.、]?")
_NO_TITLE = re.compile(
    r"[（(].*[)）]|(?:单位|说明|填表说明|注|备注|联系人|联系电话|邮箱|电子邮箱)[:：].*|填报.*|附表\d*"
    r"|[\u4e00-\u9fff]{1,12}[〔\[(【（]\d{4}[〕\])】）]第?\d{1,4}号"
    r"|[\d〇○零一二三四五六七八九]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日(?:印发)?"
    r"|[\u4e00-\u9fff]{2,}(?:人民政府|办公室|委员会|督查室|领导小组|指挥部|党委|县委|市委|区委)(?:[\d年月日]+印发)?"
    r"|(?:抄送|主送|公开方式|信息公开选项)[:：].*"
)
"""What stands near a table and is no title of it: units of measure, notes, numbers, and how the notice above it ends."""
WORDS = "时限要求"
"""Column for a 完成时限 that names no day (长期坚持)."""
_QUOTED = 3
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What was found, and what the clerk has to look at."""

    draft: Draft
    doubts: tuple[str, ...]
    """What the notice leaves open, a sentence each."""
    gone: tuple[str, ...] = ()
    """Units that the office had and this notice does not name."""


def read_notice(data: bytes, extension: str = "docx", had: Carried | None = None) -> Notice:
    """Read the notice's table and text; `had` is what the office keeps of its present 附件1. Raises: ToolkitError."""
    blocks = read_blocks(data, extension)
    tasks = find_tasks(blocks)
    title = _title(tasks.above)
    facts = read_facts([block for block in blocks if isinstance(block, str)] + list(tasks.above), title, tasks.remark)
    if facts.year is None:
        raise ToolkitError("这份通知里没有找到年份，请在标题里写明（如“2022年”）后再导入。")
    had = had if had and facts.county in {"", had.county} else None
    county = facts.county or (had.county if had else "")
    names = [name for row in tasks.rows for name in (*row.hosts, *(n for n in row.helpers if not vague(n)))]
    units = unit_rows(names, county, had.units if had else ())
    days = facts.deadlines or tuple(date(facts.year, month, day) for month, day in _PATTERN)
    columns, more, loose = _columns(tasks, facts.year)
    title = title or f"{county}{facts.year}年任务清单"
    job = job_name(title, county, str(facts.year))
    said = _said(facts, county, job)
    draft = Draft(
        title=title,
        table=tuple((row.number, row.name, row.content, "\n".join(row.hosts)) for row in tasks.rows),
        named=tasks.named,
        columns=columns,
        more=more,
        remark=tasks.remark,
        units=units,
        deadlines=days,
        settings=settings_of(said, had),
        switches=had.switches() if had else {},
        holidays=had.holidays if had else (),
        dated=date(facts.year, 1, 1),
        period_note="" if facts.deadlines else "通知没有写明报送日期，这里按双月暂填，请改成通知的日期",
        scores=had.scores if had and had.scores else shipped.SCORES,
    )
    return _checked(draft, tasks, facts, said, loose, had)


def _title(above: Sequence[str]) -> str:
    """Return the table's title: what stands between 附件1 and the table, else the line just above it."""
    lines = [re.sub(r"\s+", "", text) for text in above if text.strip()]
    lines = [line for line in lines if not _NO_TITLE.fullmatch(line)]
    near = lines[-3:]
    for place in range(len(near) - 1, -1, -1):
        if _NAMED.fullmatch(near[place]):
            return "".join(near[place + 1 :])
    longest = 50
    if near and len(near[-1]) <= longest and not near[-1].endswith(("。", "：", ":")):
        return _bare_title(near[-1])
    titled = [line for line in lines if len(line) <= longest and re.search(r"(?:19|20)\d{2}年", line) and not line.endswith("。")]
    named = [line for line in titled if re.search(r"实事|任务|清单|工作|事项|项目", line)]
    return _bare_title(named[0]) if named else ""


def _bare_title(line: str) -> str:
    """Return what a notice is about: 关于印发《X县…实施方案》的通知 → X县…实施方案."""
    about = re.fullmatch(r".*?关于(?:印发|下达|转发|调整)?《(.+)》的?通知", line)
    return about[1] if about else re.sub(r"^关于(?:印发|下达|做好)?|的?通知$", "", line)


def _said(facts: NoticeFacts, county: str, job: str) -> dict[str, str]:
    return {
        "县名": county, "年度": str(facts.year), "督查室": facts.office, "任务名称": job, "通知文号": facts.number,
        "邮箱": facts.mailbox, "完成时限": (facts.limit or date(facts.year or 1, 12, 31)).isoformat(),
        "延期申报截止": facts.extension.isoformat() if facts.extension else "",
    }  # fmt: skip


def _columns(tasks: TaskTable, year: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[int, ...]]:
    """Return (columns right of 承办单位, their values, rows whose 完成时限 names no day)."""
    loose = tuple(i for i, row in enumerate(tasks.rows) if row.limit and read_limit(row.limit, year) is None)
    dated = any(row.limit for i, row in enumerate(tasks.rows) if i not in loose)
    columns = [LIMIT] * dated + [WORDS] * bool(loose) + [HELPERS] * any(row.helpers for row in tasks.rows)
    own = [label for label in tasks.own if label not in columns]
    own = [f"{label}（原表）" if label in {HOST, NAME} else label for label in own]
    more = []
    for index, row in enumerate(tasks.rows):
        words = index in loose
        fixed = {
            LIMIT: "" if words else row.limit,
            WORDS: row.limit if words else "",
            HELPERS: "\n".join(row.helpers),
        }
        more.append((*(fixed[label] for label in columns), *(row.own.get(label.removesuffix("（原表）"), "") for label in own)))
    return (*columns, *own), tuple(more), loose


# -- what the clerk has to look at ----------------------------------------------------------------------------------------


def _checked(
    draft: Draft, tasks: TaskTable, facts: NoticeFacts, said: dict[str, str], loose: Sequence[int], had: Carried | None
) -> Notice:
    from dataclasses import replace

    settings = list(_setting_checks(facts, said, draft))
    periods = list(_period_checks(facts, draft))
    units = list(_unit_checks(draft, had))
    items = list(_item_checks(tasks, loose, facts.year or 1))
    tinted = {("设置", check.place, "值") for check in settings}
    tinted |= {("期次", "", "截止日期")} if periods else set()
    tinted |= {("单位", row[0], label) for row in _new_units(draft, had) for label in ("全称", "别名")}
    tinted |= {("附件1", str(i), HOST) for i, row in enumerate(tasks.rows) if not row.hosts}
    tinted |= {("附件1", str(i), HELPERS) for i, row in enumerate(tasks.rows) if row.helpers and tasks.helping}
    tinted |= {("附件1", str(i), LIMIT) for i, row in enumerate(tasks.rows) if row.limit and i not in loose}
    checks = (*settings, *periods, *items, *units)
    gone = had.gone(draft.units) if had else ()
    return Notice(
        draft=replace(draft, checks=checks, tinted=frozenset(tinted)),
        doubts=tuple(_doubts(tasks, facts, draft, loose, had)),
        gone=gone,
    )


def _setting_checks(facts: NoticeFacts, said: dict[str, str], draft: Draft) -> Iterable[Check]:
    for name, value in said.items():
        source = facts.sources.get(name, "")
        note = "" if source or name == "任务名称" else "通知里没有写，请核对"
        if name == "任务名称":
            source, note = draft.title, "由标题取出"
        if name == "督查室" and value and value not in source:
            note = "由县名推出，请核对落款"
        if value and name not in {"通知文号"}:
            yield Check(sheet="设置", place=name, value=value, source=source, note=note)
        elif not value and not draft.setting(name):
            yield Check(sheet="设置", place=name, value="（空）", note="通知里没有找到，请填写")


def _period_checks(facts: NoticeFacts, draft: Draft) -> Iterable[Check]:
    ids = "、".join(period_ids(draft.deadlines))
    days = "、".join(short_day(day) for day in draft.deadlines)
    if not facts.deadlines:
        yield Check(sheet="期次", place=f"{len(draft.deadlines)} 期", value=days, note="通知里没有找到报送日期，按双月暂填")
    elif not facts.rhythm.stated:
        note = facts.rhythm.supplied or "由通知写的规律推出"
        yield Check(sheet="期次", place=f"{len(draft.deadlines)} 期", value=days, source=facts.rhythm.sentence, note=note)
    elif ids:
        return


def _new_units(draft: Draft, had: Carried | None) -> list[tuple[str, ...]]:
    """Return the units whose names were inferred: neither the office's own nor the shipped county's."""
    known = {name_key(row[0]) for row in (had.units if had else ())} | {name_key(row[0]) for row in shipped.UNITS}
    shipped_county = draft.setting("县名") == shipped.COUNTY
    ours = known if had or shipped_county else set()
    return [row for row in draft.units if name_key(row[0]) not in ours and (row[1] or row[2])]


def _unit_checks(draft: Draft, had: Carried | None) -> Iterable[Check]:
    inferred = _new_units(draft, had)
    if inferred:
        yield Check(
            sheet="单位",
            place=f"{len(inferred)} 个单位",
            value="、".join(row[0] for row in inferred),
            note="全称、别名由简称和县名推出，请改成各单位真正的全称；邮箱、电话通知里没有，请补",
        )


def _item_checks(tasks: TaskTable, loose: Sequence[int], year: int) -> Iterable[Check]:
    number = ""
    for index, row in enumerate(tasks.rows):
        number = row.number or number
        place = f"序号 {number}"
        if not row.hosts:
            yield Check(sheet="附件1", place=place, value="承办单位（沿用上一行）", source=row.content, note="通知里这一格是空的")
        if index in loose:
            note = f"不是一个日期，放在“{WORDS}”栏，按设置的完成时限算"
            yield Check(sheet="附件1", place=place, value=f"完成时限“{row.limit}”", note=note)
        elif row.limit:
            day = read_limit(row.limit, year)
            yield Check(sheet="附件1", place=place, value=f"完成时限 {day}", source=row.source or row.limit)
        elif row.source:
            yield Check(sheet="附件1", place=place, value="、".join(row.hosts), source=row.source)


def _doubts(tasks: TaskTable, facts: NoticeFacts, draft: Draft, loose: Sequence[int], had: Carried | None) -> Iterable[str]:
    """Yield one sentence for each thing that the clerk has to look at, in the order of the sheets."""
    yield from _table_doubts(tasks, draft)
    if loose:
        words = "、".join(dict.fromkeys(tasks.rows[i].limit for i in loose[:_QUOTED]))
        yield f"有 {len(loose)} 项的完成时限（{words}）不是一个日期，原话放在“{WORDS}”栏，请在“完成时限”栏写明日期。"
    if not facts.deadlines:
        yield "通知里没有找到报送日期，“期次”表按双月暂填了五期，请改成通知的日期。"
    elif facts.rhythm.supplied:
        yield f"通知{facts.rhythm.supplied}推算了 {len(draft.deadlines)} 期，请核对“期次”表。"
    if facts.limit is None:
        yield f"通知里没有找到完成时限，“设置”里暂填 {facts.year}-12-31，请核对。"
    wanted = (("县名", draft.setting("县名")), ("邮箱", draft.setting("邮箱")), ("延期申报截止", facts.extension))
    lacking = [name for name, value in wanted if not value]
    if lacking:
        yield f"通知里没有找到{'、'.join(lacking)}，请在“设置”里填写。"
    if had and had.extensions:
        yield f"原表“延期调整”里有 {had.extensions} 行属于原来的事项，没有带过来。"


def _table_doubts(tasks: TaskTable, draft: Draft) -> Iterable[str]:
    own = [label for label in draft.columns if label not in {LIMIT, HELPERS, WORDS}]
    if own:
        key = column_keys(own)[own[0]]
        named = f"“{'”“'.join(own)}”{'一栏' if len(own) == 1 else '各栏'}"
        yield f"任务表里的{named}照原样放在附件1的右边，附件2里可以用{'' if len(own) == 1 else '如'} {{{{ 事项.{key} }}}} 取用。"
    if tasks.helping:
        yield f"“{tasks.helping}”一栏在牵头单位之外，按配合单位处理（只抄送，不下发表）；要它们填报的请移到“承办单位”栏。"
    if tasks.left:
        named = "”“".join(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…" for text in tasks.left[:_QUOTED])
        more = f"等 {len(tasks.left)} 条" if len(tasks.left) > _QUOTED else ""
        yield f"“{named}”{more}没有写承办单位，没有当作任务读入；是任务的请补进附件1。"
    if tasks.renumbered:
        yield "任务表各部分的序号不连续，附件1里从1起连续编号，请核对。"
    strange = [row[0] for row in draft.units if vague(row[0])]
    if strange:
        yield f"承办单位“{'”“'.join(strange)}”不像一个具体单位，请在附件1里写明是哪些单位，并改“单位”表。"
    crowd = tuple(dict.fromkeys(name for row in tasks.rows for name in row.helpers if vague(name)))
    if crowd:
        yield f"配合单位“{'”“'.join(crowd)}”不是一个具体单位，抄送不到，要抄送的请写明是哪些单位。"
