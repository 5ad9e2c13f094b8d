"""The print of a version, made and kept once it comes into force."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.core.actors import Clock
from foundation.documents.printing import PrintError, print_pages
from foundation.jobs.kinds import JobRefused, Progress, job
from foundation.jobs.models import Job
from foundation.jobs.transitions import ask
from foundation.schools.models import Person
from policies.models import Decision, Version
from policies.pack_printing import signatures_print
from policies.pdf import policy_page, signatures_page
from policies.printing import policy_print, print_name
from policies.signals import version_in_force, version_reviewed
from policies.transitions.packs import keep_signature_page
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
    """Print the version for the school and for the public, and its signature page for packs, and keep them."""
    versions = Version.objects.select_related("policy__owner", "policy__body", "school")
    version = versions.get(uid=asked.payload["version"])
    if version.printed_id is None:
        texts = [policy_page(policy_print(version, for_public=is_public)) for is_public in (False, True)]
        try:
            pdf, for_public, signatures = print_pages([*texts, signatures_page(signatures_print(version))])
        except PrintError as failed:
            raise JobRefused(failed.sentence) from failed
        name, now = print_name(version), timezone.now()
        keep_print(version, name=name, pdf=pdf, for_public=for_public, by=PRINTER, at=now)
        keep_signature_page(version, signatures, name=f"Signatures of {name}", by=PRINTER, at=now)
    return {"version": str(version.uid)}
