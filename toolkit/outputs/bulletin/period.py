"""督查通报 of one period: what its template can name. Pure."""

from toolkit.outputs.bulletin.demands import demands
from toolkit.outputs.bulletin.overall import overall
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import title
from toolkit.outputs.bulletin.reporting import reporting, reporting_table
from toolkit.outputs.bulletin.trouble import (
    annexes,
    behind,
    behind_table,
    colours,
    lagging,
    schedule_words,
    standing,
    trouble_table,
    troubles,
)
from toolkit.outputs.letter_phrases import settings_facts, tame
from toolkit.words import dates
from toolkit.words.numbers import points


def bulletin_facts(data: BulletinData, number: int) -> dict[str, object]:
    """Return 设置 期次 and 通报 (DESIGN §4: placeholders as in 附件2)."""
    plan, period, docket = data.plan, data.period, data.docket
    return {
        "设置": settings_facts(plan),
        "期次": {
            "期次": period.id,
            "名称": tame(period.name),
            "截止日期": dates.day(period.deadline),
            "数据截至": dates.day(period.data_as_of),
        },
        "通报": {
            "期号": number,
            "标题": title("关于", plan.subject, period.name, "进展和报送情况的通报"),
            "日期": dates.day(data.today),
            "统计时点": dates.moment(docket.as_of, data.zone),
            "总体": overall(data),
            "报送": reporting(data),
            "滞后": behind(data),
            "困难": troubles(data),
            "久拖": standing(data),
            "要求": demands(data),
            "序时": schedule_words(data),
            "灯": colours(data),
            "阈值": points(plan.policy.red),
            **_numbers(data),
            "附件": annexes(data),
            "滞后表": behind_table(data),
            "问题表": trouble_table(data),
            "报送表": reporting_table(data),
        },
    }


def _numbers(data: BulletinData) -> dict[str, dict[str, str]]:
    """Return the numbers of 三 and 四 (章), and of the parts of 三 (号): what is empty is not printed, the rest closes up."""
    parts = {"滞后": lagging(data), "困难": bool(troubles(data)), "久拖": bool(standing(data))}
    there = [name for name, here in parts.items() if here]
    numbers = {name: f"（{'一二三'[place]}）" if len(there) > 1 else "" for place, name in enumerate(there)}
    chapters = {"问题": "三" if there else "", "要求": "四" if there else "三"}
    return {
        "章": {**chapters, **{name: name if here else "" for name, here in parts.items()}},
        "号": {name: numbers.get(name, "") for name in parts},
    }
