"""What a case probably is and which procedure probably follows, from what was reported. Whoever leads decides."""

from collections.abc import Collection

from approvals.models import Impostor
from incidents.models import Case, CasePerson, Category, Kind, Procedure, Relation, Report

DID_IT = (Relation.COMPLAINED_OF, Relation.AUTHOR)
BY_KIND = {
    Kind.EXTREMISM: (Procedure.PREVENT, "Extremism is referred under the Prevent duty."),
    Kind.PRESS: (Procedure.PRESS, "The press is answered by the headteacher."),
    Kind.PICTURE: (Procedure.DATA_BREACH, "A picture of a child without consent may be a breach of personal data."),
}
BY_WHO = {
    Report.Who.PUPIL: (Procedure.BEHAVIOUR, "What pupils do goes to the behaviour policy."),
    Report.Who.STAFF: (Procedure.CODE_OF_CONDUCT, "What staff do goes to the code of conduct."),
    Report.Who.PARENT: (Procedure.COMPLAINTS, "What troubles parents goes to the complaints procedure."),
}
SAFEGUARDING = (Procedure.SAFEGUARDING, "A child is involved.")
NOTHING = (Procedure.NONE, "")
CATEGORIES = {
    Kind.PUPIL_CONTACT: Category.CONTACT,
    Kind.STAFF_CONTACT: Category.CONTACT,
    Kind.BETWEEN_PUPILS: Category.BULLYING,
    Kind.PICTURE: Category.PRIVACY,
    Kind.UNDERAGE: Category.UNDERAGE,
    Kind.EXTREMISM: Category.EXTREMISM,
    Kind.ABOUT_SCHOOL: Category.CRITICISM,
    Kind.PRESS: Category.PRESS,
    Kind.QUESTION: Category.ADVICE,
    Kind.FRIEND_REQUEST: Category.CONTACT,
}


def who_did_it(reports: Collection[Report], people: Collection[CasePerson]) -> str:
    """A pupil, staff, a parent or somebody else: by who is in the case, else by what the reporters believe."""
    named = [row for row in people if row.relation in DID_IT and row.ended_at is None]
    if any(row.person_id is not None for row in named):
        return Report.Who.STAFF
    if any(row.is_pupil for row in named):
        return Report.Who.PUPIL
    said = [report.who for report in reports if report.who != Report.Who.UNKNOWN]
    return said[0] if said else Report.Who.UNKNOWN


def proposed_procedure(case: Case, reports: Collection[Report], people: Collection[CasePerson]) -> tuple[str, str]:
    """Which procedure follows, and why: by what it is, else by who is involved (HAY-05)."""
    if case.kind in BY_KIND:
        return BY_KIND[Kind(case.kind)]
    if case.kind == Kind.BETWEEN_PUPILS:
        return BY_WHO[Report.Who.PUPIL]
    who = who_did_it(reports, people)
    if case.is_safeguarding and who not in (Report.Who.PUPIL, Report.Who.STAFF):
        return SAFEGUARDING
    return BY_WHO.get(Report.Who(who), NOTHING)


def proposed_category(case: Case, reports: Collection[Report]) -> str:
    """What it probably is, where what it was opened from or its kind says so."""
    if any(report.from_label == Impostor._meta.label for report in reports):
        return Category.IMPERSONATION
    return CATEGORIES.get(Kind(case.kind), "")
