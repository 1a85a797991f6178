"""Where files are read: in worker processes here, or on a cluster if the clerk names one. Effects: processes, network."""

from typing import TYPE_CHECKING

from toolkit.intake.isolation import Workers, made_ready
from toolkit.nouns.limits import Limits
from toolkit.pipeline.office import Office

if TYPE_CHECKING:
    from toolkit.intake.cluster import ClusterWorkers

_JUDGING = "toolkit.pipeline.warm_judging"
_LOOKING = "toolkit.scans.warm_looking"


def workers_of(office: Office, limits: Limits, told: bytes = b"") -> "Workers | ClusterWorkers":
    """Return the workers, not yet started. `told`: what those of this computer are told once.

    Raises:
        ToolkitError: the cluster cannot be reached. It is never left aside in silence.
    """
    if office.cluster:
        from toolkit.intake.cluster import ClusterWorkers

        return ClusterWorkers(office.cluster, limits)
    return Workers(limits, office.workers, told=told, learned=(_JUDGING,) if told else ())


def rooms_ready(office: Office, *, judging: bool, looking: bool) -> None:
    """Have this computer's workers ready sooner. `judging`: they will be told the plan, and judge ahead. `looking`: at scans."""
    if not office.cluster:
        made_ready((*((_JUDGING,) if judging else ()), *((_LOOKING,) if looking else ())))
