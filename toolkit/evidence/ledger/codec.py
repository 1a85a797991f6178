"""Facts as text and back: canonical JSON, without the fields that say nothing. Pure.

What a field that is left out means is said here once and for all (`_LEFT_OUT`), apart from the defaults of the classes:
those may change, the meaning of a record that is stored may not. A new field joins the table with the value that
records written before it shall have.
"""

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import lru_cache
from typing import Any

from toolkit.nouns.errors import ToolkitError
from toolkit.nouns.records import Containers, Drafted, IngestRun, Issued, KeptTemplate, Note, NoteKind, Receipt, Times, Undo

Fact = IngestRun | Receipt | Note | Undo | Issued | Drafted | KeptTemplate

KINDS: Mapping[str, type[Fact]] = {
    "run": IngestRun,
    "receipt": Receipt,
    "note": Note,
    "undo": Undo,
    "issued": Issued,
    "drafted": Drafted,
    "template": KeptTemplate,
}
_KIND_OF: Mapping[type, str] = {noun: kind for kind, noun in KINDS.items()}
_NOT_STORED = frozenset({"number", "undone"})
_LEFT_OUT: Mapping[type, Mapping[str, Any]] = {
    IngestRun: {"by": "", "clock": None},
    Receipt: {
        "run": 0, "parent": None, "inside": (), "times": Times(), "sender": "", "subject": "", "inline": False,
        "clock": None,
    },
    Note: {
        "by": "", "reason": "", "unit": "", "period": "", "item": "", "file": "", "material": "", "received": None,
        "channel": "", "due": None, "retracts": None, "source": "note", "clock": None,
    },
    Undo: {"by": "", "clock": None},
    Issued: {"items": (), "job": "", "clock": None},
    Drafted: {"detail": {}, "clock": None},
    KeptTemplate: {"clock": None},
    Times: {"clerk": None, "mail_received": None, "mail_date": None, "file_time": None},
}  # fmt: skip
"""Fields that are not stored where they hold this value; every other field always is."""
FIELDS: Mapping[type, tuple[str, ...]] = {noun: tuple(field.name for field in dataclasses.fields(noun)) for noun in _LEFT_OUT}
_LONE = re.compile("[\ud800-\udfff]")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def kind_of(fact: Fact) -> str:
    return _KIND_OF[type(fact)]


def body_of(fact: Fact) -> str:
    """Return the fact as canonical JSON: sorted keys, no spaces, Chinese as it is."""
    text = _CANONICAL(_plain_record(fact))
    # A name that is not UTF-8 comes with lone surrogates, which no UTF-8 column can hold: they stay escapes.
    return _LONE.sub(lambda lone: f"\\u{ord(lone[0]):04x}", text)


def fact_of(kind: str, body: str, seq: int) -> Fact:
    """Read a fact back.

    Raises:
        ToolkitError: the record holds a field that this program does not know.
    """
    noun = KINDS[kind]
    stored: dict[str, Any] = json.loads(body)
    if unknown := sorted(stored.keys() - set(FIELDS[noun])):
        raise ToolkitError(f"台账第 {seq} 条记录有本程序不认识的内容（{'、'.join(unknown)}），请用新版程序打开。")
    values = {name: _READ.get(name, _same)(value) for name, value in stored.items()}
    if noun is Note:
        values["kind"] = NoteKind(values["kind"])
    return noun(**{**_LEFT_OUT[noun], **values, "number": seq})


def moment(value: datetime) -> str:
    """Return ISO-8601 with offset; a naive time is a bug."""
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}")
    return _written_out(value, value.tzinfo, value.fold)


@lru_cache(maxsize=64)
def _written_out(value: datetime, zone: tzinfo, fold: int) -> str:
    """A command's records have few moments. Zone and fold tell apart those that are equal and written otherwise."""
    del zone, fold
    return value.isoformat()


def at_of(fact: Fact, run: IngestRun | None) -> str:
    """Return a fact's moment; a receipt's is that of its run."""
    if isinstance(fact, Receipt):
        assert run is not None
        return moment(run.as_of)
    return moment(fact.as_of if isinstance(fact, IngestRun) else fact.at)


def _plain_record(record: Any) -> dict[str, Any]:
    absent = _LEFT_OUT[type(record)]
    plain = {}
    for name in FIELDS[type(record)]:
        value = getattr(record, name)
        if name not in _NOT_STORED and not (name in absent and value == absent[name]):
            plain[name] = _WRITTEN.get(name, _plain)(value)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Times):
        return _plain_record(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return value


def _same(value: Any) -> Any:
    return value


def _chain(inside: Containers) -> str | list[str]:
    """Return the containers as ledgers have always had them, one text; a list where a name of theirs holds a slash."""
    return list(inside) if any("/" in name for name in inside) else "/".join(inside)


def _containers(stored: str | list[str]) -> Containers:
    """Read them back; older ledgers hold one text even where a name holds a slash: then its folders count as containers."""
    return tuple(stored.split("/") if isinstance(stored, str) else stored)


def _times(value: dict[str, str]) -> Times:
    return Times(**{**_LEFT_OUT[Times], **{name: datetime.fromisoformat(text) for name, text in value.items()}})


_READ: Mapping[str, Callable[[Any], Any]] = {
    "at": datetime.fromisoformat,
    "as_of": datetime.fromisoformat,
    "clock": datetime.fromisoformat,
    "received": datetime.fromisoformat,
    "due": date.fromisoformat,
    "times": _times,
    "items": tuple,
    "inside": _containers,
}
_WRITTEN: Mapping[str, Callable[[Any], Any]] = {"inside": _chain}
"""Fields whose stored form is older than their type."""
