"""The demo's pack: it is asked for as a governor would, and the page of packs is not empty once the site is served."""

import pytest
from django.urls import reverse
from django.utils import timezone

from config.demo.making import DemoSchool
from config.demo.packs_made import GOVERNOR, make_packs
from config.demo.people import POSTS
from foundation.jobs.runner import run_next
from policies.models import Pack
from tests.cast import Cast, signed_in
from tests.policies.shelf import in_force
from tests.policies.views.shown import said


def test_the_person_who_asks_is_a_governor() -> None:
    assert "governor" in POSTS[GOVERNOR].roles


@pytest.mark.django_db
def test_the_demos_pack_is_listed_and_ready(cast: Cast) -> None:
    in_force(cast)
    make_packs(DemoSchool(cast.school, {}, [cast.governor] * len(POSTS)), cast.at)
    address = reverse("pack-list", args=[cast.school.slug])
    assert "Being put together" in said(signed_in(cast.governor).get(address))
    while run_next(timezone.now):
        pass
    assert Pack.objects.get().status == Pack.Status.READY
    assert "Policies in force" in said(signed_in(cast.governor).get(address))
