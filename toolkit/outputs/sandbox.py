"""jinja2's sandbox, in which what our values hold is at hand: a template asks for it a hundred thousand times."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from jinja2.sandbox import SandboxedEnvironment


class Sandbox(SandboxedEnvironment):
    """Looks up a field of a value object without asking whether that is safe: it is data, never a method."""

    def getattr(self, value: Any, attribute: str) -> Any:
        kind: Any = type(value)
        return getattr(value, attribute) if attribute in _fields(kind) else super().getattr(value, attribute)


@cache
def _fields(kind: type) -> frozenset[str]:
    """Return the fields of a value object that a template may see; of anything else none."""
    names = (field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return frozenset(name for name in names if not name.startswith("_"))
