"""Shares as people read them. Pure."""

from decimal import Decimal

from toolkit.values.texts import plain, rounded

_HUGE = Decimal(10) ** 6


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
