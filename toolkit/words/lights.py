"""What the lights mean, as every paper says it: how far behind schedule is green, yellow, red. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from toolkit.words.numbers import hundredths


@dataclass(frozen=True, slots=True, kw_only=True)
class LightWords:
    """Each light in words: 落后30个百分点以上."""

    green: str
    yellow: str
    """"" where nothing is yellow."""
    red: str

    @property
    def legend(self) -> str:
        yellow = f"黄：{self.yellow}；" if self.yellow else ""
        return f"绿：{self.green}；{yellow}红：{self.red}。"


def light_words(yellow: Decimal, red: Decimal) -> LightWords:
    """Return the words of these bounds, fractions of 1."""
    near, far = hundredths(yellow), hundredths(red)
    between = f"落后{near}个百分点以上、不足{far}个百分点" if yellow else f"落后不足{far}个百分点"
    return LightWords(
        green=f"不落后或落后不足{near}个百分点" if yellow else "不落后",
        yellow=between if yellow < red else "",
        red=f"落后{far}个百分点以上",
    )
