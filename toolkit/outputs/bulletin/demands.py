"""四、下步要求: what follows from the counts, nothing else. Pure."""

from toolkit.nouns.docket import Status
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import late, named, numbered
from toolkit.outputs.bulletin.trouble import named_now
from toolkit.outputs.letter_phrases import day_words, tame
from toolkit.outputs.reminder import ANSWER, days_set
from toolkit.plan.deadlines import working_day_after
from toolkit.words import dates


def demands(matter: BulletinData) -> list[str]:
    """Ask of those behind, those who owe, and all: numbered, if there are several."""
    said = [*_behind(matter), *_owing(matter), *_next(matter)]
    return numbered(said or ["请各单位继续抓好落实。"])


def _behind(matter: BulletinData) -> list[str]:
    units = list(dict.fromkeys(line.unit for line in late(matter.lines)))
    said = []
    if units:
        said.append(
            f"进度落后的单位（{named(units)}）要逐条查明原因，倒排时间节点，明确责任人和完成时间，在下期附件2中写明整改情况。"
        )
    standing = list(dict.fromkeys(line.unit for line in named_now(matter) if line.stood > 1))
    if standing:
        said.append(f"久拖未决的问题，有关单位（{named(standing)}）要逐个提出解决办法和时限；自身解决不了的，及时报告县政府。")
    return said


def _owing(matter: BulletinData) -> list[str]:
    rows = matter.docket.units
    owing = [row.unit for row in rows if row.status in {Status.MISSING, Status.INCOMPLETE}]
    returned = [row.unit for row in rows if row.status is Status.RETURNED]
    delayed = [row.unit for row in rows if row.status is Status.EXTENDED]
    said = []
    if owing:
        by = working_day_after(matter.plan, matter.today, days_set(matter.plan, ANSWER))
        said.append(f"未报和报送不齐的单位（{named(owing)}）要在{day_words(by)}前补齐材料。")
    if delayed:
        said.append(f"经批准缓报的单位（{named(delayed)}）要在批准的期限内报送。")
    if returned:
        said.append(f"退回待重报的单位（{named(returned)}）要对照退回说明逐处改正，在退回说明所定的期限内重新报送。")
    return said


def _next(matter: BulletinData) -> list[str]:
    """Ask for this period's report while it is being collected, else for the next one's."""
    waiting = [row.unit for row in matter.docket.units if row.status is Status.PENDING]
    if waiting:
        limit = matter.docket.effective_deadline.astimezone(matter.zone).date()
        names = "" if len(waiting) == len(matter.docket.units) else f"（{named(waiting)}）"
        return [f"尚未报送的单位{names}要在{day_words(limit)}24时前报送。"]
    following = next((p for p in matter.plan.periods if p.deadline > matter.period.deadline), None)
    if following is None or all(line.done for line in matter.lines):
        return []
    return [f"各单位要如实、按时报送，{tame(following.name)}附件2请于{dates.day(following.deadline)}前报送。"]
