"""The placeholders of a template: `{{ 来源.名称 }}` inside a cell's text, taken apart. Pure; knows no workbook."""

import difflib
import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

ANY = frozenset({"*"})
NAMES: Mapping[str, frozenset[str]] = {
    "设置": ANY,
    "单位": frozenset({"名称", "全称", "类别"}),
    "期次": frozenset({"期次", "名称", "截止日期", "数据截至"}),
    "事项": frozenset({"序号", "立项名称", "实事内容", "承办单位", "完成时限", "编号"}),
    "上期": ANY,
    "填报": ANY,
    "表尾": ANY,
    "表号": frozenset({""}),
    "二维码": frozenset({""}),
}
"""Every source with the names that it knows (DESIGN §4)."""

ITEM = "事项"
PER_ROW = frozenset({"事项", "上期", "填报"})
"""Sources that make sense in the repeated row only."""

_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_SIGNS = re.compile(r"[{}|()\[\]\"'+*=<>!:,;~]")


class Name(NamedTuple):
    """One placeholder: 填报.进展情况 → Name("填报", "进展情况"); 表号 → Name("表号", ""). Looked up a hundred times a form."""

    source: str
    key: str

    def __str__(self) -> str:
        return f"{self.source}.{self.key}" if self.key else self.source


Part = str | Name


class PlaceholderError(ValueError):
    """Text with braces that is no placeholder we know; the message is Chinese, without file and cell."""


def marked(text: str) -> bool:
    """Tell whether the text means to hold placeholders, rightly written or not."""
    return any(sign in text for sign in ("{{", "}}", "{%", "%}", "{#", "｛｛", "｝｝"))


def parse(text: str) -> tuple[Part, ...]:
    """Take a cell's text apart into literal texts and names, in order; literals are never empty.

    Raises: PlaceholderError.
    """
    _refuse_other_syntax(text)
    parts: list[Part] = []
    end = 0
    for match in _BRACES.finditer(text):
        _literal(parts, text[end : match.start()])
        parts.append(_name(match[1]))
        end = match.end()
    _literal(parts, text[end:])
    return tuple(parts)


def names(text: str) -> tuple[Name, ...]:
    """Return only the names of a text, in order."""
    return tuple(part for part in parse(text) if isinstance(part, Name))


def _refuse_other_syntax(text: str) -> None:
    if "｛｛" in text or "｝｝" in text:
        raise PlaceholderError("占位符用了全角花括号，请改为半角的 {{ 和 }}")
    if "{%" in text or "%}" in text or "{#" in text:
        raise PlaceholderError("只能写 {{ 来源.名称 }} 这样的占位符，不支持 {% %} 和 {# #}")


def _literal(parts: list[Part], text: str) -> None:
    if "{{" in text or "}}" in text:
        raise PlaceholderError("花括号不成对，请写成 {{ 来源.名称 }}")
    if text:
        parts.append(text)


def _name(inner: str) -> Name:
    if "|" in inner or "(" in inner:
        raise PlaceholderError(f"占位符 {{{{{inner}}}}} 里不支持过滤器和算式，只能写 {{{{ 来源.名称 }}}}")
    source, dot, key = _SPACE.sub("", inner).replace("．", ".").partition(".")
    written = source + dot + key
    if not source or _SIGNS.search(written) or "." in key or (dot and not key):
        raise PlaceholderError(f"占位符 {{{{{inner}}}}} 写法不对，请写成如 {{{{ 填报.进展情况 }}}} 的样子")
    known = NAMES.get(source)
    if source == ITEM and key:
        return Name(source, key)  # may be a column of the office's own: `check_item` knows them
    if known is None or (key not in known and not (known == ANY and key)):
        raise PlaceholderError(f"不认识占位符 {{{{ {written} }}}}{suggestion(source, key)}")
    return Name(source, key)


def check_item(name: Name, columns: Collection[str]) -> None:
    """Refuse a {{ 事项.X }} that neither the program nor 附件1 has; `columns` are 附件1's own. Raises: PlaceholderError."""
    if name.source != ITEM or name.key in NAMES[ITEM] or name.key in columns:
        return
    near = difflib.get_close_matches(name.key, columns, n=1, cutoff=0.4)
    told = f"，是不是 {{{{ {ITEM}.{near[0]} }}}}？" if near else suggestion(ITEM, name.key)
    raise PlaceholderError(f"不认识占位符 {{{{ {name} }}}}{told}")


def suggestion(source: str, key: str) -> str:
    """Return "，是不是 {{ 事项.实事内容 }}？" for the nearest known name, or ""."""
    everything = [str(Name(s, k)) for s, keys in NAMES.items() for k in sorted(keys) if k != "*"]
    if source not in NAMES and key:
        near = difflib.get_close_matches(source, NAMES, n=1, cutoff=0.3)
        everything += [str(Name(s, key)) for s in near if NAMES[s] == ANY]
    own = NAMES.get(source, ANY)
    if own is not ANY and key:
        alike = difflib.get_close_matches(key, sorted(own), n=1, cutoff=0.4)
        nearest = [str(Name(source, name)) for name in alike]
    else:
        nearest = difflib.get_close_matches(str(Name(source, key)), everything, n=1, cutoff=0.4)
    if nearest:
        return f"，是不是 {{{{ {nearest[0]} }}}}？"
    if source in NAMES and NAMES[source] not in (ANY, frozenset({""})):
        return f"，“{source}.”后面只能是：{'、'.join(sorted(NAMES[source]))}"
    return f"，开头只能是：{'、'.join(NAMES)}"
