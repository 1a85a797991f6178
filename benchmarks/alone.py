"""Reading, recognising and checking alone, begun as `run` begins: the workers' server is started before anything is loaded.

python -m benchmarks.alone WORKSPACE [WORKERS]
"""

import sys
from pathlib import Path

from toolkit.pipeline.early_look import looked_early


def judged_alone(folder: Path, workers: int | None) -> int:
    """Return what was worked out of all files: forms and rows with the rules' word."""
    looked_early(folder, "")
    from benchmarks.sheets_judged import judged

    return judged(folder, workers)


if __name__ == "__main__":
    if not judged_alone(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None):
        sys.exit("nothing was judged")
