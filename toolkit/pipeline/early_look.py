"""What lies in the inbox when a command begins: looked at before anything is loaded that will be needed for it."""

from pathlib import Path

from toolkit.workspace import FirstLook, Workspace, first_look


def looked_early(root: Path, cluster: str) -> FirstLook:
    """Look what lies there, and have this computer's workers start where there is something."""
    workspace = Workspace(root.absolute())
    seen = first_look(workspace.inbox)
    if seen.files and workspace.plan.is_file():
        from toolkit.pipeline.reading_room import rooms_ready

        rooms_ready(seen.files, cluster)
    return seen.remembered()
