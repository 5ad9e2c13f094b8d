"""Asking for a check, page by page: of whom and when, why, on what ground, by whom."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Guidance
from foundation.schools.models import Person, School
from incidents.forms.cases import offer, somebody, words_field
from incidents.forms.moments import time_field
from monitoring.models import Check, CheckReason

OPEN, ALL = "", "all"
HOURS_HINT = "As in their contract, such as 08:30. The log is then read against their hours, else against their days."
BASIS_HINTS: dict[str, str] = {
    Check.Basis.PUBLIC_TASK: "The school carries out a task in the public interest. What most maintained schools and"
    " academies rely on.",
    Check.Basis.LEGAL_OBLIGATION: "A law asks for it, such as safeguarding duties.",
    Check.Basis.LEGITIMATE: "For an independent school, or what is not part of the public task. Needs its own written"
    " assessment.",
    Check.Basis.RECOGNISED: "Only to safeguard somebody vulnerable, or to prevent or detect crime.",
}


def on_the_roll(school: School, on: date, *, without: Person | None = None) -> QuerySet[Person]:
    """The people of the roll that day, by name, without one of them and whoever has the same log-in."""
    rows = Person.objects.current(on).filter(school=school).order_by("name", "pk")
    if without is None:
        return rows
    rows = rows.exclude(pk=without.pk)
    return rows.exclude(user=without.user_id) if without.user_id is not None else rows


class CheckPage(Form):
    """One page of questions about a check; its fields are those of the row."""

    submit = "Save and go on"
    title: ClassVar[str]
    guidance: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any, *, check: Check, on: date, **kwargs: Any) -> None:
        self.check_row, self.on = check, on
        kwargs.setdefault("initial", {name: self.now(name) for name in self.base_fields})
        super().__init__(data, **kwargs)
        self.offer()

    def now(self, name: str) -> Any:
        """What the row says already."""
        value = getattr(self.check_row, name)
        return value.uid if isinstance(value, Person | CheckReason) else value

    def offer(self) -> None:
        """What fields can be chosen from."""

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, by the row's fields."""
        return {name: self.cleaned_data[name] for name in self.base_fields}


class WhoForm(CheckPage):
    """Whom, and which days."""

    title = "Whom, and which days"
    guidance = (
        "Choose as few days as the purpose needs. Lines of other days and of other people are never kept.",
        "The person checked sees nothing of this until they are told.",
    )
    subject = somebody("Whose internet use at work?")
    from_on = DateField(label="First day")
    to_on = DateField(label="Last day", help_text="Up to three months from now.")
    works_from = time_field("Their work begins", required=False, help_text=HOURS_HINT)
    works_to = time_field("Their work ends", required=False, help_text="Such as 16:00.")

    def offer(self) -> None:
        offer(self, "subject", on_the_roll(self.check_row.school, self.on, without=self.check_row.asked_by))

    def clean(self) -> dict[str, Any]:
        begins, ends = (self.cleaned_data.get(name) for name in ("works_from", "works_to"))
        if (begins is None) != (ends is None) and not {"works_from", "works_to"} & set(self.errors):
            self.add_error("works_from" if begins is None else "works_to", "Give both times, or neither.")
        elif begins is not None and ends is not None and ends <= begins:
            self.add_error("works_to", "Their work ends after it begins.")
        return self.cleaned_data


class WhyForm(CheckPage):
    """The reason from the school's list, and the purpose in words."""

    title = "Why"
    guidance = ("A check is never made just in case. Say what is to be found out, and nothing wider.",)
    reason = forms.ModelChoiceField(
        CheckReason.objects.none(),
        to_field_name="uid",
        label="For which reason?",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    purpose = words_field(
        "What is to be found out?", 2000, 4, help_text="The person checked reads this when they are told."
    )

    def offer(self) -> None:
        self.reasons = CheckReason.objects.filter(school=self.check_row.school, ended_at=None)
        offer(self, "reason", self.reasons)

    def layout(self) -> list[Any]:
        school = self.check_row.school
        rows = CheckReason.objects.filter(school=school, ended_at=None).select_related("rests_on")
        hints = {str(row.uid): " ".join(filter(None, [row.words, rests_on(row)])) for row in rows}
        return [Choices("reason", hints={uid: words for uid, words in hints.items() if words}), "purpose"]


def rests_on(reason: CheckReason) -> str:
    """The rule on which a reason rests, in words (ACR-26)."""
    return f"Rests on: {reason.rests_on.title}." if reason.rests_on is not None else ""


class BasisForm(CheckPage):
    """The lawful basis, and where the assessment stands."""

    title = "The lawful basis"
    guidance = (
        "Monitoring somebody who works here needs a data protection impact assessment (DPIA) before it begins. Ask the"
        " data protection lead where there is none.",
    )
    lawful_basis = forms.ChoiceField(
        label="On which ground of the UK GDPR?",
        choices=Check.Basis.choices,
        widget=forms.RadioSelect,
        help_text="Consent is not among them: somebody who works here cannot freely refuse it.",
    )
    dpia_reference = forms.CharField(
        label="Reference of the impact assessment (DPIA)", max_length=80, help_text="Such as DPIA 2026/4."
    )

    def layout(self) -> list[Any]:
        return [Choices("lawful_basis", hints=BASIS_HINTS), "dpia_reference"]


class CarrierForm(CheckPage):
    """Who carries it out."""

    title = "Who carries it out"
    guidance = (
        "They read the log and write what was found. Whoever authorises the check cannot be the one who carries it"
        " out, and the person checked is neither.",
    )
    carried_by = somebody("Who carries it out?", help_text="Usually the network manager.")

    def offer(self) -> None:
        offer(self, "carried_by", on_the_roll(self.check_row.school, self.on, without=self.check_row.subject))


PAGES: tuple[type[CheckPage], ...] = (WhoForm, WhyForm, BasisForm, CarrierForm)


def first_unanswered(check: Check) -> int | None:
    """The first page, counted from 1, on which something is not answered; None when all is."""
    for place, page in enumerate(PAGES, start=1):
        if any(field.required and not getattr(check, name) for name, field in page.base_fields.items()):
            return place
    return None


class CheckFilter(Form):
    """Which checks to list. What is not understood narrows nothing."""

    submit = ""
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[(OPEN, "Open"), *((key, word) for key, word in Check.Status.choices), (ALL, "All")],
    )

    def narrow(self, checks: QuerySet[Check]) -> QuerySet[Check]:
        """The checks that fit; the open ones where nothing is said."""
        self.is_valid()
        status = getattr(self, "cleaned_data", {}).get("status") or OPEN
        if status in Check.Status.values:
            return checks.filter(status=status)
        over = (Check.Status.ENDED, Check.Status.REFUSED, Check.Status.WITHDRAWN)
        return checks if status == ALL else checks.exclude(status__in=over)


