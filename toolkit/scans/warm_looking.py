"""Loaded once by the server that workers are forked from, where scans are to be looked at: numpy, Pillow, PDFium.

A server must not fork while it has threads: numpy's own are for matrices larger than any of ours.
"""

import contextlib
import gc
import os
from ctypes import CDLL

from toolkit.nouns.limits import MIB

_TRIM, _MAP = -1, -3
"""glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD."""


def keep_pages() -> None:
    """Have the C library keep a page's megabytes for the next: handing each back to the system took a fifth of the looking.

    A worker's limit of memory stays what it is; elsewhere than on glibc nothing changes.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        mallopt = CDLL(None).mallopt
        mallopt(_MAP, 32 * MIB)
        mallopt(_TRIM, 64 * MIB)


os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
keep_pages()
with contextlib.suppress(ImportError, OSError):  # a broken library is said when a scan is looked at
    import pypdfium2  # noqa: F401
    from PIL import Image

    import toolkit.scans.looked  # noqa: F401

    Image.preinit()
gc.freeze()
