"""Forms about a file with the roll."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.schools.roll.columns import FIELDS, missing
from foundation.schools.roll.plan import NEW, Plan
from foundation.schools.roll.reading import LARGEST

MOST_QUESTIONS = 100


class UploadForm(Form):
    """The file."""

    submit = "Look it over"
    file = forms.FileField(
        label="The file (CSV or Excel)",
        max_length=150,
        help_text="From your register, payroll or spreadsheet, as .csv or .xlsx. The first row says what is in each"
        " column.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST // 1024 // 1024} MB. A roll has one row for each person."
            )
        return file


class ColumnsForm(Form):
    """Which column is what."""

    submit = "Use these columns"

    def __init__(self, *args: Any, headers: Sequence[str], columns: Mapping[str, int], **kwargs: Any) -> None:
        offered = [("", "Not in the file")]
        offered += [(str(place), header or f"Column {place + 1}") for place, header in enumerate(headers)]
        self.base_fields = {  # type: ignore[misc]  # read by the base class, of this form only
            name: forms.ChoiceField(choices=offered, required=False, label=label) for name, label in FIELDS.items()
        }
        super().__init__(*args, initial={name: str(place) for name, place in columns.items()}, **kwargs)

    def clean(self) -> dict[str, Any]:
        wrong = missing(self.columns)
        if wrong:
            raise forms.ValidationError(wrong)
        return self.cleaned_data

    @property
    def columns(self) -> dict[str, int]:
        return {name: int(self.cleaned_data[name]) for name in FIELDS if self.cleaned_data.get(name)}


class QuestionsForm(Form):
    """What the file left open: the order of day and month, groups that are not known, names that are known already."""

    submit = "Save these answers"

    def __init__(self, *args: Any, plan: Plan, answers: Mapping[str, Any], **kwargs: Any) -> None:
        self.answers_now, self.likenesses = answers, plan.likenesses[:MOST_QUESTIONS]
        self.base_fields = dict(self._asked(plan))  # type: ignore[misc]  # read by the base class, of this form only
        super().__init__(*args, **kwargs)

    def _asked(self, plan: Plan) -> Iterator[tuple[str, forms.Field]]:
        if plan.asks_day_order:
            yield (
                "day_order",
                forms.ChoiceField(
                    choices=(("dmy", "Day first: 3/4/2026 is 3 April"), ("mdy", "Month first: 3/4/2026 is 4 March")),
                    label="How are the dates in this file written?",
                    widget=forms.RadioSelect,
                ),
            )
        if plan.asks_groups:
            yield (
                "groups",
                forms.MultipleChoiceField(
                    choices=[(name, name) for name in plan.new_groups],
                    initial=plan.new_groups,
                    required=False,
                    label="These groups are not known here. Which are to be made?",
                    widget=forms.CheckboxSelectMultiple,
                ),
            )
        for like in self.likenesses:
            offered = [(str(person.uid), _said(person)) for person in like.people]
            yield (
                f"row_{like.row.number}",
                forms.ChoiceField(
                    choices=[*offered, (NEW, "Somebody else of the same name: add them")],
                    label=f"Who is {like.row.name} in row {like.row.number}?",
                    widget=forms.RadioSelect,
                ),
            )

    @property
    def asks(self) -> bool:
        return any(not field.widget.is_hidden for field in self.fields.values())

    @property
    def answers(self) -> dict[str, Any]:
        """All answers: those given before and these."""
        given: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("day_order", "groups") if name in self.cleaned_data
        }
        matches = {str(like.row.number): self.cleaned_data[f"row_{like.row.number}"] for like in self.likenesses}
        return {**self.answers_now, **given, "matches": {**self.answers_now.get("matches", {}), **matches}}


def _said(person: Any) -> str:
    title = f", {person.job_title}" if person.job_title else ""
    return f"{person.name}{title}, at the school since {person.starts_on:%-d %B %Y}"
