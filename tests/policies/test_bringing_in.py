"""Policies in force before the software came: through the pages and by the command (ALL-03, ACR-25)."""

import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from foundation.documents.print_limits import MOST_LINES
from foundation.schools import profiles
from foundation.schools.transitions.profiles import apply_profile
from policies.intakes import read
from policies.models import Intake, PolicyRules, Version
from tests.cast import Cast, signed_in
from tests.policies.shelf import in_force
from tests.policies.views.test_drafting import words

SEEDS = Path(settings.BASE_DIR).parent / "shared" / "seeds"
DOCUMENT = """Beacon Hill Primary School

Keys Policy

Last updated: March 2019
Date of Governing Body Approval: 12 May 2019
Signed: [Chair of Governors] C Chair

1. Purpose

Why we lend keys. See the Data Protection Act 1998.

2. Lost keys

2.1 At school

Tell the [Headteacher / Site manager] the same day.

- Never lend a key.

See also

- Code of conduct
- Lone working

Version\tDate Created\tOwner\tDate Approved by Staff Panel\tReview Date
1.2\tMarch 2019\tOffice\t\tJune 2020
"""


@pytest.fixture
def cast(cast: Cast) -> Cast:
    PolicyRules.objects.get_or_create(school=cast.school)
    return cast


def uploaded(cast: Cast, *documents: tuple[str, str]) -> list[Intake]:
    """Files sent in on the page, and read as the worker reads them."""
    files = [SimpleUploadedFile(name, text.encode()) for name, text in documents]
    answer = signed_in(cast.clerk).post(reverse("intake-add", args=[cast.school.slug]), {"documents": files})
    assert answer.status_code == 302, words(answer)
    intakes = list(Intake.objects.filter(school=cast.school, status="reading").select_related("file", "school"))
    return [read(intake, at=timezone.now()) for intake in intakes]


def values_shown(page: str) -> dict[str, str]:
    """What the form offers, as a browser would send it unchanged."""
    inputs = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', page))
    inputs |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        inputs[name] = chosen[1] if chosen else ""
    inputs["determiner"] = "body"
    return inputs


@pytest.mark.clause("ALL-03", "ACR-01", "ACR-03", "ACR-25", "HAY-01")
def test_a_policy_in_force_is_brought_in_with_what_is_known_and_nobody_decides_again(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("keys.txt", DOCUMENT))
    client = signed_in(cast.clerk)
    page = client.get(reverse("intake", args=[intake.uid]))
    shown = words(page)
    assert "Headteacher / Site manager" in shown
    assert "June 2020" in shown
    data = values_shown(page.content.decode())
    assert (data["title"], data["number"], data["last_updated"]) == ("Keys Policy", "1.2", "March 2019")
    answer = client.post(
        reverse("intake", args=[intake.uid]),
        {**data, "audience": [cast.teachers.pk], "finding_0": "next_time"},
        follow=True,
    )
    assert "is in force here" in words(answer)
    version = Version.objects.get(policy__title="Keys Policy")
    assert (version.status, version.steps.count(), version.brought_in_by) == ("in_force", 0, cast.clerk)
    assert (version.review_on, version.review_precision) == (date(2020, 6, 1), "month")
    assert {event.kind for event in version.past_events.all()} == {"approved", "signed"}
    assert version.past_versions.get().panel_approved == ""
    assert version.findings.get(position=0).answer == "next_time"
    assert [one.title for one in version.policy.related.all()] == ["Code of conduct", "Lone working"]


def test_several_files_come_in_at_once_and_one_that_cannot_be_read_says_why(cast: Cast) -> None:
    good, bad = uploaded(cast, ("keys.txt", DOCUMENT), ("long.md", "# Keys\n\n" + "x" * 2000))
    assert (good.status, bad.status) == ("read", "refused")
    answer = signed_in(cast.clerk).get(reverse("intake", args=[bad.uid]))
    assert "Put the document right" in words(answer)
    listed = words(signed_in(cast.clerk).get(reverse("intake-list", args=[cast.school.slug])))
    assert "To check" in listed
    assert "Could not be read" in listed


