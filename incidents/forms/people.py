"""Who is in a case, and why somebody no longer is."""

from datetime import date
from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.core.layout import Choices
from foundation.schools.models import Person, School
from incidents.forms.cases import offer, somebody, words_field
from incidents.models import Relation
from incidents.transitions.people import Named

ROLL, PUPIL, OUTSIDE = "roll", "pupil", "outside"
WHO = [(ROLL, "Somebody on the roll"), (PUPIL, "A pupil"), (OUTSIDE, "Somebody else")]
HINTS: dict[str, str] = {
    Relation.COMPLAINED_OF: "From that moment they see nothing of this case by any way, and cannot be let in. The case"
    " goes to somebody else where it was theirs.",
    Relation.AFFECTED: "On the roll, they have a page of their own with what is done for them.",
}


class NameForm(Form):
    """Somebody who is in a case: of the roll, a pupil by a reference, or somebody else in words."""

    submit = "Add them"
    relation = forms.ChoiceField(label="How do they stand to it?", choices=Relation.choices, widget=forms.RadioSelect)
    who = forms.ChoiceField(label="Who is it?", choices=WHO, widget=forms.RadioSelect)
    person = somebody("On the roll", required=False)
    pupil = forms.CharField(
        label="The pupil's reference",
        max_length=60,
        required=False,
        help_text="As only the school can read it, such as 7B-04. Not the name.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    words = forms.CharField(label="Who", max_length=120, required=False, help_text="Such as: a parent of year 4.")

    def __init__(self, *args: Any, school: School, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", Person.objects.current(on).filter(school=school).order_by("name", "pk"))

    def layout(self) -> list[Any]:
        reveals = {ROLL: ["person"], PUPIL: ["pupil"], OUTSIDE: ["words"]}
        return [Choices("relation", hints=HINTS), Choices("who", reveals=reveals)]

    def clean(self) -> dict[str, Any]:
        needed = {ROLL: ("person", "Choose who it is."), PUPIL: ("pupil", "Write the reference.")}
        name, sentence = needed.get(self.cleaned_data.get("who", ""), ("words", "Say who it is."))
        if self.cleaned_data.get("who") and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)
        return self.cleaned_data

    def named(self) -> Named:
        """Only what belongs to the chosen way of naming counts."""
        data = self.cleaned_data
        if data["who"] == ROLL:
            return Named(data["relation"], data["person"])
        is_pupil = data["who"] == PUPIL
        return Named(data["relation"], words=data["pupil"] if is_pupil else data["words"], is_pupil=is_pupil)


class TakeOutForm(Form):
    """Why somebody is no longer in a case."""

    submit = "Take them out"
    why = words_field("Why?", 500, 3, help_text="They stay in the timeline, with this reason.")
