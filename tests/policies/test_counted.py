"""Parents and pupils sign on paper, class by class, counted against the group's size (HAY-02)."""

import io
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.core.states import NotAllowed
from foundation.documents.models import File
from foundation.documents.uploads import Checked
from policies.counted import figures, missing_by_school
from policies.models import CountedGroup, GroupAsk, GroupCount, GroupSize, Version
from policies.transitions import acknowledge
from policies.transitions.counting import (
    Counted,
    add_counted_group,
    ask_groups,
    close_counted_group,
    correct_count,
    record_count,
    set_group_size,
    signed_of,
)
from policies.verbs import Verb
from tests.access.sheets import PNG
from tests.cast import Cast, signed_in
from tests.policies.paper import an_upload
from tests.policies.shelf import OTHER_TEXT, TEXT, a_policy, in_force
from tests.policies.views.shown import hidden, said
from tests.policies.views.test_drafting import dated

pytestmark = pytest.mark.django_db
SCAN = Checked("oak.png", PNG, "image/png")


@pytest.fixture
def version(cast: Cast) -> Version:
    return in_force(cast, a_policy(cast, "Acceptable use"))


@pytest.fixture
def oak(cast: Cast, version: Version) -> CountedGroup:
    """Thirty pupils, asked to sign."""
    return a_group(cast, version)


def a_group(
    cast: Cast, version: Version, name: str = "Year 5 Oak", kind: str = "pupils", size: int = 30
) -> CountedGroup:
    by: dict[str, Any] = {"by": cast.clerk, "at": cast.at}
    group = add_counted_group(cast.school, name=name, kind=kind, school_year="2026-27", size=size, **by)
    asked = [ask.group for ask in GroupAsk.objects.filter(policy=version.policy, ended_on=None)]
    ask_groups(version.policy, [*asked, group], **by)
    return group


def count(cast: Cast, group: CountedGroup, version: Version, signed: int, size: int = 30) -> GroupCount:
    counted = Counted(signed, cast.today, size, SCAN)
    return record_count(group, version.policy, counted, seen=version.content_hash, by=cast.clerk, at=cast.at)


def shown(cast: Cast) -> list[str]:
    return [f"{row.group.name}: {row.said}" for row in figures(cast.school)]


@pytest.mark.clause("HAY-02")
def test_what_is_counted_adds_up_and_never_passes_the_size(cast: Cast, version: Version, oak: CountedGroup) -> None:
    assert shown(cast) == ["Year 5 Oak: 0 of 30"]
    count(cast, oak, version, 20)
    count(cast, oak, version, 4)
    assert shown(cast) == ["Year 5 Oak: 24 of 30"]
    with pytest.raises(NotAllowed, match="24 of 30 have signed on other sheets already, so on these at most 6 can"):
        count(cast, oak, version, 7)
    count(cast, oak, version, 7, size=31)
    assert shown(cast) == ["Year 5 Oak: 31 of 31"]
    assert [one.scan.purged_at for one in GroupCount.objects.select_related("scan")] == [None, None, None]
    assert GroupCount.objects.filter(content_hash=version.content_hash, edition=version.edition).count() == 3


@pytest.mark.clause("HAY-02")
def test_a_new_edition_starts_again_and_what_was_counted_stays(cast: Cast, version: Version, oak: CountedGroup) -> None:
    count(cast, oak, version, 30)
    new = in_force(cast, version.policy, OTHER_TEXT)
    assert shown(cast) == ["Year 5 Oak: 0 of 30"]
    count(cast, oak, new, 3)
    assert shown(cast) == ["Year 5 Oak: 3 of 30"]
    assert signed_of(oak, version) == 30
    with pytest.raises(NotAllowed, match="A new version came into force"):
        count(cast, oak, version, 1)


