"""The life of a site in the register: from its approval to its closing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from approvals.checklists import missing, points_of
from approvals.forms.site import AudiencePage
from approvals.house_rules import rules_of
from approvals.models import (
    Platform,
    Request,
    Site,
    SiteConfirmation,
    SitePerson,
)
from approvals.notices import tell_of_site
from approvals.pulse import pulse_of
from approvals.shown import said
from approvals.verbs import SITE_MOVES, Verb
from foundation.audit import trail
from foundation.core.actors import Actor
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools.dates import months_after
from foundation.schools.models import Person

Duty = SitePerson.Duty
Occasion = SiteConfirmation.Occasion
DUTIES = {"administrators": Duty.ADMINISTRATOR, "moderators": Duty.MODERATOR}


def add_site(request: Request, answers: Mapping[str, Any], *, uses_brand: bool, by: Actor, at: datetime) -> Site:
    """An approved site comes into the register as its form says; it is not live yet."""
    rules = rules_of(request.school)
    live_on = date.fromisoformat(answers["live_on"])
    with change():
        site = Site.objects.create(
            school=request.school,
            request=request,
            platform=Platform.objects.get(uid=answers["platform"]),
            identity=answers["identity"],
            account_email=answers["account_email"],
            aims=answers["aims"],
            audience=_words(request, answers, "audiences", "audience_others"),
            contributors=_words(request, answers, "contributors"),
            pupils=answers["pupil_accounts"],
            youngest=answers["youngest"],
            cover=answers["cover"],
            uses_brand=uses_brand,
            faces=rules.faces,
            shows_names=rules.shows_names,
            shows_places=rules.shows_places,
            live_on=live_on,
            closes_on=date.fromisoformat(answers["closes_on"]) if answers["closes_on"] else None,
            review_due_on=months_after(live_on, rules.review_months),
            added_at=at,
        )
        trail.record(Verb.SITE_ADDED, site, by=by, at=at, school=site.school, identity=site.identity)
        given_by = by if isinstance(by, Person) else request.requester
        _add_people(site, request, answers, given_by, at)
    return site


def _words(request: Request, answers: Mapping[str, Any], *names: str) -> str:
    """Answers as the form says them, in one line."""
    form = AudiencePage(None, school=request.school, on=date.fromisoformat(answers["live_on"]), answers=answers)
    found = [said(form.fields[name], answers.get(name)) for name in names]
    return ", ".join(", ".join(found).split("\n")).removesuffix(", ")[:300]


def _add_people(site: Site, request: Request, answers: Mapping[str, Any], by: Person, at: datetime) -> None:
    named = [(Duty.OWNER, {"person": str(request.requester.uid), "words": request.requester_name})]
    named += [(duty, one) for name, duty in DUTIES.items() for one in answers[name]]
    people = {str(one.uid): one for one in Person.objects.filter(school=site.school)}
    SitePerson.objects.bulk_create(
        SitePerson(
            school=site.school,
            site=site,
            duty=duty,
            person=people.get(one["person"] or ""),
            words=one["words"][:120],
            starts_on=localdate(at),
            given_by=by,
            given_at=at,
        )
        for duty, one in named
    )


def held(site: Site) -> Site:
    """The site, held for this change."""
    rows = Site.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("school", "platform").get(pk=site.pk)


def give_duty(
    site: Site,
    person: Person,
    duty: str,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Person,
    at: datetime,
) -> SitePerson:
    """Somebody takes on a duty from a day, today unless said (ACR-09 for posters)."""
    with change():
        site = held(site)
        SITE_MOVES.check("change", site.status)
        on = max(since or localdate(at), localdate(at))
        if until is not None and until < on:
            raise NotAllowed("The last day is before the first.")
        if _has(site, person, duty, on):
            raise NotAllowed(f"{person.name} has this duty already. End it first, if its days are to change.")
        row = SitePerson.objects.create(
            school=site.school,
            site=site,
            duty=duty,
            person=person,
            words=person.name,
            starts_on=on,
            ends_on=until,
            given_by=by,
            given_at=at,
        )
        trail.record(Verb.DUTY_GIVEN, site, by=by, at=at, school=site.school, duty=duty, person=person.name)
    return row


def _has(site: Site, person: Person, duty: str, on: date) -> bool:
    rows = site.people.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), duty=duty, person=person)
    return rows.exists()


def end_duty(row: SitePerson, *, by: Person, at: datetime) -> SitePerson:
    """Somebody's duty ends today."""
    with change():
        held(row.site)
        row = SitePerson.objects.select_related("site", "school").get(pk=row.pk)
        if row.ends_on is not None and row.ends_on < localdate(at):
            raise NotAllowed("It has ended already.")
        row.ends_on = max(localdate(at), row.starts_on)
        row.save(update_fields=["ends_on"])
        trail.record(Verb.DUTY_ENDED, row.site, by=by, at=at, school=row.school, duty=row.duty, person=row.words)
    return row


