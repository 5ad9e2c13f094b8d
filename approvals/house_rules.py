"""What the house rules leave open to ask for."""

from approvals.models import ApprovalRules, ChainStep, Kind
from foundation.schools.models import School

# Without sites of its own a school has nothing to ask these about (HAY-04).
OF_OUR_SITES = {Kind.SITE, Kind.POST, Kind.ADVERTISING, Kind.FRIEND}


def rules_of(school: School) -> ApprovalRules:
    """The school's rules; the usual ones, not saved, where it has set none."""
    return ApprovalRules.objects.filter(school=school).first() or ApprovalRules(school=school)


def open_kinds(school: School) -> set[str]:
    """The kinds that can be asked for: somebody decides on them, and the school has what they are about."""
    kinds = set(ChainStep.objects.filter(school=school).values_list("kind", flat=True))
    return kinds if rules_of(school).has_sites else kinds - OF_OUR_SITES
