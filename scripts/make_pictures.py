"""Render docs/pictures/ anew from the demo's real files: the form, 汇总表, 登记表 and 待办. Needs LibreOffice and poppler."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from toolkit.pipeline.demo import demo  # noqa: E402

TARGET = ROOT / "docs" / "pictures"
PICTURES = {
    "form": ("outbox/2022-06/下发/附件2-教育局.xlsx", "填报单位"),
    "consolidated": ("outbox/2022-06/汇总表.xlsx", "进展情况汇总表"),
    "register": ("outbox/2022-06/报送情况登记表.xlsx", "报送情况登记表"),
    "todo": ("inbox/待办.xlsx", "处理"),
}
"""Name → the file below the workspace, and what the page says that is shown."""


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "demo"
        demo(workspace, tell=lambda _what, _done, _total: None)
        for name, (path, words) in PICTURES.items():
            _picture(workspace / path, words, TARGET / name, Path(folder))
    return 0


def _picture(book: Path, words: str, target: Path, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/lo"
    place = folder / target.name
    call = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(place), str(book)]
    subprocess.run(call, check=True, capture_output=True, timeout=180)
    pdf = next(place.glob("*.pdf"))
    page = _page(pdf, words)
    cut = ["pdftoppm", "-r", "80", "-f", page, "-l", page, "-png", "-singlefile", str(pdf), str(target)]
    subprocess.run(cut, check=True, timeout=60)
    shutil.rmtree(place)


def _page(pdf: Path, words: str) -> str:
    """Return the number of the first page that says these words."""
    for number in range(1, 60):
        text = subprocess.run(
            ["pdftotext", "-f", str(number), "-l", str(number), str(pdf), "-"], capture_output=True, check=False, timeout=60
        )
        if words in text.stdout.decode("utf-8", "replace").replace(" ", ""):
            return str(number)
    return "1"


if __name__ == "__main__":
    sys.exit(main())
