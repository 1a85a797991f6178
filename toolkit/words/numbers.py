"""Numbers as people read them on paper: every one of them is rounded here, half up (四舍五入). Pure."""

from decimal import Decimal
from functools import lru_cache

from toolkit.values.texts import plain, rounded

_HUGE = Decimal(10) ** 6


@lru_cache(maxsize=4096)
def hundredths(fraction: Decimal) -> str:
    """Return a fraction in hundredths, at most one decimal: 56, 49.7; never 100 or 0 for what is only nearly so."""
    points = fraction * 100
    if abs(fraction) >= _HUGE:
        return f"{points:.1E}"
    short = rounded(points, 1)
    if short == points or short not in {0, 100}:
        return plain(short)
    return "99.9" if 0 < points < 100 and short == 100 else "0.1" if short == 0 and points > 0 else plain(short)


def percent(fraction: Decimal | None) -> str:
    """Return a share: 56%, 49.7%; — = none."""
    return "—" if fraction is None else f"{hundredths(fraction)}%"


def points(behind: Decimal) -> str:
    """Return a distance of two shares: 34.7个百分点."""
    return f"{hundredths(behind)}个百分点"


def figure(number: Decimal) -> str:
    """Return a quantity that somebody gave or that was reckoned: 3.6, 0.3333, 1200; at most four decimals."""
    return plain(rounded(number, 4))


def fixed(number: Decimal, places: int = 2) -> str:
    """Return a number that always shows its decimals, as points of a score do: 98.50."""
    return f"{rounded(number, places):f}"
