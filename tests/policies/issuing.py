"""A trust with a policy in force that has placeholders, and its schools; for the tests of issuing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from foundation.core.change import change
from foundation.documents import files
from foundation.schools.models import Body, Person, RoleKind, School, StaffGroup
from policies import transitions
from policies.content import ClauseText, Text
from policies.models import Attachment, IssueAnswer, Policy, PolicyRules, TrustIssue, Version
from policies.transitions.drafting import Cover, PolicyFacts
from policies.transitions.issuing import issue_policy
from tests.cast import Cast, a_person, a_role, a_school

TEXT = Text(
    clauses=(
        ClauseText("Who to tell", "<p>Tell [[Headteacher's name]] at once, on [[Telephone]].</p>", "1", anchor="tell"),
        ClauseText("Breaks", "<p>Telephones stay in the staff room.</p>", "2", anchor="breaks"),
        ClauseText("Records", "<p>The office keeps a record for six years.</p>", "3", anchor="records"),
    ),
    statements=("I know how to reach [[Headteacher's name]].",),
)
FACTS = {"Headteacher's name": "Hannah <Head> & Co", "Telephone": "01234 567890"}


@dataclass
class Issued:
    """What a trust issued, and the answer of the school of the cast."""

    issue: TrustIssue
    answer: IssueAnswer
    sister: School  # of the same trust
    sister_clerk: Person


def trust_version(
    cast: Cast,
    policy: Policy | None = None,
    text: Text = TEXT,
    title: str = "Telephones at work",
    annexes: Mapping[str, bytes] | None = None,
) -> Version:
    """A version in force at the trust, with these files by their titles; the trust goes through no steps."""
    by: dict[str, Any] = {"by": cast.trust_officer, "at": cast.at}
    PolicyRules.objects.get_or_create(school=cast.trust)
    group, _ = StaffGroup.objects.get_or_create(school=cast.trust, name="Head office")
    board, _ = Body.objects.get_or_create(school=cast.trust, name="Trust board", kind=Body.Kind.TRUST_BOARD)
    facts = PolicyFacts(title, cast.trust_officer, "body", board, audience=(group,))
    version = transitions.start_version(policy or transitions.add_policy(cast.trust, facts, **by), **by)
    day = cast.today + timedelta(days=365)
    transitions.describe_version(version, Cover(author="Toby", review_on=day, review_due_on=day), **by)
    version = transitions.write_text(version, text, **by)
    for item in version.attachments.all():
        transitions.detach_file(item, **by)
    for name, data in (annexes or {}).items():
        version = attached(version, name, data, by["by"])
    return transitions.put_in_force(transitions.submit_version(version, **by), **by)


def attached(version: Version, title: str, data: bytes, by: Person) -> Version:
    """An annex added to a draft."""
    at = version.drafted_at
    with change():
        file = files.seal(
            f"{title}.txt", data, media_type="text/plain", owner=version, school=version.school, by=by, at=at
        )
        return transitions.attach_file(version, file, Attachment.Kind.ANNEX, title, by=by, at=at)


def issued(cast: Cast, *adaptable: str, annexes: Mapping[str, bytes] | None = None) -> Issued:
    """The trust's policy issued to two schools; they may adapt the clauses that are named."""
    PolicyRules.objects.get_or_create(school=cast.school)
    sister = a_school("Sister Primary School", trust=cast.trust)
    clerk = a_person(sister, "Sheila Sister-Clerk")
    a_role(clerk, RoleKind.CLERK)
    version, day = trust_version(cast, annexes=annexes), cast.today + timedelta(days=30)
    issue = issue_policy(version.policy, adaptable or ["breaks"], day, by=cast.trust_officer, at=cast.at)
    return Issued(issue, issue.answers.get(school=cast.school), sister, clerk)


def published(cast: Cast, version: Version) -> Version:
    """The school's version sent through its steps (it has none) and put in force."""
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    day = cast.today + timedelta(days=365)
    transitions.describe_version(version, Cover(author="Clara", review_on=day, review_due_on=day), **by)
    return transitions.put_in_force(transitions.submit_version(version, **by), by=cast.headteacher, at=cast.at)
