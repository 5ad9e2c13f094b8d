"""Reporting in the menu, among the public pages, on desks, and beside "May I ...?"."""

from datetime import date
from typing import Any

from django.urls import reverse

from approvals.may_i.beside import beside
from approvals.models import Site
from approvals.site_page import beside_impostors
from approvals.site_page import more as of_a_site
from foundation.core.panels import DeskLine, DeskNote, NavItem, PublicPage, desk, lately, navigation, public_pages
from foundation.core.rules import permitted
from foundation.schools.models import RoleKind, School
from foundation.schools.panels import DeviceLink, device_links
from foundation.schools.people import standing
from incidents.friend_requests import Repeated, repeated, seen_by
from incidents.models import Case, Kind, Report
from incidents.opened_from import address, impostors_address
from incidents.progress import progress_of
from incidents.ties import ties

LATELY = 5

navigation.register("report", NavItem("Report", "report", "incidents.report"))
public_pages.register("report", PublicPage("Tell the school of something online, and who helps", "public-report"))
device_links.register("report", DeviceLink("Report something", "device-report"))
beside.register("report", NavItem("Report something", "report", "incidents.report"))


def what_i_reported(user: Any, today: date) -> list[DeskNote]:
    """What the user reported lately, and how far it is; nothing of what it was about. One query beside the rule's."""
    if not ties(user, today).reported:
        return []
    rows = permitted(user, "incidents.see_own_report", Report.objects.all(), today)
    return [
        DeskNote(
            what=f"What you reported: {progress_of(row).words}",
            on=(row.case.closed_at or row.case.taken_at or row.at).date(),
            url=reverse("report-progress", args=[row.uid]),
            action="See how far it is",
            school=row.school.said,
        )
        for row in rows.select_related("case", "school").order_by("-at")[:LATELY]
    ]


def friend_requests_again(user: Any, today: date) -> list[DeskLine]:
    """For the safeguarding lead: friend requests of one pupil or to one person that came again (QEI-30)."""
    schools = standing(user, today).schools([RoleKind.DSL])
    if not schools:
        return []
    waiting = Case.objects.filter(school__in=schools, kind=Kind.FRIEND_REQUEST, status=Case.Status.RECEIVED)
    if not permitted(user, "incidents.see_case", waiting, today).exists():
        return []
    by_school: dict[School, Repeated] = {}
    for one in repeated(seen_by(user, today)):
        if one.school.pk in schools:
            by_school.setdefault(one.school, one)
    return [
        DeskLine(
            group="look",
            what=f"Friend requests {most.words}: {len(most.requests)} in 90 days",
            url=reverse("friend-requests", args=[school.slug]),
            action="Look",
            school=school.said,
        )
        for school, most in by_school.items()
    ]


def report_here(user: Any, site: Site, on: date) -> dict[str, Any]:
    """On the page of an account: the form of a report with its facts filled in."""
    return {"report_here": address(site) if user.has_perm("incidents.report", site.school) else ""}


def report_impostor(user: Any, school: School) -> dict[str, Any]:
    """Beside the accounts that are not the school's: the form of a report with the facts of one filled in."""
    return {"report_impostor": impostors_address(school) if user.has_perm("incidents.report", school) else ""}


of_a_site.register("incidents", report_here)
beside_impostors.register("incidents", report_impostor)
desk.register("incidents.friend_requests", friend_requests_again)
lately.register("incidents.reported", what_i_reported)
