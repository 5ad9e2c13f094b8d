"""The assurance page: who sees it, what was so on a day that is past, and nobody told apart."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.schools.models import RoleKind
from incidents.transitions.reporting import receive
from monitoring.assurance.sections import Asked, Section, all_of, few, sections
from monitoring.models import Check, FootprintLook, Hold
from tests.cast import Cast, a_person, a_role, signed_in
from tests.incidents.reported import said
from tests.monitoring.checked import asked as check_of
from tests.monitoring.checked import covert
from tests.monitoring.subject.asking import asked as subject_request
from tests.monitoring.subject.asking import data_protection_lead

pytestmark = pytest.mark.django_db


def shown(cast: Cast, key: str, on: date | None = None, reader: Any = None) -> Section:
    today = timezone.localdate()
    asked = Asked(cast.school, (reader or cast.governor).user, on or today, today)
    found: Section = sections.entries[key](asked)
    return found


def facts(cast: Cast, key: str, on: date | None = None, reader: Any = None) -> dict[str, str]:
    return dict(shown(cast, key, on, reader).facts)


def page(client: Client, cast: Cast, query: str = "") -> str:
    answer = client.get(reverse("assurance", args=[cast.school.slug]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_governors_leaders_and_the_office_see_it_and_staff_and_other_schools_do_not(cast: Cast) -> None:
    readers = [cast.governor, cast.chair, cast.headteacher, cast.clerk, cast.dsl, cast.business_manager]
    readers += [data_protection_lead(cast), cast.trust_officer]
    for person in readers:
        assert signed_in(person).get(reverse("assurance", args=[cast.school.slug])).status_code == 200, person
    for person in (cast.teacher, cast.administrator, cast.line_manager, cast.other_headteacher, cast.leaver):
        assert signed_in(person).get(reverse("assurance", args=[cast.school.slug])).status_code == 404, person


def test_every_part_stands_on_the_page(cast: Cast) -> None:
    text = page(signed_in(cast.governor), cast)
    titles = [section.title for section in all_of(Asked(cast.school, cast.governor.user, cast.today, cast.today))]
    assert len(titles) == len(sections.entries) == 10
    for title in titles:
        assert title in text


def test_a_day_that_is_past_shows_what_was_so_that_day(cast: Cast) -> None:
    yesterday = cast.today - timedelta(days=1)
    FootprintLook.objects.create(
        school=cast.school, on=cast.today, by=cast.dsl, by_name=cast.dsl.name, was_quiet=True, at=cast.at
    )
    Hold.objects.create(
        school=cast.school,
        kind="legal",
        person=cast.teacher,
        starts_on=cast.today,
        placed_by=cast.clerk,
        placed_by_name="Clara",
        placed_at=cast.at,
    )
    assert facts(cast, "footprint")["Looks in twelve months"] == "1"
    assert facts(cast, "footprint", yesterday)["Last look"] == "Never"
    assert facts(cast, "certificates")["Holds by hand that day"] == "1"
    assert facts(cast, "certificates", yesterday)["Holds by hand that day"] == "0"
    assert shown(cast, "clock").facts
    assert not shown(cast, "clock", yesterday).facts


def test_the_day_is_chosen_in_boxes_or_in_one_word_and_never_lies_ahead(cast: Cast) -> None:
    client = signed_in(cast.governor)
    assert "as at 1 September 2024" in page(client, cast, "?on=2024-09-01")
    assert "as at 1 September 2024" in page(client, cast, "?on_day=1&on_month=9&on_year=2024")
    ahead = page(client, cast, f"?on={cast.today.year + 1}-01-01")
    assert "Choose a day that has been" in ahead
    for odd in ("?on=x", "?on=2024-99-99", "?on="):
        page(client, cast, odd)


def test_small_numbers_are_not_said() -> None:
    assert [few(count) for count in (0, 1, 4, 5, 12)] == ["0", "Fewer than 5", "Fewer than 5", "5", "12"]


def test_incidents_are_figures_and_small_numbers_of_them_are_not_said(cast: Cast) -> None:
    last_month = (cast.today.replace(day=1) - timedelta(days=3)).isoformat()
    at = timezone.make_aware(datetime.fromisoformat(f"{last_month}T12:00"))
    receive(cast.school, said(saw="The-marker-of-what-was-seen"), by=cast.teacher, at=at)
    text = page(signed_in(cast.governor), cast)
    assert facts(cast, "cases")["Cases opened"] == "Fewer than 5"
    assert "The-marker" not in text
    assert cast.teacher.name not in text


def test_checks_are_counted_in_full_months_and_nobody_is_told_of_their_own(cast: Cast) -> None:
    in_time = cast.at - timedelta(days=45)
    for _ in range(5):
        check_of(cast)
    Check.objects.update(asked_at=in_time)
    assert facts(cast, "checks")["Asked for"] == "5"
    a_role(cast.teacher, RoleKind.GOVERNOR)
    covert(cast)
    Check.objects.update(asked_at=in_time)
    assert facts(cast, "checks", reader=cast.governor)["Asked for"] == "6"
    assert facts(cast, "checks", reader=cast.teacher)["Asked for"] == "0"


def test_it_is_printed_as_a_tagged_pdf(cast: Cast) -> None:
    answer = signed_in(cast.governor).get(reverse("assurance-pdf", args=[cast.school.slug]) + "?on=2024-09-01")
    assert answer["Content-Type"] == "application/pdf"
    pdf = pikepdf.open(io.BytesIO(answer.content))
    assert "/StructTreeRoot" in pdf.Root
    assert pdf.Root.MarkInfo.Marked


def queries_of(client: Client, cast: Cast) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, cast)
    return len(asked)


def test_the_page_costs_as_much_for_many_rows_as_for_few(cast: Cast) -> None:
    client = signed_in(cast.governor)
    some(cast, 1)
    page(client, cast)
    few_rows = queries_of(client, cast)
    some(cast, 10)
    assert queries_of(client, cast) == few_rows


def some(cast: Cast, count: int) -> None:
    """So many checks, looks, requests and reports, each about somebody else."""
    for number in range(count):
        person = a_person(cast.school, f"Nina Number-{count}-{number}")
        check_of(cast, subject=person)
        receive(cast.school, said(), by=person, at=cast.at - timedelta(days=40))
        subject_request(cast, person, received_on=cast.today - timedelta(days=40))
        FootprintLook.objects.create(
            school=cast.school, on=cast.today - timedelta(days=number), by=person, by_name=person.name, at=cast.at
        )
