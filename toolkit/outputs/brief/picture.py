"""一张图: a period on one 16:9 page, for a slide or a chat: svg by the office's own template, png out of the svg. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from unicodedata import east_asian_width

from toolkit.outputs.brief.figures import COLOURS, UNREPORTED, BriefFigures, Position, figures, has_room
from toolkit.outputs.brief.leader import three_figures
from toolkit.outputs.bulletin.period_data import BulletinData
from toolkit.outputs.bulletin.phrases import item_name, last_known, lit, silent
from toolkit.outputs.letter_phrases import settings_facts, tame
from toolkit.outputs.merge import Light
from toolkit.outputs.pages import render
from toolkit.words import dates
from toolkit.words.numbers import points

TEMPLATE = "一张图.svg.j2"
WIDTH, HEIGHT = 1920, 1080
_TOP, _BOTTOM, _LEFT, _SPAN = 380, 850, 400, 900
"""Where the bars stand, in the page's units."""
_LISTED, _WIDE = 6, 22
"""Lines of a list beside the bars, and characters a line."""


def picture(data: BulletinData, templates: Mapping[str, str]) -> bytes:
    """Return the page as svg.

    Raises: ToolkitError, when the template is broken.
    """
    known = figures(data)
    return render(TEMPLATE, templates, {"设置": settings_facts(data.plan), "图": _facts(data, known)})


def png(svg: bytes) -> bytes | None:
    """Return the picture of a page; None = this computer lacks the library for it, or any Chinese typeface."""
    return _drawn(svg.decode("utf-8"), WIDTH, HEIGHT) if able() else None


@cache
def able() -> bool:
    """Tell whether this computer has the library for it and a Chinese typeface."""
    if find_spec("resvg_py") is None:
        return False
    return _drawn(_PROBE, 40, 40) != _drawn(_PROBE.replace("督", "&#xe000;"), 40, 40)


def _drawn(svg: str, width: int, height: int) -> bytes:
    from resvg_py import svg_to_bytes

    return bytes(svg_to_bytes(svg_string=svg, width=width, height=height))


_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text x="4" y="32" font-size="28" font-family="sans-serif">督</text></svg>'
)
"""Without a Chinese typeface it looks like a sign that no typeface has."""


def _facts(data: BulletinData, known: BriefFigures) -> dict[str, object]:
    return {
        "期次": tame(data.period.name),
        "数据截至": dates.day(data.period.data_as_of),
        "统计时点": dates.moment(data.docket.as_of, data.zone),
        "数字": three_figures(known),
        "条": list(_bars(known)),
        "例": [{"名": group.value, "色": COLOURS[group], "数": known.groups[group]} for group in Position],
        "滞后": _shortened(list(_red(data)), "报了的任务中没有" if known.groups[Position.UNKNOWN] else "无"),
        "未报": _shortened([f"{name}（{status.value}）" for status in UNREPORTED for name in known.units.get(status, ())]),
    }


def _red(data: BulletinData) -> Iterator[str]:
    """Yield the red assignments, and those that were red when last heard of: silence puts out no light."""
    for line in lit(data.lines, Light.RED):
        yield f"{item_name(line.item)}，{tame(line.unit)}：{_far(line.behind)}"
    for line in silent(data.lines):
        if line.standing_light is Light.RED:
            yield f"{item_name(line.item)}，{tame(line.unit)}：未报，{last_known(line)}"


def _far(behind: Decimal | None) -> str:
    return f"落后{points(behind)}" if behind is not None else "滞后"


def _bars(known: BriefFigures) -> Iterator[dict[str, object]]:
    step = (_BOTTOM - _TOP) / max(len(known.bars), 1)
    thick = min(step * 0.7, 44)
    most = known.longest
    for place, bar in enumerate(known.bars):
        parts, left = [], float(_LEFT)
        for group, count in zip(Position, bar.counts, strict=True):
            width = _SPAN * count / most
            if count:
                parts.append(
                    {
                        "左": round(left, 1),
                        "宽": round(width, 1),
                        "色": COLOURS[group],
                        "数": count if has_room(count, most) else "",
                        "中": round(left + width / 2, 1),
                    }
                )
            left += width
        top = _TOP + step * place + (step - thick) / 2
        size, lines = _label(bar.name)
        yield {
            "名": lines, "字号": size,
            "上": round(top, 1), "高": round(thick, 1), "中": round(top + thick / 2, 1), "段": parts,
        }  # fmt: skip


def _label(name: str) -> tuple[int, list[str]]:
    """Return a bar's name as large as it fits beside the bar, on two lines at most."""
    if len(_wrapped(name, 15)) == 1:
        return 22, [name]
    size, room = (18, 18) if len(_wrapped(name, 18)) < 3 else (14, 24)
    first, *rest = _wrapped(name, room)
    return size, [first, "".join(rest)] if rest else [first]


def _shortened(said: list[str], none: str = "无") -> list[str]:
    """Return the lines of a list beside the bars: whole entries, wrapped; what has no room is counted."""
    shown: list[str] = []
    for place, text in enumerate(said):
        lines = _wrapped(text, _WIDE)
        left = len(said) - place
        if len(shown) + len(lines) > _LISTED - (left > 1):
            return [*shown, f"另有{left}个" if shown else f"共{left}个，见督查通报"]
        shown += lines
    return shown or [none]


def _wrapped(text: str, room: int) -> list[str]:
    """Cut a text into lines of so many Chinese characters."""
    lines, line, width = [], "", 0.0
    for letter in text:
        wide = 1.0 if east_asian_width(letter) in "WFA" else 0.55
        if line and width + wide > room:
            lines.append(line)
            line, width = "", 0.0
        line, width = line + letter, width + wide
    return [*lines, line] if line else lines
