"""A governing decision in each of its kinds; the same forms for a version on its way and a review without change."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from foundation.schools.dates import PartDate, PartDateField
from foundation.schools.models import Body, BodyMember, Person
from policies.models import Decision, Delegation, Policy
from policies.transitions.steps import Decided
from policies.ways import RECENT, chairs, delegations

MOST_VOTES = 200
NOBODY_ENTERED = "Names, separated by commas. Nobody is entered here as a member yet."
VOTES = ("votes_for", "votes_against", "abstained")
STAYS = ((Decision.Outcome.APPROVED, "It stays as it is"), (Decision.Outcome.RETURNED, "It has to change"))
RETURNED_HINT = "It becomes a draft again. Say below what has to change; it comes back when it has."
CHANGE_HINT = "Say below what. The version in force stays until the next one replaces it."


def votes_field(label: str) -> forms.IntegerField:
    """A small box for a count of votes."""
    box = forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_VOTES, required=False, widget=box)


class OutcomeForm(Form):
    """What was decided, and why; with the next review date where it is a review without change."""

    kind: ClassVar[Decision.Kind] = Decision.Kind.HEADTEACHER
    outcome = forms.ChoiceField(label="Decision", choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    review = PartDateField(label="Next review", required=False)
    reason = forms.CharField(
        label="Reason or conditions",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, is_review: bool = False, **kwargs: Any) -> None:
        self.is_review = is_review
        super().__init__(*args, **kwargs)
        if is_review:
            self.fields["outcome"].choices = STAYS  # type: ignore[attr-defined]
        else:
            del self.fields["review"]

    def outcome_layout(self) -> list[Any]:
        """The fields about what was decided."""
        if not self.is_review:
            return [Choices("outcome", hints={str(Decision.Outcome.RETURNED): RETURNED_HINT}), "reason"]
        reveals = {str(Decision.Outcome.APPROVED): ["review"]}
        hints = {str(Decision.Outcome.RETURNED): CHANGE_HINT}
        return [Choices("outcome", hints=hints, reveals=reveals), "reason"]

    def layout(self) -> list[Any]:
        return [*(["decided_on"] if "decided_on" in self.fields else []), *self.outcome_layout()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome == Decision.Outcome.RETURNED and not cleaned.get("reason"):
            self.add_error("reason", "Say why it was returned, so that it can be changed.")
        if self.is_review and outcome == Decision.Outcome.APPROVED and "review" not in self.errors:
            self._clean_review(cleaned.get("review"))
        return cleaned

    def _clean_review(self, review: PartDate | None) -> None:
        if review is None or review.day is None:
            self.add_error("review", "Say when it is to be reviewed next: a day, a month, a term or a year.")

    def renewed(self) -> PartDate:
        """The next review date; not known where the policy has to change."""
        return self.cleaned_data.get("review") or PartDate.unknown()

    def fields_of(self, *names: str) -> dict[str, Any]:
        """What was entered in these fields."""
        return {name: self.cleaned_data[name] for name in names}


class HeadteacherDecisionForm(OutcomeForm):
    """The headteacher's own decision on a policy that is the headteacher's to determine."""

    submit = "Decide"

    def decided(self, on: date) -> Decided:
        """What was entered, decided today."""
        return Decided(decided_on=on, kind=self.kind, **self.fields_of("outcome", "reason"))


class GoverningForm(OutcomeForm):
    """A decision in the place of a body, or by it; `how` keeps which kind of form was sent."""

    kind = Decision.Kind.MEETING
    submit = "Record the decision"
    how = forms.CharField(widget=forms.HiddenInput, required=False)
    decided_on = DateField(label="Date of the decision")

    def __init__(self, *args: Any, body: Body, on: date, policy: Policy, **kwargs: Any) -> None:
        self.body, self.on, self.policy = body, on, policy
        super().__init__(*args, **kwargs)
        self.fields["how"].initial = str(self.kind)

    def seats(self) -> list[BodyMember]:
        return list(self.body.seats_on(self.on).select_related("person"))

    def decided(self, on: date) -> Decided:
        """What was entered, for the transition."""
        return Decided(kind=self.kind, **self.own(), **self.fields_of("decided_on", "outcome", "reason"))

    def own(self) -> dict[str, Any]:
        """What this kind says besides."""
        return {}


def named(seats: Sequence[BodyMember]) -> list[tuple[str, str]]:
    """Members to tick, by the name that the minutes have."""
    return [(seat.person.name, f"{seat.person.name}, {seat.get_office_display().lower()}") for seat in seats]


class MeetingForm(GoverningForm):
    """A body's decision as minuted: the clerk enters it, no governor decides here by a button."""

    members = forms.MultipleChoiceField(
        label="Members present", widget=forms.CheckboxSelectMultiple, required=False, choices=()
    )
    others = forms.CharField(
        label="Others present",
        max_length=400,
        required=False,
        help_text="Names, separated by commas. They do not count towards the quorum.",
    )
    withdrew = forms.MultipleChoiceField(
        label="Withdrew from this item",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=(),
        help_text="Members who left the meeting for this item because of an interest.",
    )
    votes_for = votes_field("For")
    votes_against = votes_field("Against")
    abstained = votes_field("Abstained")
    casting_vote = forms.BooleanField(label="Votes were equal and the chair's second vote decided", required=False)
    minute_reference = forms.CharField(label="Minute reference", max_length=60, help_text="Such as FGB 12/26, item 7.2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].label = "Date of the meeting"
        names = named(self.seats())
        for field in ("members", "withdrew"):
            self.fields[field].choices = names  # type: ignore[attr-defined]
        self.fields["members"].is_plain = True  # type: ignore[attr-defined]  # somebody was present: one box or the other
        if not names:
            self.fields["others"].label, self.fields["others"].help_text = "Members present", NOBODY_ENTERED

    def layout(self) -> list[Any]:
        about = "As in the minutes. Leave them empty where nobody counted."
        return [
            "decided_on",
            "members",
            "others",
            "withdrew",
            "minute_reference",
            *self.outcome_layout(),
            Group("Votes", *VOTES, "casting_vote", about=about),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("members") and not cleaned.get("others"):
            self.add_error("members", "Say who was present: a body decides at a meeting.")
        absent = set(cleaned.get("withdrew") or ()) - set(cleaned.get("members") or ())
        if absent:
            self.add_error("withdrew", f"{', '.join(sorted(absent))} cannot withdraw without having been present.")
        check_votes(self, "")
        return cleaned

    def own(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "present": present_of(data),
            "withdrew": ", ".join(data["withdrew"]),
            **self.fields_of("minute_reference", "casting_vote", *VOTES),
        }


def present_of(data: dict[str, Any]) -> str:
    """Who was present, as the minutes list them."""
    others = [name.strip() for name in data["others"].split(",") if name.strip()]
    return ", ".join([*data["members"], *others])


def check_votes(form: Form, prefix: str) -> None:
    """Votes are counted all three or not at all."""
    counted = [form.cleaned_data.get(f"{prefix}{name}") for name in VOTES]
    if any(one is not None for one in counted) and None in counted:
        missing = VOTES[counted.index(None)]
        if f"{prefix}{missing}" not in form.errors:
            form.add_error(f"{prefix}{missing}", "Enter all three counts, 0 where there was none, or leave all empty.")


class ResolutionForm(GoverningForm):
    """A written resolution: who of the members agreed in writing."""

    kind = Decision.Kind.WRITTEN
    submit = "Record the resolution"
    agreed = forms.MultipleChoiceField(
        label="Who agreed in writing?", widget=forms.CheckboxSelectMultiple, choices=(), help_text=""
    )
    minute_reference = forms.CharField(
        label="Where it is kept", max_length=60, required=False, help_text="Such as resolution 4 of 2026."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = self.seats()
        self.fields["agreed"].choices = named(seats)  # type: ignore[attr-defined]
        needed, members = self.body.needed_among(len(seats)), len(seats)
        self.fields["agreed"].help_text = f"{needed} of the {members} members have to agree ({self.body.articles})."
        self.fields["decided_on"].label = "Day on which the last of them agreed"
        self.fields["outcome"] = forms.ChoiceField(
            choices=[(Decision.Outcome.APPROVED, "Agreed")], widget=forms.HiddenInput, initial=Decision.Outcome.APPROVED
        )

    def layout(self) -> list[Any]:
        return ["decided_on", "agreed", "minute_reference", *(["review"] if self.is_review else []), "reason"]

    def own(self) -> dict[str, Any]:
        return {"agreed": ", ".join(self.cleaned_data["agreed"]), **self.fields_of("minute_reference")}


class DelegationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """What a body delegated: to whom, by which minute, until when."""

    def label_from_instance(self, obj: Delegation) -> str:
        return f"{obj.person}: {obj.covers} (minute {obj.minute_reference}, until {obj.last_day:%-d %B %Y})"


class DelegatedForm(GoverningForm):
    """A decision by the person to whom the body delegated it, while that is in date."""

    kind = Decision.Kind.DELEGATED
    delegation = DelegationChoice(
        Delegation.objects.none(),
        to_field_name="uid",
        label="By which decision of the body?",
        empty_label="Choose one",
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = delegations(self.body, self.on - RECENT, self.policy)
        offered = found if person is None else found.filter(person=person)
        self.fields["delegation"].queryset = offered  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        return ["delegation", "decided_on", *self.outcome_layout()]

    def own(self) -> dict[str, Any]:
        found: Delegation = self.cleaned_data["delegation"]
        return {"delegation": found, "decided_by": found.person}


class ChairForm(GoverningForm):
    """Chair's action: both tests of urgency, in words."""

    kind = Decision.Kind.CHAIR
    submit = "Record the chair's action"
    decided_by = forms.ModelChoiceField(
        Person.objects.none(), to_field_name="uid", label="Who acted?", empty_label="Choose the chair or vice-chair"
    )
    harm = forms.CharField(
        label="Why would delay be likely to be seriously detrimental?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="To the interests of the school, a pupil, a parent or somebody who works here.",
    )
    no_meeting = forms.CharField(
        label="Why could no quorate meeting be held in time?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="Not even one called at short notice.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acting = Person.objects.filter(pk__in=chairs(self.body, self.on).values("person"))
        self.fields["decided_by"].queryset = acting  # type: ignore[attr-defined]
        self.fields["decided_on"].label = "Day on which the chair acted"

    def layout(self) -> list[Any]:
        return ["decided_by", "decided_on", "harm", "no_meeting", *self.outcome_layout()]

    def own(self) -> dict[str, Any]:
        return self.fields_of("decided_by", "harm", "no_meeting")


BODY_FORMS: dict[str, type[GoverningForm]] = {
    str(form.kind): form for form in (MeetingForm, ResolutionForm, DelegatedForm, ChairForm)
}
