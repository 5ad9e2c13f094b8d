"""Meetings: planning one, its agenda, its outcome for many policies at once, and what a body delegates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from foundation.core.shapes import say_what_is_missing
from foundation.schools.dates import PartDate, PartDateField
from foundation.schools.forms.roles import PersonChoice
from foundation.schools.models import Body, School
from policies.agendas import Entry
from policies.forms.deciding import NOBODY_ENTERED, VOTES, check_votes, named, present_of, votes_field
from policies.models import AgendaItem, Decision, Meeting, Policy
from policies.transitions.meetings import Delegating, Reached, Sat
from policies.transitions.steps import Decided

Kind, Outcome = AgendaItem.Kind, AgendaItem.Outcome
AMENDED = "Also where it would be approved with amendments: the text is changed first and comes back."
HEADINGS = {Kind.DECIDE: "To decide", Kind.REVIEW: "Reviews that fall due", Kind.REPORT: "To report"}
OUTCOMES: dict[str, list[tuple[str, str]]] = {
    Kind.DECIDE: [(Outcome.APPROVED, "Approved"), (Outcome.RETURNED, "Returned for changes")],
    Kind.REVIEW: [(Outcome.REVIEWED, "It stays as it is"), (Outcome.RETURNED, "It has to change")],
    Kind.REPORT: [(Outcome.NOTED, "Reported and noted")],
}


class WhenForm(Form):
    """The day and place of a meeting."""

    submit = "Save"
    held_on = DateField(label="Date")
    place = forms.CharField(label="Time and place", max_length=120, required=False, help_text="Such as 6pm, library.")


class PlanForm(WhenForm):
    """A meeting of one of the school's bodies."""

    submit = "Plan the meeting"
    body = forms.ModelChoiceField(
        Body.objects.none(), to_field_name="uid", label="Which body meets?", empty_label="Choose a body"
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = meeting_bodies(school)  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        return ["body", "held_on", "place"]


def meeting_bodies(school: School) -> Any:
    """The bodies whose meetings are planned here: the school's own, but for those outside it."""
    return Body.objects.filter(school=school, closed_on=None).exclude(kind=Body.Kind.OUTSIDE)


class CancelForm(Form):
    """Why a meeting is cancelled."""

    submit = "Cancel the meeting"
    why = forms.CharField(label="Why is it cancelled?", max_length=300)


class AgendaForm(Form):
    """What is due, to be ticked onto the agenda."""

    submit = "Set the agenda"

    def __init__(self, *args: Any, entries: Sequence[Entry], chosen: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = {entry.key: entry for entry in entries}
        for kind, heading in HEADINGS.items():
            offered = [entry for entry in entries if entry.kind == kind]
            if offered:
                self.fields[kind] = forms.MultipleChoiceField(
                    label=heading,
                    choices=[(entry.key, str(entry.version)) for entry in offered],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                    initial=[entry.key for entry in offered if entry.key in chosen],
                )
                self.fields[kind].is_plain = True  # type: ignore[attr-defined]  # none is an answer
        self.helper.layout.fields[:0] = [
            Choices(kind, hints={entry.key: entry.hint for entry in entries})
            for kind in HEADINGS
            if kind in self.fields
        ]

    def wanted(self) -> list[Entry]:
        """What was ticked, in the order of the page."""
        ticked = {key for kind in HEADINGS for key in self.cleaned_data.get(kind, ())}
        order = list(HEADINGS)
        return sorted(
            (entry for key, entry in self.entries.items() if key in ticked),
            key=lambda entry: order.index(Kind(entry.kind)),
        )


class OutcomeForm(Form):
    """Who sat, and what came of each item: one page for the whole meeting."""

    submit = "Enter the outcome"
    members = forms.MultipleChoiceField(
        label="Members present", widget=forms.CheckboxSelectMultiple, required=False, choices=()
    )
    others = forms.CharField(
        label="Others present",
        max_length=400,
        required=False,
        help_text="Names, separated by commas. They do not count towards the quorum.",
    )
    minute_reference = forms.CharField(label="Minute reference", max_length=40, help_text="Such as FGB 12/26")

    def __init__(self, *args: Any, meeting: Meeting, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        self.meeting, self.items = meeting, items
        super().__init__(*args, **kwargs)
        self.names = named(list(meeting.body.seats_on(meeting.held_on).select_related("person")))
        self.fields["members"].choices = self.names  # type: ignore[attr-defined]
        self.fields["members"].is_plain = True  # type: ignore[attr-defined]  # one box or the other
        if not self.names:
            self.fields["others"].label, self.fields["others"].help_text = "Members present", NOBODY_ENTERED
        if meeting.status == Meeting.Status.HELD:
            for name in ("members", "others", "minute_reference"):
                del self.fields[name]
        else:
            self.helper.layout.fields[:0] = [Group("The meeting", "members", "others", "minute_reference")]
        groups = [self._add(item) for item in items]
        say_what_is_missing(self)
        self.helper.layout.fields[-1:-1] = groups

    def layout(self) -> list[Any]:
        return []

    def _add(self, item: AgendaItem) -> Group:
        """The boxes of one item."""
        at = f"i{item.position}_"
        choices = [*OUTCOMES[item.kind], (str(Outcome.DEFERRED), "Deferred to another meeting")]
        self.fields[f"{at}outcome"] = forms.ChoiceField(
            label="What came of it?", choices=choices, widget=forms.RadioSelect
        )
        outcome = Choices(f"{at}outcome", hints={str(Outcome.RETURNED): AMENDED} if item.kind == Kind.DECIDE else {})
        title = f"{item.position}. {item.version}"
        if item.kind == Kind.REPORT:
            return Group(
                title, outcome, about=f"To report: {item.decision.get_kind_display()}" if item.decision else ""
            )
        self.fields |= self._decision_fields(at, item)
        reveals = {str(Outcome.REVIEWED): [f"{at}review"]} if item.kind == Kind.REVIEW else {}
        outcome.reveals.update(reveals)
        names = [f"{at}{name}" for name in ("withdrew", *VOTES, "casting_vote")]
        more = Choices(f"{at}more", reveals={"more": names})
        return Group(title, outcome, f"{at}reason", more, f"{at}minute_reference", about=item.get_kind_display())

    def _decision_fields(self, at: str, item: AgendaItem) -> dict[str, forms.Field]:
        review = {} if item.kind != Kind.REVIEW else {f"{at}review": _next_review(item, self.meeting.held_on)}
        reason = forms.CharField(
            label="Reason or conditions",
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=2000,
            required=False,
            help_text="Needed where it was returned or has to change.",
        )
        more = [("more", "Somebody withdrew, or votes were counted")]
        withdrew = forms.MultipleChoiceField(
            label="Withdrew from this item because of an interest",
            widget=forms.CheckboxSelectMultiple,
            required=False,
            choices=self.names,
        )
        minute = forms.CharField(
            label="Minute of this item", max_length=60, required=False, help_text="If it has one of its own."
        )
        labels = dict(zip(VOTES, ("For", "Against", "Abstained"), strict=True))
        casting = forms.BooleanField(label="Votes were equal and the chair's second vote decided", required=False)
        return {
            **review,
            f"{at}reason": reason,
            f"{at}more": forms.MultipleChoiceField(
                label="Interests and votes", choices=more, widget=forms.CheckboxSelectMultiple, required=False
            ),
            f"{at}withdrew": withdrew,
            **{f"{at}{name}": votes_field(label) for name, label in labels.items()},
            f"{at}casting_vote": casting,
            f"{at}minute_reference": minute,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "members" in self.fields and not cleaned.get("members") and not cleaned.get("others"):
            self.add_error("members", "Say who was present: a body decides at a meeting.")
        for item in self.items:
            if item.kind != Kind.REPORT:
                self._clean_item(f"i{item.position}_", cleaned)
        return cleaned

    def _clean_item(self, at: str, cleaned: dict[str, Any]) -> None:
        outcome = cleaned.get(f"{at}outcome")
        if outcome == Outcome.RETURNED and not cleaned.get(f"{at}reason"):
            self.add_error(f"{at}reason", "Say why, so that it can be changed.")
        review: PartDate | None = cleaned.get(f"{at}review")
        lacks_review = review is None or review.day is None
        if outcome == Outcome.REVIEWED and lacks_review and f"{at}review" not in self.errors:
            self.add_error(f"{at}review", "Say when it is to be reviewed next: a day, a month, a term or a year.")
        if "members" in self.fields:
            absent = set(cleaned.get(f"{at}withdrew") or ()) - set(cleaned.get("members") or ())
            if absent:
                names = ", ".join(sorted(absent))
                self.add_error(f"{at}withdrew", f"{names} cannot withdraw without having been present.")
        check_votes(self, at)

    def sat(self) -> Sat:
        """Who was present; as it was entered before, where the meeting has been held."""
        if "members" not in self.fields:
            return Sat(self.meeting.present, self.meeting.minute_reference)
        return Sat(present_of(self.cleaned_data), self.cleaned_data["minute_reference"])

    def reached(self) -> list[Reached]:
        """What came of each item, for the transition."""
        return [self._reached(item, f"i{item.position}_") for item in self.items]

    def _reached(self, item: AgendaItem, at: str) -> Reached:
        data = self.cleaned_data
        outcome = data[f"{at}outcome"]
        if item.kind == Kind.REPORT:
            return Reached(item, outcome, Decided(self.meeting.held_on, Decision.Outcome.APPROVED))
        said = {name: data[f"{at}{name}"] for name in ("reason", "minute_reference", "casting_vote", *VOTES)}
        withdrew = ", ".join(data[f"{at}withdrew"])
        decided = Decided(self.meeting.held_on, Decision.Outcome.APPROVED, withdrew=withdrew, **said)
        return Reached(item, outcome, decided, data.get(f"{at}review"))


def _next_review(item: AgendaItem, held_on: date) -> PartDateField:
    """As long again as a year after the review that falls due, or after the meeting where that is past."""
    now = PartDate.of(item.version.review_on, item.version.review_precision)
    day = max(now.day or held_on, held_on)
    later = day.replace(year=day.year + 1, day=min(day.day, 28))
    initial = PartDate(later, now.precision) if now.day else PartDate(later)
    return PartDateField(label="Next review", required=False, initial=initial)


class DelegationForm(Form):
    """What a body delegated to one person, as minuted."""

    submit = "Record it"
    body = forms.ModelChoiceField(
        Body.objects.none(), to_field_name="uid", label="Which body delegated?", empty_label="Choose a body"
    )
    person = PersonChoice()
    policy = forms.ModelChoiceField(
        Policy.objects.none(), to_field_name="uid", label="For which policy?", required=False, empty_label="Several"
    )
    covers = forms.CharField(
        label="What does it cover?", max_length=300, help_text="As minuted, such as “policies on buildings”."
    )
    decided_on = DateField(label="Date of the meeting that delegated")
    minute_reference = forms.CharField(label="Minute reference", max_length=60, help_text="Such as FGB 12/26, item 4")
    until_on = DateField(label="Until", help_text="The last day on which it may be used.")

    def __init__(self, *args: Any, school: School, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = meeting_bodies(school).filter(delegation_months__gt=0)  # type: ignore[attr-defined]
        self.fields["policy"].queryset = Policy.objects.filter(school=school, withdrawn_at=None)  # type: ignore[attr-defined]
        self.fields["policy"].is_plain = True  # type: ignore[attr-defined]  # "Several" is one of the choices
        self.fields["person"].offer(school, on)  # type: ignore[attr-defined]
        self.fields["person"].label = "To whom?"

    def layout(self) -> list[Any]:
        return ["body", "person", "covers", "policy", "decided_on", "minute_reference", "until_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("decided_on"), cleaned.get("until_on")
        if start and end and end < start:
            self.add_error("until_on", "It cannot end before it was decided.")
        return cleaned

    def delegating(self) -> Delegating:
        """What was entered; it points at the meeting of that day where that is kept here."""
        names = ("person", "covers", "policy", "decided_on", "minute_reference", "until_on")
        data = self.cleaned_data
        held = Meeting.objects.filter(body=data["body"], held_on=data["decided_on"], status=Meeting.Status.HELD)
        return Delegating(**{name: data[name] for name in names}, meeting=held.first())
