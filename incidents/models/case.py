from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from foundation.core.sealedtext import SealedTextField
from foundation.schools.models import Person, School, User
from incidents.models.kinds import Category, Kind, Procedure, Relation, Route
from incidents.models.rules import Severity


class Case(models.Model):
    """What is done about one thing that was reported. Words stand encrypted; what can be searched says nothing."""

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        IN_HAND = "in_hand", "In hand"
        CLOSED = "closed", "Closed"

    class Allegation(models.TextChoices):
        """Staff towards a pupil (HAY-06): until it is decided, nothing is done that could spoil an investigation."""

        NONE = "none", "Not about staff and a pupil"
        CONSIDERED = "considered", "To be decided"
        THRESHOLD_MET = "threshold_met", "An allegation: the harm threshold is met"
        LOW_LEVEL = "low_level", "A low-level concern"
        NEITHER = "neither", "Neither"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("number at the school")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.RECEIVED)
    route = models.CharField(max_length=20, choices=Route.choices)
    is_safeguarding = models.BooleanField(default=False)  # a case is never made less than one by anybody
    may_be_sexual = models.BooleanField(default=False)  # nothing may be uploaded (bad-input 14)
    lead = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices, blank=True)
    severity = models.ForeignKey(Severity, models.PROTECT, null=True, blank=True, related_name="+")
    procedure = models.CharField(max_length=20, choices=Procedure.choices, blank=True)
    allegation = models.CharField(max_length=20, choices=Allegation.choices, default=Allegation.NONE)
    lado_due_on = models.DateField(null=True, blank=True)  # one working day after it is known (HAY-06)
    lado_at = models.DateTimeField(null=True, blank=True)  # when it was considered with the LADO
    lado_missed_at = models.DateTimeField(null=True, blank=True)  # when it was told that it had not been
    summary = SealedTextField()  # one line, in the words of who leads
    elsewhere = SealedTextField("recorded in")  # the system in which the child-protection file is kept
    elsewhere_reference = SealedTextField()  # of the child-protection file there
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    first_contact_due_on = models.DateField(null=True, blank=True)
    first_contact_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    outcome_why = SealedTextField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("school", "number"), name="case_number_once_per_school"),
            models.CheckConstraint(
                condition=Q(status="received", taken_at__isnull=True)
                | Q(status__in=("in_hand", "closed"), taken_at__isnull=False, lead__isnull=False)
                # A single friend request, declined, is a record that nobody has to take on (QEI-30).
                | Q(status="closed", kind="friend_request"),
                name="case_in_hand_has_its_lead",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(status="closed") & Q(closed_at__isnull=True),
                name="closed_case_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(allegation="none") | Q(is_safeguarding=True), name="allegation_is_safeguarding"
            ),
            models.CheckConstraint(
                condition=~Q(allegation="considered") | Q(lado_due_on__isnull=False), name="allegation_has_its_day"
            ),
        )
        indexes = (
            models.Index(fields=("school", "status", "-opened_at"), name="case_by_school"),
            models.Index(fields=("lead", "status"), name="case_by_lead"),
            models.Index(fields=("lado_due_on",), condition=Q(allegation="considered"), name="case_lado_due"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What a case is called in mail, in lists and on the telephone: it says nothing of what happened."""
        return f"{self.opened_at:%Y}-{self.number:04d}"

    @property
    def is_held_back(self) -> bool:
        """Whether telling the subject, asking the author and interview prompts wait for a decision (HAY-06)."""
        return self.allegation == self.Allegation.CONSIDERED


class CasePerson(models.Model):
    """Somebody in a case: of the roll, from outside in words, or a pupil by a reference that only the school reads.

    Who is complained of sees nothing of the case by any door, from the moment this row is there.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="people")
    relation = models.CharField(max_length=20, choices=Relation.choices)
    is_pupil = models.BooleanField(default=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    words = SealedTextField()  # who it is, or the pupil's reference
    wishes = SealedTextField()  # how somebody affected wants to be contacted
    contact_due_on = models.DateField(null=True, blank=True)  # of somebody affected who is on the roll (ACR-12)
    contacted_at = models.DateTimeField(null=True, blank=True)  # when somebody first spoke with them
    contact_missed_at = models.DateTimeField(null=True, blank=True)  # when it was told that nobody had
    wrote_at = models.DateTimeField(null=True, blank=True)  # when they last added something that asks for an answer
    resolved_at = models.DateTimeField(null=True, blank=True)  # when they said that it is resolved for them
    told_at = models.DateTimeField(null=True, blank=True)  # when who is complained of was told
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = SealedTextField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("added_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(is_pupil=False) | Q(person__isnull=True), name="pupil_stands_by_a_reference"
            ),
            models.UniqueConstraint(
                fields=("case", "relation", "person"),
                condition=Q(ended_at__isnull=True, person__isnull=False),
                name="person_once_in_a_relation",
            ),
        )
        indexes = (
            models.Index(fields=("person", "relation"), name="case_person_by_person"),
            models.Index(
                fields=("contact_due_on",),
                condition=Q(contacted_at__isnull=True, contact_due_on__isnull=False),
                name="case_person_contact_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_relation_display()}, {self.case}"

    @property
    def named(self) -> str:
        """Who it is, for those who see the case."""
        return self.person.name if self.person is not None else self.words

    @property
    def has_page(self) -> bool:
        """Whether they can sign in, and so read what is done for them."""
        return self.person is not None and self.person.user_id is not None

    @property
    def spoken_with(self) -> str:
        """Who is spoken with and told: for a pupil the family."""
        return f"the family of {self.named}" if self.is_pupil else self.named


class CaseGrant(UserObjectPermissionBase):
    """Somebody is let into one case until a day, by name and with a reason. Written only by a transition."""

    # Guardian's own key would name these rows on the log-in, and go with it.
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    content_object = models.ForeignKey(Case, models.CASCADE)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    until = models.DateField("last day")
    why = SealedTextField()
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta(UserObjectPermissionBase.Meta):
        constraints = (models.UniqueConstraint(fields=("content_object", "person"), name="let_into_case_once"),)

    def __str__(self) -> str:
        return f"{self.person} until {self.until}"


class EmergencyAccess(models.Model):
    """When nobody who may see a case can be reached: two people, a reason, an hour. The DSL is told."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="emergencies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    why = SealedTextField()
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="incident", editable=False)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True, until__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False, until__isnull=False),
                name="emergency_agreed_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(agreed_by=F("person")), name="emergency_needs_two_people"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%d %B %Y}"
