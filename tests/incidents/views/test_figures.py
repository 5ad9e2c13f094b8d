"""Cases in figures, on their page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.schools.dates import months_after
from incidents.models import Case, Kind
from tests.cast import Cast, signed_in
from tests.incidents.pages import text
from tests.incidents.reported import SAW, affected, reported

pytestmark = pytest.mark.django_db


def test_governors_headteacher_and_safeguarding_lead_see_them_and_nobody_else(cast: Cast) -> None:
    where = reverse("incident-figures", args=[cast.school.slug])
    for name in ("governor", "chair", "headteacher", "dsl"):
        assert signed_in(getattr(cast, name)).get(where).status_code == 200, name
    for name in ("teacher", "administrator", "business_manager", "senior_leader", "other_headteacher"):
        assert signed_in(getattr(cast, name)).get(where).status_code == 404, name


def test_the_page_draws_a_picture_with_its_table_and_names_nobody(cast: Cast) -> None:
    before = months_after(timezone.localdate().replace(day=1), -1)
    opened = timezone.now().replace(year=before.year, month=before.month, day=9)
    for kind in [Kind.CHILD] * 2 + [Kind.STAFF_MENTION] * 6:
        case = reported(cast, kind, named=[affected(cast.line_manager)]).case
        Case.objects.filter(pk=case.pk).update(opened_at=opened)
    page = signed_in(cast.governor).get(reverse("incident-figures", args=[cast.school.slug]))
    said = text(page)
    assert "8 cases were opened" in said
    assert "Everything else, together 8" in said, "two of children cannot be told from eight less six"
    assert "<svg" in page.content.decode()
    for words in ("Lena", "Tessa", SAW, "A child at risk", case.reference):
        assert words not in page.content.decode()


def test_few_cases_are_no_figure(cast: Cast) -> None:
    said = text(signed_in(cast.governor).get(reverse("incident-figures", args=[cast.school.slug])))
    assert "No case was opened" in said
    assert "Nothing can be shown" in said
