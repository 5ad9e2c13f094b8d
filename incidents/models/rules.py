from uuid import uuid4

from django.db import models
from django.db.models import Q

from foundation.schools.models import School
from incidents.models.kinds import Route

# Whom a school may choose; what involves a child goes to the DSL and staff towards a pupil to the headteacher in every
# school (KCSIE, HAY-06, STM-16), and no rule changes that.
CHOOSABLE = (Route.HEADTEACHER, Route.SENIOR_LEADER, Route.DSL)
GOES_TO = [(route.value, route.label) for route in CHOOSABLE]


class IncidentRules(models.Model):
    """House rules of reports and cases."""

    school = models.OneToOneField(School, models.PROTECT, primary_key=True, related_name="+")
    urgent = models.TextField(
        "when a child is at risk now",
        max_length=1000,
        default="If a child is in danger now, call 999. Then tell the designated safeguarding lead in person or by"
        " telephone. Do not wait, and do not promise to keep it to yourself.",
        help_text="Stands above every report form: who to call, and where to find them.",
    )
    grievance = models.TextField(  # ACR-27
        "a grievance goes to",
        max_length=500,
        default="A complaint about how you are treated at work goes through the grievance procedure.",
        help_text="Linked from the report page and from “May I …?”: social media is not the place.",
    )
    whistleblowing = models.TextField(
        "wrongdoing at the school goes to",
        max_length=500,
        default="If you believe something wrong is being done here, use the whistleblowing procedure.",
    )
    sexual_pictures = models.TextField(
        "a sexual picture of a child",
        max_length=1000,
        default="Do not look at it again, copy it, print it, share it, save it or send it to anybody. Leave the device"
        " as it is, and tell the designated safeguarding lead now.",
        help_text="Stands where pictures would be added, for whoever says that it may be one.",
    )
    mentions_to = models.CharField(  # ACR-12
        "mentions of staff go to",
        max_length=20,
        choices=GOES_TO,
        default=Route.HEADTEACHER,
        help_text="What is said online about somebody who works here.",
    )
    conduct_to = models.CharField(
        "what staff do online goes to", max_length=20, choices=GOES_TO, default=Route.HEADTEACHER
    )
    accounts_to = models.CharField(
        "abuse on the school's accounts goes to", max_length=20, choices=GOES_TO, default=Route.HEADTEACHER
    )
    questions_to = models.CharField(
        "questions on communication go to",
        max_length=20,
        choices=GOES_TO,
        default=Route.DSL,
        help_text="When staff ask whether a message to or from a pupil or a parent is all right.",
    )
    press_to = models.CharField(
        "the press goes to", max_length=20, choices=GOES_TO, default=Route.HEADTEACHER, help_text="Nobody else answers."
    )
    press_office = models.CharField(  # QEI-21
        "asked before the press is answered",
        max_length=120,
        blank=True,
        help_text="Such as the local authority's press office. Then a press enquiry has it as a step.",
    )
    takes_public_reports = models.BooleanField(
        "people outside the school can report",
        default=True,
        help_text="Parents and contractors, by a page without signing in that is linked beside the public policies.",
    )
    first_contact_days = models.PositiveSmallIntegerField(
        "speak with the person affected within",
        default=1,
        help_text="School days from the report. When it is later, whoever leads and the headteacher are reminded.",
    )
    update_days = models.PositiveSmallIntegerField(
        "promise the next word within",
        default=5,
        help_text="School days, proposed when the person affected is told when they will next hear.",
    )
    author_hours = models.PositiveSmallIntegerField(
        "an author is to delete a post within", default=24, help_text="Hours from being asked. Then it is chased."
    )
    recheck_hours = models.PositiveSmallIntegerField(
        "look again after a report to a platform",
        default=48,
        help_text="Hours. After 48 the Professionals Online Safety Helpline can take it up.",
    )
    progress_days = models.PositiveSmallIntegerField(
        "a report from outside can be followed for",
        default=90,
        help_text="Days after it is closed. Then the address that a parent or contractor was given shows nothing more.",
    )
    removal_needs_headteacher = models.BooleanField(
        "criticism is removed only when the headteacher decides so",
        default=True,
        help_text="On the school's own accounts; the grounds below need no decision.",
    )
    removal_grounds = models.TextField(
        "removed at once",
        max_length=1000,
        blank=True,
        help_text="One ground on each line, such as: extreme offence. Empty: nothing is removed without a decision.",
    )
    recorded_elsewhere = models.CharField(
        "child-protection files are kept in",
        max_length=80,
        blank=True,
        help_text="The name of the other system. A safeguarding case here then points at it, with its reference.",
    )

    def __str__(self) -> str:
        return f"Rules of incidents of {self.school}"

    @property
    def grounds(self) -> list[str]:
        """The grounds on which something is removed at once, in order."""
        return [line.strip() for line in self.removal_grounds.splitlines() if line.strip()]


class Severity(models.Model):
    """One step of the school's scale, mildest first (COR-05). Above a low one every response has to be considered."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    meaning = models.CharField(max_length=300, blank=True)
    is_low = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="house_rule", editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "name"), condition=Q(ended_at__isnull=True), name="severity_named_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ResponseOption(models.Model):
    """One response that the school considers above low severity, such as telling the police (ACR-13)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    when = models.CharField("considered when", max_length=300, blank=True)
    waits = models.BooleanField(default=False)  # it reaches who wrote it or who it is about (HAY-06)
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="house_rule", editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("school", "name"), condition=Q(ended_at__isnull=True), name="response_named_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class HelpContact(models.Model):
    """Somebody outside who helps, with when to turn to them (HAY-08, HAY-12, QEI-23)."""

    class Purpose(models.TextChoices):
        HELPLINE = "helpline", "Helpline for staff"
        PARENTS = "parents", "Helpline for parents"
        POLICE = "police", "Police"
        CHILD_PROTECTION = "child_protection", "Report of sexual abuse of a child online"
        LADO = "lado", "Local authority's designated officer"
        AUTHORITY = "authority", "Local authority's contact, when nobody at the school can have it"
        PLATFORM = "platform", "Platform"
        ADVICE = "advice", "Adviser"

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    name = models.CharField(max_length=120)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField("web address", max_length=300, blank=True)
    words = models.CharField("when and how", max_length=300, blank=True)
    for_staff = models.BooleanField("shown to staff who report", default=True)
    for_public = models.BooleanField("shown to parents", default=False)
    checked_on = models.DateField("looked up on", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    retention_class = models.CharField(max_length=40, default="house_rule", editable=False)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(telephone="", email="", url=""), name="help_contact_can_be_reached"),
        )

    def __str__(self) -> str:
        return self.name
