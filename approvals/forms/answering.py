"""What is said at a step of a request."""

from datetime import date
from typing import Any

from django import forms

from approvals.models import Decision, Mode, Step
from approvals.transitions import Answer
from foundation.core.forms import Form
from foundation.schools.models import Person

Outcome = Decision.Outcome
CHOICES = (
    (Outcome.APPROVED, "Approve"),
    (Outcome.RETURNED, "Return for changes"),
    (Outcome.DECLINED, "Decline"),
)


def _reason(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


class DecisionForm(Form):
    """Approve, return for changes or decline, with a reason; name and logo separately where it is their step."""

    submit = "Record the decision"
    outcome = forms.ChoiceField(label="What do you decide?", choices=CHOICES, widget=forms.RadioSelect)
    brand = forms.ChoiceField(
        label="May the school's name and logo be used?",
        choices=[(Decision.Brand.APPROVED, "Yes"), (Decision.Brand.DECLINED, "No")],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = _reason("Reason", required=False, help_text="Needed unless you approve.")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not step.decides_brand or step.revision.answers.get("uses_brand") != "yes":
            del self.fields["brand"]
            self.helper.layout.fields = [name for name in self.helper.layout.fields if name != "brand"]

    def clean(self) -> dict[str, Any]:
        outcome = self.cleaned_data.get("outcome")
        if outcome and outcome != Outcome.APPROVED and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why, so that it can be understood.")
        if outcome == Outcome.APPROVED and "brand" in self.fields and not self.cleaned_data.get("brand"):
            self.add_error("brand", "Say whether the school's name and logo may be used.")
        return self.cleaned_data

    def answer(self) -> Answer:
        data = self.cleaned_data
        return Answer(data["outcome"], data["reason"], data.get("brand", ""))


class AdviceForm(Form):
    """Advice: it approves nothing (QEI-14)."""

    submit = "Give this advice"
    reason = _reason("Your advice", help_text="On purpose and content. The next to decide sees it.")

    def answer(self) -> Answer:
        return Answer(Outcome.ADVISED, self.cleaned_data["reason"])


def form_for(step: Step, data: Any) -> DecisionForm | AdviceForm:
    """The form that the step's mode needs, bound to the text that is shown."""
    seen = step.revision.content_hash
    if step.mode == Mode.ADVISE:
        return AdviceForm(data, seen=seen)
    return DecisionForm(data, step=step, seen=seen)


class PassOnForm(Form):
    """To whom a step that stands still is passed on, and why."""

    submit = "Pass it on"
    person = forms.ModelChoiceField(
        Person.objects.none(), to_field_name="uid", label="To whom?", empty_label="Choose somebody"
    )
    why = forms.CharField(label="Why?", max_length=300)

    def __init__(self, *args: Any, step: Step, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        people = Person.objects.current(on).filter(school=step.school_id)
        field.queryset = people.exclude(pk=step.request.requester_id)


class WhyForm(Form):
    """Why something is done that ends or skips something."""

    submit = "Go on without this advice"
    why = forms.CharField(label="Why?", max_length=300)
