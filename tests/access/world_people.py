"""People who come and go, in the world of the access tests: a row of each kind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from foundation.schools.models import StaffGroup
from foundation.schools.models.person import Community
from foundation.schools.transitions.people import enter_leaving
from policies.models import Escalation, Leaving, PolicyRules, StartingConfirmation
from policies.transitions import put_in_force, submit_version
from policies.transitions.contractor import (
    ContractorFacts,
    acknowledge_as_contractor,
    add_contractor,
    report_as_contractor,
)
from policies.transitions.leaving import make_leaving_link
from policies.transitions.recruitment import Search, declare_on_panel, open_recruitment
from policies.transitions.relationship import declare_relationship
from policies.transitions.starting import set_starters_list
from tests.policies.issuing import attached
from tests.policies.shelf import TEXT, a_draft, a_policy

# Words that stand nowhere else, so that they can be looked for everywhere.
KIN_NAME = "Quokka"
KIN = {"relation": f"My niece {KIN_NAME}belle", "platform": f"{KIN_NAME}book", "since": f"{KIN_NAME}tide"}

if TYPE_CHECKING:
    from tests.access.world import World


def add_people(world: World) -> None:
    """Add the rows to the world, and the words of the links, which stand in no row."""
    world.rows |= _contractors(world)
    world.rows |= _starting(world)
    world.rows |= _leaving(world)
    world.rows |= _recruitment(world)
    _escalated(world)
    world.rows["relationship"] = declare_relationship(world.cast.school, KIN, by=world.cast.teacher, at=world.cast.at)


def _contractors(world: World) -> dict[str, Any]:
    cast = world.cast
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    group = StaffGroup.objects.create(school=cast.school, name="Builders", community=Community.CONTRACTORS)
    policy = a_policy(cast, "Rules on site", owner=world.owner, audience=(group,))
    draft = attached(a_draft(cast, policy), "Plan of the site", b"The roof", cast.clerk)
    version = put_in_force(submit_version(draft, **by), **by)
    until = cast.today + timedelta(30)
    facts = ContractorFacts("Roofs Ltd", "Rita Roofer", "rita@roofs.example", "Mends the roof", until)
    contractor, world.words["contractor"] = add_contractor(cast.school, facts, **by)
    other, _ = add_contractor(cast.school, ContractorFacts("Drains Ltd", "Dev Drainer", "", "Drains", until), **by)
    words = PolicyRules.objects.get(school=cast.school).words
    acknowledge_as_contractor(
        other, version, words=words, statements=TEXT.statements, seen=version.content_hash, at=cast.at
    )
    report = report_as_contractor(
        contractor,
        words={"what": "A photograph was taken.", "call": "Rita, 01632 960000"},
        happened_on=cast.today,
        sent_as="once",
        at=cast.at,
    )
    found = {"contractor": contractor, "contractor_policy": version.policy, "contractor_report": report}
    return {**found, "contractor_annex": version.attachments.get()}


def _starting(world: World) -> dict[str, Any]:
    """The starter has a policy to read; a colleague confirmed when they started."""
    cast, policy = world.cast, world.rows["policy"]
    set_starters_list(cast.school, [policy], by=cast.clerk, at=cast.at)
    done = StartingConfirmation.objects.create(
        school=cast.school,
        person=world.colleague,
        person_name=world.colleague.name,
        first_day=world.colleague.starts_on,
        statements=[{"text": "I have looked.", "confirmed_at": cast.at.isoformat()}],
        at=cast.at,
    )
    annex = world.rows["version"].attachments.get()
    return {"starting_policy": policy, "starting_confirmation": done, "starting_annex": annex}


def _leaving(world: World) -> dict[str, Any]:
    """The teacher leaves in two months, and was given a link as well."""
    cast = world.cast
    enter_leaving(cast.teacher, on=cast.today + timedelta(60), by=cast.clerk, at=cast.at)
    row = Leaving.objects.get(person=cast.teacher)
    world.words["leaving"] = make_leaving_link(row, by=cast.clerk, at=cast.at)
    return {"leaving": row}


def _recruitment(world: World) -> dict[str, Any]:
    """A panel of two: the colleague has declared, the teacher not yet."""
    cast = world.cast
    row = open_recruitment(
        cast.school,
        post="Class teacher",
        starts_on=cast.today,
        ends_on=cast.today + timedelta(20),
        panel=(cast.teacher, world.colleague),
        by=cast.clerk,
        at=cast.at,
    )
    search = Search("The office", "What is public", "The file of the recruitment")
    done = declare_on_panel(row, search, rule=row.rule, by=world.colleague, at=cast.at)
    member = row.members.get(person=cast.teacher)
    return {"recruitment": row, "panel_member": member, "panel_declaration": done}


def _escalated(world: World) -> None:
    """What the teacher owes went to the line manager."""
    cast, version = world.cast, world.rows["version"]
    Escalation.objects.create(
        school=cast.school,
        person=cast.teacher,
        policy=version.policy,
        edition=version.edition,
        stage=Escalation.Stage.MANAGER,
        to=cast.line_manager,
        on=cast.today,
    )
