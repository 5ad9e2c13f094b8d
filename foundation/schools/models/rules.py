from django.core.validators import RegexValidator
from django.db import models

from foundation.schools.models.school import School


class SchoolRules(models.Model):
    """House rules that every part of the product reads. Upper apps keep theirs in rows of their own."""

    school = models.OneToOneField(School, models.PROTECT, primary_key=True, related_name="rules")
    reminder_days = models.CharField(
        "reminders after",
        max_length=60,
        default="3, 7, 14, 28",
        validators=[
            RegexValidator(r"^\d{1,3}(\s*,\s*\d{1,3})*$", "Write numbers of days with commas, such as 3, 7, 14.")
        ],
        help_text="School days after somebody was first told, each number larger than the one before.",
    )
    review_notice_days = models.PositiveSmallIntegerField(
        "announce a review", default=60, help_text="Days before a policy's review date that its owner is told."
    )
    device_minutes = models.PositiveSmallIntegerField(
        "hand over a shared device after",
        default=10,
        help_text="Minutes without a touch, after which it shows the list of names again.",
    )
    pin_digits = models.PositiveSmallIntegerField(
        "figures in a PIN",
        default=4,
        help_text="At the least; 4 to 8. PINs that are shorter stay until they are set anew.",
    )

    def __str__(self) -> str:
        return f"House rules of {self.school}"

    @property
    def reminder_spacing(self) -> list[int]:
        """School days from the first telling to each reminder, in order."""
        return sorted({int(part) for part in self.reminder_days.split(",")})
