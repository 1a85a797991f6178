"""What the computer's clock, kept beside every record, tells of the moments they were recorded for. Pure."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from toolkit.evidence.ledger.chain import Record

_SLACK = timedelta(minutes=1)
"""A command that waited for another one commits after it with the clock that it read before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Records in a row with the same clock and the same moment."""

    first: int
    last: int
    at: datetime
    clock: datetime

    @property
    def named(self) -> str:
        return f"第 {self.first} 条记录" if self.first == self.last else f"第 {self.first} 至 {self.last} 条记录"


def clock_remarks(records: Iterable[Record]) -> tuple[str, ...]:
    """Name records whose clock runs backwards, and moments recorded ahead of the clock."""
    return tuple(_remarks(_stretches(records)))


def _remarks(stretches: Iterable[_Stretch]) -> Iterator[str]:
    before: _Stretch | None = None
    for now in stretches:
        clock = f"{now.clock:%Y-%m-%d %H:%M:%S}"
        if before and now.clock < before.clock - _SLACK:
            yield f"{now.named}写入时电脑时钟是 {clock}，早于前一条的 {before.clock:%Y-%m-%d %H:%M:%S}：时钟被调慢过"
        if now.at > now.clock + _SLACK:
            yield f"{now.named}按 {now.at:%Y-%m-%d %H:%M:%S} 记录，晚于写入时的电脑时钟 {clock}"
        before = now


def _stretches(records: Iterable[Record]) -> Iterator[_Stretch]:
    now: _Stretch | None = None
    for record in records:
        stated = json.loads(record.body).get("clock")
        if not stated:
            continue
        clock, at = datetime.fromisoformat(stated), datetime.fromisoformat(record.at)
        if now and (now.clock, now.at, now.last) == (clock, at, record.seq - 1):
            now = replace(now, last=record.seq)
            continue
        if now:
            yield now
        now = _Stretch(first=record.seq, last=record.seq, at=at, clock=clock)
    if now:
        yield now
