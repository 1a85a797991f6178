"""Loaded once by the server that workers are forked from, where scans are to be looked at: numpy, Pillow, PDFium.

A server must not fork while it has threads: numpy's own are for matrices larger than any of ours.
"""

import contextlib
import gc
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
with contextlib.suppress(ImportError, OSError):  # a broken library is said when a scan is looked at
    import pypdfium2  # noqa: F401
    from PIL import Image

    import toolkit.scans.looked  # noqa: F401

    Image.preinit()
gc.freeze()
