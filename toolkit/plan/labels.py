"""Which column of a notice's table plays which part, however the office headed it. Pure."""

import re
from collections.abc import Mapping, Sequence

from toolkit.plan.sheets import fold

NUMBER, NAME, CONTENT, HOST = LABELS = ("序号", "立项名称", "实事内容", "承办单位")
HELPERS = "配合单位"
LIMIT = "完成时限"
KIND = "类别"
"""Where section rows ("一、就业（6项）") go."""

LEADS = "牵头|主办|主责|承办|责任|实施|落实|业主|主要|主体"
"""How a notice calls those who answer, before 单位, 部门 …"""
HELPS = "配合|协办|协同|协助|参与|参加|联办|会办|协作"
"""How it calls those who help."""
_NUMBER = re.compile(r"序号|编号|项目(?:序|编)号|顺序号?|序")
_HOSTS = (
    re.compile(r"承办单位"),
    re.compile(
        r"(?:(?:主要|主体|第一)?[/或及、和]?(?:牵头|主办|主责|承办)|主要)(?:[/或及、和]?(?:责任|实施|落实|承办))*"
        r"(?:单位|部门|科室|主体)?(?:[/、及和或](?:牵头|主要|责任)?(?:责任)?(?:单位|部门))?"
    ),
    re.compile(
        r"(?:责任|实施|落实|办理|建设|执行|承担|具体|主体|项目|业主)+(?:单位|部门|主体|科室)(?:[/、及和或与].*)?|项目业主"
    ),
    re.compile(r"单位|部门"),
)
"""Headers of those who answer, surest first."""
_SECOND = 2
"""Rank in _HOSTS from which a column steps back behind a 牵头单位."""
_HELPERS = re.compile(rf"(?:主要)?(?:{HELPS})(?:责任|实施)?(?:单位|部门)?(?:[/、及和或].*)?")
_LIMIT = re.compile(
    r"(?:计划|预计|要求|拟)?(?:完成|办结|竣工|完工|办理|工作|建成|任务)?(?:时限|时间|期限|日期)(?:要求|节点|安排)?|(?:完成)?时间节点"
)
_PARTS = (
    (1, re.compile(r"(?:立项|项目|事项|任务|实事|工程|实事项目|民生实事)名称")),
    (2, re.compile(r"(?:县级|区级|市级|重点|十大|十件)?(?:为民办实事|民生实事|实事|民生工程|工程|项目|事项)+(?:工程)?")),
    (3, re.compile(r"(?:重点|主要|年度|中心|督办|督查)*(?:任务|工作|项目|事项|工作任务|工作事项)|(?:重点|督办|督查|交办)事项")),
    (4, re.compile(r"[^月季]*目标(?:要求|值)?|.*(?:措施|举措)|年度任务|全年.*任务")),
    (
        5,
        re.compile(
            r"(?!.*(?:进展|完成情况)).*内容(?:[及与和、/].*)?|(?:主要)?(?:目标|工作|具体|建设)+(?:任务|要求)|任务目标|任务分工"
        ),
    ),
    (6, re.compile(r"实事内容")),
)
"""Headers of what is to be done, from the name of a project to its exact content."""
_YEAR = re.compile(r"^(?:(?:19|20)\d{2})?年?度?(?=.)")
_STEPS = re.compile(r"[一二三四1-4]季度|\d+月|半年|季末|月末")


def bare(header: str) -> str:
    """Return a folded header without year and remarks in brackets: 2024年建设内容（万元） → 建设内容."""
    text = re.sub(r"[(（\[].*?[)）\]]", "", fold(header))
    return text if _PARTS[3][1].fullmatch(text) else _YEAR.sub("", text)


def parts(headers: Sequence[str]) -> Mapping[int, str]:
    """Return column place → label, for a row of headers; a place without a label is the office's own column."""
    bares = [bare(header) for header in headers]
    labels = {
        **_first(bares, _NUMBER, NUMBER),
        **_hosts(bares),
        **_first(bares, _LIMIT, LIMIT),
    }
    return {**labels, **_tasks(bares, labels)}


def _first(bares: Sequence[str], pattern: re.Pattern[str], label: str) -> dict[int, str]:
    places = [place for place, text in enumerate(bares) if pattern.fullmatch(text)]
    exact = [place for place in places if bares[place] == label]
    return dict.fromkeys((exact or places)[:1], label)


def _hosts(bares: Sequence[str]) -> dict[int, str]:
    """Return who answers and who helps. Beside a 牵头单位 the 责任单位 help, where no other column says who does."""
    ranks = {
        place: rank
        for place, text in enumerate(bares)
        for rank in [next((rank for rank, pattern in enumerate(_HOSTS) if pattern.fullmatch(text)), None)]
        if rank is not None and not _HELPERS.fullmatch(text)
    }
    if not ranks:
        return {}
    host = min(ranks, key=lambda place: (ranks[place], place))
    helping = _first(bares, _HELPERS, HELPERS)
    if not helping and ranks[host] < _SECOND and bares[host] != HOST:
        helping = dict.fromkeys([p for p, rank in ranks.items() if rank == _SECOND][:1], HELPERS)
    return {host: HOST, **helping}


def _tasks(bares: Sequence[str], taken: Mapping[int, str]) -> dict[int, str]:
    """Return which columns are 立项名称 and 实事内容: the more exact one is the content, the broader one the name."""
    ranks = {
        place: max(rank for rank, pattern in _PARTS if pattern.fullmatch(text))
        for place, text in enumerate(bares)
        if place not in taken and not _STEPS.search(text) and any(pattern.fullmatch(text) for _, pattern in _PARTS)
    }
    if not ranks:
        return {}
    broad = 3
    best = max(ranks.values())
    equal = [place for place, rank in ranks.items() if rank == best]
    if best <= broad:  # only names: the rightmost says it most exactly
        content = max(ranks)
        names = sorted(ranks)[:-1]
    else:
        content = equal[0]
        names = sorted((p for p, rank in ranks.items() if rank <= broad), key=lambda p: (ranks[p], p))
        if not names and len(equal) > 1:
            names, content = equal[:1], equal[1]
    return {content: CONTENT, **dict.fromkeys(names[:1], NAME)}
