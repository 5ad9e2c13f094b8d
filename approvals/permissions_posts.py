"""Who publishes on an account of the school (STM-10, ACR-09)."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from approvals.models import ApprovalRules, Kind, Publication, Publishers, Request, Site, SitePerson
from approvals.permissions_sites import duties, has_duty, see_site
from foundation.core.rules import rule
from foundation.schools.models import RoleKind
from foundation.schools.people import holds

Duty = SitePerson.Duty
LEADERS = (RoleKind.HEADTEACHER, RoleKind.SENIOR_LEADER)
# Who has the account in hand, and so can put what was approved on it.
HANDS = (Duty.POSTER, Duty.ADMINISTRATOR, Duty.OWNER, Duty.SECOND_OWNER)


def _leaders_post(user: Any, on: date) -> Q:
    """Senior leaders, at the schools whose rule it is that they post; it is the usual rule."""
    set_otherwise = ApprovalRules.objects.filter(school=OuterRef("school")).exclude(publishers=Publishers.LEADERS)
    return holds(user, on, *LEADERS, school="school") & ~Q(Exists(set_otherwise))


@rule("approvals.post", Site)
def post(user: Any, on: date) -> Q:
    """Who publishes without asking: senior leaders or the appointed posters of the account, as the house rule says."""
    appointed = ApprovalRules.objects.filter(school=OuterRef("school"), publishers=Publishers.APPOINTED)
    return _leaders_post(user, on) | has_duty(user, on, Duty.POSTER) & Q(Exists(appointed))


@rule("approvals.publish_post", Request)
def publish_post(user: Any, on: date) -> Q:
    """Who puts an approved post on the account: who has it in hand there, and senior leaders where they post."""
    mine = [site for site, (_, held) in duties(user, on).items() if held & set(HANDS)]
    uids = [str(uid) for uid in Site.objects.filter(pk__in=mine).values_list("uid", flat=True)] if mine else []
    return Q(kind=Kind.POST, status=Request.Status.APPROVED) & (Q(answers__site__in=uids) | _leaders_post(user, on))


@rule("approvals.see_publication", Publication)
def see_publication(user: Any, on: date) -> Q:
    """Whoever may see the account sees what was published there; its pictures too."""
    sites = Site.objects.filter(see_site(user, on), pk=OuterRef("site"))
    return Q(Exists(sites))
