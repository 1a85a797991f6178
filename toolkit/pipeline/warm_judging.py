"""Loaded once by the server that workers are forked from, where they judge too: rules with their patterns, what makes values."""

import gc

from toolkit.checks.rules import rules
from toolkit.nouns.dataclass import write_all
from toolkit.pipeline import foreseen  # noqa: F401
from toolkit.values.late_patterns import compile_all

rules()
compile_all()
write_all()
gc.freeze()
