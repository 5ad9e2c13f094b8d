"""Who may do what with subject access requests and with what was found for them.

Whoever asks sees nothing of their own request here: it is answered by what is sent. An item is looked over by whoever
may see the row that guards it, by that row's own rule; what nothing guards, by whoever keeps the request.
"""

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from foundation.core.rules import NOBODY, permitted, remembered, rule
from foundation.schools.models import RoleKind, School
from foundation.schools.people import holds, standing
from monitoring.models import SubjectItem, SubjectRequest
from monitoring.subject.guards import FEWER, sees

KEEPERS = (RoleKind.DATA_PROTECTION_LEAD, RoleKind.HEADTEACHER)


def _mine(user: Any) -> list[int]:
    """The user's persons of any time and school."""
    return remembered(user, "monitoring.my_persons", lambda: list(user.persons.values_list("pk", flat=True)))


def is_theirs(user: Any, path: str = "person") -> Q:
    """Condition: the row's request is about the user."""
    return Q(**{f"{path}__in": _mine(user)})


def item_guards(user: Any, on: date) -> list[str]:
    """The labels of rows that guard something that was found, at the schools where the user is somebody: one query."""
    here = {*standing(user, on).persons.values(), *(school for _, school in standing(user, on).roles)}
    if not here:
        return []

    def find() -> list[str]:
        rows = SubjectItem.objects.filter(school__in=here).exclude(guard_label="").order_by("guard_label")
        return list(rows.values_list("guard_label", flat=True).distinct())

    return remembered(user, ("monitoring.item_guards", on), find)


def guarded_for(user: Any, on: date) -> Q:
    """Condition on items: the row that guards it is one that the user may see, or, where it is a case, decide on."""
    asked = NOBODY
    for label in item_guards(user, on):
        perm = sees(label)
        if perm is None:
            continue
        one = Q(guard_label=label) & _seen(user, perm, label, on)
        for (whole, parts), narrower in FEWER.items():
            if whole == label:
                one &= ~Q(about_label__in=parts) | _seen(user, narrower, label, on)
        asked |= one
    return asked


def _seen(user: Any, perm: str, label: str, on: date) -> Q:
    """Condition on items: the user holds this permission on the row that guards it."""
    rows = apps.get_model(label)._default_manager.filter(uid=OuterRef("guard_uid"))
    return Q(Exists(permitted(user, perm, rows, on)))


@rule("monitoring.list_subject_requests", School)
def list_subject_requests(user: Any, on: date) -> Q:
    """Data protection lead and headteacher."""
    return holds(user, on, *KEEPERS)


@rule("monitoring.know_subject_request", SubjectRequest, sees=True)
def know_subject_request(user: Any, on: date) -> Q:
    """Who keeps it, and who has something in it to look over; never whose request it is."""
    items = SubjectItem.objects.filter(guarded_for(user, on), request=OuterRef("pk"))
    return (holds(user, on, *KEEPERS, school="school") | Q(Exists(items))) & ~is_theirs(user)


@rule("monitoring.keep_subject_request", SubjectRequest)
def keep_subject_request(user: Any, on: date) -> Q:
    """Data protection lead and headteacher, unless it is about themselves."""
    return holds(user, on, *KEEPERS, school="school") & ~is_theirs(user)


@rule("monitoring.review_subject_item", SubjectItem, sees=True)
def review_subject_item(user: Any, on: date) -> Q:
    """Whoever may see the row that guards it; without one, whoever keeps the request; never whose request it is."""
    kept = Q(guard_label="") & holds(user, on, *KEEPERS, school="school")
    return (kept | guarded_for(user, on)) & ~is_theirs(user, "request__person")
