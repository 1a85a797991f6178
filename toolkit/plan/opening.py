"""A workbook's bytes → an openpyxl workbook, or one sentence. Pure."""

from io import BytesIO
from typing import TYPE_CHECKING

from toolkit.nouns.errors import ToolkitError

if TYPE_CHECKING:
    from openpyxl import Workbook


def opened(data: bytes, name: str) -> "Workbook":
    """Return an opened workbook with the values last shown. Raises: ToolkitError."""
    import warnings
    import zipfile
    import zlib

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # openpyxl reads a stranger's XML with whatever its parsers raise.
    damaged = (
        InvalidFileException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, OSError, EOFError, TypeError,
        SyntaxError, AttributeError, RuntimeError,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions of other office programs that openpyxl leaves out
            return load_workbook(BytesIO(data), data_only=True)
    except damaged:
        raise ToolkitError(f"{name} 打不开：不是 .xlsx 工作簿或已损坏，请用 WPS 或 Excel 另存为 .xlsx。") from None
