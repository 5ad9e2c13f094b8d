"""What is asked of a case: which ones to list, what it is, who leads, where else it is kept."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from foundation.core.forms import Form
from foundation.core.layout import Choices
from foundation.schools.models import Person, School
from incidents.models import Case, Category, Procedure, Severity
from incidents.models.kinds import BRIEF

OPEN, ALL, ME, NOBODY = "", "all", "me", "nobody"
REFERENCE = re.compile(r"^(?:case\s*)?(\d{4})\s*[-\u2013/ ]\s*(\d{1,9})$", re.IGNORECASE)


def words_field(label: str, max_length: int = 2000, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **more)


def somebody(label: str, **more: Any) -> "forms.ModelChoiceField[Person]":
    """Choose somebody; of whom, the form says with `offer`. Each stands in the page by an address that says nothing."""
    more.setdefault("empty_label", "Choose somebody")
    return forms.ModelChoiceField(Person.objects.none(), to_field_name="uid", label=label, **more)


def offer(form: forms.BaseForm, name: str, rows: "QuerySet[Any]") -> None:
    """What a field of a form can be chosen from."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared in the form
    field.queryset = rows


def parts_of(typed: str) -> tuple[int, int] | None:
    """The year and number of a reference, such as 2026-0014."""
    parts = REFERENCE.match(" ".join(typed.split()))
    return (int(parts[1]), int(parts[2])) if parts else None


def by_reference(school: School, typed: str) -> Case | None:
    """The case of a school that is called so, such as 2026-0014; None where there is none."""
    parts = parts_of(typed)
    if parts is None:
        return None
    case = Case.objects.filter(school=school, number=parts[1]).select_related("school").first()
    return case if case is not None and case.opened_at.year == parts[0] else None


class CaseFilter(Form):
    """Which cases to list. What is not understood narrows nothing, so that an old link still opens."""

    submit = ""
    reference = forms.CharField(label="Reference", required=False, max_length=20)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[(OPEN, "Open"), *Case.Status.choices, (ALL, "All")]
    )
    kind = forms.ChoiceField(label="About", required=False, choices=[("", "Everything"), *BRIEF.items()])
    lead = forms.ChoiceField(label="Led by", required=False)

    def __init__(self, *args: Any, leads: Sequence[Person], me: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me = me
        named = [(str(person.uid), person.name) for person in leads]
        field = self.fields["lead"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Anybody"), (ME, "Me"), (NOBODY, "Nobody yet"), *named]

    def narrow(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """The cases that fit; the open ones where neither a status nor a reference is said."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        status, lead, reference = chosen.get("status") or OPEN, chosen.get("lead"), chosen.get("reference")
        if reference:
            parts = parts_of(reference)
            cases = cases.filter(opened_at__year=parts[0], number=parts[1]) if parts else cases.none()
        if status in Case.Status.values:
            cases = cases.filter(status=status)
        elif status == OPEN and not reference:
            cases = cases.exclude(status=Case.Status.CLOSED)
        if chosen.get("kind"):
            cases = cases.filter(kind=chosen["kind"])
        if lead:
            cases = cases.filter(self._led_by(lead))
        return cases

    def _led_by(self, lead: str) -> Q:
        if lead == NOBODY:
            return Q(lead=None)
        return Q(lead__in=sorted(self.me)) if lead == ME else Q(lead__uid=lead)


class HandOnForm(Form):
    """Who leads from now on."""

    submit = "Hand it on"

    person = somebody("Who leads from now on?", help_text="They can see this case already.")

    def __init__(self, *args: Any, people: Collection[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Person.objects.filter(pk__in=[person.pk for person in people])
        offer(self, "person", rows.order_by("name", "pk"))


class JudgeForm(Form):
    """What a case is, how serious on the school's own scale, and which procedure follows (ACR-16, COR-05, HAY-05)."""

    submit = "Save"
    summary = forms.CharField(
        label="In one line, what is it about?",
        max_length=160,
        help_text="Whoever sees this case reads it above everything else. Name no pupil.",
    )
    category = forms.ChoiceField(label="What is it?", choices=[("", "Choose"), *Category.choices])
    severity = forms.ModelChoiceField(
        Severity.objects.none(),
        to_field_name="uid",
        label="How serious is it?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a step of the school's scale."},
    )
    procedure = forms.ChoiceField(label="Which procedure follows?", choices=[("", "Choose"), *Procedure.choices])

    def __init__(self, *args: Any, steps: Sequence[Severity], why: str = "", **kwargs: Any) -> None:
        """`why` says why a procedure is proposed."""
        self.steps = steps
        super().__init__(*args, **kwargs)
        offer(self, "severity", Severity.objects.filter(pk__in=[step.pk for step in steps]))
        self.fields["procedure"].help_text = why

    def layout(self) -> list[Any]:
        hints = {str(step.uid): step.meaning for step in self.steps if step.meaning}
        return ["summary", "category", Choices("severity", hints=hints), "procedure"]


class SafeguardingForm(Form):
    """Why a case is one of safeguarding."""

    submit = "Make it a safeguarding case"
    why = words_field(
        "Why?", 1000, 3, help_text="The designated safeguarding lead is told at once and can see the case."
    )


class ElsewhereForm(Form):
    """Where the child-protection file is kept, and what it is called there (QEI-23)."""

    submit = "Save"
    system = forms.CharField(label="In which system?", max_length=80)
    reference = forms.CharField(
        label="Its reference there", max_length=80, help_text="A number or reference, not the name of a child."
    )


class JoinForm(Form):
    """To which other case a report belongs."""

    submit = "Join it"
    reference = forms.CharField(
        label="Reference of the other case",
        max_length=20,
        help_text="Such as 2026-0014. Everybody named here is named there too, and this case closes.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, others: QuerySet[Case], school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others, self.school = others, school

    def clean_reference(self) -> Case:
        found = by_reference(self.school, self.cleaned_data["reference"])
        if found is None or not self.others.filter(pk=found.pk).exists():
            raise ValidationError("You have no other open case with this reference. Look it up in the list of cases.")
        return found
