"""What the house rules leave open to ask for, and why the rest is closed."""

from collections.abc import Mapping
from typing import Any

from approvals.models import ApprovalRules, ChainStep, Devices, Kind, Naming, OwnContact
from foundation.schools.models import School

# Without sites of its own a school has nothing to ask these about (HAY-04).
OF_OUR_SITES = (Kind.SITE, Kind.POST, Kind.ADVERTISING, Kind.FRIEND)
NOT_NAMED = "Staff here do not name the school on personal sites, so there is nothing to approve."
DEVICES_CLOSED = {
    Devices.OWN_TIME: "You need not ask: in your own time you may use them for it.",
    Devices.NEVER: "School devices are not for social media here, and there is no exception.",
}
ONLY_OURS = "School business goes through the school's own telephones and e-mail addresses alone."


def rules_of(school: School) -> ApprovalRules:
    """The school's rules; the usual ones, not saved, where it has set none."""
    return ApprovalRules.objects.filter(school=school).first() or ApprovalRules(school=school)


def closed_kinds(rules: ApprovalRules) -> dict[str, str]:
    """The kinds that the rules close, each with the reason in words (HAY-04, ACR-11, COR-03, STM-14)."""
    closed: dict[str, str] = {}
    if not rules.has_sites:
        closed |= dict.fromkeys(OF_OUR_SITES, rules.no_sites_why)
    if rules.naming != Naming.ASK:
        closed[Kind.OWN_SITE] = NOT_NAMED
    if rules.devices != Devices.ASK:
        closed[Kind.SCHOOL_DEVICE] = DEVICES_CLOSED[Devices(rules.devices)]
    if rules.own_contact != OwnContact.ASK:
        closed[Kind.OWN_CONTACT] = ONLY_OURS
    return closed


def open_kinds(school: School, rules: ApprovalRules | None = None) -> set[str]:
    """The kinds that can be asked for: somebody decides on them, and the rules leave them open."""
    kinds = set(ChainStep.objects.filter(school=school).values_list("kind", flat=True))
    return kinds - closed_kinds(rules or rules_of(school)).keys()


def is_for_the_headteacher(kind: str, answers: Mapping[str, Any]) -> bool:
    """ACR-11: a blog that is paid for, or that the press asks about, comes before the headteacher in any chain."""
    return kind == Kind.OWN_SITE and "yes" in (answers.get("paid"), answers.get("press"))