def test_a_file_of_another_kind_is_refused_beside_the_box_and_nothing_is_kept(cast: Cast) -> None:
    file = SimpleUploadedFile("keys.exe", b"MZ")
    answer = signed_in(cast.clerk).post(reverse("intake-add", args=[cast.school.slug]), {"documents": [file]})
    assert "is not a kind of file that can be used here" in words(answer)
    assert not Intake.objects.exists()


def test_an_uploaded_text_becomes_the_next_version_and_clauses_that_live_on_keep_their_anchors(cast: Cast) -> None:
    current = in_force(cast)
    text = "# 1 Purpose\n\nWhy we have this policy.\n\n# 2 Lost keys\n\nTell the office within the hour."
    client = signed_in(cast.clerk)
    client.post(
        reverse("version-upload", args=[current.policy.uid]), {"file": SimpleUploadedFile("new.md", text.encode())}
    )
    intake = read(Intake.objects.select_related("file", "school").get(), at=timezone.now())
    client.post(reverse("intake", args=[intake.uid]))
    version = current.policy.versions.get(status="draft")
    assert version.source == "uploaded"
    assert [clause.anchor for clause in version.clauses.all()] == ["1-purpose", "2-lost-keys"]
    assert version.attachments.get(kind="original").file == intake.file
    current.refresh_from_db()
    assert current.status == "in_force"


def test_a_document_put_aside_takes_nothing_in(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("keys.txt", DOCUMENT))
    signed_in(cast.clerk).post(reverse("intake-drop", args=[intake.uid]))
    intake.refresh_from_db()
    assert intake.status == "dropped"
    assert not Version.objects.exists()


def test_only_those_who_may_add_policies_see_what_comes_in(cast: Cast) -> None:
    (intake,) = uploaded(cast, ("keys.txt", DOCUMENT))
    file = reverse("file-download", args=[intake.file.uid])
    assert signed_in(cast.clerk).get(file).status_code == 200
    for person in (cast.teacher, cast.governor, cast.other_clerk, cast.administrator):
        assert signed_in(person).get(reverse("intake", args=[intake.uid])).status_code == 404
        assert signed_in(person).get(file).status_code == 404


def test_the_command_brings_a_file_in_as_the_page_does(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "keys.txt"
    path.write_text(DOCUMENT)
    out = StringIO()
    call_command("bring_in", str(path), school=cast.school.slug, by=cast.clerk.email, stdout=out)
    assert "Keys Policy, version 1.2: " in out.getvalue()
    assert "To look at: " in out.getvalue()
    assert Version.objects.get().status == "in_force"


def test_the_command_says_that_a_text_is_too_long_to_be_printed(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "keys.txt"
    path.write_text(DOCUMENT + "\nword " * MOST_LINES)
    out = StringIO()
    call_command("bring_in", str(path), school=cast.school.slug, by=cast.clerk.email, stdout=out)
    assert "There will be no PDF: This text has too many" in out.getvalue()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"school": "nowhere"}, "no school at the address"),
        ({"by": "tessa.teacher@beacon-hill.example"}, "may not bring policies in"),
        ({"group": ["Astronauts"]}, "no group called Astronauts"),
    ],
)
def test_the_command_says_in_a_sentence_why_it_cannot(
    cast: Cast, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    path = tmp_path / "keys.txt"
    path.write_text(DOCUMENT)
    options = {"school": cast.school.slug, "by": cast.clerk.email, **change}
    with pytest.raises(CommandError, match=sentence):
        call_command("bring_in", str(path), **options)
    assert not Version.objects.exists()


@pytest.mark.parametrize("name", ["acresfield", "haymerle", "st-marys", "qeii", "cornerstone"])
def test_each_schools_document_is_taken_in_under_its_own_rules(cast: Cast, tmp_path: Path, name: str) -> None:
    """The real document where it is there, else one made here: the profile's rules hold for either."""
    apply_profile(cast.school, profiles.load(name), by=cast.headteacher, at=cast.at)
    path = SEEDS / f"{name}.txt"
    if not path.is_file():
        path = tmp_path / "keys.txt"
        path.write_text(DOCUMENT)
    call_command("bring_in", str(path), school=cast.school.slug, by=cast.clerk.email, stdout=StringIO())
    version = Version.objects.get()
    assert version.status == "in_force"
    assert version.clauses.count() >= 4
    assert signed_in(cast.teacher).get(reverse("policy", args=[version.policy.uid])).status_code == 200
