"""A post on the pages: asked for with pictures, checked point by point, published as approved, listed."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from approvals.attached import attached
from approvals.models import ApprovalRules, Attachment, Faces, Kind, Publication, Publishers, Request, Site
from foundation.documents.files import open_sealed
from foundation.documents.models import File
from tests.approvals.asked import set_chain
from tests.approvals.posting import LEADERS, TEXT, a_draft_post, a_site, approved_post, duty, exif, photograph, rules
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "https://www.chalkboard.example/beacon-hill/posts/7"


@pytest.fixture
def cast() -> Cast:
    return Cast.make(timezone.now() - timedelta(hours=1))


def upload(data: bytes, name: str = "fair.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def page_of(client: Client, url: str) -> str:
    return " ".join(client.get(url).content.decode().split())


def put(client: Client, request: Request, *files: SimpleUploadedFile, **more: Any) -> Any:
    url = reverse("request-pictures", args=[request.uid])
    return client.post(
        url, {"pictures": files, "words": "The fair", "what": "picture", "token": "", **more}, follow=True
    )


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def published(minutes: int, address: str = ADDRESS) -> dict[str, str]:
    """The form, with a moment so many minutes ago."""
    then = timezone.localtime() - timedelta(minutes=minutes)
    return {"address": address, "time": then.strftime("%H:%M"), "token": "", **day("on", then.date())}


@pytest.mark.clause("STM-11")
def test_the_page_says_that_the_place_is_removed_and_what_was(cast: Cast) -> None:
    """No faces, names or places by the rules of the account; what lay beside a picture never gets to the store."""
    site = a_site(cast, faces=Faces.NOBODY, shows_names=False, shows_places=False)
    client, request = signed_in(cast.teacher), a_draft_post(cast, site)
    before = page_of(client, reverse("request-pictures", args=[request.uid]))
    assert "the place where it was taken and everything else" in before
    answered = put(client, request, upload(photograph(exif=exif())), upload(photograph("blue")))
    said = " ".join(answered.content.decode().split())
    assert "2 pictures are kept. Removed before that: the place where it was taken" in said
    kept = [open_sealed(one.file) for one in Attachment.objects.filter(request=request)]
    assert all(not dict(Image.open(BytesIO(one)).getexif()) for one in kept)
    checks = page_of(client, reverse("request-write", args=[request.uid, 2]))
    for words in ("No faces are shown.", "No full names are given.", "Nothing says where somebody is."):
        assert words in checks


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.svg", b"<svg onload='alert(1)'/>", "not a kind of file"),
        ("a.jpg", b"<html><script>", "whatever its name says"),
        ("a.jpg", b"\xff\xd8\xff\xe0 cut", "damaged"),
        ("a.png", b"", "is empty"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(cast: Cast, name: str, data: bytes, words: str) -> None:
    client, request = signed_in(cast.teacher), a_draft_post(cast, a_site(cast))
    answered = put(client, request, upload(photograph()), upload(data, name))
    assert words in answered.content.decode()
    assert not Attachment.objects.exists()
    assert not File.objects.exists()


def test_a_picture_that_unpacks_to_too_much_is_refused(cast: Cast) -> None:
    written = BytesIO()
    Image.new("1", (6000, 5000)).save(written, "PNG")
    answered = put(signed_in(cast.teacher), a_draft_post(cast, a_site(cast)), upload(written.getvalue(), "a.png"))
    assert "more than 25 million points" in answered.content.decode()


def test_nothing_chosen_and_nothing_said_is_answered_beside_the_fields(cast: Cast) -> None:
    client, request = signed_in(cast.teacher), a_draft_post(cast, a_site(cast))
    form = put(client, request, words="").context["form"]
    assert set(form.errors) == {"pictures", "words"}


def test_a_picture_is_taken_away_while_it_is_written(cast: Cast) -> None:
    client, request = signed_in(cast.teacher), a_draft_post(cast, a_site(cast), photograph())
    attachment = request.attachments.get()
    url = reverse("request-picture-remove", args=[request.uid, attachment.uid])
    assert signed_in(cast.line_manager).post(url).status_code == 404
    assert "Taken away: The fair" in client.post(url, follow=True).content.decode()
    assert not Attachment.objects.exists()
    assert client.post(url).status_code == 404


def test_other_pictures_have_to_be_confirmed_again(cast: Cast) -> None:
    """The checklist is of this text with these pictures."""
    client, request = signed_in(cast.teacher), a_draft_post(cast, a_site(cast))
    put(client, request, upload(photograph()))
    answered = client.get(reverse("request-check", args=[request.uid]))
    assert answered["Location"] == reverse("request-write", args=[request.uid, 2])


def test_so_has_another_text(cast: Cast) -> None:
    site = a_site(cast)
    client, request = signed_in(cast.teacher), a_draft_post(cast, site)
    url = reverse("request-write", args=[request.uid, 1])
    seen = client.get(url).context["form"]["seen"].value()
    answers = {
        "site": str(site.uid),
        "text": "Another text.",
        "seen": seen,
        "token": "",
        **day("publish_on", timezone.localdate()),
    }
    assert client.post(url, answers)["Location"] == reverse("request-pictures", args=[request.uid])
    request.refresh_from_db()
    assert request.answers["checks"] == []


@pytest.mark.clause("STM-09", "QEI-29", "ACR-10")
def test_a_post_is_sent_only_when_every_point_is_confirmed(cast: Cast) -> None:
    """Consent, no names with photographs, links, no private messages, others' work, labelled as official."""
    rules(cast, speaks_as=ApprovalRules.Voice.SCHOOL)
    request = a_draft_post(cast, a_site(cast), checks=[])
    client, url = signed_in(cast.teacher), reverse("request-write", args=[request.uid, 2])
    form = client.get(url).context["form"]
    points = dict(form.fields["checks"].choices)
    for words in (
        "Photographs only with written consent, and never with a name.",
        "Every link was opened, and leads where it should.",
        "There are no private messages with pupils or parents.",
        "No personal contact details and no personal opinions stand on it.",
        "Whose work is cited or shown has given permission.",
        "It is labelled as the school's, and is tied to no individual.",
    ):
        assert words in points.values()
    for left_out, words in points.items():
        given = [name for name in points if name != left_out]
        answered = client.post(url, {"checks": given, "seen": form["seen"].value(), "token": ""})
        assert f"Not confirmed yet: {words}" in answered.context["form"].errors["checks"]
        assert client.get(reverse("request-check", args=[request.uid])).status_code == 302
    answered = client.post(url, {"checks": list(points), "seen": form["seen"].value(), "token": ""})
    assert answered["Location"] == reverse("request-check", args=[request.uid])


