"""Long work as due rows, forms that were done, and typing kept for who was signed out."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from foundation.core.states import Moves
from foundation.jobs.claims import Owed, OwedQuerySet


class JobStatus(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    PARKED = "parked", "Stopped"


MOVES = Moves(
    {
        "claim": (frozenset({JobStatus.WAITING, JobStatus.RUNNING}), JobStatus.RUNNING),
        "finish": (frozenset({JobStatus.RUNNING}), JobStatus.DONE),
        "put_off": (frozenset({JobStatus.RUNNING}), JobStatus.WAITING),
        "park": (frozenset({JobStatus.RUNNING}), JobStatus.PARKED),
        "take_up": (frozenset({JobStatus.PARKED}), JobStatus.WAITING),
    },
    "job",
)


class Job(Owed):
    """One piece of long work, asked for once (`key`), done by a worker, and safe to be run twice.

    `payload` and `result` hold ids only, never words: what they name is read, and its permission asked, when it runs.
    `message` is shown on the job's page.
    """

    OPEN: ClassVar[tuple[str, ...]] = (JobStatus.WAITING, JobStatus.RUNNING)

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    school_uid = models.UUIDField(null=True, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    asked_by_uid = models.UUIDField()
    asked_by_name = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=JobStatus.choices, default=JobStatus.WAITING)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="job", editable=False)

    objects = OwedQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("due_at",), condition=Q(status__in=("waiting", "running")), name="job_owed"),)
        constraints = (
            models.CheckConstraint(condition=Q(done_count__lte=F("total_count")), name="job_does_no_more_than_all"),
            models.CheckConstraint(
                condition=Q(status__in=("done", "parked"), finished_at__isnull=False, lease_until__isnull=True)
                | Q(status__in=("waiting", "running"), finished_at__isnull=True),
                name="job_finished_when_done",
            ),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(lease_until__isnull=False, started_at__isnull=False),
                name="job_runs_with_a_lease",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @property
    def is_open(self) -> bool:
        """Still to be worked on."""
        return self.status in self.OPEN


class Submission(models.Model):
    """A form that was done, by the token it carried; the second sending of it is led to `answer`."""

    token = models.CharField(max_length=64, unique=True)
    user_uid = models.UUIDField()
    path = models.CharField(max_length=500)
    at = models.DateTimeField(db_index=True)
    answer = models.CharField(max_length=500, blank=True)
    retention_class = models.CharField(max_length=40, default="submission", editable=False)

    def __str__(self) -> str:
        return f"{self.path} at {self.at:%Y-%m-%d %H:%M}"


class KeptTyping(models.Model):
    """What somebody had typed into the form at `path` when the session ended; encrypted, for that user only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    for_user_uid = models.UUIDField()
    path = models.CharField(max_length=500)
    data = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)
    retention_class = models.CharField(max_length=40, default="kept_typing", editable=False)

    class Meta:
        verbose_name_plural = "kept typing"

    def __str__(self) -> str:
        return f"{self.path} at {self.kept_at:%Y-%m-%d %H:%M}"


class ClockRun(models.Model):
    """How one of the clock's tasks fares: when it last began, came through and failed. No word of what it did."""

    task = models.CharField(max_length=100, unique=True)
    known_since = models.DateTimeField()  # when it was first expected to run
    started_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error_kind = models.CharField(max_length=80, blank=True)  # of the last failure, such as OperationalError

    class Meta:
        ordering = ("task",)
        constraints = (
            models.CheckConstraint(
                condition=Q(failed_at__isnull=True, error_kind="") | (Q(failed_at__isnull=False) & ~Q(error_kind="")),
                name="clock_run_failed_with_its_kind",
            ),
        )

    def __str__(self) -> str:
        return self.task
