"""What is asked when somebody wants to see what is kept about them, and of what was found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Guidance
from foundation.documents.uploads import UploadField
from foundation.schools.models import Person
from incidents.forms.cases import offer, somebody, words_field
from monitoring.models import Exemption, ItemStatus, SubjectRequest
from monitoring.transitions.subject import Asked
from monitoring.transitions.subject_items import Verdict

ROLL, OUTSIDE = "roll", "outside"
KNOWN, TO_CONFIRM = "known", "confirm"
OPEN, ALL = "", "all"


class RequestFilter(Form):
    """Which requests to list; what is not understood narrows nothing."""

    submit = ""
    status = forms.ChoiceField(
        label="Status", required=False, choices=[(OPEN, "Open"), *SubjectRequest.Status.choices, (ALL, "All")]
    )

    def narrow(self, rows: QuerySet[SubjectRequest]) -> QuerySet[SubjectRequest]:
        self.is_valid()
        status = getattr(self, "cleaned_data", {}).get("status") or OPEN
        if status in SubjectRequest.Status.values:
            return rows.filter(status=status)
        return rows if status == ALL else rows.filter(status__in=SubjectRequest.OPEN)


class ReceiveForm(Form):
    """Who asks, when it came, and whether it is known that it is they."""

    submit = "Record the request"
    whose = forms.ChoiceField(
        label="Who asks?",
        choices=[(ROLL, "Somebody who is or was on the roll"), (OUTSIDE, "Somebody else, such as a parent or a pupil")],
        widget=forms.RadioSelect,
    )
    person = somebody("Who?", required=False)
    who = forms.CharField(label="Their name", max_length=120, required=False, help_text="As it stands in records.")
    also_known_as = words_field(
        "What else are they called, or known by?",
        rows=3,
        required=False,
        help_text="One on each line: earlier names, e-mail addresses, references. All of it is looked for.",
    )
    wants = words_field(
        "What do they ask for?", rows=3, required=False, help_text="In their words, as far as you have it."
    )
    received_on = DateField(label="When did it come?")
    received_how = forms.ChoiceField(
        label="How did it come?", choices=SubjectRequest.Way.choices, widget=forms.RadioSelect
    )
    identity = forms.ChoiceField(
        label="Is it certain that it is they?",
        choices=[(KNOWN, "Yes: the month counts from the day it came"), (TO_CONFIRM, "No, that has to be asked first")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, people: QuerySet[Person], on: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"received_on": on, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offer(self, "person", people)

    def layout(self) -> list[Any]:
        whose = Choices("whose", reveals={ROLL: ["person"], OUTSIDE: ["who"]})
        return [whose, "also_known_as", "wants", "received_on", "received_how", "identity"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("whose") == ROLL and not data.get("person"):
            self.add_error("person", "Choose who asks.")
        if data.get("whose") == OUTSIDE and not data.get("who"):
            self.add_error("who", "Write their name.")
        return data

    def asked(self) -> Asked:
        data = self.cleaned_data
        on_the_roll, is_known = data["whose"] == ROLL, data["identity"] == KNOWN
        return Asked(
            person=data["person"] if on_the_roll else None,
            who="" if on_the_roll else data["who"],
            also_known_as=data["also_known_as"],
            wants=data["wants"],
            received_on=data["received_on"],
            received_how=data["received_how"],
            identity_confirmed_on=data["received_on"] if is_known else None,
        )


class DayForm(Form):
    """Something that happened on a day; today, where nobody says otherwise."""

    on = DateField(label="On which day?")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class IdentityForm(DayForm):
    submit = "Identity is confirmed"
    how = forms.CharField(
        label="How do you know?", max_length=300, help_text="Such as: came in person. Keep no copy of a passport."
    )


class QuestionForm(DayForm):
    submit = "Stop the clock"
    what = words_field("What were they asked?", rows=3)


class AnswerForm(DayForm):
    submit = "Let the clock go on"


class ExtendForm(DayForm):
    submit = "Extend by two months"
    on = DateField(label="On which day were they told?")
    why = words_field("Why does it take longer?", rows=3, help_text="As they were told.")


class LookForForm(Form):
    submit = "Save"
    also_known_as = words_field(
        "What else are they called, or known by?", rows=5, required=False, help_text="One on each line."
    )


class SendForm(DayForm):
    submit = "It was sent"
    on = DateField(label="On which day was it given to them?")
    how = forms.CharField(label="How?", max_length=120, help_text="Such as: handed over; encrypted, by e-mail.")


class RefuseForm(Form):
    submit = "Refuse"
    ground = forms.ChoiceField(
        label="On which ground?", choices=SubjectRequest.Ground.choices, widget=forms.RadioSelect
    )
    why = words_field("Why?", rows=4, help_text="The school has to be able to show it, and tells them why.")


class WithdrawForm(Form):
    submit = "They take it back"
    why = words_field("What did they say?", rows=3)


class ItemFilter(Form):
    """Which of the items to list."""

    submit = ""
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "All"), *ItemStatus.choices])
    kind = forms.ChoiceField(label="What it is", required=False)
    others = forms.ChoiceField(
        label="Other people",
        required=False,
        choices=[("", "Whether or not"), ("no", "Names nobody else"), ("yes", "Names others")],
    )

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Everything"), *kinds]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        if chosen.get("status"):
            rows = rows.filter(status=chosen["status"])
        if chosen.get("kind"):
            rows = rows.filter(about_label=chosen["kind"])
        if chosen.get("others"):
            rows = rows.filter(names_others=chosen["others"] == "yes")
        return rows


class ManyForm(Form):
    """The same for all that the list shows and nobody has decided yet."""

    submit = "Decide them"
    INCLUDE, BAR = "include", "bar"
    what = forms.ChoiceField(
        label="What this list shows and is still to be looked at",
        choices=[
            (INCLUDE, "Include, as they are, those that name nobody else"),
            (BAR, "Include all, with every other name that was found blacked out"),
        ],
        widget=forms.RadioSelect,
    )


class DecideForm(Form):
    """What becomes of one item."""

    submit = "Record the decision"
    status = forms.ChoiceField(label="What becomes of it?", choices=ItemStatus.choices[1:], widget=forms.RadioSelect)
    bars = forms.MultipleChoiceField(label="Black out these names", required=False, widget=forms.CheckboxSelectMultiple)
    more = words_field(
        "Black out these words too", rows=3, required=False, help_text="One on each line, as it stands in the text."
    )
    copy = UploadField(
        label="A copy in which it is blacked out", required=False, help_text="It goes out instead of the file."
    )
    exemption = forms.ChoiceField(
        label="On which ground is something withheld?",
        required=False,
        choices=[("", "Choose a ground"), *Exemption.choices],
    )
    why = words_field("Why?", rows=3, required=False, help_text="For the school's own log. It is never sent.")

    def __init__(self, *args: Any, others: Sequence[str], is_file: bool, **kwargs: Any) -> None:
        self.others, self.is_file = list(others), is_file
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        field = self.fields["bars"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(name, name) for name in self.others]
        for name in ("bars", "more") if self.is_file else ("copy",) if self.others else ("copy", "bars"):
            del self.fields[name]
        black: list[Any] = ["copy"] if self.is_file else [*(["bars"] if self.others else []), "more"]
        hidden = [] if self.is_file else [Guidance("Every place where they stand becomes a bar of the same length.")]
        shown = Choices("status", reveals={ItemStatus.BLACKED_OUT: [*black, *hidden]})
        return [shown, "exemption", "why"]

    def verdict(self) -> Verdict:
        data = self.cleaned_data
        is_included = data["status"] == ItemStatus.INCLUDED
        is_black = data["status"] == ItemStatus.BLACKED_OUT
        return Verdict(
            status=data["status"],
            exemption="" if is_included else data["exemption"],
            why="" if is_included else data["why"],
            bars=[*data.get("bars", ()), *data.get("more", "").splitlines()] if is_black else [],
            copy=data.get("copy") if is_black else None,
        )