@pytest.mark.clause("STM-10", "ACR-09")
def test_a_post_goes_from_asking_to_the_list_of_what_was_published(cast: Cast) -> None:
    site = a_site(cast)
    rules(cast, publishers=Publishers.APPOINTED)
    duty(cast, site, cast.line_manager)
    request = approved_post(cast, site, photograph())
    assert signed_in(cast.teacher).get(reverse("request-published", args=[request.uid])).status_code == 404
    poster = signed_in(cast.line_manager)
    assert "Publish it, and record where" in page_of(poster, reverse("request", args=[request.uid]))
    url = reverse("request-published", args=[request.uid])
    page = page_of(poster, url)
    assert TEXT in page
    assert str(request.attachments.get().file.uid) in page
    assert "approved later" in poster.post(url, published(120)).content.decode()
    assert "has not come yet" in poster.post(url, published(-120)).content.decode()
    listed = " ".join(poster.post(url, published(20), follow=True).content.decode().split())
    for words in (TEXT, "As it was approved in request no. 1.", ADDRESS, "Every link was opened"):
        assert words in listed
    assert Publication.objects.get().content_hash == request.revisions.get().content_hash
    assert poster.post(url, published(10), follow=True).redirect_chain[-1][0] == reverse("site-posts", args=[site.uid])
    assert Publication.objects.count() == 1
    assert "Published on" in page_of(signed_in(cast.teacher), reverse("request", args=[request.uid]))


def test_the_text_of_what_is_published_is_nowhere_to_be_typed(cast: Cast) -> None:
    rules(cast, publishers=Publishers.LEADERS)
    request = approved_post(cast, a_site(cast))
    form = signed_in(cast.senior_leader).get(reverse("request-published", args=[request.uid])).context["form"]
    assert [name for name, field in form.fields.items() if not field.widget.is_hidden] == ["address", "on", "time"]


