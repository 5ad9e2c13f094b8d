"""How a contractor gets their link: by mail, or on the screen of who made it, once."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from policies.models import Contractor

log = logging.getLogger(__name__)


def hand_out(request: HttpRequest, contractor: Contractor, word: str) -> HttpResponse:
    """Mail the link and go to the contractor's page; without an address, or where mail fails, show it this once.

    The mail goes straight out, not by the outbox: that keeps what it sends, and the link stands nowhere with us.
    """
    link = f"{settings.SITE_URL}{reverse('contractor-desk', args=[word])}"
    if contractor.email and _mailed(request, contractor, link):
        messages.success(request, f"The link is on its way to {contractor.email}.")
        return redirect("contractor", contractor.uid)
    crumbs = [("Contractors", reverse("contractor-list", args=[contractor.school.slug])), (contractor.name, "")]
    shown = {"contractor": contractor, "link": link, "crumbs": crumbs}
    answer = render(request, "policies/contractors/hand_over.html", shown)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _mailed(request: HttpRequest, contractor: Contractor, link: str) -> bool:
    words = {"contractor": contractor, "school": contractor.school, "link": link}
    try:
        get_adapter(request).send_mail("policies/email/contractor_link", contractor.email, words)
    except (SMTPException, OSError) as problem:
        log.warning("A contractor's link could not be mailed: %s", type(problem).__name__)
        return False
    return True
