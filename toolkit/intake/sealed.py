"""A member that must not or cannot be taken out of its container: kept as an envelope that says why. Pure.

A locked, oversized or link entry of an archive is an arrival like any other: it gets a row, an outcome and a place in
the archive. What is kept for it is this envelope, around whatever bytes there were; read again, it says the same.
"""

import json

from toolkit.nouns.problems import Code, Problem, problem

_MARK = b"DUBAN-SEALED\x00"


def seal(raw: bytes, code: Code, detail: str = "") -> bytes:
    """Return the envelope: one line that says why, then the bytes as they lay in the container."""
    head = json.dumps({"code": code.name, "detail": detail}, ensure_ascii=False, sort_keys=True)
    return _MARK + head.encode() + b"\n" + raw


def sealed(data: bytes) -> Problem | None:
    """Return why this is an envelope; None = it is none."""
    if not data.startswith(_MARK):
        return None
    head, _, _ = data[len(_MARK) :].partition(b"\n")
    try:
        plain = json.loads(head)
        return problem(Code[plain["code"]], None, None, detail=str(plain["detail"]))
    except (ValueError, KeyError, TypeError):
        return problem(Code.F01, None, None, detail="封存的内容已损坏")
