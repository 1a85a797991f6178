"""What many tests share: the demo, played once."""

from pathlib import Path

import pytest
from golden_dump import played


@pytest.fixture(scope="session")
def played_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's workspace with everything drafted. Look, do not touch."""
    return played(tmp_path_factory.mktemp("演示") / "demo")
