"""An invented trust of any size."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.models import Decision, Request, Site, Step
from config.trusts import ACKNOWLEDGED, Size, make_trust
from foundation.audit.models import Entry
from foundation.audit.trail import verify
from foundation.core.rules import permitted
from foundation.schools.models import Person, Role, School
from foundation.schools.models.school import SchoolKind
from policies.compliance import by_school
from policies.content import canonical, content_hash, text_of
from policies.models import Acknowledgement, Policy, Version
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


def test_a_trust_has_the_schools_people_and_policies_that_were_asked_for() -> None:
    said = StringIO()
    call_command("make_trust", schools=3, staff=50, policies=4, stdout=said)
    schools = School.objects.exclude(kind=SchoolKind.TRUST)
    assert [Person.objects.filter(school=school).count() for school in schools.order_by("pk")] == [16, 17, 17]
    assert Policy.objects.count() == 12
    assert Version.objects.filter(status=Version.Status.IN_FORCE).count() == 12
    assert all(school.trust is not None and school.trust.kind == SchoolKind.TRUST for school in schools)
    assert "3 schools, 50 people" in said.getvalue()


def test_a_school_has_the_requests_and_sites_that_were_asked_for_and_its_headteacher_those_that_wait() -> None:
    call_command("make_trust", schools=1, staff=20, policies=0, sites=8, requests=20, stdout=StringIO())
    assert (Request.objects.count(), Decision.objects.count(), Site.objects.count()) == (20, 18, 8)
    head = Role.objects.get(kind="headteacher").person
    assert permitted(head.user, "approvals.answer_step", Step.objects.all()).count() == 2
    client = signed_in(head)
    for name in ("request-list", "site-list"):
        assert client.get(reverse(name, args=[head.school.slug])).status_code == 200
    request = Request.objects.filter(status="in_hand").first()
    assert request is not None
    assert "A museum" in client.get(reverse("request", args=[request.uid])).content.decode()


def test_every_school_has_its_officers_and_everybody_a_line_manager() -> None:
    make_trust(Size(schools=2, staff=40, policies=0), timezone.now())
    today = timezone.localdate()
    for school in School.objects.exclude(kind=SchoolKind.TRUST):
        held = set(Role.objects.current(today).filter(school=school).values_list("kind", flat=True))
        assert {"headteacher", "clerk", "chair", "business_manager", "administrator"} <= held
        people = Person.objects.filter(school=school)
        assert people.filter(line_manager=None).count() == 1
        assert not people.filter(groups=None).exists()
        assert all(one.line_manager is None or one.line_manager.school_id == school.pk for one in people)


def test_most_of_those_asked_have_acknowledged_and_nobody_else() -> None:
    make_trust(Size(schools=2, staff=120, policies=10), timezone.now())
    figures = by_school(list(School.objects.exclude(kind=SchoolKind.TRUST)), timezone.localdate()).values()
    least, most = ACKNOWLEDGED
    assert all(least <= given / asked <= most for asked, given in figures)
    reached = Policy.audience.through.objects.values_list("policy_id", "staffgroup__people")
    assert set(Acknowledgement.objects.values_list("policy_id", "person_id")) <= set(reached)


def test_the_text_of_a_policy_is_what_its_hash_says() -> None:
    make_trust(Size(schools=1, staff=10, policies=3), timezone.now())
    for version in Version.objects.all():
        assert version.content_hash == content_hash(canonical(version.policy.title, text_of(version)))


def test_each_trail_says_that_the_school_was_made_so() -> None:
    make_trust(Size(schools=2, staff=20, policies=1), timezone.now())
    for school in School.objects.all():
        entry = Entry.objects.get(school_uid=school.uid)
        assert "written in bulk" in entry.payload
        assert verify(school.uid) == (1, [])


def test_ten_times_the_people_take_about_as_many_queries() -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        make_trust(Size(schools=1, staff=20, policies=5), timezone.now())
    with CaptureQueriesContext(connection) as many:
        make_trust(Size(schools=1, staff=200, policies=5), timezone.now())
    assert len(many) <= len(few) + 5


def test_its_clerk_can_work_with_it() -> None:
    make_trust(Size(schools=1, staff=30, policies=3), timezone.now())
    clerk = Role.objects.get(kind="clerk").person
    for address in ("policies", "outstanding", "people"):
        assert signed_in(clerk).get(f"/{clerk.school.slug}/{address}/").status_code == 200


@pytest.mark.parametrize(("schools", "staff"), [(0, 10), (3, 20)])
def test_a_trust_without_room_for_its_officers_is_refused(schools: int, staff: int) -> None:
    with pytest.raises(CommandError):
        call_command("make_trust", schools=schools, staff=staff)
    assert not School.objects.exists()
