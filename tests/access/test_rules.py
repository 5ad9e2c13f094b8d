"""Rules that the table once showed to be wrong."""

import pytest
from django.urls import reverse

from foundation.schools.models import BodyMember
from foundation.schools.transitions.log_ins import invite
from policies.models import StepKind
from policies.transitions import set_step_rules, submit_version
from policies.transitions.rules import StepWanted
from tests.cast import LONG_AGO, Cast, a_person, signed_in
from tests.policies.shelf import a_draft, a_policy, in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make(apart="-alone")


def test_a_governor_who_has_left_sees_no_draft_though_nobody_ended_the_seat(cast: Cast) -> None:
    policy = a_policy(cast)
    set_step_rules(
        cast.school, policy, [StepWanted(StepKind.DECIDE, body=cast.governing_body)], by=cast.clerk, at=cast.at
    )
    draft = submit_version(a_draft(cast, policy), by=cast.clerk, at=cast.at)
    BodyMember.objects.create(school=cast.school, body=cast.governing_body, person=cast.leaver, starts_on=LONG_AGO)
    for route, row in (("policy", policy), ("version", draft)):
        assert signed_in(cast.governor).get(reverse(route, args=[row.uid])).status_code == 200
        assert signed_in(cast.leaver).get(reverse(route, args=[row.uid])).status_code == 404


def test_a_senior_leader_can_open_the_people_whose_acknowledgements_they_oversee(cast: Cast) -> None:
    client = signed_in(cast.senior_leader)
    assert client.get(reverse("outstanding-person", args=[cast.teacher.uid])).status_code == 200
    assert client.get(reverse("person-page", args=[cast.teacher.uid])).status_code == 200
    assert client.get(reverse("person-change", args=[cast.teacher.uid])).status_code == 404


def test_an_owner_writes_the_policy_but_neither_sets_its_steps_nor_withdraws_it(cast: Cast) -> None:
    owner = a_person(cast.school, "Olive Owner")
    policy = a_policy(cast, owner=owner)
    client = signed_in(owner)
    bench = client.get(reverse("policy-workbench", args=[policy.uid])).content.decode()
    for name in ("policy-steps", "policy-withdraw"):
        url = reverse(name, args=[policy.uid])
        assert url not in bench
        assert client.get(url).status_code == client.post(url, {"why": "No."}).status_code == 404
        assert signed_in(cast.clerk).get(url).status_code == 200


def test_an_owner_is_not_offered_to_put_a_version_in_force(cast: Cast) -> None:
    owner = a_person(cast.school, "Olive Owner")
    policy = a_policy(cast, owner=owner)
    url = reverse("version-publish", args=[submit_version(a_draft(cast, policy), by=cast.clerk, at=cast.at).uid])
    bench = reverse("policy-workbench", args=[policy.uid])
    assert url in signed_in(cast.clerk).get(bench).content.decode()
    assert url not in signed_in(owner).get(bench).content.decode()


def test_an_owner_reads_the_figures_of_the_policy_and_is_offered_no_names(cast: Cast) -> None:
    owner = a_person(cast.school, "Olive Owner")
    policy = in_force(cast, a_policy(cast, owner=owner)).policy
    names, bench = reverse("outstanding-policy", args=[policy.uid]), reverse("policy-workbench", args=[policy.uid])
    page = signed_in(owner).get(bench).content.decode()
    assert "6 asked, 6 outstanding" in page
    assert names not in page
    assert signed_in(owner).get(names).status_code == 404
    assert names in signed_in(cast.clerk).get(bench).content.decode()


def test_nobody_gives_their_log_in_the_address_of_somebody_at_another_school(cast: Cast) -> None:
    """Whoever did would become that person as soon as that school invites them."""
    assert cast.other_teacher.user is not None
    cast.other_teacher.user.set_password("a long enough word")
    cast.other_teacher.user.save()
    client, address = signed_in(cast.other_teacher), f"new.head@{cast.school.email_domain}"
    for act in ("action_add", "action_primary"):
        assert client.post("/account/email/", {"email": address, act: ""}).status_code == 404
    head = a_person(cast.school, "Nell New-Head", email=address, user=None)
    invited = invite(head, by=cast.clerk, at=cast.at)
    assert invited.user != cast.other_teacher.user
    assert invited.needs_password
