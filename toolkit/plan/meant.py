"""What a clerk means by a period or a unit typed in short: 202204, 4月, 教育. Pure; a tie is never guessed."""

import difflib
import re
import unicodedata

from toolkit.plan.model import Period, Plan, Unit
from toolkit.values.names import name_key


def period_meant(plan: Plan, typed: str) -> Period | None:
    """Return the period meant by an id, a name, or a month, if exactly one is."""
    text = unicodedata.normalize("NFKC", typed).strip()
    for period in plan.periods:
        if text in {period.id, period.name} or typed.strip() == period.name:
            return period
    digits = re.fullmatch(r"(\d{4})(\d{2})", text) or re.fullmatch(r"(?:(\d{4})[年./-]\s*)?0?(\d{1,2})月?", text)
    named = f"{digits[1]}-{int(digits[2]):02d}" if digits and digits[1] else ""
    by_id = next((period for period in plan.periods if period.id == named), None)
    if by_id is not None:
        return by_id
    periods = [
        period
        for period in plan.periods
        if (digits and period.deadline.month == int(digits[2]) and (not digits[1] or period.deadline.year == int(digits[1])))
        or (not digits and typed.strip() and typed.strip() in re.split("[（(]", period.name)[0])
    ]
    return periods[0] if len(periods) == 1 else None


def unit_meant(plan: Plan, typed: str) -> Unit | None:
    """Return the unit with this name, or the one unit whose name has it inside."""
    exact = plan.unit(typed.strip())
    if exact or not typed.strip():
        return exact
    key = name_key(typed)
    units = [unit for unit in plan.units if any(key in name_key(name) for name in unit.names)]
    return units[0] if len(units) == 1 else None


def near_words(plan: Plan, typed: str) -> str | None:
    """Return the period id or unit name that is nearest to what was typed."""
    names = {name: unit.name for unit in plan.units for name in unit.names}
    known = [*(period.id for period in plan.periods), *names]
    near = next(iter(difflib.get_close_matches(typed.strip(), known, 1, 0.3)), None)
    return names.get(near, near) if near else None
