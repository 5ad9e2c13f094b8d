"""Packs on the page: three clicks from the shelf, what may be chosen, and who may open them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from foundation.documents.files import open_sealed
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from policies.cover import in_words
from policies.models import Pack, Version
from policies.panels.packs import packs_ready
from tests.cast import Cast, signed_in
from tests.foundation.documents.pdf_parts import faults, opened, stamps
from tests.policies.shelf import OTHER_TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import hidden, said

pytestmark = pytest.mark.django_db


def packs_of(cast: Cast) -> str:
    return reverse("pack-list", args=[cast.school.slug])


def send(client: Client, address: str, **typed: Any) -> Any:
    """The form at the address, sent as a browser does; where it leads."""
    return client.post(address, hidden(client.get(address)) | typed, follow=True)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def run_all() -> None:
    while run_next(timezone.now):
        pass


def linked(client: Client, address: str, words: str) -> str:
    """Where the link with these words leads."""
    tree: Any = html.fromstring(client.get(address).content)
    return next(str(link.get("href")) for link in tree.iter("a") if str(link.text_content()).strip() == words)


@pytest.mark.clause("QEI-26", "STM-17")
def test_a_governor_makes_and_opens_a_pack_in_three_clicks_from_the_shelf(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.governor)
    address = linked(client, reverse("policy-list", args=[cast.school.slug]), "Packs for governors")
    answer = send(client, address, choice="in_force")
    pack = answer.redirect_chain[-1][0]
    assert "It begins in a moment." in said(answer)
    run_all()
    file = linked(client, pack, "Open the pack")
    answer = client.get(file)
    assert answer.content.startswith(b"%PDF")
    assert "Policies in force, Beacon Hill Primary School" in answer["Content-Disposition"]


def test_while_it_is_made_the_page_looks_again_and_says_how_far_it_is(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.governor)
    send(client, packs_of(cast), choice="in_force")
    pack = Pack.objects.get()
    Job.objects.filter(key=f"policies.pack:{pack.uid}").update(done_count=3, total_count=9, message="Printing")
    part = client.get(reverse("pack", args=[pack.uid]), headers={"HX-Request": "true"})
    assert b"data-look-again" in part.content
    assert "3 of 9: Printing" in said(part)


def test_a_pack_in_which_nothing_changed_is_ready_on_the_page_that_asking_leads_to(cast: Cast) -> None:
    in_force(cast)
    send(signed_in(cast.governor), packs_of(cast), choice="in_force")
    run_all()
    jobs = Job.objects.count()
    assert "It is ready:" in said(send(signed_in(cast.chair), packs_of(cast), choice="in_force"))
    assert (Pack.objects.count(), Job.objects.count()) == (1, jobs)


def test_whoever_asked_for_a_pack_finds_it_on_the_desk_for_a_week_once_it_is_ready(cast: Cast) -> None:
    in_force(cast)
    send(signed_in(cast.governor), packs_of(cast), choice="in_force")
    words = "Your pack was ready: Policies in force"
    assert words not in said(signed_in(cast.governor).get(reverse("desk")))
    run_all()
    assert words in said(signed_in(cast.governor).get(reverse("desk")))
    assert words not in said(signed_in(cast.chair).get(reverse("desk")))
    (note,) = packs_ready(cast.governor.user, cast.today)
    assert note.url == reverse("pack", args=[Pack.objects.get().uid])
    assert packs_ready(cast.governor.user, cast.today + timedelta(days=8)) == []


def test_a_pack_with_a_text_one_may_no_longer_see_is_not_on_the_desk(cast: Cast) -> None:
    version = in_force(cast)
    send(signed_in(cast.governor), packs_of(cast), choice="in_force")
    run_all()
    Version.objects.filter(pk=version.pk).update(status=Version.Status.ABANDONED)
    assert packs_ready(cast.governor.user, cast.today) == []


def test_a_pack_that_stopped_says_why(cast: Cast) -> None:
    in_force(cast)
    client = signed_in(cast.governor)
    send(client, packs_of(cast), choice="in_force")
    stopped = {"status": "parked", "finished_at": timezone.now(), "message": "This document is too long."}
    Job.objects.filter(kind="policies.pack").update(**stopped)
    assert "This document is too long." in said(client.get(reverse("pack", args=[Pack.objects.get().uid])))


def test_policies_are_chosen_one_by_one(cast: Cast) -> None:
    wanted = in_force(cast)
    in_force(cast, a_policy(cast, "Bicycles"))
    client = signed_in(cast.clerk)
    answer = send(client, packs_of(cast), choice="chosen")
    assert "Choose at least one policy." in said(answer)
    send(client, packs_of(cast), choice="chosen", policies=[str(wanted.policy.uid)])
    assert [item.version for item in Pack.objects.get().items.all()] == [wanted]


def test_a_policy_that_is_not_offered_cannot_be_chosen(cast: Cast) -> None:
    in_force(cast)
    hidden = a_draft(cast, a_policy(cast, "Bicycles"))
    answer = send(signed_in(cast.governor), packs_of(cast), choice="chosen", policies=[str(hidden.policy.uid)])
    assert "There is a problem" in said(answer)
    assert not Pack.objects.exists()


def test_with_nothing_due_the_page_says_so_and_nothing_is_lost(cast: Cast) -> None:
    in_force(cast)
    answer = send(signed_in(cast.governor), packs_of(cast), choice="due")
    assert "No policy is due for review, so there is nothing to put together." in said(answer)


def test_a_day_to_come_is_refused_beside_the_box(cast: Cast) -> None:
    in_force(cast)
    day = {"since_on_day": "1", "since_on_month": "1", "since_on_year": "2099"}
    assert "Choose a day that has been." in said(send(signed_in(cast.clerk), packs_of(cast), choice="in_force", **day))


@pytest.mark.parametrize("who", ["teacher", "midday_line", "other_clerk", "administrator"])
def test_who_has_nothing_to_do_with_governing_makes_and_opens_no_pack(cast: Cast, who: str) -> None:
    in_force(cast)
    send(signed_in(cast.governor), packs_of(cast), choice="in_force")
    run_all()
    pack = Pack.objects.get()
    assert pack.file is not None
    client = signed_in(cast.line_manager if who == "midday_line" else getattr(cast, who))
    for address in (
        packs_of(cast),
        reverse("pack", args=[pack.uid]),
        reverse("file-download", args=[pack.file.uid]),
    ):
        assert client.get(address).status_code == 404
    assert "Packs for governors" not in said(client.get(reverse("policy-list", args=[cast.school.slug])))


def test_a_pack_with_a_text_one_may_not_see_is_not_there(cast: Cast) -> None:
    version = in_force(cast)
    send(signed_in(cast.clerk), packs_of(cast), choice="in_force")
    Version.objects.filter(pk=version.pk).update(status=Version.Status.ABANDONED)
    pack = Pack.objects.get()
    assert signed_in(cast.clerk).get(reverse("pack", args=[pack.uid])).status_code == 200
    assert signed_in(cast.governor).get(reverse("pack", args=[pack.uid])).status_code == 404


def test_the_list_of_packs_asks_the_same_number_of_queries_whatever_its_size(cast: Cast) -> None:
    version = in_force(cast)
    client = signed_in(cast.governor)
    send(client, packs_of(cast), choice="in_force")
    few = queries(client, packs_of(cast))
    one = Pack.objects.get()
    for number in range(10):
        pack = Pack.objects.create(
            school=cast.school,
            title=f"Pack {number}",
            choice=Pack.Choice.CHOSEN,
            key=f"key-{number}",
            asked_by=cast.clerk,
            asked_at=one.asked_at,
            wanted_at=one.asked_at,
        )
        pack.items.create(version=version, position=0)
    assert queries(client, packs_of(cast)) == few


def test_a_superseded_version_that_is_printed_again_says_so_on_every_page(cast: Cast) -> None:
    old = in_force(cast)
    run_all()
    in_force(cast, old.policy, OTHER_TEXT)
    old.refresh_from_db()
    answer = signed_in(cast.teacher).get(reverse("version-pdf", args=[old.uid]))
    said_on = stamps(opened(answer.content))
    assert set(said_on) == {f"Superseded on {in_words(cast.today)} by version 2.0"}
    assert faults(answer.content) == set()
    assert old.printed is not None
    assert open_sealed(old.printed) != answer.content
