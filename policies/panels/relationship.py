"""Private declarations on the desk of headteacher and safeguarding lead: that there is one, nothing else.

No notice, no search, no export speaks of them.
"""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from foundation.audit.models import Look
from foundation.core.panels import DeskLine, NavItem, navigation
from foundation.core.rules import permitted
from foundation.schools.models import Person, School
from policies.models import Relationship

navigation.register("relationships", NavItem("Declarations", "relationship-list", "policies.see_relationships"))


def declarations_to_read(user: Any, today: date) -> list[DeskLine]:
    """Schools at which something was declared or changed since the reader last opened it: one query."""
    mine = Person.objects.filter(user=user)
    opened = Look.objects.filter(
        about_uid=OuterRef("uid"), by_uid__in=mine.values("uid"), at__gte=OuterRef("changed_at")
    )
    schools = permitted(user, "policies.see_relationships", School.objects.all(), today)
    unread = Relationship.objects.filter(~Exists(opened), school__in=schools).exclude(person__in=mine)
    names = unread.order_by("school__name").values_list("school__slug", "school__name").distinct()
    return [
        DeskLine(
            group="look",
            what="A private declaration was made or changed",
            url=reverse("relationship-list", args=[slug]),
            action="Open the list",
            school=name,
        )
        for slug, name in names
    ]
