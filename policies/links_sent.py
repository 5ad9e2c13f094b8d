"""How somebody gets their personal link: by mail, or on the screen of who made it, once.

The mail goes straight out, not by the outbox: that keeps what it sends, and the link is to stand nowhere with us.
"""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from policies.models import Contractor, Leaving

log = logging.getLogger(__name__)


def hand_out(request: HttpRequest, contractor: Contractor, word: str) -> HttpResponse:
    """Send a contractor their link and go to their page, or show it."""
    shown = {
        "name": contractor.name,
        "until": contractor.until,
        "school": contractor.school,
        "link": _address("contractor-desk", word),
        "email": contractor.email,
        "back": reverse("contractor", args=[contractor.uid]),
    }
    return _handed(request, "policies/email/contractor_link", shown)


def hand_to_leaver(request: HttpRequest, leaving: Leaving, word: str) -> HttpResponse:
    """Send a leaver their link to the address on the roll and go to the list, or show it."""
    person, today = leaving.person, timezone.localdate()
    shown = {
        "name": person.name,
        "until": max(leaving.last_day, today),
        "school": leaving.school,
        "link": _address("leaving-by-link", word),
        "email": person.email,
        "back": reverse("leaving", args=[leaving.uid]),
    }
    return _handed(request, "policies/email/leaving_link", shown)


def _address(name: str, word: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[word])}"


def _handed(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    if shown["email"] and _mailed(request, template, shown):
        messages.success(request, f"The link is on its way to {shown['email']}.")
        return redirect(shown["back"])
    answer = render(request, "policies/links/hand_over.html", shown)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _mailed(request: HttpRequest, template: str, shown: dict[str, Any]) -> bool:
    try:
        get_adapter(request).send_mail(template, shown["email"], shown)
    except (SMTPException, OSError) as problem:
        log.warning("A personal link could not be mailed: %s", type(problem).__name__)
        return False
    return True
