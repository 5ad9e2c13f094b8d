from django.db import models

from foundation.schools.models import School


class PolicyRules(models.Model):
    """House rules of policies. The steps that versions go through are rows of their own (StepRule)."""

    school = models.OneToOneField(School, models.PROTECT, primary_key=True, related_name="+")
    days_to_acknowledge = models.PositiveSmallIntegerField(
        "days to read and confirm", default=10, help_text="School days from the day somebody is first asked."
    )
    words = models.CharField(
        "words agreed to",
        max_length=300,
        default="I have read this policy, I understand it and I will follow it.",
        help_text="The sentence everybody confirms at the end of a policy.",
    )
    personal_use = models.CharField(
        "personal use at work",
        max_length=300,
        blank=True,
        help_text="The school's rule in one sentence; shown where people acknowledge a policy.",
    )
    own_views = models.CharField(
        "speaking for yourself",
        max_length=300,
        blank=True,
        help_text="About own views and the school's name; shown where people confirm a policy.",
    )
    makes_public = models.BooleanField(
        "new policies are public",
        default=False,
        help_text="Whether a policy is on the public page unless the clerk says otherwise.",
    )
    wants_signature = models.BooleanField(
        "new policies ask for a signature",
        default=False,
        help_text="Whether readers type their name to sign a policy, beside ticking, unless its owner says otherwise.",
    )
    pack_days = models.PositiveSmallIntegerField(
        "days that a pack is kept",
        default=90,
        help_text="A pack for governors that nobody asked for in so many days is removed. It can be made again.",
    )

    def __str__(self) -> str:
        return f"Policy rules of {self.school}"
