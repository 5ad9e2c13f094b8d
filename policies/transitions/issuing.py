"""A trust issues a policy to its schools; each takes it as a version of its own, or explains why not."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from foundation.audit import trail
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.models import Body, Person, School, StaffGroup
from foundation.schools.models.person import Community
from foundation.schools.models.school import SchoolKind
from policies.content import Text, text_of
from policies.issued import binding, check_placeholders, facts_in, fill, is_live, merged
from policies.models import IssueAnswer, LocalFact, Policy, TrustIssue, Version
from policies.transitions.drafting import PolicyFacts, add_policy, locked, start_version, write_text
from policies.transitions.handing_on import hand_on
from policies.transitions.issue_notices import tell_schools, tell_trust
from policies.verbs import ISSUE_MOVES, OPEN, Verb

DECIDING = (Body.Kind.GOVERNING_BODY, Body.Kind.LOCAL_BOARD, Body.Kind.TRUST_BOARD)


def issue_policy(policy: Policy, adaptable: Sequence[str], answer_by: date, *, by: Person, at: datetime) -> TrustIssue:
    """Issue the text in force to every school of the trust; an edition before it asks nobody any more."""
    with change():
        policy = locked(policy.pk)
        version = _issuable(policy)
        text = text_of(version)
        check_placeholders(text)
        if set(adaptable) - {clause.anchor for clause in text.clauses}:
            raise NotAllowed("This text changed while you had it open. Look at its clauses again.")
        if answer_by <= localdate(at):
            raise NotAllowed("Give the schools a day to answer by that is still to come.")
        before = TrustIssue.objects.filter(policy=policy, replaced_at=None).first()
        if before is not None:
            before.replaced_at = at
            before.save(update_fields=["replaced_at"])
        issue = TrustIssue.objects.create(
            school=policy.school,
            policy=policy,
            version=version,
            edition=before.edition + 1 if before else 1,
            adaptable=list(adaptable),
            answer_by=answer_by,
            issued_by=by,
            issued_at=at,
        )
        asked = _ask(issue, at)
        if not asked:
            raise NotAllowed("This trust has no schools yet, so there is nobody to issue it to.")
        about = {"edition": issue.edition, "content_hash": version.content_hash, "schools": asked}
        trail.record(Verb.POLICY_ISSUED, issue, by=by, at=at, school=policy.school, **about)
    return issue


def _issuable(policy: Policy) -> Version:
    if policy.school.kind != SchoolKind.TRUST:
        raise NotAllowed("Only a trust issues policies, to its schools.")
    version = policy.versions.filter(status=Version.Status.IN_FORCE).first()
    if version is None:
        raise NotAllowed("Only a policy in force is issued to the schools.")
    if TrustIssue.objects.filter(version=version).exists():
        raise NotAllowed("The version in force was issued to the schools already.")
    return version


def _ask(issue: TrustIssue, at: datetime) -> list[str]:
    asked = IssueAnswer.objects.filter(issue=issue).values("school")
    schools = list(School.objects.filter(trust=issue.school_id).exclude(pk__in=asked).order_by("name"))
    answers = [IssueAnswer(issue=issue, school=school) for school in schools]
    IssueAnswer.objects.bulk_create(answers)
    tell_schools(answers, at=at)
    return [school.name for school in schools]


def ask_newcomers(issue: TrustIssue, *, by: Person, at: datetime) -> list[str]:
    """Ask the schools that came to the trust after the edition was issued."""
    with change():
        issue = TrustIssue.objects.select_for_update(of=("self",)).select_related("school").get(pk=issue.pk)
        if issue.replaced_at is not None:
            raise NotAllowed("A newer edition asks the schools now.")
        asked = _ask(issue, at)
        if not asked:
            raise NotAllowed("Every school of the trust has been asked already.")
        trail.record(Verb.SCHOOLS_ASKED, issue, by=by, at=at, school=issue.school, schools=asked)
    return asked


def _held(answer: IssueAnswer) -> IssueAnswer:
    """The answer, held for this change: two clerks at once are answered one after the other."""
    rows = IssueAnswer.objects.select_for_update(of=("self",))
    return rows.select_related("school", "issue__version__policy", "version__policy").get(pk=answer.pk)


def _check_open(answer: IssueAnswer) -> None:
    if answer.issue.replaced_at is not None:
        raise NotAllowed("Your trust has issued a newer edition of this policy. Answer that one.")
    if answer.issue.policy.withdrawn_at is not None:
        raise NotAllowed("Your trust has withdrawn this policy.")
    if is_live(answer):
        raise NotAllowed("Your school has taken this edition up already.")


def take_issue(
    answer: IssueAnswer, facts: Mapping[str, str], policy: Policy | None = None, *, by: Person, at: datetime
) -> Version:
    """Make the edition a draft of the school's own, with its local facts; from there it goes through its own steps.

    It follows what the school adopted of the edition before, else `policy`, else a policy started for it. What the
    school had adapted stays where it may still be adapted. The trust's annexes become files of the school's version.
    """
    with change():
        answer = _held(answer)
        _check_open(answer)
        status = ISSUE_MOVES.check("take", answer.status)
        issued = text_of(answer.issue.version)
        text = fill(issued, facts)
        before = adopted_before(answer)
        own = before.version.policy if before and before.version else _policy_for(answer, policy, by=by, at=at)
        version = start_version(own, by=by, at=at)
        files = hand_on(answer.issue, version, before.issue if before else None, by=by, at=at)
        if before is not None:
            old = fill(text_of(before.issue.version), before.facts)
            text = merged(text_of(version), old, text, answer.issue.adaptable)
        version = write_text(version, text, by=by, at=at, is_issued=True)
        _answered(answer, status, by=by, at=at, version=version, facts=_remembered(answer, issued, facts, by, at))
        about = {"edition": answer.issue.edition, "content_hash": version.content_hash, "files": files}
        trail.record(Verb.ISSUE_TAKEN, version, by=by, at=at, school=answer.school, **about)
    return version


def _answered(answer: IssueAnswer, status: str, *, by: Person, at: datetime, **named: object) -> None:
    values = {"version": None, "facts": {}, "why": "", "answered_by": by, "answered_at": at, **named}
    answer.status = status
    for name, value in values.items():
        setattr(answer, name, value)
    answer.save(update_fields=["status", *values])
    tell_trust(answer, at=at)


def adopted_before(answer: IssueAnswer) -> IssueAnswer | None:
    """What the school took of an earlier edition and still has."""
    earlier = IssueAnswer.objects.filter(
        school=answer.school_id, issue__policy=answer.issue.policy_id, issue__edition__lt=answer.issue.edition
    )
    rows = earlier.select_related("issue__version", "version__policy").order_by("-issue__edition")
    return next((one for one in rows if is_live(one)), None)


def _policy_for(answer: IssueAnswer, policy: Policy | None, *, by: Person, at: datetime) -> Policy:
    """The policy of the school that the edition becomes a version of."""
    if policy is not None:
        bound = binding(policy.pk)
        if policy.school_id != answer.school_id:
            raise NotAllowed("That policy is another school's.")
        if bound is not None and bound.issue.policy_id != answer.issue.policy_id:
            raise NotAllowed(f"{policy.title} follows another policy of your trust already.")
        return policy
    title = answer.issue.policy.title
    if Policy.objects.filter(school=answer.school_id, title__iexact=title).exists():
        raise NotAllowed(f"You have a policy called {title}. Choose it above: this becomes its next version.")
    body = Body.objects.filter(school=answer.school_id, closed_on=None, kind__in=DECIDING).order_by("kind").first()
    is_heads = answer.issue.policy.determiner == Policy.Determiner.HEADTEACHER or body is None
    facts = PolicyFacts(
        title=title,
        owner=by,
        determiner=Policy.Determiner.HEADTEACHER if is_heads else Policy.Determiner.BODY,
        body=None if is_heads else body,
        summary=answer.issue.policy.summary,
        audience=tuple(StaffGroup.objects.filter(school=answer.school_id, community=Community.STAFF)),
    )
    return add_policy(answer.school, facts, by=by, at=at)


def _remembered(
    answer: IssueAnswer, issued: Text, facts: Mapping[str, str], by: Person, at: datetime
) -> dict[str, str]:
    """Keep the facts for the trust's next policy; what was filled in for this one."""
    filled = {name: facts[name] for name in facts_in(issued)}
    for name, value in filled.items():
        same = LocalFact.objects.filter(school=answer.school_id, name__iexact=name)
        values = {"value": value, "set_by": by, "set_at": at}
        if not same.update(**values):
            LocalFact.objects.create(school=answer.school, name=name, **values)
    return filled


