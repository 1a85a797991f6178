"""The operator's mistakes: one Chinese sentence that says what, where and what to do. No other is raised."""

from enum import IntEnum


class Exit(IntEnum):
    """Process exit codes (DESIGN §5)."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    OPERATOR = 3
    BUG = 4


class ToolkitError(Exception):
    """Something only the operator can put right; `str(error)` is the sentence shown. Exit 3."""
