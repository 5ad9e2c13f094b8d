"""The demo's paper: a sheet that is out for those without an e-mail address, and classes that are counted."""

import io
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from PIL import Image

from config.demo.making import TITLES, DemoSchool
from foundation.documents.uploads import Checked
from foundation.schools.models import Person
from policies.models import PolicyRules, Version
from policies.outstanding import outstanding
from policies.transitions.counting import Counted, add_counted_group, ask_groups, record_count
from policies.transitions.sheets import make_sheet

GROUPS = (("Year 3 Rowan", "pupils", 28, 28), ("Year 5 Oak", "pupils", 30, 24), ("Year 5 families", "parents", 55, 0))


def make_paper(one: DemoSchool, at: datetime) -> None:
    """Sheets of the acceptable use policy: staff by line, pupils and parents by class."""
    by: dict[str, Any] = {"by": one.first("clerk"), "at": at}
    title = TITLES["acceptable-use"]
    version = Version.objects.filter(school=one.school, policy__title=title, status=Version.Status.IN_FORCE).first()
    if version is None:
        return
    without = Person.objects.filter(school=one.school, email="").current(localdate(at))
    owing = outstanding(without).filter(pk=version.pk).values_list("person_id", flat=True)
    people = list(Person.objects.filter(pk__in=list(owing)))
    if people:
        words = PolicyRules.objects.get(school=one.school).words
        make_sheet(version, people, words=words, about="Those without an e-mail address", **by)
    _count(one, version, at, by)


def _count(one: DemoSchool, version: Version, at: datetime, by: dict[str, Any]) -> None:
    groups = [
        (add_counted_group(one.school, name=name, kind=kind, school_year=_year(at), size=size, **by), size, signed)
        for name, kind, size, signed in GROUPS
    ]
    ask_groups(version.policy, [group for group, _, _ in groups], **by)
    for group, size, signed in groups:
        if signed:
            counted = Counted(signed, localdate(at), size, Checked("signed sheets.png", _sheet(), "image/png"))
            record_count(group, version.policy, counted, seen=version.content_hash, **by)


def _year(at: datetime) -> str:
    """The school year of that day, such as 2026-27."""
    begins = at.year if at.month >= 9 else at.year - 1
    return f"{begins}-{(begins + 1) % 100:02}"


def _sheet() -> bytes:
    """A picture of an empty page: nobody's signature."""
    drawn = io.BytesIO()
    Image.new("L", (420, 594), 250).save(drawn, "PNG")
    return drawn.getvalue()
