"""What a school's answers are made from, and what an answer is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from approvals.house_rules import rules_of
from approvals.models import ApprovalRules
from foundation.schools.models import School
from policies.models import PeopleRules, PolicyRules


class Verdict(StrEnum):
    """The first word of an answer."""

    YES = "Yes"
    NO = "No"
    ASK = "Ask first"
    DEPENDS = "It depends"
    UNSAID = "The house rules do not say"


@dataclass(frozen=True)
class House:
    """The rules of one school that answers are derived from: two queries."""

    rules: ApprovalRules
    personal_use: str = ""  # ACR-26
    own_views: str = ""
    family: str = ""  # contact with pupils and parents who are family
    panel_rule: str = ""

    @property
    def channels(self) -> str:
        """How the school speaks with families, as the end of a sentence."""
        return self.rules.official_channels.rstrip(".") or "the school's own telephone, e-mail and meetings"


def house_of(school: School) -> House:
    """The school's rules as they are now."""
    found = School.objects.annotate(
        personal_use=_said(PolicyRules.objects.all(), "personal_use"),
        own_views=_said(PolicyRules.objects.all(), "own_views"),
        family=_said(PeopleRules.objects.all(), "relationships"),
        panel=_said(PeopleRules.objects.all(), "panel_rule"),
    )
    said = found.values_list("personal_use", "own_views", "family", "panel").get(pk=school.pk)
    return House(rules_of(school), *(words or "" for words in said))


def _said(rows: "QuerySet[PolicyRules] | QuerySet[PeopleRules]", name: str) -> Subquery:
    return Subquery(rows.filter(school=OuterRef("pk")).values(name)[:1])


@dataclass(frozen=True)
class Answer:
    """What the school says: first word, sentences, and where to go: the form of a kind, or who holds a role."""

    verdict: Verdict
    words: tuple[str, ...]
    kind: str = ""
    role: str = ""


@dataclass(frozen=True)
class Question:
    """Something a member of staff wants to do. `words` are others for it; `search` finds its clause in policies."""

    key: str
    title: str
    words: str
    search: str
    answer: Callable[[House], Answer]


def no(*words: str, kind: str = "", role: str = "") -> Answer:
    return Answer(Verdict.NO, words, kind, role)


def yes(*words: str, role: str = "") -> Answer:
    return Answer(Verdict.YES, words, "", role)


def first_ask(*words: str, kind: str = "", role: str = "") -> Answer:
    return Answer(Verdict.ASK, words, kind, role)


def depends(*words: str, kind: str = "", role: str = "") -> Answer:
    return Answer(Verdict.DEPENDS, words, kind, role)


def unsaid(house: House, *words: str) -> Answer:
    """The rules give no answer: whom to ask does."""
    return Answer(Verdict.UNSAID, words, "", house.rules.in_doubt)
