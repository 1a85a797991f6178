"""How much of each book or page that is made came from the one before it."""

from typing import Any

import pytest


def counted(monkeypatch: pytest.MonkeyPatch, kind: type, what: str) -> list[int]:
    """Return a list that grows with each one that is made: `copied` or `recalled` of it. `kind`: BookBlocks or KeptPage."""
    counts: list[int] = []
    real = kind.listed  # type: ignore[attr-defined]

    def listed(self: Any) -> bytes:
        counts.append(getattr(self, what))
        return real(self)

    monkeypatch.setattr(kind, "listed", listed)
    return counts