def fill_facts(answer: IssueAnswer, facts: Mapping[str, str], *, by: Person, at: datetime) -> Version:
    """Put changed local facts into the version under way, or into a new one; the school's own words stay."""
    with change():
        answer = _held(answer)
        bound = binding(answer.version.policy_id) if answer.version else None
        if not is_live(answer) or answer.version is None or bound is None or bound.pk != answer.pk:
            raise NotAllowed("Local facts are changed where the edition that your school has was taken up.")
        policy = locked(answer.version.policy_id)
        issued = text_of(answer.issue.version)
        old, new = fill(issued, answer.facts), fill(issued, facts)
        version = policy.versions.filter(status__in=OPEN).first() or start_version(policy, by=by, at=at)
        text = merged(text_of(version), old, new, answer.issue.adaptable)
        version = write_text(version, text, by=by, at=at, is_issued=True)
        answer.facts = _remembered(answer, issued, facts, by, at)
        answer.save(update_fields=["facts"])
        trail.record(Verb.LOCAL_FACTS_FILLED, version, by=by, at=at, school=answer.school, facts=sorted(answer.facts))
    return version


def explain_issue(answer: IssueAnswer, why: str, *, by: Person, at: datetime) -> IssueAnswer:
    """Say why the school does not take the edition; the trust reads it. It can still be taken afterwards."""
    with change():
        answer = _held(answer)
        _check_open(answer)
        if not why.strip():
            raise NotAllowed("Say in words why your school does not take this policy.")
        status, before = ISSUE_MOVES.check("explain", answer.status), answer.why
        _answered(answer, status, by=by, at=at, why=why.strip())
        trail.record(Verb.ISSUE_EXPLAINED, answer, by=by, at=at, school=answer.school, before=before, why=answer.why)
    return answer
