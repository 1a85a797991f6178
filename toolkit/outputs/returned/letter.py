"""退回说明.docx: the office's own Word template filled in (docxtpl). Pure: bytes in, the same bytes out every time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from toolkit.ooxml.packing import pack, write
from toolkit.outputs.filling import MISTAKES, broken, room


def letter(template: bytes, facts: Mapping[str, object], moment: datetime, author: str, name: str = "退回说明.docx") -> bytes:
    """Return the letter; `moment` is what its properties say of when it was made.

    Raises: ToolkitError, when the template is broken or names something that there is not.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    page = DocxTemplate(BytesIO(template))
    try:
        page.render(dict(facts), room(escaping=True), autoescape=True)
    except (TemplateError, PackageNotFoundError, BadZipFile, *MISTAKES) as error:
        raise broken(name, error) from error
    made = moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = page.docx.core_properties
    properties.author, properties.last_modified_by, properties.revision = author, author, 1
    properties.created = properties.modified = made
    out = BytesIO()
    page.save(out)
    return _fixed(out.getvalue())


def _fixed(data: bytes) -> bytes:
    with ZipFile(BytesIO(data)) as package:
        return write([pack(name, package.read(name)) for name in package.namelist()])
