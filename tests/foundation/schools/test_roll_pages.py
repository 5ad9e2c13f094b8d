"""Bringing in a file through the pages and the job."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.documents.models import File
from foundation.jobs.models import Job, JobStatus
from foundation.jobs.runner import run_next
from foundation.schools.models import Person, RollImport, StaffGroup
from foundation.schools.roll.work import CHUNKS_AT_ONCE
from foundation.schools.transitions.roll import CHUNK
from tests.cast import Cast, signed_in
from tests.foundation.schools.test_pages import send

pytestmark = pytest.mark.django_db
NEW = b"Name,Group,Start date,Role\nNora New,Teachers,13/09/2026,superuser\nOmar Obi,Teachers,soon,\n"


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


def upload(cast: Cast, client: Client, data: bytes, name: str = "roll.csv") -> Any:
    return send(client, reverse("roll-upload", args=[cast.school.slug]), {"file": SimpleUploadedFile(name, data)})


def url(name: str = "roll-preview") -> str:
    return reverse(name, args=[RollImport.objects.get().uid])


def work() -> None:
    while run_next(timezone.now):
        pass


def test_a_file_is_looked_over_then_brought_in(cast: Cast, clerk: Client) -> None:
    assert upload(cast, clerk, NEW).url == url()
    page = clerk.get(url()).content.decode()
    assert "“Role” is left out" in page
    assert "“soon” is not a date" in page
    assert "1 row with problems is left out" in page
    assert not Person.objects.filter(name="Nora New").exists()
    answer = send(clerk, url(), {})
    assert answer.url == reverse("job", args=[Job.objects.get().uid])
    assert clerk.get(answer.url).status_code == 200
    assert "background" in clerk.get(url()).content.decode()
    work()
    assert Person.objects.get(name="Nora New").school == cast.school
    assert not Person.objects.filter(name="Omar Obi").exists()
    assert not cast.school.roles.filter(person__name="Nora New").exists()
    assert "Brought in" in clerk.get(url()).content.decode()
    assert File.objects.get().purged_at is not None
    verbs = ["roll_uploaded", "roll_confirmed", "roll_applied"]
    assert [Entry.objects.filter(verb=verb).count() for verb in verbs] == [1, 1, 1]


def test_what_the_file_leaves_open_is_asked_before_it_can_be_brought_in(cast: Cast, clerk: Client) -> None:
    upload(cast, clerk, b"Name,Group,Start date\nTessa Teacher,Teachers,03/04/2026\nNora New,Cleaners,05/06/2026\n")
    page = clerk.get(url())
    assert "Answer what the file leaves open" in page.content.decode()
    seen = page.context["form"]["seen"].value()
    refused = clerk.post(url(), {"seen": seen, "token": "t"})
    assert "Answer first what the file leaves open" in refused.content.decode()
    row = f"row_{2}"
    answers = {"day_order": "mdy", "groups": ["Cleaners"], row: str(cast.teacher.uid)}
    assert send(clerk, url("roll-questions"), answers).status_code == 302
    assert send(clerk, url(), {}).status_code == 302
    work()
    assert StaffGroup.objects.filter(school=cast.school, name="Cleaners").exists()
    assert Person.objects.get(name="Nora New").starts_on.isoformat() == "2026-05-06"
    assert Person.objects.get(pk=cast.teacher.pk).starts_on.isoformat() == "2026-03-04"


def test_columns_can_be_chosen_where_the_guess_is_wrong(cast: Cast, clerk: Client) -> None:
    upload(cast, clerk, b"Who,Where\nNora New,Kitchen\n")
    assert clerk.get(url())["Location"] == url("roll-columns")
    wrong = send(clerk, url("roll-columns"), {"job_title": "1"})
    assert "Say which column has the full name" in wrong.content.decode()
    assert send(clerk, url("roll-columns"), {"name": "0", "job_title": "1"}).status_code == 302
    send(clerk, url(), {})
    work()
    assert Person.objects.get(name="Nora New").job_title == "Kitchen"


def test_a_preview_that_grew_old_is_shown_afresh_and_nothing_is_brought_in(cast: Cast, clerk: Client) -> None:
    upload(cast, clerk, f"Name,Email,Job title\nTessa Teacher,{cast.teacher.email},Cook\n".encode())
    seen = clerk.get(url()).context["form"]["seen"].value()
    Person.objects.filter(pk=cast.teacher.pk).update(employer="The county")
    answer = clerk.post(url(), {"seen": seen, "token": "t"})
    assert "This changed while you had it open" in answer.content.decode()
    assert answer.content.decode().count('class="govuk-error-summary"') == 1
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 sheet", "This Excel file is damaged"),
        (b"Name\n" + b"x" * (5 * 1024 * 1024), "larger than 5 MB"),
        (b"Name\n" + b"A\n" * 20_001, "20,000 rows"),
        (b"", ""),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_the_field(
    cast: Cast, clerk: Client, data: bytes, words: str
) -> None:
    answer = upload(cast, clerk, data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert words in answer.content.decode()
    assert not RollImport.objects.exists()


def test_problems_are_saved_as_a_file_without_formulas(cast: Cast, clerk: Client) -> None:
    upload(cast, clerk, b'Name,Job title\n"Nora New","=1+1"\n')
    text = clerk.get(url("roll-problems")).content.decode("utf-8-sig")
    assert text.splitlines()[0] == '"Row","Column","What is wrong","Row left out"'
    assert '"2","Job title","“=1+1” begins like a formula' in text


def test_a_file_is_put_away_and_destroyed(cast: Cast, clerk: Client) -> None:
    upload(cast, clerk, NEW)
    assert send(clerk, url("roll-leave"), {}).status_code == 302
    assert RollImport.objects.get().status == RollImport.Status.LEFT
    assert File.objects.get().purged_at is not None
    assert "Nothing on the roll has changed" in clerk.get(url()).content.decode()
    for name in ("roll-columns", "roll-questions", "roll-problems"):
        assert clerk.get(url(name)).status_code == 404


def test_a_long_file_is_brought_in_over_several_tries(cast: Cast, clerk: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("foundation.schools.roll.work.CHUNKS_AT_ONCE", 1)
    assert CHUNKS_AT_ONCE > 1
    rows = "".join(f"Person Number{number}\n" for number in range(CHUNK + 5))
    upload(cast, clerk, f"Name\n{rows}".encode())
    send(clerk, url(), {})
    run_next(timezone.now)
    assert (Job.objects.get().status, Job.objects.get().done_count) == (JobStatus.WAITING, CHUNK)
    work()
    assert Person.objects.filter(name__startswith="Person Number").count() == CHUNK + 5
    assert Job.objects.get().status == JobStatus.DONE


def test_whoever_no_longer_keeps_the_roll_brings_nothing_in(cast: Cast, clerk: Client) -> None:
    upload(cast, clerk, NEW)
    send(clerk, url(), {})
    cast.school.roles.filter(person=cast.clerk).update(ends_on=cast.today.replace(year=cast.today.year - 1))
    work()
    job = Job.objects.get()
    assert (job.status, "does not keep the roll" in job.message) == (JobStatus.PARKED, True)
    assert not Person.objects.filter(name="Nora New").exists()


def test_a_file_is_opened_by_who_keeps_the_roll_of_its_school(cast: Cast, clerk: Client) -> None:
    upload(cast, clerk, NEW)
    for who, wanted in (("administrator", 200), ("headteacher", 404), ("teacher", 404), ("other_clerk", 404)):
        client = signed_in(getattr(cast, who))
        for name in ("roll-preview", "roll-columns", "roll-problems", "roll-leave"):
            assert client.get(url(name)).status_code == wanted, (who, name)
