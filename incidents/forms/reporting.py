"""The report in two minutes, and its two short forms."""

from datetime import date
from typing import Any

from django import forms

from foundation.core.dateinput import DateField
from foundation.core.forms import Form
from foundation.core.layout import Choices, Guidance
from foundation.documents.uploads import SCANS
from foundation.schools.models import Person, School
from incidents.models import OF_A_CHILD, IncidentRules, Kind, Relation, Report
from incidents.naming import ROLES, holders, of_the_roll, once
from incidents.transitions.friend_requests import Declined
from incidents.transitions.people import Named
from incidents.transitions.reporting import Said
from policies.forms.bringing_in import UploadsField

LONGEST = 8000
SAFE, YES, UNSURE = "no", "yes", "not_sure"
YES_NO_UNSURE = ((SAFE, "No"), (YES, "Yes"), (UNSURE, "I am not sure"))
ME, COLLEAGUE, PUPIL, SCHOOL, OTHER, ROLL = "me", "colleague", "pupil", "school", "other", "roll"
REFERENCE_HELP = "A reference by which the school finds the pupil, such as the admission number. No name."


def sexual_question() -> forms.ChoiceField:
    """Asked before anything can be added, in every form after which something could be (bad-input 14)."""
    return forms.ChoiceField(
        label="Could there be a nude or half-nude picture of somebody under 18 in it?",
        choices=YES_NO_UNSURE,
        widget=forms.RadioSelect,
        help_text="Also one that was made or altered by a computer. We ask before anything can be added.",
    )


def sexual_words(rules: IncidentRules) -> Choices:
    """The question with what to do instead, in the school's words, where it may be one."""
    instead = [Guidance(rules.sexual_pictures)]
    return Choices("may_be_sexual", reveals={YES: instead, UNSURE: instead})


class PersonField(forms.ChoiceField):
    """Somebody on the roll; its value is the person, or None."""

    def __init__(self, **kwargs: Any) -> None:
        self.people: dict[str, tuple[str, Person]] = {}
        super().__init__(required=False, **kwargs)

    def offer(self, people: dict[str, tuple[str, Person]]) -> None:
        self.people = people
        self.choices = [("", "Choose somebody"), *((uid, label) for uid, (label, _) in people.items())]

    def clean(self, value: Any) -> Any:
        found = self.people.get(super().clean(value))
        return found[1] if found else None


