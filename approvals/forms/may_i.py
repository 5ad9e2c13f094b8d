"""What somebody wants to do, and which clause stands behind an answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from policies.models import Clause
from policies.search import Hit

LONGEST = 200
NONE = "none"


class MayIForm(Form):
    """A question in somebody's own words."""

    submit = ""
    text = forms.CharField(
        label="What do you want to do?",
        max_length=LONGEST,
        required=False,
        help_text="In your own words, such as: post a picture of the trip.",
        error_messages={"max_length": f"Write at most {LONGEST} letters: a few words find more than a paragraph."},
    )

    @property
    def asked(self) -> str:
        """What was typed."""
        return str(self.cleaned_data.get("text") or "") if self.is_bound and self.is_valid() else ""


class FindClauseForm(Form):
    """Words to find the clause by."""

    submit = ""
    text = forms.CharField(label="Words of the clause", max_length=100, required=False)

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("text") or "") if self.is_bound and self.is_valid() else ""


class CiteForm(Form):
    """Which of the clauses found stands behind the answer; or none."""

    submit = "Save"
    clause = forms.ChoiceField(label="Which clause stands behind this answer?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, hits: Sequence[Hit], now: Clause | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {f"{hit.policy_uid}/{hit.anchor}": said(hit) for hit in hits}
        if now is not None:
            found = {f"{now.version.policy.uid}/{now.anchor}": f"{now}: {now.version.policy}, as now"} | found
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [*found.items(), (NONE, "None: show what a search of the policies in force finds")]
        field.initial = f"{now.version.policy.uid}/{now.anchor}" if now is not None else None

    def chosen(self) -> tuple[str, str] | None:
        """The policy's uid and the clause's anchor; None for no clause."""
        policy, _, anchor = self.cleaned_data["clause"].partition("/")
        return None if policy == NONE else (policy, anchor)


def said(hit: Hit) -> str:
    """A clause that was found, in one line."""
    title = "".join(part.words for part in hit.title)
    words = "".join(part.words for part in hit.text)
    return f"{f'{hit.clause} {title}'.strip()} ({hit.policy}): {words}"
