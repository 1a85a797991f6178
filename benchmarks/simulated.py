"""A `run` that never asks the computer's clock, so that its records, and all that prints their fingerprint, are the same each time.

python -m benchmarks.simulated WORKSPACE MOMENT WORKERS
"""

import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.workload import PERIOD, at, silent
from toolkit.pipeline.main_job import run

if __name__ == "__main__":
    folder, moment, workers = sys.argv[1:]
    run(replace(at(Path(folder), moment), workers=int(workers)), PERIOD, received=None, dry_run=False, tell=silent)
