"""Requests and sites in the world of the access tests: a row for every address, and somebody for every relation to it.

To add an address: make its row in a function here, or in a module `world_<part>.py` that `add_approvals` calls, and put
it into `world.rows`; name the row in `places.py` (BY_MODEL for the usual row of a model, ROWS where an address is asked
with several); run `tests/access/test_matrix.py -k line_for_every -vv`, which prints the lines that `matrix.csv` lacks
as the product answers now; judge each cell before it goes in.

Who is who: the owner of the policies writes a draft, and the teacher (“self”) has sent what is in hand. The line
manager and the team (the senior leader) have answered it. Now it is the headteacher's turn, for whom the business
manager stands in; the governor was let in until a day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import Permission

from approvals import transitions
from approvals.checklists import points_of
from approvals.kinds import KINDS
from approvals.models import (
    ApprovalRules,
    Deputy,
    Impostor,
    Kind,
    Mode,
    Platform,
    Request,
    RequestGrant,
    Site,
    SiteConfirmation,
    SiteContact,
    SitePerson,
    Step,
    Whose,
)
from approvals.transitions import Answer, Wanted, upkeep
from approvals.transitions import sites as of_sites
from approvals.transitions.asking import hash_of
from foundation.core.dateinput import DateField
from foundation.schools.models import Person, StaffGroup
from tests.access.world_may_i import add_may_i
from tests.access.world_posts import add_posts
from tests.access.world_upkeep import add_upkeep

if TYPE_CHECKING:
    from tests.access.world import World
    from tests.cast import Cast

HEAD, CHAIR = Wanted(Mode.DECIDE, Whose.HEADTEACHER), Wanted(Mode.DECIDE, Whose.CHAIR)
ELSEWHERE = "https://www.county-library.example/"
AIMS = "Families know what we do.\nMore people come to our fairs."


def add_approvals(world: World) -> None:
    """Add the rows to the world."""
    cast = world.cast
    if not cast.school.email_domain:  # the accounts of a school stand on its own addresses
        cast.school.email_domain = "faraway.example"
        cast.school.save()
    ApprovalRules.objects.create(
        school=cast.school, no_sites_why="We have none.", official_channels="The office answers."
    )
    platform = Platform.objects.create(
        school=cast.school, name="Chalkboard", minimum_age=13, lets_vet=True, checked_on=cast.today, source="Its terms"
    )
    world.rows["platform"] = platform
    _chains(world)
    world.rows |= _sites(world)
    world.rows |= _on_their_way(world)
    world.rows |= _drafts(world)
    _deputies(world)
    add_upkeep(world)
    add_may_i(world)
    add_posts(world)


def site_answers(cast: Cast, platform: Platform, **more: Any) -> dict[str, Any]:
    """The site form, filled in; a vacancy among its administrators."""
    people = [{"person": str(one.uid), "words": one.name} for one in (cast.headteacher, cast.teacher)]
    answers: dict[str, Any] = {"team": "Tessa: writes", "department": "Office", "author": cast.teacher.name}
    answers |= {"aims": AIMS, "content": "News.", "hours": 3, "resources": "Two of us.", "success": "Full fairs."}
    answers |= {"audiences": ["pupils", "families", "others"], "audience_others": "The parish", "youngest": 5}
    answers |= {"vulnerable": "None known.", "contributors": ["staff"]}
    answers |= {"administrators": [*people, {"person": None, "words": "Vacancy"}], "moderators": people}
    answers |= {"cover": "Each other.", "pupils_role": "They draw.", "vetting": "The office"}
    answers |= {"platform": str(platform.uid), "identity": "Beacon Hill", "pupil_accounts": "supervised"}
    answers |= {"account_email": f"news@{cast.school.email_domain or 'faraway.example'}"}
    answers |= {"live_on": cast.today.isoformat(), "closes_on": (cast.today + timedelta(300)).isoformat()}
    answers |= {"exit_strategy": "All is taken down.", "advertising": "None.", "consent": "A list is kept."}
    return answers | {"security": "It is closed.", "uses_brand": "yes"} | more


def answers_for(kind: str, cast: Cast, site: Site) -> dict[str, Any]:
    """Every question of another kind than a site, answered."""
    day = (cast.today + timedelta(60)).isoformat()
    found: dict[str, Any] = {"site": str(site.uid), "pupils": "no", "paid": "no"}
    found |= {"means": ["telephone"]}
    names = {name: field for page in KINDS[kind].pages for name, field in page.base_fields.items()}
    found["checks"] = [value for value, _ in getattr(names.get("checks"), "choices", ())]
    exact = {name: day for name, field in names.items() if isinstance(field, DateField)}
    exact |= {name: ELSEWHERE for name, field in names.items() if isinstance(field, forms.URLField)}
    return {name: found.get(name, f"What I say of {name}") for name in names} | exact


def sent(world: World, kind: str, answers: dict[str, Any], by: Person) -> Request:
    """A request, written and sent."""
    request = written(world, kind, answers, by)
    seen = hash_of(kind, request.answers)
    return transitions.send_request(request, seen=seen, ends_on=KINDS[kind].ends_on(answers), by=by, at=world.cast.at)


def written(world: World, kind: str, answers: dict[str, Any], by: Person) -> Request:
    at = world.cast.at
    request = transitions.start_request(world.cast.school, kind, by=by, at=at)
    return transitions.write_request(request, answers, seen=hash_of(kind, {}), by=by, at=at)


def answered(request: Request, outcome: str, by: Person, world: World, **more: str) -> Request:
    """The open step, answered."""
    step = open_step(request)
    said = Answer(outcome, more.get("reason", "I looked at it."), more.get("brand", ""))
    transitions.answer_step(step, said, seen=step.revision.content_hash, by=by, at=world.cast.at)
    return Request.objects.get(pk=request.pk)


def open_step(request: Request) -> Step:
    return Step.objects.select_related("request", "revision").get(request=request, status=Step.Status.OPEN)


def _chains(world: World) -> None:
    """Manager, team, head and chair for sites; for the rest shorter ones, so that each sort of step is somewhere."""
    cast = world.cast
    team = StaffGroup.objects.create(school=cast.school, name="Social media team")
    team.people.set([cast.senior_leader])
    advice = Wanted(Mode.ADVISE, Whose.GROUP, group=team)
    chains = {
        Kind.SITE: [Wanted(Mode.DECIDE, Whose.LINE_MANAGER), advice, HEAD, CHAIR],
        Kind.PARTICIPATION: [advice, HEAD],
        Kind.POST: [Wanted(Mode.DECIDE, Whose.PERSON, person=cast.senior_leader)],
    }
    for kind in Kind.values:
        transitions.set_chain(cast.school, kind, chains.get(Kind(kind), [HEAD]), by=cast.clerk, at=cast.at)


def _sites(world: World) -> dict[str, Any]:
    """One site that is live and looked after, one that was approved and is not live yet; somebody passes for the
    school."""
    cast, platform = world.cast, world.rows["platform"]
    live, approved = (_approved_site(world, site_answers(cast, platform, identity=name)) for name in ("Kites", "Owls"))
    by: dict[str, Any] = {"by": cast.headteacher, "at": cast.at}
    fields = {"address": "https://chalkboard.example/kites", "terms": "Be kind.", "consent_holder": "The office"}
    Site.objects.filter(pk=live.pk).update(**fields, consent_checked_on=cast.today)
    of_sites.tell_leaders(live, **by)
    for person in (cast.headteacher, cast.teacher):
        for point in points_of(live, SiteConfirmation.Occasion.GOING_LIVE):
            if point.people > 1 or person == cast.headteacher:
                of_sites.confirm_point(live, SiteConfirmation.Occasion.GOING_LIVE, point.name, by=person, at=cast.at)
    live = of_sites.go_live(live, **by)
    poster = of_sites.give_duty(live, world.colleague, SitePerson.Duty.POSTER, **by)
    looked = upkeep.Looked("A rude answer.", removed="It.", no_copy_why="It was gone at once.")
    row: dict[str, Any] = {"school": cast.school, "by": cast.teacher, "by_name": cast.teacher.name, "at": cast.at}
    contact = SiteContact.objects.create(
        site=live, what="blocked", ground="misbehaved", called="Loud", words="x", **row
    )
    impostor = Impostor.objects.create(
        school=cast.school,
        platform=platform,
        identity="Kites Official",
        address="https://chalkboard.example/kites-official",
        found_on=cast.today,
        entered_by=cast.clerk,
        entered_at=cast.at,
    )
    return {
        "site": live,
        "site_approved": approved,
        "site_person": poster,
        "site_check_in": upkeep.check_in(live, looked, by=cast.teacher, at=cast.at),
        "site_review": _reviewed(world, live),
        "site_contact": contact,
        "impostor": impostor,
        "approved_request": live.request,
    }


def _approved_site(world: World, answers: dict[str, Any]) -> Site:
    cast = world.cast
    request = sent(world, Kind.SITE, answers, cast.teacher)
    for by, outcome in ((cast.line_manager, "approved"), (cast.senior_leader, "advised")):
        request = answered(request, outcome, by, world)
    request = answered(request, "approved", cast.headteacher, world, brand="approved")
    request = answered(request, "approved", cast.chair, world)
    return Site.objects.get(request=request)


def _reviewed(world: World, site: Site) -> Any:
    cast, occasion = world.cast, SiteConfirmation.Occasion.REVIEW
    for person in (cast.headteacher, cast.teacher):
        for point in points_of(site, occasion):
            if point.people > 1 or person == cast.headteacher:
                of_sites.confirm_point(site, occasion, point.name, by=person, at=cast.at)
    findings = [{"aim": aim, "met": "yes", "words": "We asked."} for aim in AIMS.splitlines()]
    until = cast.today + timedelta(200)
    return upkeep.review_site(site, findings, goes_on=True, until=until, by=cast.headteacher, at=cast.at)


def _on_their_way(world: World) -> dict[str, Any]:
    """At a decision, at advice, at a step of the headteacher's own request, come back, asked by the clerk."""
    cast, platform = world.cast, world.rows["platform"]

    def other(by: Person, kind: str = Kind.PARTICIPATION) -> Request:
        return sent(world, kind, answers_for(kind, cast, world.rows["site"]), by)

    in_hand = sent(world, Kind.SITE, site_answers(cast, platform, identity="Swifts"), cast.teacher)
    in_hand = answered(in_hand, "approved", cast.line_manager, world)
    in_hand = answered(in_hand, "advised", cast.senior_leader, world)
    advised, clerks = other(cast.teacher), other(cast.clerk, Kind.SCHOOL_DEVICE)
    heads = other(cast.headteacher, Kind.SCHOOL_DEVICE)
    returned = answered(other(cast.teacher, Kind.SCHOOL_DEVICE), "returned", cast.headteacher, world)
    _passed_on(world, other(cast.teacher, Kind.OWN_CONTACT))
    _let_in(world, in_hand)
    return {
        "request": in_hand,
        "advised_request": advised,
        "heads_request": heads,
        "returned_request": returned,
        "request_step": open_step(in_hand),
        "advice_step": open_step(advised),
        "heads_step": open_step(heads),
        "clerks_step": open_step(clerks),
    }


