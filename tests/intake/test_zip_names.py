"""Names inside archives: GBK, UTF-8, and GBK that some program took for code page 437."""

import io
import zipfile

import pytest

from toolkit.intake.zips import unzip
from toolkit.nouns.limits import Limits
from toolkit.ooxml.zip_directory import decoded_name
from toolkit.pipeline.demo_returns import zipped

NAME = "附件2-教育局.xlsx"


def test_gbk_names_of_windows_are_read():
    package = zipped({f"报送/{NAME}": b"x"})
    assert NAME.encode("gbk") in package and NAME.encode() not in package
    assert [member.name for member in unzip(package, Limits())[0]] == [f"报送/{NAME}"]


def test_names_mangled_through_code_page_437_are_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(zipfile.ZipInfo(NAME.encode("gbk").decode("cp437")), b"x")
    assert [member.name for member in unzip(out.getvalue(), Limits())[0]] == [NAME]


@pytest.mark.parametrize("name", [NAME, "│表│.xls", "a.xlsx", "résumé.xlsx", "■.txt", "平山镇■.xlsx"])
def test_names_that_are_what_they_are_stay(name):
    assert decoded_name(name.encode()) == name