def confirm_point(site: Site, occasion: str, name: str, *, by: Person, at: datetime) -> SiteConfirmation:
    """One person confirms one point of a checklist."""
    with change():
        site = held(site)
        SITE_MOVES.check("change", site.status)
        point = next((one for one in points_of(site, occasion) if one.name == name), None)
        if point is None:
            raise NotAllowed("This point does not count for this site.")
        row, is_new = SiteConfirmation.objects.get_or_create(
            site=site,
            occasion=occasion,
            turn=turn_of(site, occasion),
            point=name,
            by=by,
            defaults={"school": site.school, "words": point.words, "by_name": by.name, "at": at},
        )
        if not is_new:
            raise NotAllowed("You have confirmed this already. Where two are needed, somebody else confirms it too.")
        trail.record(Verb.POINT_CONFIRMED, site, by=by, at=at, school=site.school, occasion=occasion, point=name)
    return row


def turn_of(site: Site, occasion: str) -> int:
    """Which turn of the occasion is under way: a site is reviewed again and again."""
    return site.reviews.count() + 1 if occasion == Occasion.REVIEW else 1


def tell_leaders(site: Site, *, by: Person, at: datetime) -> Site:
    """Address and identity of the account are told to the senior leaders, before anybody has access (STM-08)."""
    with change():
        site = held(site)
        SITE_MOVES.check("change", site.status)
        if not site.address:
            raise NotAllowed("Enter the address of the account first: it is what the senior leaders are told.")
        tell_of_site(site, at=at)
        site.leaders_told_at = at
        site.save(update_fields=["leaders_told_at"])
        trail.record(Verb.LEADERS_TOLD, site, by=by, at=at, school=site.school, address=site.address)
    return site


def is_too_young(site: Site) -> bool:
    """Pupils would have accounts below the age from which the platform gives them (QEI-16)."""
    own, youngest = site.pupils == Site.Pupils.OWN, site.youngest
    return own and youngest is not None and youngest < site.platform.minimum_age


def not_ready(site: Site, on: date) -> list[str]:
    """Why a site cannot go live yet, each in a sentence; empty when it can."""
    found = [reason for reason in pulse_of(site, on).reasons if "There is" in reason]
    domain = site.school.email_domain
    if not domain or not site.account_email.lower().endswith(f"@{domain.lower()}"):
        ending = f"ending in @{domain}" if domain else "and the settings do not say yet how those of the school end"
        found.append(f"The account needs an e-mail address of the school behind it, {ending}.")
    if is_too_young(site):
        found.append(f"{site.platform} gives accounts from {site.platform.minimum_age}: nobody can allow younger ones.")
    if not site.address:
        found.append("Its address has not been entered.")
    if not site.terms:
        found.append("It has no terms of use and house rules yet.")
    if site.leaders_told_at is None:
        found.append("The senior leaders have not been told its address and name.")
    if site.pupils != Site.Pupils.NONE and not site.consent_holder:
        found.append("Nobody is named who holds the list of pupils without consent.")
    for point, number in missing(site, Occasion.GOING_LIVE, 1):
        who = "nobody" if number == point.people else f"only {point.people - number} of {point.people} people"
        found.append(f"Confirmed by {who}: {point.words}")
    return found


def go_live(site: Site, *, by: Person, at: datetime) -> Site:
    """The site goes live, once everything that has to be is so."""
    with change():
        site = held(site)
        site.status = SITE_MOVES.check("go_live", site.status)
        if reasons := not_ready(site, localdate(at)):
            raise NotAllowed(" ".join(reasons))
        site.live_on = localdate(at)
        site.review_due_on = months_after(site.live_on, rules_of(site.school).review_months)
        site.save(update_fields=["status", "live_on", "review_due_on"])
        trail.record(Verb.SITE_LIVE, site, by=by, at=at, school=site.school, address=site.address)
    return site


def close_site(site: Site, *, by: Person, at: datetime) -> Site:
    """The site is closed, once its closing checklist is confirmed."""
    with change():
        site = held(site)
        site.status = SITE_MOVES.check("close", site.status)
        if left := missing(site, Occasion.CLOSING, 1):
            raise NotAllowed(f"Still to be confirmed: {' '.join(point.words for point, _ in left)}")
        site.closed_at, site.closed_by = at, by
        site.save(update_fields=["status", "closed_at", "closed_by"])
        trail.record(Verb.SITE_CLOSED, site, by=by, at=at, school=site.school)
    return site


def give_up_site(site: Site, *, by: Person, at: datetime) -> Site:
    """A site that was approved is never made."""
    with change():
        site = held(site)
        site.status = SITE_MOVES.check("give_up", site.status)
        site.save(update_fields=["status"])
        trail.record(Verb.SITE_GIVEN_UP, site, by=by, at=at, school=site.school)
    return site
