"""House rules of reports and cases: on the settings page, in the profiles, among the tasks of setting up."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from foundation.core.actors import Actor
from foundation.core.panels import Section, house_rules
from foundation.schools.models import School
from foundation.schools.panels import (
    ProfilePart,
    SettingsLink,
    SetUpTask,
    profile_parts,
    set_up_tasks,
    settings_links,
)
from incidents.forms.settings import IncidentRulesForm
from incidents.models import HelpContact, IncidentRules, ResponseOption, Severity
from incidents.starting import Row, contacts_not_there, missing
from incidents.transitions.rules import start_contacts, start_lines

house_rules.register(
    "incidents",
    Section(
        title="Reports and cases",
        why="To whom a report goes, what stands above its form, and by when the person affected hears. What involves a"
        " child always goes to the designated safeguarding lead, and staff towards a pupil to the headteacher; nobody"
        " gets a report about themselves.",
        model=IncidentRules,
        form=IncidentRulesForm,
    ),
)
settings_links.register(
    "incidents",
    SettingsLink("Severity, responses and help contacts", "incident-settings", "incidents.keep_contacts"),
)


def _is_ready(school: School, on: date) -> bool:
    """A scale, responses to consider, and a contact outside for when nobody at the school can have a report."""
    outside = (HelpContact.Purpose.LADO, HelpContact.Purpose.AUTHORITY)
    return (
        Severity.objects.filter(school=school, ended_at=None).exists()
        and ResponseOption.objects.filter(school=school, ended_at=None).exists()
        and HelpContact.objects.filter(school=school, ended_at=None, purpose__in=outside).exists()
    )


set_up_tasks.register(
    "incidents",
    SetUpTask(
        "Reports and cases",
        "Scale, responses, and the local authority's contact: for the headteacher or the safeguarding lead",
        "incident-settings",
        _is_ready,
        "incidents.keep_contacts",
    ),
)


def _names(model: Row, school: School, **only: str) -> list[str]:
    rows = model._default_manager.filter(school=school, ended_at=None, **only)
    return list(rows.values_list("name", flat=True))


def _list_part(name: str, title: str, model: Row, **only: str) -> None:
    """A list of a profile: what the school has not is added, nothing is taken away."""

    def now(school: School) -> str:
        return ", ".join(_names(model, school, **only)) or "None"

    def wanted(part: Sequence[Mapping[str, Any]], school: School) -> str:
        new = [one["name"] for one in missing(model, school, part)]
        return ", ".join([*_names(model, school, **only), *new]) or "None"

    def apply(school: School, part: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> None:
        start_lines(model, school, part, by=by, at=at)

    profile_parts.register(name, ProfilePart(title, now, wanted, apply))


def _contacts_now(school: School) -> str:
    left = [one["name"] for one in contacts_not_there(school)]
    return f"Not there: {', '.join(left)}" if left else "All there"


def _apply_contacts(school: School, part: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    if part.get("shipped"):
        start_contacts(school, by=by, at=at)


_list_part("severities", "Scale of severity", Severity)
_list_part("responses", "Responses to consider", ResponseOption)
_list_part("advisers", "Advisers outside", HelpContact, purpose=HelpContact.Purpose.ADVICE)  # HAY-12
profile_parts.register(
    "contacts",
    ProfilePart("National help contacts", _contacts_now, lambda part, school: "All there", _apply_contacts),
)
