"""The job that takes of a log what belongs to its check: in constant memory, and on from where it stopped."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.core.states import NotAllowed
from foundation.jobs.kinds import JobAgain, JobRefused, Progress, job
from foundation.jobs.models import Job
from monitoring.house_rules import rules_of
from monitoring.models import UsageExtract
from monitoring.transitions.extracts import KIND, Moved, finish_log, refuse_logs, take_in
from monitoring.usage.arriving import PIECE, NotALog
from monitoring.usage.columns import Layout
from monitoring.usage.looking_over import pieces_of
from monitoring.usage.reading import batches
from monitoring.usage.sieve import Sieve

LINES = 20_000  # in one transaction: a fraction of a second
AT_ONCE = 30  # transactions, then the worker is free for others, and goes on
Status = UsageExtract.Status


def sieve_of(extract: UsageExtract) -> Sieve:
    """By what the lines of a log are judged."""
    assert extract.period_from is not None and extract.period_to is not None  # noqa: PT018, S101 - confirmed
    return Sieve(
        Layout.from_json(extract.layout),
        names=extract.user_names.splitlines(),
        days=(extract.period_from, extract.period_to),
        left_out=rules_of(extract.school).left_out,
    )


def _result_url(asked: Job) -> str:
    return reverse("usage-extract", args=[asked.payload["extract"]])


@job(KIND, "Bringing in the log", result_url=_result_url)
def do_log(asked: Job, progress: Progress) -> dict[str, Any]:
    """Read on from the last byte that was kept, as long as who confirmed it still carries the check out."""
    rows = UsageExtract.objects.select_related("school", "of__subject", "of__carried_by", "uploaded_by")
    extract = rows.get(uid=asked.payload["extract"])
    result = {"extract": str(extract.uid)}
    if extract.status != Status.READING:
        return result
    by = extract.of.carried_by
    if by is None or by.user is None or not by.user.has_perm("monitoring.bring_in_log", extract):
        raise JobRefused("Whoever carries this check out may not do so any more.")
    refuse_logs(extract.of, by, timezone.localdate())
    try:
        read_on(extract, progress)
    except NotALog as broken:
        raise JobRefused(str(broken)) from broken
    except Moved:
        raise JobAgain from None
    except NotAllowed:
        extract.refresh_from_db()
        if extract.status == Status.STOPPED:  # by who carries it out, while it ran
            return result
        raise
    finish_log(extract, by=by, at=timezone.now())
    return result


def read_on(extract: UsageExtract, progress: Progress) -> UsageExtract:
    """Take in the rest of the log, or as much as a worker does at once. Raises JobAgain, Moved."""
    sieve = sieve_of(extract)
    every = batches(pieces_of(extract), extract.size, piece_size=PIECE, offset=extract.offset, most=LINES)
    for done, batch in enumerate(every, start=1):
        sifted = sieve.sift(batch, extract.line + 1)
        extract = take_in(extract, sifted, end=batch.end, lines=len(batch.texts))
        said = f"{extract.kept_count:,} of {extract.read_count:,} lines are of this check"
        progress(extract.offset // 1024, max(extract.size // 1024, 1), said)
        if done == AT_ONCE and extract.offset < extract.size:
            raise JobAgain
    return extract
