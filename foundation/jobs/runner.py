"""One try of one job. What fails here waits and is tried again; after five tries it is parked with a sentence."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime

from foundation.core.states import NotAllowed
from foundation.jobs import transitions
from foundation.jobs.child import ChildBusy, ChildError
from foundation.jobs.kinds import LEASE, JobAgain, JobRefused, Kind, LostJob, kinds
from foundation.jobs.models import Job

log = logging.getLogger(__name__)
AT_A_LOOK = 10


def run_next(now: Callable[[], datetime]) -> bool:
    """Claim one owed job, the longest due first, and try it; whether there was one."""
    owed = Job.objects.owed(now()).order_by("due_at", "pk").values_list("pk", "kind")[:AT_A_LOOK]
    for pk, name in owed:
        kind = kinds.entries.get(name)
        claimed = transitions.claim(pk, at=now(), lease=kind.lease if kind else LEASE)
        if claimed is not None:
            _try(claimed, kind, now)
            return True
    return False


def _try(job: Job, kind: Kind | None, now: Callable[[], datetime]) -> None:
    if (
        kind is None or job.attempts > transitions.MOST_TRIES
    ):  # a kind of a version that is gone, or a killer of workers
        transitions.park(job, transitions.NOT_DONE, at=now())
        return

    def progress(done: int, total: int, words: str = "") -> None:
        transitions.advance(job, done, total, words, at=now(), lease=kind.lease)

    try:
        transitions.finish(job, kind.work(job, progress) or {}, at=now())
    except JobAgain:
        transitions.go_on(job, at=now())
    except LostJob:
        log.warning("%s was taken over by another worker", job)
    except ChildBusy:
        transitions.put_off(job, at=now())
    except (JobRefused, NotAllowed, ChildError) as refused:
        transitions.park(job, str(refused), at=now())
    except Exception as error:  # the only place that may: whatever breaks, the job is not lost and the queue goes on
        places = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)[-12:]))
        log.error("%s failed at try %s: %s\n%s", job, job.attempts, type(error).__name__, places)
        transitions.put_off(job, at=now())
