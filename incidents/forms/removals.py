"""What is asked when something is to be taken off one of the school's accounts, and when it was."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.core.layout import Choices, Group
from incidents.forms.cases import words_field
from incidents.forms.moments import MomentForm
from incidents.models import Evidence, RemovalQuestion
from incidents.transitions.removals import TakenOff

NO_COPY = "none"
GROUND, DECIDED = "ground:", "decided:"


class AskForm(Form):
    """What it is that may be taken off."""

    submit = "Ask for a decision"
    what = words_field("What is it, and where does it stand?", 1000, 3, help_text="A pupil only by your reference.")


class DecideForm(Form):
    """Whether it goes, and why."""

    submit = "Record the decision"
    answer = forms.ChoiceField(
        label="What is to happen?", choices=RemovalQuestion.Answer.choices[1:], widget=forms.RadioSelect
    )
    why = words_field("Why?", 1000, 3, help_text="Criticism is not a reason. It stays in the case.")


class RemovalForm(MomentForm):
    """Something was taken off: its copy comes first (STM-15, QEI-24, ACR-17)."""

    submit = "Record that it was taken off"
    copy = forms.ChoiceField(
        label="Which piece of evidence is its copy?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the copy, or say that there is none."},
    )
    no_copy_why = forms.CharField(
        label="No copy, because", max_length=500, required=False, help_text="Shown on the case and in its file."
    )
    what = words_field("What was taken off, and where did it stand?", 1000, 3)
    because = forms.ChoiceField(
        label="On which ground?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the ground or the decision."},
    )

    def __init__(
        self,
        *args: Any,
        copies: Sequence[Evidence],
        grounds: Sequence[str],
        decided: Sequence[RemovalQuestion],
        **kwargs: Any,
    ) -> None:
        self.copies = {str(one.uid): one for one in copies}
        self.grounds, self.decided = list(grounds), {str(one.uid): one for one in decided}
        super().__init__(*args, **kwargs)
        offered = [(uid, f"{one}: {one.about}") for uid, one in self.copies.items()]
        self._offer("copy", [*offered, (NO_COPY, "There is no copy")])
        reasons = [(f"{GROUND}{place}", words) for place, words in enumerate(self.grounds)]
        reasons += [
            (f"{DECIDED}{uid}", f"Decided by {one.decided_by_name}: {one.what}") for uid, one in self.decided.items()
        ]
        self._offer("because", reasons)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices

    def layout(self) -> list[Any]:
        copy = Choices("copy", reveals={NO_COPY: ["no_copy_why"]})
        return [copy, "what", "because", Group("When was it taken off?", "on", "time")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("copy") == NO_COPY and not data.get("no_copy_why"):
            self.add_error("no_copy_why", "Say why there is no copy.")
        return data

    def taken_off(self) -> TakenOff:
        data = self.cleaned_data
        because = str(data["because"])
        place = because.removeprefix(GROUND)
        return TakenOff(
            what=data["what"],
            removed_at=self.moment(),
            copy=self.copies.get(data["copy"]),
            no_copy_why=data["no_copy_why"] if data["copy"] == NO_COPY else "",
            ground=self.grounds[int(place)] if because.startswith(GROUND) else "",
            question=self.decided.get(because.removeprefix(DECIDED)),
        )
