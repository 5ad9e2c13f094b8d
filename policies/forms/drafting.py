"""What a policy is, and the cover of a version: shape and words of the input."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.forms import Form
from foundation.core.layout import Choices
from foundation.schools.dates import PartDate, PartDateField
from foundation.schools.models import Body, Person, School, StaffGroup
from policies.models import Policy, Version
from policies.transitions.drafting import Cover, PolicyFacts

ACT = re.compile(r"^(?P<title>.+?)(?:[ ,(]+(?P<year>(?:1[2-9]|20)\d\d)\)?)?$")


def lines_of(text: str) -> list[str]:
    """The lines of a box that holds one thing on each line, without empty ones and without bullets."""
    return [line for line in (" ".join(part.split()).lstrip("-*•· ") for part in text.split("\n")) if line]


class PolicyForm(Form):
    """Title, owner, who determines it, whom it asks, whether it is public."""

    title = forms.CharField(max_length=150)
    summary = forms.CharField(
        label="In one sentence", max_length=300, required=False, help_text="What the policy is about, for the shelf."
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        empty_label="Choose somebody",
        help_text="Who looks after the policy and is told when its review is due.",
    )
    determiner = forms.ChoiceField(
        label="Who determines it?", choices=Policy.Determiner.choices, widget=forms.RadioSelect
    )
    body = forms.ModelChoiceField(Body.objects.none(), label="Which body?", required=False, empty_label="Choose a body")
    audience = forms.ModelMultipleChoiceField(
        StaffGroup.objects.none(),
        label="Who is asked to read and confirm it?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_public = forms.BooleanField(
        label="Show it on the school's public policies page", required=False, help_text="Only once it is in force."
    )
    wants_signature = forms.BooleanField(
        label="Readers type their name to sign it",
        required=False,
        help_text="Beside ticking. The name as typed is kept, and printed on the receipt.",
    )

    def __init__(self, *args: Any, school: School, policy: Policy | None = None, on: Any, **kwargs: Any) -> None:
        self.school, self.policy = school, policy
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(school=school).current(on).order_by("name")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["body"].queryset = Body.objects.filter(school=school, closed_on=None)  # type: ignore[attr-defined]
        self.fields["audience"].queryset = StaffGroup.objects.filter(school=school)  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        determiner = Choices(
            "determiner",
            hints={"headteacher": "Some policies are the headteacher's to determine by law."},
            reveals={"body": ["body"]},
        )
        return ["title", "summary", "owner", determiner, "audience", "is_public", "wants_signature"]

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        same = Policy.objects.filter(school=self.school, title__iexact=title)
        if self.policy is not None:
            same = same.exclude(pk=self.policy.pk)
        if same.exists():
            raise ValidationError("The school has a policy with this title already.")
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("determiner") == Policy.Determiner.HEADTEACHER:
            cleaned["body"] = None
        elif cleaned.get("determiner") and not cleaned.get("body") and "body" not in self.errors:
            self.add_error("body", "Choose the body that determines this policy.")
        return cleaned

    def facts(self) -> PolicyFacts:
        """What was entered, for the transition."""
        named = ("title", "summary", "owner", "determiner", "body", "is_public", "wants_signature")
        audience = tuple(self.cleaned_data["audience"])
        return PolicyFacts(**{name: self.cleaned_data[name] for name in named}, audience=audience)


def policy_initial(policy: Policy) -> dict[str, Any]:
    """The form's values for a policy as it is now."""
    named = ("title", "summary", "owner", "determiner", "body", "is_public", "wants_signature")
    return {name: getattr(policy, name) for name in named} | {"audience": policy.audience.all()}


class LinesForm(Form):
    """A box with one thing on each line."""

    lines = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=10_000)
    longest = 150

    def __init__(self, *args: Any, label: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].label, self.fields["lines"].help_text = label, help_text

    def clean_lines(self) -> list[str]:
        lines = lines_of(self.cleaned_data["lines"])
        for line in lines:
            if len(line) > self.longest:
                raise ValidationError(f"“{line[:40]}…” is too long: at most {self.longest} characters on a line.")
        return lines


