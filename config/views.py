"""The desk: what needs me, from every app."""

from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from foundation.core.pages import page
from foundation.core.panels import DeskNote, ahead, lately
from foundation.core.panels import desk as desk_lines

GROUPS = {"read": "Read and sign", "decide": "Decide", "follow": "Follow up", "look": "Look after"}
NOTES = 5


@page(signed_in="everybody has a desk; each app puts on it only what the person may see", methods=("GET",))
def desk(request: HttpRequest) -> HttpResponse:
    """What needs me, in four groups; each line says what, from whom, until when, and has one action."""
    today = timezone.localdate()
    lines = [line for provider in desk_lines for line in provider(request.user, today)]
    order = list(GROUPS)
    lines.sort(key=lambda line: (order.index(line.group), line.due_on is None, line.due_on or today, line.what))
    groups = [(GROUPS[key], list(part)) for key, part in groupby(lines, key=attrgetter("group"))]
    done = sorted((note for provider in lately for note in provider(request.user, today)), key=_newest_first)
    coming = sorted((note for provider in ahead for note in provider(request.user, today)), key=attrgetter("on"))
    context = {"groups": groups, "lately": done[:NOTES], "ahead": coming[:NOTES]}
    return render(request, "config/desk.html", context)


def _newest_first(note: DeskNote) -> int:
    return -note.on.toordinal()
