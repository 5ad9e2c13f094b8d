"""The kinds of long work, registered by the apps that do it: what runs, and where its result is seen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from foundation.core.panels import Registry
from foundation.jobs.models import Job

LEASE = timedelta(seconds=90)


class Progress(Protocol):
    """Says how far the work is, on its page; holds the job for another lease. Raises LostJob when it was taken over."""

    def __call__(self, done: int, total: int, words: str = "") -> None: ...


class JobRefused(Exception):
    """The work cannot be done, now or later; the text is the sentence that its page shows."""


class JobAgain(Exception):
    """The work did a part and goes on at once, as a new try of its own: so that no try takes longer than minutes."""


class LostJob(Exception):
    """Another worker has taken this job over; nothing more is written by this one."""


Work = Callable[[Job, Progress], dict[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """One kind of job. `lease` is how long a worker may be silent before another takes the job over."""

    said: str
    work: Work
    result_url: Callable[[Job], str] | None
    lease: timedelta


kinds: Registry[Kind] = Registry()


def job(
    name: str, said: str, *, result_url: Callable[[Job], str] | None = None, lease: timedelta = LEASE
) -> Callable[[Work], Work]:
    """Register the function that does jobs of this kind; `said` heads its page, such as "Reading the document".

    The function gets the Job and `progress(done, total, words)`; it returns the result (ids only), is safe to run
    twice, and raises JobRefused or JobAgain. `result_url(job)` is where the result is looked at.
    """

    def register(work: Work) -> Work:
        kinds.register(name, Kind(said, work, result_url, lease))
        return work

    return register
