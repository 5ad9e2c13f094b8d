"""Sites in the state a test wants them in."""

from datetime import timedelta
from typing import Any

from approvals.checklists import points_of
from approvals.models import ApprovalRules, Platform, Site, SiteConfirmation, SitePerson
from approvals.transitions import sites
from foundation.schools.models import Person
from tests.cast import Cast

Duty = SitePerson.Duty
Occasion = SiteConfirmation.Occasion
ADDRESS = "https://social.example/beacon"


def rules(cast: Cast, **fields: Any) -> ApprovalRules:
    """The school's house rules, changed."""
    row, _ = ApprovalRules.objects.update_or_create(school=cast.school, defaults=fields)
    return row


def a_platform(cast: Cast, name: str = "Facebook", **fields: Any) -> Platform:
    usual = {"minimum_age": 13, "checked_on": cast.today, "source": "Its terms"}
    row, _ = Platform.objects.update_or_create(school=cast.school, name=name, defaults={**usual, **fields})
    return row


def approved(cast: Cast, identity: str = "Beacon Hill", **fields: Any) -> Site:
    """A site that was approved and is not live: its owner, two administrators, two moderators are there."""
    usual: dict[str, Any] = {"pupils": "none", "live_on": cast.today, "added_at": cast.at, "aims": "News."}
    usual |= {"review_due_on": cast.today + timedelta(300), "account_email": f"news@{cast.school.email_domain}"}
    usual |= {"platform": fields.pop("platform", None) or a_platform(cast)}
    site = Site.objects.create(school=cast.school, identity=identity, **{**usual, **fields})
    duties = [(Duty.OWNER, cast.teacher), (Duty.ADMINISTRATOR, cast.teacher), (Duty.ADMINISTRATOR, cast.line_manager)]
    duties += [(Duty.MODERATOR, cast.teacher), (Duty.MODERATOR, cast.senior_leader)]
    for duty, person in duties:
        sites.give_duty(site, person, duty, by=cast.headteacher, at=cast.at)
    return site


def confirm(cast: Cast, site: Site, occasion: str, *but: str, by: tuple[Person, ...] = ()) -> None:
    """Every point of an occasion but these, by as many people as it needs."""
    people = by or (cast.headteacher, cast.teacher)
    for point in points_of(site, occasion):
        for person in people[: point.people]:
            if point.name not in but:
                sites.confirm_point(site, occasion, point.name, by=person, at=cast.at)


def ready(cast: Cast, *but: str, **fields: Any) -> Site:
    """A site that can go live, but for these points."""
    fields = {"address": ADDRESS, "terms": "Be kind.", "consent_holder": "The office"} | fields
    site = approved(cast, **fields)
    sites.tell_leaders(site, by=cast.headteacher, at=cast.at)
    confirm(cast, site, Occasion.GOING_LIVE, *but)
    return Site.objects.get(pk=site.pk)


def live(cast: Cast, **fields: Any) -> Site:
    return sites.go_live(ready(cast, **fields), by=cast.headteacher, at=cast.at)
