"""Reading and confirming at a shared device: what is owed, one policy, and what was confirmed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.states import NotAllowed
from foundation.schools.devices import AtDevice
from foundation.schools.models import Person
from foundation.schools.panels import device_links
from foundation.schools.views.at_device import asking
from policies import problems, transitions
from policies.compliance import Deadline
from policies.contents import contents, shown
from policies.forms.problems import DeviceProblemForm
from policies.forms.reading import Acknowledge
from policies.models import Acknowledgement, PolicyRules, Problem, Version
from policies.outstanding import owed
from policies.printing import receipt_number


def _of(asker: AtDevice) -> dict[str, Any]:
    """What every page at a device shows: whose it is."""
    return {"school": asker.device.school, "home": reverse("device"), "person": asker.person}


@page(at="at_device", methods=("GET",))
def device_reading(request: HttpRequest) -> HttpResponse:
    """What somebody has still to read and confirm, and what they confirmed just now."""
    asker, today = asking(request, "at_device"), timezone.localdate()
    deadline = Deadline.of(asker.device.school)
    rows = [row for row in owed(Person.objects.filter(pk=asker.person.pk).current(today)) if row.since <= today]
    lines = [
        {"row": row, "due_on": deadline.due_on(row.since), "is_overdue": deadline.is_overdue(row.since, today)}
        for row in rows
    ]
    started = asker.session.started_at if asker.session else timezone.now()
    done = Acknowledgement.objects.filter(person=asker.person, device=asker.device, at__gte=started)
    also = [(link.title, reverse(link.url_name)) for link in device_links]
    context = {"lines": lines, "done": done.select_related("policy", "version"), "also": also, **_of(asker)}
    return render(request, "policies/device/reading.html", context)


@page("policies.read_at_device")
def device_version(request: HttpRequest, version: Version) -> HttpResponse:
    """Read one policy and confirm it. A page that was another person's confirms nothing."""
    asker = asking(request, "at_device")
    given = Acknowledgement.objects.filter(
        person=asker.person, policy=version.policy_id, edition=version.edition
    ).first()
    rules = PolicyRules.objects.filter(school=version.school).first() or PolicyRules(school=version.school)
    whose = str(asker.session.uid) if asker.session else ""
    form = Acknowledge(request.POST or None, version=version, words=rules.words, signer=asker.person, shown_to=whose)
    if request.method == "POST" and form.is_valid():
        kept = _confirm(version, form, asker)
        if kept is not None:
            return redirect("device-receipt", kept.uid)
    context = {"form": form, "given": given, "rules": rules, **_as_read(version), **_of(asker)}
    context["problem"] = problems.of(asker.person, version)
    return render(request, "policies/device/version.html", context)


def _as_read(version: Version) -> dict[str, Any]:
    clauses = list(version.clauses.all())
    annexes = list(version.attachments.filter(kind="annex"))
    return {
        "version": version,
        "policy": version.policy,
        "clauses": shown(clauses),
        "contents": contents(clauses),
        "annexes": annexes,
        "back": reverse("device-reading"),
    }


def _confirm(version: Version, form: Acknowledge, asker: AtDevice) -> Acknowledgement | None:
    """Keep it; None when it could not be done, with the reason in the form."""
    try:
        return transitions.acknowledge(
            version,
            words=form.words,
            statements=list(form.statements.values()),
            seen=version.content_hash,
            signature=form.cleaned_data.get("signature", ""),
            by=asker.person,
            at=timezone.now(),
            device=asker.device,
        )
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return None


@page("policies.read_at_device")
def device_problem(request: HttpRequest, version: Version) -> HttpResponse:
    """“I have a problem with this”, at a shared device; what was answered, and room to say more."""
    asker = asking(request, "at_device")
    known = problems.of(asker.person, version)
    said = list(known.messages.all()) if known else []
    whose = f"{asker.session.uid if asker.session else ''} {version.content_hash} {len(said)}"
    form = DeviceProblemForm(request.POST or None, version=version, is_first=known is None, shown_to=whose)
    if request.method == "POST" and form.is_valid() and _told(version, known, form, asker, len(said)):
        messages.success(request, f"{version.policy.owner.name} is told, and answers here.")
        return redirect("device-problem", version.uid)
    context = {"form": form, "problem": known, "said": said, "version": version, **_of(asker)}
    context["back"] = reverse("device-version", args=[version.uid])
    return render(request, "policies/device/problem.html", context)


def _told(version: Version, known: Problem | None, form: DeviceProblemForm, asker: AtDevice, seen: int) -> bool:
    """Whether it was kept; if not, the form says why."""
    words, by, at = form.cleaned_data["words"], asker.person, timezone.now()
    try:
        if known is None:
            clause, now = form.chosen(), version.content_hash
            transitions.raise_problem(version, words=words, clause=clause, seen=now, by=by, at=at, device=asker.device)
        else:
            transitions.reply_to_problem(known, words=words, seen=seen, by=by, at=at)
    except NotAllowed as refused:
        form.add_error(None, str(refused))
        return False
    return True


@page("policies.see_receipt_at_device", methods=("GET",))
def device_receipt(request: HttpRequest, receipt: Acknowledgement) -> HttpResponse:
    """What was confirmed just now, in short."""
    asker = asking(request, "at_device")
    still = list(owed(Person.objects.filter(pk=asker.person.pk).current(timezone.localdate())))
    context = {"receipt": receipt, "number": receipt_number(receipt), "still": len(still), **_of(asker)}
    context["next"] = still[0] if still else None
    return render(request, "policies/device/receipt.html", context)
