from django.db import models
from django.db.models import Q

from foundation.schools.models import Person, School, StaffGroup


class Kind(models.TextChoices):
    """What can be asked for; each kind has a form of its own."""

    SITE = "site", "A social media site of the school"
    PARTICIPATION = "participation", "Taking part on somebody else's site"
    POST = "post", "A post on a school account"
    ADVERTISING = "advertising", "Advertising for contributors"
    FRIEND = "friend", "An outside organisation as friend of a site"
    OWN_SITE = "own_site", "A personal blog or site that names the school"
    SCHOOL_DEVICE = "school_device", "Social media on a school device"
    OWN_CONTACT = "own_contact", "A personal telephone or e-mail for school business"


class Mode(models.TextChoices):
    """What happens at a step of a chain. Advice and telling approve nothing (QEI-14, STM-08)."""

    DECIDE = "decide", "Decides"
    ADVISE = "advise", "Advises"
    TELL = "tell", "Is told"


class Whose(models.TextChoices):
    """Whose step it is."""

    LINE_MANAGER = "line_manager", "Line manager of who asks"
    HEADTEACHER = "headteacher", "Headteacher"
    CHAIR = "chair", "Chair of governors"
    SENIOR_LEADER = "senior_leader", "Senior leaders"
    GROUP = "group", "A group"
    PERSON = "person", "A named person"


class StepFields(models.Model):
    """What a step of a chain says: who, and what they do there."""

    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.DECIDE)
    whose = models.CharField(max_length=20, choices=Whose.choices)
    group = models.ForeignKey(StaffGroup, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField("school days to answer", default=5)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.named}: {self.get_mode_display().lower()}"

    @property
    def named(self) -> str:
        """Whose step it is, in words."""
        if self.whose == Whose.GROUP and self.group is not None:
            return self.group.name
        if self.whose == Whose.PERSON and self.person is not None:
            return self.person.name
        return self.get_whose_display()


SAYS_WHO = (
    Q(whose=Whose.GROUP, group__isnull=False, person__isnull=True)
    | Q(whose=Whose.PERSON, person__isnull=False, group__isnull=True)
    | (~Q(whose__in=[Whose.GROUP, Whose.PERSON]) & Q(group__isnull=True, person__isnull=True))
)


class ChainStep(StepFields):
    """A house rule: one step through which requests of a kind go at a school (QEI-10)."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    retention_class = models.CharField(max_length=40, default="house_rule", editable=False)

    class Meta:
        ordering = ("kind", "position")
        constraints = (
            models.UniqueConstraint(fields=("school", "kind", "position"), name="chain_position_once"),
            models.CheckConstraint(condition=SAYS_WHO, name="chain_step_says_who"),
        )
