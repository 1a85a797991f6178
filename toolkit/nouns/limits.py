"""How much of a stranger's file is read (DESIGN §10), and the one way to say that it was not. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, Self

from toolkit.nouns.problems import Code, problem

MIB = 1024 * 1024


class _Numbers(Protocol):
    """What 设置 offers: a number by its name, else the default."""

    def number(self, name: str, default: str) -> Decimal: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The safety limits; every one of them can be set in 设置."""

    file_bytes: int = 64 * MIB
    unpacked_bytes: int = 256 * MIB
    ratio: int = 200
    """Highest ratio of a packed member; asked only of members over `ratio_from` bytes unpacked."""
    ratio_from: int = MIB
    members: int = 2000
    depth: int = 3
    """Containers inside containers."""
    cells: int = 200_000
    """Cells that are not blank, in one sheet."""
    seconds: int = 20
    """Processor time for one file, and for each outside program that opens it."""
    patience: int = 10
    """How many times as long by the wall clock: for what hangs without working, whatever else the machine does."""
    memory_bytes: int = 1024 * MIB

    @property
    def wall_seconds(self) -> int:
        return self.seconds * self.patience

    @property
    def arrival_seconds(self) -> int:
        """Processor time for one arrival, all that is inside it included."""
        return 3 * self.seconds

    @classmethod
    def of(cls, settings: _Numbers) -> Self:
        """Read the limits from 设置; what it does not name keeps its default."""

        def whole(name: str, default: int) -> int:
            return int(settings.number(name, str(default)))

        base = cls()
        return cls(
            file_bytes=whole("单文件上限MB", base.file_bytes // MIB) * MIB,
            unpacked_bytes=whole("解包上限MB", base.unpacked_bytes // MIB) * MIB,
            ratio=whole("压缩比上限", base.ratio),
            members=whole("成员数上限", base.members),
            depth=whole("嵌套层数上限", base.depth),
            cells=whole("单表单元格上限", base.cells),
            seconds=whole("单文件时限秒", base.seconds),
            memory_bytes=whole("单文件内存上限MB", base.memory_bytes // MIB) * MIB,
        )


class Unreadable(Exception):
    """A file that cannot or must not be read; carries the F-problem that says why."""

    def __init__(self, code: Code, **facts: object) -> None:
        self.problem = problem(code, None, None, **facts)
        super().__init__(code.name, facts)
