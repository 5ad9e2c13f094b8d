"""Forms about people on the roll."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.schools.models import Absence, Person, School, StaffGroup
from foundation.schools.models.person import MONDAY_TO_FRIDAY, Community

WEEKDAYS = (
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
)


class PersonForm(Form):
    """What the roll says of somebody."""

    name = forms.CharField(max_length=120, label="Full name")
    email = forms.EmailField(
        required=False,
        max_length=254,
        label="E-mail address",
        help_text="Leave it empty for somebody without one: they sign on paper or at a shared device.",
    )
    reference = forms.CharField(
        required=False,
        max_length=40,
        label="Staff reference",
        help_text="The number your payroll or register uses. It finds the person again when a file is brought in.",
    )
    job_title = forms.CharField(required=False, max_length=80, label="Job title")
    employer = forms.CharField(
        required=False,
        max_length=80,
        label="Employer",
        help_text="If it is not the school: the county, an agency, a contractor.",
    )
    groups = forms.ModelMultipleChoiceField(
        queryset=StaffGroup.objects.none(),
        required=False,
        label="Groups",
        widget=forms.CheckboxSelectMultiple,
        help_text="A policy is addressed to groups, so these decide what the person is asked to read.",
    )
    line_manager = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, label="Line manager", empty_label="Nobody entered"
    )
    starts_on = DateField(label="First day at the school")
    working_days = forms.MultipleChoiceField(
        choices=WEEKDAYS,
        label="Working days",
        widget=forms.CheckboxSelectMultiple,
        help_text="Reminders come on these days only.",
    )

    def __init__(self, *args: Any, school: School, on: date, person: Person | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _as_now(person) if person else {"working_days": list(MONDAY_TO_FRIDAY)})
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = StaffGroup.objects.filter(school=school)  # type: ignore[attr-defined]
        here = Person.objects.current(on).filter(school=school)
        managers = Person.objects.filter(pk__in=here)
        if person is not None:  # whoever it is now stays a choice, also after leaving
            managers = Person.objects.filter(Q(pk__in=here) | Q(pk=person.line_manager_id)).exclude(pk=person.pk)
        self.fields["line_manager"].queryset = managers  # type: ignore[attr-defined]

    def clean_working_days(self) -> str:
        return "".join(sorted(self.cleaned_data["working_days"]))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    @property
    def details(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("groups", "token", "seen")}


def _as_now(person: Person) -> dict[str, Any]:
    names = ("name", "email", "reference", "job_title", "employer", "starts_on")
    now: dict[str, Any] = {name: getattr(person, name) for name in names}
    return now | {
        "groups": list(person.groups.all()),
        "line_manager": person.line_manager_id,
        "working_days": list(person.working_days),
    }


class PeopleFilter(Form):
    """What the roll is narrowed to."""

    submit = ""

    STATUSES = (
        ("", "On the roll now"),
        ("starting", "Starting later"),
        ("left", "Left"),
        ("all", "Everybody"),
    )
    REACH = (("", "Everybody"), ("no_email", "No e-mail address"), ("no_log_in", "No log-in yet"))

    q = forms.CharField(required=False, max_length=80, label="Name or reference")
    group = forms.ModelChoiceField(
        queryset=StaffGroup.objects.none(), required=False, label="Group", to_field_name="uid", empty_label="All groups"
    )
    status = forms.ChoiceField(choices=STATUSES, required=False, label="Status")
    reach = forms.ChoiceField(choices=REACH, required=False, label="Can be reached")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = StaffGroup.objects.filter(school=school)  # type: ignore[attr-defined]

    def narrow(self, people: QuerySet[Person], on: date) -> QuerySet[Person]:
        """The people that fit. What is not a choice narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        words = "".join(char for char in chosen.get("q") or "" if char.isprintable())
        if words:
            people = people.filter(Q(name__icontains=words) | Q(reference__iexact=words))
        if chosen.get("group"):
            people = people.filter(groups=chosen["group"])
        if chosen.get("reach"):
            people = people.filter(email="") if chosen["reach"] == "no_email" else people.filter(user__isnull=True)
        return _of_status(people, chosen.get("status") or "", on)


def _of_status(people: QuerySet[Person], status: str, on: date) -> QuerySet[Person]:
    if status == "starting":
        return people.filter(starts_on__gt=on)
    if status == "left":
        return people.filter(leaves_on__lt=on)
    if status == "all":
        return people
    return people.filter(Q(starts_on__lte=on) & (Q(leaves_on__isnull=True) | Q(leaves_on__gte=on)))


class LeavingForm(Form):
    """Somebody's last day, or that they stay."""

    submit = "Save the last day"
    leaves_on = DateField(
        required=False, label="Last day at the school", help_text="Leave it empty if the person stays after all."
    )


class AbsenceForm(Form):
    """Days on which somebody is away."""

    submit = "Save the absence"
    kind = forms.ChoiceField(
        choices=Absence.Kind.choices,
        label="What kind of absence",
        widget=forms.RadioSelect,
        help_text="No reason is kept beyond this.",
    )
    starts_on = DateField(label="First day away")
    ends_on = DateField(
        required=False, label="Last day away", help_text="Leave it empty if nobody knows yet when they are back."
    )


class GroupForm(Form):
    """A group that policies can be addressed to."""

    submit = "Save the group"
    name = forms.CharField(max_length=60, help_text="Such as Teachers or Midday supervisors.")
    community = forms.ChoiceField(
        choices=Community.choices, label="Which part of the school's community", widget=forms.RadioSelect
    )


class ConfirmForm(Form):
    """Nothing to fill in: only to be sure."""

    def __init__(self, *args: Any, submit: str, **kwargs: Any) -> None:
        self.submit = submit
        super().__init__(*args, **kwargs)
