"""The workspace: its paths, its lock, atomic writes, what lies in the inbox. Effects: the file system."""

from toolkit.workspace.arrivals import FirstLook, InboxFile, InboxListing, arrivals, first_look
from toolkit.workspace.layout import LaidDown, examples_shipped, init, shipped_plans, shipped_template, shipped_templates
from toolkit.workspace.locking import lock
from toolkit.workspace.network import on_network
from toolkit.workspace.paths import YEAR, Workspace
from toolkit.workspace.writing import open_elsewhere, sync_folder, write_atomic

__all__ = [
    "YEAR",
    "FirstLook",
    "InboxFile",
    "InboxListing",
    "LaidDown",
    "Workspace",
    "arrivals",
    "examples_shipped",
    "first_look",
    "init",
    "lock",
    "on_network",
    "open_elsewhere",
    "shipped_plans",
    "shipped_template",
    "shipped_templates",
    "sync_folder",
    "write_atomic",
]
