"""One page of questions of a request: what it asks, and how its answers are kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.schools.models import Person, School
from policies.models import PolicyRules

YES_NO = (("yes", "Yes"), ("no", "No"))


class NamesField(forms.CharField):
    """Names, one on each line. Who is on the roll is found by name or e-mail address; a vacancy keeps its words.

    Its value is a list of {"person": uid or None, "words": as written}. Raises ValidationError for a name that two
    people have.
    """

    widget = forms.Textarea
    on_roll: Mapping[str, list[Person]]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("help_text", "One name on each line. A vacancy may be named, but does not count.")
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = 4
        self.on_roll = {}

    def offer(self, people: list[Person]) -> None:
        """Look for these people."""
        found: dict[str, list[Person]] = {}
        for person in people:
            for key in {person.name.casefold(), person.email.casefold()} - {""}:
                found.setdefault(key, []).append(person)
        self.on_roll = found

    def clean(self, value: Any) -> list[dict[str, str | None]]:
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        return [self._found(line) for line in dict.fromkeys(lines) if line]

    def _found(self, line: str) -> dict[str, str | None]:
        people = self.on_roll.get(line.casefold(), [])
        if len(people) > 1:
            raise forms.ValidationError(f"{len(people)} people are called {line}: write the e-mail address instead.")
        return {"person": str(people[0].uid) if people else None, "words": people[0].name if people else line}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(one["words"] for one in value) if isinstance(value, list) else value


class PageForm(Form):
    """A page of questions. `title` heads it; `guidance` are the rules that count here (STM-07, QEI-07, ACR-08).

    Where people will speak for the school or of it (`speaks`), the school's own words about that come along. `question`
    is the one of "May I ...?" that says more.
    """

    submit = "Save and go on"
    title: ClassVar[str]
    guidance: tuple[str, ...] = ()
    speaks: ClassVar[bool] = False
    question: ClassVar[str] = ""

    def __init__(self, data: Any, *, school: School, on: date, answers: Mapping[str, Any], **kwargs: Any) -> None:
        self.school, self.on, self.given = school, on, answers
        initial = {name: _shown(field, answers[name]) for name, field in self.base_fields.items() if name in answers}
        super().__init__(data, initial=initial, **kwargs)
        names = [field for field in self.fields.values() if isinstance(field, NamesField)]
        if names:
            people = list(Person.objects.current(on).filter(school=school))
            for field in names:
                field.offer(people)
        self.offer()
        self.guidance = (*self.guidance, *self.says_here(), *(own_views_at(school) if self.speaks else ()))

    def offer(self) -> None:
        """Offer what the school has: its platforms, groups, sites."""

    def says_here(self) -> Sequence[str]:
        """What the house rules add to the guidance."""
        return ()

    def answers(self) -> dict[str, Any]:
        """What is kept of this page."""
        return {name: _kept(self.cleaned_data.get(name)) for name in self.base_fields if name in self.fields}


def own_views_at(school: School) -> list[str]:
    """The school's words about own views and its name, as people confirm them with a policy; none where it has none."""
    return list(PolicyRules.objects.filter(school=school).exclude(own_views="").values_list("own_views", flat=True))


def _kept(value: Any) -> Any:
    """As it can be kept as JSON: a day as text, a row by its uid."""
    if isinstance(value, Model):
        return str(value.uid)  # type: ignore[attr-defined]  # whatever can be chosen has one
    return value.isoformat() if isinstance(value, date) else value


def _shown(field: forms.Field, value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(field, DateField) and value else value
