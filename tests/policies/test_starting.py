"""Starters: what is read and confirmed before the first day, and nothing else of the school seen (COR-02)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from foundation.audit.models import Entry, Look
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.documents import files
from foundation.notices.kinds import kinds
from foundation.notices.letters import write
from foundation.notices.models import Notice
from foundation.schools.models import Person
from foundation.schools.transitions.log_ins import invite
from policies.models import Acknowledgement, Attachment, PeopleRules, Policy, PolicyRules, StartingConfirmation, Version
from policies.starting import starters, starting
from policies.transitions import attach_file, put_in_force, submit_version
from policies.transitions.starting import confirm_starting, set_starters_list, tell_starters
from tests.cast import Cast, a_person, signed_in
from tests.policies.shelf import OTHER_TEXT, a_draft, a_policy, in_force
from tests.policies.views.shown import boxes, hidden, said
from tests.policies.views.test_drafting import send

pytestmark = pytest.mark.clause("COR-02")
WORDS = "I have removed what could embarrass."


@pytest.fixture
def keys(cast: Cast) -> Policy:
    """A policy that asks the starter's group; the school also asks a sentence of starters."""
    PeopleRules.objects.create(school=cast.school, starter_statements=f"I have looked through my posts.\n{WORDS}")
    policy = in_force(cast, a_policy(cast)).policy
    PolicyRules.objects.filter(school=cast.school).update(personal_use="No phones in lessons.")
    return policy


def mine(cast: Cast) -> str:
    return reverse("starting", args=[cast.school.slug])


def fill(client: Client, address: str) -> Any:
    page = client.get(address)
    return client.post(address, hidden(page) | dict.fromkeys(boxes(page), "on"), follow=True)


def test_a_starter_is_invited_reads_and_confirms_before_the_first_day(cast: Cast, keys: Policy) -> None:
    Person.objects.filter(pk=cast.starter.pk).update(user=None)
    user = invite(cast.starter, by=cast.clerk, at=cast.at).user
    client = Client()
    client.force_login(user)
    assert "Before your first day at Beacon Hill Primary School" in said(client.get("/"))
    page = said(client.get(mine(cast)))
    assert "You start on" in page
    assert "No phones in lessons." in page
    policy = reverse("starting-policy", args=[cast.school.slug, keys.uid])
    assert "Tick this box if it is true for you" in said(client.post(policy, hidden(client.get(policy))))
    assert "You have confirmed Keys and visitors." in said(fill(client, policy))
    kept = Acknowledgement.objects.get(person=cast.starter)
    assert kept.at.date() < cast.starter.starts_on
    assert "You are ready to start" in said(fill(client, mine(cast)))
    confirmed = StartingConfirmation.objects.get()
    assert [row["text"] for row in confirmed.statements] == ["I have looked through my posts.", WORDS]
    assert Entry.objects.filter(verb="starting_confirmed", about_uid=confirmed.uid).exists()
    assert "Before your first day" not in said(client.get("/"))


def test_each_sentence_is_ticked_by_itself_and_one_that_changed_is_read_again(cast: Cast, keys: Policy) -> None:
    client = signed_in(cast.starter)
    page = client.get(mine(cast))
    names = boxes(page)
    assert len(names) == 2
    answer = client.post(mine(cast), hidden(page) | {names[0]: "on"})
    assert "Tick this box if it is true for you" in said(answer)
    PeopleRules.objects.update(starter_statements="Another sentence.")
    answer = client.post(mine(cast), hidden(page) | dict.fromkeys(names, "on"))
    assert "This changed while you had it open" in said(answer)
    assert not StartingConfirmation.objects.exists()
    with pytest.raises(NotAllowed, match="changed what starters confirm"):
        confirm_starting(cast.starter, statements=[WORDS], by=cast.starter, at=cast.at)


def test_one_school_asks_a_sentence_and_another_nothing(cast: Cast, keys: Policy) -> None:
    other = a_person(cast.other_school, "Stan Starter", starts_on=cast.today + timedelta(9))
    page = said(signed_in(other).get(reverse("starting", args=[cast.other_school.slug])))
    assert "Nothing is asked of you yet" in page
    assert WORDS not in page
    with pytest.raises(NotAllowed, match="changed what starters confirm"):
        confirm_starting(other, statements=[], by=other, at=cast.at)


