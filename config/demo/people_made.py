"""The demo's people who come and go: contractors, a leaver, a recruitment, a family relationship told in private."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from config.demo.making import DemoSchool
from foundation.schools.transitions.people import enter_leaving
from policies.contracting import asked_of
from policies.models import Contractor, PanelRule, PeopleRules, PolicyRules
from policies.transitions.contractor import (
    ContractorFacts,
    acknowledge_as_contractor,
    add_contractor,
    report_as_contractor,
)
from policies.transitions.recruitment import Search, declare_on_panel, open_recruitment
from policies.transitions.relationship import declare_relationship

CONTRACTORS = (
    ("Kettle and Daughters Heating", "Petra Kettle", "petra@kettle.example", "Looks after the boilers", 200),
    ("Brightpane Window Cleaning", "Dai Rowlands", "", "Cleans the windows", 60),
)
SEARCH = Search(
    "The school business manager",
    "What is public and bears on working with children",
    "The file of the recruitment, in the office",
)
KIN = {"relation": "A cousin of mine is in year 2", "platform": "A family group for messages", "since": "Always"}


def make_people(one: DemoSchool, at: datetime) -> None:
    """Two contractors, a teacher who leaves, a panel that has half declared."""
    clerk, today = one.first("clerk"), timezone.localdate(at)
    by: dict[str, Any] = {"by": clerk, "at": at}
    made = [
        add_contractor(one.school, ContractorFacts(company, name, email, purpose, today + timedelta(days=days)), **by)[
            0
        ]
        for company, name, email, purpose, days in CONTRACTORS
    ]
    _confirm(made[0], at)
    if PeopleRules.of(one.school).leavers_confirm:
        words = {"what": "A colleague propped the gate open.", "call": "Petra Kettle, 01632 960411"}
        report_as_contractor(made[0], words=words, happened_on=today, sent_as="demo", at=at)
    enter_leaving(one.people[14], on=today + timedelta(days=20), **by)
    _recruit(one, at)
    if PeopleRules.of(one.school).relationships:
        declare_relationship(one.school, KIN, by=one.people[11], at=at)


def _confirm(contractor: Contractor, at: datetime) -> None:
    """The first policy that asks contractors."""
    words = PolicyRules.objects.get(school=contractor.school).words
    for asked in asked_of(contractor)[:1]:
        statements = [statement.text for statement in asked.version.statements.all()]
        acknowledge_as_contractor(
            contractor,
            asked.version,
            words=words,
            statements=statements,
            seen=asked.version.content_hash,
            at=at,
        )


def _recruit(one: DemoSchool, at: datetime) -> None:
    today, deputy = timezone.localdate(at), one.first("senior_leader")
    row = open_recruitment(
        one.school,
        post="Class teacher, year 3",
        starts_on=today + timedelta(days=6),
        ends_on=today + timedelta(days=27),
        panel=(one.first("headteacher"), deputy, one.people[11]),
        by=one.first("clerk"),
        at=at,
    )
    search = Search() if row.rule == PanelRule.NO_SEARCHES else SEARCH
    declare_on_panel(row, search, rule=row.rule, by=deputy, at=at)
