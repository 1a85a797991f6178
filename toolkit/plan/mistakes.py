"""Mistakes of a plan, gathered so that the clerk mends them in one go: equal ones together, twenty lines at most. Pure."""

from collections.abc import Sequence

from toolkit.nouns.errors import ToolkitError

_MOST_LINES = 20
_OFFER = "把单位表里没有的单位一次补上：duban plan --add-units（全称、别名、邮箱请随后补齐）。"


class PlanMistake(ToolkitError):
    """One wrong cell of 附件1, told with its place."""

    def __init__(self, place: str, cell: str, what: str, *, unknown_unit: str = "") -> None:
        super().__init__(f"{place}{cell}：{what}")
        self.place = place
        """Book and sheet."""
        self.cell = cell
        self.what = what
        self.unknown_unit = unknown_unit
        """The name in 附件1 that sheet 单位 does not have."""


class PlanMistakes(ToolkitError):
    """All mistakes of one plan."""

    def __init__(self, errors: Sequence[ToolkitError]) -> None:
        self.errors = tuple(errors)
        super().__init__(_told(self.errors))

    @property
    def unknown_units(self) -> tuple[str, ...]:
        names = (error.unknown_unit for error in self.errors if isinstance(error, PlanMistake))
        return tuple(dict.fromkeys(name for name in names if name))


class Mistakes:
    """Gathers what is wrong while the reading goes on."""

    def __init__(self) -> None:
        self.errors: list[ToolkitError] = []

    def kept(self) -> "Mistakes":
        """Keep a mistake of this row and go on with the next: used as `with mistakes.kept():`."""
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, PlanMistakes):
            self.errors += error.errors
        elif isinstance(error, ToolkitError):
            self.errors.append(error)
        return isinstance(error, ToolkitError)

    def stop(self) -> None:
        """Raises: ToolkitError, if anything was wrong."""
        if self.errors:
            raise PlanMistakes(self.errors)


def _told(errors: Sequence[ToolkitError]) -> str:
    """Return the mistakes as sentences, one a line; a single one as it is."""
    lines = _grouped(errors)
    offer = [_OFFER] if any(isinstance(error, PlanMistake) and error.unknown_unit for error in errors) else []
    if len(lines) == 1:
        return "".join([*lines, *offer])
    room = _MOST_LINES - 1 - len(offer)
    rest = [f"……还有 {len(lines) - room + 1} 处，改好上面的再运行一次。"] if len(lines) > room else []
    shown = lines[: room - len(rest)] if rest else lines
    return "\n".join([f"附件1有 {len(errors)} 处要改：", *shown, *rest, *offer])


def _grouped(errors: Sequence[ToolkitError]) -> list[str]:
    """Put mistakes of one sheet that say the same together: C5、C9."""
    groups: dict[tuple[str, str], list[str]] = {}
    for error in errors:
        key = (error.place, error.what) if isinstance(error, PlanMistake) else ("", str(error))
        groups.setdefault(key, [])
        if isinstance(error, PlanMistake) and error.cell not in groups[key]:
            groups[key].append(error.cell)
    return [f"{place}{'、'.join(cells)}：{what}" if cells else what for (place, what), cells in groups.items()]
