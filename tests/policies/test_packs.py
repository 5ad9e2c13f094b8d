"""Packs: what goes in, what is printed, who may have them, and when one is made anew."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from foundation.core.states import NotAllowed
from foundation.documents.files import open_sealed
from foundation.documents.models import File
from foundation.jobs.models import Job
from foundation.jobs.runner import run_next
from foundation.schools.models import Person
from policies import transitions
from policies.agendas import state_of
from policies.models import Pack, PolicyRules, Version
from policies.pack_contents import Chosen, wanted_pack
from policies.pack_printing import signatures_print
from policies.packs import remove_old_packs
from policies.transitions import decide, record_consultation, sign, submit_version
from policies.transitions.meetings import enter_outcome
from policies.transitions.packs import signature_page
from policies.transitions.steps import Consulted, Decided
from tests.cast import Cast, a_person
from tests.foundation.documents.pdf_parts import elements, faults, links, opened, outline, places, stamps
from tests.foundation.documents.pdf_words import squeezed, words_of
from tests.policies.meetings import EVERYBODY, SAT, a_meeting, before_governors, decides, reached, step_of
from tests.policies.shelf import OTHER_TEXT, TEXT, a_draft, a_policy, in_force, review_in, steps_like_acresfield

pytestmark = pytest.mark.django_db
IN_FORCE = Chosen(Pack.Choice.IN_FORCE)


def asked(cast: Cast, by: Person, chosen: Chosen = IN_FORCE) -> Pack:
    wanted = wanted_pack(by.user, cast.school, chosen, cast.today)
    return transitions.ask_pack(cast.school, wanted, by=by, at=timezone.now())


def made(cast: Cast, by: Person, chosen: Chosen = IN_FORCE) -> Pack:
    """The pack, ready."""
    pack = asked(cast, by, chosen)
    run_all()
    pack.refresh_from_db()
    assert pack.status == Pack.Status.READY, Job.objects.get(key=f"policies.pack:{pack.uid}").message
    return pack


def run_all() -> None:
    while run_next(timezone.now):
        pass


def pdf_of(pack: Pack) -> bytes:
    assert pack.file is not None
    return open_sealed(pack.file)


@pytest.fixture
def two(cast: Cast) -> tuple[Version, Version]:
    """Two policies in force; the second is at its second version."""
    first = in_force(cast)
    policy = a_policy(cast, "Bicycles")
    in_force(cast, policy)
    return first, in_force(cast, policy, OTHER_TEXT)


@pytest.mark.clause("QEI-26", "STM-17")
def test_a_governor_makes_a_pack_with_cover_contents_changes_figures_and_signature_pages(
    cast: Cast, two: tuple[Version, Version]
) -> None:
    pack = made(cast, cast.governor)
    pdf = pdf_of(pack)
    text = words_of(pdf)
    for words in (
        cast.school.name,
        "Policies in force",
        "Contents",
        "What changed since last time",
        "Tell the office within the hour.",
        "Read and confirmed",
        "Signature page",
        "No signature is on record.",
        "Keys and visitors",
        "Bicycles",
    ):
        assert squeezed(words) in text, words
    assert faults(pdf) == set()
    document = opened(pdf)
    assert pack.pages == len(document.pages)
    assert stamps(document)[-1] == f"Page {pack.pages} of {pack.pages} of the pack"
    tops = [title for depth, title in outline(document) if depth == 0]
    assert tops[-4:] == [
        "Bicycles, version 2.0",
        "Signature page: Bicycles",
        "Keys and visitors, version 1.0",
        "Signature page: Keys and visitors",
    ]


def test_a_pack_keeps_all_of_the_kept_prints(cast: Cast, two: tuple[Version, Version]) -> None:
    run_all()
    kept = []
    for version in two:
        version.refresh_from_db()
        assert version.printed is not None
        kept.append(opened(open_sealed(version.printed)))
    document = opened(pdf_of(made(cast, cast.governor)))
    assert len(elements(document)) > sum(len(elements(part)) for part in kept)
    assert len(links(document)) >= sum(len(links(part)) for part in kept)
    assert set(places(document)) >= {f"0.{name}" for name in places(kept[1])} | {
        f"2.{name}" for name in places(kept[0])
    }


def test_what_is_kept_is_not_printed_again(cast: Cast, two: tuple[Version, Version]) -> None:
    run_all()
    before = [(version.printed_id, version.pk) for version in Version.objects.exclude(printed=None)]
    made(cast, cast.governor)
    assert [(version.printed_id, version.pk) for version in Version.objects.exclude(printed=None)] == before


def test_the_same_pack_is_ready_at_once_for_whoever_asks_next(cast: Cast, two: tuple[Version, Version]) -> None:
    first = made(cast, cast.governor)
    again = asked(cast, cast.chair)
    assert (again.pk, again.status) == (first.pk, Pack.Status.READY)
    assert Pack.objects.count() == 1


def test_a_pack_is_made_anew_when_a_text_or_a_figure_changed(cast: Cast, two: tuple[Version, Version]) -> None:
    first = asked(cast, cast.governor)
    version = two[0]
    transitions.acknowledge(
        version,
        words="I have read it.",
        statements=TEXT.statements,
        seen=version.content_hash,
        by=cast.teacher,
        at=cast.at,
    )
    second = asked(cast, cast.governor)
    in_force(cast, version.policy, OTHER_TEXT)
    third = asked(cast, cast.governor)
    assert len({first.pk, second.pk, third.pk}) == 3


def test_a_pack_shows_figures_by_policy_and_group_and_no_name(cast: Cast) -> None:
    for number in range(5):
        a_person(cast.school, f"Greta Group-Member {number}", groups=(cast.midday,))
    in_force(cast)
    pdf = pdf_of(made(cast, cast.governor))
    text = words_of(pdf)
    assert squeezed("Midday supervisors") in text
    assert squeezed("Teachers") in text
    for name in (cast.teacher.name, "Greta", cast.midday_supervisor.name):
        assert squeezed(name) not in text
    document = opened(pdf)
    pictures = [str(element.Alt) for element in elements(document) if str(element.S) == "/Figure"]
    assert any("Midday supervisors: 0 of 6" in alt for alt in pictures)
    assert all(alt.startswith("Bar chart.") for alt in pictures)


def test_a_group_of_few_is_not_shown_by_itself(cast: Cast) -> None:
    in_force(cast)
    assert squeezed("Midday supervisors: ") not in words_of(pdf_of(made(cast, cast.governor)))


def test_only_what_is_due_goes_into_a_pack_of_what_is_due(cast: Cast) -> None:
    due = in_force(cast)
    Version.objects.filter(pk=due.pk).update(**review_in(cast, 5))
    in_force(cast, a_policy(cast, "Bicycles"))
    pack = asked(cast, cast.clerk, Chosen(Pack.Choice.DUE))
    assert [item.version for item in pack.items.all()] == [due]


def test_with_nothing_to_put_in_there_is_a_sentence(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="nothing to put together"):
        asked(cast, cast.clerk)


def test_a_draft_goes_into_nobodys_pack_who_may_not_see_it(cast: Cast) -> None:
    draft = a_draft(cast)
    policies = [draft.policy.uid]
    with pytest.raises(NotAllowed):
        asked(cast, cast.governor, Chosen(Pack.Choice.CHOSEN, policies=policies))


def test_what_changed_is_since_the_day_that_is_asked_for(cast: Cast, two: tuple[Version, Version]) -> None:
    first, second = two
    Version.objects.filter(pk=first.pk).update(in_force_at=cast.at - timedelta(days=40))
    old = second.policy.versions.get(sequence=1)
    Version.objects.filter(pk=old.pk).update(in_force_at=cast.at - timedelta(days=40))
    since = Chosen(Pack.Choice.IN_FORCE, since_on=cast.today - timedelta(days=10))
    found = {item.version.pk: item.since for item in asked(cast, cast.clerk, since).items.all()}
    assert found == {first.pk: first, second.pk: old}


def test_a_pack_nobody_asks_for_is_removed_after_the_schools_time(cast: Cast, two: tuple[Version, Version]) -> None:
    PolicyRules.objects.filter(school=cast.school).update(pack_days=30)
    pack = made(cast, cast.governor)
    assert remove_old_packs(timezone.now() + timedelta(days=29)) == 0
    assert remove_old_packs(timezone.now() + timedelta(days=31)) == 1
    pack.refresh_from_db()
    assert pack.file is not None
    pack.file.refresh_from_db()
    assert (pack.status, pack.file.purged_by) == (Pack.Status.REMOVED, "pack maker: packs are kept for 30 days")
    assert made(cast, cast.governor).pk != pack.pk


def test_a_pack_that_stopped_is_begun_again_by_asking_again(cast: Cast, two: tuple[Version, Version]) -> None:
    pack = asked(cast, cast.governor)
    stopped: dict[str, Any] = {"status": "parked", "finished_at": timezone.now(), "message": "It stopped."}
    Job.objects.filter(key=f"policies.pack:{pack.uid}").update(**stopped)
    assert asked(cast, cast.chair).pk == pack.pk
    run_all()
    pack.refresh_from_db()
    assert pack.status == Pack.Status.READY


def test_publishing_keeps_the_print_and_the_signature_page_so_that_a_pack_prints_nothing_but_its_front(
    cast: Cast,
) -> None:
    version = in_force(cast)
    run_all()
    version.refresh_from_db()
    page = signature_page(version)
    assert version.printed is not None
    assert page is not None
    kept = open_sealed(page)
    assert faults(kept) == set()
    assert squeezed("To sign by hand Role Name Signature Date Chair of the meeting") in words_of(kept)
    files = File.objects.count()
    made(cast, cast.governor)
    assert File.objects.count() == files + 1


@pytest.mark.clause("ACR-02")
def test_the_signature_page_shows_who_decided_and_who_signed(cast: Cast) -> None:
    steps_like_acresfield(cast)
    version = submit_version(a_draft(cast), by=cast.clerk, at=cast.at)
    seen, at = version.content_hash, cast.at
    minuted = Decided(cast.today, "approved", present=EVERYBODY, minute_reference="GB 7")
    panel = Consulted(cast.today, cast.today, "All staff", "agreed", "Agreed by all.")
    record_consultation(step_of(version), panel, seen=seen, by=cast.clerk, at=at)
    decide(step_of(version), minuted, seen=seen, by=cast.clerk, at=at)
    for who in (cast.chair, cast.headteacher):
        sign(step_of(version), words="I sign it.", seen=seen, by=who, at=at)
    shown = signatures_print(version)
    assert [line.what for line in shown.decided] == ["Consulted", "Approved"]
    assert shown.decided[1].who == "Governing body"
    assert [(one.name, one.role) for one in shown.signatures] == [
        (cast.chair.name, "Chair of governors"),
        (cast.headteacher.name, "Headteacher"),
    ]
    assert shown.lines == []


def test_a_text_that_waits_for_signatures_has_lines_for_whoever_signs(cast: Cast) -> None:
    steps_like_acresfield(cast)
    assert signatures_print(a_draft(cast)).lines == ["Chair of governors", "Headteacher"]


def test_a_text_that_the_headteacher_determines_has_a_line_for_the_headteacher(cast: Cast) -> None:
    version = a_draft(cast, a_policy(cast, determiner="headteacher", body=None))
    assert signatures_print(version).lines == ["Headteacher"]


def test_a_meetings_pack_holds_what_is_on_its_agenda_in_that_order_with_drafts(cast: Cast) -> None:
    versions = [before_governors(cast, title) for title in ("Keys", "Bicycles")]
    meeting = a_meeting(cast, *(decides(version) for version in versions))
    pack = made(cast, cast.governor, Chosen(Pack.Choice.MEETING, meeting=meeting))
    assert [item.version for item in pack.items.all()] == versions
    assert pack.title == f"{meeting}: papers"
    assert squeezed("Draft") in words_of(pdf_of(pack))
    assert remove_old_packs(timezone.now() + timedelta(days=900)) == 0


def test_a_meetings_pack_is_made_anew_when_a_draft_changed(cast: Cast) -> None:
    version = before_governors(cast)
    meeting = a_meeting(cast, decides(version))
    chosen = Chosen(Pack.Choice.MEETING, meeting=meeting)
    first = asked(cast, cast.clerk, chosen)
    assert asked(cast, cast.clerk, chosen).pk == first.pk
    transitions.write_text(version, OTHER_TEXT, by=cast.clerk, at=cast.at)
    assert asked(cast, cast.clerk, chosen).pk != first.pk


def test_a_meetings_pack_shows_what_changed_since_that_body_decided_last(cast: Cast) -> None:
    first = before_governors(cast)
    earlier = a_meeting(cast, decides(first), ago=30)
    found = reached(earlier, "approved")
    enter_outcome(earlier, SAT, found, seen=state_of(earlier), by=cast.clerk, at=cast.at)
    first.refresh_from_db()
    transitions.put_in_force(first, by=cast.headteacher, at=cast.at)
    second = transitions.submit_version(a_draft(cast, first.policy, OTHER_TEXT), by=cast.clerk, at=cast.at)
    chosen = Chosen(Pack.Choice.MEETING, meeting=a_meeting(cast, decides(second)))
    item = asked(cast, cast.clerk, chosen).items.get()
    assert (item.version, item.since) == (second, first)


def test_a_trusts_pack_shows_school_by_school_what_is_in_force(cast: Cast) -> None:
    in_force(cast)
    wanted = wanted_pack(cast.trust_officer.user, cast.trust, IN_FORCE, cast.today)
    pack = transitions.ask_pack(cast.trust, wanted, by=cast.trust_officer, at=timezone.now())
    run_all()
    pack.refresh_from_db()
    text = words_of(pdf_of(pack))
    for words in ("In force, school by school", cast.school.name, "Keys and visitors", "By school"):
        assert squeezed(words) in text, words
    assert faults(pdf_of(pack)) == set()
    assert cast.other_school.name not in text