def _passed_on(world: World, request: Request) -> None:
    transitions.pass_on(open_step(request), world.cast.dsl, why="Ill.", by=world.cast.clerk, at=world.cast.at)


def _let_in(world: World, request: Request) -> None:
    """The governor, who advises, until a day; somebody else until yesterday."""
    rows = world.rows
    cast = world.cast
    may = Permission.objects.get(content_type__app_label="approvals", codename="view_request")
    for person, days in ((world.outsider, -1), (cast.governor, 14)):
        rows["request_grant"] = RequestGrant.objects.create(
            user=person.user,
            permission=may,
            content_object=request,
            school=cast.school,
            person=person,
            until=cast.today + timedelta(days),
            why="Knows the law.",
            given_by=cast.clerk,
            given_at=cast.at,
        )
    seen = open_step(request).revision.content_hash
    transitions.advise(request, "Look at the terms.", seen=seen, by=cast.governor, at=cast.at)


def _drafts(world: World) -> dict[str, Any]:
    """One request of each kind that its writer has not sent."""
    cast, site = world.cast, world.rows["site"]
    made = {
        kind: written(
            world,
            kind,
            site_answers(cast, world.rows["platform"], identity="Wrens")
            if kind == Kind.SITE
            else answers_for(kind, cast, site),
            world.owner,
        )
        for kind in Kind.values
    }
    return {"draft_request": made[Kind.SITE], "drafts": made}


def _deputies(world: World) -> None:
    """The business manager for the headteacher now; the leaver, whom nobody ended, for the chair."""
    cast = world.cast
    days: dict[str, Any] = {"starts_on": cast.today, "ends_on": cast.today + timedelta(20)}
    world.rows["deputy"] = transitions.name_deputy(
        cast.headteacher, cast.business_manager, **days, by=cast.clerk, at=cast.at
    )
    Deputy.objects.create(
        school=cast.school, person=cast.chair, deputy=cast.leaver, **days, named_by=cast.clerk, named_at=cast.at
    )


def pages_of_drafts(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Every page of every form that can be filled in: what it is, and what its address is given."""
    return [
        (f"{kind} page {place}", {"uid": request.uid, "place": place})
        for kind, request in world.rows["drafts"].items()
        for place, _ in enumerate(KINDS[kind].pages, start=1)
    ]