def test_a_size_below_what_is_signed_waits_until_the_count_is_set_right(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    first = count(cast, oak, version, 30)
    with pytest.raises(NotAllowed, match="30 have signed Acceptable use"):
        set_group_size(oak, 29, by=cast.clerk, at=cast.at)
    second = correct_count(first, 29, reason="Somebody has left.", by=cast.business_manager, at=cast.at)
    set_group_size(oak, 29, by=cast.clerk, at=cast.at)
    assert shown(cast) == ["Year 5 Oak: 29 of 29"]
    assert (second.corrects, second.scan, second.reason) == (first, first.scan, "Somebody has left.")
    assert GroupCount.objects.get(pk=first.pk).signed == 30, "what was entered stays as it was"
    assert [one.size for one in GroupSize.objects.all()] == [29, 30]
    with pytest.raises(NotAllowed, match="corrected already"):
        correct_count(first, 28, reason="Again.", by=cast.clerk, at=cast.at)
    with pytest.raises(NotAllowed, match="There are 29 in this group"):
        correct_count(second, 30, reason="No.", by=cast.clerk, at=cast.at)
    verbs = Entry.objects.filter(verb__in=(Verb.GROUP_COUNTED, Verb.COUNT_CORRECTED, Verb.GROUP_SIZED))
    assert verbs.count() == 3


def test_a_count_of_a_past_edition_is_not_corrected(cast: Cast, version: Version, oak: CountedGroup) -> None:
    first = count(cast, oak, version, 30)
    in_force(cast, version.policy, OTHER_TEXT)
    with pytest.raises(NotAllowed, match="an edition that is past"):
        correct_count(first, 1, reason="Late.", by=cast.clerk, at=cast.at)


def test_a_group_asked_no_longer_or_counted_no_longer_is_in_no_figure(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    elm = a_group(cast, version, "Year 5 Elm", "parents")
    assert shown(cast) == ["Year 5 Elm: 0 of 30", "Year 5 Oak: 0 of 30"]
    ask_groups(version.policy, [elm], by=cast.clerk, at=cast.at)
    assert shown(cast) == ["Year 5 Elm: 0 of 30"]
    with pytest.raises(NotAllowed, match="Acceptable use does not ask Year 5 Oak"):
        count(cast, oak, version, 1)
    close_counted_group(elm, by=cast.clerk, at=cast.at)
    assert shown(cast) == []
    for act in (lambda: count(cast, elm, version, 1), lambda: set_group_size(elm, 3, by=cast.clerk, at=cast.at)):
        with pytest.raises(NotAllowed, match="not counted any more"):
            act()
    again = a_group(cast, version, "Year 5 Elm", "parents")
    assert again != elm, "the name is free for the next year's group"


def test_the_same_group_twice_and_groups_of_another_school_are_refused(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    with pytest.raises(NotAllowed, match="Year 5 Oak, pupils, 2026-27 is counted already"):
        a_group(cast, version, "YEAR 5 OAK")
    theirs = CountedGroup.objects.create(school=cast.other_school, name="Theirs", kind="pupils")
    ask_groups(version.policy, [theirs], by=cast.clerk, at=cast.at)
    assert not GroupAsk.objects.filter(group=theirs).exists()


def test_a_policy_in_no_force_asks_nobody(cast: Cast) -> None:
    policy = a_policy(cast, "Not yet in force")
    group = add_counted_group(
        cast.school, name="Oak", kind="pupils", school_year="", size=30, by=cast.clerk, at=cast.at
    )
    ask_groups(policy, [group], by=cast.clerk, at=cast.at)
    assert shown(cast) == []
    page = reverse("count-add", args=[group.uid, policy.uid])
    assert signed_in(cast.clerk).get(page).status_code == 404


# The pages.


def post(client: Client, page: str, **data: Any) -> Any:
    return client.post(page, {**hidden(client.get(page)), **data}, follow=True)


@pytest.mark.clause("HAY-02")
def test_from_adding_a_class_to_24_of_30_on_the_page_of_what_is_outstanding(cast: Cast, version: Version) -> None:
    client = signed_in(cast.clerk)
    add = reverse("counted-add", args=[cast.school.slug])
    assert "counted from now on" in said(post(client, add, name="Year 5 Oak", kind="pupils", size="30"))
    group = CountedGroup.objects.get()
    post(client, reverse("counted-ask", args=[version.policy.uid]), groups=[str(group.uid)])
    page = reverse("count-add", args=[group.uid, version.policy.uid])
    day = dated("signed_on", cast.today.day, cast.today.month, cast.today.year)
    sheets = {"scan": an_upload(PNG, "oak.png"), **day}
    answer = said(post(client, page, signed="24", size="30", **sheets))
    assert "Counted. The sheets are kept." in answer
    assert "24 of 30" in answer
    for url in (
        reverse("outstanding", args=[cast.school.slug]),
        reverse("outstanding-policy", args=[version.policy.uid]),
        reverse("counted-list", args=[cast.school.slug]),
    ):
        assert "24 of 30" in said(client.get(url)), url
    scan = GroupCount.objects.get().scan
    assert client.get(reverse("file-download", args=[scan.uid])).status_code == 200
    assert signed_in(cast.teacher).get(reverse("file-download", args=[scan.uid])).status_code == 404
    assert missing_by_school([cast.school]) == {cast.school.pk: 6}


def test_too_many_no_sheets_and_no_number_are_refused_and_nothing_is_kept(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    client, page = signed_in(cast.clerk), reverse("count-add", args=[oak.uid, version.policy.uid])
    day = dated("signed_on", cast.today.day, cast.today.month, cast.today.year)
    sheets = {"scan": an_upload(PNG, "oak.png"), **day}
    assert "There are 30 in this group" in said(post(client, page, signed="31", size="30", **sheets))
    assert "Choose a file" in said(post(client, page, signed="24", size="30", **day))
    for wrong in ("", "two dozen", "0", "-3", "4000", "24.5", "1" * 40):
        sheets = {"scan": an_upload(PNG, "oak.png"), **day}
        assert "There is a problem" in said(post(client, page, signed=wrong, size="30", **sheets)), wrong
    sheets = {"scan": an_upload(PNG, "oak.png"), **dated("signed_on", 1, 1, 2190)}
    assert "in the future" in said(post(client, page, signed="24", size="30", **sheets))
    assert not GroupCount.objects.exists()
    assert not File.objects.filter(owner_label="policies.GroupCount").exists()


def test_a_count_sent_from_a_page_with_an_older_text_is_not_taken(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    client, page = signed_in(cast.clerk), reverse("count-add", args=[oak.uid, version.policy.uid])
    before = hidden(client.get(page))
    in_force(cast, version.policy, OTHER_TEXT)
    day = dated("signed_on", cast.today.day, cast.today.month, cast.today.year)
    data = {"signed": "24", "size": "30", "scan": an_upload(PNG, "oak.png"), **day}
    assert "changed while you had it open" in said(client.post(page, {**before, **data}))
    assert not GroupCount.objects.exists()


def test_the_pages_of_a_group_change_its_size_correct_a_count_and_close_it(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    client, first = signed_in(cast.business_manager), count(cast, oak, version, 24)
    assert "The size is saved." in said(post(client, reverse("counted-size", args=[oak.uid]), size="28"))
    assert "24 have signed Acceptable use" in said(post(client, reverse("counted-size", args=[oak.uid]), size="20"))
    correct = reverse("count-correct", args=[first.uid])
    answer = said(post(client, correct, signed="22", reason="Two sheets were another class's."))
    assert "22 of 28" in answer
    assert "Set right later, to 22" in answer
    assert "28 from" in answer
    assert "30 from" in answer
    assert "corrected already" in said(post(client, correct, signed="21", reason="Again."))
    assert "not counted any more" in said(post(client, reverse("counted-close", args=[oak.uid])))
    assert "Counted until" in said(client.get(reverse("counted", args=[oak.uid])))


def test_the_sheet_of_a_group_has_a_line_for_each_and_some_to_spare(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    answer = signed_in(cast.clerk).get(reverse("counted-sheet", args=[oak.uid, version.policy.uid]))
    pdf = pikepdf.open(io.BytesIO(answer.content))
    assert "/StructTreeRoot" in pdf.Root
    assert len(pdf.pages) > 2


def test_a_school_year_is_understood_or_asked_for_again(cast: Cast, version: Version) -> None:
    client, add = signed_in(cast.clerk), reverse("counted-add", args=[cast.school.slug])
    for number, year in enumerate(("2026-27", "2026/27", "2026-2027", "2026\u201327")):
        post(client, add, name=f"Class {number}", kind="parents", size="30", school_year=year)
        assert CountedGroup.objects.get(name=f"Class {number}").school_year == "2026-27"
    for year in ("2026", "2026-28", "next year"):
        words = said(post(client, add, name="Class", kind="parents", size="30", school_year=year))
        assert "Write a school year like 2026-27." in words


def test_only_clerk_and_business_manager_count(cast: Cast, version: Version, oak: CountedGroup) -> None:
    pages = [
        reverse("counted-list", args=[cast.school.slug]),
        reverse("counted", args=[oak.uid]),
        reverse("count-add", args=[oak.uid, version.policy.uid]),
    ]
    for page in pages:
        for who in ("headteacher", "senior_leader", "teacher", "other_clerk"):
            assert signed_in(getattr(cast, who)).get(page).status_code == 404, (page, who)
        assert signed_in(cast.business_manager).get(page).status_code == 200
    assert signed_in(cast.teacher).get(reverse("counted-ask", args=[version.policy.uid])).status_code == 404


def test_the_pages_ask_the_same_number_of_questions_however_many_groups(
    cast: Cast, version: Version, oak: CountedGroup
) -> None:
    pages = [reverse("counted-list", args=[cast.school.slug]), reverse("counted", args=[oak.uid])]
    client = signed_in(cast.clerk)

    def asked() -> list[int]:
        numbers = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            numbers.append(len(queries))
        return numbers

    count(cast, oak, version, 1)
    asked()
    few = asked()
    for number in range(10):
        a_group(cast, version, f"Class {number}")
        count(cast, oak, version, 1)
    assert asked() == few


@pytest.mark.clause("HAY-02")
def test_everybody_signs_staff_with_their_name_on_screen_pupils_and_parents_on_paper(cast: Cast) -> None:
    version = in_force(cast, a_policy(cast, "Acceptable use", wants_signature=True))
    told: dict[str, Any] = {"words": "I will.", "statements": TEXT.statements, "seen": version.content_hash}
    with pytest.raises(NotAllowed, match="signed with your name"):
        acknowledge(version, **told, by=cast.teacher, at=cast.at)
    kept = acknowledge(version, **told, signature="Tessa Teacher", by=cast.teacher, at=cast.at)
    assert kept.signature == "Tessa Teacher"
    oak = a_group(cast, version)
    families = a_group(cast, version, "Oak families", "parents", 41)
    count(cast, oak, version, 30)
    count(cast, families, version, 40, size=41)
    assert shown(cast) == ["Oak families: 40 of 41", "Year 5 Oak: 30 of 30"]
