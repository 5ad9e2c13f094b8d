"""A report by a parent or a contractor: no names of the roll, no log-in, nothing to upload."""

from typing import Any

from django import forms

from foundation.core.layout import Choices
from incidents.forms.reporting import OTHER, SCHOOL, ToldForm
from incidents.models import Relation
from incidents.naming import ROLES, holders
from incidents.transitions.people import Named
from incidents.transitions.reporting import Said

MY_CHILD, ME, STAFF = "my_child", "me", "staff"
# The name of a child is asked by telephone; the record has them by a reference of the school's.
THEIR_CHILD = "A child of whoever reported"


class PublicReportForm(ToldForm):
    """What anybody can tell the school."""

    affected = forms.MultipleChoiceField(
        label="Who is affected?",
        choices=(
            (MY_CHILD, "My child"),
            (ME, "I am"),
            (STAFF, "Somebody who works at the school"),
            (SCHOOL, "The school"),
            (OTHER, "Somebody else"),
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    staff = forms.CharField(label="Who at the school is affected?", max_length=200, required=False)
    affected_words = forms.CharField(label="Who else is affected?", max_length=200, required=False)
    blamed = forms.MultipleChoiceField(
        label="Do you complain of one of these?",
        choices=(
            *((kind.value, f"The {kind.label.lower()}") for kind in ROLES),
            (OTHER, "Somebody else who works at the school"),
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Whoever you tick does not get this report and cannot see it.",
    )
    blamed_words = forms.CharField(
        label="Who is it?", max_length=200, required=False, help_text="A name, or what they do at the school."
    )
    name = forms.CharField(
        label="Your name",
        max_length=120,
        required=False,
        help_text="You need not give it. The school keeps it to itself.",
    )
    contact = forms.CharField(
        label="How can the school reach you?",
        max_length=200,
        required=False,
        help_text="Telephone or e-mail. Without it nobody can ask you anything; you still see how far it is.",
    )

    def layout(self) -> list[Any]:
        """Asks for those affected and complained of in words, and last for whoever reports."""
        self.drop_what_is_known()
        self.fields["saw"].help_text = "In your own words. If it is about a child, leave out the full name."
        return [
            *self.asked_first(),
            Choices("blamed", reveals={OTHER: ["blamed_words"]}),
            Choices("affected", reveals={STAFF: ["staff"], OTHER: ["affected_words"]}),
            *self.asked_last(),
            "name",
            "contact",
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for box, value, name in (
            ("affected", STAFF, "staff"),
            ("affected", OTHER, "affected_words"),
            ("blamed", OTHER, "blamed_words"),
        ):
            if value in data.get(box, ()) and not data.get(name) and name not in self.errors:
                self.add_error(name, "Say who it is.")
        return data

    def said(self) -> Said:
        """What was told, with everybody who was named."""
        data = self.cleaned_data
        ticked = data.get("affected", ())
        named = [Named(Relation.AFFECTED, words=THEIR_CHILD, is_pupil=True)] if MY_CHILD in ticked else []
        named += [Named(Relation.AFFECTED, words=data["name"] or "Whoever reported")] if ME in ticked else []
        words = [
            *((Relation.AFFECTED, data.get(name)) for name in ("staff", "affected_words")),
            (Relation.COMPLAINED_OF, data.get("blamed_words")),
        ]
        named += [Named(relation, words=said) for relation, said in words if said]
        named += holders(self.school, [kind for kind in ROLES if kind in data.get("blamed", ())], self.on)
        return self.told(named, affects_school=SCHOOL in ticked)
