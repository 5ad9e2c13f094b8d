"""Who stands in for whom, and who is asked for advice."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.schools.models import Person, School


def _somebody(label: str, **more: Any) -> "forms.ModelChoiceField[Person]":
    return forms.ModelChoiceField(
        Person.objects.none(), to_field_name="uid", label=label, empty_label="Choose somebody", **more
    )


def _choose_from(form: forms.BaseForm, name: str, people: QuerySet[Person]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared in the form
    field.queryset = people


class DeputyForm(Form):
    """Who stands in, from when until when; for whom only where the reader may name one for others."""

    submit = "Name them"
    person = _somebody("Who will be away?")
    deputy = _somebody("Who stands in?", help_text="They are told, and see what waits for the other.")
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")

    def __init__(self, *args: Any, school: School, me: Person | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.current(on).filter(school=school).order_by("name", "pk")
        _choose_from(self, "deputy", people)
        _choose_from(self, "person", people)
        if me is not None:
            del self.fields["person"]
            self.helper.layout.fields = [name for name in self.helper.layout.fields if name != "person"]
            _choose_from(self, "deputy", people.exclude(pk=me.pk))


class LetInForm(Form):
    """Who is let into one request, until when and why."""

    submit = "Let them in"
    person = _somebody("Who is to advise?")
    until = DateField(label="Until which day can they read it?", help_text="At most 60 days. It ends by itself.")
    why = forms.CharField(
        label="Why are they asked?", max_length=300, help_text="Everyone who sees the request reads it."
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_from(self, "person", people)


class AdviseForm(Form):
    """What an adviser says."""

    submit = "Give this advice"
    words = forms.CharField(
        label="Your advice",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Whoever decides reads it. It approves nothing and refuses nothing.",
    )
