"""A personal link opens its owner's pages and nothing else."""

import pytest
from django.urls import reverse

from policies.models import Policy
from tests.access.matrix import SIGN_IN, said, table
from tests.access.places import places
from tests.access.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.clause("QEI-06")
def test_a_contractors_link_opens_no_other_page_of_the_site(world: World) -> None:
    """A browser that came in by the link is answered everywhere as one that did not."""
    client, there = world.client(None), table()
    assert client.get(reverse("contractor-desk", args=[world.words["contractor"]])).status_code == 200
    wrong, refused = [], 0
    for place in places(world):
        if place.path.startswith("/by-link/") or (place.route, place.on, "GET") not in there:
            continue
        answer = said(client.get(place.path))
        refused += answer == SIGN_IN
        if answer != there[place.route, place.on, "GET"].answers["anonymous"]:
            wrong.append(f"{place.name}: {answer}")
    assert wrong == []
    assert refused > 80


@pytest.mark.clause("QEI-06")
def test_a_contractors_link_opens_no_policy_that_does_not_ask_contractors(world: World, other: World) -> None:
    client, word = world.client(None), world.words["contractor"]
    shown = [
        policy.title
        for policy in Policy.objects.all()
        if client.get(reverse("contractor-policy", args=[word, policy.uid])).status_code == 200
    ]
    assert shown == ["Rules on site"]
    assert Policy.objects.filter(title="Rules on site").count() == 2
    assert other.words["contractor"] != word