def test_only_a_starter_has_the_page_and_only_for_themselves(cast: Cast, keys: Policy) -> None:
    for who in ("teacher", "clerk", "headteacher", "leaver", "other_teacher"):
        assert signed_in(getattr(cast, who)).get(mine(cast)).status_code == 404
    with pytest.raises(NotAllowed, match="only for themselves"):
        confirm_starting(cast.starter, statements=[WORDS], by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="Only somebody who starts"):
        confirm_starting(cast.teacher, statements=[WORDS], by=cast.teacher, at=cast.at)
    assert signed_in(cast.starter).get(reverse("starting", args=[cast.other_school.slug])).status_code == 404


def test_somebody_is_a_starter_for_four_weeks_after_the_first_day(cast: Cast) -> None:
    cast.starter.starts_on = cast.today - timedelta(27)
    cast.starter.save()
    assert cast.starter in starters(cast.today)
    assert cast.starter not in starters(cast.today + timedelta(1))


def test_the_school_names_what_starters_read_or_all_that_asks_them(cast: Cast, keys: Policy) -> None:
    fires = in_force(cast, a_policy(cast, "Fire drills")).policy
    office = in_force(cast, a_policy(cast, "For the office", audience=(cast.office,))).policy
    people = Person.objects.filter(pk=cast.starter.pk)

    def titles() -> list[str]:
        return [one.title for one in starting(cast.school, people)[0].policies]

    assert titles() == ["Fire drills", "Keys and visitors"]
    address = reverse("starter-policies", args=[cast.school.slug])
    assert "list is saved" in said(send(signed_in(cast.clerk), address, policies=[fires.pk, office.pk]))
    assert titles() == ["Fire drills"]
    hers = reverse("starting-policy", args=[cast.school.slug, keys.uid])
    assert signed_in(cast.starter).get(hers).status_code == 404
    assert signed_in(cast.business_manager).get(address).status_code == 404
    with pytest.raises(NotAllowed, match="of this school"):
        set_starters_list(cast.other_school, [fires], by=cast.other_clerk, at=cast.at)


def with_an_annex(cast: Cast) -> Version:
    version = a_draft(cast, a_policy(cast, "With an annex"))
    with change():
        by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
        annex = files.seal("a.txt", b"x", media_type="text/plain", owner=version, school=cast.school, **by)
        attach_file(version, annex, Attachment.Kind.ANNEX, "Map", **by)
    return version


def start(cast: Cast, version: Version) -> Version:
    return put_in_force(submit_version(version, by=cast.clerk, at=cast.at), by=cast.clerk, at=cast.at)


def annex_address(cast: Cast, version: Version) -> str:
    return reverse("starting-annex", args=[cast.school.slug, version.policy.uid, version.attachments.get().uid])


def test_a_starter_opens_the_annex_of_what_they_are_asked_to_read(cast: Cast, keys: Policy) -> None:
    version = with_an_annex(cast)
    address = annex_address(cast, version)
    assert signed_in(cast.starter).get(address).status_code == 404
    version = start(cast, version)
    hers = reverse("starting-policy", args=[cast.school.slug, version.policy.uid])
    assert address in signed_in(cast.starter).get(hers).content.decode()
    assert signed_in(cast.starter).get(address).content == b"x"
    assert signed_in(cast.clerk).get(address).status_code == 404
    assert Look.objects.get().by_uid == cast.starter.uid


def test_a_starter_opens_an_annex_that_came_over_from_the_version_before(cast: Cast, keys: Policy) -> None:
    before = start(cast, with_an_annex(cast))
    after = start(cast, a_draft(cast, before.policy, OTHER_TEXT))
    assert after.attachments.get().file.owner_uid == before.uid
    assert signed_in(cast.starter).get(annex_address(cast, after)).content == b"x"


def test_a_starter_is_told_once_before_the_first_day(cast: Cast, keys: Policy) -> None:
    later = a_person(cast.school, "Luke Later", groups=(cast.teachers,), starts_on=cast.today + timedelta(60))
    none = a_person(cast.school, "Nia No-Log-In", groups=(cast.teachers,), starts_on=cast.starter.starts_on, user=None)
    day = cast.starter.starts_on - timedelta(15)
    assert tell_starters(cast.school, on=day, at=cast.at) == 0
    day += timedelta(1)
    assert tell_starters(cast.school, on=day, at=cast.at) == 1
    tell_starters(cast.school, on=day, at=cast.at)
    notice = Notice.objects.select_related("recipient", "school").get(kind="policies.starting")
    assert notice.recipient == cast.starter
    letter = write(notice, kinds.entries[notice.kind].render(notice), at=cast.at).decode()
    assert mine(cast) in letter
    assert "Keys" not in letter
    assert not Notice.objects.filter(recipient__in=[later, none]).exists()


