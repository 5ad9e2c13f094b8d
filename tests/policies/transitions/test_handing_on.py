"""The annexes of a trust's policy come to its schools as files of their own versions."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from foundation.core.states import NotAllowed
from foundation.documents import store
from foundation.documents.files import open_sealed
from foundation.documents.models import File
from policies import transitions
from policies.models import Attachment, IssueAnswer, Policy, Version
from policies.transitions.issuing import issue_policy, take_issue
from tests.cast import Cast, signed_in
from tests.policies.issuing import FACTS, attached, issued, published, trust_version
from tests.policies.shelf import a_draft
from tests.policies.views.shown import said

LISTS = {"Key list": b"Front door: 3", "Telephone list": b"Office: 01234"}


@pytest.fixture
def by(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": cast.at}


def titles(version: Version) -> list[str]:
    return list(version.attachments.order_by("title").values_list("title", flat=True))


def next_edition(cast: Cast, answer: IssueAnswer, annexes: dict[str, bytes]) -> IssueAnswer:
    policy = Policy.objects.get(pk=answer.issue.policy_id)
    trust_version(cast, policy, annexes=annexes)
    day = cast.today + timedelta(days=30)
    issue = issue_policy(policy, ["breaks"], day, by=cast.trust_officer, at=cast.at)
    return issue.answers.get(school=cast.school)


def test_they_are_sealed_for_the_school_and_are_part_of_what_its_hash_covers(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast, annexes=LISTS)
    version = take_issue(found.answer, FACTS, **by)
    assert titles(version) == ["Key list", "Telephone list"]
    theirs = {item.title: item.file for item in found.issue.version.attachments.all()}
    for item in version.attachments.select_related("file"):
        file = item.file
        assert open_sealed(file) == LISTS[item.title]
        assert (file.school_uid, file.owner_uid) == (cast.school.uid, version.uid)
        assert file.uid != theirs[item.title].uid
        assert file.sha256 in version.canonical
    without = take_issue(issued_to(found.sister), FACTS, by=found.sister_clerk, at=cast.at)
    assert titles(without) == titles(version)


def issued_to(school: Any) -> IssueAnswer:
    return IssueAnswer.objects.get(school=school)


def test_who_may_read_the_schools_version_may_read_them_and_nobody_of_the_sister_school(
    cast: Cast, by: dict[str, Any]
) -> None:
    found = issued(cast, annexes=LISTS)
    version = take_issue(found.answer, FACTS, **by)
    address = reverse("file-download", args=[version.attachments.get(title="Key list").file.uid])
    assert signed_in(cast.clerk).get(address).content == b"Front door: 3"
    assert signed_in(cast.teacher).get(address).status_code == 404, "it is a draft"
    published(cast, version)
    teacher = signed_in(cast.teacher)
    assert teacher.get(address).content == b"Front door: 3"
    assert "Key list" in said(teacher.get(reverse("policy", args=[version.policy.uid])))
    for other in (cast.other_clerk, found.sister_clerk):
        assert signed_in(other).get(address).status_code == 404
    trusts = reverse("file-download", args=[found.issue.version.attachments.get(title="Key list").file.uid])
    assert signed_in(cast.clerk).get(trusts).status_code == 404


def test_the_document_that_the_trusts_text_was_read_from_stays_with_the_trust(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast, annexes=LISTS)
    found.issue.version.attachments.filter(title="Key list").update(kind=Attachment.Kind.ORIGINAL)
    assert titles(take_issue(found.answer, FACTS, **by)) == ["Telephone list"]


def test_a_school_does_not_take_them_out_and_may_add_and_remove_its_own(cast: Cast, by: dict[str, Any]) -> None:
    version = take_issue(issued(cast, annexes=LISTS).answer, FACTS, **by)
    version = attached(version, "Our own list", b"Ours", cast.clerk)
    before = version.content_hash
    with pytest.raises(NotAllowed, match="“Key list” came with the policy of your trust"):
        transitions.detach_file(version.attachments.get(title="Key list"), **by)
    assert Version.objects.get(pk=version.pk).content_hash == before
    page = signed_in(cast.clerk).get(reverse("policy-workbench", args=[version.policy.uid]))
    assert "Remove Our own list" in said(page)
    assert "Remove Key list" not in said(page)
    transitions.detach_file(version.attachments.get(title="Our own list"), **by)
    assert titles(version) == ["Key list", "Telephone list"]


def test_the_next_edition_takes_the_place_of_the_files_before_and_leaves_the_schools_own(
    cast: Cast, by: dict[str, Any]
) -> None:
    first = take_issue(issued(cast, annexes=LISTS).answer, FACTS, **by)
    first = published(cast, attached(first, "Our own list", b"Ours", cast.clerk))
    kept = first.attachments.get(title="Telephone list").file_id
    answer = IssueAnswer.objects.get(version=first)
    newer = next_edition(cast, answer, {"Key list": b"Front door: 4", "Telephone list": LISTS["Telephone list"]})
    version = take_issue(newer, FACTS, **by)
    assert titles(version) == ["Key list", "Our own list", "Telephone list"]
    assert open_sealed(version.attachments.get(title="Key list").file) == b"Front door: 4"
    assert version.attachments.get(title="Telephone list").file_id == kept, "the same bytes are not sealed again"
    assert first.attachments.count() == 3, "what was in force keeps its files"


def test_a_file_that_the_trust_left_out_goes_with_the_next_edition(cast: Cast, by: dict[str, Any]) -> None:
    first = published(cast, take_issue(issued(cast, annexes=LISTS).answer, FACTS, **by))
    newer = next_edition(cast, IssueAnswer.objects.get(version=first), {})
    assert titles(take_issue(newer, FACTS, **by)) == []


def test_a_file_that_cannot_be_opened_is_named_and_nothing_is_taken_up(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast, annexes=LISTS)
    before = File.objects.count()
    store.remove(found.issue.version.attachments.get(title="Telephone list").file.uid)
    with pytest.raises(NotAllowed, match="“Telephone list” of your trust cannot be opened"):
        take_issue(found.answer, FACTS, **by)
    assert not Policy.objects.filter(school=cast.school).exists()
    assert File.objects.count() == before
    assert IssueAnswer.objects.get(pk=found.answer.pk).status == "asked"


def test_a_school_of_no_trust_takes_out_what_it_added(cast: Cast, by: dict[str, Any]) -> None:
    version = attached(a_draft(cast), "Key list", b"Front door: 3", cast.clerk)
    transitions.detach_file(version.attachments.get(), **by)
    assert titles(version) == []


def test_both_sides_read_beforehand_that_the_files_go_along(cast: Cast, by: dict[str, Any]) -> None:
    found = issued(cast, annexes=LISTS)
    address = reverse("policy-issue", args=[found.issue.policy.uid])
    page = said(signed_in(cast.trust_officer).get(address))
    assert "Each school gets its own copy of these" in page
    page = said(signed_in(cast.clerk).get(reverse("answer", args=[found.answer.uid])))
    assert "Key list, Telephone list They come with the text when you take it up" in page
