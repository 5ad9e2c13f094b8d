"""The print of a version, made and kept once it comes into force."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.core.actors import Clock
from foundation.documents.printing import PrintError
from foundation.jobs.kinds import JobRefused, Progress, job
from foundation.jobs.models import Job
from foundation.jobs.transitions import ask
from foundation.schools.models import Person
from policies.models import Decision, Version
from policies.pdf import print_policy
from policies.printing import policy_print, print_name
from policies.signals import version_in_force, version_reviewed
from policies.transitions.printing import keep_print

KIND = "policies.print"
PRINTER = Clock("printer")


def ask_for_print(sender: Any, *, version: Version, by: Person, at: datetime, **_: Any) -> None:
    """A version came into force: its print is owed."""
    ask(KIND, key=f"{KIND}:{version.uid}", payload={"version": str(version.uid)}, school=version.school, by=by, at=at)


version_in_force.connect(ask_for_print, dispatch_uid=KIND)


def ask_for_print_anew(
    sender: Any, *, version: Version, decision: Decision, by: Person, at: datetime, **_: Any
) -> None:
    """A review renewed the date on its cover: a new print is owed."""
    key = f"{KIND}:{version.uid}:{decision.uid}"
    ask(KIND, key=key, payload={"version": str(version.uid)}, school=version.school, by=by, at=at)


version_reviewed.connect(ask_for_print_anew, dispatch_uid=KIND)


def _result_url(asked: Job) -> str:
    return reverse("version", args=[asked.payload["version"]])


@job(KIND, "Printing a policy", result_url=_result_url)
def print_version(asked: Job, progress: Progress) -> dict[str, Any]:
    """Print the version for the school and for the public, and keep both."""
    versions = Version.objects.select_related("policy__owner", "policy__body", "school")
    version = versions.get(uid=asked.payload["version"])
    if version.printed_id is None:
        try:
            pdf = print_policy(policy_print(version))
            progress(1, 2)
            for_public = print_policy(policy_print(version, for_public=True))
        except PrintError as failed:
            raise JobRefused(failed.sentence) from failed
        keep_print(version, name=print_name(version), pdf=pdf, for_public=for_public, by=PRINTER, at=timezone.now())
    return {"version": str(version.uid)}
