"""Where files are read: in worker processes here, or on a cluster if the clerk names one. Effects: processes, network."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.intake.server import made_ready
from toolkit.workspace import InboxFile

if TYPE_CHECKING:
    from toolkit.intake.cluster import ClusterWorkers
    from toolkit.intake.isolation import Workers
    from toolkit.nouns.limits import Limits
    from toolkit.pipeline.office import Office

MANY = 40
"""Files from which several processes are worth being told the plan."""
SCANNED = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff")
"""How most scans' names end: where such files lie in the inbox, what looks at them is loaded early. It decides nothing."""
_IN_ONE_VISIT = "toolkit.pipeline.foreseen:worked_out_in_one_visit"
_JUDGING = "toolkit.pipeline.warm_judging"
_LOOKING = "toolkit.scans.warm_looking"


def workers_of(office: "Office", limits: "Limits", told: bytes = b"") -> "Workers | ClusterWorkers":
    """Return the workers, not yet started. `told`: what those of this computer are told once.

    Raises:
        ToolkitError: the cluster cannot be reached. It is never left aside in silence.
    """
    if office.cluster:
        from toolkit.intake.cluster import ClusterWorkers

        return ClusterWorkers(office.cluster, limits)
    return local_workers(office, limits, told)


def local_workers(office: "Office", limits: "Limits", told: bytes = b"") -> "Workers":
    from toolkit.intake.isolation import Workers

    then, learned = (_IN_ONE_VISIT, (_JUDGING,)) if told else ("", ())
    return Workers(limits, office.workers, then=then, told=told, learned=learned)


def looks_scanned(file: InboxFile) -> bool:
    return file.name.lower().endswith(SCANNED)


def rooms_ready(files: Sequence[InboxFile], cluster: str) -> None:
    """Have this computer's workers ready sooner: for what lies in the inbox, where that is read here."""
    if files and not cluster:
        looking = any(map(looks_scanned, files))
        made_ready((*((_JUDGING,) if len(files) >= MANY else ()), *((_LOOKING,) if looking else ())))
