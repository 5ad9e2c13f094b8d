from typing import Any

from django.db import models

from foundation.schools.models import School


class PanelRule(models.TextChoices):
    """What a school has its recruitment panels declare about searching for applicants online (ACR-07)."""

    NO_SEARCHES = "no_searches", "No searches of applicants on social media, save to find candidates"
    AS_GUIDED = "as_guided", "Online searches of shortlisted candidates, as the statutory guidance has it"


class PeopleRules(models.Model):
    """House rules about people who come, go, sit on a panel or work here for somebody else."""

    school = models.OneToOneField(School, models.PROTECT, primary_key=True, related_name="+")
    starter_statements = models.TextField(
        "what starters confirm",
        max_length=1000,
        blank=True,
        help_text="One sentence to a line, such as: I have checked what I have posted and removed what could embarrass."
        " Confirmed before the first day, beside the policies that the starter reads.",
    )
    starter_notice_days = models.PositiveSmallIntegerField(
        "tell starters",
        default=14,
        help_text="Days before the first day that a starter with a log-in is told of their list. 0 for not at all.",
    )
    leaver_statements = models.TextField(
        "what leavers confirm",
        max_length=1000,
        blank=True,
        help_text="One sentence to a line. Asked from the moment that a last day is entered.",
    )
    leaver_link_days = models.PositiveSmallIntegerField(
        "leavers may confirm later",
        default=0,
        help_text="Days after the last day on which a leaver may still confirm by a link. 0 for not at all.",
    )
    panel_rule = models.CharField(
        "recruitment panels declare", max_length=20, choices=PanelRule.choices, default=PanelRule.AS_GUIDED
    )
    relationships = models.CharField(
        "contact with family members",
        max_length=300,
        blank=True,
        help_text="What holds for pupils and parents who are family. With a sentence here, staff can declare such a"
        " relationship, for headteacher and designated safeguarding lead only. Empty: the school does not ask.",
    )
    manager_days = models.PositiveSmallIntegerField(
        "to the line manager",
        default=5,
        help_text="School days after the last day in time that what somebody has still to confirm goes to their line"
        " manager. 0 for never.",
    )
    headteacher_days = models.PositiveSmallIntegerField(
        "to the headteacher",
        default=10,
        help_text="School days after the last day in time that it goes to the headteacher as well. 0 for never.",
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(manager_days=0)
                | models.Q(headteacher_days=0)
                | models.Q(headteacher_days__gt=models.F("manager_days")),
                name="headteacher_after_line_manager",
            ),
        )

    def __str__(self) -> str:
        return f"Rules about people of {self.school}"

    @classmethod
    def of(cls, school: School) -> "PeopleRules":
        """The school's row; one with the usual values, not saved, where there is none yet."""
        return cls.objects.filter(school=school).first() or cls(school=school)

    @property
    def starters_confirm(self) -> list[str]:
        """The starters' statements, one by one."""
        return lines(self.starter_statements)

    @property
    def leavers_confirm(self) -> list[str]:
        """The leavers' statements, one by one."""
        return lines(self.leaver_statements)


def lines(text: Any) -> list[str]:
    """The sentences of a text that has one to a line, each once."""
    return list(dict.fromkeys(line.strip() for line in str(text).splitlines() if line.strip()))
