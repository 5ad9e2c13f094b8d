"""Log-ins: made for people on the roll, reached by mail only, and never somebody else's by way of another school."""

import io
import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.schools.invitations import password_link
from foundation.schools.models import Person, School, User
from foundation.schools.transitions.log_ins import hand_over, invite
from tests.cast import Cast, a_person, signed_in

pytestmark = pytest.mark.django_db
DEAD_MAIL = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def nora(cast: Cast) -> Person:
    return a_person(cast.school, "Nora New", email="nora@beacon-hill.example", user=None)


def send_link(cast: Cast, person: Person, follow: bool = False) -> Any:
    client, url = signed_in(cast.clerk), reverse("person-invite", args=[person.uid])
    form = client.get(url).context["form"]
    return client.post(url, {"token": form["token"].value(), "send": "x"}, follow=follow)


def set_password(link: str, word: str = "a long enough word 7") -> Client:
    """Follow the link as its reader does."""
    client = Client()
    page = client.get(re.sub(r"^https?://[^/]+", "", link), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": word, "password2": word})
    return client


def no_mail(settings: Any) -> None:
    """A mail server that does not answer."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = DEAD_MAIL, "127.0.0.1", 9


def test_a_link_is_mailed_and_its_reader_sets_the_password(cast: Cast, nora: Person) -> None:
    assert send_link(cast, nora).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["nora@beacon-hill.example"]
    assert "Nora" not in letter.subject
    link = re.search(r"https?://\S+", str(letter.body))
    assert link is not None
    set_password(link[0])
    nora.refresh_from_db()
    assert nora.user is not None
    assert nora.user.check_password("a long enough word 7")
    assert Entry.objects.filter(verb="person_invited", about_uid=nora.uid).count() == 1


def test_somebody_without_an_address_or_who_has_left_gets_no_log_in(cast: Cast) -> None:
    assert "nothing to sign in with" in str(
        signed_in(cast.clerk).get(reverse("person-invite", args=[cast.midday_supervisor.uid])).content
    )
    for person, words in ((cast.midday_supervisor, "no e-mail address"), (cast.leaver, "has left")):
        with pytest.raises(NotAllowed, match=words):
            invite(person, by=cast.clerk, at=cast.at)


def test_without_mail_the_link_is_shown_once_and_that_is_in_the_trail(cast: Cast, nora: Person, settings: Any) -> None:
    no_mail(settings)
    page = send_link(cast, nora)
    assert page.status_code == 200
    assert "/account/password/reset/key/" in page.content.decode()
    nora.refresh_from_db()
    assert nora.user is not None
    assert nora.user.handed_over_at is not None
    assert Entry.objects.filter(verb="link_handed_over").count() == 1
    page = signed_in(cast.clerk).get(reverse("person-page", args=[nora.uid]))
    assert "/account/password/reset/key/" not in page.content.decode()


def test_the_link_of_a_log_in_with_a_password_is_never_handed_over(cast: Cast, settings: Any) -> None:
    no_mail(settings)
    assert cast.teacher.user is not None
    cast.teacher.user.set_password("a long enough word 7")
    cast.teacher.user.save()
    answer = send_link(cast, cast.teacher, follow=True)
    assert "the password they have already" in answer.content.decode()
    assert "/password/reset/key/" not in answer.content.decode()
    with pytest.raises(NotAllowed, match="goes to its owner only"):
        hand_over(cast.teacher, by=cast.clerk, at=cast.at)


def test_nor_is_the_link_of_a_log_in_that_is_somebody_at_another_school(cast: Cast, settings: Any) -> None:
    no_mail(settings)
    here = a_person(cast.school, "Olly Here", email=cast.other_teacher.email, user=None)
    page = send_link(cast, here)
    assert "/password/reset/key/" not in page.content.decode()
    assert "goes to its owner only" in page.content.decode()


def test_one_log_in_serves_both_schools_of_its_owner(cast: Cast) -> None:
    here = a_person(cast.school, "Olly Here", email=cast.other_teacher.email.upper(), user=None)
    made = invite(here, by=cast.clerk, at=cast.at)
    assert made.user == cast.other_teacher.user


def test_a_log_in_that_was_handed_over_elsewhere_loses_its_password_when_its_owner_is_invited(
    cast: Cast, nora: Person
) -> None:
    """Otherwise a clerk could make a log-in for an address of another school, and wait."""
    thief = a_person(cast.other_school, "Not Nora", email=nora.email, user=None)
    stolen = invite(thief, by=cast.other_clerk, at=cast.at).user
    hand_over(thief, by=cast.other_clerk, at=cast.at)
    set_password(password_link(stolen), "known to the thief 1")
    made = invite(nora, by=cast.clerk, at=cast.at)
    user = User.objects.get(pk=stolen.pk)
    assert made.user == user
    assert made.needs_password
    assert not user.check_password("known to the thief 1")
    assert user.handed_over_at is None


def test_an_address_that_is_another_persons_log_in_here_is_refused(cast: Cast) -> None:
    assert cast.teacher.user is not None
    twin = a_person(cast.school, "Twin", email="twin@x.example", user=None)
    User.objects.filter(pk=cast.teacher.user.pk).update(email="twin@x.example")
    with pytest.raises(NotAllowed, match="already somebody else's"):
        invite(twin, by=cast.clerk, at=cast.at)


def add(**changed: str) -> str:
    options = {"name": "New School", "slug": "new-school", "clerk_email": "nia@new.example", "profile": "haymerle"}
    out = io.StringIO()
    call_command("add_school", stdout=out, **{**options, **changed})
    return out.getvalue()


def test_the_command_sets_up_a_school_and_prints_the_first_link(cast: Cast) -> None:
    said = add(kind="academy", trust="lighthouse-trust")
    school = School.objects.get(slug="new-school")
    assert (school.kind, school.trust, school.rules.reminder_days) == ("academy", cast.trust, "5, 10, 20")
    link = re.search(r"https?://\S+", said)
    assert link is not None
    set_password(link[0])
    clerk = Person.objects.get(school=school)
    assert clerk.user is not None
    assert clerk.user.check_password("a long enough word 7")
    assert signed_in(clerk).get(reverse("set-up", args=["new-school"])).status_code == 200


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"slug": "people"}, "used by the site itself"),
        ({"slug": "no slug"}, "valid"),
        ({"clerk_email": "nia"}, "valid email"),
        ({"profile": "none"}, "no profile called"),
        ({"trust": "none"}, "no trust at the address"),
        ({"slug": "beacon-hill"}, "a school at the address"),
        ({"trust": "beacon-hill"}, "belongs to a trust"),
    ],
)
def test_the_command_refuses_in_words_and_leaves_nothing_behind(
    cast: Cast, changed: dict[str, str], words: str
) -> None:
    before = (School.objects.count(), User.objects.count(), Entry.objects.count())
    with pytest.raises(CommandError, match=words):
        add(**changed)
    assert (School.objects.count(), User.objects.count(), Entry.objects.count()) == before