def test_who_posts_without_asking_records_it_with_what_they_made_sure_of(cast: Cast) -> None:
    site = a_site(cast)
    rules(cast, publishers=Publishers.LEADERS)
    url = reverse("post-record", args=[site.uid])
    assert signed_in(cast.teacher).get(url).status_code == 404
    client = signed_in(cast.senior_leader)
    points = [name for name, _ in client.get(url).context["form"].fields["checks"].choices]
    answers = {"text": TEXT, "words": "The fair", "pictures": [upload(photograph(exif=exif()))], **published(20)}
    refused = client.post(url, {**answers, "checks": points[1:]})
    assert "Not confirmed yet" in str(refused.context["form"].errors["checks"])
    answers["pictures"] = [upload(photograph(exif=exif()))]
    refused = client.post(url, {**answers, "checks": points, "words": ""})
    assert "cannot see them" in str(refused.context["form"].errors["words"])
    answers["pictures"] = [upload(photograph(exif=exif()))]
    listed = client.post(url, {**answers, "checks": points}, follow=True).content.decode()
    assert "Published without asking first" in " ".join(listed.split())
    assert "Removed from its pictures before they were kept: the place where it was taken" in listed
    made = Publication.objects.get()
    file = File.objects.get(uid=made.pictures[0]["file"])
    assert not dict(Image.open(BytesIO(open_sealed(file))).getexif())
    assert client.get(reverse("file-download", args=[file.uid])).status_code == 200
    assert signed_in(cast.teacher).get(reverse("file-download", args=[file.uid])).status_code == 404


def test_an_address_elsewhere_is_said_beside_the_field(cast: Cast) -> None:
    site = a_site(cast)
    client, url = signed_in(cast.senior_leader), reverse("post-record", args=[site.uid])
    points = [name for name, _ in client.get(url).context["form"].fields["checks"].choices]
    answered = client.post(url, {"text": TEXT, "checks": points, **published(20, "https://elsewhere.example/1")})
    assert "not on chalkboard.example" in str(answered.context["form"].errors["address"])


def test_an_account_that_is_not_live_takes_no_posts(cast: Cast) -> None:
    site = a_site(cast)
    Site.objects.filter(pk=site.pk).update(status=Site.Status.APPROVED)
    assert signed_in(cast.senior_leader).get(reverse("post-record", args=[site.uid])).status_code == 404


def test_the_pictures_stand_on_the_page_of_the_request(cast: Cast) -> None:
    request = approved_post(cast, a_site(cast), photograph(exif=exif()))
    said = page_of(signed_in(cast.headteacher), reverse("request", args=[request.uid]))
    (one,) = attached(request, request.answers)
    assert reverse("file-download", args=[one.file.uid]) in said
    assert "Removed before it was kept: the place where it was taken" in said


def test_pictures_can_be_put_to_every_other_kind_and_say_what_they_are(cast: Cast) -> None:
    set_chain(cast, LEADERS, kind=Kind.PARTICIPATION)
    client = signed_in(cast.teacher)
    client.post(reverse("request-start", args=[cast.school.slug, Kind.PARTICIPATION]))
    request = Request.objects.get()
    put(client, request, upload(photograph()), what="settings")
    assert request.attachments.get().what == Attachment.What.SETTINGS


def test_the_list_of_posts_asks_the_same_number_of_questions_whatever_its_length(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    site = a_site(cast)
    client, url = signed_in(cast.senior_leader), reverse("site-posts", args=[site.uid])
    row = {"school": cast.school, "site": site, "text": TEXT, "content_hash": "x", "address": ADDRESS}
    row |= {"published_at": cast.at, "at": cast.at, "by": cast.senior_leader, "by_name": "Sam"}
    Publication.objects.create(**row)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    Publication.objects.bulk_create(Publication(**row) for _ in range(15))
    with django_assert_num_queries(len(few)):
        shown = client.get(url).text
    assert shown.count(ADDRESS) >= 16


def test_a_request_that_was_sent_takes_no_pictures_on_the_page_either(cast: Cast) -> None:
    request = approved_post(cast, a_site(cast))
    assert signed_in(cast.teacher).get(reverse("request-pictures", args=[request.uid])).status_code == 404
    assert signed_in(cast.headteacher).get(reverse("request-pictures", args=[request.uid])).status_code == 404
