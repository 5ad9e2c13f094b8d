"""Every view names who may use it; unseen and refused look alike."""

import pytest
from django.test import Client

from foundation.audit.models import Entry
from tests.cast import Cast, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.foundation.core.addresses")]


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def test_who_is_not_signed_in_is_asked_to_sign_in_and_comes_back(client: Client, cast: Cast) -> None:
    answer = client.get(f"/rules-of/{cast.school.slug}/?tab=2")
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?next=/rules-of/{cast.school.slug}/%3Ftab%3D2"


def test_who_may_gets_the_row(cast: Cast) -> None:
    answer = signed_in(cast.clerk).get(f"/rules-of/{cast.school.slug}/")
    assert answer.content.decode() == f"The rules of {cast.school}"


def test_unseen_refused_and_missing_are_the_same_answer(cast: Cast) -> None:
    path = f"/rules-of/{cast.school.slug}/"
    unseen = signed_in(cast.other_headteacher).get(path)
    refused = signed_in(cast.teacher).get(path)
    missing = signed_in(cast.teacher).get("/rules-of/no-such-school/")
    assert [unseen.status_code, refused.status_code, missing.status_code] == [404, 404, 404]
    for answer in (unseen, refused):
        assert "Page not found" in answer.content.decode()
    assert cast.school.name not in unseen.content.decode()


def test_another_method_than_declared_is_refused_before_anything_is_loaded(cast: Cast) -> None:
    answer = signed_in(cast.clerk).get("/note-button/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert signed_in(cast.clerk).delete("/note/").status_code == 405


@pytest.mark.parametrize("method", ["head", "options", "trace"])
def test_a_button_acts_on_nothing_but_post(cast: Cast, method: str) -> None:
    """HEAD and OPTIONS carry no token against forged requests."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk.user)  # type: ignore[arg-type]  # the clerk has a log-in
    assert getattr(client, method)("/note-button/").status_code == 405
    assert not Entry.objects.filter(verb="noted").exists()


def test_what_can_be_read_answers_to_head(cast: Cast) -> None:
    assert signed_in(cast.clerk).head(f"/rules-of/{cast.school.slug}/").status_code == 200


def test_a_public_page_asks_nobody(client: Client) -> None:
    assert client.get("/noted/").status_code == 200
