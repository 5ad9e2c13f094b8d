"""On the desk: packs that are ready for whoever asked for them."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from foundation.core.panels import DeskNote, lately
from foundation.core.rules import permitted
from policies.models import Pack

A_WEEK = timedelta(days=7)


def packs_ready(user: Any, today: date) -> list[DeskNote]:
    """The packs that the user asked for and that became ready within the week: one query."""
    ready = Pack.objects.filter(status=Pack.Status.READY, asked_by__user=user, ready_at__date__gte=today - A_WEEK)
    found = permitted(user, "policies.see_pack", ready, today).order_by("-ready_at")
    return [
        DeskNote(f"Your pack was ready: {title}, {pages} pages", localdate(at), reverse("pack", args=[uid]), "Open it")
        for uid, title, pages, at in found.values_list("uid", "title", "pages", "ready_at")
    ]


lately.register("policies.packs_ready", packs_ready)
