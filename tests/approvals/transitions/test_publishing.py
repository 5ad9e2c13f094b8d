"""What is recorded as published: the approved text and pictures and nothing else, once, where the account is."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from approvals.models import ApprovalRules, Faces, Kind, Publication, Publishers, Revision, Site, SitePerson
from approvals.transitions.publishing import Posted, Published, record_posted, record_published
from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.documents.files import may_read
from foundation.documents.models import File
from foundation.schools.models import Person
from tests.approvals.asked import send, sent, set_chain
from tests.approvals.posting import (
    LEADERS,
    TEXT,
    a_draft_post,
    a_site,
    approved_post,
    duty,
    photograph,
    pictures,
    rules,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ADDRESS = "https://www.chalkboard.example/beacon-hill/posts/7"


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


def there(cast: Cast, address: str = ADDRESS, hours: int = 1) -> Published:
    return Published(address, cast.at + timedelta(hours=hours))


@pytest.mark.clause("STM-10")
def test_what_was_approved_is_what_is_recorded_as_published(cast: Cast) -> None:
    """Staff ask with text, picture and checklist; a senior leader checks it; the approved text is what is kept."""
    site = a_site(cast)
    request = approved_post(cast, site, photograph("green"))
    made = record_published(request, there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=2))
    revision = Revision.objects.get(request=request)
    assert (made.text, made.content_hash, made.revision) == (TEXT, revision.content_hash, revision)
    assert made.pictures[0]["sha256"] == request.attachments.get().file.sha256
    assert "Every link was opened, and leads where it should." in made.points
    assert (made.address, made.by_name) == (ADDRESS, cast.senior_leader.name)
    assert Entry.objects.filter(verb="post_published", about_uid=site.uid).count() == 1


def test_a_post_is_published_once(cast: Cast) -> None:
    request = approved_post(cast, a_site(cast))
    record_published(request, there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=2))
    with pytest.raises(NotAllowed, match="ask anew"):
        record_published(request, there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=3))
    assert Publication.objects.count() == 1


def test_what_is_not_approved_cannot_be_published(cast: Cast) -> None:
    request = send(cast, a_draft_post(cast, a_site(cast)))
    with pytest.raises(NotAllowed, match="that was approved"):
        record_published(request, there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=2))


def test_another_kind_of_request_is_no_post(cast: Cast) -> None:
    set_chain(cast, LEADERS)
    with pytest.raises(NotAllowed, match="that was approved"):
        record_published(sent(cast), there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=2))


def test_it_cannot_have_been_published_before_it_was_approved(cast: Cast) -> None:
    request = approved_post(cast, a_site(cast))
    with pytest.raises(NotAllowed, match="approved later"):
        record_published(request, there(cast, hours=-1), by=cast.senior_leader, at=cast.at)


@pytest.mark.parametrize("address", ["https://elsewhere.example/7", "https://chalkboard.example.evil.example/7"])
def test_it_stands_where_the_account_is(cast: Cast, address: str) -> None:
    request = approved_post(cast, a_site(cast))
    with pytest.raises(NotAllowed, match=r"not on chalkboard\.example"):
        record_published(request, there(cast, address), by=cast.senior_leader, at=cast.at + timedelta(hours=2))


def test_an_address_for_telephones_is_the_same_place(cast: Cast) -> None:
    request = approved_post(cast, a_site(cast))
    address = "https://m.chalkboard.example/7"
    assert record_published(request, there(cast, address), by=cast.senior_leader, at=cast.at + timedelta(hours=2))


def test_nothing_is_published_on_an_account_that_is_closed(cast: Cast) -> None:
    site = a_site(cast)
    request = approved_post(cast, site)
    Site.objects.filter(pk=site.pk).update(status=Site.Status.GIVEN_UP)
    with pytest.raises(NotAllowed):
        record_published(request, there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=2))


def test_without_asking_the_text_and_pictures_are_kept_too(cast: Cast) -> None:
    site = a_site(cast)
    posted = Posted(TEXT, ["Every link was opened."], pictures(photograph()).files, "The fair")
    made = record_posted(site, posted, there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=2))
    file = File.objects.get(uid=made.pictures[0]["file"])
    assert (made.request, made.text, made.points) == (None, TEXT, ["Every link was opened."])
    assert (file.owner_label, file.owner_uid) == ("approvals.Publication", made.uid)
    assert may_read(cast.senior_leader.user, file)
    assert not may_read(cast.teacher.user, file)
    assert not may_read(cast.other_headteacher.user, file)


def test_what_was_published_cannot_be_changed(cast: Cast) -> None:
    posted = Posted(TEXT, [])
    made = record_posted(a_site(cast), posted, there(cast), by=cast.senior_leader, at=cast.at + timedelta(hours=2))
    with pytest.raises(RuntimeError, match="append-only"):
        Publication.objects.filter(pk=made.pk).update(text="Something else")
    with pytest.raises(RuntimeError, match="append-only"):
        Publication.objects.filter(pk=made.pk).delete()


def test_the_database_refuses_what_is_published_in_the_future(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record_posted(a_site(cast), Posted(TEXT, []), there(cast), by=cast.senior_leader, at=cast.at)


def may_post(person: Person, site: Site) -> bool:
    assert person.user is not None
    return person.user.has_perm("approvals.post", site)


@pytest.mark.clause("ACR-09")
def test_who_is_appointed_posts_from_day_to_day_and_everyone_else_asks(cast: Cast) -> None:
    """Named, with dates, for that account; the rest have the request, and a leader is no exception where it is so."""
    site, day = a_site(cast), timedelta(1)
    rules(cast, publishers=Publishers.APPOINTED)
    duty(cast, site, cast.teacher)
    duty(cast, site, cast.line_manager, ends_on=cast.today - day)
    duty(cast, site, cast.dsl, starts_on=cast.today + day)
    assert may_post(cast.teacher, site)
    assert not any(may_post(person, site) for person in (cast.line_manager, cast.dsl, cast.senior_leader, cast.clerk))
    request = approved_post(cast, site, by=cast.line_manager)
    assert cast.teacher.user is not None
    assert cast.teacher.user.has_perm("approvals.publish_post", request)


def test_where_senior_leaders_post_nobody_else_does(cast: Cast) -> None:
    site = a_site(cast)
    rules(cast, publishers=Publishers.LEADERS)
    duty(cast, site, cast.teacher)
    assert [may_post(one, site) for one in (cast.senior_leader, cast.headteacher, cast.teacher)] == [True, True, False]
    assert not may_post(cast.other_headteacher, site)


def test_where_every_post_is_asked_for_nobody_posts_without(cast: Cast) -> None:
    site = a_site(cast)
    rules(cast, publishers=Publishers.NOBODY)
    duty(cast, site, cast.teacher)
    assert not any(may_post(one, site) for one in (cast.senior_leader, cast.headteacher, cast.teacher))


def test_who_has_the_account_in_hand_publishes_what_was_approved_there_and_nowhere_else(cast: Cast) -> None:
    rules(cast, publishers=Publishers.NOBODY)
    site = a_site(cast)
    other = Site.objects.create(
        **{name: getattr(site, name) for name in ("school", "platform", "account_email", "aims", "audience")},
        identity="Other",
        contributors="x",
        pupils="none",
        review_due_on=cast.today,
        added_at=cast.at,
    )
    duty(cast, site, cast.line_manager, SitePerson.Duty.ADMINISTRATOR)
    duty(cast, other, cast.dsl, SitePerson.Duty.ADMINISTRATOR)
    request = approved_post(cast, site, photograph())
    allowed = {
        person.name
        for person in (cast.line_manager, cast.dsl, cast.senior_leader, cast.headteacher, cast.governor)
        if person.user is not None and person.user.has_perm("approvals.publish_post", request)
    }
    assert allowed == {cast.line_manager.name}
    file = request.attachments.get().file
    assert may_read(cast.line_manager.user, file)
    assert not may_read(cast.dsl.user, file)


def test_a_draft_is_nobodys_to_publish_and_its_pictures_are_its_writers(cast: Cast) -> None:
    request = a_draft_post(cast, a_site(cast), photograph())
    assert cast.senior_leader.user is not None
    assert not cast.senior_leader.user.has_perm("approvals.publish_post", request)
    file = request.attachments.get().file
    readers = [cast.teacher, cast.senior_leader, cast.headteacher, cast.clerk, cast.administrator, cast.other_clerk]
    assert [may_read(person.user, file) for person in readers] == [True, False, False, False, False, False]
    send(cast, request)
    assert [may_read(person.user, file) for person in readers] == [True, True, True, True, False, False]


def test_two_schools_ask_for_different_things_before_a_post(cast: Cast) -> None:
    from_one = {"faces": Faces.NOBODY, "shows_names": False, "shows_places": False}
    rules(cast, speaks_as=ApprovalRules.Voice.SCHOOL)
    strict = approved_post(cast, a_site(cast, **from_one))
    other = Cast.make(apart="-2")
    rules(other, speaks_as=ApprovalRules.Voice.PERSON)
    open_one = approved_post(other, a_site(other))
    assert {"no_faces", "no_names", "no_places", "official"} <= set(strict.answers["checks"])
    assert not {"no_faces", "no_names", "no_places", "official"} & set(open_one.answers["checks"])
    assert strict.kind == open_one.kind == Kind.POST
