"""What an edition may show: the whitelist of columns and the items withheld, both from 设置. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.fields import Form, Type
from toolkit.plan.model import Item, Plan
from toolkit.values.meaning import PERCENT, PROGRESS, STATUS


class Edition(StrEnum):
    START = "年初"
    MIDDLE = "年中"
    END = "年终"


NUMBER, PROJECT, CONTENT, HOSTS, LIMIT = "序号", "立项名称", "实事内容", "承办单位", "完成时限"
PLANNED = (NUMBER, PROJECT, CONTENT, HOSTS, LIMIT)
_BASE = (NUMBER, PROJECT, CONTENT, HOSTS)
DEFAULTS: Mapping[Edition, tuple[str, ...]] = {
    Edition.START: _BASE,
    Edition.MIDDLE: (*_BASE, STATUS, PERCENT, PROGRESS),
    Edition.END: (*_BASE, STATUS, PERCENT, PROGRESS),
}
CENTRED = frozenset({NUMBER, HOSTS, LIMIT, STATUS, PERCENT})
"""Columns printed in the middle: what is short or alike."""
WITHHELD = "不公开事项"
_ITEM = re.compile(r"(\d{1,6})(?:\s*[-—–－.(]\s*(\d{1,6})\s*\)?)?\s*")
_REASON = re.compile(r"[:：(（]\s*(.*?)\s*[)）]?$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicColumn:
    """One column that the edition shows."""

    key: str
    type: Type = Type.TEXT
    choices: tuple[str, ...] = ()
    answer: bool = False
    """Filled in by the units; False = stands in the plan."""

    @property
    def per_task(self) -> bool:
        """Each of an item's units has its own value."""
        return self.answer or self.key == LIMIT


def shows(columns: Iterable[PublicColumn], key: str) -> bool:
    return any(column.key == key for column in columns)


def edition_named(text: str) -> Edition:
    """Return the edition meant. Raises: ToolkitError."""
    for edition in Edition:
        if text.strip().removesuffix("公布") == edition.value:
            return edition
    raise ToolkitError(f"没有“{text}”公布，请写 年初、年中 或 年终。")


def columns(plan: Plan, form: Form, edition: Edition) -> tuple[PublicColumn, ...]:
    """Return the columns of 公开字段_<edition>, in the clerk's order; a blank setting means the shipped ones.

    Raises:
        ToolkitError: a name that neither the plan nor the form has, or an answer in 年初公布.
    """
    setting = f"公开字段_{edition.value}"
    named = [part.strip() for part in re.split(r"[、，,；;/\n]", plan.settings.text(setting)) if part.strip()]
    return tuple(_column(plan, form, edition, setting, key) for key in dict.fromkeys(named or DEFAULTS[edition]))


def _column(plan: Plan, form: Form, edition: Edition, setting: str, key: str) -> PublicColumn:
    if key in PLANNED:
        return PublicColumn(key=key, type=Type.DATE if key == LIMIT else Type.TEXT)
    field = form.field(key)
    where = f"附件1.xlsx 工作表“设置”{plan.settings.places.get(setting, '')}：{setting}写了“{key}”"
    if field is None:
        raise ToolkitError(
            f"{where}，附件1和附件2里都没有这一栏，请改成 {'、'.join((*PLANNED, *(f.key for f in form.asked)))} 中的名称。"
        )
    if edition is Edition.START:
        raise ToolkitError(f"{where}，年初公布只公布任务清单，请去掉这一栏。")
    return PublicColumn(key=key, type=field.type, choices=field.choices, answer=True)


def withheld(plan: Plan) -> Mapping[str, str]:
    """Return the items not to be published, id → reason, from 设置.不公开事项.

    Written 8-2：理由 or 8-2（理由）, several separated by ； or a line break. A number alone (8：理由) withholds all items of
    that project: when in doubt less is published.

    Raises:
        ToolkitError: an item that the plan does not have, or no reason.
    """
    text = plan.settings.text(WITHHELD)
    reasons: dict[str, str] = {}
    for part in re.split(r"[;；\n]", text):
        if part.strip():
            reason, items = _withheld(plan, unicodedata.normalize("NFKC", part.strip()))
            reasons |= dict.fromkeys((item.id for item in items), reason)
    return reasons


def _withheld(plan: Plan, part: str) -> tuple[str, tuple[Item, ...]]:
    where = f"附件1.xlsx 工作表“设置”{plan.settings.places.get(WITHHELD, '')}：{WITHHELD}写了“{part}”"
    match = _ITEM.match(part)
    if not match:
        raise ToolkitError(f"{where}，看不出是哪一项，请写成 8-2：理由，多个用分号隔开。")
    project, place = int(match[1]), match[2] and int(match[2])
    wanted = {f"{project}-{place}"} if place else {item.id for item in plan.items if item.project_number == str(project)}
    items = tuple(item for item in plan.items if item.id in wanted)
    if not items:
        raise ToolkitError(f"{where}，附件1里没有这一项，请核对事项编号。")
    reason = _REASON.match(part[match.end() :])
    if not reason or not reason[1]:
        raise ToolkitError(f"{where}，没有写理由，请写成 8-2：理由，多个用分号隔开。")
    return reason[1], items