class DecideForm(Form):
    """Authorise a check or not."""

    submit = "Decide"
    answer = forms.ChoiceField(
        label="Do you authorise it?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    why = words_field("Why?", 1000, 3, required=False, help_text="Needed where you do not authorise it.")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") == "no" and not self.cleaned_data.get("why"):
            self.add_error("why", "Say why not.")
        return self.cleaned_data


class TellForm(Form):
    """What the employee is told."""

    submit = "Tell them"
    words = words_field(
        "What they are told",
        4000,
        14,
        help_text="Prepared from this check; change what needs changing. They get a mail without details and read this"
        " on a page of their own. Speak with them too.",
    )


class CoverForm(Form):
    """Why the employee is not told, and until when."""

    submit = "Decide that they are not told"
    ground = forms.ChoiceField(label="What is suspected?", choices=Check.Ground.choices, widget=forms.RadioSelect)
    why = words_field(
        "Why would telling them defeat the purpose?",
        2000,
        5,
        help_text="Such as: what is looked for would be hidden or destroyed. That it would be awkward is no reason.",
    )
    until = DateField(label="Until which day?", help_text="Three months at most. Then they are told.")

    def layout(self) -> list[Any]:
        return ["ground", "why", "until"]


class BeginForm(Form):
    """The statement of who carries it out."""

    submit = "Begin"
    agreed = forms.BooleanField(label="I have read this, and keep to it.")

    def __init__(self, *args: Any, statement: str, **kwargs: Any) -> None:
        self.statement = statement
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        return [Guidance(self.statement), "agreed"]


class FindingForm(Form):
    """What was found, or a note."""

    submit = "Write it down"
    what = forms.ChoiceField(
        label="What is it?", choices=[("finding", "A finding"), ("note", "A note")], widget=forms.RadioSelect
    )
    words = words_field("In words", 4000, 6, help_text="Nothing of union or private correspondence.")

    def layout(self) -> list[Any]:
        hints = {
            "finding": "What the log shows. The person checked reads it when the check has ended.",
            "note": "How it was done. It stays with the check.",
        }
        return [Choices("what", hints=hints), "words"]


class FindForm(Form):
    """What a case is opened about."""

    submit = "Open a case now"
    about = forms.ChoiceField(
        label="What did you come upon?",
        choices=[("child", "A child may be at risk"), ("conduct", "Conduct that needs a case")],
        widget=forms.RadioSelect,
    )
    by_subject = forms.ChoiceField(
        label="Is it something that the person checked did?",
        choices=[("yes", "Yes"), ("no", "No, or I do not know")],
        widget=forms.RadioSelect,
    )
    may_be_sexual = forms.ChoiceField(
        label="Could there be a nude or half-nude picture of somebody under 18 in it?",
        choices=[("no", "No"), ("yes", "Yes, or I am not sure")],
        widget=forms.RadioSelect,
        help_text="Do not look at it again, and do not copy it.",
    )
    words = words_field("What did you see?", 4000, 6, help_text="In your own words. No names of pupils.")


class EndCheckForm(Form):
    """What came of it."""

    submit = "End the check"
    outcome = forms.ChoiceField(label="What came of it?", choices=Check.Outcome.choices, widget=forms.RadioSelect)
    why = words_field("In a few words", 2000, 4, help_text="The person checked reads this.")


class WhyOnlyForm(Form):
    """Why something is taken back or put right."""

    why = words_field("Why?", 1000, 3)

    def __init__(self, *args: Any, submit: str, **kwargs: Any) -> None:
        self.submit = submit
        super().__init__(*args, **kwargs)


class CorrectCheckForm(Form):
    """What a line should have said."""

    submit = "Correct it"
    words = words_field("What is right?", 4000, 5, help_text="The line stays as it is, with this below it.")


class HandOnCheckForm(Form):
    """Who carries it out from now on."""

    submit = "Hand it on"
    person = somebody("Who carries it out from now on?")

    def __init__(self, *args: Any, people: QuerySet[Person], is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)
        if is_over:
            self.fields["person"].label = "Who looks after its log from now on?"


class ReasonForm(Form):
    """A line of the school's list of reasons."""

    submit = "Save"
    name = forms.CharField(label="Reason", max_length=120, help_text="Such as: excessive use in working time.")
    words = words_field("When it is one", 300, 3, required=False)
    clause = forms.ChoiceField(
        label="The rule it rests on",
        required=False,
        help_text="A clause of a policy in force, so that everybody can read it.",
    )

    def __init__(self, *args: Any, clauses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "No clause"), *clauses]
