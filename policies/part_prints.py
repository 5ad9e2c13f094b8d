"""The print of a published part, made and kept when it is published and whenever its policy has a new version."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from foundation.documents.printing import PrintError
from foundation.jobs.kinds import JobRefused, Progress, job
from foundation.jobs.models import Job
from foundation.jobs.transitions import ask
from foundation.schools.models import Person
from policies.cover import in_words
from policies.models import PublishedPart, Version
from policies.parts import Place, place_of
from policies.pdf import ClausePrint, PolicyPrint, print_policy
from policies.prints import PRINTER
from policies.signals import part_published, version_in_force
from policies.transitions.parts import keep_part_print

KIND = "policies.print_part"


def ask_for_part_print(
    sender: Any, *, part: PublishedPart, version: Version, by: Person, at: datetime, **_: Any
) -> None:
    """A part was published: its print is owed."""
    payload = {"part": str(part.uid), "version": str(version.uid)}
    ask(KIND, key=f"{KIND}:{part.uid}:{version.uid}", payload=payload, school=part.school, by=by, at=at)


def ask_for_part_prints(sender: Any, *, version: Version, by: Person, at: datetime, **_: Any) -> None:
    """A version came into force: the prints of the published parts of its policy are owed anew."""
    for part in PublishedPart.objects.filter(policy=version.policy_id, ended_at=None).select_related("school"):
        ask_for_part_print(sender, part=part, version=version, by=by, at=at)


part_published.connect(ask_for_part_print, dispatch_uid=KIND)
version_in_force.connect(ask_for_part_prints, dispatch_uid=KIND)


def _result_url(asked: Job) -> str:
    return reverse("version", args=[asked.payload["version"]])


@job(KIND, "Printing a part of a policy", result_url=_result_url)
def print_part(asked: Job, progress: Progress) -> dict[str, Any]:
    """Print the part as it stands in the version, and keep it; a part that is not in it has no print."""
    part = PublishedPart.objects.select_related("policy", "school").get(uid=asked.payload["part"])
    version = Version.objects.select_related("policy", "school").get(uid=asked.payload["version"])
    place = place_of(version.clauses.all(), part.anchor)
    if place is not None:
        try:
            pdf = print_policy(part_as_printed(part, version, place))
        except PrintError as failed:
            raise JobRefused(failed.sentence) from failed
        keep_part_print(part, version, pdf, by=PRINTER, at=timezone.now())
    return {"part": str(part.uid)}


def part_as_printed(part: PublishedPart, version: Version, place: Place) -> PolicyPrint:
    """The part in words ready to print: the clause and what is below it, and nothing else of the policy."""
    top = place.clauses[0].level
    since = "" if version.brought_in_at or not version.in_force_at else in_words(localdate(version.in_force_at))
    return PolicyPrint(
        school=part.school.name,
        accent=part.school.colour,
        title=part.title,
        version=version.number,
        in_force_from=since,
        clauses=[
            ClausePrint(
                number=clause.number,
                title=clause.title,
                level=clause.level - top + 1,
                anchor=clause.anchor,
                html=clause.html,
                appendix=False,
            )
            for clause in place.clauses
        ],
    )
