"""What ours is held against: the loop that a colleague writes in pandas, datamaps, and the floor below which no reader comes.

python -m benchmarks.baselines {pandas,datamaps,floor} WORKSPACE
"""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

DATAMAPS = os.environ.get("DATAMAPS_PYTHON") or (sys.executable if importlib.util.find_spec("datamaps") else "")
"""The Python that has datamaps installed: a venv of its own keeps its old libraries out of ours."""


def by_pandas(root: Path) -> None:
    import pandas

    frames = [
        pandas.read_excel(path, header=3, dtype=object, engine="openpyxl")
        for path in sorted((root / "inbox").rglob("附件2-*.xlsx"))
    ]
    pandas.concat(frames).to_excel(root / "baseline.xlsx", index=False)


def by_floor(root: Path) -> None:
    """Read, inflate, one expat pass over the sheet."""
    from xml.parsers import expat

    for path in sorted((root / "inbox").rglob("附件2-*.xlsx")):
        with zipfile.ZipFile(path) as package:
            expat.ParserCreate().Parse(package.read("xl/worksheets/sheet1.xml"), True)


def by_datamaps(root: Path) -> None:
    """Let datamaps collect the same cells: one datamap line a cell of the first answer row. Its folders hang on HOME."""
    home = root / "datamaps"
    books, target = (home / "Documents" / "datamaps" / name for name in ("input", "output"))
    target.mkdir(parents=True, exist_ok=True)
    books.mkdir(exist_ok=True)
    for path in (root / "inbox").rglob("附件2-*.xlsx"):
        os.link(path, books / path.name)
    lines = [f"answer{column},附件2,{column}5,TEXT" for column in "CFGHIJK"]
    (root / "datamap.csv").write_text("\n".join(("key,sheet,cellref,type", *lines)) + "\n", encoding="utf-8")
    command = [
        DATAMAPS,
        "-c",
        "from datamaps.main import cli; cli()",
        "import",
        "templates",
        "-m",
        "-d",
        str(root / "datamap.csv"),
    ]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, check=True, capture_output=True, env={**clean, "HOME": str(home), "USERPROFILE": str(home)})
    if not list(target.iterdir()):
        raise RuntimeError("datamaps made no master")


LOOPS = {"pandas": by_pandas, "datamaps": by_datamaps, "floor": by_floor}

if __name__ == "__main__":
    LOOPS[sys.argv[1]](Path(sys.argv[2]))