def test_a_school_that_tells_nobody_ahead_tells_nobody(cast: Cast, keys: Policy) -> None:
    PeopleRules.objects.update(starter_notice_days=0)
    assert tell_starters(cast.school, on=cast.starter.starts_on - timedelta(1), at=cast.at) == 0


def test_the_office_sees_who_starts_when_and_what_is_missing(cast: Cast, keys: Policy) -> None:
    address = reverse("starter-list", args=[cast.school.slug])
    page = said(signed_in(cast.senior_leader).get(address))
    assert "Stella Starter" in page
    assert "0 of 1 confirmed" in page
    assert "Outstanding" in page
    client = signed_in(cast.starter)
    fill(client, reverse("starting-policy", args=[cast.school.slug, keys.uid]))
    fill(client, mine(cast))
    page = said(signed_in(cast.clerk).get(address))
    assert "Ready" in page
    assert "1 of 1 confirmed" in page
    assert signed_in(cast.teacher).get(address).status_code == 404


def invite_page(cast: Cast) -> str:
    return reverse("starter-invite", args=[cast.school.slug])


def newcomer(cast: Cast, name: str, **fields: Any) -> Person:
    """Somebody who starts, without a log-in."""
    starts = cast.today + timedelta(9)
    return a_person(cast.school, name, groups=(cast.teachers,), starts_on=starts, user=None, **fields)


def test_who_cannot_be_reached_is_named_with_the_reason_and_invited_by_one_button(cast: Cast, keys: Policy) -> None:
    newcomer(cast, "Nell New")
    newcomer(cast, "Paula Paper", has_email=False)
    page = said(signed_in(cast.clerk).get(reverse("starter-list", args=[cast.school.slug])))
    assert "2 of them cannot be reached by mail" in page
    for words in ("No log-in yet Invite Nell New", "No e-mail address Add an address for Paula", "No password set yet"):
        assert words in page
    assert "Invite them all" not in said(
        signed_in(cast.senior_leader).get(reverse("starter-list", args=[cast.school.slug]))
    )
    shown = said(signed_in(cast.clerk).get(invite_page(cast)))
    assert "Paula Paper" in shown
    assert "A link to set a password goes to 2 of them" in shown
    assert "Invited: 2." in said(send(signed_in(cast.clerk), invite_page(cast)))
    assert {letter.to[0] for letter in mail.outbox} == {cast.starter.email, "nell.new@beacon-hill.example"}
    assert all("Keys and visitors" not in str(letter.body) for letter in mail.outbox)
    assert Person.objects.get(name="Nell New").user is not None
    assert Person.objects.get(name="Paula Paper").user is None
    assert Entry.objects.filter(verb="person_invited").count() == 2


def test_who_has_a_password_or_nothing_left_to_do_is_not_invited(cast: Cast, keys: Policy) -> None:
    assert cast.starter.user is not None
    cast.starter.user.set_password("correct horse battery")
    cast.starter.user.save()
    page = said(signed_in(cast.clerk).get(invite_page(cast)))
    assert "Everybody can be reached" in page
    assert mail.outbox == []


def test_an_address_that_is_another_persons_is_named_and_the_others_are_invited(cast: Cast, keys: Policy) -> None:
    assert cast.clerk.user is not None
    Person.objects.filter(pk=cast.clerk.pk).update(email="")
    newcomer(cast, "Cleo Copy", email=cast.clerk.user.email.upper())
    page = said(send(signed_in(cast.business_manager), invite_page(cast)))
    assert "is already somebody else's on this roll" in page
    assert "Invited: 1." in page


def test_mail_that_does_not_go_is_said_and_they_can_be_invited_again(
    cast: Cast, keys: Policy, settings: Settings
) -> None:
    newcomer(cast, "Nell New")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = said(send(signed_in(cast.clerk), invite_page(cast)))
    assert "could not be sent, so the others were not tried" in page
    assert "Invited:" not in page
    assert "goes to 2 of them" in said(signed_in(cast.clerk).get(invite_page(cast)))


def test_only_who_keeps_the_roll_and_sees_the_starters_invites_them(cast: Cast, keys: Policy) -> None:
    for who in ("headteacher", "senior_leader", "administrator", "teacher", "other_clerk"):
        assert signed_in(getattr(cast, who)).get(invite_page(cast)).status_code == 404


def test_the_list_asks_the_database_as_often_for_many_as_for_one(cast: Cast, keys: Policy) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            starting(cast.school, starters(cast.today))
        return len(asked)

    one = queries()
    for number in range(10):
        a_person(cast.school, f"New {number}", groups=(cast.teachers,), starts_on=cast.today + timedelta(number + 1))
    assert queries() == one <= 6
