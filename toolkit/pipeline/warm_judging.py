"""Loaded once by the server that workers are forked from, where they judge too: all rules with their patterns."""

import gc

from toolkit.checks.rules import rules
from toolkit.pipeline import foreseen  # noqa: F401
from toolkit.values.late_patterns import compile_all

rules()
compile_all()
gc.freeze()
