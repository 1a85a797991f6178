"""What people write with other characters than the ones that are read: traditional ones, 廿, footnote marks, ○ for 〇. Pure."""

import re

_TRADITIONAL = (
    "約將還餘進滯後達實開啟啓驗無劃計預總體項較個萬億號報時間結備準單處戶過標際現經業"
    "辦務數負點條兩內節農曆暫擬爭確應設裝築產運營動調終試遲來緩難滿額佔幾僅從貳陸參勢圖審"
)
_SIMPLIFIED = (
    "约将还余进滞后达实开启启验无划计预总体项较个万亿号报时间结备准单处户过标际现经业"
    "办务数负点条两内节农历暂拟争确应设装筑产运营动调终试迟来缓难满额占几仅从贰陆叁势图审"
)
_OTHER_WRITING = str.maketrans(dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)) | {"廿": "二十", "卅": "三十", "⁄": "/"})
_MARK = re.compile(r"[²³¹⁰⁴-⁹₀-₉①-⒛⓪-⓿❶-➓㉑-㉟㊱-㊿]+|[\[〔【]\s*(?:注\s*)?\d{1,2}\s*[\]〕】]$")
"""Footnote marks; NFKC would make digits of the value of them (120② is not 1202)."""
_ROUND_ZERO = re.compile(r"(?<=[一二三四五六七八九〇零])[○Oo0](?=[零〇○Oo0一二三四五六七八九])")


def simplified(text: str) -> str:
    """Return the text with traditional characters and 廿, 卅 as they are read here."""
    return text.translate(_OTHER_WRITING)


def spelt(folded: str) -> str:
    """Return a folded text with its numerals in one writing: 二○二二 and 二O二二 are 二〇二二."""
    return _ROUND_ZERO.sub("〇", simplified(folded))


def marks_aside(text: str) -> str:
    """Return the text with footnote marks as a remark in brackets, so that they are never part of a number."""
    return text if _MARK.fullmatch(text) else _MARK.sub("(注)", text)
