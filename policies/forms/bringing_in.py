"""Documents on their way in: which files, and what is confirmed of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.core.forms import Form
from foundation.core.layout import Choices, Group, Guidance
from foundation.documents.uploads import POLICY_TEXTS, Checked, UploadField
from foundation.schools.dates import PartDate, PartDateField
from policies.content import Text
from policies.forms.drafting import CoverForm, PolicyForm, lines_of, references_in
from policies.models import Finding, PastEvent
from policies.offer import MOST_PAST, clauses_read, past_found, past_rows
from policies.transitions.bringing_in import BroughtIn, PastFact

MOST_FILES = 40


class Several(forms.FileInput):
    """A box in which several files can be chosen at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class UploadsField(UploadField):
    """One or many files; each is looked at, and each that is refused says why by its name."""

    def __init__(self, *, kinds: Sequence[str], **options: Any) -> None:
        accept = ",".join(f".{ending}" for ending in kinds)
        super().__init__(kinds=kinds, widget=Several(attrs={"multiple": True, "accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Checked]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(given) > MOST_FILES:
            raise ValidationError(f"At most {MOST_FILES} files at once.")
        return [super(UploadsField, self).clean(one, initial) for one in given or [None]]


class IntakeForm(Form):
    """Policies that are in force already, one file each (ALL-03)."""

    submit = "Read these documents"
    documents = UploadsField(
        label="Documents",
        kinds=POLICY_TEXTS,
        help_text="Word (.docx), PDF, text, Markdown or web pages, one policy in each. Choose one or several.",
    )


class UploadTextForm(Form):
    """The text of a new version, as a document."""

    submit = "Read this document"
    file = UploadField(
        label="Document", kinds=POLICY_TEXTS, help_text="Word (.docx), PDF, text, Markdown or a web page."
    )


class BringInForm(PolicyForm):
    """What is known of a policy in force: offered from the document, confirmed by the clerk."""

    submit = "Take this policy in"

    def __init__(self, *args: Any, reading: Mapping[str, Any], **kwargs: Any) -> None:
        self.reading = reading
        self.past_places = range(min(len(past_found(reading["metadata"])) + SPARE, MOST_PAST))
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        self._add_fields()
        past = [Guidance("As far as it is known. Nobody is asked to decide or sign again.")]
        rows = [
            Group(f"Past decision or signature {place + 1}", *(f"past_{place}_{name}" for name in PAST_PARTS))
            for place in self.past_places
        ]
        cover = ["number", "author", "last_updated", "review", "school_year"]
        findings = [Choices(f"finding_{place}", inline=True) for place in range(len(self.reading["warnings"]))]
        return [*super().layout(), *cover, *past, *rows, "related", "law", "statements", *findings]

    def _add_fields(self) -> None:
        cover = CoverForm.base_fields
        self.fields["number"] = forms.CharField(label="Version", max_length=20)
        for name in ("author", "last_updated", "school_year"):
            self.fields[name] = cover[name]
        self.fields["review"] = PartDateField(
            label="Review date", required=False, help_text="As the document has it, even where it is past."
        )
        for place in self.past_places:
            self.fields |= _past_fields(place)
        self.fields["related"] = _lines("Related policies", "One title on each line.")
        self.fields["law"] = _lines("Acts and guidance", "One on each line, with its year.")
        self.fields["statements"] = _lines(
            "What readers confirm", "Besides having read it; one statement on each line. They may be left empty."
        )
        for place, finding in enumerate(self.reading["warnings"]):
            self.fields[f"finding_{place}"] = forms.ChoiceField(
                label=finding["sentence"],
                help_text=finding["where"],
                choices=Finding.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for place in self.past_places:
            kind, who = cleaned.get(f"past_{place}_kind"), cleaned.get(f"past_{place}_who")
            if kind and not who:
                self.add_error(f"past_{place}_who", "Say which body or who it was.")
            if who and not kind:
                self.add_error(f"past_{place}_kind", "Say what they did.")
        return cleaned

    def past(self) -> list[PastFact]:
        """The past decisions and signatures that were confirmed."""
        rows = ({name: self.cleaned_data[f"past_{place}_{name}"] for name in PAST_PARTS} for place in self.past_places)
        return [_past_fact(row) for row in rows if row["kind"]]

    def brought(self) -> BroughtIn:
        """Everything that was confirmed, for the transition."""
        data = self.cleaned_data
        found = self.reading["warnings"]
        return BroughtIn(
            facts=self.facts(),
            text=Text(clauses=clauses_read(self.reading), statements=_short(lines_of(data["statements"]))),
            cover=CoverForm.cover_of({**data, "guidance_used": ""}, self.school),
            number=data["number"],
            past=self.past(),
            past_versions=past_rows(self.reading),
            findings=[
                {
                    "code": finding["code"][:40],
                    "sentence": finding["sentence"][:400],
                    "where": finding["where"][:250],
                    "answer": data[f"finding_{place}"],
                }
                for place, finding in enumerate(found)
            ],
            related=[line[:150] for line in lines_of(data["related"])],
            legal_references=references_in(lines_of(data["law"])),
        )


SPARE = 2  # empty rows for what the document does not say
PAST_PARTS = ("kind", "who", "capacity", "on")


def _past_fields(place: int) -> dict[str, forms.Field]:
    kinds = [("", "Nothing"), *PastEvent.Kind.choices]
    return {
        f"past_{place}_kind": forms.ChoiceField(label="What", choices=kinds, required=False),
        f"past_{place}_who": forms.CharField(label="By whom", max_length=150, required=False),
        f"past_{place}_capacity": forms.CharField(label="As", max_length=80, required=False),
        f"past_{place}_on": PartDateField(label="When", required=False, help_text="Leave empty where it is not known."),
    }


def _past_fact(row: Mapping[str, Any]) -> PastFact:
    on: PartDate = row["on"] or PartDate.unknown()
    return PastFact(row["kind"], row["who"], row["capacity"], on.day, on.precision)


def _lines(label: str, help_text: str) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=help_text, widget=box, max_length=10_000, required=False)


def _short(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line[:300] for line in lines)
