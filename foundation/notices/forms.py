"""Which notices the office looks at."""

from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.notices.kinds import kinds, private_kinds
from foundation.notices.models import Notice
from foundation.schools.models import School


class ToldFilter(Form):
    """Narrows the list; what is not understood narrows nothing."""

    submit = ""

    person = forms.CharField(label="Person", max_length=80, required=False)
    kind = forms.ChoiceField(label="What about", required=False)
    status = forms.ChoiceField(label="Where it is", required=False, choices=[("", "All"), *Notice.Status.choices])

    def __init__(self, data: Any, *, school: School) -> None:
        super().__init__(data)
        self.school = school
        found = [(name, kind.title) for name, kind in kinds.entries.items() if not kind.is_private]
        self.fields["kind"] = forms.ChoiceField(
            label="What about", required=False, choices=[("", "All"), *sorted(found, key=lambda choice: choice[1])]
        )

    def narrow(self) -> Any:
        """The school's notices that fit, without what the mails said."""
        self.full_clean()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        known = Notice.objects.filter(school=self.school).exclude(kind__in=private_kinds())
        notices = known.select_related("recipient").defer("sent_bytes")
        if "person" in chosen:
            notices = notices.filter(recipient__name__icontains=chosen["person"])
        exact = {name: chosen[name] for name in ("kind", "status") if name in chosen}
        return notices.filter(**exact)
