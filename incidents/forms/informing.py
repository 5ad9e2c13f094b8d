"""What is written to and by the person affected."""

from typing import Any

from django import forms

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices
from incidents.forms.cases import words_field
from incidents.forms.moments import MomentForm
from incidents.models import Support, Update
from incidents.transitions.informing import Word

WHATS = [
    (Update.What.DONE, "What was done"),
    (Update.What.NOT_DONE, "What will not be done, and why"),
    (Update.What.WORD, "Something else"),
]
HINTS: dict[str, str] = {
    Update.What.DONE: "Such as: the platform was asked to take it down on Monday.",
    Update.What.NOT_DONE: "Say why: that is what people miss most.",
    Update.What.WORD: "Also that there is nothing new yet.",
}
TOLD = "They read it on their page. Write nothing of pupils, parents or colleagues, and no names but your own."
TOLD_OTHERWISE = "Write what you told them. Say nothing to them of other pupils, parents or colleagues."


OFFERS = "Such as: a talk with somebody of their choice, the counselling line, the union, time away from it."


class ContactForm(MomentForm):
    """The first conversation with the person affected, or with the family of a pupil (ACR-12)."""

    submit = "Record it"
    words = words_field("What was said?", help_text="Whoever sees the case reads it; the person affected does not.")
    field_order = ("on", "time", "words")


class TellForm(Form):
    """What the person affected is told, and by when they hear again (ACR-14)."""

    submit = "Tell them"
    what = forms.ChoiceField(label="What do you tell them?", choices=WHATS, widget=forms.RadioSelect)
    words = words_field("In your words", 3000, 5, help_text=TOLD)
    next_on = DateField(
        label="By when will they hear again?", required=False, help_text="Needed, unless this is the last word."
    )
    is_last = forms.BooleanField(
        label="This is the last word: nothing more is to be done",
        required=False,
        help_text="Then no day is promised. The case is ready to be closed for them.",
    )

    def __init__(self, *args: Any, has_page: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_page:
            self.fields["words"].help_text = TOLD_OTHERWISE

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "next_on" not in self.errors and not data.get("next_on") and not data.get("is_last"):
            self.add_error("next_on", "Give a day, even if it is only to say that there is nothing new.")
        return data

    def layout(self) -> list[Any]:
        return [Choices("what", hints=HINTS), "words", "next_on", "is_last"]

    def word(self) -> Word:
        data = self.cleaned_data
        return Word(data["what"], data["words"], None if data["is_last"] else data["next_on"])


class OfferForm(Form):
    """Support for the person affected (ACR-12)."""

    submit = "Offer it"
    what = words_field(
        "What do you offer?",
        1000,
        3,
        help_text=f"{OFFERS} They say on their page whether they take it.",
    )

    answer = forms.ChoiceField(
        label="What did they answer?",
        choices=[
            (Support.Answer.OFFERED, "Nothing yet"),
            (Support.Answer.TAKEN, "They take it"),
            (Support.Answer.DECLINED, "They do not want it"),
        ],
        widget=forms.RadioSelect,
        help_text="They have no page here on which they could say so.",
    )

    def __init__(self, *args: Any, has_page: bool = True, **kwargs: Any) -> None:
        self.has_page = has_page
        super().__init__(*args, **kwargs)
        if not has_page:
            self.fields["what"].help_text = OFFERS

    def layout(self) -> list[Any]:
        """Asks for the answer of those who cannot give it themselves."""
        if self.has_page:
            del self.fields["answer"]
            return ["what"]
        return ["what", "answer"]

    @property
    def answered(self) -> str:
        """What they answered who have no page; nothing yet, for all others."""
        return str(self.cleaned_data.get("answer") or Support.Answer.OFFERED)


class WishesForm(Form):
    """How the person affected wants to be contacted."""

    submit = "Save"
    wishes = words_field(
        "How, when and by whom do you want to be contacted?",
        1000,
        3,
        required=False,
        help_text="Such as: by telephone after four, not by e-mail, not by somebody in particular.",
    )


class AddForm(Form):
    """Something the person affected adds, in words, and a text as it stands."""

    submit = "Send it"
    words = words_field("What do you want to add?", 3000, 5, help_text="Whoever leads reads it and is told.")
    text = words_field(
        "A text as it stands, if there is one",
        20_000,
        4,
        required=False,
        help_text="Copy a message or the text of a page in here, as it is. It is kept as evidence and not changed.",
    )