class LawForm(LinesForm):
    """Acts and guidance, one on each line, with the year at the end."""

    longest = 200

    def references(self) -> list[tuple[str, int | None]]:
        """Each title with its year, where the line ends in one."""
        return references_in(self.cleaned_data["lines"])


def references_in(lines: Sequence[str]) -> list[tuple[str, int | None]]:
    """Acts and guidance written one on a line, each with the year it ends in."""
    found = (ACT.match(line[:200]) for line in lines)
    return [(match["title"].strip(" ,("), int(match["year"]) if match["year"] else None) for match in found if match]


class StatementsForm(LinesForm):
    """What readers confirm one by one."""

    longest = 300


class CoverForm(Form):
    """Author, sources and dates that are printed on the cover."""

    author = forms.CharField(label="Written by", max_length=150, required=False)
    guidance_used = forms.CharField(
        label="Guidance it was written from",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    last_updated = PartDateField(label="Last updated", required=False)
    review = PartDateField(label="Review date")
    school_year = forms.RegexField(
        r"^\d{4}-\d{2}$",
        label="School year",
        required=False,
        help_text="For a policy written for one year, such as 2026-27.",
        error_messages={"invalid": "Write the school year like 2026-27."},
    )

    def cover(self, school: School) -> Cover:
        """What was entered, for the transition."""
        return self.cover_of(self.cleaned_data, school)

    @staticmethod
    def cover_of(data: Mapping[str, Any], school: School) -> Cover:
        """The cover from cleaned values; the review is due on the last day of its period."""
        updated: PartDate = data["last_updated"] or PartDate.unknown()
        review: PartDate = data["review"] or PartDate.unknown()
        return Cover(
            author=data["author"],
            guidance_used=data["guidance_used"],
            last_updated_on=updated.day,
            last_updated_precision=updated.precision,
            review_on=review.day,
            review_precision=review.precision,
            review_due_on=review.last_day(school),
            school_year=data["school_year"],
        )

    def clean_review(self) -> PartDate:
        review: PartDate = self.cleaned_data["review"]
        if review.day is None:
            raise ValidationError("Say when the policy is to be reviewed: a day, a month, a term or a year.")
        return review


def cover_initial(version: Version) -> dict[str, Any]:
    """The form's values for a version as it is now; what is not known is an empty box."""
    updated = PartDate.of(version.last_updated_on, version.last_updated_precision)
    review = PartDate.of(version.review_on, version.review_precision)
    return {
        "author": version.author,
        "guidance_used": version.guidance_used,
        "last_updated": updated if updated.day else None,
        "review": review if review.day else None,
        "school_year": version.school_year,
    }


class ChangeKindForm(Form):
    """A new edition that everyone is asked to read again, or a minor correction (ALL-01)."""

    kind = forms.ChoiceField(
        label="What kind of change is it?",
        choices=(("material", "A change that matters: everyone is asked again"), ("minor", "A minor correction")),
        widget=forms.RadioSelect,
    )
    change_note = forms.CharField(
        label="What changed?",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a sentence or two. Shown to everyone who acknowledged the version before.",
    )

    def layout(self) -> list[Any]:
        hints = {
            "material": "What people have to do, may not do, or can rely on is different.",
            "minor": "A name, a telephone number, a spelling. Acknowledgements carry over, with your reason.",
        }
        return [Choices("kind", hints=hints), "change_note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "minor" and not cleaned.get("change_note"):
            self.add_error("change_note", "Say what the minor correction changes.")
        return cleaned


class WithdrawForm(Form):
    """Why a policy is taken out of force."""

    submit = "Withdraw this policy"
    why = forms.CharField(
        label="Why is it withdrawn?", max_length=300, help_text="Kept on record; shown to those who look for it."
    )
