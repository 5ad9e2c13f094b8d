"""The demo's monitoring: each school by its own rules; logs that are over are gone, with a certificate."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from foundation.audit.trail import verify
from foundation.schools.models import School
from monitoring.filtering_due import standings
from monitoring.models import (
    Certificate,
    Check,
    FootprintLook,
    Hold,
    Mention,
    Restriction,
    SubjectRequest,
    UsageRow,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_home")]


@pytest.fixture
def _home(settings: object, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)


def test_the_demo_shows_all_of_monitoring_under_two_different_rules() -> None:
    call_command("demo", stdout=io.StringIO())
    ways = set(Check.objects.filter(status="under_way").values_list("school__slug", "way"))
    assert ways == {("acresfield", "told"), ("qeii", "policy")}
    assert UsageRow.objects.count() > 2000
    assert not UsageRow.objects.filter(at__lt=timezone.now() - timedelta(days=366)).exists()
    assert Certificate.objects.get().record_class == "usage_log"
    assert not UsageRow.objects.filter(host__endswith="mail.google.com").exists()
    for school in School.objects.exclude(kind="trust"):
        assert FootprintLook.objects.filter(school=school, was_quiet=True).count() > 5
        assert set(Mention.objects.filter(school=school).values_list("tone", flat=True)) == set(Mention.Tone.values)
        assert Restriction.objects.filter(school=school).count() == 4
        assert Hold.objects.filter(school=school).count() == SubjectRequest.objects.filter(school=school).count() == 1
        assert standings([school.pk])[school.pk].review is not None
        assert verify(school.uid)[1] == []
