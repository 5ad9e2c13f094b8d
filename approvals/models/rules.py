from django.db import models

from foundation.schools.models import RoleKind, School


class Faces(models.TextChoices):
    """Whose faces a post of the school may show (STM-11)."""

    NOBODY = "nobody", "No faces, neither of children nor of staff"
    STAFF = "staff", "No children's faces; staff who have agreed"
    CONSENT = "consent", "Faces of those for whom there is written consent"


class Publishers(models.TextChoices):
    """Who publishes on an account of the school without asking (STM-10, ACR-09, QEI-14)."""

    LEADERS = "leaders", "Senior leaders"
    APPOINTED = "appointed", "Who is appointed to post on that account"
    NOBODY = "nobody", "Nobody: every post is asked for"


class Naming(models.TextChoices):
    """Whether a personal blog, site or profile may say that somebody works here (ACR-11)."""

    NEVER = "never", "Never"
    ASK = "ask", "With permission and a disclaimer"


class Devices(models.TextChoices):
    """Social media on the school's own devices (COR-03, ACR-26)."""

    OWN_TIME = "own_time", "In one's own time, without asking"
    ASK = "ask", "Only when it was approved, until a day"
    NEVER = "never", "Not at all"


class OwnContact(models.TextChoices):
    """A personal telephone or e-mail for school business (STM-14). Personal social media is never one of them."""

    ASK = "ask", "When it was approved, for an occasion, until a day"
    NEVER = "never", "Never: only what belongs to the school"


class Parents(models.TextChoices):
    """Contact with parents through personal social media."""

    NEVER = "never", "Never"
    CONFLICT = "conflict", "Not where it is a conflict of interest or calls fairness into question"
    CARE = "care", "Only with care; it is not advised"
    NO_PUPILS = "no_pupils", "Never to speak of pupils"


IN_DOUBT = (RoleKind.HEADTEACHER, RoleKind.SENIOR_LEADER, RoleKind.DSL, RoleKind.BUSINESS_MANAGER)


class ApprovalRules(models.Model):
    """House rules of requests, of the school's own sites, and of what staff may do with social media.

    Who decides stands in the chains.
    """

    class Voice(models.TextChoices):
        PERSON = "person", "Whoever writes says who they are and what their position is"
        SCHOOL = "school", "It speaks as the school, tied to no individual"

    school = models.OneToOneField(School, models.PROTECT, primary_key=True, related_name="+")
    has_sites = models.BooleanField(
        "the school has sites of its own",
        default=True,
        help_text="Where it has none, nobody can ask for one, and the page says why and where to turn instead.",
    )
    no_sites_why = models.CharField(
        "why there are none", max_length=300, blank=True, help_text="Shown to whoever wants to ask for a site."
    )
    official_channels = models.CharField(
        "official channels",
        max_length=300,
        blank=True,
        help_text="How the school speaks with families: e-mail, telephone, meetings.",
    )
    check_in_days = models.PositiveSmallIntegerField(
        "days between looks at a site",
        default=14,
        help_text="A site at which no moderator has looked for longer needs attention; for twice as long, it is"
        " neglected.",
    )
    review_months = models.PositiveSmallIntegerField(
        "months between reviews", default=12, help_text="When a site is reviewed against its aims."
    )
    consent_months = models.PositiveSmallIntegerField(
        "months between checks of consent",
        default=6,
        help_text="How old the list of pupils without consent may be where pupils appear or take part.",
    )

    late_days = models.PositiveSmallIntegerField(
        "show the clerk a late step after",
        default=3,
        help_text="School days after an answer was due. The clerk can then pass the step on, with a reason; until then"
        " only who has to answer is reminded.",
    )
    ending_days = models.PositiveSmallIntegerField(
        "announce the end of a permission",
        default=14,
        help_text="Days before the last day of what was approved that who asked and who approved it are told.",
    )
    speaks_as = models.CharField(
        "who speaks on the school's sites",
        max_length=10,
        choices=Voice.choices,
        default=Voice.PERSON,
        help_text="Confirmed before a site goes live and at each review.",
    )
    shows_names = models.BooleanField(
        "full names may be given on the school's sites",
        default=True,
        help_text="Where not, no site of the school may. A single site can always be stricter.",
    )
    shows_places = models.BooleanField("a site may say where somebody is", default=True)
    usual_terms = models.TextField(
        "usual rules for those who use a site",
        max_length=4000,
        blank=True,
        help_text="Offered as the terms of use and house rules of every new site.",
    )
    faces = models.CharField(
        "faces in posts",
        max_length=10,
        choices=Faces.choices,
        default=Faces.CONSENT,
        help_text="Stands above the form of a post, and is part of what is confirmed before it is sent.",
    )
    publishers = models.CharField(
        "who posts without asking",
        max_length=10,
        choices=Publishers.choices,
        default=Publishers.LEADERS,
        help_text="Everybody else asks for a post; what is approved is what is published.",
    )
    naming = models.CharField(
        "naming the school on personal sites",
        max_length=10,
        choices=Naming.choices,
        default=Naming.NEVER,
        help_text="With permission, staff can ask for a blog or site that names the school. Otherwise nobody can, and"
        " the page says so.",
    )
    disclaimer = models.CharField(
        "words of the disclaimer",
        max_length=300,
        blank=True,
        help_text="Proposed to whoever asks for a personal blog or site that names the school.",
    )
    devices = models.CharField(
        "social media on school devices",
        max_length=10,
        choices=Devices.choices,
        default=Devices.ASK,
        help_text="Only where it has to be approved can it be asked for.",
    )
    own_contact = models.CharField(
        "personal telephone or e-mail for school business",
        max_length=10,
        choices=OwnContact.choices,
        default=OwnContact.ASK,
        help_text="Contact by personal social media can never be asked for, whatever is chosen here.",
    )
    parents = models.CharField(
        "parents and personal social media",
        max_length=10,
        choices=Parents.choices,
        default=Parents.CARE,
        help_text="What staff are told who ask whether they may befriend a parent or join a parents' group.",
    )
    ex_pupil_age = models.PositiveSmallIntegerField(
        "former pupils, from the age of",
        null=True,
        blank=True,
        help_text="In years. From when staff may accept a former pupil on personal social media. Empty: the school has"
        " no rule.",
    )
    in_doubt = models.CharField(
        "whom staff ask when in doubt",
        max_length=30,
        choices=[(kind.value, kind.label) for kind in IN_DOUBT],
        default=RoleKind.HEADTEACHER,
        help_text="Shown by name wherever the rules give no answer.",
    )

    def __str__(self) -> str:
        return f"Rules of requests of {self.school}"
