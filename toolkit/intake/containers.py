"""Containers → members: mails and archives, each by its own module. Pure but for the unpackers of rar and 7z."""

from collections.abc import Callable
from importlib import import_module

from toolkit.intake.limits import Limits
from toolkit.intake.reading import Reading

Unpacker = Callable[[bytes, str, Limits], Reading]

_UNPACKERS = {
    "eml": ("mail", "read_mail"),
    "msg": ("msg", "read_msg"),
    "zip": ("archives", "read_zip"),
    "gz": ("archives", "read_gz"),
    "tar": ("archives", "read_tar"),
    "rar": ("foreign", "read_foreign"),
    "7z": ("foreign", "read_foreign"),
}
CONTAINERS = frozenset(_UNPACKERS)


def unpack(data: bytes, name: str, kind: str, limits: Limits) -> Reading:
    """Return the container's reading with its members.

    Raises:
        Unreadable: the container as a whole is damaged, encrypted or unsafe.
    """
    module, function = _UNPACKERS[kind]
    unpacker: Unpacker = getattr(import_module(f"toolkit.intake.{module}"), function)
    return unpacker(data, name, limits)
