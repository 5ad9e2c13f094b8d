from django.db import models

from foundation.schools.models import School


class ApprovalRules(models.Model):
    """House rules of requests and of the school's own sites. Who decides stands in the chains."""

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

    def __str__(self) -> str:
        return f"Rules of requests of {self.school}"
