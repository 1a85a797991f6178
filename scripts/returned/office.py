"""What only real office software makes: LibreOffice saves the same forms in its other formats."""

import shutil
import subprocess
import tempfile
from pathlib import Path

FILTERS = {
    "xls": "xls:MS Excel 97", "ods": "ods:calc8", "xlsx": "xlsx:Calc MS Excel 2007 XML", "fods": "fods:OpenDocument Spreadsheet Flat XML",
    "html": "html:HTML (StarCalc)", "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
}  # fmt: skip


def resaved(forms: dict[str, bytes], kind: str, suffix: str = "xlsx") -> dict[str, bytes]:
    """Return the same names with the content as LibreOffice saves it in another format."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("LibreOffice (soffice) is needed to make these files")
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "in", Path(place) / "out"
        folder.mkdir()
        for name, data in forms.items():
            (folder / f"{name}.{suffix}").write_bytes(data)
        paths = [str(path) for path in sorted(folder.iterdir())]
        profile = f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}"
        command = [soffice, "--headless", profile, "--convert-to", FILTERS[kind], "--outdir", str(out), *paths]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return {path.stem: path.read_bytes() for path in out.iterdir()}
