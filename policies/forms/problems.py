"""What somebody has against a policy, and what is said about it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from policies.models import Clause, Problem, Version

LONGEST = 2000


def _words(label: str, help_text: str = "") -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, widget=box)


class ProblemForm(Form):
    """What is wrong, and with which clause."""

    submit = "Send it to the owner"
    clause = forms.ChoiceField(label="Is it about one clause?", required=False)
    words = _words("What is the problem?", "Such as: I cannot do this in my work, because there is no locked room.")

    def __init__(self, *args: Any, version: Version, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, seen=seen or version.content_hash, **kwargs)
        self.clauses = {clause.anchor: clause for clause in version.clauses.all()}
        named = [(anchor, str(clause)) for anchor, clause in self.clauses.items()]
        self.fields["clause"].choices = [("", "It is about the whole policy"), *named]  # type: ignore[attr-defined]

    def chosen(self) -> Clause | None:
        """The clause that it is about."""
        return self.clauses.get(self.cleaned_data["clause"])


class DeviceProblemForm(ProblemForm):
    """The same at a shared device; once it was said, there is room for more. `shown_to` names whose page it is."""

    def __init__(self, *args: Any, version: Version, is_first: bool, shown_to: str, **kwargs: Any) -> None:
        self.is_first = is_first
        super().__init__(*args, version=version, seen=hashlib.sha256(shown_to.encode()).hexdigest(), **kwargs)
        if not is_first:
            self.fields["words"].label, self.fields["words"].help_text = "Say more about it", ""
            del self.fields["clause"]

    def layout(self) -> list[Any]:
        return ["clause", "words"] if self.is_first else ["words"]


class AnswerForm(Form):
    """What the owner says, or what somebody says besides."""

    words = _words("Your answer")

    def __init__(self, *args: Any, is_mine: bool, **kwargs: Any) -> None:
        self.submit = "Send" if is_mine else "Send the answer"
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "Say more about it" if is_mine else "Your answer"


class CreditForm(Form):
    """Which problems led to a new version."""

    submit = "Save"
    problems = forms.ModelMultipleChoiceField(
        Problem.objects.none(),
        label="Which of them led to a change in it?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, problems: Sequence[Problem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["problems"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - declared above
        field.queryset = Problem.objects.filter(pk__in=[one.pk for one in problems])
        field.label_from_instance = _said  # type: ignore[method-assign, assignment]  # Django's own way to word a choice


def _said(problem: Problem) -> str:
    about = f", {problem.clause}" if problem.clause else ""
    first = problem.messages.all()[0].words if problem.messages.all() else ""
    return f"{problem.person_name}{about}: {first[:120]}"
