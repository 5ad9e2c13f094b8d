"""Pictures of a request: part of what is sent and decided on, removable while it is written."""

import pytest

from approvals import transitions
from approvals.attached import attached
from approvals.models import Attachment, Request, Revision
from approvals.transitions.asking import hash_of
from approvals.transitions.attaching import attach, detach
from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.documents.files import FileBroken, open_sealed
from foundation.documents.models import File
from tests.approvals.asked import HEAD, MANAGER, answer, open_step, send, sent, set_chain, written
from tests.approvals.posting import exif, photograph, pictures
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = Cast.make()
    set_chain(cast, MANAGER, HEAD)
    return cast


def put(cast: Cast, request: Request, colour: str = "red") -> Attachment:
    (made,) = attach(request, pictures(photograph(colour), what="logo"), by=cast.teacher, at=cast.at)
    request.refresh_from_db()
    return made


def returned(cast: Cast, request: Request) -> Request:
    """Approved by the manager, then returned by the headteacher."""
    answer(cast, request, cast.line_manager)
    answer(cast, request, cast.headteacher, "returned")
    request.refresh_from_db()
    return request


def test_a_picture_is_kept_with_the_request_as_its_owner(cast: Cast) -> None:
    request = written(cast)
    made = put(cast, request)
    assert (made.file.owner_label, made.file.owner_uid) == ("approvals.Request", request.uid)
    assert attached(request, request.answers) == [made]
    assert Entry.objects.filter(verb="request_picture_added", about_uid=request.uid).count() == 1


def test_several_come_at_once_and_keep_their_order(cast: Cast) -> None:
    request = written(cast)
    made = attach(request, pictures(photograph("red"), photograph("blue")), by=cast.teacher, at=cast.at)
    request.refresh_from_db()
    assert attached(request, request.answers) == made


def test_the_place_where_it_was_taken_is_gone_before_it_is_kept(cast: Cast) -> None:
    (made,) = attach(written(cast), pictures(photograph(exif=exif())), by=cast.teacher, at=cast.at)
    kept = open_sealed(made.file)
    assert b"Pocket Telephone" in photograph(exif=exif())
    assert b"Exif" not in kept
    assert b"Pocket Telephone" not in kept
    assert made.said_removed == ["the place where it was taken", "when it was taken", "the camera or telephone"]


def test_what_is_sent_is_the_text_with_its_pictures(cast: Cast) -> None:
    request = written(cast)
    without = hash_of(request.kind, request.answers)
    made = put(cast, request)
    send(cast, request)
    revision = Revision.objects.get(request=request)
    assert revision.content_hash not in (without, "")
    assert revision.answers["attachments"][0]["sha256"] == made.file.sha256


def test_another_picture_voids_what_was_decided(cast: Cast) -> None:
    request = written(cast)
    made = put(cast, request)
    request = returned(cast, send(cast, request))
    detach(made, by=cast.teacher, at=cast.at)
    put(cast, request, "blue")
    send(cast, request)
    first, second = Revision.objects.filter(request=request)
    assert first.content_hash != second.content_hash
    step = open_step(request)
    assert (step.named, step.revision, step.carried) == ("Line manager of who asks", second, None)


def test_a_decision_on_the_pictures_before_is_refused(cast: Cast) -> None:
    request = written(cast)
    made = put(cast, request)
    request = send(cast, request)
    seen = open_step(request).revision.content_hash
    request = returned(cast, request)
    detach(made, by=cast.teacher, at=cast.at)
    request.refresh_from_db()
    send(cast, request)
    with pytest.raises(NotAllowed, match="while you had it open"):
        answer(cast, request, cast.line_manager, seen=seen)


def test_a_page_that_was_open_while_a_picture_was_added_is_stale(cast: Cast) -> None:
    request = written(cast)
    seen = hash_of(request.kind, request.answers)
    put(cast, request)
    with pytest.raises(NotAllowed, match="changed while you had it open"):
        transitions.send_request(request, seen=seen, by=cast.teacher, at=cast.at)


def test_one_that_was_never_sent_is_destroyed(cast: Cast) -> None:
    request = written(cast)
    made = put(cast, request)
    detach(made, by=cast.teacher, at=cast.at)
    request.refresh_from_db()
    assert attached(request, request.answers) == []
    file = File.objects.get(pk=made.file_id)
    with pytest.raises(FileBroken, match="destroyed"):
        open_sealed(file)
    assert "never sent" in file.purged_by or "before it was sent" in file.purged_by


def test_one_that_was_sent_stays_with_what_was_sent(cast: Cast) -> None:
    request = written(cast)
    made = put(cast, request)
    request = returned(cast, send(cast, request))
    detach(made, by=cast.teacher, at=cast.at)
    request.refresh_from_db()
    assert attached(request, request.answers) == []
    assert attached(request, Revision.objects.get(request=request).answers) == [made]
    assert open_sealed(made.file)


def test_what_is_in_hand_takes_and_gives_no_pictures(cast: Cast) -> None:
    request = written(cast)
    made = put(cast, request)
    send(cast, request)
    with pytest.raises(NotAllowed):
        put(cast, request)
    with pytest.raises(NotAllowed):
        detach(made, by=cast.teacher, at=cast.at)


def test_a_picture_is_taken_away_once(cast: Cast) -> None:
    request = written(cast)
    made = put(cast, request)
    request = returned(cast, send(cast, request))
    detach(made, by=cast.teacher, at=cast.at)
    with pytest.raises(NotAllowed, match="already"):
        detach(made, by=cast.teacher, at=cast.at)


def test_there_are_not_more_than_can_be_looked_at(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("approvals.transitions.attaching.MOST_PICTURES", 1)
    request = written(cast)
    put(cast, request)
    with pytest.raises(NotAllowed, match="at most 1 pictures"):
        put(cast, request)
    assert Attachment.objects.count() == 1


def test_a_request_without_pictures_needs_none(cast: Cast) -> None:
    request = sent(cast)
    assert attached(request, request.answers) == []
