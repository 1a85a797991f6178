"""A workbook as LibreOffice computes it, against the values that we cached in it."""

import re
import subprocess
import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook


def recalculated(data, folder):
    """Return the workbook as LibreOffice computes it after every cached value was taken away."""
    path = folder / "空.xlsx"
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            target.writestr(name, content)
    profile = f"-env:UserInstallation=file://{folder}/lo"
    call = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "neu"),
        str(path),
    ]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    return load_workbook(folder / "neu" / "空.xlsx", data_only=True)


def disagreeing(data, folder):
    """Return (how many formulas, those whose cached value is not what LibreOffice computes)."""
    cached, fresh = load_workbook(BytesIO(data), data_only=True), recalculated(data, folder)
    places = texts_and_formulas(load_workbook(BytesIO(data)))
    pairs = {place: (cached[place[0]][place[1]].value or "", fresh[place[0]][place[1]].value or "") for place in places}
    return len(pairs), {place: pair for place, pair in pairs.items() if pair[1] != pytest.approx(pair[0])}


def texts_and_formulas(book):
    return [(s.title, c.coordinate) for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]
