"""领导专报: done, behind, unreported, and what a leader has to decide, on one page whatever the period was like. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from toolkit.nouns.outcomes import NOT_ASKED, Status
from toolkit.outputs.brief.figures import UNREPORTED, BriefFigures, Position, figures
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import last_known, lit, named, numbered, quoted, rate, silent, tasks
from toolkit.outputs.bulletin.phrases import title as broken_title
from toolkit.outputs.bulletin.trouble import named_now
from toolkit.outputs.letter_phrases import aside, settings_facts, tame
from toolkit.outputs.merge import AssignmentRow, Light
from toolkit.words import dates
from toolkit.words.numbers import percent, points

PLACE_OF_CHART = "〔图：各件任务进展〕"
"""What {{ 专报.图 }} leaves in the letter: the paragraph that is nothing else becomes the chart."""
_TITLE = 22
"""Characters of 18 points on the title's line, figures beside Chinese set a little wider."""
_WIDTH = 33
"""Characters a line."""
_SHORT = 40
_ROOMS = (8, 6, 5, 4, 3, 2, 1)
_DECISIONS = 3


def leader_facts(data: BulletinData) -> dict[str, object]:
    """Return 设置 期次 and 专报; lists are as long as one page allows, the whole stands in the 督查通报."""
    known = figures(data)
    title = broken_title(data.plan.subject, f"{data.period.name}专报", room=_TITLE)
    room_left = _room_for_lines(len(known.bars)) - 2 * title.count("\n")
    parts = _fitted(lambda room: _Parts(data, known, room).said(), room_left)
    return {
        "设置": settings_facts(data.plan),
        "期次": {"期次": data.period.id, "名称": tame(data.period.name), "数据截至": dates.day(data.period.data_as_of)},
        "专报": {
            "标题": title,
            "日期": dates.day(data.today),
            "统计时点": dates.moment(data.docket.as_of, data.zone),
            "数字": three_figures(known),
            "图": PLACE_OF_CHART,
            **parts,
        },
    }


def three_figures(known: BriefFigures) -> list[dict[str, str]]:
    """Return the three figures that a leader asks for, each with what it is a part of."""
    red, waiting = known.groups[Position.RED], len(known.units.get(Status.PENDING, ()))
    asked = sum(len(names) for status, names in known.units.items() if status is not Status.EXEMPT)
    pending = f"，未到截止的{waiting}个" if waiting else ""
    done = known.groups[Position.DONE]
    silent_ones = known.groups[Position.UNKNOWN]
    before = f"（上次红{known.was_red}）" if known.was_red else ""
    unknown = f"、不明{silent_ones}{before}" if silent_ones else ""
    return [
        {"数": rate(done, known.tasks), "名": "承办任务完成率", "说": f"{known.tasks}个承办任务中已完成{done}个"},
        {"数": f"{known.late}个", "名": "落后于序时的承办任务", "说": f"红{red}、黄{known.late - red}{unknown}"},
        {"数": f"{len(known.owing)}个", "名": "未报和退回待重报的单位", "说": f"应报单位{asked}个{pending}"},
    ]


def _room_for_lines(bars: int) -> int:
    """Return how many lines of 21 points the shipped page has below figures and chart."""
    return int((530 - (15 + 5.5 * bars) * 2.835) / 21)


def _fitted(make: Callable[[int], dict[str, list[str]]], lines: int) -> dict[str, list[str]]:
    """Return what is said with the longest lists that fit on the page."""
    for room in _ROOMS:
        said = make(room)
        if sum(_lines(texts) for texts in said.values()) <= lines:
            break
    return said


