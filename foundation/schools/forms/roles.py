"""Forms about roles, bodies and seats."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.schools.models import Body, BodyMember, Person, RoleKind, School


def people_of(school: School, on: date) -> QuerySet[Person]:
    """Who may hold a role or a seat here: the school's people, and those of its trust, who have not left."""
    here = Q(school=school) if school.trust_id is None else Q(school=school) | Q(school=school.trust_id)
    stays = Q(leaves_on__isnull=True) | Q(leaves_on__gte=on)
    return Person.objects.filter(here, stays).select_related("school")


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """People to choose from; those of the trust say so."""

    def __init__(self) -> None:
        super().__init__(
            queryset=Person.objects.none(), to_field_name="uid", label="Who", empty_label="Choose somebody"
        )

    def offer(self, school: School, on: date) -> None:
        """Offer the people of this school."""
        self.school = school
        self.queryset = people_of(school, on)

    def label_from_instance(self, obj: Person) -> str:
        title = f", {obj.job_title}" if obj.job_title else ""
        return f"{obj.name}{title}" if obj.school_id == self.school.pk else f"{obj.name}{title} ({obj.school.said})"


class RoleForm(Form):
    """A role for somebody, from a day until a day."""

    submit = "Give the role"
    person = PersonChoice()
    kind = forms.ChoiceField(choices=[("", "Choose a role"), *RoleKind.choices], label="Role")
    starts_on = DateField(label="From")
    ends_on = DateField(required=False, label="Until", help_text="The last day. Leave it empty if it is open.")

    def __init__(self, *args: Any, school: School, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(school, on)  # type: ignore[attr-defined]

    @property
    def role(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("person", "kind", "starts_on", "ends_on")}


class EndForm(Form):
    """The last day of a role, a seat or a body."""

    on = DateField(label="Last day", help_text="Today, or a day to come.")

    def __init__(self, *args: Any, submit: str, **kwargs: Any) -> None:
        self.submit = submit
        super().__init__(*args, **kwargs)


class BodyForm(Form):
    """A body that decides on or looks over policies."""

    submit = "Save the body"
    name = forms.CharField(max_length=120)
    kind = forms.ChoiceField(choices=Body.Kind.choices, label="What kind of body", widget=forms.RadioSelect)
    quorum = forms.IntegerField(
        min_value=0,
        max_value=100,
        initial=0,
        label="Quorum",
        help_text="How many members must be present to decide. 0 if the body has no such rule.",
    )
    quorum_share = forms.ChoiceField(
        choices=Body.Share.choices,
        required=False,
        label="Or a share of its members",
        widget=forms.RadioSelect,
        help_text="Whichever is more counts. For a maintained school's governing body the law says half.",
    )
    delegation_months = forms.IntegerField(
        min_value=0,
        max_value=60,
        initial=12,
        label="It delegates to one person for at most",
        help_text="Months. 0 if it delegates nothing to one person.",
    )
    written_threshold = forms.ChoiceField(
        choices=Body.Threshold.choices,
        required=False,
        label="Written resolutions",
        widget=forms.RadioSelect,
        help_text="Only for academies and trusts, and only where their articles allow them.",
    )
    articles = forms.CharField(
        max_length=120, required=False, label="Where do the articles allow them?", help_text="Such as article 126."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("quorum_share", "written_threshold"):
            self.fields[name].is_plain = True  # type: ignore[attr-defined]  # "none" is one of the choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("written_threshold") and not cleaned.get("articles"):
            self.add_error("articles", "Say where the articles allow written resolutions.")
        return cleaned


class SeatForm(Form):
    """A seat on a body."""

    submit = "Give the seat"
    person = PersonChoice()
    office = forms.ChoiceField(choices=BodyMember.Office.choices, label="As", initial=BodyMember.Office.MEMBER)
    starts_on = DateField(label="From")
    ends_on = DateField(required=False, label="Until", help_text="The last day. Leave it empty if it is open.")

    def __init__(self, *args: Any, school: School, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(school, on)  # type: ignore[attr-defined]
