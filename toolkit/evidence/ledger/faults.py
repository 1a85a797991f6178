"""What is wrong with a ledger's file, whatever its records say. Pure but for SQL."""

import sqlite3
from pathlib import Path

from toolkit.evidence.ledger.schema import expected_schema, schema_of

_NAMES = {"table": "表", "trigger": "触发器", "index": "索引", "view": "视图"}


def of_schema(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Name tables, triggers and indexes that are missing, changed or strange."""
    there, due = schema_of(connection), expected_schema()
    missing = [f"台账缺少{_declared(name)}" for name in due if name not in there]
    changed = [f"台账的{_declared(name)}被改动" for name in due if name in there and there[name] != due[name]]
    strange = [f"台账多出{_declared(name)}" for name in there if name not in due]
    return tuple(sorted([*missing, *changed, *strange]))


def of_file(connection: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """Return what SQLite's own integrity check finds, and what it passes over: bytes behind the last page."""
    said = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    if said != ["ok"]:
        return tuple(f"台账文件结构损坏：{line}" for line in said)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    behind = (path.stat().st_size if path.exists() else 0) - pages * size
    return (f"台账文件末尾多出 {behind} 字节，不是台账的内容",) if behind > 0 else ()


def _declared(name: str) -> str:
    kind, _, own = name.partition(" ")
    return f"{_NAMES.get(kind, kind)} {own}"
