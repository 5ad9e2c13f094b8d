"""A trust's policy at its schools: its placeholders, what is locked, and where each school stands.

A placeholder is a name between double square brackets, such as [[Headteacher]].
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape, unescape

from foundation.core.states import NotAllowed
from foundation.schools.models import School
from policies.content import ClauseText, Text, text_of
from policies.models import IssueAnswer, TrustIssue, Version
from policies.writing import plain

PLACEHOLDER = re.compile(r"\[\[([^\[\]<>]{1,200})\]\]")
LONGEST_NAME, LONGEST_TITLE, LONGEST_STATEMENT = 60, 250, 300
NOT_ADDED = "Your trust issued this text, so no clause is added. Write it into one that your school may adapt."
NOT_MOVED = "The locked clauses of your trust stay, in their order: none of them is moved or removed."
STATEMENTS_STAY = "What readers confirm is set by your trust for all of its schools."
ADOPTED = (Version.Status.IN_FORCE, Version.Status.SUPERSEDED)


def _named(found: str) -> str:
    return " ".join(unescape(found).split())


def _pieces(text: Text) -> Iterable[str]:
    for clause in text.clauses:
        yield clause.title
        yield clause.html
    yield from text.statements


def facts_in(text: Text) -> list[str]:
    """The names of the placeholders, each once, in the order in which they come."""
    found = {_named(name).lower(): _named(name) for piece in _pieces(text) for name in PLACEHOLDER.findall(piece)}
    return list(found.values())


def check_placeholders(text: Text) -> None:
    """Refuse brackets that do not close, or that stand around no usable name: they would reach the readers."""
    for piece in _pieces(text):
        rest = PLACEHOLDER.sub("", piece)
        if "[[" in rest or "]]" in rest:
            raise NotAllowed(f"A placeholder is written like [[Headteacher]]. Look at: {plain(rest)[:80]}")
    for name in facts_in(text):
        if not name or len(name) > LONGEST_NAME:
            raise NotAllowed(
                f"The name of a placeholder has 1 to {LONGEST_NAME} letters: {name[:80] or 'an empty one'}."
            )


def fill(text: Text, facts: Mapping[str, str]) -> Text:
    """The text with the local facts in their places. Raises NotAllowed naming what is missing or too long."""
    known = {name.lower(): value for name, value in facts.items() if value}
    missing = [name for name in facts_in(text) if name.lower() not in known]
    if missing:
        raise NotAllowed(f"Still to be filled in: {', '.join(missing)}.")

    def put(piece: str, *, is_html: bool = False) -> str:
        def value(found: re.Match[str]) -> str:
            words = known[_named(found[1]).lower()]
            return escape(words, quote=False) if is_html else words

        return PLACEHOLDER.sub(value, piece)

    clauses = [replace(one, title=put(one.title), html=put(one.html, is_html=True)) for one in text.clauses]
    statements = [put(one) for one in text.statements]
    if any(len(one.title) > LONGEST_TITLE for one in clauses) or any(
        len(one) > LONGEST_STATEMENT for one in statements
    ):
        raise NotAllowed("With these facts a heading or a statement is too long. Write them in fewer words.")
    return Text(clauses, statements)


def merged(current: Text, old: Text, new: Text, adaptable: Iterable[str]) -> Text:
    """`new`, with the clauses that the school adapted since `old` as it has them, where they may still be adapted."""
    own, issued, free = _by_anchor(current), _by_anchor(old), set(adaptable)
    clauses = []
    for clause in new.clauses:
        is_adapted = clause.anchor in free & set(issued) and own.get(clause.anchor) != issued[clause.anchor]
        kept = own.get(clause.anchor) if is_adapted else clause
        if kept is not None:
            clauses.append(kept)
    return Text(clauses, new.statements)


def _by_anchor(text: Text) -> dict[str, ClauseText]:
    return {clause.anchor: clause for clause in text.clauses}


def binding(policy_pk: int) -> IssueAnswer | None:
    """By which edition of the trust the texts of this policy are bound: the newest that was taken and not given up."""
    taken = IssueAnswer.objects.filter(version__policy=policy_pk, status=IssueAnswer.Status.TAKEN)
    alive = taken.exclude(version__status=Version.Status.ABANDONED).select_related("issue")
    return alive.order_by("-issue__edition").first()


def locked_anchors(version: Version) -> frozenset[str]:
    """The clauses of this version that its school may not edit."""
    answer = binding(version.policy_id)
    if answer is None:
        return frozenset()
    return frozenset(version.clauses.exclude(anchor__in=answer.issue.adaptable).values_list("anchor", flat=True))


def guarded(version: Version, text: Text) -> Text:
    """The text as it may be written: raises NotAllowed where it touches what the trust locked.

    A locked clause whose words are the same keeps the form it has, so that all of the text can be edited in one box.
    """
    answer = binding(version.policy_id)
    if answer is None:
        return text
    before, adaptable = text_of(version), set(answer.issue.adaptable)
    there = _by_anchor(before)
    if any(clause.anchor not in there for clause in text.clauses):
        raise NotAllowed(NOT_ADDED)
    stay = [clause.anchor for clause in before.clauses if clause.anchor not in adaptable]
    if [clause.anchor for clause in text.clauses if clause.anchor not in adaptable] != stay:
        raise NotAllowed(NOT_MOVED)
    if list(text.statements) != list(before.statements):
        raise NotAllowed(STATEMENTS_STAY)
    for clause in text.clauses:
        if clause.anchor not in adaptable and _words(clause) != _words(there[clause.anchor]):
            name = f"{there[clause.anchor].number} {there[clause.anchor].title}".strip()
            raise NotAllowed(f"“{name or 'A clause without a heading'}” is locked by your trust and cannot be edited.")
    return replace(text, clauses=[one if one.anchor in adaptable else there[one.anchor] for one in text.clauses])


def _words(clause: ClauseText) -> tuple[str, str, int, str]:
    return clause.number, clause.title, clause.level, plain(clause.html)


def is_live(answer: IssueAnswer) -> bool:
    """Whether the school has it: under way or in force, neither given up nor withdrawn since."""
    version = answer.version if answer.status == IssueAnswer.Status.TAKEN else None
    return version is not None and version.status != Version.Status.ABANDONED and version.policy.withdrawn_at is None


def is_adopted(answer: IssueAnswer) -> bool:
    """Whether a version made of it is or was in force at the school."""
    return is_live(answer) and answer.version is not None and answer.version.status in ADOPTED


@dataclass(frozen=True)
class Place:
    """Where one school stands with the edition that asks it: `older` is the edition it has until then."""

    school: School
    answer: IssueAnswer | None
    words: str
    is_overdue: bool = False
    older: int = 0


def place_of(answer: IssueAnswer, on: date, older: int = 0) -> Place:
    """In words: not answered, adapting, adopted, explained; overdue past the day the trust set."""
    if is_adopted(answer):
        return Place(answer.school, answer, f"Adopted edition {answer.issue.edition}")
    if answer.status == IssueAnswer.Status.EXPLAINED:
        return Place(answer.school, answer, "Explained", older=older)
    words = "Adapting" if is_live(answer) else "Not answered"
    return Place(answer.school, answer, words, answer.issue.answer_by < on, older)


SHOWN = ("school", "version__policy", "issue__policy", "answered_by")


def places(trust: School, on: date, policy_pk: int | None = None) -> list[tuple[TrustIssue, list[Place]]]:
    """Every edition that asks the trust's schools now, with where each of them stands: two queries for all."""
    rows = IssueAnswer.objects.filter(issue__school=trust, issue__policy__withdrawn_at=None)
    if policy_pk is not None:
        rows = rows.filter(issue__policy=policy_pk)
    answers = list(rows.select_related(*SHOWN).order_by("issue__policy__title", "issue__policy", "school__name"))
    older = older_editions(answers)
    asking: dict[int, tuple[TrustIssue, list[Place]]] = {}
    for answer in (one for one in answers if one.issue.replaced_at is None):
        issue, found = asking.setdefault(answer.issue_id, (answer.issue, []))
        found.append(place_of(answer, on, older.get((issue.policy_id, answer.school_id), 0)))
    schools = list(School.objects.filter(trust=trust).order_by("name"))
    for _, found in asking.values():
        asked = {place.school.pk for place in found}
        found += [Place(school, None, "Not asked") for school in schools if school.pk not in asked]
    return list(asking.values())


def older_editions(answers: Sequence[IssueAnswer]) -> dict[tuple[int, int], int]:
    """By policy of the trust and school: the newest of the replaced editions that the school adopted."""
    found: dict[tuple[int, int], int] = {}
    for answer in answers:
        if answer.issue.replaced_at is not None and is_adopted(answer):
            key = answer.issue.policy_id, answer.school_id
            found[key] = max(found.get(key, 0), answer.issue.edition)
    return found
