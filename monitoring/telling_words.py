"""What the employee is told, prepared from the check; whoever tells changes what needs changing."""

from foundation.core.templatetags.words import day
from monitoring.house_rules import rules_of
from monitoring.models import Check
from policies.models import Clause, Version


def rule_of(check: Check) -> str:
    """The rule on which the reason rests, as it can be looked up; "" where the school named none (ACR-26)."""
    reason = check.reason
    if reason is None or reason.rests_on is None:
        return ""
    if not reason.anchor:
        return reason.rests_on.title
    in_force = {"version__policy": reason.rests_on, "version__status": Version.Status.IN_FORCE}
    clause = Clause.objects.filter(anchor=reason.anchor, **in_force).first()
    return f"{reason.rests_on.title}, {clause}" if clause is not None else reason.rests_on.title


def prepared(check: Check) -> str:
    """When and why, who authorised it and who carries it out, what is left out, how long it is kept (ACR-19)."""
    assert check.subject is not None and check.reason is not None  # noqa: PT018, S101 - a check that was sent
    rule = rule_of(check)
    later = f" You were not told before. {check.get_covert_ground_display()}." if check.covert_by is not None else ""
    begins = "was looked at" if check.started_at else "will be looked at"
    parts = [
        f"{check.subject.name},",
        f"Your use of the internet at work from {day(check.from_on)} to {day(check.to_on)} {begins}. The reason:"
        f" {check.reason.name}." + (f" It rests on {rule}." if rule else "") + later,
        f"What is to be found out: {check.purpose}",
        f"Authorised by {check.decided_by.name if check.decided_by else ''}. Carried out by"
        f" {check.carried_by.name if check.carried_by else ''}. The lawful basis: {check.get_lawful_basis_display()}."
        f" Impact assessment: {check.dpia_reference}.",
        "Union and private correspondence is left out. Only the sites and times of these days are kept, for"
        f" {rules_of(check.school).usage_days} days at most unless a case holds them. When it has ended you can read"
        " what was found on your page, and you can ask for everything that is held about you.",
    ]
    return "\n\n".join(parts)
