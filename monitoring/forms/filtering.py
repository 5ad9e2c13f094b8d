"""What is asked of a check and a review of filtering, and of what has to be done."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from foundation.schools.models import Person, School
from incidents.forms.cases import offer, somebody, words_field
from monitoring.models import FilteringCall, FilteringCheck, FilteringPoint, FilteringReview
from monitoring.transitions.filtering import Reviewed, Tested, ToDo

Kind, Outcome = FilteringPoint.Kind, FilteringCheck.Outcome
TO_DO = ("what", "owner", "due_on")


class PointForm(Form):
    """One more line of what the school tests."""

    submit = "Add it"
    kind = forms.ChoiceField(label="What is it?", choices=Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Name", max_length=100, help_text="Such as: laptop, guests, library, adult content.")


class ToDoForm(Form):
    """One thing to do: what, who, until when. `on` is the day from which it can be due."""

    submit = "Add it"
    what = forms.CharField(label="What is to be done?", max_length=300)
    owner = somebody("Who does it?")
    due_on = DateField(label="Until when?")

    def __init__(self, *args: Any, people: Collection[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "owner", people)

    def to_do(self) -> ToDo:
        data = self.cleaned_data
        return ToDo(data["what"], data["owner"], data["due_on"])


def _offer(form: forms.BaseForm, name: str, people: Collection[Person]) -> None:
    offer(form, name, Person.objects.filter(pk__in=[person.pk for person in people]).order_by("name", "pk"))


def _points(kind: str) -> Any:
    return forms.ModelMultipleChoiceField(
        FilteringPoint.objects.none(),
        to_field_name="uid",
        label=Kind(kind).label,
        widget=forms.CheckboxSelectMultiple,
    )


class CheckForm(Form):
    """Filtering and monitoring were tried out; `on` is today."""

    submit = "Record the check"
    on = DateField(label="On which day?")
    device = _points(Kind.DEVICE)
    users = _points(Kind.USERS)
    place = _points(Kind.PLACE)
    content = _points(Kind.CONTENT)
    found = words_field(
        "What was found?", 4000, 5, help_text="What was blocked, what was not, whether an alert came. No names."
    )
    outcome = forms.ChoiceField(label="What came of it?", choices=Outcome.choices, widget=forms.RadioSelect)
    what = forms.CharField(label="What has to be done?", max_length=300, required=False)
    owner = somebody("Who does it?", required=False)
    due_on = DateField(label="Until when?", required=False)

    def __init__(self, *args: Any, school: School, people: Collection[Person], on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": on, **(kwargs.get("initial") or {})}
        self.school, self.today = school, on
        super().__init__(*args, **kwargs)
        _offer(self, "owner", people)
        for kind in self.kinds:
            offer(self, kind, FilteringPoint.objects.filter(school=school, kind=kind, ended_at=None))

    def layout(self) -> list[Any]:
        """Asks for each kind of which the school has a line; of the others there is nothing to choose."""
        listed = FilteringPoint.objects.filter(school=self.school, ended_at=None).order_by()
        there = set(listed.values_list("kind", flat=True).distinct())
        self.kinds = [kind for kind in Kind.values if kind in there]
        for kind in set(Kind.values) - there:
            del self.fields[kind]
        return ["on", *self.kinds, "found", Choices("outcome", reveals={Outcome.TO_DO: TO_DO})]

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"], self.today)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("outcome") == Outcome.TO_DO:
            _all_of(self, TO_DO)
        return data

    def tested(self) -> Tested:
        data = self.cleaned_data
        points = [point for kind in self.kinds for point in data[kind]]
        to_do = [ToDo(data["what"], data["owner"], data["due_on"])] if data["outcome"] == Outcome.TO_DO else []
        return Tested(data["on"], points, data["outcome"], data["found"], to_do)


def _not_to_come(day: date, today: date) -> date:
    if day > today:
        raise ValidationError("That day is still to come.")
    return day


def _all_of(form: Form, names: Collection[str]) -> None:
    for name in names:
        if not form.cleaned_data.get(name) and name not in form.errors:
            form.add_error(name, "Say what, who and until when.")


class ReviewForm(Form):
    """The review: on which day, by whom, what was found, and when the next is; `latest` is its last possible day."""

    submit = "Record the review"
    on = DateField(label="On which day was it held?")
    why = forms.ChoiceField(label="Why now?", choices=FilteringReview.Why.choices, widget=forms.RadioSelect)
    leader = somebody("Senior leader who is responsible")
    governor = somebody("Governor who is responsible")
    dsl = somebody("Designated safeguarding lead")
    others = forms.CharField(
        label="Who else took part?",
        max_length=300,
        required=False,
        help_text="Such as the network manager, and the company that runs the filter.",
    )
    findings = words_field(
        "What was found, and what was decided?",
        8000,
        8,
        help_text="What is blocked or allowed and why, the risks, whether it works, who is trained, what changes.",
    )
    check_months = forms.IntegerField(
        label="It is tried out every",
        min_value=1,
        max_value=12,
        help_text="Months, 12 at most. As often as the risks ask for.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    next_due_on = DateField(label="When is the next review?")

    def __init__(self, *args: Any, offered: dict[str, Collection[Person]], on: date, **kwargs: Any) -> None:
        self.today = on
        super().__init__(*args, **kwargs)
        for name, people in offered.items():
            _offer(self, name, people)

    def layout(self) -> list[Any]:
        who = Group("Who is responsible?", "leader", "governor", "dsl", "others")
        return ["on", "why", who, "findings", "check_months", "next_due_on"]

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"], self.today)

    def held(self) -> Reviewed:
        data = self.cleaned_data
        return Reviewed(**{name: data[name] for name in Reviewed.__dataclass_fields__ if name != "to_do"})


class CallForm(Form):
    """Why a review is needed before its time, and by when."""

    submit = "Ask for a review"
    why = forms.ChoiceField(
        label="Why is a review needed?",
        choices=FilteringCall._meta.get_field("why").choices or (),
        widget=forms.RadioSelect,
    )
    words = words_field("What is it?", 1000, 3, help_text="In a sentence or two. No names of pupils.")
    due_on = DateField(label="By when?")


class DoneForm(Form):
    """What was done."""

    submit = "It is done"
    words = forms.CharField(label="What was done?", max_length=300)