def _lines(texts: Sequence[str]) -> int:
    """Return how many lines a part takes: its head and first sentence run on, unless there are several."""
    head = 12
    if len(texts) == 1:
        return -(-(len(texts[0]) + head) // _WIDTH)
    return 1 + sum(-(-(len(text) + 2) // _WIDTH) for text in texts)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The page's four parts; `room`: how many things a list names."""

    data: BulletinData
    known: BriefFigures
    room: int

    def said(self) -> dict[str, list[str]]:
        return {"办成": [self.done()], "滞后": [self.late()], "未报": [self.unreported()], "决定": self.decisions()}

    def done(self) -> str:
        lines = [line for line in self.data.lines if line.done]
        if not lines:
            return "尚没有完成的承办任务。"
        fresh = [line for line in lines if (line.item.id, line.unit) not in self.data.docket.complete]
        told = f"，其中本期新完成{len(fresh)}个：{self._tasks([(line, '') for line in fresh])}" if fresh else "，本期没有新完成的"
        return f"已完成承办任务{len(lines)}个{told}。"

    def late(self) -> str:
        red = [(line, f"落后{points(line.behind)}") for line in lit(self.data.lines, Light.RED) if line.behind is not None]
        kept = [(line, last_known(line)) for line in silent(self.data.lines) if line.standing_light is Light.RED]
        yellow, unknown = self.known.groups[Position.YELLOW], self.known.groups[Position.UNKNOWN]
        none = "没有滞后（红）的承办任务" if not unknown else "报了的承办任务中没有滞后（红）的"
        if unknown == self.known.tasks:
            none = "本期没有可以对照序时进度的合格填报"
        said = [f"滞后（红）的承办任务{len(red)}个：{self._tasks(red)}" if red else none]
        said += [f"落后（黄）{yellow}个"] if yellow else []
        said += [f"进度不明{unknown}个"] if unknown else []
        said += [f"其中上次填报时已为红的{len(kept)}个：{self._tasks(kept)}"] if kept else []
        return f"{'；'.join(said)}。"

    def unreported(self) -> str:
        parts = [
            f"{status.value}{len(names)}个{aside(named(names, self.room, counted=True))}"
            for status in UNREPORTED
            if (names := self.known.units.get(status, ()))
        ]
        if all(row.status is Status.EXEMPT for row in self.data.docket.units):
            return "本期没有应报送的单位。"
        return f"{'；'.join(parts)}。" if parts else "应报单位均已报送。"

    def decisions(self) -> list[str]:
        """Return what only a leader can settle, the gravest first."""
        said = [*self._silence(), *self._deaf(), *self._standing(), *self._overdue()]
        most = max(self.room, _DECISIONS)  # lists grow shorter before a question goes unasked
        left = len(said) - most
        more = [f"另有{left}个，见督查通报。"] if left > 0 else []
        return [*numbered(said[:most]), *more] or ["暂无。"]

    def _standing(self) -> Iterator[str]:
        """Yield what has been named for long; what several name in the same words is said once."""
        same: dict[tuple[int, str], list[AssignmentRow]] = {}
        for line in sorted((line for line in named_now(self.data) if line.stood > 1), key=lambda line: -line.stood):
            same.setdefault((line.stood, tame(line.trouble)), []).append(line)
        for (stood, own), lines in same.items():
            told = f"反映{quoted(own)}" if len(own) <= _SHORT else "反映同一问题（原文见督查通报）"
            who = self._tasks([(line, "") for line in lines])
            if len(lines) > 1:
                yield f"连续{stood}期{told}的承办任务{len(lines)}个，请协调解决：{who}。"
            else:
                yield f"{who}连续{stood}期{told}，请协调解决。"

    def _overdue(self) -> Iterator[str]:
        """Yield the assignments whose limit is over: extension or push, the leader says."""
        late: dict[date, list[tuple[AssignmentRow, str]]] = {}
        for line in self.data.lines:
            limit = self.data.plan.limit(line.item.id, line.unit)
            if limit < self.data.today and not line.done:
                stands = percent(line.percent) if line.counted else "进度不明"
                late.setdefault(limit, []).append((line, f"（{stands}）"))
        for limit, mine in sorted(late.items()):
            told = f"已过完成时限{dates.day(limit)}仍未完成的承办任务{len(mine)}个"
            yield f"{told}，请定是否延期或调整：{tasks(mine, room=self.room, more='见汇总表')}。"

    def _silence(self) -> Iterator[str]:
        """Yield what is to be said where most of those who owe have sent nothing that counts."""
        asked = sum(row.status not in NOT_ASKED for row in self.data.docket.units)
        if 2 * len(self.known.owing) > asked:
            there = [(status.value, len(self.known.units.get(status, ()))) for status in UNREPORTED[:2]]
            parts = "、".join(f"{name}{count}个" for name, count in there if count)
            unknown = self.known.groups[Position.UNKNOWN]
            yield f"应报送单位{asked}个中{parts}，{self.known.tasks}个承办任务中进度不明{unknown}个，请部署督促。"

    def _deaf(self) -> Iterator[str]:
        """Yield the units that stay silent period after period, or however often they are reminded, in one sentence each."""
        silent = dict(self.data.unheard)
        mine = [row for row in self.data.docket.units if row.status is Status.MISSING and row.reminders > 1]
        if silent:
            names = named((f"{tame(unit)}连续{count}期" for unit, count in silent.items()), self.room, counted=True)
            yield f"连续未报的单位{len(silent)}个：{names}，请督促。"
        if mine:
            names = named((f"{tame(row.unit)}催报{row.reminders}次" for row in mine), self.room, counted=True)
            yield f"多次催报仍未报送的单位{len(mine)}个：{names}，请督促。"

    def _tasks(self, said: Sequence[tuple[AssignmentRow, str]]) -> str:
        return tasks(said, room=self.room, more="见督查通报")
