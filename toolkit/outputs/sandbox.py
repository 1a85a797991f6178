"""jinja2's sandbox, in which what our values hold is at hand: a template asks for it a hundred thousand times."""

from dataclasses import fields, is_dataclass
from typing import Any

from jinja2.sandbox import SandboxedEnvironment


class Sandbox(SandboxedEnvironment):
    """Looks up a field of a value object without asking whether that is safe: it is data, never a method."""

    def getattr(self, value: Any, attribute: str) -> Any:
        return getattr(value, attribute) if attribute in _FIELDS[type(value)] else super().getattr(value, attribute)


class _Fields(dict[type, frozenset[str]]):
    """The fields of a value object that a template may see; of anything else none."""

    def __missing__(self, kind: Any) -> frozenset[str]:
        names = (field.name for field in fields(kind)) if is_dataclass(kind) else ()
        self[kind] = frozenset(name for name in names if not name.startswith("_"))
        return self[kind]


_FIELDS = _Fields()
