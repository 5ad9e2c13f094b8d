"""Who does what for a site, from when until when."""

from datetime import date
from typing import Any

from django import forms

from approvals.models import SitePerson
from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.schools.models import Person, School

Duty = SitePerson.Duty
DUTIES = [(duty.value, duty.label) for duty in (Duty.ADMINISTRATOR, Duty.MODERATOR, Duty.POSTER)]
OWNERS = [(duty.value, duty.label) for duty in (Duty.OWNER, Duty.SECOND_OWNER)]


class PersonForm(Form):
    """Somebody of the school, who is on its roll today: only they count (QEI-09)."""

    person = forms.ModelChoiceField(
        Person.objects.none(), to_field_name="uid", label="Who?", empty_label="Choose somebody"
    )

    def __init__(self, *args: Any, school: School, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Person.objects.current(on).filter(school=school)


class DutyForm(PersonForm):
    """Who takes on which duty (ACR-09 for those who may post)."""

    submit = "Give this duty"
    duty = forms.ChoiceField(label="What do they do?", choices=DUTIES, widget=forms.RadioSelect)
    since = DateField(label="From when?", required=False, help_text="Leave it empty for today.")
    until = DateField(label="Until when?", required=False, help_text="The last day. Leave it empty if it is open.")


class OwnerForm(PersonForm):
    """Who owns a site from now on."""

    submit = "Change the owner"
    duty = forms.ChoiceField(label="As what?", choices=OWNERS, widget=forms.RadioSelect, initial=Duty.OWNER)
