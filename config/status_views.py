"""How the site fares: a page for administrators and headteachers, and one word for whoever watches the machine."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config import status as fares
from config.status_permissions import READERS
from foundation.core.pages import page
from foundation.schools.models import School
from foundation.schools.people import standing

TROUBLE = 503


@page(
    signed_in="administrators and headteachers see figures of the machine; for everybody else there is no such page",
    methods=("GET",),
)
def status(request: HttpRequest) -> HttpResponse:
    """The clock's tasks, mail, work, room, backups, keys and migrations: figures, and no contents."""
    if not standing(request.user, timezone.localdate()).schools(READERS):
        raise Http404
    return render(request, "config/status.html", _shown())


@page("config.see_status", methods=("GET",))
def school_status(request: HttpRequest, school: School) -> HttpResponse:
    """The same in the frame of a school: where its menu leads."""
    return render(request, "config/status.html", _shown())


def _shown() -> dict[str, Any]:
    at = timezone.now()
    backup = fares.backed_up_at()
    return {
        "at": at,
        "tasks": fares.tasks(at),
        "mail": fares.mail(),
        "work": fares.work(),
        "parked": fares.parked_work(),
        "room": fares.room(),
        "backup": backup,
        "backup_is_old": backup is not None and at - backup > fares.BACKUP_OLD,
        "keys": fares.key_ring(),
        "migrations": fares.migrations_left(),
        "version": fares.version(),
        "crumbs": [("Status", "")],
    }


@page(public="whoever watches the machine has no log-in; it says whether the site is well, no data", methods=("GET",))
def health(request: HttpRequest) -> HttpResponse:
    """`ok`, or `not ok` and which parts, by fixed words."""
    found = fares.troubles(timezone.now())
    said = f"not ok: {', '.join(found)}" if found else "ok"
    answer = HttpResponse(f"{said}\n", content_type="text/plain; charset=utf-8", status=TROUBLE if found else 200)
    answer["Cache-Control"] = "no-store"
    return answer
