"""What the letter's templates can name: 设置 单位 期次 as in 附件2, and 退回 with everything about this return. Pure."""

from collections.abc import Mapping

from toolkit.nouns.docket import Docket
from toolkit.nouns.problems import Code
from toolkit.outputs.answer_day import AnswerBy
from toolkit.outputs.bulletin.phrases import numbered
from toolkit.outputs.letter_phrases import came_words, common_facts, file_words
from toolkit.outputs.returned.returned_case import ReturnedCase
from toolkit.outputs.returned.sentences import sentences
from toolkit.plan.deadlines import zone
from toolkit.plan.model import Plan
from toolkit.words import dates

_NUMERALS = "一二三四"
_LONGEST = 40
"""Sentences of one section; the rest stands in the workbook's list."""


def letter_facts(plan: Plan, docket: Docket, case: ReturnedCase, workbook: str, due: AnswerBy) -> dict[str, object]:
    """Return the values for 退回说明; `workbook`: the name of the file that goes with it."""
    here = zone(plan)
    return {
        **common_facts(plan, case.unit, case.period),
        "退回": {
            "来件": plan.policy.called(_sent(case)),
            "文件": file_words(case.file),
            "收到": came_words(case.file, here),
            "结论": plan.policy.called(_verdict(case)),
            "各节": _sections(case),
            "改法": plan.policy.called(_cure(case, workbook)),
            "表名": workbook,
            "期限": due.words,
            "期限依据": due.reason,
            "扫描件": plan.policy.called(_scan(plan, docket, case)),
            "联系": contact(plan),
            "日期": dates.day(due.written.astimezone(here).date()),
        },
    }


def _sent(case: ReturnedCase) -> str:
    """Return what came, as the letter's first sentence calls it: 本期附件2, unless it is another form or none at all."""
    codes = {problem.code for problem in case.file.problems}
    if Code.S14 in codes:
        return "另一项工作的表"
    if case.file.formless or Code.S01 in codes or Code.S03 in codes:
        return f"{case.period.name}材料"
    return f"{case.period.name}《进展情况表》"


def _verdict(case: ReturnedCase) -> str:
    must, look = sum(f.must for f in case.findings), sum(not f.must for f in case.findings)
    if not case.read:
        return "经核对，不能作为本期《进展情况表》收取，现予退回"
    also = f"，另有{look}处请留意" if look else ""
    return f"经核对，有{must}处须修改{also}，现予退回" if must else f"经核对，有{look}处请留意，现予退回"


def _sections(case: ReturnedCase) -> list[Mapping[str, object]]:
    """Return the sections that have anything to say: number, title, sentences."""
    must = [one for one in case.findings if one.must]
    look = [one for one in case.findings if not one.must]
    titles = (("须修改的内容" if case.read else "退回原因", must), ("请留意的内容", look))
    sections: list[Mapping[str, object]] = []
    for title, part in titles:
        said = sentences(part)
        if not said:
            continue
        rest = len(said) - _LONGEST
        more = [f"其余{rest}条见退回修改表的“退回问题”工作表。"] if rest > 0 else []
        number = _NUMERALS[len(sections)]
        sections.append({"标题": f"{number}、{title}", "各条": [*numbered(said[:_LONGEST]), *more]})
    return [*sections, {"标题": f"{_NUMERALS[len(sections)]}、修改和报送", "各条": []}]


def _cure(case: ReturnedCase, workbook: str) -> str:
    if case.words_in:
        return (
            f"所附“{workbook}”是为贵单位重新印制的本期《进展情况表》，来文中的文字已照抄在“{case.words_in}”栏（橙色），"
            "请核对、改正，并填齐其他栏后报送，不要另行制表。"
        )
    if not case.read:
        return f"所附“{workbook}”是为贵单位重新印制的本期《进展情况表》，请在其中填写，不要另行制表。"
    missing = "漏报的事项已在表中留出，请补填。" if any(f.code is Code.S04 for f in case.findings) else ""
    return (
        f"所附“{workbook}”已带入贵单位所填内容，请直接在其中修改：红色的格须修改，橙色的格请留意，鼠标停在格上可看说明，"
        f"“退回问题”工作表列有全部问题。{missing}其余内容不必重填。"
    )


def _scan(plan: Plan, docket: Docket, case: ReturnedCase) -> str:
    """Return whether the corrected sheet is to be signed and sealed again, and what of the scan has not come."""
    row = docket.row(case.unit.name)
    if not plan.policy.scan_required or row is None:
        return ""
    if not row.scan:
        return "签字盖章的扫描件尚未收到，请按修改后的表签字盖章，一并报送。"
    if plan.policy.sealed_again:
        return "修改后的表要重新签字盖章，扫描件一并重报。"
    return "已报的签字盖章扫描件继续有效，不必重新签字盖章。"


def contact(plan: Plan) -> str:
    """Return how to reach the office, from what 设置 knows."""
    text = plan.settings.text
    known = (text("联系人"), f"电话：{text('电话')}" if text("电话") else "", f"邮箱：{text('邮箱')}" if text("邮箱") else "")
    return "，".join(filter(None, (text("督查室", "督查室"), *known)))
