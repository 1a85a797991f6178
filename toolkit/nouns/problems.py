"""The catalogue: every problem a sender can have, its wording and its cure. Pure; the only place with such text.

A number is never renumbered and never reused (DESIGN §8). F file · S structure · V value · X across columns ·
P across periods · U across units.
"""

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from toolkit.nouns.cells import row_and_column


class Severity(StrEnum):
    """退回 blocks the row and sends the file back; 提示 is merged and listed."""

    RETURN = "退回"
    REMARK = "提示"


@dataclass(frozen=True, slots=True)
class Spec:
    """One line of the catalogue: default severity, what there is and should be, what to do."""

    severity: Severity
    meaning: str
    message: str
    fix: str


_R, _W = Severity.RETURN, Severity.REMARK


@enum.unique
class Code(enum.Enum):
    """One line a code. `message` and `fix` are filled with the problem's facts when shown."""

    # fmt: off
    F01 = Spec(_R, "文件打不开", "文件打不开，可能在传送中损坏（{detail}）", "请用 WPS 或 Excel 打开原表确认完好，另存为 .xlsx 后重新报送")
    F02 = Spec(_R, "文件加了密码", "文件设有打开密码，无法读取", "请取消打开密码后重新报送")
    F03 = Spec(_R, "文件大小或压缩比异常", "文件超出安全限度（{detail}），未予打开", "请只报送附件2表格本身，另存为 .xlsx 后重新报送")
    F04 = Spec(_R, "不是能读取的表格", "这种文件（{detail}）不能作为表格读取", "请在下发的附件2中填写，存为 .xlsx 后报送")
    F05 = Spec(_R, "没有读完", "文件没有读完（{detail}）", "请只报送填好的附件2（.xlsx），不要夹带其他大文件；仍读不出的请联系督查室")
    F06 = Spec(_W, "扩展名与内容不符", "文件名后缀为 {extension}，内容实为 {actual}，已按内容读取", "下次请直接用 WPS 或 Excel 另存，不要改后缀名")
    F07 = Spec(_W, "含宏或外部链接", "文件含有{detail}，均未运行、未引用", "下次请另存为不含宏和外部链接的 .xlsx")
    F08 = Spec(_W, "部分内容读不出", "有一部分内容没有读（{detail}）", "请核对其余内容是否读全；有缺漏的，只留填好的表，另存为 .xlsx 后重新报送")
    F09 = Spec(_R, "被加密软件加密", "文件由单位的加密软件加密，离开本单位无法打开", "请先用本单位的加密软件解密（外发）后重新报送")
    F10 = Spec(_W, "签名没有验证", "内容带有数字签名，已取出内容，签名没有验证", "需要验证签名的，请用发件人的邮件程序查看")
    S01 = Spec(_R, "未找到附件2表格", "没有找到附件2的表头{detail}", "请在下发的附件2中填写后报送{how}")
    S02 = Spec(_R, "无法判定填报单位", "表内没有下发标识，也没有可识别的填报单位（{detail}）", "请在“填报单位”处写明本单位名称，或使用下发的附件2")
    S03 = Spec(_R, "不是本期的表", "这是{theirs}期次的表，当前收取的是{ours}", "请填写{ours}下发的附件2后报送")
    S04 = Spec(_R, "漏报本单位事项", "缺少本单位应报事项：{items}", "请补齐所缺事项后重新报送")
    S05 = Spec(_W, "多出的行或列", "多出未要求填报的{what}：{detail}", "如需补充情况，请写在“备注”栏")
    S06 = Spec(_W, "改动了预填内容", "预填的“{header}”{change}，原为“{ours}”，汇总时以下发内容为准", "如确需调整，请另行书面说明")
    S07 = Spec(_R, "缺少必填栏", "表中缺少必填栏“{header}”{detail}", "请使用下发的附件2填报，不要删除栏目")
    S08 = Spec(_W, "使用了旧版表样", "使用的是较早版本的表样", "下次请使用最新下发的附件2")
    S09 = Spec(_R, "同一事项填了两遍且不一致", "事项 {item} 出现在{rows}，填报内容不一致", "请只保留一行后重新报送")
    S10 = Spec(_R, "标识互相矛盾", "表内标识互相矛盾：{detail}", "请使用下发的附件2重新填写，不要跨行、跨表复制编号")
    S11 = Spec(_W, "单位依文件名等判定", "表内没有填报单位，依{basis}认定为“{unit}”", "下次请在“填报单位”处写明单位名称")
    S12 = Spec(_W, "文件名与表内单位不同", "文件名写的是“{named}”，表内是“{unit}”，以表内为准", "请核对是否发错文件")
    S13 = Spec(_W, "缺少预填栏或选填栏", "表中缺少“{header}”栏{detail}", "下次请使用下发的附件2，不要删除栏目")
    S14 = Spec(_R, "另一项工作的表", "这是另一项工作的表（任务号 {theirs}），不是本项工作的附件2，所填内容未采用", "请填写本项工作下发的附件2后报送")
    S15 = Spec(_W, "表格之外有文字", "{what}写有“{text}”，不在单元格内，没有读作答复", "如属填报内容，请写进{where}后重新报送")
    S16 = Spec(_W, "没见到公章、签字或缺页", "扫描件{detail}", "请核对原件；确未签字盖章或缺页的，请补齐后重新扫描报送")
    S17 = Spec(_R, "下级汇总数前后不符", "“{header}”写的是{value}，按本书明细应为 {expected}", "请在本级工作区更正来源后重新运行 duban run，报送重新生成的汇总表；不要在汇总表上改数")
    S18 = Spec(_R, "下级汇总表生成后被改动", "{what}", "请恢复原样，或在本级工作区更正来源后重新运行 duban run，报送重新生成的汇总表")
    S19 = Spec(_R, "下级汇总表标识不完整", "“{label}”{detail}", "请报送 duban run 生成的原文件，不要改动“说明”工作表里的机读标识")
    S20 = Spec(_W, "本级没有的事项", "“{content}”与本级各事项的内容都不相同{near}，没有并入，另列", "如系本级的同一事项，请由本级督查室在待办.xlsx 里选“就是本级的……”，或写进附件1“对照”表；确系下级自定的，不必处理")
    S21 = Spec(_W, "下级本项未报", "事项 {item} 在下级本期没有可计入的填报（{units}），按未报列，保留上次数字", "请督促所属单位补报后重新报送汇总表")
    S22 = Spec(_R, "比已收的汇总表旧", "这本的统计时点是 {theirs}，已收的是 {ours} 的，未采用", "不必重报；确要以这一本为准的，请在本级重新运行 duban run 后报送")
    V01 = Spec(_R, "必填格为空", "“{header}”为必填，此格{detail}", "请填写“{header}”{hint}")
    V02 = Spec(_R, "不在可选项之内", "“{header}”填“{value}”，不在可选项内", "请从下拉选项中选择：{choices}{nearest}")
    V03 = Spec(_R, "不是数字", "“{header}”填“{value}”，{lacks}", "请填{wanted}，如 {example}")
    V04 = Spec(_R, "超出允许范围", "“{header}”填“{value}”，超出范围（{bounds}）", "请核实后按范围（{bounds}）填写{also}")
    V05 = Spec(_R, "不是日期", "“{header}”填“{value}”，{lacks}", "请按 {example} 的样式只填一个完成日期")
    V06 = Spec(_W, "读数系推定", "“{header}”填“{value}”，按“{reading}”读取", "如读取有误，请改为规范写法（如 {example}）后重新报送")
    V07 = Spec(_R, "公式错误或无结果", "“{header}”显示为 {value}，没有可用的值", "请直接填写内容，不要使用公式或引用其他表")
    V08 = Spec(_W, "超过字数上限", "“{header}”共 {length} 字，超过 {limit} 字", "请压缩文字，详情可另附材料")
    V09 = Spec(_W, "超过100%按100%计", "“{header}”填“{value}”，有“超额完成”字样，按 100% 计，原文保留", "如确为超额完成，不必重报；如为笔误，请改为 0% 至 100% 之间的数，如 85.5%")
    V10 = Spec(_W, "表尾填写有误", "表尾“{header}”填“{value}”，{detail}", "下次请按 {example} 的样式填写")
    X01 = Spec(_R, "已完成但比例不足100%", "“{status_header}”为“{status}”，“{header}”为 {value}{reading}", "请核实：确已完成的填 100%，未完成的改选相应状态")
    X02 = Spec(_W, "比例100%但状态未完成", "“{percent_header}”为 100%{reading}，“{header}”却为“{status}”", "请核实：已完工或已完成的改选相应状态，未完成的改正“{percent_header}”")
    X03 = Spec(_W, "状态与比例不符", "“{status_header}”为“{status}”，“{header}”却为 {value}{reading}{hint}", "请核实办理状态与完成比例，改正填错的一项")
    X04 = Spec(_W, "文字与状态矛盾", "“{header}”写有“{phrase}”，“{status_header}”却为“{status}”", "请核实文字与办理状态，使两者一致")
    X05 = Spec(_R, "进度滞后未说明问题", "“{percent_header}”{value}{reading}，序时进度 {schedule}，滞后 {behind} 个百分点，“{header}”却填“{text}”", "请在“{header}”说明滞后原因和存在的困难")
    X06 = Spec(_W, "预计完成超过时限", "预计 {value} 完成{reading}，晚于完成时限 {limit}{detail}", "{cure}")
    X07 = Spec(_R, "预计完成早于数据截至日", "预计 {value} 完成{reading}，早于数据截至日 {data_as_of}，但事项尚未完成", "请填写新的预计完成时间")
    X08 = Spec(_W, "内容空泛", "“{header}”只写“{text}”，看不出实际内容", "{hint}")
    X09 = Spec(_W, "数量未达目标", "{target}，“{text_header}”写的是{actual}，“{header}”却为 100%{reading}", "请核实完成数量与“{header}”，改正填错的一处")
    X10 = Spec(_W, "文中有问题而问题栏填无", "“{text_header}”写有“{phrase}”，“{header}”却填“{text}”", "请在“{header}”写明此问题；已经解决的，请在“{text_header}”写明")
    X11 = Spec(_W, "文中总体进度与比例不一", "“{text_header}”写总体完成 {told}，“{header}”却为 {value}{reading}", "请核实，使两处一致")
    X12 = Spec(_W, "文中完成时间与预计不一", "“{text_header}”写有“{phrase}”，“{header}”却填 {value}", "请核实，使两处一致")
    X13 = Spec(_W, "分项之和与总数不符", "“{header}”总数写 {total}，所列分项 {parts} 合计为 {amount}", "请核实各分项与总数")
    X14 = Spec(_W, "留有未填的占位", "“{header}”中留有“{phrase}”，未填实", "请填上实际内容")
    X15 = Spec(_W, "以上年进展作本年进展", "“{header}”写的是“{phrase}”，不是 {year} 年的进展", "请写本期进展；年份写错的请更正")
    X16 = Spec(_W, "两处文字相同", "“{header}”与{other}的文字相同", "请分别按实际情况填写")
    X17 = Spec(_W, "数量与实事内容相差百倍", "{target}，“{header}”写的是{actual}", "请核实数量和单位")
    P01 = Spec(_R, "完成比例低于上期", "“{header}”为 {value}{reading}，低于上期的 {last}{remark}", "填错的请更正；{how}由{office}认定")
    P02 = Spec(_R, "进展情况与上期相同", "“{header}”与上期内容相同，未更新", "请填写本期新的进展；确无新进展的，在“{header}”写明原因")
    P03 = Spec(_W, "进展情况与上期几乎相同", "“{header}”与上期内容{ratio}", "请补充本期新的进展")
    P04 = Spec(_R, "办理状态倒退", "“{header}”由上期的“{last}”退为“{value}”{remark}", "填错的请更正；{how}由{office}认定")
    P05 = Spec(_W, "连续两期比例未变", "“{percent_header}”与上期同为 {value}，“{header}”未说明原因", "请在“{header}”写明没有进展的原因")
    P06 = Spec(_W, "预计完成时间再次推后", "“{header}”又由 {last} 推迟到 {value}{reading}，已是第 {times} 次", "请说明推迟原因；需延期的按规定报批")
    P07 = Spec(_W, "同一问题久拖未决", "“{header}”与前 {times} 期相同，问题持续未解决", "请写明已采取的措施和需要协调的事项")
    U01 = Spec(_W, "共同承办单位进度悬殊", "同一事项各单位完成比例相差 {gap} 个百分点（{detail}）", "请与共同承办单位核对口径")
    U02 = Spec(_W, "两个单位文字相同", "“{header}”与{other}的内容相同", "请填写本单位的实际情况")
    # fmt: on

    @property
    def severity(self) -> Severity:
        return self.value.severity

    def __reduce_ex__(self, _protocol: object) -> tuple[Callable[[type, str], "Code"], tuple[type, str]]:
        """Pack the name, not the sentences."""
        return getattr, (Code, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a problem is about, beside its address: no output guesses it back from a cell or a sentence."""

    items: tuple[str, ...] = ()
    """Ids; () = the sheet or file as a whole."""
    key: str = ""
    """The KEY of an asked column, "事项.实事内容" of a prefilled one; "" = the row, sheet or file."""
    period: str = ""
    """The period that the file was meant for, where it is another's (S03)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where the sender sees it, and the facts that fill the sentence.

    `cell` None = concerns the sheet or file as a whole; `severity` None = the catalogue's default.
    """

    code: Code
    sheet: str | None = None
    cell: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    switched: Severity | None = None
    about: About = field(default=About(), compare=False)
    """Two problems that say the same of the same cell are one, whatever rows the cell answers for."""

    def concerning(self, *items: str | None, key: str = "", period: str = "") -> "Problem":
        """Return the problem with what it is about."""
        return replace(self, about=About(items=tuple(item for item in items if item), key=key, period=period))

    @property
    def severity(self) -> Severity:
        return self.switched or self.code.severity

    @property
    def message(self) -> str:
        return self.code.value.message.format_map(dict(self.facts))

    @property
    def fix(self) -> str:
        return self.code.value.fix.format_map(dict(self.facts))


def problem(code: Code, sheet: str | None = None, cell: str | None = None, **facts: object) -> Problem:
    """Build a problem; a fact missing for its sentence is a bug and shows as KeyError in tests."""
    return Problem(code, sheet, cell, tuple((name, str(value)) for name, value in facts.items()))


def applied(problems: Iterable[Problem], switches: Mapping[str, str]) -> tuple[Problem, ...]:
    """Apply 设置's switch per rule: code → 退回 | 提示 | 停用.

    Codes not named, or left at their default, keep what the rule says: a P01 whose reason is given is 提示.
    """
    kept = []
    for problem in problems:
        switch = switches.get(problem.code.name)
        if switch == "停用":
            continue
        default = switch in {None, "", problem.code.severity.value}
        kept.append(problem if default else replace(problem, switched=Severity(str(switch))))
    return tuple(kept)


def place(problem: Problem) -> tuple[bool, str, int, int]:
    """Sort key: problems without a cell first, then by sheet, row, column as Excel orders them (Z before AA)."""
    at = row_and_column(problem.cell)
    return (True, problem.sheet or "", *at) if at else (False, problem.sheet or "", 0, 0)
