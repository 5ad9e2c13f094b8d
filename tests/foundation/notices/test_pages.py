"""What somebody was told, and what a school told whom."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.core.change import change
from foundation.notices.kinds import kinds
from foundation.notices.models import Notice
from foundation.notices.transitions import announce, claim, park
from foundation.schools.models import Person
from tests.cast import Cast, signed_in
from tests.foundation.notices.conftest import Hello, Source

pytestmark = pytest.mark.usefixtures("hello", "source")


@pytest.fixture
def cast(db: None, hello: Hello) -> Cast:
    cast = Cast.make()
    for school, people in ((cast.school, [cast.teacher, cast.clerk]), (cast.other_school, [cast.other_teacher])):
        with change():
            announce("hello", key="news", recipients=people, about=[], school=school, due_at=cast.at)
    return cast


def parked(cast: Cast) -> Notice:
    notice = claim(Notice.objects.get(recipient=cast.teacher).pk, at=timezone.now())
    assert notice is not None
    park(notice, trouble="The mail server said 550 nobody here")
    return notice


def page_of(person: Person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_everyone_sees_what_they_were_told_and_nothing_else(cast: Cast) -> None:
    assert "A greeting" in page_of(cast.teacher, "/told/")
    assert "Nothing yet" in page_of(cast.governor, "/told/")


def test_the_office_sees_to_whom_the_school_wrote(cast: Cast) -> None:
    for person in (cast.clerk, cast.administrator, cast.headteacher):
        text = page_of(person, "/beacon-hill/told/")
        assert "2 notices" in text
        assert "Tessa Teacher" in text
        assert "Olly Other-Teacher" not in text


def test_nobody_else_does(cast: Cast) -> None:
    for person in (cast.teacher, cast.governor, cast.line_manager, cast.other_clerk, cast.trust_officer):
        assert signed_in(person).get("/beacon-hill/told/").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("person=tessa", 1),
        ("person=nobody", 0),
        ("kind=hello", 2),
        ("kind=alarm", 0),
        ("status=owed", 2),
        ("status=sent", 0),
        ("status=nonsense&kind=%00&person=%00", 2),
        ("person=tessa&status=owed&page=99999999999999999999", 1),
    ],
)
def test_the_list_is_narrowed(cast: Cast, query: str, count: int) -> None:
    said = "1 notice<" if count == 1 else f"{count} notices<"
    assert said in page_of(cast.clerk, f"/beacon-hill/told/?{query}")


def test_what_could_not_be_sent_is_tried_again(cast: Cast) -> None:
    notice = parked(cast)
    text = page_of(cast.clerk, "/beacon-hill/told/?status=parked")
    assert "1 mail could not be sent" in text
    assert "550 nobody here" in text
    answer = signed_in(cast.clerk).post(f"/notice/{notice.uid}/try-again/", follow=True)
    assert "The mail to Tessa Teacher will be tried again" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.status == "owed"
    answer = signed_in(cast.clerk).post(f"/notice/{notice.uid}/try-again/", follow=True)
    assert "can no longer be done" in answer.content.decode()


def test_only_the_office_of_the_school_tries_again(cast: Cast) -> None:
    notice = parked(cast)
    for person in (cast.teacher, cast.governor, cast.other_clerk):
        assert signed_in(person).post(f"/notice/{notice.uid}/try-again/").status_code == 404
    assert signed_in(cast.clerk).get(f"/notice/{notice.uid}/try-again/").status_code == 405
    notice.refresh_from_db()
    assert notice.status == "parked"


@pytest.mark.clause("ACR-05")
def test_the_office_sees_who_cannot_be_written_to(cast: Cast, source: Source) -> None:
    source.things = [(cast.midday, "1")]
    text = page_of(cast.clerk, "/beacon-hill/told/")
    assert "1 person owes something and has no e-mail address" in text
    assert "Mina Midday-Supervisor" in text


@pytest.mark.parametrize("address", ["/told/", "/beacon-hill/told/"])
def test_the_number_of_queries_does_not_grow_with_the_list(cast: Cast, address: str) -> None:
    client = signed_in(cast.clerk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(60):
        with change():
            announce("hello", key=f"{number}", recipients=[cast.clerk], about=[], school=cast.school, due_at=cast.at)
    assert queries() == few


def test_the_office_tries_confidential_mails_again_and_is_not_told_whose_they_are(
    cast: Cast, hello: Hello, monkeypatch: pytest.MonkeyPatch
) -> None:
    parked(cast)
    monkeypatch.setitem(kinds.entries, "hello", replace(kinds.entries["hello"], is_private=True))
    page, where = page_of(cast.clerk, "/beacon-hill/told/"), "/beacon-hill/told/try-again/"
    assert "1 confidential mail could not be sent" in page
    assert where in page
    assert "Tessa Teacher" not in page
    for person in (cast.teacher, cast.governor, cast.other_clerk):
        assert signed_in(person).post(where).status_code == 404
    client = signed_in(cast.clerk)
    answer = client.post(where, follow=True).content.decode()
    assert "1 confidential mail will be tried again" in answer
    assert "Tessa Teacher" not in answer
    notice = Notice.objects.get(recipient=cast.teacher)
    assert (notice.status, notice.attempts) == (Notice.Status.OWED, 0)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.payload) == ("private_notices_tried_again", '{"by":"Clara Clerk","number":1}')
    assert "Tessa" not in str(vars(entry))
    assert "No confidential mail waits" in client.post(where, follow=True).content.decode()
