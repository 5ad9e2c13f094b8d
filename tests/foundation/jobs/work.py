"""Kinds of jobs for the tests: each does one thing a job may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from foundation.jobs.kinds import Progress, Work, job, kinds
from foundation.jobs.models import Job


@contextmanager
def kind_of(work: Work, name: str = "test") -> Iterator[None]:
    """For a while there is a kind of job that does this."""
    job(name, "Counting the chairs", result_url=lambda done: f"/noted/?text={done.result.get('uid', '')}")(work)
    try:
        yield
    finally:
        del kinds.entries[name]


def count(job: Job, progress: Progress) -> dict[str, Any]:
    progress(1, 2, "one")
    progress(2, 2, "two")
    return {"uid": str(job.uid)}
