from datetime import date
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from foundation.core.rules import allows
from foundation.schools.models.school import School


class UserManager(BaseUserManager["User"]):
    """Log-ins, found by e-mail address whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A log-in. It may be several persons (in two schools, say); a person may have none."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    # The link to its first password was handed over, not mailed: nobody has shown yet that the address is theirs.
    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)
    retention_class = models.CharField(max_length=40, default="log_in", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="one_log_in_per_address"),)

    def __str__(self) -> str:
        return self.email

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Whether this log-in holds a permission on a row; there are none without a row."""
        return obj is not None and allows(self, perm, obj)


class Community(models.TextChoices):
    """Which part of the school's community a group belongs to (STM-04, QEI-03, ACR-05)."""

    STAFF = "staff", "Staff"
    GOVERNORS = "governors", "Governing body"
    VOLUNTEERS = "volunteers", "Volunteers"
    TRAINEES = "trainees", "Trainees"
    CONTRACTORS = "contractors", "Contractors"
    AGENCY = "agency", "Agency and casual workers"
    PUPILS = "pupils", "Pupils"
    PARENTS = "parents", "Parents and carers"


class StaffGroup(models.Model):
    """A group that a policy can address, such as Teachers or Midday supervisors."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=60)
    community = models.CharField(max_length=20, choices=Community.choices, default=Community.STAFF)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("school", Lower("name"), name="group_named_once_per_school"),)

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def current(self, on: date) -> "PersonQuerySet":
        """On the roll on that day."""
        return self.filter(Q(starts_on__lte=on) & (Q(leaves_on__isnull=True) | Q(leaves_on__gte=on)))


MONDAY_TO_FRIDAY = "12345"
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Person(models.Model):
    """Somebody on one school's roll; roles, actions and proofs hang on this, not on the log-in. Never deleted."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="people")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="persons")
    reference = models.CharField("staff reference", max_length=40, blank=True)
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    job_title = models.CharField("job title", max_length=80, blank=True)
    employer = models.CharField(max_length=80, blank=True)
    groups = models.ManyToManyField(StaffGroup, related_name="people", blank=True)
    line_manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    starts_on = models.DateField("starts")
    leaves_on = models.DateField("leaves", null=True, blank=True, help_text="The last day at the school.")
    working_days = models.CharField("working days", max_length=7, default=MONDAY_TO_FRIDAY)  # 1 is Monday
    retention_class = models.CharField(max_length=40, default="roll", editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("school", "reference"), condition=~Q(reference=""), name="reference_once_per_school"
            ),
            models.UniqueConstraint("school", Lower("email"), condition=~Q(email=""), name="address_once_per_school"),
            models.UniqueConstraint(fields=("school", "user"), name="one_person_per_log_in_and_school"),
            models.CheckConstraint(
                condition=Q(leaves_on__isnull=True) | Q(leaves_on__gte=models.F("starts_on")),
                name="leaves_after_starting",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def days_said(self) -> str:
        """The working days in words."""
        if self.working_days == MONDAY_TO_FRIDAY:
            return "Monday to Friday"
        return ", ".join(DAY_NAMES[int(day) - 1] for day in self.working_days)

    @property
    def actor_kind(self) -> str:
        return "person"

    @property
    def actor_uid(self) -> UUID:
        return self.uid

    @property
    def actor_name(self) -> str:
        return self.name


class Absence(models.Model):
    """A stretch of days on which a person is away; no reason is kept beyond its kind."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "Leave"
        SICKNESS = "sickness", "Sickness"
        PARENTAL = "parental", "Parental leave"
        OTHER = "other", "Other"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.LEAVE)
    starts_on = models.DateField("first day away")
    ends_on = models.DateField("last day away", null=True, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="roll", editable=False)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="absence_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} away from {self.starts_on}"
