"""The text to send about an address: to the platform, to who wrote it, to a helpline. Nobody is named in it.

It says what kind of thing stands there, as far as the case has been judged, and where; never what was told in the case.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from incidents.models import Case, Category, Takedown

WHAT_IT_IS = {
    Category.BULLYING: "bullies or harasses somebody of our school",
    Category.THREATS: "threatens or insults somebody of our school",
    Category.PRIVACY: "shows a child, or details of a child, without consent",
    Category.PERSONAL_DATA: "publishes personal data of others without their consent",
    Category.IMAGES: "shows unsuitable pictures or links to them",
    Category.DEFAMATION: "says something untrue that does harm to somebody of our school",
    Category.IMPERSONATION: "pretends to be our school or somebody of it",
    Category.UNDERAGE: "belongs to a child who is too young for this service",
    Category.EXTREMISM: "is extremist",
}
USUAL = "does harm to somebody of our school"


@dataclass(frozen=True)
class Prepared:
    """A text with its heading, and the name of the field it stands in."""

    name: str
    heading: str
    text: str


def prepared(takedown: Takedown) -> list[Prepared]:
    """The texts for an address; none to the author while an allegation is to be decided (HAY-06)."""
    case = takedown.case
    made = [Prepared("platform", "To the platform", _to_platform(case, takedown))]
    if not case.is_held_back:
        made.append(Prepared("author", "To who wrote it", _to_author(case, takedown)))
    if takedown.reported_at is not None:
        made.append(Prepared("helpline", "To a helpline", _to_helpline(case, takedown)))
    return made


def _what(case: Case) -> str:
    return WHAT_IT_IS.get(Category(case.category), USUAL) if case.category else USUAL


def _to_platform(case: Case, takedown: Takedown) -> str:
    return (
        f"We write for {case.school.name}, a school.\n\n"
        f"What stands at this address {_what(case)}:\n{takedown.address}\n\n"
        "We ask you to take it down under your own terms, and to keep your records of it in case the police ask for"
        " them. Please tell us when it is done, or why it is not.\n\n"
        f"Our reference: {case.reference}"
    )


def _to_author(case: Case, takedown: Takedown) -> str:
    return (
        f"We write for {case.school.name} about what you published here:\n{takedown.address}\n\n"
        "We ask you to delete it, and anything you passed on of it. If something at the school worries you, please"
        " tell us in person: we would like to hear it, and to put right what we can.\n\n"
        "Please tell us when it is deleted."
    )


def _to_helpline(case: Case, takedown: Takedown) -> str:
    reported = f"{_said(takedown.reported_at)}" if takedown.reported_at else ""
    references = "; ".join(step.reference for step in takedown.steps.all() if step.reference)
    known = f" Its reference: {references}." if references else ""
    return (
        f"We write for {case.school.name}, a school.\n\n"
        f"What stands at this address {_what(case)}:\n{takedown.address}\n\n"
        f"We reported it to {takedown.platform} on {reported}.{known} It is still there. Can you help us to have it"
        f" taken down?\n\nOur reference: {case.reference}"
    )


def _said(at: datetime) -> str:
    return f"{localtime(at):%-d %B %Y at %H:%M}"
