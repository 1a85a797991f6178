"""Write templates/附件1.xlsx as shipped: after a new rule, setting or shipped row. `--check` only says whether it is in step."""

import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from toolkit.plan.draft import shipped_draft  # noqa: E402
from toolkit.plan.read import read_plan  # noqa: E402
from toolkit.plan.write import write_plan  # noqa: E402

PATH = ROOT / "templates" / "附件1.xlsx"


def main() -> int:
    made = write_plan(shipped_draft())
    if "--check" in sys.argv[1:]:
        same = replace(read_plan(PATH.read_bytes()), sha256="") == replace(read_plan(made), sha256="")
        sys.stdout.write(f"{PATH.name}: {'in step' if same else 'out of step: python scripts/make_plan.py'}\n")
        return 0 if same else 1
    PATH.write_bytes(made)
    sys.stdout.write(f"{PATH}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