class ToldForm(Form):
    """What every report asks. `on` is today; `rules` are the school's."""

    submit = "Send the report"
    saw = forms.CharField(
        label="What did you see or hear?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="In your own words. No names of pupils.",
    )
    place = forms.CharField(
        label="Where?",
        max_length=100,
        required=False,
        help_text="App, site or page, such as: a class group on WhatsApp.",
    )
    link = forms.CharField(
        label="Its address", max_length=500, required=False, help_text="Copy it from the address line, if you can."
    )
    happened_on = DateField(label="On which day?", required=False)
    who = forms.ChoiceField(label="Who did it?", choices=Report.Who.choices, widget=forms.RadioSelect)
    involves_child = forms.ChoiceField(
        label="Is a child involved?",
        choices=YES_NO_UNSURE,
        widget=forms.RadioSelect,
        help_text="Anybody under 18, as the one who did it, who is hurt by it, or who saw it.",
    )
    may_be_sexual = sexual_question()

    def __init__(self, *args: Any, kind: str, school: School, rules: IncidentRules, on: date, **kwargs: Any) -> None:
        self.kind, self.school, self.rules, self.on = kind, school, rules, on
        super().__init__(*args, **kwargs)

    def clean_happened_on(self) -> date | None:
        day: date | None = self.cleaned_data["happened_on"]
        if day is not None and day > self.on:
            raise forms.ValidationError("That day is still to come.")
        return day

    def drop(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def drop_what_is_known(self) -> None:
        """Not asked: whether a child is involved where it is about one, and of the press who did what to whom."""
        if self.kind in OF_A_CHILD:
            self.drop("involves_child")
        if self.kind == Kind.PRESS:
            self.drop("who", "involves_child", "may_be_sexual")
            self.fields["saw"].label = "Who got in touch, and what do they want to know?"
            self.fields["place"].label = "From which newspaper, station or site?"
            self.fields["place"].help_text = ""

    def asked_first(self) -> list[Any]:
        return [name for name in ("saw", "place", "link", "happened_on", "who") if name in self.fields]

    def asked_last(self) -> list[Any]:
        child = ["involves_child"] if "involves_child" in self.fields else []
        return [*child, *([sexual_words(self.rules)] if "may_be_sexual" in self.fields else [])]

    def told(self, named: list[Named], **more: Any) -> Said:
        """What was told. Whoever is not sure whether a child is involved is answered as if one were."""
        data = self.cleaned_data
        affects_child = any(one.is_pupil for one in named)
        return Said(
            self.kind,
            data["saw"],
            who=data.get("who") or Report.Who.UNKNOWN,
            involves_child=affects_child or self.kind in OF_A_CHILD or data.get("involves_child") in (YES, UNSURE),
            may_be_sexual=data.get("may_be_sexual") in (YES, UNSURE),
            place=data.get("place", ""),
            link=data.get("link", ""),
            happened_on=data.get("happened_on"),
            named=once(named),
            **more,
        )


class ReportForm(ToldForm):
    """A report by somebody on the roll."""

    affected = forms.MultipleChoiceField(
        label="Who is affected?",
        choices=(
            (ME, "I am"),
            (COLLEAGUE, "A colleague"),
            (PUPIL, "A pupil"),
            (SCHOOL, "The school"),
            (OTHER, "Somebody else"),
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    colleague = PersonField(label="Which colleague is affected?")
    pupil = forms.CharField(label="Which pupil is affected?", max_length=60, required=False, help_text=REFERENCE_HELP)
    affected_words = forms.CharField(label="Who else is affected?", max_length=200, required=False)
    blamed = forms.MultipleChoiceField(
        label="Is somebody of the school complained of?",
        choices=(
            (ROLL, "Somebody who works here, a governor or a volunteer"),
            *((kind.value, f"The {kind.label.lower()}") for kind in ROLES),
            (OTHER, "Somebody else"),
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Whoever you name does not get this report and cannot see it. Leave it empty when you do not know.",
    )
    blamed_person = PersonField(label="Who on the roll is complained of?")
    blamed_words = forms.CharField(label="Who else is complained of?", max_length=200, required=False)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        self.by = by
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        """Asks who is affected and complained of, each with the field that names them."""
        self.drop_what_is_known()
        people = of_the_roll(self.school, self.on, without=self.by)
        for name in ("colleague", "blamed_person"):
            field = self.fields[name]
            assert isinstance(field, PersonField)  # noqa: S101 - declared above
            field.offer(people)
        if self.kind == Kind.PRESS:
            self.drop("affected", "colleague", "pupil", "affected_words", "blamed", "blamed_person", "blamed_words")
            return self.asked_first()
        affected = {COLLEAGUE: ["colleague"], PUPIL: ["pupil"], OTHER: ["affected_words"]}
        blamed = {ROLL: ["blamed_person"], OTHER: ["blamed_words"]}
        return [
            *self.asked_first(),
            Choices("blamed", reveals=blamed),
            Choices("affected", reveals=affected),
            *self.asked_last(),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for box, value, name, said in (
            ("affected", COLLEAGUE, "colleague", "Choose who it is."),
            ("affected", PUPIL, "pupil", "Give the reference by which the school finds the pupil."),
            ("affected", OTHER, "affected_words", "Say who it is."),
            ("blamed", ROLL, "blamed_person", "Choose who it is."),
            ("blamed", OTHER, "blamed_words", "Say who it is."),
        ):
            if value in data.get(box, ()) and not data.get(name) and name not in self.errors:
                self.add_error(name, said)
        return data

    def said(self, **more: Any) -> Said:
        """What was reported, with everybody who was named; a field that was filled counts as ticked."""
        data = self.cleaned_data
        ticked, roles = data.get("affected", ()), [kind for kind in ROLES if kind in data.get("blamed", ())]
        named = [Named(Relation.AFFECTED, self.by)] if ME in ticked else []
        named += _person(Relation.AFFECTED, data.get("colleague"))
        named += _words(Relation.AFFECTED, data.get("pupil"), is_pupil=True)
        named += _words(Relation.AFFECTED, data.get("affected_words"))
        named += holders(self.school, roles, self.on)
        named += _person(Relation.COMPLAINED_OF, data.get("blamed_person"))
        named += _words(Relation.COMPLAINED_OF, data.get("blamed_words"))
        return self.told(named, affects_school=SCHOOL in ticked, **more)


def _person(relation: str, person: Person | None) -> list[Named]:
    return [Named(relation, person)] if person is not None else []


def _words(relation: str, words: str | None, *, is_pupil: bool = False) -> list[Named]:
    return [Named(relation, words=words, is_pupil=is_pupil)] if words else []


class FriendRequestForm(Form):
    """A friend request from a pupil, declined: a few seconds (QEI-30)."""

    submit = "Record it"
    platform = forms.CharField(label="On which app or site?", max_length=60)
    pupil = forms.CharField(label="From which pupil?", max_length=60, help_text=REFERENCE_HELP)
    happened_on = DateField(label="On which day did it come?")
    declined = forms.BooleanField(
        label="I declined it",
        error_messages={
            "required": "Decline it first. If you accepted it or wrote to each other, report that a pupil tried to get"
            " in touch with you instead."
        },
    )
    pointed = forms.BooleanField(label="I pointed the pupil to the school's own account or site", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, initial={"happened_on": on}, **kwargs)

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > self.on:
            raise forms.ValidationError("That day is still to come.")
        return day

    def recorded(self) -> Declined:
        data = self.cleaned_data
        return Declined(data["platform"], data["pupil"], data["happened_on"], is_pointed=data["pointed"])


WITH = (
    ("pupil", "A pupil or former pupil"),
    ("parent", "A parent or somebody of a pupil's family"),
    ("other", "Somebody else"),
)


class QuestionForm(Form):
    """Is this communication all right? In confidence, and answered (COR-04)."""

    submit = "Ask"
    whose = forms.ChoiceField(
        label="Whose communication is it?",
        choices=((ME, "Mine"), (COLLEAGUE, "A colleague's")),
        widget=forms.RadioSelect,
    )
    colleague = PersonField(
        label="Which colleague?",
        help_text="They do not get your question and cannot see it. Leave it empty when you do not want to say.",
    )
    with_whom = forms.ChoiceField(label="With whom?", choices=WITH, widget=forms.RadioSelect)
    pupil = forms.CharField(label="Which pupil?", max_length=60, required=False, help_text=REFERENCE_HELP)
    saw = forms.CharField(
        label="What was written or said, or is to be, and what makes you ask?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="No names of pupils.",
    )
    may_be_sexual = sexual_question()

    def __init__(self, *args: Any, school: School, rules: IncidentRules, by: Person, on: date, **kwargs: Any) -> None:
        self.people, self.rules, self.by = of_the_roll(school, on, without=by), rules, by
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        """Asks for the colleague and the pupil only where there is one."""
        field = self.fields["colleague"]
        assert isinstance(field, PersonField)  # noqa: S101 - declared above
        field.offer(self.people)
        return [
            Choices("whose", reveals={COLLEAGUE: ["colleague"]}),
            Choices("with_whom", reveals={"pupil": ["pupil"]}),
            "saw",
            sexual_words(self.rules),
        ]

    def said(self) -> Said:
        """The question. A colleague whom it is about is kept out of it, like anybody who is complained of."""
        data = self.cleaned_data
        is_mine, is_pupil = data["whose"] == ME, data["with_whom"] == "pupil"
        named = [] if is_mine else _person(Relation.COMPLAINED_OF, data["colleague"])
        named += _words(Relation.WITNESS, data["pupil"], is_pupil=True) if is_pupil else []
        return Said(
            Kind.QUESTION,
            data["saw"],
            who=Report.Who.STAFF,
            involves_child=is_pupil,
            may_be_sexual=data["may_be_sexual"] in (YES, UNSURE),
            place=f"With {dict(WITH)[data['with_whom']][:1].lower()}{dict(WITH)[data['with_whom']][1:]}",
            named=named,
        )


class PicturesForm(Form):
    """Pictures for a report, after the question whether they may be what nobody may keep."""

    submit = "Add"
    may_be_sexual = sexual_question()
    pictures = UploadsField(
        label="Pictures or PDFs",
        kinds=SCANS,
        required=False,
        help_text="Screenshots or photographs: JPEG, PNG, HEIC or PDF. They are kept exactly as they are.",
    )
    about = forms.CharField(
        label="What do they show?", max_length=300, required=False, help_text="In a few words. No names of pupils."
    )
    link = forms.CharField(label="Address they were taken from", max_length=500, required=False)

    def __init__(self, *args: Any, rules: IncidentRules, **kwargs: Any) -> None:
        self.rules = rules
        super().__init__(*args, **kwargs)

    def layout(self) -> list[Any]:
        """The controls to add something come with the answer “No”."""
        instead = [Guidance(self.rules.sexual_pictures)]
        return [
            Choices(
                "may_be_sexual",
                reveals={SAFE: ["pictures", "about", "link"], YES: instead, UNSURE: instead},
            )
        ]

    @property
    def may_be(self) -> bool:
        """Whether it may be a sexual picture of a child: then nothing that was sent is looked at."""
        return self.data.get("may_be_sexual") in (YES, UNSURE)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "pictures" not in self.errors and not any(data.get("pictures") or ()):
            self.add_error("pictures", "Choose at least one.")
        if not data.get("about") and "about" not in self.errors:
            self.add_error("about", "Say what they show, for who cannot see them.")
        return data
