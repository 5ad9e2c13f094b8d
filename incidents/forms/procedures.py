"""What a procedure asks for: the harm threshold, a breach of personal data, referrals, the clause that was not kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from incidents.forms.cases import words_field
from incidents.forms.moments import MomentForm, time_field
from incidents.models import Case, DataBreach, Referral
from incidents.transitions.procedures import Advised
from incidents.transitions.referrals import Sent
from policies.search import Hit

Allegation, Risk = Case.Allegation, DataBreach.Risk
DECISIONS = [
    (Allegation.THRESHOLD_MET, "The harm threshold is met: it is an allegation"),
    (Allegation.LOW_LEVEL, "It is a low-level concern"),
    (Allegation.NEITHER, "It is neither"),
]
MEANINGS: dict[str, str] = {
    Allegation.THRESHOLD_MET: "They may have harmed a child, committed an offence against one, behaved so that they may"
    " pose a risk of harm, or may not be suitable to work with children. The LADO has advised.",
    Allegation.LOW_LEVEL: "Not in keeping with the code of conduct, and below the threshold. It is recorded as such.",
    Allegation.NEITHER: "Say what it was instead.",
}


class AllegationForm(Form):
    """Why a case may be an allegation."""

    submit = "Consider it as an allegation"
    why = words_field("Why?", 1000, 3, help_text="What was said or seen, without the name of the child.")


class LadoForm(MomentForm):
    """A conversation with the LADO (HAY-06)."""

    submit = "Record it"
    name = forms.CharField(label="With whom did you speak?", max_length=120)
    advice = words_field("What did they advise?", required=False, help_text="Leave it empty while it is to come.")
    field_order = ("name", "on", "time", "advice")

    def told(self) -> Advised:
        data = self.cleaned_data
        return Advised(data["name"], self.moment(), data["advice"])


class ThresholdForm(Form):
    """What the case manager decides, with what the LADO advised."""

    submit = "Record the decision"
    decided = forms.ChoiceField(label="What is it?", choices=DECISIONS, widget=forms.RadioSelect)
    why = words_field("Why?", 3000, 4)
    name = forms.CharField(label="Name of the LADO", max_length=120, required=False)
    on = DateField(label="On which day?", required=False)
    time = time_field(required=False)
    advice = words_field("What they advised", required=False)

    def layout(self) -> list[Any]:
        about = "Needed where the threshold is met; a low-level concern can be recorded without."
        lado = Group("Considered with the LADO", "name", "on", "time", "advice", about=about)
        return [Choices("decided", hints=MEANINGS), "why", lado]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        asked = [name for name in ("name", "on", "time", "advice") if not data.get(name)]
        needs = data.get("decided") == Allegation.THRESHOLD_MET
        if (needs and asked) or 0 < len(asked) < 4:
            for name in asked:
                if name not in self.errors and (needs or name != "advice"):
                    self.add_error(name, "Fill this in: it was considered with the LADO.")
        return data

    def told(self) -> Advised:
        data = self.cleaned_data
        if not data.get("on"):
            return Advised()
        at = timezone.make_aware(datetime.combine(data["on"], data["time"]))
        return Advised(data["name"], at, data["advice"])


class SubjectToldForm(MomentForm):
    """That who is complained of was told."""

    submit = "Record it"
    words = words_field("What were they told, and by whom?")
    field_order = ("on", "time", "words")


class KnownForm(MomentForm):
    """When the school first knew of a breach of personal data."""

    submit = "Record it"
    field_order = ("on", "time")


class AssessForm(Form):
    """How likely it is that people come to harm by a breach (STM-19)."""

    submit = "Record the assessment"
    risk = forms.ChoiceField(
        label="How likely is it that people come to harm?",
        choices=[one for one in Risk.choices if one[0] != Risk.UNKNOWN],
        widget=forms.RadioSelect,
    )
    words = words_field(
        "Whose data is it, how many people, what could follow, and what was done about it?",
        3000,
        5,
        help_text="No names. Where a risk is unlikely, this is why the commissioner is not told.",
    )


class CommissionerForm(MomentForm):
    """That the commissioner was told, and why not earlier."""

    submit = "Record it"
    reference = forms.CharField(label="Their reference", max_length=80)
    late_why = words_field("If it was after the 72 hours, why?", 1000, 3, required=False)
    field_order = ("on", "time", "reference", "late_why")


class PeopleToldForm(MomentForm):
    """That the people whose data it is were told."""

    submit = "Record it"
    how = words_field("Who told them, how, and what?", 2000, 3, help_text="No names.")
    field_order = ("on", "time", "how")


class ReferForm(MomentForm):
    """To whom something was passed on."""

    submit = "Record it"
    to = forms.ChoiceField(
        label="To whom?",
        choices=[("", "Choose one"), *(one for one in Referral.To.choices if one[0] != Referral.To.LADO)],
    )
    whom = forms.CharField(
        label="Who has it there?",
        max_length=200,
        required=False,
        help_text="A name or a team. Leave it empty for the disciplinary procedure.",
    )
    reference = forms.CharField(label="Their reference, if they gave one", max_length=80, required=False)
    field_order = ("to", "whom", "reference", "on", "time")

    def sent(self) -> Sent:
        data = self.cleaned_data
        return Sent(data["to"], self.moment(), data["whom"], data["reference"])


class AnswerForm(Form):
    """What came of a referral."""

    submit = "Record the answer"
    answer = words_field("What did they answer?")


class FindThenForm(Form):
    """Words to look for in the policies that were in force on a day."""

    submit = ""
    text = forms.CharField(label="Words to find", max_length=100, required=False)
    on = DateField(label="As they stood on", required=False)

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("text") or "") if self.is_bound and self.is_valid() else ""


class CiteForm(Form):
    """Which of the clauses that were found was not kept."""

    submit = "Say that it was not kept"
    clause = forms.ChoiceField(label="Which clause was not kept?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, hits: Sequence[Hit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (f"{hit.version_uid}/{hit.anchor}", f"{hit.policy}, version {hit.number}: {hit.clause} {_title(hit)}")
            for hit in hits
        ]
        texts = {f"{hit.version_uid}/{hit.anchor}": "".join(part.words for part in hit.text) for hit in hits}
        self.helper.layout.fields[0] = Choices("clause", hints=texts)

    def chosen(self) -> tuple[str, str]:
        """The uid of the version and the anchor in it."""
        version, _, anchor = str(self.cleaned_data["clause"]).partition("/")
        return version, anchor


def _title(hit: Hit) -> str:
    return "".join(part.words for part in hit.title)
