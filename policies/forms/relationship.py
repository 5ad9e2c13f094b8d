"""The private declaration of a family relationship."""

from django import forms

from foundation.core.forms import Form


class RelationshipForm(Form):
    """Who it is, and where they are in contact, in one's own words. All of it is kept encrypted."""

    submit = "Tell the headteacher and the safeguarding lead"
    relation = forms.CharField(
        max_length=300,
        label="Who is it to you?",
        help_text="In words, or by the school's own reference where it has one. Such as: my niece in year 4; the"
        " father of 4-17 is my brother.",
    )
    platform = forms.CharField(
        max_length=120, label="Where are you in contact?", help_text="Such as: Facebook; a family group on WhatsApp."
    )
    since = forms.CharField(max_length=60, label="Since when?", help_text="As well as you know. Such as: always; 2019.")

    def words(self) -> dict[str, str]:
        """What is sealed."""
        return {name: self.cleaned_data[name] for name in ("relation", "platform", "since")}


class RelationshipEndForm(Form):
    """That it is over."""

    submit = "Say that it is over"
    why = forms.CharField(
        required=False, max_length=300, label="In a few words", help_text="Such as: she has left the school."
    )

    def words(self) -> dict[str, str]:
        """What is sealed."""
        return {"why": self.cleaned_data["why"]}
