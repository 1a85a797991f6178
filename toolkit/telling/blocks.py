"""Tables for people, before anybody draws them. Pure data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table with a title and some lines below it."""

    title: str = ""
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    lines: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    """Said instead of the rows where these would not fit the window; () = they are shown all the same."""
